"""The locks of interviews, each beside its twin without it: see tests/concurrency/test_locks.py."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from candidates import locks as of_applications
from candidates.interviews import access, actions, ending, locks
from candidates.interviews.models import Answer, Interview, Participant
from candidates.interviews.refusals import NotScheduled
from candidates.models import Application
from candidates.moves import actions as moves
from recruiting.reminders.models import Reminder
from recruiting.web.refusals import Refusal
from tests.candidates.interviews.conftest import START
from tests.factories import a_reason

pytestmark = pytest.mark.django_db(transaction=True)


def stands() -> tuple[str, str]:
    return Application.objects.get().status, Interview.objects.get().status


def reject(application, by):
    return lambda: moves.reject(application.pk, reason_id=a_reason().pk, version=1, by=by)


def to_friday(interview, by):
    start = START + timedelta(days=1)
    return lambda: actions.reschedule(
        interview.pk, starts_at=start, ends_at=start + timedelta(hours=1), time_zone="UTC", revision=1, by=by
    )


# ---------------------------------------------------------------- the application's row, while an interview is planned


def test_an_ending_waits_for_the_interview_that_is_just_planned_and_cancels_it(rival, plan, application, administrator):
    rival.comes_after(access, "refuse_unless_planner", reject(application, administrator))
    plan()
    assert rival.waited and rival.result().to_status == "rejected"
    assert stands() == ("rejected", "cancelled")


def test_without_the_lock_an_ended_application_keeps_an_interview(rival, plan, application, administrator, unlocked):
    unlocked((of_applications, "hold_application"))
    rival.comes_after(access, "refuse_unless_planner", reject(application, administrator))
    plan()
    assert not rival.waited
    assert stands() == ("rejected", "scheduled")


# ---------------------------------------------------------------- one interview's row


def answer_while_it_is_moved(rival, interview, tomasz, by):
    rival.comes_after(actions, "_participant", to_friday(interview, by))
    actions.answer(interview.pk, answer=Answer.ACCEPTED, by=tomasz)


def pending_of_the_old_time() -> int:
    return Reminder.objects.filter(subject_version=1, status="pending").count()


def test_an_answer_is_for_the_time_that_was_asked_about(rival, plan, tomasz, recruiter):
    answer_while_it_is_moved(rival, plan(), tomasz, recruiter)
    assert rival.waited and rival.result().time_version == 2
    assert (Participant.objects.get().answer, pending_of_the_old_time()) == (Answer.NONE, 0)


def test_without_the_lock_an_answer_holds_for_a_time_nobody_asked_about(rival, plan, tomasz, recruiter, unlocked):
    unlocked((locks, "hold_interview"))
    answer_while_it_is_moved(rival, plan(), tomasz, recruiter)
    assert not rival.waited
    assert (Participant.objects.get().answer, pending_of_the_old_time()) == (Answer.ACCEPTED, 2)


# ---------------------------------------------------------------- all interviews of an application, when it ends


def end_while_it_is_moved(rival, interview, application, by, administrator):
    rival.comes_before(ending, "_save", to_friday(interview, by))
    return reject(application, administrator)


def test_whoever_moves_an_interview_that_is_just_ending_is_told_so(rival, plan, application, recruiter, administrator):
    end_while_it_is_moved(rival, plan(), application, recruiter, administrator)()
    assert rival.waited and stands() == ("rejected", "cancelled")
    with pytest.raises(NotScheduled):
        rival.result()


def test_without_the_lock_they_wait_for_each_other(rival, plan, application, recruiter, administrator, unlocked):
    """The one has the reminders and wants the interview, the other the interview and wants the reminders."""
    unlocked((locks, "hold_interviews"), (locks, "hold_interview"))
    ending_it = end_while_it_is_moved(rival, plan(), application, recruiter, administrator)
    victims = [word for word in (said_by(ending_it), said_by(rival.result)) if "deadlock" in word]
    assert len(victims) == 1  # whichever the server chose


def said_by(act) -> str:
    try:
        return str(act())
    except (OperationalError, Refusal) as error:
        return str(error)
