"""The pages of imports over HTTP: who gets them, what they show, what they refuse."""

import re
from html import unescape

import pytest

from postings.importing import actions, work
from postings.importing.models import ImportRow, ImportRun
from postings.models import Posting
from recruiting.outbox.models import Event
from tests.factories import a_key
from tests.postings.importing.conftest import TEXT, setup_of, several

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def rita(browser_of, recruiter):
    return browser_of(recruiter)


def form_of(run: ImportRun, **changes) -> dict:
    run.refresh_from_db()
    values = {"seen": run.revision, "template": run.template_id, "recruiter": run.recruiter_id, "department": ""}
    return values | {"openings": 1, "posting_status": "draft"} | changes


def text_of(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def paths(run: ImportRun) -> dict[str, str]:
    """Every address, by how it is asked."""
    return {
        "/imports/": "get",
        "/imports/new/": "get",
        f"/imports/{run.pk}/": "get",
        f"/imports/{run.pk}/1/title/": "get",
        "/imports/new/ ": "post",
        f"/imports/{run.pk}/set-up/": "post",
        f"/imports/{run.pk}/discard/": "post",
        f"/imports/{run.pk}/1/decide/": "post",
        f"/imports/{run.pk}/1/title/ ": "post",
    }


# ---------------------------------------------------------------- who


@pytest.mark.parametrize("who", ["administrator", "recruiter"])
def test_recruiters_and_administrators_see_every_run(request, browser_of, pasted, who):
    run = pasted()
    browser = browser_of(request.getfixturevalue(who))
    for path, how in paths(run).items():
        if how == "get":
            assert browser.get(path).status_code == 200, path


@pytest.mark.parametrize("who", ["hiring_manager", "coordinator", "interviewer", "stranger"])
def test_everybody_else_is_forbidden_and_nothing_changes(request, browser_of, pasted, who):
    run = pasted()
    browser, events = browser_of(request.getfixturevalue(who)), Event.objects.count()
    body = {"text": TEXT, "key": "k", "seen": 1, "decision": "skip", "title": "X", "apply": "1"}
    for path, how in paths(run).items():
        answer = browser.get(path) if how == "get" else browser.post(path.strip(), body)
        assert answer.status_code == 403, path
        assert "Backend Engineer" not in text_of(answer), path
    run.refresh_from_db()
    row = run.rows.get()
    assert (ImportRun.objects.count(), run.status, row.revision, Event.objects.count()) == (1, "ready", 1, events)


def test_nobody_signed_in_is_sent_to_sign_in(client, pasted):
    for path, how in paths(pasted()).items():
        answer = client.get(path) if how == "get" else client.post(path.strip())
        assert answer.status_code == 302 and answer["Location"].startswith("/account/login/"), path


def test_what_is_not_there_is_404_and_what_writes_is_post(rita, pasted):
    run = pasted()
    for path in (f"/imports/{run.pk + 1}/", f"/imports/{run.pk}/2/title/", f"/imports/{run.pk}/1/nothing/"):
        assert rita.get(path).status_code == 404, path
    for path in (f"/imports/{run.pk}/set-up/", f"/imports/{run.pk}/discard/", f"/imports/{run.pk}/1/decide/"):
        assert rita.get(path).status_code == 405, path


# ---------------------------------------------------------------- paste


def test_the_empty_list_says_what_to_do_next(rita):
    answer = rita.get("/imports/")
    assert "Nothing was imported yet" in text_of(answer) and 'href="/imports/new/"' in answer.content.decode()


def test_paste_keeps_the_text_and_shows_its_run(rita, recruiter):
    form = rita.get("/imports/new/")
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', form.content.decode())[1]
    for _press in range(2):
        answer = rita.post("/imports/new/", {"text": TEXT, "key": key})
        run = ImportRun.objects.get()
        assert (answer.status_code, answer["Location"]) == (302, f"/imports/{run.pk}/")
    assert (run.started_by, run.status, Event.objects.filter(topic="import.pasted").count()) == (
        recruiter,
        "reading",
        1,
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "There is no text here"),
        (" \n\t ", "There is no text here"),
        ("*** --- ???", "There is no text here"),
        ("a" * 200_001, "This text has 200,001 characters; at most 200,000 are read at once"),
        ("Engineer\0", "Null characters are not allowed"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused_and_kept_in_the_form(rita, text, why):
    answer = rita.post("/imports/new/", {"text": text, "key": "k"})
    assert answer.status_code == 422 and why in text_of(answer)
    assert 'name="key" value="k"' in answer.content.decode()
    assert text.strip() in unescape(answer.content.decode()) and ImportRun.objects.count() == 0


def test_a_key_used_for_another_text_is_refused(rita):
    rita.post("/imports/new/", {"text": TEXT, "key": "k"})
    answer = rita.post("/imports/new/", {"text": "Another Engineer", "key": "k"})
    assert answer.status_code == 422 and "already used for something else" in text_of(answer)
    assert ImportRun.objects.count() == 1


# ---------------------------------------------------------------- preview


def test_while_a_worker_reads_the_page_asks_for_itself_again(rita, recruiter):
    run_id = actions.paste(text=TEXT, by=recruiter, key=a_key())
    path = f"/imports/{run_id}/"
    whole, part = rita.get(path), rita.get(path, headers=HTMX)
    for answer in (whole, part):
        body = answer.content.decode()
        assert f'data-hx-get="{path}" data-hx-trigger="every 1s" data-hx-swap="outerHTML"' in body
        assert f'href="{path}"' in body and "Waiting for a worker" in body
    assert "<html" in whole.content.decode() and part.content.decode().lstrip().startswith('<div id="run"')
    assert "HX-Request" in part["Vary"]
    work.work_on(run_id)
    ready = rita.get(path, headers=HTMX).content.decode()
    assert ready.lstrip().startswith('<div id="run">') and "every 1s" not in ready


def test_each_fact_stands_beside_its_words_linked_both_ways(rita, pasted):
    body = rita.get(f"/imports/{pasted().pk}/").content.decode()
    marks = re.findall(r'<mark id="w(\d+)" data-fact="(\d+)" data-conf="(?:sure|likely|check)">', body)
    lines = re.findall(r'<tr id="f(\d+)"', body)
    assert sorted(n for n, _fact in marks) == sorted(lines) and len(lines) == len(set(lines)) > 5
    for number in lines:
        assert f'<a href="#f{number}" aria-label="Fact {number}">{number}</a></mark>' in body
        assert f'<a class="ref-link" href="#w{number}"' in body
    assert "EUR 3,000–4,000 a month" in body and "English B2" in body and "4+ years" in body


def test_the_texts_markup_is_shown_and_never_obeyed(rita, pasted):
    evil = TEXT.replace("Engineer\n", "Engineer <script>alert(1)</script>\n").replace("Lisbon", "<img src=x onerror=2>")
    run = pasted(evil)
    for query in ("", "?text=raw"):
        body = rita.get(f"/imports/{run.pk}/{query}").content.decode()
        assert "alert(1)</script>" not in body and "<img src=x" not in body
    assert "&lt;script&gt;alert(1)" in body and "&lt;img src=x onerror=2&gt;" in body


def test_the_raw_text_is_whole(rita, pasted):
    body = rita.get(f"/imports/{pasted().pk}/?text=raw").content.decode()
    raw = re.search(r'<div class="raw">(.*?)</div>', body, re.DOTALL)[1]
    shown = unescape(re.sub(r'<a href="#f\d+"[^>]*>\d+</a>|<[^>]+>', "", raw))
    assert shown == TEXT


def test_one_of_several_postings_is_shown_by_its_address(rita, pasted):
    run = pasted(several(3))
    assert "Data Analyst" in text_of(rita.get(f"/imports/{run.pk}/?row=2"))
    second = rita.get(f"/imports/{run.pk}/?row=2").content.decode()
    assert '<a href="?row=2" aria-current="true">' in second and f"/imports/{run.pk}/2/title/" in second
    for unknown in ("9", "x", "-1", "٣", "1" * 5000):
        assert rita.get(f"/imports/{run.pk}/?row={unknown}").status_code == 200


def test_a_text_without_a_posting_says_so(rita, pasted):
    answer = rita.get(f"/imports/{pasted('We had a lovely summer party.').pk}/")
    assert "No posting was found in this text" in text_of(answer) and "Apply" not in text_of(answer)


def test_the_same_text_again_names_its_posting_unless_it_is_hidden(rita, pasted, recruiter, administrator):
    first = pasted(by=administrator)
    actions.apply(first.pk, seen=first.revision, setup=setup_of(first, recruiter=administrator), by=administrator)
    work.work_on(first.pk)
    again = pasted()
    page = rita.get(f"/imports/{again.pk}/")
    assert "Known already: Backend Engineer. The same text was imported before." in text_of(page)
    assert 'name="apply"' not in page.content.decode()
    Posting.objects.filter(pk=again.rows.get().posting_id).update(confidential=True, title="Secret head count")
    page = rita.get(f"/imports/{again.pk}/")
    assert "as a posting that you are not on" in text_of(page) and "Secret" not in page.content.decode()


# ---------------------------------------------------------------- correct, decide, set up


def test_a_field_is_corrected_on_its_own_page(rita, pasted):
    run = pasted()
    path = f"/imports/{run.pk}/1/pay/"
    form = rita.get(path)
    assert 'name="pay_min" value="3000"' in form.content.decode() and "<html" in form.content.decode()
    body = {"seen": 1, "pay_min": "3500", "pay_max": "4000", "pay_currency": "EUR", "pay_period": "month"}
    answer = rita.post(path, body)
    assert (answer.status_code, answer["Location"]) == (302, f"/imports/{run.pk}/?row=1")
    page = rita.get(answer["Location"])
    assert "EUR 3,000–4,000 a month" in text_of(page) and "EUR 3,500–4,000 a month" in text_of(page)
    assert "Set by a person" in text_of(page)
    assert rita.post(path, {"seen": 2, "as_read": "1"}).status_code == 302
    assert run.rows.get().corrections == {}


@pytest.mark.parametrize(
    ("name", "body", "stored"),
    [
        ("title", {"title": " Platform Engineer "}, {"title": "Platform Engineer"}),
        ("workplace", {"workplace": "hybrid"}, {"workplace": "hybrid"}),
        ("regions", {"regions": "Europe\r\n\r\n Latin America \r\n"}, {"regions": ["Europe", "Latin America"]}),
        ("regions", {"regions": ""}, {"regions": []}),
        ("years", {"minimum_years": "2.5"}, {"minimum_years": "2.5"}),
        ("years", {"minimum_years": ""}, {"minimum_years": None}),
        ("required", {"skills_required": "Go\nC, C++"}, {"skills_required": ["Go", "C, C++"]}),
        ("closing", {"closing_on": "2027-01-31"}, {"closing_on": "2027-01-31"}),
        (
            "languages",
            {"language_requirements": "English c1\nSpanish, fluent\nGerman"},
            {
                "language_requirements": [
                    {"language": "English", "level": "C1"},
                    {"language": "Spanish", "level": "fluent"},
                    {"language": "German", "level": None},
                ]
            },
        ),
        ("source", {"source_name": "LinkedIn"}, {"source_name": "LinkedIn"}),
    ],
)
def test_every_kind_of_field_takes_its_correction_to_the_posting(rita, recruiter, pasted, name, body, stored):
    run = pasted()
    assert rita.post(f"/imports/{run.pk}/1/{name}/", {"seen": 1, **body}).status_code == 302
    assert run.rows.get().corrections == stored
    assert rita.get(f"/imports/{run.pk}/").status_code == rita.get(f"/imports/{run.pk}/1/{name}/").status_code == 200
    assert rita.post(f"/imports/{run.pk}/set-up/", form_of(run, apply="1")).status_code == 302
    work.work_on(run.pk)
    assert run.rows.get().outcome == "applied"
    assert Posting.objects.get().edited_fields == sorted(set(stored) - {"source_name"})


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("title", {"title": ""}, "required"),
        ("title", {"title": "x" * 301}, "at most 300 characters"),
        ("workplace", {"workplace": "moon"}, "not one of the available choices"),
        ("pay", {"pay_min": "5", "pay_max": "4"}, "less than where the pay begins"),
        ("pay", {"pay_min": "much"}, "Enter a number"),
        ("closing", {"closing_on": "31/31/2026"}, "Enter a valid date"),
        ("languages", {"language_requirements": ", C1"}, "A language and its level"),
        ("regions", {"regions": "x" * 101}, "at most 100 characters"),
    ],
)
def test_a_wrong_correction_answers_422_with_its_error(rita, pasted, name, body, why):
    run = pasted()
    answer = rita.post(f"/imports/{run.pk}/1/{name}/", {"seen": 1, **body})
    assert answer.status_code == 422 and why in text_of(answer)
    assert run.rows.get().corrections == {}


