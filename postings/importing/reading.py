"""From a text to the postings in it, each with its facts. No database, no Django."""

from .facts import read_facts
from .formats.markdown import read_markdown
from .formats.splitting import split
from .shapes import ReadPosting

MAX_CHARS = 200_000  # a posting is a few thousand; beyond this a text is something else


def read_text(text: str) -> list[ReadPosting]:
    """The postings of a plain or markdown text; an empty list where it offers no job."""
    return [read_facts(document) for document in split(read_markdown(text[:MAX_CHARS]))]
