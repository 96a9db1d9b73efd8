"""Rows for tests. An application is made through the action, so that it has its first move."""

from itertools import count

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from candidates.models import Application, Candidate, EndReason, Source, Status
from candidates.moves.entering import _do_enter
from postings.actions import _do_create_posting
from postings.models import Posting, TeamMember
from postings.pipelines.actions import ensure_default_template
from recruiting.people.models import Role, User

PASSWORD = "correct horse battery staple"
_HASH = make_password(PASSWORD)
_keys = count(1)


def a_key() -> str:
    """An idempotency key that nobody used before."""
    return f"test-{next(_keys)}"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")
    role = Role.RECRUITER
    password = _HASH


class CandidateFactory(DjangoModelFactory):
    class Meta:
        model = Candidate

    full_name = factory.Sequence(lambda n: f"Candidate {n}")


def a_posting(*, by: User | None = None, status: str = Posting.Status.OPEN, openings: int = 1, **fields) -> Posting:
    by = by or UserFactory(role=Role.ADMINISTRATOR)
    posting = _do_create_posting(
        template=ensure_default_template(),
        by=by,
        openings=openings,
        title=fields.pop("title", "Backend Engineer"),
        **fields,
    )
    Posting.objects.filter(pk=posting.pk).update(status=status)
    posting.refresh_from_db()
    return posting


def an_application(posting: Posting | None = None, *, by: User | None = None, candidate=None, **how) -> Application:
    by = by or UserFactory(role=Role.ADMINISTRATOR)
    posting = posting or a_posting(by=by)
    source = how.pop("source", None) or Source.objects.get(name="Referral")
    move = _do_enter(candidate or CandidateFactory(), posting, by=by, key=None, source=source, **how)
    return Application.objects.get(pk=move.application_id)


def on_team(posting: Posting, role: str, **fields) -> User:
    user_role = fields.pop("user_role", Role.HIRING_MANAGER if role == "hiring_manager" else Role.INTERVIEWER)
    user = UserFactory(role=user_role, **fields)
    TeamMember.objects.create(posting=posting, user=user, role=role)
    return user


def a_reason(status: str = Status.REJECTED) -> EndReason:
    return EndReason.objects.filter(status=status).order_by("position")[0]
