"""What a move says in words: who did what, from where to where, and when. For cards, timelines and refusals."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from candidates.models import StageMove

Kind = StageMove.Kind


def what_happened(move: StageMove) -> str:
    """Needs actor, from_stage, to_stage and application.candidate at hand."""
    words = {
        "who": move.actor,
        "name": move.application.candidate,
        "from": move.from_stage,
        "to": move.to_stage,
    }
    sentences = {
        Kind.ENTER: _("%(who)s added %(name)s in %(to)s"),
        Kind.MOVE: _("%(who)s moved %(name)s from %(from)s to %(to)s"),
        Kind.REJECT: _("%(who)s rejected %(name)s in %(to)s"),
        Kind.WITHDRAW: _("%(who)s recorded that %(name)s withdrew in %(to)s"),
        Kind.CLOSE: _("%(who)s closed the application of %(name)s in %(to)s"),
        Kind.REOPEN: _("%(who)s reopened %(name)s in %(to)s"),
        Kind.HIRE: _("%(who)s hired %(name)s"),
        Kind.UNHIRE: _("%(who)s took back the hire of %(name)s"),
        Kind.UNDO: _("%(who)s undid a move: %(name)s is in %(to)s again"),
    }
    return sentences[Kind(move.kind)] % words


def when(move: StageMove) -> str:
    """At 14:01, or with its day if that is not today, in the reader's zone."""
    local = timezone.localtime(move.occurred_at)
    today = local.date() == timezone.localdate()
    return date_format(local, "TIME_FORMAT" if today else "SHORT_DATETIME_FORMAT")
