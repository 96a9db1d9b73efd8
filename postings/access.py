"""Which postings a person may get: a stranger gets 404, a reader who writes gets 403."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from postings.models import Posting, TeamMember
from recruiting.web.refusals import Forbidden


def get_posting(user, posting_id: int) -> Posting:
    return get_object_or_404(Posting.objects.visible_to(user), pk=posting_id)


def memberships(user, posting: Posting) -> set[str]:
    """The roles that ``user`` has on the posting's team."""
    return set(TeamMember.objects.filter(user=user, posting=posting).values_list("role", flat=True))


def may_edit(user, posting: Posting) -> bool:
    """Recruiters edit every posting they see; a hiring manager their own drafts."""
    if user.is_recruiter:
        return Posting.objects.visible_to(user).filter(pk=posting.pk).exists()
    return posting.status == Posting.Status.DRAFT and TeamMember.Role.HIRING_MANAGER in memberships(user, posting)


def get_posting_to_edit(user, posting_id: int) -> Posting:
    posting = get_posting(user, posting_id)
    if not may_edit(user, posting):
        raise Forbidden(_("You can look at this posting, but not change it."))
    return posting


def may_import(user) -> bool:
    return user.is_recruiter
