"""Every write to postings, their openings and teams."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from postings.access import may_edit
from postings.locks import hold_posting
from postings.models import Opening, Posting, TeamMember
from postings.pipelines.actions import copy_to_postings
from postings.pipelines.models import PipelineTemplate
from recruiting.db.constraints import constraint_of
from recruiting.outbox.actions import event, record_all
from recruiting.outbox.models import Door, Event
from recruiting.people.models import Role, User
from recruiting.web.refusals import Forbidden, Refusal

Status = Posting.Status

# From where a posting can go where. Archived postings come back as closed.
WAYS = {
    Status.DRAFT: {Status.OPEN, Status.CLOSED},
    Status.OPEN: {Status.ON_HOLD, Status.CLOSED},
    Status.ON_HOLD: {Status.OPEN, Status.CLOSED},
    Status.CLOSED: {Status.OPEN, Status.ARCHIVED},
    Status.ARCHIVED: {Status.CLOSED},
}


def create_posting(
    *, template: PipelineTemplate, by: User, openings: int = 1, door: str = Door.PAGE, **fields
) -> Posting:
    """A draft with its pipeline, its openings and its maker on the team. ``fields`` are the Posting's own."""
    with transaction.atomic(durable=True):
        return _do_create_posting(template=template, by=by, openings=openings, door=door, **fields)


def _do_create_posting(*, template, by, openings=1, door=Door.PAGE, recruiter=None, **fields) -> Posting:
    wanted = NewPosting(template=template, openings=openings, recruiter=recruiter, fields=fields)
    posting = _do_create_postings([wanted], by=by, door=door)[0]
    posting.refresh_from_db()
    return posting


@dataclass(frozen=True)
class NewPosting:
    """A posting to be made: ``fields`` are the Posting's own."""

    template: PipelineTemplate
    openings: int = 1
    recruiter: User | None = None  # the responsible one; without, its maker where that is a recruiter
    hiring_manager: User | None = None
    coordinator: User | None = None
    opened: bool = False
    fields: dict[str, Any] = field(default_factory=dict)


def _do_create_postings(wanted: list[NewPosting], *, by: User, door: str) -> list[Posting]:
    """Any number in as many statements as one takes: an import makes thousands."""
    if by.role not in (Role.ADMINISTRATOR, Role.RECRUITER, Role.HIRING_MANAGER):
        raise Forbidden(_("You cannot create postings."))
    now = timezone.now()
    opened = {"status": Status.OPEN, "opened_at": now}
    postings = Posting.objects.bulk_create(
        Posting(created_by=by, **(opened if each.opened else {}), **each.fields) for each in wanted
    )
    pairs = list(zip(postings, wanted, strict=True))
    copy_to_postings([(each.template, posting) for posting, each in pairs])
    Opening.objects.bulk_create(
        Opening(posting=posting, number=number) for posting, each in pairs for number in range(1, each.openings + 1)
    )
    TeamMember.objects.bulk_create(member for posting, each in pairs for member in _first_team(posting, each, by))
    record_all(happened for posting, each in pairs for happened in _beginnings(posting, each, by, door))
    return postings


def _first_team(posting: Posting, wanted: NewPosting, by: User) -> Iterator[TeamMember]:
    recruiter = wanted.recruiter or (by if by.is_recruiter else None)
    managers = {wanted.hiring_manager, by if by.role == Role.HIRING_MANAGER else None} - {None}
    if recruiter:
        yield TeamMember(posting=posting, user=recruiter, role=TeamMember.Role.RECRUITER, responsible=True)
    for manager in managers:
        yield TeamMember(posting=posting, user=manager, role=TeamMember.Role.HIRING_MANAGER)
    if wanted.coordinator:
        yield TeamMember(posting=posting, user=wanted.coordinator, role=TeamMember.Role.COORDINATOR, responsible=True)


def _beginnings(posting: Posting, wanted: NewPosting, by: User, door: str) -> Iterator[Event]:
    yield _event(posting, "posting.created", by, door)
    if wanted.opened:
        yield _event(posting, "posting.status_changed", by, door, {"from": Status.DRAFT, "to": Status.OPEN})


def change_status(posting_id: int, *, to: str, by: User, door: str = Door.PAGE) -> Posting:
    """Open, hold, resume, close, archive. Closing needs that nobody is active; the database holds that, too."""
    try:
        with transaction.atomic(durable=True):
            hold_posting(posting_id)
            posting = Posting.objects.get(pk=posting_id)
            if not by.is_recruiter or not may_edit(by, posting):
                raise Forbidden(_("You cannot change the status of this posting."))
            return _do_change_status(posting, to, by, door)
    except IntegrityError as error:
        if constraint_of(error) != "application_posting_takes_people":
            raise
        raise Refusal(_("Somebody is still active on it. Decide about each of them first."), status=409) from error


