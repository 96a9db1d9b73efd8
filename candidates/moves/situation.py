"""How an application stands, read under its lock; what a decision is made from."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.models import Application, StageMove, Status
from candidates.moves.refusals import NotPossible
from postings.models import Posting


@dataclass(frozen=True, slots=True)
class Situation:
    application: Application
    last: StageMove
    now: datetime

    @property
    def number(self) -> int:
        """The number that the next move will have."""
        return self.last.number + 1

    def can_be_active(self) -> bool:
        """The posting and the stage take people, and the candidate has no other active application here."""
        return (
            self.application.posting.status in Posting.TAKES_PEOPLE
            and self.application.stage.retired_at is None
            and not self.other_active().exists()
        )

    def other_active(self):
        here = Application.objects.filter(
            candidate=self.application.candidate_id, posting=self.application.posting_id, status=Status.ACTIVE
        )
        return here.exclude(pk=self.application.pk)

    def happened(self, typed: datetime | None) -> datetime:
        """When the move happens: now, or earlier where a person typed it; never before the move before it."""
        if typed is None:
            return self.now
        if typed > self.now:
            raise NotPossible(_("This is in the future. A move is recorded when it has happened."), self.application)
        if typed < self.last.occurred_at:
            raise NotPossible(_("The move before this one happened later than that."), self.application)
        return typed


def read(application_id: int) -> Situation:
    """Two statements, after the one that locked: what they read is what the lock protects. The clock is read last,
    because a time from before a wait would write false history; another machine's clock may be a little ahead."""
    application = Application.objects.select_related("candidate", "posting", "stage", "opening").get(pk=application_id)
    last = StageMove.objects.select_related("actor", "from_stage", "to_stage", "application__candidate").get(
        application=application_id, number=application.version
    )
    return Situation(application, last, max(timezone.now(), last.occurred_at))
