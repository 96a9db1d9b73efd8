"""How an application begins: somebody is put into the first stage of a posting."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates import access
from candidates.actions import _do_create_candidate
from candidates.models import Candidate, Source, StageMove
from candidates.moves import queries
from candidates.moves.refusals import BY_CONSTRAINT, same_or_refused
from candidates.moves.statement import write_entry
from postings.models import Posting
from postings.pipelines.models import Stage
from recruiting.db.constraints import constraint_of
from recruiting.outbox.actions import hash_of, once
from recruiting.outbox.models import Door
from recruiting.people.models import User
from recruiting.web.refusals import Forbidden, Refusal


def enter(candidate: Candidate, posting: Posting, *, by: User, key: str | None = None, **how) -> StageMove:
    """Put a known candidate on a posting. A draft or closed posting takes nobody.

    ``how``: source, and if wanted recruiter, occurred_at (an arrival in the past), pay (amount, currency, period),
    note, door. A key seen before answers with the move that it made first.
    """
    body_hash = hash_of([candidate, posting, how]) if key else None
    try:
        with transaction.atomic(durable=True):
            if first := queries.move_with_key(by.pk, key):
                return same_or_refused(first, body_hash)
            return _do_enter(candidate, posting, by=by, key=key, body_hash=body_hash, **how)
    except IntegrityError as error:
        constraint = constraint_of(error)
        if constraint == "move_key_is_used_once":  # the same request twice at once
            return same_or_refused(queries.move_with_key(by.pk, key), body_hash)
        if constraint in BY_CONSTRAINT:
            raise Refusal(BY_CONSTRAINT[constraint], status=409) from error
        raise


def add_candidate(posting: Posting, *, by: User, key: str, person: dict, **how) -> int:
    """Write down a new person and put them on the posting, together or not at all. Returns the application's id.

    ``person``: the Candidate's fields and ``contact_points``. A key seen before answers with the first id.
    """

    def do() -> dict:
        candidate = _do_create_candidate(**person)
        return {"application": _do_enter(candidate, posting, by=by, key=None, **how).application_id}

    try:
        with transaction.atomic(durable=True):
            body = [posting, person, how]
            return once(by=by, key=key, action="candidate.add", body=body, do=do)["application"]
    except IntegrityError as error:
        if constraint_of(error) in BY_CONSTRAINT:
            raise Refusal(BY_CONSTRAINT[constraint_of(error)], status=409) from error
        raise


def _do_enter(
    candidate: Candidate,
    posting: Posting,
    *,
    source: Source,
    by: User,
    key: str | None,
    body_hash: str | None = None,
    door: str = Door.PAGE,
    recruiter: User | None = None,
    occurred_at: datetime | None = None,
    pay: tuple[object, str, str] = (None, "", ""),
    note: str = "",
) -> StageMove:
    if not access.may_add(by, posting) or candidate.user_id == by.pk:
        raise Forbidden(_("You can look at this posting, but not add anybody to it."))
    if posting.status not in Posting.TAKES_PEOPLE:
        status = posting.get_status_display().lower()
        raise Refusal(_("A posting that is %(status)s takes nobody.") % {"status": status}, status=409)
    now = timezone.now()
    if occurred_at and occurred_at > now:
        raise Refusal(_("This is in the future. An application is recorded when it has arrived."))
    written = write_entry(
        candidate_id=candidate.pk,
        posting_id=posting.pk,
        stage_id=Stage.objects.filter(posting=posting).in_order().values_list("pk", flat=True)[0],
        source_id=source.pk,
        occurred_at=occurred_at or now,
        by_id=by.pk,
        door=door,
        recruiter_id=recruiter.pk if recruiter else None,
        pay=pay,
        note=note,
        key=key,
        body_hash=body_hash,
    )
    return StageMove.objects.select_related("application").get(pk=written)
