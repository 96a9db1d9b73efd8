"""What the tests of formats share: reading a payload as `read_posting` does."""

import json
from typing import Any

from postings.importing.formats.content import Content
from postings.importing.formats.registry import recognise
from postings.importing.reading import read_content
from postings.importing.shapes import ReadPosting


def content_of(payload: Any, name: str = "") -> Content:
    raw = payload if isinstance(payload, bytes) else payload if isinstance(payload, str) else json.dumps(payload)
    return Content.of(raw if isinstance(raw, bytes) else raw.encode(), name=name)


def read(payload: Any, name: str = "") -> list[ReadPosting]:
    return list(read_content(content_of(payload, name)))


def only(payload: Any, name: str = "") -> ReadPosting:
    (posting,) = read(payload, name)
    return posting


def format_of(payload: Any) -> str:
    return recognise(content_of(payload)).name


def records_of(payload: Any, name: str = "") -> list:
    content = content_of(payload, name)
    return list(recognise(content).records(content))


def stated(posting: ReadPosting, *names: str) -> dict[str, Any]:
    """The named facts as a caller gets them, and where the first of each stands in the record."""
    answer = posting.as_json()
    return {name: answer[name] for name in names}


def path_of(posting: ReadPosting, field: str) -> str | None:
    return next((fact.path for fact in posting.facts if fact.field == field), None)


PAY = ("salary_min", "salary_max", "currency", "salary_period", "salary_basis")
