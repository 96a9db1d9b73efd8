"""What happens between a preview and applying it: nobody's edit is lost, and what is not done or read is said."""

import pytest
from django.core.files.base import ContentFile

from postings.actions import edit_posting
from postings.importing import actions, work
from postings.importing.models import ImportRun
from postings.importing.reading import MAX_CHARS
from postings.models import Advert, Posting
from tests.factories import UserFactory, a_key
from tests.postings.importing.conftest import TEXT, apply_now, job, revert_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def uploaded(recruiter):
    """Give a file and have it read: uploaded(content, name)."""

    def upload(content: str, name: str) -> ImportRun:
        file = ContentFile(content.encode())
        run_id = actions.upload(file=file, name=name, by=recruiter, key=a_key())
        work.work_on(run_id)
        return ImportRun.objects.get(pk=run_id)

    return upload


def edited(posting: Posting, **changes) -> None:
    posting.refresh_from_db()
    edit_posting(posting.pk, seen=posting.revision, changes=changes, by=UserFactory())


# ---------------------------------------------------------------- edits and imports since the preview


def test_an_edit_after_a_correction_was_faster(board, recruiter):
    apply_now(board(job("1")))
    row = board(job("1", location="Porto")).rows.get()
    corrected = {"department": "Data", "location": "Braga", "seniority": "Senior"}
    actions.correct(row.pk, seen=row.revision, values=corrected, by=recruiter)
    posting = Posting.objects.get()
    edited(posting, department="Sales", location="Faro")
    apply_now(row.run)
    posting.refresh_from_db()
    assert (posting.department, posting.location, posting.seniority) == ("Sales", "Faro", "Senior")


def test_an_edit_after_theirs_was_taken_was_faster(board, recruiter):
    apply_now(board(job("1")))
    posting = Posting.objects.get()
    edited(posting, location="Faro", description="Ours")
    row = board(job("1", location="Porto", text="Theirs")).rows.get()
    columns = ("location", "description")
    actions.take(row.pk, seen=row.revision, columns=columns, theirs=True, by=recruiter)
    edited(posting, location="Évora")
    apply_now(row.run)
    posting.refresh_from_db()
    assert (posting.location, posting.description) == ("Évora", "Theirs")


def test_what_another_import_changed_since_is_told_and_can_be_imported_again(board):
    apply_now(board(job("1")))
    one, other = board(job("1", location="Porto")), board(job("1", location="Faro"))
    apply_now(one)
    apply_now(other)
    row, posting = other.rows.get(), Posting.objects.get()
    assert (row.outcome, posting.location) == ("failed", "Porto")
    assert "Another import changed this posting" in row.reason
    apply_now(board(job("1", location="Faro")))
    posting.refresh_from_db()
    assert posting.location == "Faro"


def test_nothing_becomes_another_advert_of_what_was_archived_since(board, recruiter):
    text = "## Requirements\n" + "".join(f"- We look for experience number {n}\n" for n in range(20))
    first = apply_now(board(job("1", title="Data Engineer", text=text)))
    row = board(job("2", title="Data Engineer", text=text)).rows.get()
    actions.join(row.pk, seen=row.revision, joins=True, by=recruiter)
    revert_now(first)
    apply_now(row.run)
    row.refresh_from_db()
    assert (row.outcome, Advert.objects.count()) == ("failed", 0) and "archived by now" in row.reason
    actions.join(row.pk, seen=row.revision, joins=False, by=recruiter)
    apply_now(row.run)
    assert sorted(Posting.objects.values_list("status", flat=True)) == ["archived", "draft"]


# ---------------------------------------------------------------- what is not read is said


def test_a_text_longer_than_is_read_at_once_is_refused(uploaded):
    run = uploaded(TEXT + "x" * (MAX_CHARS - len(TEXT)), "job.md")
    assert run.status == "ready"
    run = uploaded(TEXT + "x" * MAX_CHARS, "job.md")
    assert (run.status, run.rows.count()) == ("failed", 0) and "200000 characters" in run.error


def test_a_records_description_longer_than_that_costs_its_row_alone(board):
    run = board(job("1", text="x" * (MAX_CHARS + 1)), job("2", text="x" * MAX_CHARS))
    told = run.rows.order_by("number").values_list("title", "verdict", "reason")
    too_long = "Its text is longer than the 200000 characters that are read at once."
    assert list(told) == [("Engineer 1", "rejected", too_long), ("Engineer 2", "new", "")]


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ("<html><body><p>" + "x " * 110_000 + "</p></body></html>", "200000 characters"),
        ("<html><body><!--" + "x" * 2_000_000 + "--><h1>Cook (m/f)</h1></body></html>", "two million characters"),
    ],
)
def test_a_page_longer_than_is_looked_through_says_so(uploaded, page, why):
    run = uploaded(page, "job.html")
    assert (run.status, run.rows.count()) == ("failed", 0) and why in run.error


def test_no_character_ends_a_table_before_its_end(uploaded):
    run = uploaded("id,title,company\n1,Engineer,Acme\n\ufdd0\n2,Analyst,Acme\ufdd0\n", "jobs.csv")
    assert (run.status, run.error) == ("ready", "")
    assert {"Engineer", "Analyst"} <= set(run.rows.values_list("title", flat=True))
