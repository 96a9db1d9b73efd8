"""End reasons and sources, as lists of settings."""

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates import actions
from candidates.models import EndReason, Source, StageMove
from recruiting.people.models import User
from recruiting.web.listing import Listing, RowForm


class ReasonForm(RowForm):
    class Meta:
        model = EndReason
        fields = ("name", "status", "position")


class SourceForm(RowForm):
    class Meta:
        model = Source
        fields = ("name", "kind")


class _Retirable(Listing):
    verbs = ("retire", "restore")

    def __init__(self, by: User):
        self.by = by

    def acts(self, row):
        return [("restore", _("Use again"))] if row.retired_at else [("retire", _("Retire"))]

    def add(self, values) -> None:
        actions.add_to_list(self.form._meta.model, values, by=self.by)

    def write(self, row, *, seen, changes) -> None:
        actions.edit_in_list(row, seen=seen, changes=changes, by=self.by)

    def retire(self, row, seen, given) -> None:
        self.write(row, seen=seen, changes={"retired_at": timezone.now()})

    def restore(self, row, seen, given) -> None:
        self.write(row, seen=seen, changes={"retired_at": None})


class Reasons(_Retirable):
    title = gettext_lazy("End reasons")
    sub = gettext_lazy("why an application ended, and the status this gives it")
    form = ReasonForm

    def rows(self):
        used = Exists(StageMove.objects.filter(end_reason=OuterRef("pk")))
        return EndReason.objects.annotate(used=used).order_by("status", "position", "name")

    def frozen(self, row) -> dict[str, str]:
        return {"status": _("The status stays: applications ended with this reason.")} if row.used else {}


class Sources(_Retirable):
    title = gettext_lazy("Sources")
    sub = gettext_lazy("where candidates come from")
    form = SourceForm

    def rows(self):
        return Source.objects.order_by("name")
