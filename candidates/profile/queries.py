"""What a candidate's page reads."""

from django.db.models import Case, F, Value, When
from django.urls import reverse

from candidates.models import Application, Candidate, Status
from recruiting.people.models import User


def applications_of(candidate: Candidate, user: User) -> list[Application]:
    """As far as ``user`` sees them; the active ones first, then the latest."""
    active_first = Case(When(status=Status.ACTIVE, then=Value(0)), default=Value(1))
    rows = (
        Application.objects.visible_to(user).filter(candidate=candidate).select_related("candidate", "posting", "stage")
    )
    return list(rows.order_by(active_first, F("moved_at").desc()))


def tabs(applications: list[Application], chosen: Application | None) -> list[dict]:
    return [
        {
            "title": row.posting.title,
            "words": str(row.stage) if row.status == Status.ACTIVE else f"{row.get_status_display()}, {row.stage}",
            "active": row.status == Status.ACTIVE,
            "url": reverse("candidate", args=[row.candidate_id], query={"application": row.pk}),
            "current": row == chosen,
        }
        for row in applications
    ]


def chosen_of(applications: list[Application], asked: str) -> Application | None:
    """The application that the address names, else the first."""
    named = [row for row in applications if str(row.pk) == asked]
    return next(iter([*named, *applications]), None)
