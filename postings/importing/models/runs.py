import contextlib
from collections.abc import Iterator
from io import BytesIO

from django.conf import settings
from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from postings.importing.formats.content import Content
from postings.models import Advert, Posting
from recruiting.db.models import Editable
from recruiting.history.tracking import track

from .setup import SetUp
from .sources import ImportSource


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
        """To be read, applied or reverted, and in nobody's hands: a killed worker's claim runs out."""
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
        return self.filter(free, status__in=ImportRun.AT_WORK)


def private_files():
    return storages["private"]


@track(exclude=("raw",), quiet=("claimed_until", "attempts", "read_to", "same_count"))
class ImportRun(SetUp, Editable):
    """One thing that was read: its raw bytes are kept as they came, with their hash; and how its postings begin."""

    class Kind(models.TextChoices):
        PASTE = "paste", _("pasted text")
        FILE = "file", _("file")
        SOURCE = "source", _("source")

    class Status(models.TextChoices):
        MAPPING = "mapping", _("waiting for its columns")
        READING = "reading", _("reading")
        READY = "ready", _("ready")
        APPLYING = "applying", _("applying")
        APPLIED = "applied", _("applied")
        REVERTING = "reverting", _("reverting")
        REVERTED = "reverted", _("reverted")
        FAILED = "failed", _("failed")
        DISCARDED = "discarded", _("discarded")

    AT_WORK = (Status.READING, Status.APPLYING, Status.REVERTING)

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.READING)
    source = models.ForeignKey(ImportSource, models.PROTECT, null=True, blank=True, related_name="runs")
    raw = models.TextField(_("as it was pasted"), blank=True)
    name = models.CharField(_("name or address"), max_length=1000, blank=True)
    raw_hash = models.CharField(max_length=64)
    format = models.CharField(_("read as"), max_length=30, blank=True)
    mapping = models.JSONField(_("columns"), default=dict, blank=True)
    # Under what its postings are known, from when it began: a source may be edited, and a run read as something else.
    source_kind = models.CharField(_("known as of kind"), max_length=30, blank=True)
    tenant = models.CharField(  # noqa: DJ001 ("" is a tenant)
        _("known there as"), max_length=200, null=True, blank=True, help_text=_("Null: as each record says.")
    )
    complete = models.BooleanField(
        _("everything there is"), default=False, help_text=_("What is not in it, is not advertised there any more.")
    )
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    reverted_at = models.DateTimeField(_("reverted"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    read_to = models.PositiveIntegerField(default=0, help_text=_("The last record that has its verdict."))
    same_count = models.PositiveIntegerField(_("known and unchanged"), default=0)
    unlisted_count = models.PositiveIntegerField(_("no longer advertised"), default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reverted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import run")
        verbose_name_plural = _("import runs")
        indexes = [
            models.Index(
                "claimed_until", name="run_at_work", condition=Q(status__in=["reading", "applying", "reverting"])
            )
        ]
        constraints = [
            models.CheckConstraint(name="run_has_an_opening", condition=Q(openings__isnull=False, openings__gte=1)),
            models.CheckConstraint(name="run_begins_as", condition=Q(posting_status__in=["draft", "open"])),
            # However many workers: the next look at a source waits until the last one was read.
            models.UniqueConstraint(
                fields=["source"], condition=Q(status="reading"), name="run_of_a_source_is_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return _("Import %(id)s") % {"id": self.pk}

    @property
    def known_kind(self) -> str:
        return self.source_kind or self.format

    @property
    def format_label(self) -> str:
        return str(dict(Advert.SourceKind.choices).get(self.format, self.format))

    @property
    def has_columns(self) -> bool:
        """Whether somebody may say now what its columns are."""
        return self.format == Advert.SourceKind.TABLE and self.status in (
            self.Status.MAPPING,
            self.Status.READY,
            self.Status.FAILED,
        )

    @contextlib.contextmanager
    def contents(self) -> Iterator[list[Content]]:
        """What came in, page by page, each to be read from its beginning. Raises FileNotFoundError."""
        with contextlib.ExitStack() as open_files:
            pages = [
                Content(open_files.enter_context(page.file.open("rb")), name=page.url, content_type=page.content_type)
                for page in self.pages.order_by("number")
            ]
            yield pages or [Content(BytesIO(self.raw.encode()))]


class RawPage(models.Model):
    """The bytes of a file or of one answer of a board, kept as they came: read again later without asking again."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    file = models.FileField(storage=private_files, upload_to="imports", max_length=200)
    url = models.CharField(_("name or address"), max_length=2000, blank=True)
    content_type = models.CharField(max_length=200, blank=True)
    headers = models.JSONField(_("headers"), default=dict, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("bytes"))
    came_at = models.DateTimeField(_("came"))

    class Meta:
        verbose_name = _("raw page")
        verbose_name_plural = _("raw pages")
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="page_is_numbered_once")]

    def __str__(self) -> str:
        return self.url


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def visible_to(self, user) -> "ImportRowQuerySet":
        return self.filter(seen_by(user))

    def to_decide(self) -> "ImportRowQuerySet":
        return self.filter(verdict__in=ImportRow.DECIDED)

    def to_apply(self) -> "ImportRowQuerySet":
        """Accepted, and nothing came of it yet."""
        return self.to_decide().filter(decision=ImportRow.Decision.ACCEPT, outcome=ImportRow.Outcome.NONE)

    def failed(self) -> "ImportRowQuerySet":
        """Accepted, and applying it failed: it can be tried again."""
        return self.filter(decision=ImportRow.Decision.ACCEPT, outcome=ImportRow.Outcome.FAILED)


@track(exclude=("text", "record"))
class ImportRow(SetUp, Editable):
    """One posting found in a run: the verdict on it, what a person decided, and what came of it. What is known and
    unchanged has none: it is counted on the run."""

    class Verdict(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        CONFLICT = "conflict", _("changed, and edited here")
        SAME = "same", _("known already")
        REJECTED = "rejected", _("not readable")

    DECIDED = (Verdict.NEW, Verdict.CHANGED, Verdict.CONFLICT)

    class Decision(models.TextChoices):
        OPEN = "open", _("undecided")
        ACCEPT = "accept", _("accepted")
        SKIP = "skip", _("skipped")

    class Outcome(models.TextChoices):
        NONE = "", _("nothing yet")
        APPLIED = "applied", _("applied")
        FAILED = "failed", _("failed")
        REVERTED = "reverted", _("reverted")

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField(_("number"))
    line = models.PositiveIntegerField(_("line"), null=True, blank=True)
    source_kind = models.CharField(_("kind"), max_length=30, choices=Advert.SourceKind, default="paste")
    tenant = models.CharField(_("tenant"), max_length=200, blank=True, default="")
    external_id = models.CharField(max_length=200)
    url = models.CharField(_("address"), max_length=1000, blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text=_("Of the record as it came."))
    record = models.JSONField(_("as it came"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    text = models.TextField(_("text"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    changes = models.JSONField(
        _("changes"),
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text=_("By column, the posting's value and the one that came."),
    )
    corrections = models.JSONField(
        _("corrections"),
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text=_("By column, what a person set in place of what was read."),
    )
    corrected_over = models.JSONField(
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text=_("By column, what the posting held when a person set it here."),
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.OPEN)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True, default=Outcome.NONE)
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, blank=True, related_name="import_rows")
    advert = models.ForeignKey(Advert, models.SET_NULL, null=True, blank=True, related_name="import_rows")
    resembles = models.ForeignKey(
        Posting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("perhaps the same job as"),
    )
    resembles_because = models.CharField(max_length=200, blank=True)
    joins = models.BooleanField(_("becomes another advert of it"), default=False)
    before = models.JSONField(
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text=_("What applying it overwrote, for its revert."),
    )
    posting_revision = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Of the posting once this was applied.")
    )

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("import row")
        verbose_name_plural = _("import rows")
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="row_is_numbered_once"),
            models.CheckConstraint(
                name="row_joins_what_it_resembles", condition=Q(joins=False) | Q(resembles__isnull=False)
            ),
        ]
        # What was decided about the same record before.
        indexes = [models.Index("source_kind", "tenant", "external_id", name="row_by_its_name")]

    def __str__(self) -> str:
        return self.title or _("Row %(number)s") % {"number": self.number}

    @property
    def is_open(self) -> bool:
        """Whether people decide about it now: before it is applied, and again where that failed."""
        Status, Outcome = ImportRun.Status, self.Outcome
        return (self.run.status, self.outcome) in ((Status.READY, Outcome.NONE), (Status.APPLIED, Outcome.FAILED))


class PostingFact(models.Model):
    """A field's value as read: from which words, how sure; where they stand in the row's text, or the path of the
    record's field that states it. Written once; what a person sets instead stands in the row's corrections."""

    row = models.ForeignKey(ImportRow, models.PROTECT, related_name="facts")
    field = models.CharField(_("field"), max_length=40)
    value = models.JSONField(_("value"))
    words = models.TextField(_("words"))
    starts = models.PositiveIntegerField(_("from"), null=True, blank=True)
    ends = models.PositiveIntegerField(_("to"), null=True, blank=True)
    path = models.CharField(_("path"), max_length=200, blank=True)
    confidence = models.DecimalField(_("how sure"), max_digits=3, decimal_places=2)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = [
            models.CheckConstraint(
                name="fact_words_have_a_place",
                condition=Q(path="", starts__isnull=False, ends__isnull=False, starts__lte=F("ends")) | ~Q(path=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"
