"""The pages of runs with many rows, changed ones and conflicts, over HTTP."""

import re

import pytest

from postings.importing import actions
from postings.importing.models import ImportRun
from postings.models import Posting
from tests.postings.importing.conftest import apply_now, job, several, worked_on
from tests.postings.importing.test_runs import edit, posting_of
from tests.postings.importing.test_views import HTMX, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita(browser_of, recruiter):
    return browser_of(recruiter)


def line_of(answer, label: str) -> str:
    """The words of a field's line."""
    body = answer.content.decode()
    found = [row for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL) if f'<th scope="row">{label}</th>' in row]
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_a_changed_posting_shows_what_it_says_here_what_came_and_what_stays(rita, board):
    apply_now(board(job("1", department="Platform")))
    run = board(job("1", department="Platform", location="Porto", text="## Requirements\n- Go\n"))
    answer = rita.get(f"/imports/{run.pk}/")
    assert "Lisbon now Porto" in line_of(answer, "Location")
    assert "Platform as before" in line_of(answer, "Department")
    assert "gone - Python 1" in line_of(answer, "The text") and "new - Go" in line_of(answer, "The text")
    apply_now(run)
    assert "Lisbon now Porto" in line_of(rita.get(f"/imports/{run.pk}/"), "Location"), "afterwards too"


def test_of_a_list_what_stays_comes_and_goes_is_told_apart(rita, board):
    apply_now(board(job("1", text="## Requirements\n- Python\n- Django\n- Kafka\n")))
    run = board(job("1", text="## Requirements\n- Python\n- Redis\n- Django\n"))
    line = line_of(rita.get(f"/imports/{run.pk}/"), "Skills, required")
    assert "Python, Django, new Redis gone Kafka" in line


def test_of_a_field_that_a_person_edited_theirs_is_taken_or_ours_kept(rita, board, recruiter):
    apply_now(board(job("1", text="Salary: 3000 to 4000 EUR per month")))
    edit(posting_of("1"), recruiter, pay_min=3500, pay_max=4500)
    run = board(job("1", text="Salary: 5000 to 6000 EUR per month"))
    page = f"/imports/{run.pk}/"
    assert "EUR 3,500–4,500 a month came EUR 5,000–6,000 a month" in line_of(rita.get(page), "Pay")
    for theirs, words in (
        ("on", "EUR 3,500–4,500 a month corrected to EUR 5,000–6,000"),
        ("", "stays EUR 3,500–4,500"),
    ):
        row = run.rows.get()
        rita.post(f"{page}1/take/", {"seen": row.revision, "columns": "pay", "theirs": theirs})
        assert words in line_of(rita.get(page), "Pay")
    row = run.rows.get()
    rita.post(f"{page}1/take/", {"seen": row.revision, "columns": "pay", "theirs": "on"})
    apply_now(run)
    assert (posting_of("1").pay_min, posting_of("1").pay_max) == (5000, 6000), "the whole of it"


def test_nothing_else_came_for_a_field_is_refused(rita, board):
    apply_now(board(job("1")))
    run = board(job("1", location="Porto"))
    answer = rita.post(f"/imports/{run.pk}/1/take/", {"seen": 1, "columns": "department", "theirs": "on"})
    assert "Nothing else came for this field" in text_of(answer)
    assert run.rows.get().corrections == {}


def test_a_fact_that_a_field_states_has_no_link_to_words_that_are_not_there(rita, board):
    run = board(job("1"))
    body = rita.get(f"/imports/{run.pk}/").content.decode()
    leads, marks = (set(re.findall(pattern, body)) for pattern in (r'href="#w(\d+)"', r'<mark id="w(\d+)"'))
    assert leads == marks != set()
    assert set(re.findall(r'<tr id="f(\d+)"', body)) > leads


def test_correcting_shows_what_a_field_of_the_record_says(rita, board):
    run = board(job("1", location="Porto"))
    assert "Read from Porto" in text_of(rita.get(f"/imports/{run.pk}/1/location/"))
    assert "What came does not state it" in text_of(rita.get(f"/imports/{run.pk}/1/pay/"))


def test_raw_shows_the_record_that_paths_lead_into(rita, board):
    run = board(job("1", department="<b>R&D</b>"))
    answer = rita.get(f"/imports/{run.pk}/?text=raw")
    assert '"department": "<b>R&D</b>"' in text_of(answer) or "&lt;b&gt;R&amp;D" in answer.content.decode()
    assert "<b>R&D</b>" not in answer.content.decode()


def test_after_a_correction_in_the_dialog_every_button_of_the_row_carries_its_revision(rita, pasted):
    run = pasted(several(3))
    answer = rita.post(f"/imports/{run.pk}/2/title/?row=2", {"seen": 1, "title": "Statistician"}, headers=HTMX)
    body = answer.content.decode()
    assert "Statistician" in re.search(r'<ol class="rows">.*?</ol>', body, re.DOTALL)[0]
    assert re.findall(r'/2/decide/[^>]*>.*?name="seen" value="(\d)"', body, re.DOTALL)[0] == "2"


def test_deciding_comes_back_to_the_same_page_and_verdict(rita, pasted):
    run = pasted(several(3))
    answer = rita.post(f"/imports/{run.pk}/2/decide/?row=1&verdict=new&page=1", {"seen": 1, "decision": "skip"})
    assert answer["Location"] == f"/imports/{run.pk}/?row=2&verdict=new&page=1"
    body = rita.get(answer["Location"]).content.decode()
    assert f'action="/imports/{run.pk}/3/decide/?row=2&amp;verdict=new&amp;page=1"' in body


@pytest.mark.parametrize("status", ImportRun.Status.values)
def test_every_state_of_a_run_has_its_page(rita, pasted, status):
    run = pasted()
    ImportRun.objects.filter(pk=run.pk).update(status=status, error="It broke")
    assert rita.get(f"/imports/{run.pk}/").status_code == 200
    assert rita.get("/imports/").status_code == 200


def test_what_failed_can_be_read_as_something_else_and_downloaded(rita, board):
    run = board(job("1"))
    ImportRun.objects.filter(pk=run.pk).update(status="failed", error="It broke")
    body = rita.get(f"/imports/{run.pk}/").content.decode()
    assert f'action="/imports/{run.pk}/read-as/"' in body and f'href="/imports/{run.pk}/raw/1/"' in body
    run.refresh_from_db()
    rita.post(f"/imports/{run.pk}/read-as/", {"seen": run.revision, "format": "json"})
    assert worked_on(run).status == "ready"


def test_a_run_is_reverted_by_its_plan(rita, board):
    run = apply_now(board(job("1"), job("2")))
    plan = rita.get(f"/imports/{run.pk}/revert/")
    assert "2 postings that it made are archived" in text_of(plan)
    rita.post(f"/imports/{run.pk}/revert/", {"seen": run.revision})
    assert "Taking it back" in text_of(rita.get(f"/imports/{run.pk}/"))
    assert worked_on(run).status == "reverted"
    assert set(Posting.objects.values_list("status", flat=True)) == {"archived"}
    with pytest.raises(Exception, match="reverted"):
        actions.discard(run.pk, seen=run.revision, by=run.started_by)
