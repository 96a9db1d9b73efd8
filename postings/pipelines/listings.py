"""Pipeline templates, their stages, and a posting's own stages, as lists of settings."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from postings.models import Posting
from postings.pipelines import editing
from postings.pipelines.models import PipelineTemplate, Stage, StageKind, TemplateStage
from recruiting.people.models import User
from recruiting.web.listing import Listing, RowForm


class TemplateForm(RowForm):
    class Meta:
        model = PipelineTemplate
        fields = ("name",)


class TemplateStageForm(RowForm):
    class Meta:
        model = TemplateStage
        fields = ("name", "kind", "target_days")


class StageForm(RowForm):
    class Meta:
        model = Stage
        fields = ("name", "kind", "target_days")


class Templates(Listing):
    title = gettext_lazy("Pipeline templates")
    sub = gettext_lazy("a posting takes a copy; editing here changes no posting")
    verbs = ("retire", "restore", "default")
    form = TemplateForm

    def __init__(self, by: User):
        self.by = by

    def rows(self):
        return PipelineTemplate.objects.order_by("-is_default", "name").prefetch_related("stages")

    def acts(self, row):
        if row.retired_at:
            return [("restore", _("Use again"))]
        return [] if row.is_default else [("default", _("Make it the default")), ("retire", _("Retire"))]

    def more(self, row):
        stages = sorted(row.stages.all(), key=lambda stage: stage.position)
        state = _("Default") if row.is_default else ""
        link = (reverse("settings_pipeline", args=[row.pk]), _("Stages"))
        return {"state": state, "note": " → ".join(stage.name for stage in stages), "link": link}

    def add(self, values) -> None:
        editing.add_template(**values, by=self.by)

    def write(self, row, *, seen, changes) -> None:
        editing.edit_template(row, seen=seen, changes=changes, by=self.by)

    def retire(self, row, seen, given) -> None:
        self.write(row, seen=seen, changes={"retired_at": timezone.now()})

    def restore(self, row, seen, given) -> None:
        self.write(row, seen=seen, changes={"retired_at": None})

    def default(self, row, seen, given) -> None:
        self.write(row, seen=seen, changes={"is_default": True, "retired_at": None})


class _Stages(Listing):
    first = gettext_lazy("Everybody enters here: it stays the first, and of this kind.")

    def frozen(self, row) -> dict[str, str]:
        return {"kind": self.first} if row.kind == StageKind.APPLIED else {}


class TemplateStages(_Stages):
    verbs = ("up", "down", "remove")
    sub = Templates.sub
    form = TemplateStageForm

    def __init__(self, template: PipelineTemplate, by: User):
        self.template, self.by, self.title = template, by, str(template)

    def rows(self):
        return TemplateStage.objects.filter(template=self.template).order_by("position")

    def acts(self, row):
        if row.kind == StageKind.APPLIED:
            return []
        return [("up", _("Up")), ("down", _("Down")), ("remove", _("Remove"))]

    def add(self, values) -> None:
        editing.add_template_stage(self.template, values, by=self.by)

    def write(self, row, *, seen, changes) -> None:
        editing.edit_template_stage(row, seen=seen, changes=changes, by=self.by)

    def up(self, row, seen, given) -> None:
        editing.shift_template_stage(row, up=True, seen=seen, by=self.by)

    def down(self, row, seen, given) -> None:
        editing.shift_template_stage(row, up=False, seen=seen, by=self.by)

    def remove(self, row, seen, given) -> None:
        editing.remove_template_stage(row, seen=seen, by=self.by)


class PostingStages(_Stages):
    verbs = ("up", "down", "retire")
    sub = gettext_lazy("of this posting alone; its template stays as it is")
    form = StageForm

    def __init__(self, posting: Posting, by: User):
        self.posting, self.by = posting, by
        self.title = _("Stages of %(posting)s") % {"posting": posting}

    def rows(self):
        entered = Exists(Stage.objects.filter(pk=OuterRef("pk"), moves_in__isnull=False))
        return Stage.objects.filter(posting=self.posting).annotate(entered=entered).order_by("position")

    def frozen(self, row) -> dict[str, str]:
        if row.kind != StageKind.APPLIED and row.entered:
            return {"kind": _("The kind stays: somebody was moved into this stage.")}
        return super().frozen(row)

    def acts(self, row):
        if row.kind == StageKind.APPLIED or row.retired_at:
            return []
        return [("up", _("Up")), ("down", _("Down")), ("retire", _("Retire"))]

    def add(self, values) -> None:
        editing.add_stage(self.posting.pk, values, by=self.by)

    def write(self, row, *, seen, changes) -> None:
        editing.edit_stage(row, seen=seen, changes=changes, by=self.by)

    def up(self, row, seen, given) -> None:
        editing.shift_stage(row, up=True, seen=seen, by=self.by)

    def down(self, row, seen, given) -> None:
        editing.shift_stage(row, up=False, seen=seen, by=self.by)

    def retire(self, row, seen, given) -> None:
        editing.retire_stage(row, seen=seen, by=self.by)
