from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from recruiting.db.models import Editable
from recruiting.history.tracking import track


def true_while(condition: Q) -> Case:
    """True, else null: one half of a key that holds only while ``condition`` does (guarantees 5 and 9)."""
    return Case(When(condition, then=Value(True)), default=Value(None))


class Workplace(models.TextChoices):
    ONSITE = "onsite", _("On site")
    HYBRID = "hybrid", _("Hybrid")
    REMOTE = "remote", _("Remote")


class EmploymentType(models.TextChoices):
    FULL_TIME = "full_time", _("Full-time")
    PART_TIME = "part_time", _("Part-time")
    PERMANENT = "permanent", _("Permanent")
    FIXED_TERM = "fixed_term", _("Fixed term")
    CONTRACTOR = "contractor", _("Contractor")
    INTERNSHIP = "internship", _("Internship")
    TEMPORARY = "temporary", _("Temporary")
    CLT = "clt", "CLT"
    PJ = "pj", "PJ"


class PayPeriod(models.TextChoices):
    HOUR = "hour", _("hour")
    DAY = "day", _("day")
    WEEK = "week", _("week")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class PostingQuerySet(models.QuerySet["Posting"]):
    def visible_to(self, user) -> "PostingQuerySet":
        """Recruiters see all but the confidential ones they are not on; everybody else their own teams'."""
        if not user.is_active:
            return self.none()
        if user.is_administrator:
            return self
        mine = Q(pk__in=TeamMember.objects.filter(user=user).values("posting"))
        return self.filter(mine | Q(confidential=False)) if user.is_recruiter else self.filter(mine)


