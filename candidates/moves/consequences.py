"""What a move suspends, ends or starts, in its own transaction."""

from candidates.models import Application, StageMove, Status
from candidates.moves import queries
from recruiting.outbox.actions import cancel_mail_of_move
from recruiting.reminders.actions import revive_of_application, suspend_of_application


def follow(before: Application, move: StageMove) -> None:
    """``before`` is the application as it was when the move was decided."""
    if before.status == Status.ACTIVE and move.to_status != Status.ACTIVE:
        suspend_of_application(before.pk)
    if move.undoes:
        cancel_mail_of_move(queries.move_numbered(before.pk, move.undoes).pk)
    if before.status != Status.ACTIVE and move.to_status == Status.ACTIVE:
        revive_of_application(before.pk)
