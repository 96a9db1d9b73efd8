"""A web page or HTML mail: schema.org JobPosting as JSON-LD, else as microdata, else what stands there to read.

Each JSON-LD block is read by itself, since pages hold empty and broken ones beside the good. Pages of several jobs
give several records. Where a page marks nothing, its text is read as one that somebody pasted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from postings.importing.shapes import Item, Record
from postings.importing.text import fold
from postings.importing.words import ROLE

from .content import Content, Unreadable
from .html import MAX_CHARS, node_to_markdown, parse
from .listing import by_id, make_record
from .markdown import read_markdown
from .schema import blocks, hash_of, job_postings, known_as, microdata, of_posting
from .splitting import split
from .stating import canonical, host, identity, words

name = "page"
_OPENS = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*|<!--.{0,5000}?-->\s*)*<(?:!doctype\s+html|html|head|body|div|p|table|section"
    r"|article|main|h[1-6]|ul|span|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK_TAG = re.compile(r"<(?:p|br|div|td|li|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
_MARKDOWN_LINE = re.compile(r"^(?:#{1,6}\s|[-*]\s|```)", re.MULTILINE)
_HEADING = re.compile(r"^##? .*$", re.MULTILINE)
_FURNITURE = frozenset(["nav", "footer", "aside", "dialog", "form"])
MAX_TEXT = 200_000
_LEAST = 200  # characters of a page's main part, below which the mark is not believed


def recognises(content: Content) -> bool:
    """It opens as a page does; or as a mail's text, with tags for its lines and none of markdown's marks."""
    if _OPENS.match(content.start):
        return True
    tags = len(_BLOCK_TAG.findall(content.start))
    return tags >= 5 and tags * 3 >= content.start.count("\n") and not _MARKDOWN_LINE.search(content.start)


def records(content: Content) -> Iterator[Record]:
    source = content.text[:MAX_CHARS]
    if "<" not in source:
        raise Unreadable(_("This is no web page."))
    tree = parse(source)
    address = _address(tree, content.name)
    found = [each for block in blocks(tree) for each in job_postings(block)] or microdata(tree)
    named = [{**each, "_id": name} for each, name in zip(found, known_as(found, address), strict=True)]
    for number, same in enumerate(by_id(named, "_id"), start=1):
        posting = {key: value for key, value in same[0].items() if key != "_id"}
        raw = {"posting": posting, "page": address}
        site = host(canonical(posting.get("url")) or address)
        yield make_record(number, raw, same[0]["_id"], words(posting, "title") or words(posting, "name"), tenant=site)
    if not found:
        if len(content.text) > MAX_CHARS:
            raise Unreadable(
                _("No posting stands in the first two million characters of this page, and no more are read.")
            )
        for number, part in enumerate(_parts(_main_text(tree)), start=1):
            known = f"{address}#{number}" if number > 1 else address
            raw = {"text": part, "page": address}
            yield Record(number, identity(known) if address else hash_of(part), raw, tenant=host(address))


def item(record: Record) -> Item:
    if "text" in record.raw:
        return Item(text=record.raw["text"], url=record.raw["page"])
    return of_posting(record.raw["posting"], record.raw["page"])


def _address(tree: LexborHTMLParser, fetched_from: str) -> str:
    """What the page calls itself, else where it came from."""
    for selector, attribute in (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content")):
        if (node := tree.css_first(selector)) and (found := canonical(node.attributes.get(attribute))):
            return found
    return canonical(fetched_from)


def _parts(text: str) -> list[str]:
    """The text of each posting; none where it offers no job."""
    if len(text) > MAX_TEXT:
        raise Unreadable(
            _("This page's text is longer than the %(most)s characters that are read at once.") % {"most": MAX_TEXT}
        )
    documents = split(read_markdown(text))
    starts = [text.rfind("\n", 0, each.lines[0].starts[0]) + 1 for each in documents]
    ends = [*starts[1:], len(text)]
    return [text[start:end].strip() for start, end in zip([0, *starts[1:]], ends, strict=False)] if documents else []


def _main_text(tree: LexborHTMLParser) -> str:
    """The part that the page calls its main one, if that is worth the name; without menus and forms, from its title."""
    for selector in ("main", "[role=main]", "article"):
        marked = tree.css(selector)
        if len(marked) == 1 and len(text := node_to_markdown(marked[0], without=_FURNITURE)) >= _LEAST:
            return _from_title(text)
    if tree.body is None:
        return ""
    text, whole = node_to_markdown(tree.body, without=_FURNITURE), node_to_markdown(tree.body)
    return _from_title(text if 5 * len(text) > len(whole) else whole)  # some sites put all of a page into one form


def _from_title(text: str) -> str:
    """What stands above a heading that names a job leads elsewhere."""
    title = next((line for line in _HEADING.finditer(text) if ROLE.search(fold(line[0]))), None)
    return text[title.start() :] if title else text
