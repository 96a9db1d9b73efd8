from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recruiting.db.models import Editable
from recruiting.history.tracking import track

from .setup import SetUp


class ImportSourceQuerySet(models.QuerySet["ImportSource"]):
    def due(self, now) -> "ImportSourceQuerySet":
        """Its time has come, and no worker has it: a killed worker's claim runs out."""
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
        return self.filter(free, active=True, next_at__lte=now)


@track(quiet=("claimed_until", "next_at", "checked_at", "etag", "last_modified", "body_hash", "failures"))
class ImportSource(SetUp, Editable):
    """A board or feed that is looked at on a schedule. What it is known by there, is (kind, tenant)."""

    class Kind(models.TextChoices):
        """Those of fetch/sources.py."""

        GREENHOUSE = "greenhouse", "Greenhouse"
        LEVER = "lever", "Lever"
        ASHBY = "ashby", "Ashby"
        RECRUITEE = "recruitee", "Recruitee"
        SMARTRECRUITERS = "smartrecruiters", "SmartRecruiters"
        WORKABLE = "workable", "Workable"
        TEAMTAILOR = "teamtailor", "Teamtailor"
        PERSONIO = "personio", "Personio"
        FEED = "feed", _("feed or page")

    class Every(models.IntegerChoices):
        HOUR = 1, _("every hour")
        SIX_HOURS = 6, _("every 6 hours")
        DAY = 24, _("every day")
        WEEK = 168, _("every week")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    tenant = models.CharField(_("known there as"), max_length=200, blank=True, default="")
    url = models.URLField(_("address"), max_length=1000)
    every = models.PositiveSmallIntegerField(_("looked at"), choices=Every, default=Every.DAY)
    active = models.BooleanField(_("active"), default=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("owner"),
        help_text=_("Is told when it fails three times in a row."),
    )
    next_at = models.DateTimeField(_("next look"))
    checked_at = models.DateTimeField(_("last look"), null=True, blank=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    body_hash = models.CharField(max_length=64, blank=True)
    failures = models.PositiveSmallIntegerField(_("failed in a row"), default=0)
    problem = models.CharField(_("what failed last"), max_length=500, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = ImportSourceQuerySet.as_manager()

    # Of what it answered last: the next answer is read, whether or not it is the same.
    NOTHING_KNOWN = {"etag": "", "last_modified": "", "body_hash": ""}

    class Meta:
        verbose_name = _("import source")
        verbose_name_plural = _("import sources")
        constraints = [
            models.UniqueConstraint(fields=["kind", "tenant", "url"], name="source_is_known_once"),
            models.CheckConstraint(name="source_every_is_some_hours", condition=Q(every__gte=1)),
        ]
        indexes = [models.Index("next_at", name="source_due", condition=Q(active=True))]

    def __str__(self) -> str:
        return self.name

    @property
    def interval(self) -> timedelta:
        return timedelta(hours=self.every)


@track()
class TableMapping(Editable):
    """Which column of a table is which field, remembered for every table with the same header."""

    fingerprint = models.CharField(max_length=64, unique=True)
    columns = models.JSONField(_("columns"), help_text=_("Column to field."))
    header = models.JSONField(_("header"))
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("table mapping")
        verbose_name_plural = _("table mappings")

    def __str__(self) -> str:
        return ", ".join(map(str, self.header))[:80]