def _do_change_status(posting: Posting, to: str, by: User, door: str) -> Posting:
    if to not in WAYS[Status(posting.status)]:
        words = {"from": posting.get_status_display().lower(), "to": Status(to).label.lower()}
        raise Refusal(_("A posting that is %(from)s cannot become %(to)s.") % words, status=409)
    now, was = timezone.now(), posting.status
    changes: dict[str, object] = {"status": to}
    if to == Status.OPEN and posting.opened_at is None:
        changes["opened_at"] = now
    if to in (Status.OPEN, Status.CLOSED):
        changes["closed_at"] = now if to == Status.CLOSED else None
    posting.save_edit(seen=posting.revision, changes=changes)
    _record(posting, "posting.status_changed", by, door, {"from": was, "to": to})
    return posting


def add_opening(posting_id: int, *, because: str, by: User, door: str = Door.PAGE) -> Opening:
    """One seat more."""
    with transaction.atomic(durable=True):
        return _do_add_opening(posting_id, because=because, by=by, door=door)


def _do_add_opening(posting_id: int, *, because: str, by: User, door: str) -> Opening:
    """Under the posting's lock, so that two do not add the same number."""
    hold_posting(posting_id)
    posting = Posting.objects.get(pk=posting_id)
    if not by.is_recruiter or not may_edit(by, posting):
        raise Forbidden(_("Only a recruiter adds an opening."))
    last = Opening.objects.filter(posting=posting).order_by("-number").first()
    opening = Opening.objects.create(posting=posting, number=last.number + 1 if last else 1, added_because=because)
    _record(posting, "opening.added", by, door, {"opening": opening.pk})
    return opening


def set_team_member(
    posting: Posting, *, user: User, role: str, by: User, responsible: bool = False, door: str = Door.PAGE
) -> TeamMember:
    with transaction.atomic(durable=True):
        posting = _held_to_team(posting.pk, by)
        if responsible:
            TeamMember.objects.filter(posting=posting, role=role, responsible=True).update(responsible=False)
        member, _made = TeamMember.objects.update_or_create(
            posting=posting, user=user, role=role, defaults={"responsible": responsible}
        )
        _record(posting, "team.changed", by, door, {"user": user.pk, "role": role})
        return member


def remove_team_member(posting: Posting, *, member_id: int, by: User, door: str = Door.PAGE) -> None:
    """Whoever was removed already stays removed."""
    with transaction.atomic(durable=True):
        posting = _held_to_team(posting.pk, by)
        member = TeamMember.objects.filter(posting=posting, pk=member_id).first()
        if member:
            payload = {"user": member.user_id, "role": member.role}
            member.delete()
            _record(posting, "team.changed", by, door, payload)


def _held_to_team(posting_id: int, by: User) -> Posting:
    """Read under its lock: a manager puts a team together only while the posting is a draft."""
    hold_posting(posting_id)
    posting = Posting.objects.get(pk=posting_id)
    if not may_edit(by, posting):
        raise Forbidden(_("You cannot change the team of this posting."))
    return posting


def edit_posting(posting_id: int, *, seen: int, changes: dict[str, object], by: User, door: str = Door.PAGE) -> Posting:
    """Write ``changes`` over the revision that was seen; an import leaves these fields from now on."""
    with transaction.atomic(durable=True):
        hold_posting(posting_id)
        posting = Posting.objects.get(pk=posting_id)
        if not may_edit(by, posting):
            raise Forbidden(_("You can look at this posting, but not change it."))
        if changes:
            edited = sorted({*posting.edited_fields, *changes})
            posting.save_edit(seen=seen, changes={**changes, "edited_fields": edited})
            _record(posting, "posting.edited", by, door, {"fields": sorted(changes)})
        return posting


def _do_edit_by_import(posting: Posting, changes: dict[str, object], *, by: User) -> None:
    """What an import changes, under the posting's lock; what people edited is not among it."""
    posting.save_edit(seen=posting.revision, changes=changes)
    _record(posting, "posting.edited", by, Door.IMPORT, {"fields": sorted(set(changes) - {"edited_fields"})})


def _record(posting: Posting, topic: str, by: User, door: str, payload: dict | None = None) -> None:
    record_all([_event(posting, topic, by, door, payload)])


def _event(posting: Posting, topic: str, by: User, door: str, payload: dict | None = None) -> Event:
    return event(
        topic,
        subject_type="posting",
        subject_id=posting.pk,
        posting_id=posting.pk,
        by_id=by.pk,
        door=door,
        payload=payload,
    )
