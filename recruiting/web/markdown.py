"""Markdown that somebody pasted, as HTML that is safe to show."""

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# Raw HTML is text here; nh3 looks at the result all the same.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
_TAGS = {"p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "a"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}

# Brackets without end take time by the square of their number: half a second up to here, minutes in a megabyte.
LONGEST = 50_000


def to_html(text: str) -> SafeString:
    if len(text) > LONGEST:
        return mark_safe(linebreaks(text, autoescape=True))
    tokens = _markdown.parse(text)
    # The page has the first title: whatever the text's highest heading is, it stands below that.
    levels = sorted({token.tag for token in tokens if token.type == "heading_open"})
    below = {tag: f"h{min(2 + place, 4)}" for place, tag in enumerate(levels)}
    for token in tokens:
        token.tag = below.get(token.tag, token.tag)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
    return mark_safe(clean)
