"""The rules of interviews, their mail and their reminders."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from candidates.interviews import actions
from candidates.interviews.models import Answer, Interview, Participant
from candidates.interviews.refusals import ApplicationEnded, InThePast, NotScheduled, NotYet, TakesNoPart
from candidates.models import Candidate
from candidates.moves import actions as moves
from recruiting.db.models import EditedMeanwhile
from recruiting.outbox.actions import KeyReused
from recruiting.outbox.models import Event, Message
from recruiting.reminders.models import Reminder
from recruiting.web.refusals import Forbidden
from tests.candidates.interviews.conftest import START
from tests.factories import CandidateFactory, UserFactory, a_key, a_reason, an_application, on_team

pytestmark = pytest.mark.django_db


def mail(interview, status=None) -> list[tuple[str, str]]:
    rows = Message.objects.filter(subject_type="interview", subject_id=interview.pk).order_by("pk")
    rows = rows.filter(status=status) if status else rows
    return [(row.kind.removeprefix("interview."), row.to_name) for row in rows]


def reminders(interview) -> list[tuple[str, int, str]]:
    rows = Reminder.objects.filter(subject_type="interview", subject_id=interview.pk).order_by("pk")
    return [(row.kind.removeprefix("interview."), row.subject_version, row.status) for row in rows]


def fresh(interview) -> Interview:
    return Interview.objects.get(pk=interview.pk)


def move_to(interview, start, *, by, revision=1, zone="Europe/Lisbon"):
    return actions.reschedule(
        interview.pk, starts_at=start, ends_at=start + timedelta(hours=1), time_zone=zone, revision=revision, by=by
    )


def test_planning_invites_and_reminds_each_in_their_zone(plan, application, tomasz):
    interview = plan()
    assert mail(interview) == [("invitation", tomasz.name)]
    body = Message.objects.get().body
    assert "Thursday 26 March 2026, 15:00–16:00 (Europe/Warsaw, UTC+1)" in body
    assert f"Technical interview with {application.candidate}" in body and "Where: Room 2" in body
    assert reminders(interview) == [("day_before", 1, "pending"), ("hour_before", 1, "pending")]
    due = {r.kind: r.due_at for r in Reminder.objects.all()}
    assert due["interview.day_before"] == datetime(2026, 3, 25, 9, 0, tzinfo=ZoneInfo("Europe/Warsaw"))
    assert due["interview.hour_before"] == START - timedelta(hours=1)
    assert Event.objects.get(topic="interview.planned").payload == {"application": application.pk, "time_version": 1}


def test_the_candidate_gets_mail_when_invited_and_reads_nothing_internal(plan, application, address, recruiter):
    Candidate.objects.filter(pk=application.candidate_id).update(calling_name="Luciana", time_zone="America/Sao_Paulo")
    interview = plan(candidate_invited=True)
    message = Message.objects.get(to_user=None)
    assert (message.to_address, message.kind) == ("luciana@mailbox.example", "interview.invitation")
    assert message.body.startswith("Hello Luciana,") and "http" not in message.body
    assert "11:00–12:00 (America/Sao Paulo, UTC\N{MINUS SIGN}3)" in message.body
    assert len(reminders(interview)) == 4
    actions.cancel(interview.pk, because="We found somebody better", revision=1, by=recruiter)
    told = Message.objects.get(to_user=None, kind="interview.cancelled")
    assert "better" not in told.body
    assert "better" in Message.objects.get(to_user__isnull=False, kind="interview.cancelled").body


@pytest.mark.parametrize("change", [{"do_not_contact": True}, {}])
def test_a_candidate_without_address_or_not_to_be_contacted_gets_none(plan, application, change, request):
    if change:
        request.getfixturevalue("address")
        Candidate.objects.filter(pk=application.candidate_id).update(**change)
    interview = plan(candidate_invited=True)
    assert len(mail(interview)) == 1 and len(reminders(interview)) == 2


def test_the_same_key_plans_once_and_for_another_interview_is_refused(plan):
    first = plan(key="k")
    assert plan(key="k") == first
    with pytest.raises(KeyReused):
        plan(key="k", place="Room 3")
    assert (Interview.objects.count(), Message.objects.count(), Reminder.objects.count()) == (1, 1, 2)


def test_a_reminder_that_is_past_when_written_is_kept_as_skipped(plan):
    interview = plan(starts_at=timezone.now() + timedelta(minutes=90))
    assert reminders(interview) == [("day_before", 1, "skipped"), ("hour_before", 1, "pending")]
    assert Reminder.objects.get(status="skipped").why_not == "was past already when it was written"


def test_no_interview_of_an_ended_application_or_in_the_past(plan, application, recruiter):
    with pytest.raises(InThePast):
        plan(starts_at=timezone.now() - timedelta(minutes=1))
    moves.reject(application.pk, reason_id=a_reason().pk, version=1, by=recruiter)
    with pytest.raises(ApplicationEnded):
        plan()
    assert Interview.objects.count() == Message.objects.count() == Reminder.objects.count() == 0


def test_who_plans(plan, application, coordinator, administrator, hiring_manager, tomasz, stranger):
    for outsider in (hiring_manager, tomasz, stranger):
        with pytest.raises(Forbidden):
            plan(by=outsider)
    assert Interview.objects.count() == 0
    plan(by=coordinator)
    plan(by=administrator)
    assert Interview.objects.count() == 2


def test_nobody_plans_for_their_own_application(posting, recruiter):
    mine = an_application(posting, candidate=CandidateFactory(user=recruiter))
    with pytest.raises(Forbidden):
        actions.plan(
            mine.pk, title="x", starts_at=START, ends_at=START + timedelta(hours=1), time_zone="UTC",
            participants=[], by=recruiter, key=a_key(),
        )  # fmt: skip


def test_a_new_time_kills_the_old_reminders_and_asks_everybody_anew(plan, recruiter, tomasz):
    interview = plan()
    actions.answer(interview.pk, answer=Answer.DECLINED, by=tomasz)
    assert reminders(interview) == [("day_before", 1, "cancelled"), ("hour_before", 1, "cancelled")]
    moved = move_to(interview, START + timedelta(days=1), by=recruiter)
    assert (moved.time_version, moved.sequence, moved.revision) == (2, 1, 2)
    assert reminders(interview)[2:] == [("day_before", 2, "pending"), ("hour_before", 2, "pending")]
    assert mail(interview) == [("invitation", tomasz.name), ("moved", tomasz.name)]
    assert "It was on Thursday 26 March 2026, 15:00" in Message.objects.last().body
    assert Participant.objects.get().answer == Answer.NONE


def test_the_same_time_again_changes_nothing(plan, recruiter):
    interview = plan()
    move_to(interview, START, by=recruiter)
    assert fresh(interview).revision == 1 and len(mail(interview)) == 1


def test_a_reminder_handed_over_but_not_sent_dies_with_its_time(plan, recruiter, clock):
    from recruiting.reminders.actions import claim_due

    interview = plan()
    clock.move_to(datetime(2026, 3, 25, 12, 0, tzinfo=ZoneInfo("Europe/Lisbon")))
    assert claim_due() == 1
    move_to(interview, START + timedelta(days=1), by=recruiter)
    assert mail(interview, Message.Status.CANCELLED) == [("day_before", "Ines Interviewer")]


def test_a_changed_room_tells_but_repeats_no_reminder(plan, recruiter, tomasz):
    interview = plan()
    changed = actions.change(
        interview.pk, title=interview.title, place="Room 9", participants=[tomasz], candidate_invited=False,
        revision=1, by=recruiter,
    )  # fmt: skip
    assert (changed.time_version, changed.place) == (1, "Room 9")
    assert mail(interview) == [("invitation", tomasz.name), ("changed", tomasz.name)]
    assert reminders(interview) == [("day_before", 1, "pending"), ("hour_before", 1, "pending")]


def test_another_interviewer_is_invited_and_the_former_one_is_told(plan, recruiter, tomasz):
    interview, priya = plan(), UserFactory(name="Priya")
    how = {"title": interview.title, "place": interview.place, "candidate_invited": False, "by": recruiter}
    actions.change(interview.pk, participants=[priya], revision=1, **how)
    assert mail(interview) == [("invitation", tomasz.name), ("invitation", "Priya"), ("left_out", tomasz.name)]
    assert [status for *_, status in reminders(interview)] == ["cancelled", "cancelled", "pending", "pending"]
    # And back again: the same rows live once more.
    actions.change(interview.pk, participants=[tomasz], revision=2, **how)
    assert [status for *_, status in reminders(interview)] == ["pending", "pending", "cancelled", "cancelled"]


def test_a_decliner_stays_and_is_reminded_of_nothing_until_they_change_their_mind(plan, tomasz):
    interview = plan()
    actions.answer(interview.pk, answer=Answer.DECLINED, by=tomasz)
    assert Participant.objects.get().answer == Answer.DECLINED
    assert [status for *_, status in reminders(interview)] == ["cancelled", "cancelled"]
    actions.answer(interview.pk, answer=Answer.ACCEPTED, by=tomasz)
    assert [status for *_, status in reminders(interview)] == ["pending", "pending"]
    assert Event.objects.filter(topic="interview.answered").count() == 2


def test_only_a_participant_answers(plan, recruiter):
    interview = plan()
    with pytest.raises(TakesNoPart):
        actions.answer(interview.pk, answer=Answer.ACCEPTED, by=recruiter)


def test_what_the_candidate_answered_is_written_down(plan, address, recruiter):
    interview = plan(candidate_invited=True)
    how = {"by": recruiter}
    actions.record_candidate_answer(interview.pk, answer=Answer.DECLINED, revision=1, **how)
    assert [status for *_, status in reminders(interview)] == ["pending", "pending", "cancelled", "cancelled"]
    actions.record_candidate_answer(interview.pk, answer=Answer.ACCEPTED, revision=2, **how)
    assert [status for *_, status in reminders(interview)] == ["pending"] * 4


def test_cancelling_tells_everybody_who_had_not_declined(plan, posting, recruiter, tomasz):
    other = on_team(posting, "interviewer", name="Olga")
    interview = plan(participants=[tomasz, other])
    actions.answer(interview.pk, answer=Answer.DECLINED, by=other)
    cancelled = actions.cancel(interview.pk, because="Room flooded", revision=1, by=recruiter)
    assert (cancelled.status, cancelled.cancelled_because) == ("cancelled", "Room flooded")
    assert mail(interview)[2:] == [("cancelled", tomasz.name)]
    assert {status for *_, status in reminders(interview)} == {"cancelled"}
    assert Message.objects.get(kind="interview.cancelled").status == Message.Status.QUEUED
    with pytest.raises(NotScheduled):
        actions.cancel(interview.pk, because="again", revision=2, by=recruiter)
    with pytest.raises(NotScheduled):
        actions.answer(interview.pk, answer=Answer.ACCEPTED, by=tomasz)


def test_an_edit_of_what_somebody_saved_meanwhile_is_refused(plan, recruiter):
    interview = plan()
    move_to(interview, START + timedelta(days=1), by=recruiter)
    for act in (
        lambda: move_to(interview, START + timedelta(days=2), by=recruiter, revision=1),
        lambda: actions.cancel(interview.pk, because="x", revision=1, by=recruiter),
    ):
        with pytest.raises(EditedMeanwhile):
            act()
    assert (fresh(interview).starts_at, len(mail(interview))) == (START + timedelta(days=1), 2)


@pytest.mark.parametrize("status", ["held", "no_show"])
def test_how_it_went_is_said_by_who_plans_or_took_part_once_it_began(plan, tomasz, hiring_manager, clock, status):
    interview = plan()
    how = {"status": status, "revision": 1}
    with pytest.raises(NotYet):
        actions.say_how_it_went(interview.pk, by=tomasz, **how)
    clock.move_to(START + timedelta(minutes=10))
    with pytest.raises(Forbidden):
        actions.say_how_it_went(interview.pk, by=hiring_manager, **how)
    actions.say_how_it_went(interview.pk, by=tomasz, **how)
    assert fresh(interview).status == status
    assert Event.objects.filter(topic=f"interview.{status}").count() == 1


# ---------------------------------------------------------------- with the moves of its application


def test_an_ending_cancels_what_is_to_come_and_the_mail_waits_for_the_undo(plan, application, recruiter, tomasz):
    interview = plan()
    move = moves.reject(application.pk, reason_id=a_reason().pk, version=1, by=recruiter)
    assert (fresh(interview).status, fresh(interview).cancelled_by_move_id) == ("cancelled", move.pk)
    message = Message.objects.get(kind="interview.cancelled")
    assert (message.status, message.held_for, message.cause_move_id, message.to_user) == (
        "held", "undo", move.pk, tomasz,
    )  # fmt: skip
    assert timedelta(minutes=9) < message.held_until - timezone.now() <= timedelta(minutes=10)
    assert [status for *_, status in reminders(interview)] == ["suspended", "suspended"]


def test_undo_plans_it_again_and_nobody_hears_of_it(plan, application, recruiter):
    interview = plan()
    rows = set(Reminder.objects.values_list("pk", flat=True))
    moves.reject(application.pk, reason_id=a_reason().pk, version=1, by=recruiter)
    moves.undo(application.pk, version=2, by=recruiter)
    now = fresh(interview)
    assert (now.status, now.cancelled_because, now.cancelled_by_move_id, now.time_version) == ("scheduled", "", None, 1)
    assert mail(interview, "cancelled") == [("cancelled", "Ines Interviewer")]
    assert [status for *_, status in reminders(interview)] == ["pending", "pending"]
    assert set(Reminder.objects.values_list("pk", flat=True)) == rows


def test_undo_after_the_mail_left_says_that_it_takes_place_after_all(plan, application, recruiter, clock):
    interview = plan()
    moves.reject(application.pk, reason_id=a_reason().pk, version=1, by=recruiter)
    Message.objects.filter(kind="interview.cancelled").update(status="sent", held_for="", held_until=None)
    moves.undo(application.pk, version=2, by=recruiter)
    assert mail(interview, "queued") == [("invitation", "Ines Interviewer"), ("again", "Ines Interviewer")]


def test_undo_when_a_reminder_came_due_meanwhile_skips_it_with_why(plan, application, recruiter, clock):
    interview = plan()
    moves.reject(application.pk, reason_id=a_reason().pk, version=1, by=recruiter)
    clock.move_to(datetime(2026, 3, 25, 12, 0, tzinfo=ZoneInfo("Europe/Lisbon")))
    moves.undo(application.pk, version=2, by=recruiter)
    assert [status for *_, status in reminders(interview)] == ["skipped", "pending"]


def test_an_ending_leaves_interviews_of_the_past_and_those_cancelled_by_hand(plan, application, recruiter, clock):
    past, by_hand = plan(starts_at=timezone.now() + timedelta(hours=2)), plan()
    actions.cancel(by_hand.pk, because="Room flooded", revision=1, by=recruiter)
    clock.shift(timedelta(hours=4))
    moves.reject(application.pk, reason_id=a_reason().pk, version=1, by=recruiter)
    moves.undo(application.pk, version=2, by=recruiter)
    assert (fresh(past).status, fresh(by_hand).status) == ("scheduled", "cancelled")
    assert Message.objects.filter(held_for="undo").count() == 0


def test_reopening_plans_nothing_again_and_its_reminders_rest_for_good(plan, application, recruiter):
    interview = plan()
    moves.reject(application.pk, reason_id=a_reason().pk, version=1, by=recruiter)
    moves.reopen(application.pk, version=2, by=recruiter)
    assert fresh(interview).status == "cancelled"
    assert [status for *_, status in reminders(interview)] == ["cancelled", "cancelled"]


def test_a_hire_ends_too(plan, application, administrator):
    interview = plan()
    moves.hire(application.pk, version=1, by=administrator)
    assert fresh(interview).status == "cancelled"
    moves.unhire(application.pk, reason_id=a_reason("withdrawn").pk, version=2, by=administrator)
    assert fresh(interview).status == "cancelled"