def test_in_the_dialog_a_correction_answers_with_the_run(rita, pasted):
    run = pasted()
    path = f"/imports/{run.pk}/1/title/"
    part = rita.get(path, headers=HTMX).content.decode()
    assert "<html" not in part and f'data-hx-post="{path}?row=1" data-hx-target="#dialog"' in part
    answer = rita.post(path, {"seen": 1, "title": "Platform Engineer"}, headers=HTMX)
    assert (answer["HX-Retarget"], answer["HX-Reswap"], answer["HX-Trigger"]) == ("#run", "outerHTML", "closeDialog")
    assert answer.content.decode().lstrip().startswith('<div id="run">')
    assert run.rows.get().title == "Platform Engineer"


def test_saved_by_somebody_else_meanwhile_both_values_are_shown_and_sent_again_it_is_meant(rita, pasted):
    run = pasted()
    path = f"/imports/{run.pk}/1/title/"
    rita.post(path, {"seen": 1, "title": "Theirs"})
    answer = rita.post(path, {"seen": 1, "title": "Mine"})
    assert answer.status_code == 422 and "Here it now says: Theirs" in text_of(answer)
    assert 'value="Mine"' in answer.content.decode() and 'name="seen" value="2"' in answer.content.decode()
    assert run.rows.get().title == "Theirs"
    rita.post(path, {"seen": 2, "title": "Mine"})
    assert run.rows.get().title == "Mine"
    assert rita.post(path, {"seen": 1, "title": "Mine"}).status_code == 302, "both want the same"

    form = form_of(run)
    rita.post(f"/imports/{run.pk}/set-up/", form | {"department": "Theirs", "openings": 2})
    answer = rita.post(f"/imports/{run.pk}/set-up/", form | {"department": "Mine", "openings": 2})
    assert answer.status_code == 422 and "Somebody else set this to “Theirs” meanwhile" in text_of(answer)
    assert text_of(answer).count("meanwhile") == 1 and 'value="Mine"' in answer.content.decode()
    run.refresh_from_db()
    assert run.department == "Theirs"
    rita.post(f"/imports/{run.pk}/set-up/", form_of(run, department="Mine", openings=2))
    run.refresh_from_db()
    assert run.department == "Mine"


