from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from postings.models import Opening, PayPeriod, Posting, TeamMember, true_while
from postings.pipelines.models import Stage
from recruiting.db.constraints import CompositeForeignKey, RefusingTrigger
from recruiting.db.folding import Fold
from recruiting.db.models import Editable
from recruiting.history.tracking import track
from recruiting.people.models import is_time_zone


class Status(models.TextChoices):
    """How an application stands; its stage says how far it came. All but active are ended."""

    ACTIVE = "active", _("Active")
    HIRED = "hired", _("Hired")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed")


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def visible_to(self, user) -> "CandidateQuerySet":
        """Whoever may see one of the person's applications; recruiters also people without any; nobody themselves."""
        rows = self.exclude(user=user)
        if user.is_administrator:
            return rows
        seen = Q(pk__in=Application.objects.visible_to(user).values("candidate"))
        alone = ~Exists(Application.objects.filter(candidate=OuterRef("pk")))  # a join would repeat the others
        return rows.filter(seen | alone) if user.is_recruiter else rows.filter(seen)


@track()
class Candidate(Editable):
    """A person."""

    full_name = models.CharField(_("full name"), max_length=300)
    calling_name = models.CharField(
        _("calling name"), max_length=100, blank=True, help_text=_("For mail; never guessed from the full name.")
    )
    headline = models.CharField(_("headline"), max_length=200, blank=True)
    location = models.CharField(_("location"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[is_time_zone])
    do_not_contact = models.BooleanField(_("do not contact"), default=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="candidate",
        verbose_name=_("is the user"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    # Of full_name, and so blanked with it.
    folded_name = models.GeneratedField(
        expression=Fold("full_name"), output_field=models.TextField(), db_persist=True, editable=False
    )

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        indexes = [GinIndex(fields=["folded_name"], opclasses=["gin_trgm_ops"], name="candidate_by_parts_of_name")]

    def __str__(self) -> str:
        return self.full_name


@track()
class ContactPoint(Editable):
    """An e-mail address, a phone number or a link. ``match_key`` is the normalised value, and not unique."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")
        LINK = "link", _("link")

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="contact_points")
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    value = models.CharField(_("value"), max_length=300)
    match_key = models.CharField(max_length=300, editable=False)

    class Meta:
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        constraints = [
            models.UniqueConstraint(fields=["candidate", "kind", "match_key"], name="contact_point_is_once_a_person")
        ]
        indexes = [
            models.Index("kind", "match_key", name="contact_point_match"),
            GinIndex(fields=["match_key"], opclasses=["gin_trgm_ops"], name="contact_point_by_parts"),
        ]

    def __str__(self) -> str:
        return self.value


@track()
class Source(Editable):
    """Where a candidate came from."""

    class Kind(models.TextChoices):
        DIRECT = "direct", _("Direct")
        BOARD = "board", _("Board")
        REFERRAL = "referral", _("Referral")
        AGENCY = "agency", _("Agency")
        SOURCED = "sourced", _("Sourced")
        INTERNAL = "internal", _("Internal")
        EVENT = "event", _("Event")
        UNKNOWN = "unknown", _("Unknown")

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.name


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user) -> "ApplicationQuerySet":
        """By role, by the team of the posting, or by an interview of theirs; nobody sees their own application."""
        if not user.is_active:
            return self.none()
        rows = self.exclude(candidate__user=user)
        if user.is_administrator:
            return rows
        mine = Q(posting__in=TeamMember.objects.filter(user=user).exclude(role="interviewer").values("posting"))
        if user.is_recruiter:
            mine |= Q(posting__confidential=False)
        return rows.filter(mine | self._interviewed_by(user))

    @staticmethod
    def _interviewed_by(user) -> Q:
        """An interviewer sees the candidates of their interviews, from invitation to 14 days after."""
        return Q(pk__in=Application.interviews_open_to(user))

    def active(self) -> "ApplicationQuerySet":
        return self.filter(status=Status.ACTIVE)


@track(quiet=("rank",))
class Application(Editable):
    """A candidate on a posting.

    Stage, status, version, the time it entered the stage and the time of its last move are those of its last
    StageMove, after every statement: a foreign key says so. Written by candidates/moves/statement.py alone.
    """

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="applications")
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="applications", db_constraint=False)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="applications", db_constraint=False, db_index=False)
    status = models.CharField(_("status"), max_length=10, choices=Status)
    stage_entered_at = models.DateTimeField(_("entered the stage"))
    moved_at = models.DateTimeField(_("last moved"))
    version = models.PositiveIntegerField(_("version"))
    rank = models.CharField(max_length=40, db_collation="C", editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    recruiter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible recruiter"),
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    pay_expected = models.DecimalField(_("pay expected"), max_digits=14, decimal_places=2, null=True, blank=True)
    pay_currency = models.CharField(_("currency"), max_length=3, blank=True)
    pay_period = models.CharField(_("per"), max_length=5, choices=PayPeriod, blank=True)
    opening = models.OneToOneField(
        Opening, models.PROTECT, null=True, blank=True, related_name="application", db_constraint=False
    )
    live = models.GeneratedField(
        expression=true_while(Q(status="active")), output_field=models.BooleanField(null=True), db_persist=True
    )
    holds = models.GeneratedField(
        expression=true_while(Q(opening_id__isnull=False)),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [
            models.Index("posting", "stage", "rank", "id", name="application_board", condition=Q(status="active")),
            # Count and exact median of a column from one index-only scan, already in order.
            models.Index(
                "posting", "stage", "stage_entered_at", name="application_clock", condition=Q(status="active")
            ),
        ]
        constraints = [
            # 1: the stage belongs to the posting.
            CompositeForeignKey(
                fields=["stage", "posting"],
                to="pipelines.Stage",
                to_fields=["id", "posting"],
                name="application_stage_of_posting",
            ),
            # 2: one active application per candidate and posting; any number of ended ones beside it.
            models.UniqueConstraint(
                fields=["candidate", "posting"], condition=Q(status="active"), name="application_active_is_one"
            ),
            # 4: what the application says is what its last move says.
            CompositeForeignKey(
                fields=["id", "version", "stage", "status", "stage_entered_at", "moved_at"],
                to="candidates.StageMove",
                to_fields=["application", "number", "to_stage", "to_status", "entered_at", "occurred_at"],
                name="application_is_its_last_move",
            ),
            RefusingTrigger(
                name="application_version_by_one",
                when="BEFORE UPDATE OF version ON {table} FOR EACH ROW "
                "WHEN (NEW.version <> OLD.version AND NEW.version <> OLD.version + 1)",
                message="a version is raised by one and never goes back",
            ),
            # Its moves would else stay behind, and a row of the same id could begin anew at an earlier one.
            RefusingTrigger(
                name="application_is_not_deleted",
                when="BEFORE DELETE ON {table} FOR EACH ROW",
                message="an application is ended, never deleted",
            ),
            RefusingTrigger(
                name="application_keeps_its_id",
                when="BEFORE UPDATE OF id ON {table} FOR EACH ROW WHEN (NEW.id <> OLD.id)",
                message="an application keeps its id",
            ),
            # With two moves at once, only the last of them would be held to the posting's stages.
            RefusingTrigger(
                name="application_begins_with_its_first_move",
                when="BEFORE INSERT ON {table} FOR EACH ROW WHEN (NEW.version <> 1)",
                message="an application begins with its first move",
            ),
            RefusingTrigger(
                name="application_keeps_its_posting",
                when="BEFORE UPDATE OF posting_id ON {table} FOR EACH ROW WHEN (NEW.posting_id <> OLD.posting_id)",
                message="an application stays on its posting",
            ),
            # 5: a hired application holds a standing opening of its own posting, and only a hired one holds any.
            models.CheckConstraint(
                name="application_hired_holds_opening",
                condition=Q(status="hired", opening__isnull=False) | (~Q(status="hired") & Q(opening__isnull=True)),
            ),
            CompositeForeignKey(
                fields=["opening", "posting", "holds"],
                to="postings.Opening",
                to_fields=["id", "posting", "standing"],
                name="application_opening_stands",
            ),
            # 9: an active application needs a posting that takes people and a stage in use.
            CompositeForeignKey(
                fields=["posting", "live"],
                to="postings.Posting",
                to_fields=["id", "takes_people"],
                name="application_posting_takes_people",
            ),
            CompositeForeignKey(
                fields=["stage", "live"],
                to="pipelines.Stage",
                to_fields=["id", "in_use"],
                name="application_stage_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}, {self.posting}"

    @staticmethod
    def interviews_open_to(user):
        """Ids of the applications that ``user`` may see for an interview's sake (candidates.interviews fills it)."""
        from django.apps import apps

        return apps.get_model("interviews", "Participant").objects.open_to(user).values("interview__application")
