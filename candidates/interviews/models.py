from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models import Application
from postings.models import TeamMember
from recruiting.db.models import Editable
from recruiting.history.tracking import track
from recruiting.people.models import is_time_zone


class Answer(models.TextChoices):
    NONE = "none", _("no answer yet")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    TENTATIVE = "tentative", _("tentative")


class InterviewQuerySet(models.QuerySet["Interview"]):
    def visible_to(self, user) -> "InterviewQuerySet":
        """By role, by the team of the posting, or taking part; nobody sees those of their own application."""
        if not user.is_active:
            return self.none()
        rows = self.exclude(application__candidate__user=user)
        if user.is_administrator:
            return rows
        team = TeamMember.objects.filter(user=user).exclude(role=TeamMember.Role.INTERVIEWER)
        seen = Q(application__posting__in=team.values("posting"))
        if user.is_recruiter:
            seen |= Q(application__posting__confidential=False)
        return rows.filter(seen | Q(pk__in=Participant.objects.open_to(user).values("interview")))

    def upcoming(self, now) -> "InterviewQuerySet":
        """Those that are still to be held; a running one counts until its end."""
        return self.filter(status=Interview.Status.SCHEDULED, ends_at__gt=now)


@track()
class Interview(Editable):
    """A meeting for an application: UTC start and end with the zone it was planned in.

    ``time_version`` is raised when the time changed, ``sequence`` whenever any notice went out.
    """

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("scheduled")
        HELD = "held", _("held")
        NO_SHOW = "no_show", _("no-show")
        CANCELLED = "cancelled", _("cancelled")

    application = models.ForeignKey(Application, models.PROTECT, related_name="interviews")
    title = models.CharField(_("title"), max_length=200)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[is_time_zone])
    place = models.CharField(_("place"), max_length=300, blank=True, help_text=_("A room, or the link of the call."))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SCHEDULED)
    candidate_invited = models.BooleanField(_("the candidate gets mail"), default=False)
    candidate_answer = models.CharField(_("candidate’s answer"), max_length=10, choices=Answer, default=Answer.NONE)
    time_version = models.PositiveIntegerField(default=1, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    cancelled_because = models.CharField(_("cancelled because"), max_length=300, blank=True)
    cancelled_by_move_id = models.BigIntegerField(
        null=True, editable=False, help_text=_("The move whose undo plans it again.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        constraints = [
            models.CheckConstraint(name="interview_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="interview_cancelled_says_why", condition=~Q(status="cancelled") | ~Q(cancelled_because="")
            ),
        ]
        indexes = [models.Index("starts_at", "id", name="interview_by_time")]

    def __str__(self) -> str:
        return self.title


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def open_to(self, user) -> "ParticipantQuerySet":
        """Interviews whose candidate ``user`` may see: from the invitation to 14 days after the end."""
        return self.filter(user=user, interview__ends_at__gt=timezone.now() - timedelta(days=14)).exclude(
            interview__status=Interview.Status.CANCELLED
        )


@track()
class Participant(Editable):
    """A colleague at an interview. One who declines stays recorded and owes nothing."""

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="participants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="participations")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.NONE)
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [models.UniqueConstraint(fields=["interview", "user"], name="participant_is_once")]

    def __str__(self) -> str:
        return str(self.user)
