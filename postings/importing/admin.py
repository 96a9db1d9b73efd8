from django.contrib import admin

from postings.importing.models import ImportRow, ImportRun, PostingFact
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
