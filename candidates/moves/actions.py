"""Every way in which an application moves.

The rule of a move is ``_step``: lock, read again, answer a key seen before, refuse what the mover had not seen,
check permission, decide, write, and let the consequences follow. Each action says only what is particular to it;
``steps`` decides, ``statement`` writes, ``candidates.locks`` locks. Every action returns the StageMove it wrote (or,
for a key seen before, the one written first) and raises a Refusal that wrote nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from candidates import access, locks
from candidates.models import Application, EndReason, StageMove, Status
from candidates.moves import consequences, queries, steps
from candidates.moves.refusals import BY_CONSTRAINT, MayNotMove, MovedMeanwhile, MoveRefused, same_or_refused
from candidates.moves.situation import Situation, read
from candidates.moves.statement import Step, write_move
from postings.actions import _do_add_opening
from postings.locks import hold_posting
from recruiting.db.constraints import constraint_of
from recruiting.outbox.actions import hash_of, record
from recruiting.outbox.models import Door
from recruiting.people.models import User
from recruiting.web.refusals import Forbidden, Refusal

Kind = StageMove.Kind


def move(
    application_id: int,
    *,
    stage_id: int,
    version: int,
    by: User,
    key: str | None = None,
    door: str = Door.PAGE,
    note: str = "",
    occurred_at: datetime | None = None,
) -> StageMove:
    """To any stage of the posting, forward or back."""
    how = {"stage_id": stage_id, "note": note, "occurred_at": occurred_at}
    return _step(Asked(application_id, Kind.MOVE, steps.to_stage, how, version, by, key, door))


def advance(application_id: int, *, version: int, by: User, key: str | None = None, door: str = Door.PAGE) -> StageMove:
    """To the stage after the one that the mover saw: two at once advance the candidate once."""
    return _step(Asked(application_id, Kind.MOVE, steps.to_next_stage, {}, version, by, key, door))


def reject(application_id: int, **how) -> StageMove:
    """We decided. ``how``: reason_id, version, by, and note, occurred_at, key, door if wanted."""
    return _end(application_id, Kind.REJECT, Status.REJECTED, **how)


def withdraw(application_id: int, **how) -> StageMove:
    """They did. Takes what ``reject`` takes."""
    return _end(application_id, Kind.WITHDRAW, Status.WITHDRAWN, **how)


def close(application_id: int, **how) -> StageMove:
    """Neither: a duplicate, spam, a mistake. Takes what ``reject`` takes."""
    return _end(application_id, Kind.CLOSE, Status.CLOSED, **how)


def _end(
    application_id: int,
    kind: str,
    status: str,
    *,
    reason_id: int,
    version: int,
    by: User,
    key: str | None = None,
    door: str = Door.PAGE,
    note: str = "",
    occurred_at: datetime | None = None,
) -> StageMove:
    reason = get_object_or_404(EndReason, pk=reason_id, status=status)
    how = {"kind": kind, "reason": reason, "note": note, "occurred_at": occurred_at}
    return _step(Asked(application_id, kind, steps.end, how, version, by, key, door))


def hire(
    application_id: int,
    *,
    version: int,
    by: User,
    key: str | None = None,
    door: str = Door.PAGE,
    note: str = "",
    add_opening_because: str = "",
) -> StageMove:
    """Take the lowest open opening. None left: a recruiter may add one, with the reason, and hire."""

    def decide(now: Situation, *, because: str, note: str) -> Step:
        opening = queries.lowest_available(now.application.posting_id)
        if opening is None and because:
            opening = _do_add_opening(now.application.posting_id, because=because, by=by, door=door)
        return steps.hire(now, opening, note=note)

    how = {"because": add_opening_because, "note": note}
    return _step(Asked(application_id, Kind.HIRE, decide, how, version, by, key, door, seat=True))


def unhire(
    application_id: int,
    *,
    reason_id: int,
    version: int,
    by: User,
    key: str | None = None,
    door: str = Door.PAGE,
    note: str = "",
) -> StageMove:
    """Free the opening; active again where posting and stage still take people, else ended by the reason."""
    how = {"reason": get_object_or_404(EndReason, pk=reason_id), "note": note}
    return _step(Asked(application_id, Kind.UNHIRE, steps.unhire, how, version, by, key, door, seat=True))


def reopen(
    application_id: int,
    *,
    version: int,
    by: User,
    stage_id: int | None = None,
    key: str | None = None,
    door: str = Door.PAGE,
    note: str = "",
) -> StageMove:
    """Back to the stage that was left; a new visit begins."""
    how = {"stage_id": stage_id, "note": note}
    return _step(Asked(application_id, Kind.REOPEN, steps.reopen, how, version, by, key, door))


def undo(
    application_id: int, *, version: int, by: User, key: str | None = None, door: str = Door.PAGE, note: str = ""
) -> StageMove:
    """Undo the last standing move. Whether that takes a seat is known for certain only under the lock: if the guess
    from before it was wrong, start over with the posting locked first, because locks have one order."""
    seat = queries.touches_seat(queries.last_standing(application_id))

    def decide(now: Situation, *, note: str) -> Step:
        undone = queries.last_standing(application_id)
        if queries.touches_seat(undone) and not seat:
            raise _NeedsPostingLock
        return steps.undo(now, undone, note=note)

    asked = Asked(application_id, Kind.UNDO, decide, {"note": note}, version, by, key, door, seat)
    try:
        return _step(asked)
    except _NeedsPostingLock:
        seat = True
        return _step(replace(asked, seat=True))


def correct_time(move_id: int, *, new_at: datetime, by: User, reason: str, door: str = Door.ADMIN) -> None:
    """Put right when a move happened, in every copy of that time; the version stays. For administrators."""
    if not by.is_administrator:
        raise Forbidden(_("Only an administrator corrects when a move happened."))
    try:
        with transaction.atomic(durable=True):
            corrected = StageMove.objects.select_related("application").get(pk=move_id)
            with connection.cursor() as cursor:
                # WITH, because the history's context goes with statements that write, and SELECT looks like none.
                cursor.execute(
                    "WITH corrected AS MATERIALIZED (SELECT correct_move_time(%s, %s, %s, %s)) "
                    "SELECT count(*) FROM corrected",
                    [move_id, new_at, by.pk, reason],
                )
            _record(corrected.application, "application.time_corrected", by, door, {"move": corrected.number})
    except IntegrityError as error:
        raise Refusal(_TIME_REFUSALS[constraint_of(error)]()) from error


# ---------------------------------------------------------------- the rule


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to move an application. ``decide`` makes the step of the situation and of ``how``, which is
    all that is particular to this move; ``seat`` where an opening may be taken or freed."""

    application_id: int
    kind: str
    decide: Callable[..., Step]
    how: Mapping[str, object]
    version: int
    by: User
    key: str | None
    door: str
    seat: bool = False

    def body_hash(self) -> str | None:
        """What the key stands for: with any other body it is refused."""
        return hash_of([self.application_id, self.kind, self.version, self.how]) if self.key else None


