from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from postings.models import Posting, true_while
from recruiting.db.constraints import RefusingTrigger
from recruiting.db.models import Editable
from recruiting.history.tracking import track


class StageKind(models.TextChoices):
    APPLIED = "applied", _("Applied")
    SCREEN = "screen", _("Screen")
    ASSESSMENT = "assessment", _("Assessment")
    INTERVIEW = "interview", _("Interview")
    OFFER = "offer", _("Offer")


class StageFields(Editable):
    """What a template's stage and a posting's stage have in common."""

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=StageKind)
    position = models.PositiveSmallIntegerField(_("position"))
    target_days = models.PositiveSmallIntegerField(
        _("target days"), null=True, blank=True, help_text=_("Working days of the organisation.")
    )
    candidate_label = models.CharField(_("label a candidate may see"), max_length=80, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


@track()
class PipelineTemplate(Editable):
    """A pipeline to copy from; a later edit rewrites no posting."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    is_default = models.BooleanField(_("used unless another is chosen"), default=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("pipeline template")
        verbose_name_plural = _("pipeline templates")
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="template_default_is_one")
        ]

    def __str__(self) -> str:
        return self.name


@track()
class TemplateStage(StageFields):
    template = models.ForeignKey(PipelineTemplate, models.CASCADE, related_name="stages")

    class Meta:
        verbose_name = _("template stage")
        verbose_name_plural = _("template stages")
        constraints = [
            models.UniqueConstraint(fields=["template", "position"], name="template_stage_position_is_one"),
            models.CheckConstraint(
                name="template_stage_applied_is_first",
                condition=Q(kind="applied", position=1) | ~Q(kind="applied") & Q(position__gt=1),
            ),
        ]


class StageQuerySet(models.QuerySet["Stage"]):
    def in_order(self) -> "StageQuerySet":
        return self.filter(retired_at__isnull=True).order_by("position")


@track()
class Stage(StageFields):
    """One column of a posting's pipeline. Retired, never deleted."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="stages")
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    in_use = models.GeneratedField(
        expression=true_while(Q(retired_at__isnull=True)),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )

    objects = StageQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            models.UniqueConstraint(fields=["id", "posting"], name="stage_of_posting"),
            models.UniqueConstraint(fields=["id", "in_use"], name="stage_in_use"),
            models.UniqueConstraint(
                fields=["posting", "position"],
                name="stage_position_is_one",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["posting"], condition=Q(kind="applied"), name="stage_applied_is_one"),
            models.UniqueConstraint(
                fields=["posting"], condition=Q(kind="offer", retired_at__isnull=True), name="stage_offer_is_one"
            ),
            models.CheckConstraint(
                name="stage_applied_is_first",
                condition=Q(kind="applied", position=1) | ~Q(kind="applied") & Q(position__gt=1),
            ),
            models.CheckConstraint(
                name="stage_applied_is_not_retired", condition=~Q(kind="applied") | Q(retired_at__isnull=True)
            ),
            # Moves went through it: lent to another posting, it would put a foreign stage into their history.
            RefusingTrigger(
                name="stage_keeps_its_posting",
                when="BEFORE UPDATE OF posting_id ON {table} FOR EACH ROW WHEN (NEW.posting_id <> OLD.posting_id)",
                message="a stage stays in its posting",
            ),
            RefusingTrigger(
                name="stage_is_not_deleted",
                when="BEFORE DELETE ON {table} FOR EACH ROW",
                message="a stage is retired, never deleted",
            ),
        ]

    def is_before(self, other: "Stage") -> bool:
        return self.position < other.position
