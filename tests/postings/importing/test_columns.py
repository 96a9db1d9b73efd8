"""Which column of a table is which field: guessed, remembered, said by a person."""

import re

import pytest
from django.core.files.base import ContentFile

from postings.importing import actions, work
from postings.importing.actions import NotReady
from postings.importing.formats import table
from postings.importing.forms import COLUMNS
from postings.importing.models import ImportRun, TableMapping
from postings.models import Posting
from recruiting.outbox.models import Event
from tests.factories import a_key
from tests.postings.importing.conftest import apply_now

pytestmark = pytest.mark.django_db
KNOWN = b"id,job title,company,city\n1,Cook,Galley,Bergen\n2,Baker,Oven,Oslo\n"
UNKNOWN = b"nr,what,who,where\n1,Cook,Galley,Bergen\n2,Baker,Oven,Oslo\n3,Waiter,Inn,Oslo\n"
SAID = {"column-0": "id", "column-1": "title", "column-2": "company", "column-3": "city"}


@pytest.fixture
def given(recruiter):
    """Upload a table and have a worker take it: given(bytes)."""

    def upload(raw: bytes) -> ImportRun:
        run_id = actions.upload(file=ContentFile(raw), name="jobs.csv", by=recruiter, key=a_key())
        assert work.work_on(run_id) == run_id
        return ImportRun.objects.get(pk=run_id)

    return upload


def titles(run: ImportRun) -> list[str]:
    return list(run.rows.order_by("number").values_list("title", flat=True))


def test_a_table_whose_columns_are_known_is_read_at_once(given):
    run = given(KNOWN)
    assert (run.status, run.format, titles(run)) == ("ready", "table", ["Cook", "Baker"])
    assert run.mapping == {"id": "id", "job title": "title", "company": "company", "city": "city"}
    assert list(run.rows.order_by("number").values_list("line", flat=True)) == [2, 3]
    assert not TableMapping.objects.exists()


def test_a_table_without_a_title_waits_until_somebody_says_what_is_what(given, browser_of, recruiter):
    run, rita = given(UNKNOWN), browser_of(recruiter)
    assert (run.status, run.rows.count(), run.claimed_until) == ("mapping", 0, None)
    assert work.work_on() is None
    assert f'href="/imports/{run.pk}/columns/"' in rita.get(f"/imports/{run.pk}/").content.decode()
    shown = rita.get(f"/imports/{run.pk}/columns/").content.decode()
    assert re.findall(r"<label for=\S+>(\w+)</label>", shown) == ["nr", "what", "who", "where"]
    assert "<span>Cook</span><span>Baker</span>" in shown
    answer = rita.post(f"/imports/{run.pk}/columns/", {**SAID, "seen": run.revision})
    assert (answer.status_code, answer["Location"]) == (302, f"/imports/{run.pk}/")
    assert work.work_on(run.pk) == run.pk
    run.refresh_from_db()
    assert (run.status, titles(run)) == ("ready", ["Cook", "Baker", "Waiter"])
    assert Event.objects.filter(topic="import.columns_said").count() == 1


def test_what_was_said_is_remembered_for_the_same_header_and_no_other(given, browser_of, recruiter):
    run = given(UNKNOWN)
    browser_of(recruiter).post(f"/imports/{run.pk}/columns/", {**SAID, "seen": run.revision})
    kept = TableMapping.objects.get()
    assert (kept.header, kept.saved_by) == (["nr", "what", "who", "where"], recruiter)
    again = given(b"NR,What,Who,Where\n9,Chef,Galley,Bergen\n8,Chef,Inn,Oslo\n7,Chef,Oven,Oslo\n")
    assert (again.status, titles(again)) == ("ready", ["Chef", "Chef", "Chef"])
    assert again.mapping == {"NR": "id", "What": "title", "Who": "company", "Where": "city"}
    assert given(UNKNOWN.replace(b"where", b"there")).status == "mapping"


def test_a_wrong_guess_is_corrected_afterwards(given, browser_of, recruiter):
    run, rita = given(b"id,title,role,company\n1,Mr,Cook,Galley\n2,Ms,Baker,Oven\n"), browser_of(recruiter)
    assert titles(run) == ["Mr", "Ms"]
    said = {"column-0": "id", "column-1": "", "column-2": "title", "column-3": "company", "seen": run.revision}
    rita.post(f"/imports/{run.pk}/columns/", said)
    work.work_on(run.pk)
    run.refresh_from_db()
    assert (titles(run), run.rows.first().decision) == (["Cook", "Baker"], "accept")
    shown = rita.get(f"/imports/{run.pk}/columns/").content.decode()
    assert shown.count(" selected") == 4  # as it was said
    assert actions_on_known_postings(run) == 2


def actions_on_known_postings(run: ImportRun) -> int:
    return apply_now(run).rows.filter(outcome="applied").count()


