"""Which candidates and applications a person may get: a stranger gets 404, a reader who writes gets 403."""

from django.db.models import Q
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


def acted_on_by(user) -> Q:
    """Applications that ``user`` may move: the rule of ``may_move`` for a query, with ``visible_to`` beside it."""
    if user.is_administrator:
        return Q()
    team = TeamMember.objects.filter(user=user)
    mine = Q(posting__in=team.filter(role=Role.HIRING_MANAGER).values("posting"))
    if user.is_recruiter:
        mine |= Q(posting__confidential=False) | Q(posting__in=team.values("posting"))
    return mine


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