def test_a_row_is_skipped_and_accepted_again(rita, pasted):
    run = pasted(several(2))
    for seen, decision in ((1, "skip"), (2, "accept")):
        answer = rita.post(f"/imports/{run.pk}/2/decide/", {"seen": seen, "decision": decision})
        assert answer["Location"] == f"/imports/{run.pk}/?row=2"
        assert run.rows.get(number=2).decision == decision
    assert rita.post(f"/imports/{run.pk}/2/decide/", {"seen": 1, "decision": "skip"}).status_code == 409


def test_a_set_up_is_kept_for_later_and_checked(rita, pasted, administrator, interviewer):
    run = pasted()
    path = f"/imports/{run.pk}/set-up/"
    for wrong in ({"openings": 0}, {"openings": 100}, {"recruiter": interviewer.pk}, {"posting_status": "closed"}):
        answer = rita.post(path, form_of(run, **wrong))
        assert answer.status_code == 422 and 'aria-invalid="true"' in answer.content.decode(), wrong
    good = form_of(run, openings=2, recruiter=administrator.pk, posting_status="open", department="Data")
    assert rita.post(path, good).status_code == 302
    run.refresh_from_db()
    assert (run.openings, run.recruiter, run.posting_status, run.department) == (2, administrator, "open", "Data")
    assert (run.status, run.applied_by, run.rows.get().outcome) == ("ready", None, "")


