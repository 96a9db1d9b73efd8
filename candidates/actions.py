"""Writes to candidates and to the lists that applications choose from; who moves them is in candidates/moves."""

from collections.abc import Iterable

from candidates.contacts import match_key
from candidates.models import Candidate, ContactPoint, EndReason, Source, Status
from recruiting.people.models import Organisation

SOURCES = [
    ("Careers page", Source.Kind.DIRECT),
    ("LinkedIn", Source.Kind.BOARD),
    ("Referral", Source.Kind.REFERRAL),
    ("Agency", Source.Kind.AGENCY),
    ("Found by us", Source.Kind.SOURCED),
    ("Colleague", Source.Kind.INTERNAL),
    ("Event", Source.Kind.EVENT),
    ("Not known", Source.Kind.UNKNOWN),
]
END_REASONS = {
    Status.REJECTED: ["Skills do not match", "Not enough experience", "Somebody else fits better", "Pay too far apart"],
    Status.WITHDRAWN: ["Took another offer", "Stays where they are", "Pay too low", "No answer"],
    Status.CLOSED: ["Posting closed", "Duplicate", "Spam", "Entered by mistake"],
}


def ensure_default_lists() -> None:
    """The sources and end reasons that a new installation begins with. Only while a list is empty: idempotent."""
    if not Source.objects.exists():
        Source.objects.bulk_create(Source(name=name, kind=kind) for name, kind in SOURCES)
    if not EndReason.objects.exists():
        EndReason.objects.bulk_create(
            EndReason(name=name, status=status, position=position)
            for status, names in END_REASONS.items()
            for position, name in enumerate(names)
        )


def _do_create_candidate(*, contact_points: Iterable[tuple[str, str]] = (), **fields) -> Candidate:
    """``contact_points``: (kind, value) pairs. Inside the caller's transaction."""
    candidate = Candidate.objects.create(**fields)
    country = Organisation.current().country
    ContactPoint.objects.bulk_create(
        ContactPoint(
            candidate=candidate, kind=kind, value=value.strip(), match_key=match_key(kind, value, country=country)
        )
        for kind, value in dict.fromkeys(contact_points)
    )
    return candidate
