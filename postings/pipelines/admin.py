from django.contrib import admin

from postings.pipelines.models import PipelineTemplate, Stage, TemplateStage
from recruiting.web.admin import DomainAdmin, ViewInline


class TemplateStageInline(ViewInline):
    model = TemplateStage
    fields = ("position", "name", "kind", "target_days", "candidate_label")
    ordering = ("position",)


@admin.register(PipelineTemplate)
class PipelineTemplateAdmin(DomainAdmin):
    list_display = ("name", "is_default", "retired_at")
    list_filter = (("retired_at", admin.EmptyFieldListFilter),)
    search_fields = ("name",)
    ordering = ("name",)
    inlines = (TemplateStageInline,)
    addable = True


@admin.register(TemplateStage)
class TemplateStageAdmin(DomainAdmin):
    list_display = ("template", "position", "name", "kind", "target_days")
    list_filter = ("kind", "template")
    list_select_related = ("template",)
    search_fields = ("name", "template__name")
    ordering = ("template", "position")
    addable = True

    def get_readonly_fields(self, request, obj=None):
        return ("template",) if obj else ()


@admin.register(Stage)
class StageAdmin(DomainAdmin):
    """Kind, place and retirement decide where somebody can go: the posting's pages change them."""

    list_display = ("posting", "position", "name", "kind", "target_days", "retired_at")
    list_filter = ("kind", ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("posting",)
    search_fields = ("name", "posting__title", "=posting__id")
    ordering = ("-posting", "position")
    readonly_fields = ("posting", "kind", "position", "retired_at")
