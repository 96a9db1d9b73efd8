import json

import pytest
from django.core.files.base import ContentFile

from postings.importing import actions, work
from postings.importing.formats import registry
from postings.importing.models import ImportRun, ImportSource
from postings.importing.shapes import Item, Record, stated
from tests.factories import a_key

TEXT = """# Backend Engineer

Location: Lisbon, Portugal
Salary: 3000 to 4000 EUR per month

## Requirements
- 4+ years of experience with Python
- English: B2
- You apply with your CV

## Responsibilities
- Build services and look after them
"""


@pytest.fixture
def text():
    return TEXT


@pytest.fixture
def pasted(recruiter):
    """Paste a text and have it read, as the task does: pasted(text)."""

    def paste(text: str = TEXT, by=None) -> ImportRun:
        run_id = actions.paste(text=text, by=by or recruiter, key=a_key())
        assert work.work_on(run_id) == run_id
        return ImportRun.objects.get(pk=run_id)

    return paste


def setup_of(run: ImportRun, **changes) -> dict:
    names = ("template", "recruiter", "department", "openings", "posting_status")
    return {name: getattr(run, name) for name in names} | changes


def several(count: int) -> str:
    """A text that holds so many postings, each after a rule."""
    jobs = ["Backend Engineer", "Data Analyst", "Product Designer", "Project Manager", "QA Tester", "Accountant"]
    parts = [TEXT.replace("Backend Engineer", jobs[n % len(jobs)] + " " * (n // len(jobs))) for n in range(count)]
    return "\n---\n\n".join(parts)


class BoardFormat:
    """A format in a few lines, as any module of formats/ is one: a list of jobs under "board"."""

    name = "json"

    def recognises(self, content) -> bool:
        return isinstance(content.json, dict) and "board" in content.json

    def records(self, content):
        for number, job in enumerate(content.json["jobs"], start=1):
            yield Record(number, job.get("id"), job, tenant=content.json["board"])

    def item(self, record):
        if record.raw.get("kills"):
            raise ZeroDivisionError
        facts = [
            stated(name, record.raw[name], name) for name in ("title", "location", "department") if record.raw.get(name)
        ]
        return Item(facts, record.raw.get("text", ""), listed=record.raw.get("listed", True))


@pytest.fixture
def board(recruiter, monkeypatch):
    """Upload jobs of a board and have them read: board({"id": "1", "title": …}, …)."""
    format = BoardFormat()
    monkeypatch.setattr(registry, "FORMATS", (format, *registry.FORMATS))
    monkeypatch.setitem(registry.BY_NAME, "json", format)

    def upload(*jobs: dict, by=None, complete: ImportSource | None = None) -> ImportRun:
        raw = json.dumps({"board": "acme", "jobs": jobs}).encode()
        run_id = actions.upload(file=ContentFile(raw), name="jobs.json", by=by or recruiter, key=a_key())
        if complete:
            ImportRun.objects.filter(pk=run_id).update(
                kind="source", source=complete, tenant=complete.tenant, complete=True
            )
        assert work.work_on(run_id) == run_id
        return ImportRun.objects.get(pk=run_id)

    return upload


def job(id: str = "1", **changes) -> dict:
    return {
        "id": id,
        "title": f"Engineer {id}",
        "location": "Lisbon",
        "text": f"## Requirements\n- Python {id}\n",
    } | changes


def apply_now(run: ImportRun, by=None, **setup) -> ImportRun:
    run.refresh_from_db()
    actions.apply(run.pk, seen=run.revision, setup=setup_of(run, **setup), by=by or run.started_by)
    return worked_on(run)


def revert_now(run: ImportRun, by=None) -> ImportRun:
    run.refresh_from_db()
    actions.revert(run.pk, seen=run.revision, by=by or run.started_by)
    return worked_on(run)


def worked_on(run: ImportRun) -> ImportRun:
    assert work.work_on(run.pk) == run.pk
    run.refresh_from_db()
    return run
