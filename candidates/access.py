"""Which candidates and applications a person may get: a stranger gets 404, a reader who writes gets 403."""

from django.shortcuts import get_object_or_404

from candidates.models import Application, Candidate
from postings.access import memberships
from postings.models import TeamMember

Role = TeamMember.Role


def get_application(user, application_id: int) -> Application:
    rows = Application.objects.visible_to(user).select_related("candidate", "posting", "stage")
    return get_object_or_404(rows, pk=application_id)


def get_candidate(user, candidate_id: int) -> Candidate:
    return get_object_or_404(Candidate.objects.visible_to(user), pk=candidate_id)


def may_move(user, application: Application) -> bool:
    """Recruiters, and the hiring managers on its team. Nobody moves their own application."""
    if not user.is_active or application.candidate.user_id == user.pk:
        return False
    roles = memberships(user, application.posting)
    if user.is_administrator or Role.HIRING_MANAGER in roles:
        return True
    return user.is_recruiter and (not application.posting.confidential or bool(roles))


def may_plan_interviews(user, application: Application) -> bool:
    """Recruiters and the coordinators on its team."""
    if not user.is_active or application.candidate.user_id == user.pk:
        return False
    roles = memberships(user, application.posting)
    if user.is_administrator or Role.COORDINATOR in roles:
        return True
    return user.is_recruiter and (not application.posting.confidential or bool(roles))


def may_see_pay(user, application: Application) -> bool:
    return user.is_recruiter
