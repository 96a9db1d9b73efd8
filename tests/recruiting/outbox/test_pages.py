"""The outbox: who sees what, what is decided about it, and that reading it costs the same for many rows."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from candidates.interviews import actions as interviews
from postings.models import Posting
from recruiting.outbox.actions import DecidedMeanwhile, cancel, queue_mail
from recruiting.outbox.models import Event, Message
from recruiting.reminders.models import Reminder
from tests.factories import UserFactory, a_key

pytestmark = pytest.mark.django_db
OUTBOX = "/outbox/"


def plan(application, by, participants, **how) -> int:
    starts_at = timezone.now() + timedelta(days=3)
    how = {"title": "Interview", "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)} | how
    return interviews.plan(application.pk, time_zone="UTC", participants=participants, by=by, key=a_key(), **how)


@pytest.fixture
def planned(application, recruiter, interviewer):
    """One invitation and two reminders, to the interviewer."""
    return plan(application, recruiter, [interviewer])


def shown(browser, query="") -> dict[str, int]:
    return {group["name"]: len(group["rows"]) for group in browser.get(OUTBOX + query).context["groups"]}


def a_message(posting, **fields) -> Message:
    how = {
        "kind": "test", "subject_type": "posting", "subject_id": posting.pk, "posting_id": posting.pk,
        "to_name": "Somebody", "to_address": "somebody@example.org", "title": "A title", "body": "A text",
        "why": "a test",
    }  # fmt: skip
    return queue_mail(**(how | fields))


@pytest.mark.parametrize(
    ("who", "rows", "message", "decision"),
    [
        ("administrator", 3, 200, 302),
        ("recruiter", 3, 200, 302),
        ("coordinator", 3, 200, 302),
        ("hiring_manager", 3, 200, 403),
        ("interviewer", 3, 200, 403),  # all are to them
        ("stranger", 0, 404, 404),
    ],
)
def test_who_sees_and_who_decides(planned, browser_of, request, who, rows, message, decision):
    browser = browser_of(request.getfixturevalue(who))
    row, reminder = Message.objects.get(), Reminder.objects.order_by("pk")[0]
    assert sum(shown(browser).values()) == rows
    assert browser.get(reverse("message", args=[row.pk])).status_code == message
    assert browser.post(reverse("message_decide", args=[row.pk, "hold"])).status_code == decision
    assert browser.post(reverse("reminder_decide", args=[reminder.pk, "cancel"])).status_code == decision
    decided = decision == 302
    row.refresh_from_db()
    reminder.refresh_from_db()
    assert (row.status, reminder.status) == (("held", "cancelled") if decided else ("queued", "pending"))
    assert Event.objects.filter(topic__in=["message.held", "reminder.cancelled"]).count() == 2 * decided


def test_nobody_signed_in_is_led_to_the_sign_in(client, planned):
    assert client.get(OUTBOX).url.startswith("/account/login/")


def test_an_interviewer_reads_only_what_is_addressed_to_them(application, recruiter, interviewer, browser_of):
    plan(application, recruiter, [UserFactory()])
    assert shown(browser_of(interviewer)) == {}


def test_another_address_of_the_same_name_shows_nothing(planned, browser_of, stranger):
    """An address can be taken on; who a message is for stands in its row."""
    Message.objects.update(to_address=stranger.email)
    assert shown(browser_of(stranger)) == {}


def test_mail_of_a_confidential_posting_is_for_its_team(planned, posting, browser_of, recruiter, coordinator):
    Posting.objects.filter(pk=posting.pk).update(confidential=True)
    assert shown(browser_of(recruiter)) == {}
    assert shown(browser_of(coordinator)) == {"waiting": 3}


def test_nobody_reads_what_goes_out_about_their_own_application(planned, application, browser_of, administrator):
    application.candidate.user = administrator
    application.candidate.save(update_fields=["user"])
    assert shown(browser_of(administrator)) == {}


def test_a_message_is_read_with_its_text_its_reason_and_the_servers_words(posting, recruiter, browser_of):
    row = a_message(posting)
    Message.objects.update(status="failed", last_error="550 5.1.1 mailbox unavailable", attempts=1)
    page = browser_of(recruiter).get(reverse("message", args=[row.pk])).content.decode()
    for words in (
        "A text",
        "a test",
        "550 5.1.1 mailbox unavailable (1 attempt)",
        "Send again",
        row.message_id.strip("<>"),
    ):
        assert words in page


def test_held_released_cancelled_and_sent_again(posting, recruiter, browser_of):
    row, browser = a_message(posting), browser_of(recruiter)

    def decide(verb) -> tuple[int, str]:
        answer = browser.post(reverse("message_decide", args=[row.pk, verb]), {"back": OUTBOX + "?state=held"})
        row.refresh_from_db()
        return answer.status_code, row.status

    assert decide("hold") == (302, "held") and row.held_for == "person"
    assert decide("hold") == (409, "held")
    assert decide("send") == (302, "queued") and row.held_for == ""
    assert decide("cancel") == (302, "cancelled")
    assert decide("send") == (409, "cancelled")
    Message.objects.update(status="failed", attempts=6)
    assert decide("send") == (302, "queued") and row.attempts == 0
    assert browser.post(reverse("message_decide", args=[row.pk, "burn"])).status_code == 404
    assert browser.get(reverse("message_decide", args=[row.pk, "hold"])).status_code == 405


def test_the_sender_that_was_first_wins(posting, recruiter):
    row = a_message(posting)
    Message.objects.update(status="sending", lease_until=timezone.now())
    with pytest.raises(DecidedMeanwhile, match="sending"):
        cancel(row, by=recruiter)


def test_an_answer_never_leads_away_from_here(posting, recruiter, browser_of):
    row = a_message(posting)
    answer = browser_of(recruiter).post(
        reverse("message_decide", args=[row.pk, "hold"]), {"back": "https://elsewhere.example/"}
    )
    assert answer.url == OUTBOX


def test_what_will_be_sent_stands_in_one_order_with_the_recipients_clock(
    application, recruiter, browser_of, interviewer
):
    type(interviewer).objects.filter(pk=interviewer.pk).update(time_zone="Asia/Kolkata")
    interviewer.refresh_from_db()
    starts_at = datetime.now(ZoneInfo("Asia/Kolkata")).replace(hour=15, minute=0) + timedelta(days=3)
    plan(application, recruiter, [interviewer], starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    (group,) = browser_of(recruiter).get(OUTBOX).context["groups"]
    assert group["name"] == "waiting" and [row.is_reminder for row in group["rows"]] == [False, True, True]
    assert [row.there for row in group["rows"]][1:] == ["09:00 in Asia/Kolkata", "14:00 in Asia/Kolkata"]
    assert {row.to_name for row in group["rows"]} == {interviewer.name}
    assert all("Interview with" in row.body for row in group["rows"])


def test_a_reminder_that_will_not_go_says_why(planned, browser_of, recruiter, interviewer):
    interviews.answer(planned, answer="declined", by=interviewer)
    rows = browser_of(recruiter).get(OUTBOX + "?state=dropped").context["groups"][0]["rows"]
    assert [(row.state, row.trouble) for row in rows] == [("Cancelled", "They declined.")] * 2


def test_reminders_are_held_released_and_sent_now(planned, browser_of, recruiter):
    browser, reminder = browser_of(recruiter), Reminder.objects.order_by("pk")[0]

    def decide(verb) -> tuple[int, str]:
        status = browser.post(reverse("reminder_decide", args=[reminder.pk, verb])).status_code
        reminder.refresh_from_db()
        return status, reminder.status

    assert decide("hold") == (302, "suspended")
    assert decide("send") == (409, "suspended")
    assert decide("release") == (302, "pending")
    assert decide("release") == (409, "pending")
    assert decide("send") == (302, "pending") and reminder.due_at <= timezone.now()
    assert decide("cancel") == (302, "cancelled")


def test_each_group_has_its_own_page(posting, recruiter, browser_of):
    for _n in range(60):
        a_message(posting)
    browser = browser_of(recruiter)
    assert shown(browser) == {"waiting": 15}
    first, second = browser.get(OUTBOX + "?state=waiting"), browser.get(OUTBOX + "?state=waiting&page=2")
    ids = [[row.id for row in page.context["groups"][0]["rows"]] for page in (first, second)]
    assert [len(page) for page in ids] == [50, 10] and not set(ids[0]) & set(ids[1])
    part = browser.get(OUTBOX + "?state=waiting", headers={"HX-Request": "true"})
    assert part.content.strip().startswith(b'<div id="outbox">') and b"<html" in first.content


def test_mail_is_found_by_name_address_and_subject(posting, planned, recruiter, browser_of, stranger):
    a_message(posting, to_name="Åsa Öberg")
    a_message(posting, to_address="asa@halyard.example", title="Thank you")
    browser = browser_of(recruiter)
    found = {q: sum(shown(browser, f"?q={q}").values()) for q in ("öberg", "halyard", "thank", "nobody")}
    assert found == {"öberg": 1, "halyard": 1, "thank": 1, "nobody": 0}
    assert b"No mail is found" in browser.get(OUTBOX + "?q=nobody").content
    assert shown(browser_of(stranger), "?q=thank") == {}


def test_without_a_mail_server_the_page_says_where_mail_is_kept(posting, recruiter, browser_of, settings):
    row = a_message(posting)
    Message.objects.update(status="kept")
    page = browser_of(recruiter).get(OUTBOX).content.decode()
    assert "No mail server is configured" in page and reverse("message", args=[row.pk]) in page
    settings.EMAIL_CONFIGURED = True
    assert "No mail server" not in browser_of(recruiter).get(OUTBOX).content.decode()


def test_the_list_costs_the_same_for_5_rows_and_for_25(application, recruiter, browser_of):
    browser = browser_of(recruiter)
    browser.get(OUTBOX)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(OUTBOX + "?state=waiting")
        return len(captured)

    def interviews_of(count: int) -> None:
        for _n in range(count):
            plan(application, recruiter, [UserFactory()])

    interviews_of(2)
    of_few = queries()
    interviews_of(10)
    assert queries() == of_few
