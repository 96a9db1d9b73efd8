from django.contrib import admin

from postings.importing.models import ImportRow, ImportRun, ImportSource, PostingFact, RawPage, TableMapping
from recruiting.web.admin import ViewOnlyAdmin


@admin.register(ImportRun)
class ImportRunAdmin(ViewOnlyAdmin):
    """What came in, as it came: it is read and decided on the import's own page."""

    list_display = ("id", "kind", "status", "started_by", "started_at", "applied_at", "error")
    list_filter = ("status", "kind")
    list_select_related = ("started_by",)
    search_fields = ("=id", "raw_hash", "started_by__name")
    date_hierarchy = "started_at"
    ordering = ("-id",)


@admin.register(ImportRow)
class ImportRowAdmin(ViewOnlyAdmin):
    list_display = ("run", "number", "title", "verdict", "decision", "outcome", "posting")
    list_filter = ("verdict", "decision", "outcome")
    list_select_related = ("run", "posting")
    search_fields = ("title", "external_id", "=run__id")
    ordering = ("-run", "number")


@admin.register(PostingFact)
class PostingFactAdmin(ViewOnlyAdmin):
    list_display = ("row", "field", "value", "words", "confidence")
    list_filter = ("field",)
    list_select_related = ("row",)
    search_fields = ("field", "words", "=row__id")
    ordering = ("-row", "field", "pk")


@admin.register(ImportSource)
class ImportSourceAdmin(ViewOnlyAdmin):
    """Set up and paused on the import pages."""

    list_display = ("name", "kind", "tenant", "every", "active", "failures", "checked_at", "next_at", "owner")
    list_filter = ("kind", "active")
    list_select_related = ("owner",)
    search_fields = ("name", "tenant", "url")
    ordering = ("name", "pk")


@admin.register(RawPage)
class RawPageAdmin(ViewOnlyAdmin):
    list_display = ("run", "number", "url", "content_type", "size", "came_at")
    list_select_related = ("run",)
    list_filter = ("content_type",)
    search_fields = ("=run__id", "url", "sha256")
    ordering = ("-run", "number")


@admin.register(TableMapping)
class TableMappingAdmin(ViewOnlyAdmin):
    list_display = ("id", "header", "saved_by", "saved_at")
    list_select_related = ("saved_by",)
    list_filter = ("saved_at",)
    search_fields = ("fingerprint",)
    ordering = ("-saved_at",)
