from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from recruiting.web.refusals import Refusal


class EditedMeanwhile(Refusal):
    """Somebody saved the row after the form was opened. ``current`` is the row as it is now."""

    status = 409

    def __init__(self, current: models.Model):
        super().__init__(_("Somebody else saved this meanwhile. Nothing of theirs was overwritten."))
        self.current = current


class Editable(models.Model):
    """A row that people edit: every edit raises ``revision``, and a form carries the one it was opened with."""

    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)

    class Meta:
        abstract = True

    def refuse_unless_seen(self, seen: int) -> None:
        """For a write of another kind than an edit, under the lock that the edits take, too."""
        current = type(self)._base_manager.get(pk=self.pk)
        if current.revision != seen:
            raise EditedMeanwhile(current)

    def save_edit(self, *, seen: int, changes: dict[str, object]) -> None:
        """Write ``changes`` if nobody else saved since ``seen``, else raise EditedMeanwhile; one statement."""
        rows = type(self)._base_manager.filter(pk=self.pk, revision=seen)
        if not rows.update(**changes, revision=F("revision") + 1):
            raise EditedMeanwhile(type(self)._base_manager.get(pk=self.pk))
        self.refresh_from_db()