def test_no_title_is_refused_and_an_older_page_too(given, browser_of, recruiter):
    run, rita = given(UNKNOWN), browser_of(recruiter)
    answer = rita.post(f"/imports/{run.pk}/columns/", {"column-0": "id", "seen": run.revision})
    assert answer.status_code == 422
    assert "Say which column is the title." in answer.content.decode()
    answer = rita.post(f"/imports/{run.pk}/columns/", {**SAID, "column-0": "nonsense", "seen": run.revision})
    assert answer.status_code == 422
    answer = rita.post(f"/imports/{run.pk}/columns/", {**SAID, "seen": run.revision + 1})
    assert answer.status_code == 409
    run.refresh_from_db()
    assert (run.status, TableMapping.objects.count()) == ("mapping", 0)


def test_of_what_was_applied_or_is_no_table_nobody_says_columns(given, pasted, browser_of, recruiter):
    rita, run = browser_of(recruiter), apply_now(given(KNOWN))
    assert "/columns/" not in rita.get(f"/imports/{run.pk}/").content.decode()
    answer = rita.post(f"/imports/{run.pk}/columns/", {**SAID, "seen": run.revision})
    assert answer.status_code == NotReady.status == 409
    assert rita.get(f"/imports/{pasted().pk}/columns/").status_code == 404


def test_every_meaning_can_be_said():
    assert {value for value, _label in COLUMNS} == {"", *table.TARGETS}


def test_the_same_table_again_holds_nothing_new(given):
    apply_now(given(KNOWN))
    again = given(KNOWN)
    assert (again.status, again.same_count, again.rows.count()) == ("ready", 2, 0)


@pytest.fixture
def said_of(browser_of, recruiter):
    """Say which list a table is, and have it read: said_of(run, "newer")."""

    def say(run: ImportRun, which: str) -> ImportRun:
        assert (run.status, run.rows.count()) == ("mapping", 0), "nobody else can know"
        page, rita = f"/imports/{run.pk}/columns/", browser_of(recruiter)
        shown = rita.get(page).content.decode()
        field = re.search(r'<select name="list".*?</select>', shown, re.DOTALL)[0]
        lists = {words: value for value, words in re.findall(r'<option value="(\S*?)"[^>]*>([^<]+)<', field)}
        assert [words.split(" of ")[0] for words in lists] == [
            "Choose",
            *["A newer state"] * (len(lists) - 2),
            "Another list that has the same columns",
        ]
        chosen = next((value for words, value in lists.items() if words.startswith(which)), "")
        columns = {f"column-{at}": each for at, each in enumerate(["id", "title", "company", "city"])}
        answer = rita.post(page, {**columns, "list": chosen, "seen": run.revision})
        assert answer.status_code == (302 if chosen else 422)
        work.work_on(run.pk)
        run.refresh_from_db()
        return run

    return say


def test_a_newer_state_of_a_table_changes_its_postings(given, said_of):
    apply_now(given(KNOWN))
    newer = said_of(given(KNOWN.replace(b"Baker", b"Pastry chef")), "A newer state of jobs.csv")
    assert (newer.same_count, list(newer.rows.values_list("title", "verdict"))) == (1, [("Pastry chef", "changed")])


def test_another_employers_table_with_the_same_header_and_ids_is_another(given, said_of):
    first = apply_now(given(KNOWN))
    theirs = b"id,job title,company,city\n1,Nurse,Clinic,Porto\n2,Doctor,Clinic,Porto\n"
    other = said_of(given(theirs), "Another list")
    assert set(other.rows.values_list("verdict", flat=True)) == {"new"}
    apply_now(other)
    assert sorted(Posting.objects.values_list("title", flat=True)) == ["Baker", "Cook", "Doctor", "Nurse"]
    assert given(theirs).same_count == 2, "the very same is known without a question"
    newer = said_of(given(theirs.replace(b"Nurse", b"Head nurse")), "A newer state of jobs.csv")
    assert newer.tenant == first.tenant != other.tenant, "the first of the two that were to choose from"


def test_without_a_choice_it_goes_on_waiting(given, said_of):
    given(KNOWN)
    assert said_of(given(KNOWN.replace(b"Baker", b"Chef")), "nothing at all").status == "mapping"


def test_what_was_discarded_asks_nobody(given, recruiter):
    run = given(KNOWN)
    actions.discard(run.pk, seen=run.revision, by=recruiter)
    assert given(KNOWN.replace(b"Baker", b"Chef")).status == "ready"


def test_a_table_that_waits_can_be_discarded(given, browser_of, recruiter):
    run = given(UNKNOWN)
    browser_of(recruiter).post(f"/imports/{run.pk}/discard/", {"seen": run.revision})
    run.refresh_from_db()
    assert run.status == "discarded"


def test_a_cell_is_text_and_nothing_else(given, browser_of, recruiter):
    run = given(UNKNOWN.replace(b"Cook", b"<script>alert(1)</script>").replace(b"what", b"<i>w</i>"))
    shown = browser_of(recruiter).get(f"/imports/{run.pk}/columns/").content.decode()
    assert "<script>alert" not in shown and "<i>w" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
