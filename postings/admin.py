from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from postings.models import Advert, Opening, Posting, TeamMember
from recruiting.web.admin import DomainAdmin, ViewInline


class TeamInline(ViewInline):
    model = TeamMember
    fields = ("user", "role", "responsible")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user").order_by("role", "pk")


class OpeningInline(ViewInline):
    model = Opening
    fields = ("number", "target_start_on", "cancelled_at", "cancelled_because")
    ordering = ("number",)


@admin.register(Posting)
class PostingAdmin(DomainAdmin):
    list_display = ("title", "department", "status", "confidential", "opened_at", "closed_at")
    list_filter = ("status", "confidential", "workplace", "department")
    search_fields = ("title", "company", "department", "=id")
    date_hierarchy = "created_at"
    ordering = ("-id",)
    readonly_fields = ("status", "opened_at", "closed_at", "created_at", "created_by", "edited_fields")
    inlines = (TeamInline, OpeningInline)

    def changes(self, obj, form) -> dict[str, object]:
        """What a person set, an import leaves alone."""
        edited = form.edited()
        return {**edited, "edited_fields": sorted({*obj.edited_fields, *edited})} if edited else {}


@admin.register(Advert)
class AdvertAdmin(DomainAdmin):
    list_display = ("title", "posting", "source_kind", "source_name", "last_seen_at", "unlisted_at")
    list_filter = ("source_kind", "source_name")
    list_select_related = ("posting",)
    search_fields = ("title", "external_id", "=posting__id")
    date_hierarchy = "last_seen_at"
    ordering = ("-id",)
    readonly_fields = ("posting", "source_kind", "tenant", "external_id", "last_seen_at")


@admin.register(Opening)
class OpeningAdmin(DomainAdmin):
    list_display = ("posting", "number", "target_start_on", "cancelled_at", "held_by")
    list_filter = (("cancelled_at", admin.EmptyFieldListFilter), ("application", admin.EmptyFieldListFilter))
    list_select_related = ("posting", "application__candidate")
    search_fields = ("posting__title", "=posting__id")
    ordering = ("-posting", "number")
    readonly_fields = ("posting", "number", "cancelled_at", "held_by")

    @admin.display(description=_("held by"))
    def held_by(self, opening) -> str:
        holder = getattr(opening, "application", None)
        return str(holder.candidate) if holder else ""


@admin.register(TeamMember)
class TeamMemberAdmin(DomainAdmin):
    list_display = ("user", "posting", "role", "responsible")
    list_filter = ("role", "responsible")
    list_select_related = ("user", "posting")
    search_fields = ("user__name", "user__email", "posting__title", "=posting__id")
    ordering = ("-posting", "role", "pk")
    autocomplete_fields = ("user", "posting")
    addable = True

    def get_readonly_fields(self, request, obj=None):
        return ("user", "posting") if obj else ()
