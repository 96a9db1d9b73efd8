"""Writes to candidates and to the lists that applications choose from; who moves them is in candidates/moves."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from candidates.contacts import match_key
from candidates.models import Candidate, ContactPoint, EndReason, Source, StageMove, Status
from recruiting.outbox.actions import record
from recruiting.outbox.models import Door
from recruiting.people.models import Organisation, User
from recruiting.web.refusals import Forbidden, Refusal

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


def add_to_list(model: type[EndReason] | type[Source], values: dict[str, object], *, by: User) -> None:
    _only_recruiters(by)
    with transaction.atomic(durable=True):
        made = model.objects.create(**values)
        _record_list(made, "added", by)


def edit_in_list(row: EndReason | Source, *, seen: int, changes: dict[str, object], by: User) -> None:
    """Name, order, retired or not. What gave applications their status keeps it: the edit waits for every ending that
    is just being written with the reason (move_reason_gives_its_status), and looks for them after that."""
    _only_recruiters(by)
    with transaction.atomic(durable=True):
        row.save_edit(seen=seen, changes=changes)
        if "status" in changes and is_used(row):
            raise Refusal(_("Applications ended with this reason: its status stays."), status=409)
        _record_list(row, "changed", by)


def is_used(row: EndReason | Source) -> bool:
    return isinstance(row, EndReason) and StageMove.objects.filter(end_reason=row).exists()


def _only_recruiters(by: User) -> None:
    if not by.is_recruiter:
        raise Forbidden(_("Only administrators and recruiters change these lists."))


def _record_list(row: EndReason | Source, what: str, by: User) -> None:
    kind = row._meta.model_name or ""
    record(f"{kind}.{what}", subject_type=kind, subject_id=row.pk, by_id=by.pk, door=Door.PAGE)
