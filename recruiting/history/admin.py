"""The history of every tracked model, to be searched and never changed."""

import pghistory.models
from django.apps import apps
from django.contrib import admin
from django.db.models import BigIntegerField, OuterRef, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from recruiting.outbox.models import Door
from recruiting.people.models import User
from recruiting.web.admin import ViewOnlyAdmin


class DoorFilter(admin.SimpleListFilter):
    title = _("door")
    parameter_name = "door"

    def lookups(self, request, model_admin):
        return Door.choices

    def queryset(self, request, queryset):
        if self.value() == Door.OUTSIDE:
            return queryset.filter(pgh_context__isnull=True)
        return queryset.filter(pgh_context__door=self.value()) if self.value() else queryset


class HistoryAdmin(ViewOnlyAdmin):
    list_display = ("pgh_created_at", "row", "pgh_label", "who", "door", "reason")
    list_filter = ("pgh_label", DoorFilter)
    search_fields = ("=pgh_obj__pk",)
    search_help_text = _("The number of the row.")
    date_hierarchy = "pgh_created_at"
    ordering = ("-pgh_created_at", "-pgh_id")

    @property
    def about(self) -> str:
        """As of the rows themselves: a record has their columns, as they were."""
        return getattr(self.admin_site._registry.get(self.model.pgh_tracked_model), "about", "")

    def get_queryset(self, request):
        who = User.objects.filter(pk=OuterRef("by_id")).values("name")
        rows = super().get_queryset(request)
        if self.about:  # now, too
            rows = rows.exclude(**{f"pgh_obj__{self.about}": request.user})
        rows = rows.annotate(by_id=Cast(KT("pgh_context__user"), BigIntegerField()))
        return rows.annotate(by_name=Subquery(who), at_door=KT("pgh_context__door"), because=KT("pgh_context__reason"))

    def get_model_perms(self, request) -> dict[str, bool]:
        """Not on the first page: it is reached from the model that it is the history of."""
        return {}

    @admin.display(description=_("row"), ordering="pgh_obj")
    def row(self, record) -> int:
        return record.pgh_obj_id

    @admin.display(description=_("who"))
    def who(self, record) -> str:
        return record.by_name or "–"

    @admin.display(description=_("door"))
    def door(self, record) -> str:
        return Door(record.at_door or Door.OUTSIDE).label

    @admin.display(description=_("reason"))
    def reason(self, record) -> str:
        return record.because or ""


for model in apps.get_models():
    if issubclass(model, pghistory.models.Event) and model._meta.managed:
        admin.site.register(model, HistoryAdmin)
