"""The rules of a move, one by one."""

from datetime import UTC, datetime, timedelta

import pghistory
import pytest
from django.utils import timezone

from candidates.models import Application, EndReason, Source, StageMove, Status
from candidates.moves import actions, entering
from candidates.moves.refusals import AnotherActive, MayNotMove, MovedMeanwhile, NoOpeningLeft, NotPossible
from postings.models import Opening, Posting
from recruiting.history.queries import changes_of
from recruiting.outbox.actions import KeyReused
from recruiting.outbox.models import Event
from recruiting.web.refusals import Refusal
from tests.factories import CandidateFactory, a_key, a_posting, a_reason, an_application

pytestmark = pytest.mark.django_db


def stage(application, position):
    return application.posting.stages.get(position=position)


def fresh(application) -> Application:
    return Application.objects.select_related("stage", "opening").get(pk=application.pk)


def stood(application):
    now = fresh(application)
    return now.stage.position, now.status, now.version


def test_advance_goes_to_the_stage_after_the_one_seen(application, recruiter):
    move = actions.advance(application.pk, version=1, by=recruiter)
    assert (move.number, move.kind, move.from_stage, move.to_stage) == (
        2, "move", stage(application, 1), stage(application, 2),
    )  # fmt: skip
    assert stood(application) == (2, "active", 2)


def test_a_second_advance_of_the_same_version_is_refused_with_who_where_and_when(application, recruiter, administrator):
    actions.advance(application.pk, version=1, by=recruiter)
    with pytest.raises(MovedMeanwhile) as refused:
        actions.advance(application.pk, version=1, by=administrator)
    assert f"{recruiter} moved {application.candidate} from Applied to Recruiter screen" in str(refused.value)
    assert stood(application) == (2, "active", 2)


def test_a_refusal_is_an_event_of_its_own(application, recruiter, administrator):
    actions.advance(application.pk, version=1, by=recruiter)
    with pytest.raises(MovedMeanwhile):
        actions.advance(application.pk, version=1, by=administrator)
    event = Event.objects.get(topic="application.move_refused")
    assert (event.subject_id, event.actor, event.payload) == (
        application.pk, administrator, {"seen": 1, "version": 2, "kind": "move"},
    )  # fmt: skip


def test_a_key_seen_before_answers_with_the_first_result(application, recruiter):
    first = actions.advance(application.pk, version=1, by=recruiter, key="k")
    again = actions.advance(application.pk, version=1, by=recruiter, key="k")
    assert again == first
    assert stood(application) == (2, "active", 2)


def test_a_key_is_each_persons_own(application, recruiter, administrator):
    actions.advance(application.pk, version=1, by=recruiter, key="k")
    actions.advance(application.pk, version=2, by=administrator, key="k")
    assert stood(application) == (3, "active", 3)


def test_a_key_for_another_request_is_refused(application, posting, recruiter):
    other = an_application(posting)
    actions.advance(application.pk, version=1, by=recruiter, key="k")
    with pytest.raises(KeyReused):
        actions.advance(other.pk, version=1, by=recruiter, key="k")
    with pytest.raises(KeyReused):
        actions.hire(application.pk, version=2, by=recruiter, key="k")
    with pytest.raises(KeyReused):
        actions.move(application.pk, stage_id=stage(application, 3).pk, version=2, by=recruiter, key="k")


NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("act", "changed"),
    [
        (actions.advance, {"version": 2}),
        (actions.move, {"note": "Another note"}),
        (actions.move, {"occurred_at": NOON + timedelta(minutes=1)}),
        (actions.move, {"occurred_at": None}),
        (actions.reject, {"reason": 1}),
        (actions.reject, {"note": ""}),
        (actions.hire, {"add_opening_because": "One more"}),
        (actions.hire, {"note": "Another note"}),
    ],
)
def test_a_key_stands_for_the_whole_request(posting, recruiter, act, changed):
    application = an_application(posting, occurred_at=NOON - timedelta(days=1))
    reasons = EndReason.objects.filter(status="rejected").order_by("position")
    of_each = {"version": 1, "by": recruiter, "key": "k"}
    first = {
        actions.advance: {},
        actions.move: {"stage_id": stage(application, 3).pk, "note": "A note", "occurred_at": NOON},
        actions.reject: {"reason_id": reasons[0].pk, "note": "A note", "occurred_at": NOON},
        actions.hire: {"note": "A note"},
    }[act]
    other = {"reason_id": reasons[changed["reason"]].pk} if "reason" in changed else changed
    made = act(application.pk, **of_each, **first)
    with pytest.raises(KeyReused):
        act(application.pk, **{**of_each, **first, **other})
    assert act(application.pk, **of_each, **first) == made
    assert fresh(application).version == 2


