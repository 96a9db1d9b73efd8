"""What each kind of move does, decided from the situation alone: Situation in, Step out, or a refusal.

Stage is how far, status is how it stands. Going to a stage begins a visit; ending keeps the stage and its clock.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from candidates.models import EndReason, StageMove, Status
from candidates.moves import queries
from candidates.moves.refusals import AnotherActive, NoOpeningLeft, NotPossible
from candidates.moves.situation import Situation
from candidates.moves.statement import Step
from postings.models import Opening
from postings.pipelines.models import Stage

Kind = StageMove.Kind


def to_stage(now: Situation, stage_id: int, *, note: str = "", occurred_at: datetime | None = None) -> Step:
    _must_be_active(now)
    stage = _stage_in_use(now, stage_id)
    if stage.pk == now.application.stage_id:
        raise NotPossible(_("It is already in %(stage)s.") % {"stage": stage}, now.application)
    return _begin_visit(now, Kind.MOVE, stage.pk, note=note, at=now.happened(occurred_at))


def to_next_stage(now: Situation) -> Step:
    """The stage after the one that the mover saw: the version was compared, so that is the present one."""
    _must_be_active(now)
    following = queries.stage_after(now.application.stage)
    if following is None:
        raise NotPossible(_("This is the last stage. From here a candidate is hired."), now.application)
    return _begin_visit(now, Kind.MOVE, following.pk, at=now.now)


def end(now: Situation, kind: str, reason: EndReason, *, note: str = "", occurred_at: datetime | None = None) -> Step:
    _must_be_active(now)
    return _stay(now, kind, reason.status, at=now.happened(occurred_at), end_reason_id=reason.pk, note=note)


def hire(now: Situation, opening: Opening | None, *, note: str = "") -> Step:
    _must_be_active(now)
    if opening is None:
        raise NoOpeningLeft(now.application)
    return _stay(now, Kind.HIRE, Status.HIRED, at=now.now, opening_id=opening.pk, holds_id=opening.pk, note=note)


def unhire(now: Situation, reason: EndReason, *, note: str = "") -> Step:
    """A mistake, an offer taken back, somebody who did not start: active again where that is possible, else ended."""
    if now.application.status != Status.HIRED:
        raise NotPossible(_("Nobody was hired here."), now.application)
    freed = {"opening_id": now.application.opening_id, "end_reason_id": reason.pk, "note": note}
    if now.can_be_active():
        return _begin_visit(now, Kind.UNHIRE, now.application.stage_id, at=now.now, **freed)
    return _stay(now, Kind.UNHIRE, reason.status, at=now.now, **freed)


def reopen(now: Situation, stage_id: int | None, *, note: str = "") -> Step:
    """Back to the stage it was left in, or to ``stage_id`` where that one is retired."""
    if now.application.status in (Status.ACTIVE, Status.HIRED):
        raise NotPossible(_("It has not ended."), now.application)
    _posting_takes_people(now)
    if now.other_active().exists():
        raise AnotherActive(now.application)
    stage = _stage_in_use(now, stage_id or now.application.stage_id)
    return _begin_visit(now, Kind.REOPEN, stage.pk, note=note, at=now.now)


def undo(now: Situation, undone: StageMove | None, *, note: str = "") -> Step:
    """Stage, status, stage clock and opening are again what they were before the last standing move."""
    if undone is None:
        raise NotPossible(_("There is no move left to undo."), now.application)
    before = queries.move_numbered(now.application.pk, undone.number - 1)
    holds_id = undone.opening_id if undone.from_status == Status.HIRED else None
    if undone.from_status == Status.ACTIVE:
        _posting_takes_people(now)
        _stage_in_use(now, before.to_stage_id)
        if now.other_active().exists():
            raise AnotherActive(now.application)
    if holds_id:
        _seat_is_free(now, holds_id)
    return Step(
        kind=Kind.UNDO,
        to_stage_id=before.to_stage_id,
        to_status=before.to_status,
        occurred_at=now.now,
        entered_at=before.entered_at,
        visit=before.visit,
        end_reason_id=queries.reason_in_force(now.application.pk, undone.number),
        note=note,
        opening_id=undone.opening_id,
        holds_id=holds_id,
        undoes=undone.number,
    )


def _begin_visit(now: Situation, kind: str, stage_id: int, *, at: datetime, **more) -> Step:
    return Step(
        kind=kind,
        to_stage_id=stage_id,
        to_status=Status.ACTIVE,
        occurred_at=at,
        entered_at=at,
        visit=now.number,
        **more,
    )


def _stay(now: Situation, kind: str, status: str, *, at: datetime, **more) -> Step:
    return Step(
        kind=kind,
        to_stage_id=now.last.to_stage_id,
        to_status=status,
        occurred_at=at,
        entered_at=now.last.entered_at,
        visit=now.last.visit,
        **more,
    )


def _must_be_active(now: Situation) -> None:
    if now.application.status != Status.ACTIVE:
        status = now.application.get_status_display().lower()
        raise NotPossible(_("It has ended: %(status)s.") % {"status": status}, now.application)


def _posting_takes_people(now: Situation) -> None:
    if not now.application.posting.takes_people:
        status = now.application.posting.get_status_display().lower()
        raise NotPossible(_("The posting is %(status)s.") % {"status": status}, now.application)


def _stage_in_use(now: Situation, stage_id: int) -> Stage:
    stage = Stage.objects.filter(pk=stage_id, posting=now.application.posting_id).first()
    if stage is None:
        raise NotPossible(_("This stage is not one of the posting’s."), now.application)
    if stage.retired_at:
        raise NotPossible(_("%(stage)s is retired. Choose another stage.") % {"stage": stage}, now.application)
    return stage


def _seat_is_free(now: Situation, opening_id: int) -> None:
    opening = Opening.objects.select_related("application__candidate").get(pk=opening_id)
    holder = getattr(opening, "application", None)
    if holder is not None:
        text = _("%(opening)s is held by %(name)s now.") % {"opening": opening, "name": holder.candidate}
        raise NotPossible(text, now.application)
    if opening.cancelled_at:
        raise NotPossible(_("%(opening)s was cancelled.") % {"opening": opening}, now.application)
