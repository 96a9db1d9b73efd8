"""Which candidates and applications a person may get: a stranger gets 404, a reader who writes gets 403."""

from django.shortcuts import get_object_or_404

from candidates.models import Application, Candidate
from postings.access import memberships
from postings.models import Posting, TeamMember

Role = TeamMember.Role


def get_application(user, application_id: int) -> Application:
    rows = Application.objects.visible_to(user).select_related("candidate", "posting", "stage")
    return get_object_or_404(rows, pk=application_id)


def get_candidate(user, candidate_id: int) -> Candidate:
    return get_object_or_404(Candidate.objects.visible_to(user), pk=candidate_id)


def may_move(user, application: Application) -> bool:
    """Recruiters, and the hiring managers on its team. Nobody moves their own application."""
    return _works_on(user, application.posting, Role.HIRING_MANAGER) and application.candidate.user_id != user.pk


def may_add(user, posting: Posting) -> bool:
    """Who may put somebody on the posting: whoever may move people there."""
    return _works_on(user, posting, Role.HIRING_MANAGER)


def may_plan_interviews(user, application: Application) -> bool:
    """Recruiters, and the coordinators on its team."""
    return _works_on(user, application.posting, Role.COORDINATOR) and application.candidate.user_id != user.pk


def may_see_pay(user) -> bool:
    return user.is_recruiter


def _works_on(user, posting: Posting, role: str) -> bool:
    """By role, except on a confidential posting; or as ``role`` on the posting's team."""
    if user.is_administrator:
        return True
    roles = memberships(user, posting)
    return user.is_active and (role in roles or (user.is_recruiter and (not posting.confidential or bool(roles))))