@track()
class Posting(Editable):
    """One job as worked on. What a text did not state is empty, never a default."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        ON_HOLD = "on_hold", _("On hold")
        CLOSED = "closed", _("Closed")
        ARCHIVED = "archived", _("Archived")

    TAKES_PEOPLE = (Status.OPEN, Status.ON_HOLD)

    title = models.CharField(_("title"), max_length=300)
    company = models.CharField(_("company"), max_length=200, blank=True, help_text=_("Empty: our own organisation."))
    department = models.CharField(_("department"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True, help_text=_("Markdown."))
    workplace = models.CharField(_("workplace"), max_length=10, choices=Workplace, blank=True)
    location = models.CharField(_("location"), max_length=300, blank=True)
    regions = ArrayField(models.CharField(max_length=100), verbose_name=_("regions"), default=list, blank=True)
    employment_type = models.CharField(_("employment type"), max_length=20, choices=EmploymentType, blank=True)
    seniority = models.CharField(_("seniority"), max_length=100, blank=True)
    pay_min = models.DecimalField(_("pay from"), max_digits=14, decimal_places=2, null=True, blank=True)
    pay_max = models.DecimalField(_("pay to"), max_digits=14, decimal_places=2, null=True, blank=True)
    pay_currency = models.CharField(_("currency"), max_length=3, blank=True)
    pay_period = models.CharField(_("pay period"), max_length=5, choices=PayPeriod, blank=True)
    pay_basis = models.CharField(_("pay basis"), max_length=40, blank=True, help_text=_("gross, net, base, on-target"))
    minimum_years = models.DecimalField(_("minimum years"), max_digits=4, decimal_places=1, null=True, blank=True)
    language_requirements = models.JSONField(_("languages asked for"), default=list, blank=True)
    skills_required = ArrayField(models.CharField(max_length=120), verbose_name=_("skills"), default=list, blank=True)
    skills_preferred = ArrayField(
        models.CharField(max_length=120), verbose_name=_("preferred skills"), default=list, blank=True
    )
    language = models.CharField(_("language of the text"), max_length=8, blank=True)
    closing_on = models.DateField(_("closing date"), null=True, blank=True)
    confidential = models.BooleanField(_("confidential"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    edited_fields = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        help_text=_("Set by a person; an import leaves them."),
    )
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    takes_people = models.GeneratedField(
        expression=true_while(Q(status__in=["open", "on_hold"])),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            # What an active application holds on to: guarantee 9.
            models.UniqueConstraint(fields=["id", "takes_people"], name="posting_takes_people"),
            models.CheckConstraint(
                name="posting_pay_from_is_not_above_to",
                condition=Q(pay_min__isnull=True) | Q(pay_max__isnull=True) | Q(pay_min__lte=F("pay_max")),
            ),
        ]
        indexes = [models.Index("status", "id", name="posting_by_status")]

    def __str__(self) -> str:
        return self.title


@track(quiet=("last_seen_at", "digest"))
class Advert(Editable):
    """One published advertisement of a posting. Pasted text has the hash of its normalised words as external id."""

    class SourceKind(models.TextChoices):
        """Where it was read; by name the formats of postings/importing/formats/."""

        PASTE = "paste", _("pasted text")
        PAGE = "page", _("web page")
        GREENHOUSE = "greenhouse", "Greenhouse"
        LEVER = "lever", "Lever"
        ASHBY = "ashby", "Ashby"
        RECRUITEE = "recruitee", "Recruitee"
        SMARTRECRUITERS = "smartrecruiters", "SmartRecruiters"
        WORKABLE = "workable", "Workable"
        TEAMTAILOR = "teamtailor", "Teamtailor"
        PERSONIO = "personio", "Personio"
        XML = "xml", _("XML feed")
        FEED = "feed", _("news feed")
        JSON = "json", _("JSON list")
        TABLE = "table", _("table")

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="adverts")
    source_kind = models.CharField(_("kind"), max_length=30, choices=SourceKind)
    tenant = models.CharField(_("tenant"), max_length=200, blank=True, default="")
    external_id = models.CharField(_("external id"), max_length=200, null=True)  # noqa: DJ001 (unique where there is one)
    source_name = models.CharField(_("published on"), max_length=100, blank=True)
    url = models.CharField(_("address"), max_length=1000, blank=True)
    title = models.CharField(_("title"), max_length=300)
    text = models.TextField(_("text"))
    digest = models.CharField(max_length=64, blank=True, help_text=_("Of the record it was last read from."))
    listed_at = models.DateTimeField(_("listed"), null=True, blank=True)
    unlisted_at = models.DateTimeField(_("unlisted"), null=True, blank=True)
    last_seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("advert")
        verbose_name_plural = _("adverts")
        constraints = [
            models.UniqueConstraint(fields=["source_kind", "tenant", "external_id"], name="advert_is_known_once")
        ]

    def __str__(self) -> str:
        return self.title


class OpeningQuerySet(models.QuerySet["Opening"]):
    def available(self) -> "OpeningQuerySet":
        return self.filter(cancelled_at__isnull=True, application__isnull=True)


@track()
class Opening(Editable):
    """One seat. Open, filled and cancelled are derived: from its cancellation, and from who holds it."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="openings")
    number = models.PositiveSmallIntegerField(_("number"))
    target_start_on = models.DateField(_("target start"), null=True, blank=True)
    added_because = models.CharField(_("added because"), max_length=300, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_because = models.CharField(_("cancelled because"), max_length=300, blank=True)
    standing = models.GeneratedField(
        expression=true_while(Q(cancelled_at__isnull=True)),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )

    objects = OpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        constraints = [
            models.UniqueConstraint(fields=["posting", "number"], name="opening_is_numbered_once"),
            # What a hired application holds on to: its own posting's, and not cancelled (guarantee 5).
            models.UniqueConstraint(fields=["id", "posting", "standing"], name="opening_is_standing"),
            models.CheckConstraint(
                name="opening_cancelled_says_why", condition=Q(cancelled_at__isnull=True) | ~Q(cancelled_because="")
            ),
        ]

    def __str__(self) -> str:
        return _("Opening %(number)s") % {"number": self.number}


@track()
class TeamMember(Editable):
    """A user on a posting. One recruiter and one coordinator are the responsible ones."""

    class Role(models.TextChoices):
        RECRUITER = "recruiter", _("Recruiter")
        HIRING_MANAGER = "hiring_manager", _("Hiring manager")
        COORDINATOR = "coordinator", _("Coordinator")
        INTERVIEWER = "interviewer", _("Interviewer")

    posting = models.ForeignKey(Posting, models.CASCADE, related_name="team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    responsible = models.BooleanField(_("responsible"), default=False)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        constraints = [
            models.UniqueConstraint(fields=["posting", "user", "role"], name="team_member_is_once"),
            models.UniqueConstraint(
                fields=["posting", "role"], condition=Q(responsible=True), name="team_has_one_responsible"
            ),
            models.CheckConstraint(
                name="team_responsible_is_recruiter_or_coordinator",
                condition=Q(responsible=False) | Q(role__in=["recruiter", "coordinator"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"
