"""What somebody sends to the pages of imports and sources who means no good: said in words, never a server error."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from postings.actions import edit_posting
from postings.importing import actions, forms, queries, scheduling
from postings.importing.adverts import take_apart
from postings.importing.models import ImportRow, ImportRun, ImportSource, PostingFact
from postings.models import Advert, Posting
from postings.pipelines.actions import ensure_default_template
from recruiting.people import leaving
from recruiting.people.actions import deactivate
from recruiting.web.refusals import Refusal
from tests.factories import UserFactory, a_key
from tests.postings.importing.conftest import TEXT, apply_now, job, revert_now
from tests.postings.importing.test_runs import long

pytestmark = pytest.mark.django_db


@pytest.fixture
def attacker(recruiter) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(recruiter)
    return client


@pytest.fixture
def source(recruiter) -> ImportSource:
    return a_source(recruiter, "https://api.lever.co/v0/postings/acme?mode=json", tenant="acme", kind="lever")


def a_source(by, url: str, **fields) -> ImportSource:
    setup = {"template": ensure_default_template(), "recruiter": by, "openings": 1, "posting_status": "draft"}
    return scheduling.add_source(by=by, url=url, **{"kind": "feed", "name": "Acme", **setup, **fields})


def form_of(by, **changes) -> dict:
    values = {"template": ensure_default_template().pk, "recruiter": by.pk, "owner": by.pk, "openings": 1}
    return values | {"posting_status": "draft", "every": 24, "department": "", "name": "", "seen": 1} | changes


# ---------------------------------------------------------------- uploads


def a_file(name: str = "jobs.txt", content: bytes = TEXT.encode()) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_file_with_the_box_that_clears_it(attacker):
    answer = attacker.post("/imports/new/", {"key": a_key(), "files": a_file(), "files-clear": "on"})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (a_file("shot.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "shot.png is no text"),
        (a_file("letter.docx", b"PK\x03\x04" + b"\x00" * 40), "letter.docx"),
        (a_file("cut.xml.gz", b"\x1f\x8b\x08\x00cut"), "cut.xml.gz: This packed file is damaged."),
        (a_file("empty.txt", b""), "empty.txt is empty."),
        (
            a_file("large.xml", b"<jobs>" + b" " * 2000),
            "large.xml has 2.0\xa0KB; files of at most 1000\xa0bytes are read.",
        ),
    ],
    ids=["png", "docx", "damaged", "empty", "large"],
)
def test_a_file_that_holds_no_posting_is_told_at_its_field_and_what_was_typed_stays(attacker, monkeypatch, file, why):
    monkeypatch.setattr(forms, "MAX_FILE", 1000)
    file.seek(0)
    answer = attacker.post("/imports/new/", {"key": "k", "text": "A cook in Porto", "files": [file, a_file()]})
    said = list(answer.context["form"].errors["files"])
    assert answer.status_code == 422 and why in said[0]
    assert said[1:] == ["Choose the files again: no browser keeps them."]
    assert "A cook in Porto</textarea>" in answer.text and not ImportRun.objects.exists()


@pytest.mark.parametrize("name", ["..", "💥", "a/../../b", "x" * 3000 + ".json", 'a"; b\r\nX-Evil: 1.txt', "=1+1.csv"])
def test_a_raw_page_is_downloaded_whatever_it_is_called(attacker, recruiter, name):
    run_id = actions.upload(file=ContentFile(b"<p>x"), name=name[:255], by=recruiter, key=a_key())
    answer = attacker.get(f"/imports/{run_id}/raw/1/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/octet-stream")
    assert answer["Content-Disposition"].startswith("attachment;") and "X-Evil" not in answer
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_raw_page_whose_file_is_gone_is_not_found(attacker, recruiter):
    run_id = actions.upload(file=ContentFile(b"x"), name="x.txt", by=recruiter, key=a_key())
    ImportRun.objects.get(pk=run_id).pages.get().file.delete(save=False)
    assert attacker.get(f"/imports/{run_id}/raw/1/").status_code == 404


@pytest.mark.parametrize(
    ("body", "type"),
    [
        (b"text=" + b"x" * 6_000_000, "application/x-www-form-urlencoded"),
        (b"{", "application/json"),
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=a"),
    ],
    ids=["oversize", "JSON", "no boundary", "no parts"],
)
def test_a_body_of_another_kind_or_size(attacker, body, type):
    assert attacker.post("/imports/new/", body, content_type=type).status_code in (400, 413, 422)
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "part"])
def test_more_than_a_form_can_send_is_told_in_words(attacker, headers):
    answer = attacker.post("/imports/new/", {"text": "x" * 6_000_000, "key": a_key()}, headers=headers)
    assert answer.status_code == 413 and "more than a form can send: at most 5.0\xa0MB" in answer.text
    assert ("data-refusal" in answer.text, "<html" in answer.text) == (bool(headers), not headers)
    broken = attacker.post("/imports/new/", b"x", content_type="multipart/form-data", headers=headers)
    assert broken.status_code == 400 and "cannot be read" in broken.text


@pytest.mark.parametrize("value", ["9" * 5000, "9" * 40, "-1", "1\u0000", b"\xed\xa0\x80"], ids=range(5))
def test_an_odd_number_in_what_is_decided_about_a_row(attacker, pasted, value):
    run = pasted()
    sent = {"seen": value, "openings": value, "decision": "skip", "joins": value, "column": value, "template": value}
    for verb in ("decide", "join", "take", "set-up"):
        answer = attacker.post(f"/imports/{run.pk}/1/{verb}/?row=x&page=x", sent)
        assert answer.status_code in (302, 400, 409, 422), verb
    assert run.rows.get().revision == 1


BUTTONS = {
    "1/decide/": {"decision": "skip"},
    "1/join/": {"joins": "on"},
    "1/take/": {"columns": "title", "theirs": "on"},
    "1/title/": {"as_read": "1"},
    "decide/": {"decision": "skip"},
    "read-as/": {"format": "json"},
    "discard/": {},
    "revert/": {},
}


@pytest.mark.parametrize("seen", [{}, {"seen": ""}, {"seen": "x"}], ids=["none", "empty", "no number"])
@pytest.mark.parametrize("path", BUTTONS)
def test_a_button_that_does_not_say_what_it_saw_changes_nothing_and_says_so(attacker, pasted, path, seen):
    run = pasted()
    answer = attacker.post(f"/imports/{run.pk}/{path}", BUTTONS[path] | seen)
    assert answer.status_code == 422 and "Open the page anew" in answer.text
    run.refresh_from_db()
    row = run.rows.get()
    assert (run.status, run.revision, row.revision, row.decision) == ("ready", 1, 1, "accept")


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("1/decide/", {"decision": "perhaps"}),
        ("1/take/", {"columns": "id", "theirs": "on"}),
        ("decide/", {"decision": "skip", "verdict": "good"}),
        ("read-as/", {"format": "png"}),
    ],
)
def test_a_button_whose_value_is_none_of_its_own_says_so(attacker, pasted, path, sent):
    run = pasted()
    answer = attacker.post(f"/imports/{run.pk}/{path}", {"seen": 1, **sent})
    assert answer.status_code == 422 and "is not one of the available choices" in answer.text
    assert run.rows.get().revision == 1


# ---------------------------------------------------------------- two at once


def test_while_a_later_look_is_read_an_earlier_one_is_not_read_again(attacker, source, recruiter):
    earlier, _later = (
        ImportRun.objects.create(kind="source", source=source, started_by=recruiter, status=status, **setup_of(source))
        for status in ("failed", "reading")
    )
    answer = attacker.post(f"/imports/{earlier.pk}/read-as/", {"seen": 1, "format": "lever"})
    assert answer.status_code == 409
    earlier.refresh_from_db()
    assert earlier.status == "failed"


def setup_of(source: ImportSource) -> dict:
    return {name: getattr(source, name) for name in ImportSource.SET_UP} | {"raw_hash": "x"}


def test_a_row_that_went_when_its_run_was_read_anew(pasted, recruiter):
    row_id = pasted().rows.get().pk
    PostingFact.objects.filter(row=row_id).delete()
    ImportRow.objects.filter(pk=row_id).delete()
    with pytest.raises(Refusal, match="read anew"):
        actions.decide(row_id, seen=1, decision="skip", by=recruiter)


def test_a_run_is_shown_while_it_is_taken_back(attacker, pasted):
    run = pasted()
    ImportRun.objects.filter(pk=run.pk).update(status="reverting")
    assert "Taking it back" in attacker.get(f"/imports/{run.pk}/").text


# ---------------------------------------------------------------- sources


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "https://u:p@example.org/",
        "https://" + "ü" * 990,
        "https://boards.greenhouse.io/" + "a" * 900,
        "https://example.org/" + "é" * 900,
        "http://[::1",
        "https://a:99999/",
        "https://example.org/\x00",
        " ",
    ],
    ids=range(11),
)
def test_an_address_that_is_none_is_refused_in_words(attacker, recruiter, url):
    answer = attacker.post("/imports/sources/new/", form_of(recruiter, url=url))
    assert answer.status_code == 422
    assert not ImportSource.objects.exists()


def test_a_long_tenant_still_names_its_source(attacker, recruiter):
    address = "https://boards.greenhouse.io/" + "a" * 195
    assert attacker.post("/imports/sources/new/", form_of(recruiter, url=address)).status_code == 302
    assert len(ImportSource.objects.get().name) == 200


@pytest.mark.parametrize("role", ["hiring_manager", "interviewer", "coordinator"])
def test_nobody_owns_a_source_who_may_not_import(attacker, recruiter, role):
    sent = form_of(recruiter, url="https://example.org/", owner=UserFactory(role=role).pk)
    assert attacker.post("/imports/sources/new/", sent).status_code == 422


def test_an_address_that_another_source_has_is_refused(attacker, recruiter, source):
    other = a_source(recruiter, "https://example.org/feed.xml", tenant="example.org")
    sent = form_of(recruiter, url="https://jobs.lever.co/acme", name="Other")
    paths = ["/imports/sources/new/", f"/imports/sources/{other.pk}/"]
    assert [attacker.post(path, sent).status_code for path in paths] == [409, 409]
    assert ImportSource.objects.get(pk=other.pk).name == "Acme"


def test_what_only_the_machine_writes_is_not_assigned_by_a_form(attacker, recruiter, source):
    sent = form_of(recruiter, url=source.url, name="Acme", kind="ashby", tenant="x", failures=9, active="", revision=7,
                   claimed_until="2031-01-01", next_at="2031-01-01", body_hash="x")  # fmt: skip
    assert attacker.post(f"/imports/sources/{source.pk}/", sent).status_code == 302
    now = ImportSource.objects.get(pk=source.pk)
    assert (now.kind, now.tenant, now.failures, now.active, now.revision) == ("lever", "acme", 0, True, 2)
    assert now.next_at <= timezone.now() and now.claimed_until is None and now.body_hash == ""


def test_who_leaves_hands_over_their_sources_to_somebody_who_may_import(source, recruiter, administrator):
    assert [one.url for one in leaving.open_of(recruiter)] == [f"/imports/sources/{source.pk}/"]
    with pytest.raises(Refusal, match="recruiter only"):
        deactivate(recruiter, to=UserFactory(role="interviewer"), seen=recruiter.revision, by=administrator)
    other = UserFactory()
    deactivate(recruiter, to=other, seen=recruiter.revision, by=administrator)
    now = ImportSource.objects.get(pk=source.pk)
    assert (now.owner, now.recruiter, leaving.open_of(recruiter)) == (other, other, [])


# ---------------------------------------------------------------- what is hidden


@pytest.fixture
def hidden(board, administrator) -> Posting:
    """A confidential posting that came of an import of an administrator's, and that somebody edited."""
    apply_now(board(job("1", text=long()), by=administrator))
    posting = Posting.objects.get()
    changes = {"confidential": True, "location": "Secretville", "department": "Secret office"}
    return edit_posting(posting.pk, seen=posting.revision, changes=changes, by=administrator)


