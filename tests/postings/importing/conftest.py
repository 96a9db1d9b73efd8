import pytest

from postings.importing import actions, apply
from postings.importing.models import ImportRun
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
        assert apply.work_on(run_id) == run_id
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
