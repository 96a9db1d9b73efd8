from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from postings.models import Posting
from postings.pipelines.models import PipelineTemplate

BEGINS_AS = [(status.value, status.label) for status in (Posting.Status.DRAFT, Posting.Status.OPEN)]


class SetUp(models.Model):
    """How postings begin that an import makes. A source has it for its runs, a run for its rows; a row what is
    otherwise there: null or "" there means "as the run"."""

    template = models.ForeignKey(
        PipelineTemplate, models.PROTECT, null=True, blank=True, verbose_name=_("pipeline"), related_name="+"
    )
    recruiter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("responsible recruiter"),
        related_name="+",
    )
    hiring_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("hiring manager"),
        related_name="+",
    )
    coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("coordinator"), related_name="+"
    )
    department = models.CharField(_("department"), max_length=200, blank=True)
    openings = models.PositiveSmallIntegerField(
        _("openings"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    posting_status = models.CharField(_("begins as"), max_length=10, choices=BEGINS_AS, blank=True)

    SET_UP = ("template", "recruiter", "hiring_manager", "coordinator", "department", "openings", "posting_status")

    class Meta:
        abstract = True

    def set_up(self) -> dict[str, object]:
        """What is set here, by column."""
        return {name: getattr(self, name) for name in self.SET_UP if getattr(self, name) not in (None, "")}