@pytest.mark.parametrize("changed", [{"note": "Another"}, {"source": "Job board"}, {"pay": (900, "EUR", "month")}])
def test_a_key_of_an_entry_stands_for_the_whole_request(posting, recruiter, changed):
    first = {"source": Source.objects.get(name="Referral"), "note": "A note", "pay": (800, "EUR", "month")}
    if "source" in changed:
        changed = {"source": Source.objects.exclude(name="Referral").order_by("name")[0]}
    known, new = CandidateFactory(), {"full_name": "Noa New", "contact_points": []}
    entered = entering.enter(known, posting, by=recruiter, key="k", **first)
    added = entering.add_candidate(posting, by=recruiter, key="n", person=new, **first)
    with pytest.raises(KeyReused):
        entering.enter(known, posting, by=recruiter, key="k", **{**first, **changed})
    with pytest.raises(KeyReused):
        entering.add_candidate(posting, by=recruiter, key="n", person=new, **{**first, **changed})
    assert entering.enter(known, posting, by=recruiter, key="k", **first) == entered
    assert entering.add_candidate(posting, by=recruiter, key="n", person=new, **first) == added
    assert posting.applications.count() == 2


def test_move_goes_forward_and_back_and_the_clock_begins_anew(application, recruiter):
    actions.move(application.pk, stage_id=stage(application, 4).pk, version=1, by=recruiter)
    back = actions.move(application.pk, stage_id=stage(application, 2).pk, version=2, by=recruiter)
    assert back.entered_at == back.occurred_at and back.visit == 3
    assert fresh(application).stage_entered_at == back.occurred_at


def test_move_to_where_it_is_or_to_another_postings_stage_is_refused(application, recruiter):
    with pytest.raises(NotPossible, match="already in Applied"):
        actions.move(application.pk, stage_id=application.stage_id, version=1, by=recruiter)
    with pytest.raises(NotPossible, match="not one of the posting"):
        actions.move(application.pk, stage_id=a_posting().stages.first().pk, version=1, by=recruiter)


def test_move_to_a_retired_stage_is_refused_and_advance_skips_it(application, recruiter):
    application.posting.stages.filter(position=2).update(retired_at=timezone.now())
    with pytest.raises(NotPossible, match="retired"):
        actions.move(application.pk, stage_id=stage(application, 2).pk, version=1, by=recruiter)
    actions.advance(application.pk, version=1, by=recruiter)
    assert stood(application) == (3, "active", 2)


def test_advance_from_the_last_stage_says_that_hiring_comes_next(application, recruiter):
    actions.move(application.pk, stage_id=stage(application, 6).pk, version=1, by=recruiter)
    with pytest.raises(NotPossible, match="hired"):
        actions.advance(application.pk, version=2, by=recruiter)


def test_a_typed_time_is_neither_in_the_future_nor_before_the_move_before(application, recruiter):
    for wrong in (timezone.now() + timedelta(hours=1), application.moved_at - timedelta(seconds=1)):
        with pytest.raises(NotPossible):
            actions.move(application.pk, stage_id=stage(application, 2).pk, version=1, by=recruiter, occurred_at=wrong)
    assert stood(application) == (1, "active", 1)


@pytest.mark.parametrize(
    ("act", "status"),
    [(actions.reject, "rejected"), (actions.withdraw, "withdrawn"), (actions.close, "closed")],
)
def test_an_ending_keeps_the_stage_and_its_clock_and_names_its_reason(application, recruiter, act, status):
    reason = a_reason(status)
    move = act(application.pk, reason_id=reason.pk, version=1, by=recruiter, note="as agreed")
    assert (move.to_status, move.end_reason, move.entered_at) == (status, reason, application.stage_entered_at)
    with pytest.raises(NotPossible, match="ended"):
        actions.advance(application.pk, version=2, by=recruiter)


