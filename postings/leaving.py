"""What somebody who leaves still answers for: postings that are not closed."""

from django.urls import reverse
from django.utils.translation import gettext as _

from postings.locks import hold_posting
from postings.models import Posting, TeamMember
from recruiting.outbox.actions import record
from recruiting.outbox.models import Door
from recruiting.people.leaving import Open
from recruiting.people.models import User


def _responsible(user: User):
    over = (Posting.Status.CLOSED, Posting.Status.ARCHIVED)
    rows = TeamMember.objects.filter(user=user, responsible=True).exclude(posting__status__in=over)
    return rows.select_related("posting").order_by("posting_id", "role")


def open_of(user: User) -> list[Open]:
    def said(member: TeamMember) -> str:
        return _("%(posting)s as %(role)s") % {"posting": member.posting, "role": member.get_role_display().lower()}

    return [Open(said(member), reverse("posting", args=[member.posting_id])) for member in _responsible(user)]


def hand_over(user: User, to: User, by: User) -> None:
    """In the order of the postings, as everything that holds several."""
    for member in _responsible(user):
        hold_posting(member.posting_id)
        TeamMember.objects.filter(pk=member.pk).update(responsible=False)
        TeamMember.objects.update_or_create(
            posting=member.posting, user=to, role=member.role, defaults={"responsible": True}
        )
        payload = {"user": to.pk, "role": member.role}
        where = {"subject_id": member.posting_id, "posting_id": member.posting_id}
        record("team.changed", subject_type="posting", by_id=by.pk, door=Door.PAGE, payload=payload, **where)
