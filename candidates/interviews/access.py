"""Who may get and plan interviews; and, for the outbox, whose mail and reminders a person sees and decides about."""

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from candidates.access import get_application, may_plan_interviews
from candidates.interviews.models import Interview
from candidates.interviews.refusals import NotScheduled
from candidates.models import Application
from postings.models import Posting, TeamMember
from recruiting.outbox.access import EVERYTHING, Rules
from recruiting.web.refusals import Forbidden

Role = TeamMember.Role


def get_application_to_plan(user, application_id: int) -> Application:
    application = get_application(user, application_id)
    refuse_unless_planner(user, application)
    return application


def refuse_unless_planner(user, application: Application) -> None:
    if not may_plan_interviews(user, application):
        raise Forbidden(_("You can look at this application, but not plan its interviews."))


def get_interview(user, interview_id: int) -> Interview:
    rows = (
        Interview.objects.visible_to(user)
        .select_related("application__candidate", "application__posting", "planned_by")
        .prefetch_related("participants__user")
    )
    return get_object_or_404(rows, pk=interview_id)


def get_interview_to_change(user, interview_id: int) -> Interview:
    interview = get_interview(user, interview_id)
    refuse_unless_planner(user, interview.application)
    if interview.status != Interview.Status.SCHEDULED:
        raise NotScheduled(interview)
    return interview


# ---------------------------------------------------------------- the outbox


def _postings_of(user, *roles: str) -> Q:
    """Rows of every posting for those who hold their rights by role, of the others' teams by membership."""
    if user.is_administrator:
        return EVERYTHING
    team = TeamMember.objects.filter(user=user)
    mine = Q(posting_id__in=team.filter(role__in=roles).values("posting"))
    if user.is_recruiter:
        mine |= Q(posting_id__isnull=True) | Q(
            posting_id__in=Posting.objects.filter(Q(confidential=False) | Q(pk__in=team.values("posting"))).values("pk")
        )
    return mine


def _of_own_application(user) -> Q:
    """Nobody reads what goes out about their own application."""
    own = Application.objects.filter(candidate__user=user)
    return Q(subject_type="application", subject_id__in=own.values("pk")) | Q(
        subject_type="interview", subject_id__in=Interview.objects.filter(application__in=own).values("pk")
    )


OUTBOX = Rules(
    # An interviewer on the team sees the posting, but only the candidates of their own interviews.
    seen_by=lambda user: _postings_of(user, Role.RECRUITER, Role.HIRING_MANAGER, Role.COORDINATOR),
    decided_by=lambda user: _postings_of(user, Role.RECRUITER, Role.COORDINATOR),
    hidden_from=_of_own_application,
)
