from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from postings.models import Advert, Posting
from postings.pipelines.models import PipelineTemplate
from recruiting.db.models import Editable
from recruiting.history.tracking import track

BEGINS_AS = [(status.value, status.label) for status in (Posting.Status.DRAFT, Posting.Status.OPEN)]


def seen_by(user, of: str = "") -> Q:
    """Rows but those of a posting that is hidden from ``user``, unless they brought its text themselves."""
    known = Q(**{f"{of}posting__isnull": True}) | Q(**{f"{of}posting__in": Posting.objects.visible_to(user)})
    return known | Q(**{f"{of}run__started_by": user})


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user) -> "ImportRunQuerySet":
        """All but those with nothing else in them than postings that are hidden from ``user``."""
        rows = ImportRow.objects.filter(run=OuterRef("pk"))
        return self.filter(~Exists(rows) | Exists(rows.visible_to(user)))

    def due(self, now) -> "ImportRunQuerySet":
        """To be read or applied, and in nobody's hands: a killed worker's claim runs out."""
        at_work = [ImportRun.Status.READING, ImportRun.Status.APPLYING]
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
        return self.filter(free, status__in=at_work)


@track(quiet=("claimed_until", "attempts"))
class ImportRun(Editable):
    """One thing that was read: its raw words are kept as they came, with their hash; and how its postings begin."""

    class Kind(models.TextChoices):
        PASTE = "paste", _("pasted text")

    class Status(models.TextChoices):
        READING = "reading", _("reading")
        READY = "ready", _("ready")
        APPLYING = "applying", _("applying")
        APPLIED = "applied", _("applied")
        FAILED = "failed", _("failed")
        DISCARDED = "discarded", _("discarded")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.READING)
    raw = models.TextField(_("as it came"))
    raw_hash = models.CharField(max_length=64)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    template = models.ForeignKey(
        PipelineTemplate, models.PROTECT, null=True, verbose_name=_("pipeline"), related_name="+"
    )
    recruiter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("responsible recruiter"), related_name="+"
    )
    department = models.CharField(_("department"), max_length=200, blank=True)
    openings = models.PositiveSmallIntegerField(
        _("openings"), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    posting_status = models.CharField(_("begins as"), max_length=10, choices=BEGINS_AS, default=Posting.Status.DRAFT)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import run")
        verbose_name_plural = _("import runs")
        indexes = [models.Index("claimed_until", name="run_at_work", condition=Q(status__in=["reading", "applying"]))]
        constraints = [
            models.CheckConstraint(name="run_has_an_opening", condition=Q(openings__gte=1)),
            models.CheckConstraint(name="run_begins_as", condition=Q(posting_status__in=["draft", "open"])),
        ]

    def __str__(self) -> str:
        return _("Import %(id)s") % {"id": self.pk}


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def visible_to(self, user) -> "ImportRowQuerySet":
        return self.filter(seen_by(user))

    def to_apply(self) -> "ImportRowQuerySet":
        """Accepted, and nothing came of it yet."""
        new = {"verdict": ImportRow.Verdict.NEW, "decision": ImportRow.Decision.ACCEPT}
        return self.filter(**new, outcome=ImportRow.Outcome.NONE)


@track()
class ImportRow(Editable):
    """One posting found in a run: the verdict on it, what a person decided, and what came of it."""

    class Verdict(models.TextChoices):
        NEW = "new", _("new")
        SAME = "same", _("known already")
        REJECTED = "rejected", _("not readable")

    class Decision(models.TextChoices):
        OPEN = "open", _("undecided")
        ACCEPT = "accept", _("accepted")
        SKIP = "skip", _("skipped")

    class Outcome(models.TextChoices):
        NONE = "", _("nothing yet")
        APPLIED = "applied", _("applied")
        FAILED = "failed", _("failed")

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField(_("number"))
    external_id = models.CharField(max_length=200)
    title = models.CharField(_("title"), max_length=300, blank=True)
    text = models.TextField(_("text"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    corrections = models.JSONField(
        _("corrections"),
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text=_("By column, what a person set in place of what was read."),
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.OPEN)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True, default=Outcome.NONE)
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, blank=True, related_name="import_rows")

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("import row")
        verbose_name_plural = _("import rows")
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="row_is_numbered_once")]

    def __str__(self) -> str:
        return self.title or _("Row %(number)s") % {"number": self.number}


@track()
class PostingFact(Editable):
    """A field's value as read: from which words, where they stand in the text, how sure it is."""

    row = models.ForeignKey(ImportRow, models.PROTECT, related_name="facts")
    advert = models.ForeignKey(Advert, models.PROTECT, null=True, blank=True, related_name="facts")
    field = models.CharField(_("field"), max_length=40)
    value = models.JSONField(_("value"))
    words = models.TextField(_("words"))
    starts = models.PositiveIntegerField(_("from"))
    ends = models.PositiveIntegerField(_("to"))
    confidence = models.DecimalField(_("how sure"), max_digits=3, decimal_places=2)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = [
            models.CheckConstraint(name="fact_words_have_a_place", condition=Q(starts__lte=models.F("ends")))
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"
