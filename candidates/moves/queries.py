"""What the moves themselves read."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from candidates.interviews.models import Interview
from candidates.models import Application, EndReason, StageMove, Status
from postings.models import Opening
from postings.pipelines.models import Stage
from recruiting.people.models import User


def stage_after(stage: Stage) -> Stage | None:
    return Stage.objects.filter(posting=stage.posting_id, position__gt=stage.position).in_order().first()


def move_with_key(by_id: int, key: str | None) -> StageMove | None:
    """The move that this key already made."""
    return StageMove.objects.filter(actor=by_id, idempotency_key=key).first() if key else None


def move_numbered(application_id: int, number: int) -> StageMove:
    return StageMove.objects.get(application=application_id, number=number)


def standing_moves(application_id: int) -> list[StageMove]:
    """Moves that stand, first to last: an undo and what it undid never happened."""
    return standing(StageMove.objects.filter(application=application_id).select_related("actor").order_by("number"))


def standing(moves: Iterable[StageMove]) -> list[StageMove]:
    moves = list(moves)
    undone = {move.undoes for move in moves}
    return [move for move in moves if move.kind != StageMove.Kind.UNDO and move.number not in undone]


def last_standing(application_id: int) -> StageMove | None:
    """The move that an undo would undo. An entry is not undone; it is closed as a mistake."""
    *_, last = standing_moves(application_id)
    return last if last.number > 1 else None


def reason_in_force(application_id: int, before_number: int) -> int | None:
    """The reason by which the application was ended before the move of that number, if it was."""
    earlier = [move for move in standing_moves(application_id) if move.number < before_number]
    ended = earlier and earlier[-1].to_status not in (Status.ACTIVE, Status.HIRED)
    return earlier[-1].end_reason_id if ended else None


def lowest_available(posting_id: int) -> Opening | None:
    return Opening.objects.filter(posting=posting_id).available().order_by("number").first()


def end_reasons(status: str):
    return EndReason.objects.filter(status=status, retired_at__isnull=True).order_by("position", "name")


def touches_seat(move: StageMove | None) -> bool:
    return move is not None and move.opening_id is not None


def interviews_ahead(application_id: int, now: datetime) -> QuerySet[Interview]:
    """What an ending would cancel."""
    rows = Interview.objects.filter(application=application_id, status=Interview.Status.SCHEDULED, starts_at__gt=now)
    return rows.order_by("starts_at")


def active_elsewhere(application: Application, user: User):
    """A person's other active applications, named when they are hired or rejected, as far as ``user`` sees them."""
    others = Application.objects.visible_to(user).filter(candidate=application.candidate_id, status=Status.ACTIVE)
    return others.exclude(pk=application.pk).select_related("posting", "stage")