# ---------------------------------------------------------------- apply, discard


def test_apply_over_http_until_the_posting_is_there(rita, pasted):
    run = pasted(several(2))
    ImportRow.objects.filter(number=2).update(corrections={"title": "x" * 301})
    answer = rita.post(f"/imports/{run.pk}/set-up/", form_of(run, apply="1"))
    page = rita.get(answer["Location"])
    assert "0 of 2 done" in text_of(page) and "every 1s" in page.content.decode()
    work.work_on(run.pk)
    page = text_of(rita.get(f"/imports/{run.pk}/"))
    assert "This is now a posting" in page and "Failed" in page and "Apply" not in page
    assert "Nothing of this was written" in text_of(rita.get(f"/imports/{run.pk}/?row=2"))
    assert Posting.objects.count() == 1
    assert "1 posting made, 1 failed" in text_of(rita.get("/imports/"))


def test_a_run_that_is_applied_takes_no_more_changes(rita, pasted):
    run = pasted()
    rita.post(f"/imports/{run.pk}/set-up/", form_of(run, apply="1"))
    work.work_on(run.pk)
    body = form_of(run) | {"title": "X", "decision": "skip"}
    for path in ("set-up/", "discard/", "1/title/", "1/decide/"):
        answer = rita.post(f"/imports/{run.pk}/{path}", body)
        assert answer.status_code == 409 and "This import is applied" in text_of(answer), path


def test_discard_puts_it_away(rita, pasted):
    run = pasted()
    assert rita.post(f"/imports/{run.pk}/discard/", {"seen": run.revision - 1}).status_code == 409
    answer = rita.post(f"/imports/{run.pk}/discard/", {"seen": run.revision}, follow=True)
    assert "Nothing was made of it" in text_of(answer) and "Discarded" in text_of(answer)
    assert Posting.objects.count() == 0


# ---------------------------------------------------------------- cost


def test_the_list_makes_the_same_number_of_queries_for_any_number_of_runs(
    rita, pasted, recruiter, django_assert_num_queries
):
    pasted()
    with django_assert_num_queries(4):
        rita.get("/imports/")
    for n in range(6):
        actions.paste(text=f"{TEXT} {n}", by=recruiter, key=a_key())
    with django_assert_num_queries(4):
        rita.get("/imports/")


def test_a_run_makes_the_same_number_of_queries_for_any_number_of_postings(rita, pasted, django_assert_num_queries):
    one, six = pasted(), pasted(several(6))
    for run in (one, six):
        with django_assert_num_queries(13):
            rita.get(f"/imports/{run.pk}/")
