"""What somebody who leaves still answers for: applications that run, as their responsible recruiter."""

from django.db.models import Count, F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candidates.locks import hold_applications_of
from candidates.models import Application
from recruiting.outbox.actions import record
from recruiting.outbox.models import Door
from recruiting.people.leaving import Open
from recruiting.people.models import User
from recruiting.web.refusals import Refusal


def open_of(user: User) -> list[Open]:
    rows = Application.objects.active().filter(recruiter=user).values("posting", "posting__title")
    counted = rows.annotate(count=Count("pk")).order_by("posting__title", "posting")

    def said(row: dict) -> str:
        words = ngettext("%(n)s application to %(posting)s", "%(n)s applications to %(posting)s", row["count"])
        return words % {"n": row["count"], "posting": row["posting__title"]}

    return [Open(said(row), reverse("board", args=[row["posting"]])) for row in counted]


def hand_over(user: User, to: User, by: User) -> None:
    ids = hold_applications_of(user)
    if ids and not to.is_recruiter:
        raise Refusal(_("Applications go to a recruiter only. Choose somebody else."), status=409)
    if Application.objects.filter(pk__in=ids, candidate__user=to).exists():
        raise Refusal(_("%(name)s is one of the candidates. Choose somebody else.") % {"name": to}, status=409)
    Application.objects.filter(pk__in=ids).update(recruiter=to, revision=F("revision") + 1)
    payload = {"to": to.pk, "applications": ids}
    whose = {"subject_type": "user", "subject_id": user.pk}
    record("applications.handed_over", by_id=by.pk, door=Door.PAGE, payload=payload, **whose)