def test_an_import_of_what_is_hidden_tells_nothing_of_it_and_changes_nothing(board, hidden, recruiter, attacker):
    run = board(job("1", location="Porto", department="Sales", text=long("Now.")), job("2"), by=recruiter)
    for path in (f"/imports/{run.pk}/", f"/imports/{run.pk}/?row=1", f"/imports/{run.pk}/report.csv"):
        assert "Secret" not in attacker.get(path).getvalue().decode(), path
    run.rows.filter(number=1).update(corrections={"location": "Mine"})
    apply_now(run)
    assert dict(run.rows.values_list("number", "outcome")) == {1: "failed", 2: "applied"}
    now = Posting.objects.get(pk=hidden.pk)
    assert (now.location, now.department, now.revision) == ("Secretville", "Secret office", hidden.revision)


def test_nobody_adds_an_advert_to_what_is_hidden(board, hidden, recruiter, attacker):
    run = board(job("2", title="Engineer 1", text=long()), by=recruiter)
    row = run.rows.get()
    assert row.resembles == hidden
    assert "Perhaps the same job" not in attacker.get(f"/imports/{run.pk}/").text
    attacker.post(f"/imports/{run.pk}/1/join/", {"seen": row.revision, "joins": "on"})
    assert not ImportRow.objects.get(pk=row.pk).joins
    run.rows.update(joins=True)
    apply_now(run)
    assert run.rows.get().outcome == "failed" and hidden.adverts.count() == 1


