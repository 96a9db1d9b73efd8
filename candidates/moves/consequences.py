"""What a move suspends, ends or starts, in its own transaction."""

from candidates.interviews import ending
from candidates.models import Application, StageMove, Status
from candidates.moves import queries, turn
from candidates.moves.reviewing import _do_review
from recruiting.outbox.actions import cancel_mail_of_move
from recruiting.reminders.actions import revive_of_application, suspend_of_application


def follow(before: Application, move: StageMove) -> None:
    """``before`` is the application as it was when the move was decided."""
    if turn.needs_review(before):
        _do_review(before, by_id=move.actor_id, door=move.door)  # whoever decides has looked
    if before.status == Status.ACTIVE and move.to_status != Status.ACTIVE:
        suspend_of_application(before.pk)
        ending.cancel_for_end(before, move)
    if move.undoes:
        undone = queries.move_numbered(before.pk, move.undoes)
        cancel_mail_of_move(undone.pk)
        ending.plan_again(before, undone, move)
    if before.status != Status.ACTIVE and move.to_status == Status.ACTIVE:
        ending.rest_cancelled(before.pk)
        revive_of_application(before.pk)
