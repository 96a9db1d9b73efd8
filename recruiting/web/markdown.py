"""Markdown that somebody pasted, as HTML that is safe to show."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# Raw HTML is text here; nh3 looks at the result all the same.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
_TAGS = {"p", "br", "hr", "h3", "h4", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "a"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
# The page has its own title and sections: a text's headings stand below them.
_BELOW = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}


def to_html(text: str) -> SafeString:
    tokens = _markdown.parse(text)
    for token in tokens:
        token.tag = _BELOW.get(token.tag, token.tag)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
    return mark_safe(clean)