def test_hire_takes_the_lowest_open_opening(posting, administrator):
    one, two, three = (an_application(posting) for _ in range(3))
    actions.hire(one.pk, version=1, by=administrator)
    actions.hire(two.pk, version=1, by=administrator)
    assert (fresh(one).opening.number, fresh(two).opening.number) == (1, 2)
    with pytest.raises(NoOpeningLeft):
        actions.hire(three.pk, version=1, by=administrator)


def test_a_recruiter_may_add_an_opening_and_hire_a_hiring_manager_may_not(recruiter, administrator):
    from tests.factories import on_team

    posting = a_posting(by=administrator, openings=0)
    manager = on_team(posting, "hiring_manager")
    application = an_application(posting)
    with pytest.raises(Refusal, match="Only a recruiter"):
        actions.hire(application.pk, version=1, by=manager, add_opening_because="two are leaving")
    actions.hire(application.pk, version=1, by=recruiter, add_opening_because="two are leaving")
    assert fresh(application).opening.added_because == "two are leaving"


def test_unhire_frees_the_opening_and_returns_to_active(application, administrator):
    actions.hire(application.pk, version=1, by=administrator)
    move = actions.unhire(application.pk, reason_id=a_reason("withdrawn").pk, version=2, by=administrator)
    assert stood(application) == (1, "active", 3)
    assert move.opening.number == 1 and fresh(application).opening is None
    assert move.visit == 3  # a new stay in the stage


def test_unhire_ends_by_its_reason_where_nobody_can_be_active(application, administrator):
    actions.hire(application.pk, version=1, by=administrator)
    Posting.objects.filter(pk=application.posting_id).update(status="closed")
    actions.unhire(application.pk, reason_id=a_reason("withdrawn").pk, version=2, by=administrator)
    assert stood(application) == (1, "withdrawn", 3)


def test_reopen_returns_to_the_stage_left_and_begins_a_new_visit(application, recruiter):
    actions.advance(application.pk, version=1, by=recruiter)
    actions.reject(application.pk, reason_id=a_reason().pk, version=2, by=recruiter)
    move = actions.reopen(application.pk, version=3, by=recruiter)
    assert stood(application) == (2, "active", 4)
    assert move.visit == 4 and move.entered_at == move.occurred_at


def test_reopen_is_refused_beside_another_active_application_and_into_a_retired_stage(application, recruiter):
    actions.advance(application.pk, version=1, by=recruiter)
    actions.reject(application.pk, reason_id=a_reason().pk, version=2, by=recruiter)
    application.posting.stages.filter(position=2).update(retired_at=timezone.now())
    with pytest.raises(NotPossible, match="retired"):
        actions.reopen(application.pk, version=3, by=recruiter)
    actions.reopen(application.pk, version=3, by=recruiter, stage_id=stage(application, 3).pk)
    actions.reject(application.pk, reason_id=a_reason().pk, version=4, by=recruiter)
    an_application(application.posting, candidate=application.candidate)
    with pytest.raises(AnotherActive):
        actions.reopen(application.pk, version=5, by=recruiter, stage_id=stage(application, 3).pk)


def test_undo_restores_stage_status_and_clock_step_by_step(application, recruiter):
    actions.advance(application.pk, version=1, by=recruiter)
    entered = fresh(application).stage_entered_at
    actions.reject(application.pk, reason_id=a_reason().pk, version=2, by=recruiter)
    undo = actions.undo(application.pk, version=3, by=recruiter)
    assert stood(application) == (2, "active", 4)
    assert (fresh(application).stage_entered_at, undo.undoes, undo.visit) == (entered, 3, 2)
    actions.undo(application.pk, version=4, by=recruiter)
    assert stood(application) == (1, "active", 5)
    assert fresh(application).stage_entered_at == application.stage_entered_at
    with pytest.raises(NotPossible, match="no move left"):
        actions.undo(application.pk, version=5, by=recruiter)


def test_undo_of_a_hire_frees_the_seat_and_undo_of_an_unhire_takes_the_same_one_again(application, administrator):
    actions.hire(application.pk, version=1, by=administrator)
    actions.unhire(application.pk, reason_id=a_reason("withdrawn").pk, version=2, by=administrator)
    actions.undo(application.pk, version=3, by=administrator)
    assert stood(application) == (1, "hired", 4) and fresh(application).opening.number == 1
    actions.undo(application.pk, version=4, by=administrator)
    assert stood(application) == (1, "active", 5) and fresh(application).opening is None


