"""The people and the lists; applications and their moves are in candidates/moves/admin.py."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from candidates.contacts import match_key
from candidates.models import Candidate, ContactPoint, EndReason, Source, TimeCorrection
from recruiting.people.models import Organisation
from recruiting.web.admin import DomainAdmin, ViewInline, ViewOnlyAdmin


class ContactPointInline(ViewInline):
    model = ContactPoint
    fields = ("kind", "value")
    ordering = ("kind", "pk")


@admin.register(Candidate)
class CandidateAdmin(DomainAdmin):
    about = "user"
    list_display = ("full_name", "headline", "location", "contact", "created_at")
    list_filter = ("do_not_contact", ("user", admin.EmptyFieldListFilter), "language")
    search_fields = ("full_name", "calling_name", "headline", "contact_points__value", "=id")
    date_hierarchy = "created_at"
    ordering = ("-id",)
    autocomplete_fields = ("user",)
    readonly_fields = ("created_at",)
    inlines = (ContactPointInline,)

    @admin.display(description=_("contact"), ordering="do_not_contact")
    def contact(self, candidate: Candidate) -> str:
        return _("not wanted") if candidate.do_not_contact else ""


@admin.register(ContactPoint)
class ContactPointAdmin(DomainAdmin):
    about = "candidate__user"
    list_display = ("value", "kind", "candidate")
    list_filter = ("kind",)
    list_select_related = ("candidate",)
    search_fields = ("value", "match_key", "candidate__full_name", "=candidate__id")
    ordering = ("-id",)
    autocomplete_fields = ("candidate",)
    addable = True

    def get_readonly_fields(self, request, obj=None):
        return ("candidate", "kind") if obj else ()

    def create(self, request, obj, form) -> None:
        obj.match_key = self._key(obj.kind, obj.value)
        super().create(request, obj, form)

    def changes(self, obj, form) -> dict[str, object]:
        edited = form.edited()
        return {**edited, "match_key": self._key(obj.kind, edited["value"])} if "value" in edited else edited

    def _key(self, kind: str, value: str) -> str:
        return match_key(kind, value, country=Organisation.current().country)


@admin.register(Source)
class SourceAdmin(DomainAdmin):
    list_display = ("name", "kind", "retired_at")
    list_filter = ("kind", ("retired_at", admin.EmptyFieldListFilter))
    search_fields = ("name",)
    ordering = ("name",)
    addable = True


@admin.register(EndReason)
class EndReasonAdmin(DomainAdmin):
    list_display = ("name", "status", "position", "retired_at")
    list_filter = ("status", ("retired_at", admin.EmptyFieldListFilter))
    search_fields = ("name",)
    ordering = ("status", "position")
    addable = True

    def get_readonly_fields(self, request, obj=None):
        return ("status",) if obj else ()  # those that ended by it keep the status that it gave


@admin.register(TimeCorrection)
class TimeCorrectionAdmin(ViewOnlyAdmin):
    about = "move__application__candidate__user"
    list_display = ("recorded_at", "move", "old_at", "new_at", "by", "reason")
    list_select_related = ("move", "by")
    list_filter = (("by", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("reason", "=move__application__id", "move__application__candidate__full_name")
    date_hierarchy = "recorded_at"
    ordering = ("-id",)