class _NeedsPostingLock(Exception):
    pass


def _step(asked: Asked) -> StageMove:
    try:
        with transaction.atomic(durable=True):
            return _do_step(asked)
    except MovedMeanwhile as refusal:
        # In a transaction of its own: the refused one is rolled back, and the timeline shows who was too late.
        seen = {"seen": asked.version, "kind": asked.kind}
        _record(refusal.application, "application.move_refused", asked.by, asked.door, seen)
        raise
    except IntegrityError as error:
        return _first_or_refusal(error, asked)


def _do_step(asked: Asked) -> StageMove:
    if asked.seat:
        hold_posting(Application.objects.values_list("posting", flat=True).get(pk=asked.application_id))
    locks.hold_application(asked.application_id)
    now = read(asked.application_id)
    if first := queries.move_with_key(asked.by.pk, asked.key):
        return same_or_refused(first, asked.body_hash())
    if now.last.number != asked.version:
        raise MovedMeanwhile(now.application, now.last)
    if not access.may_move(asked.by, now.application):
        raise MayNotMove
    step = asked.decide(now, **asked.how)
    once = {"key": asked.key, "body_hash": asked.body_hash()}
    written = write_move(now.application, now.last, step, by_id=asked.by.pk, door=asked.door, **once)
    move = StageMove.objects.get(pk=written)
    consequences.follow(now.application, move)
    return move


def _first_or_refusal(error: IntegrityError, asked: Asked) -> StageMove:
    """A rival came between the check and the write, and the database said no. With the same key: their result."""
    constraint = constraint_of(error)
    if constraint == "move_key_is_used_once":
        return same_or_refused(queries.move_with_key(asked.by.pk, asked.key), asked.body_hash())
    if constraint not in BY_CONSTRAINT:
        raise error
    raise MoveRefused(BY_CONSTRAINT[constraint], read(asked.application_id).application) from error


def _record(application: Application, topic: str, by: User, door: str, payload: dict) -> None:
    record(
        topic,
        subject_type="application",
        subject_id=application.pk,
        posting_id=application.posting_id,
        by_id=by.pk,
        door=door,
        payload={**payload, "version": application.version},
    )


_TIME_REFUSALS = {
    "move_is_not_before_the_last": lambda: _("That is before the move before it, or after the move after it."),
    "move_is_not_in_the_future": lambda: _("A move did not happen in the future."),
    "time_correction_says_why": lambda: _("A correction needs its reason."),
}
