"""What somebody who leaves still answers for: interviews ahead that they take part in."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.interviews import times
from candidates.interviews.actions import _do_replace
from candidates.interviews.models import Answer, Interview, Participant
from recruiting.people.leaving import Open
from recruiting.people.models import User


def _ahead(user: User):
    rows = Participant.objects.filter(
        user=user, interview__starts_at__gt=timezone.now(), interview__status=Interview.Status.SCHEDULED
    )
    return rows.exclude(answer=Answer.DECLINED).select_related("interview").order_by("interview__starts_at", "pk")


def open_of(user: User) -> list[Open]:
    def said(interview: Interview) -> str:
        return _("interview: %(when)s") % {"when": times.short_span(interview.starts_at, interview.ends_at)}

    found = [one.interview for one in _ahead(user)]
    return [Open(said(interview), reverse("interview", args=[interview.pk])) for interview in found]


def hand_over(user: User, to: User, by: User) -> None:
    """In the order of the interviews' ids, as everything that holds several."""
    for interview_id in _ahead(user).order_by("interview_id").values_list("interview_id", flat=True):
        _do_replace(interview_id, user, to, by=by)
