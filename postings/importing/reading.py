"""From what came in to the postings in it, each with its facts. No database."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .facts import read_facts
from .facts.combining import combine
from .formats import text
from .formats.content import Content
from .formats.markdown import read_markdown
from .formats.registry import Format, recognise
from .formats.splitting import split
from .shapes import ReadPosting, Record

MAX_CHARS = 200_000  # a posting is a few thousand; beyond this a text is something else


def read_content(content: Content, format: Format | None = None) -> Iterator[ReadPosting]:
    """Every posting of a content, in its format or the one given. Raises Unreadable."""
    format = format or recognise(content)
    for record in format.records(content):
        yield from read_text(record.raw["text"]) if format is text else [read_record(format, record)]


def read_record(format: Format, record: Record) -> ReadPosting:
    """One record: what its fields state before what its text says."""
    if record.problem:
        return ReadPosting("", [], record.external_id, problem=record.problem)
    item = format.item(record)
    if len(item.text) > MAX_CHARS:  # what stands beyond would be missed, and nobody told
        why = _("Its text is longer than the %(most)s characters that are read at once.") % {"most": MAX_CHARS}
        return ReadPosting("", item.facts, record.external_id, item.url, problem=why)
    facts = combine(item.facts, read_markdown(item.text))
    return ReadPosting(item.text, facts, record.external_id, item.url, item.listed, item.problem)


def read_text(text: str) -> list[ReadPosting]:
    """The postings of a plain or markdown text; an empty list where it offers no job."""
    return [read_facts(document) for document in split(read_markdown(text[:MAX_CHARS]))]
