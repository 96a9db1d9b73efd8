"""What a move is refused with. Nothing was written but the refusal itself, which the timeline shows."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Application, StageMove
from candidates.moves.sentences import what_happened, when
from recruiting.outbox.actions import KeyReused
from recruiting.web.refusals import Forbidden, Refusal


class MoveRefused(Refusal):
    """``application`` is the application as it truly is now; the page shows its fresh card with the reason."""

    status = 409

    def __init__(self, message: object, application: Application):
        super().__init__(message)
        self.application = application


class MovedMeanwhile(MoveRefused):
    """The version differs from the one seen. ``move`` is the last move, which the person had not seen."""

    def __init__(self, application: Application, move: StageMove):
        words = {"what": what_happened(move), "when": when(move)}
        super().__init__(_("%(what)s at %(when)s.") % words, application)
        self.move = move


class MayNotMove(Forbidden):
    def __init__(self) -> None:
        super().__init__(gettext_lazy("You can look at this application, but not move it."))


class NotPossible(MoveRefused):
    """The move does not fit how the application stands: ended, already there, a retired stage, a closed posting."""


class NoOpeningLeft(MoveRefused):
    def __init__(self, application: Application):
        super().__init__(_("Every opening of this posting is filled or cancelled."), application)


class AnotherActive(MoveRefused):
    def __init__(self, application: Application | None):
        super().__init__(_("This person has another active application on this posting."), application)


def same_or_refused(first: StageMove | None, body_hash: str | None) -> StageMove:
    """The move that a key made first answers the same request again, and no other."""
    if first is None or first.body_hash != body_hash:
        raise KeyReused
    return first


# What the database refuses, when the rival came between the check and the write.
BY_CONSTRAINT = {
    "application_active_is_one": gettext_lazy("This person has another active application on this posting."),
    "application_posting_takes_people": gettext_lazy("The posting takes nobody any more."),
    "application_stage_in_use": gettext_lazy("The stage was retired meanwhile."),
    "move_reason_gives_its_status": gettext_lazy("The reason gives another status by now."),
    "application_opening_stands": gettext_lazy("The opening was cancelled meanwhile."),
}