def test_nobody_takes_back_what_is_hidden(board, administrator, recruiter):
    run = apply_now(board(job("1"), job("2"), by=administrator))
    Posting.objects.filter(adverts__external_id="1").update(confidential=True)
    revert_now(run, by=recruiter)
    assert dict(run.rows.values_list("number", "outcome")) == {1: "applied", 2: "reverted"}


def test_what_is_hidden_is_decided_by_nobody_else(board, hidden, administrator, recruiter):
    run = board(job("1", location="Porto", text=long()), job("2"), by=administrator)
    assert actions.decide_all(run.pk, seen=run.revision, decision="skip", by=recruiter) == 1
    assert run.rows.get(number=1).decision == "accept"


def test_the_bytes_of_what_is_known_and_unchanged_are_hidden_too(board, hidden, administrator, attacker, browser_of):
    run = board(job("1", text=long()), by=administrator)
    assert (run.same_count, run.rows.count()) == (1, 0)
    path = f"/imports/{run.pk}/raw/1/"
    assert attacker.get(path).status_code == 404
    assert browser_of(administrator).get(path).status_code == 200


def test_a_run_whose_advert_was_taken_apart_since_is_not_taken_back_through_it(board, recruiter):
    apply_now(board(job("1", title="Data Engineer", text=long())))
    run = board(job("2", title="Data Engineer", text=long("Porto.")))
    actions.join(run.rows.get().pk, seen=1, joins=True, by=recruiter)
    apply_now(run)
    made = take_apart(Advert.objects.get(external_id="2").pk, by=recruiter)
    assert queries.revert_plan(run, recruiter)["stay"] == 1
    revert_now(run)
    assert run.rows.get().outcome == "applied" and made.adverts.count() == 1
