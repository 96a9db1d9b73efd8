from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from postings.models import Advert, Posting
from recruiting.db.models import Editable
from recruiting.history.tracking import track


@track()
class ImportRun(Editable):
    """One thing that was read: its raw words are kept as they came, with their hash."""

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

    class Meta:
        verbose_name = _("import run")
        verbose_name_plural = _("import runs")
        indexes = [models.Index("claimed_until", name="run_to_read", condition=Q(status="reading"))]

    def __str__(self) -> str:
        return _("Import %(id)s") % {"id": self.pk}


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
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.OPEN)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True, default=Outcome.NONE)
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, blank=True, related_name="import_rows")

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
