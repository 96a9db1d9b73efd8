"""Doors that have to be shut: other people's rows, other sites, other people's browsers, and mail's own headers."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve

from candidates.models import Candidate
from postings.importing.models import ImportRow, ImportRun
from postings.models import Posting, TeamMember
from recruiting.outbox.models import Message
from recruiting.outbox.sender import _email
from recruiting.people.models import Role
from recruiting.web import middleware
from recruiting.web.markdown import LONGEST
from tests.factories import PASSWORD, UserFactory, a_key, a_posting, an_application

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
     " //e.example", "/\t/evil.example", "https:evil.example", "/\n/evil.example", "\x00//evil.example", "evil"],
)  # fmt: skip
def test_a_move_leads_to_no_other_site(browser_of, recruiter, application, elsewhere):
    answer = browser_of(recruiter).post(
        f"/applications/{application.pk}/advance/", {"version": "1", "key": a_key(), "next": elsewhere}
    )
    assert (answer.status_code, answer.url) == (303, f"/postings/{application.posting_id}/board/")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_leads_to_no_other_site(recruiter, elsewhere):
    answer = Client().post("/account/login/", {"login": recruiter.email, "password": PASSWORD, "next": elsewhere})
    assert (answer.status_code, answer.url) == (302, "/")


def test_a_refused_move_shows_no_page_that_its_mover_may_not_see(browser_of, hiring_manager, application):
    secret = an_application(a_posting(title="A secret posting", confidential=True))
    board, page = f"/postings/{secret.posting_id}/board/", f"/candidates/{secret.candidate_id}/"
    for path in (board, f"{board}{secret.pk}/", page, f"{page}?application={secret.pk}"):
        answer = browser_of(hiring_manager).post(
            f"/applications/{application.pk}/advance/", {"version": "7", "key": a_key(), "next": path}
        )
        assert answer.status_code == 409
        assert "A secret posting" not in answer.text and str(secret.candidate) not in answer.text


def test_what_people_write_is_shown_as_they_wrote_it(browser_of, recruiter):
    posting = a_posting(title=SCRIPT, description=f"# {SCRIPT}\n\n[x](javascript:alert(3)) <svg onload=alert(4)>")
    application = an_application(posting, note=SCRIPT)
    Candidate.objects.filter(pk=application.candidate_id).update(full_name=SCRIPT, headline=SCRIPT, location=SCRIPT)
    browser = browser_of(recruiter)
    browser.post(f"/applications/{application.pk}/move/", {"version": "1", "stage": posting.stages.last().pk,
                 "note": SCRIPT, "key": a_key()})  # fmt: skip
    for path in ("/postings/", f"/postings/{posting.pk}/", f"/postings/{posting.pk}/board/",
                 f"/postings/{posting.pk}/board/{application.pk}/", f"/postings/{posting.pk}/list/",
                 f"/candidates/{application.candidate_id}/", f"/applications/{application.pk}/undo/"):  # fmt: skip
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert not any(
            bad in answer.text for bad in ("<script>alert", "<img src=x", "<svg onload", 'href="javascript:')
        )


def test_a_post_without_its_token_changes_nothing(recruiter, application):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(recruiter)
    answer = browser.post(f"/applications/{application.pk}/advance/", {"version": "1"})
    application.refresh_from_db()
    assert (answer.status_code, application.version) == (403, 1)


def test_a_session_from_before_the_sign_in_is_not_the_one_after_it(recruiter):
    browser = Client()
    browser.get("/account/login/")
    session = browser.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    browser.cookies["sessionid"] = planted
    browser.post("/account/login/", {"login": recruiter.email, "password": PASSWORD})
    assert browser.cookies["sessionid"].value not in ("", planted)
    browser.cookies["sessionid"] = planted
    assert browser.get("/postings/").status_code == 302


def test_signing_out_ends_the_session_and_no_page_stays_in_a_cache(browser_of, recruiter, application):
    browser = browser_of(recruiter)
    page = browser.get(f"/candidates/{application.candidate_id}/")
    assert page["Cache-Control"] == "private, no-store"
    stolen = browser.cookies["sessionid"].value
    browser.post("/account/logout/")
    browser.cookies["sessionid"] = stolen
    assert browser.get("/postings/").status_code == 302


def test_no_page_moves_anybody_by_being_read(browser_of, administrator, application):
    browser, before = browser_of(administrator), application.version
    for verb in ("advance", "move", "reject", "withdraw", "close", "hire", "undo"):
        browser.get(f"/applications/{application.pk}/{verb}/", {"version": "1", "key": a_key(), "stage": "2"})
    application.refresh_from_db()
    assert application.version == before
    assert Posting.objects.get(pk=application.posting_id).status == "open"


@pytest.mark.parametrize(
    "name", ["Ana\r\nBcc: everybody@example.org", "Ana\nX: y\n\nbody", "מאיה\u202e🎉", "A, B <c@d.e>"]
)
def test_a_name_or_a_title_writes_no_header(name):
    message = Message(
        to_name=name, to_address="ana@example.org", title=f"Interview with {name}", body="Hi", message_id="<1@f>"
    )
    sent = _email(message, mail.get_connection("django.core.mail.backends.locmem.EmailBackend"), "f@example.org")
    headers = sent.message()
    assert sent.recipients() == ["ana@example.org"] or sent.to[0].endswith("<ana@example.org>")
    assert headers["Bcc"] is None and headers["X"] is None and len(headers.get_all("To")) == 1


@pytest.mark.django_db(transaction=True)
def test_who_gives_way_in_a_deadlock_is_told_to_try_again():
    """Locks have one order, so that there is none; if an oversight makes one, it is no error page."""
    first, second, meet = a_posting().pk, a_posting().pk, Barrier(2)

    def lock(*order) -> int:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("UPDATE postings_posting SET title = title WHERE id = %s", [order[0]])
                meet.wait()
                cursor.execute("UPDATE postings_posting SET title = title WHERE id = %s", [order[1]])
            return 200
        except Exception as error:
            return answer_to(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lock, (first, second), (second, first))) == [200, 503]


def answer_to(error: Exception) -> int:
    """The status of what the middleware makes of it."""
    request = Client().get("/account/login/").wsgi_request
    request.resolver_match = resolve("/postings/")
    return middleware.refusals(None).process_exception(request, error).status_code


def test_a_thousand_on_the_team_and_the_pages_still_come(
    browser_of, administrator, posting, django_assert_max_num_queries
):

    people = [UserFactory.build(role=Role.INTERVIEWER) for _ in range(1000)]
    people = type(administrator).objects.bulk_create(people)
    TeamMember.objects.bulk_create(TeamMember(posting=posting, user=user, role="interviewer") for user in people)
    application = an_application(posting, by=administrator)
    browser = browser_of(administrator)
    for path in (f"/postings/{posting.pk}/", f"/postings/{posting.pk}/board/", f"/interviews/plan/{application.pk}/"):
        with django_assert_max_num_queries(40):
            assert browser.get(path).status_code == 200


def test_a_description_of_brackets_takes_no_more_time_than_words(browser_of, administrator):
    """A parser of markdown needs their square; past a length it is shown as it was typed."""
    posting = a_posting(by=administrator, description="[" * (LONGEST + 1) + SCRIPT)
    began = monotonic()
    page = browser_of(administrator).get(f"/postings/{posting.pk}/")
    assert page.status_code == 200 and monotonic() - began < 5
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


def test_what_people_write_is_no_markup_in_a_help_text(browser_of, recruiter):
    """What is empty in a row begins as in its run, whose department somebody typed. Django's list stays a list."""
    begun = {"started_by": recruiter, "openings": 1, "posting_status": "draft", "department": SCRIPT}
    run = ImportRun.objects.create(kind="paste", status="ready", raw_hash="x", **begun)
    ImportRow.objects.create(run=run, number=1, external_id="x", title="Cook", text="Cook", verdict="new")
    browser = browser_of(recruiter)
    shown = browser.get(f"/imports/{run.pk}/1/set-up/").text
    assert "Empty: as all, &lt;script&gt;" in shown and "<script>alert" not in shown
    signed_in = Client()
    signed_in.post("/account/login/", {"login": recruiter.email, "password": PASSWORD})
    assert "<ul><li>Your password can’t be too similar" in signed_in.get("/account/password/change/").text