def test_undo_of_an_unhire_is_refused_with_who_holds_the_seat_now(administrator):
    posting = a_posting(by=administrator, openings=1)
    first, second = an_application(posting), an_application(posting)
    actions.hire(first.pk, version=1, by=administrator)
    actions.unhire(first.pk, reason_id=a_reason("withdrawn").pk, version=2, by=administrator)
    actions.hire(second.pk, version=1, by=administrator)
    with pytest.raises(NotPossible, match=f"held by {second.candidate}"):
        actions.undo(first.pk, version=3, by=administrator)


def test_undo_of_a_reopening_ends_it_again_by_the_same_reason(application, recruiter):
    reason = a_reason()
    actions.reject(application.pk, reason_id=reason.pk, version=1, by=recruiter)
    actions.reopen(application.pk, version=2, by=recruiter)
    undo = actions.undo(application.pk, version=3, by=recruiter)
    assert (undo.to_status, undo.end_reason) == ("rejected", reason)


def test_undo_into_a_closed_posting_or_a_retired_stage_is_refused(application, recruiter):
    actions.reject(application.pk, reason_id=a_reason().pk, version=1, by=recruiter)
    Posting.objects.filter(pk=application.posting_id).update(status="closed")
    with pytest.raises(NotPossible, match="posting is closed"):
        actions.undo(application.pk, version=2, by=recruiter)


def test_who_may_move(application, hiring_manager, coordinator, interviewer, stranger):
    for outsider in (coordinator, interviewer, stranger):
        with pytest.raises(MayNotMove):
            actions.advance(application.pk, version=1, by=outsider)
    assert StageMove.objects.filter(application=application).count() == 1
    actions.advance(application.pk, version=1, by=hiring_manager)


def test_nobody_moves_their_own_application(posting, recruiter):
    mine = an_application(posting, candidate=CandidateFactory(user=recruiter))
    with pytest.raises(MayNotMove):
        actions.advance(mine.pk, version=1, by=recruiter)


def test_a_corrected_time_reaches_every_copy_and_the_version_stays(application, recruiter, administrator):
    move = actions.advance(application.pk, version=1, by=recruiter)
    actions.reject(application.pk, reason_id=a_reason().pk, version=2, by=recruiter)
    actions.undo(application.pk, version=3, by=recruiter)
    then = application.moved_at + (move.occurred_at - application.moved_at) / 2
    actions.correct_time(move.pk, new_at=then, by=administrator, reason="typed the wrong day")
    moves = StageMove.objects.filter(application=application).order_by("number")
    assert [m.entered_at for m in moves[1:]] == [then, then, then]
    assert moves[2].prev_occurred_at == moves[2].from_entered_at == then
    assert (fresh(application).stage_entered_at, fresh(application).version) == (then, 4)
    assert move.corrections.get().old_at == move.occurred_at


def test_a_corrected_time_is_in_the_history_with_who_and_why(application, recruiter, administrator):
    move = actions.advance(application.pk, version=1, by=recruiter)
    with pghistory.context(user=administrator.pk, door="admin", reason="typed the wrong day"):
        actions.correct_time(move.pk, new_at=application.moved_at, by=administrator, reason="typed the wrong day")
    change = changes_of(application)[0]
    assert (change.who, change.door, change.why) == (administrator, "admin", "typed the wrong day")


def test_a_corrected_time_stays_between_its_neighbours_and_says_why(application, recruiter, administrator):
    move = actions.advance(application.pk, version=1, by=recruiter)
    now = timezone.now()
    for wrong, words in (
        (application.moved_at - timedelta(days=1), "before the move before it"),
        (now + timedelta(days=1), "future"),
    ):
        with pytest.raises(Refusal, match=words):
            actions.correct_time(move.pk, new_at=wrong, by=administrator, reason="x")
    with pytest.raises(Refusal, match="reason"):
        actions.correct_time(move.pk, new_at=move.occurred_at, by=administrator, reason=" ")
    with pytest.raises(Refusal, match="administrator"):
        actions.correct_time(move.pk, new_at=move.occurred_at, by=recruiter, reason="x")


def test_every_move_leaves_its_event(application, administrator):
    actions.hire(application.pk, version=1, by=administrator, key=a_key())
    event = Event.objects.get(topic="application.hire")
    assert event.payload["version"] == 2 and event.posting_id == application.posting_id and event.number is None
    assert event.payload["to_status"] == Status.HIRED
    assert Opening.objects.available().count() == 1
