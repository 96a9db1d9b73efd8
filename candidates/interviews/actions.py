"""Every write to interviews. Each locks the interview, reads it again, decides, writes, and tells everybody whom it
concerns in the same transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates import locks as of_applications
from candidates.interviews import access, locks, notices, recipients, reminders, times
from candidates.interviews.models import Answer, Interview, Participant
from candidates.interviews.refusals import ApplicationEnded, InThePast, NotScheduled, NotYet, TakesNoPart
from candidates.models import Application, Status
from recruiting.outbox.actions import once, record
from recruiting.outbox.models import Door
from recruiting.people.models import User
from recruiting.reminders.actions import cancel as cancel_reminders
from recruiting.reminders.models import Recipient
from recruiting.web.refusals import Refusal

State = Interview.Status


def plan(
    application_id: int,
    *,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    time_zone: str,
    participants: Sequence[User],
    by: User,
    key: str,
    place: str = "",
    candidate_invited: bool = False,
    door: str = Door.PAGE,
) -> int:
    """Plan, invite and remind. A key seen before answers with the interview planned first. Returns its id."""
    fields = {
        "title": title,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "time_zone": time_zone,
        "place": place,
        "candidate_invited": candidate_invited,
    }
    people = sorted(user.pk for user in participants)

    def do() -> dict:
        return {"interview": _do_plan(application_id, fields, participants, by, door).pk}

    with transaction.atomic(durable=True):
        body = [application_id, people, fields]
        return once(by=by, key=key, action="interview.plan", body=body, do=do)["interview"]


def _do_plan(application_id: int, fields: dict, participants: Sequence[User], by: User, door: str) -> Interview:
    of_applications.hold_application(application_id)
    application = Application.objects.select_related("candidate", "posting").get(pk=application_id)
    access.refuse_unless_planner(by, application)
    if application.status != Status.ACTIVE:
        raise ApplicationEnded
    if fields["starts_at"] <= timezone.now():
        raise InThePast
    interview = Interview.objects.create(application=application, planned_by=by, **fields)
    Participant.objects.bulk_create(Participant(interview=interview, user=user) for user in participants)
    _record(interview, "planned", by, door)
    _invite(interview, recipients.readers(interview), "invitation", by)
    return interview


def reschedule(
    interview_id: int,
    *,
    starts_at: datetime,
    ends_at: datetime,
    time_zone: str,
    revision: int,
    by: User,
    door: str = Door.PAGE,
) -> Interview:
    """Another time: the reminders of the old one die, and everybody is asked anew, whoever had declined too."""
    with transaction.atomic(durable=True):
        interview = _held(interview_id, by)
        if (interview.starts_at, interview.ends_at, interview.time_zone) == (starts_at, ends_at, time_zone):
            return interview
        if starts_at <= timezone.now():
            raise InThePast
        before = interview.starts_at, interview.ends_at
        changes = {"starts_at": starts_at, "ends_at": ends_at, "time_zone": time_zone, "candidate_answer": Answer.NONE}
        versions = {"time_version": interview.time_version + 1, "sequence": interview.sequence + 1}
        interview.save_edit(seen=revision, changes=changes | versions)
        for row in interview.participants.exclude(answer=Answer.NONE):
            row.save_edit(seen=row.revision, changes={"answer": Answer.NONE})
        cancel_reminders(reminders.of(interview), because=_("the interview has another time"))
        _record(interview, "rescheduled", by, door)
        for reader in recipients.readers(interview):
            note = _("It was on %(when)s.") % {"when": times.span(*before, reader.time_zone)}
            _invite(interview, [reader], "moved", by, note=note)
        return interview


def change(
    interview_id: int,
    *,
    title: str,
    place: str,
    participants: Sequence[User],
    candidate_invited: bool,
    revision: int,
    by: User,
    door: str = Door.PAGE,
) -> Interview:
    """What it is called, where it is and who takes part; the time stays, and no reminder is repeated."""
    with transaction.atomic(durable=True):
        interview = _held(interview_id, by)
        before = _by_reader(recipients.readers(interview))
        new = {"title": title, "place": place, "candidate_invited": candidate_invited}
        others = (interview.title, interview.place) != (title, place)
        interview.save_edit(seen=revision, changes=new | {"sequence": interview.sequence + 1})
        _set_participants(interview, participants)
        after = _by_reader(recipients.readers(interview))
        _record(interview, "changed", by, door)
        _invite(interview, [after[who] for who in after.keys() - before.keys()], "invitation", by)
        _leave_out(interview, [before[who] for who in before.keys() - after.keys()], by)
        if others:
            stayed = [after[who] for who in after if who in before]
            notices.tell(interview, stayed, "changed", why=_("%(who)s changed the interview") % {"who": by})
        return interview


def _do_replace(interview_id: int, leaver: User, to: User, *, by: User) -> None:
    """Somebody takes part in place of one who leaves, and is invited. Inside the transaction of the leaving."""
    interview = _reread(interview_id)
    if interview.status != State.SCHEDULED:
        return
    if interview.application.candidate.user_id == to.pk:
        raise Refusal(_("%(name)s is the candidate of an interview. Choose somebody else.") % {"name": to}, status=409)
    before = _by_reader(recipients.readers(interview))
    interview.save_edit(seen=interview.revision, changes={"sequence": interview.sequence + 1})
    stay = User.objects.filter(participations__interview=interview).exclude(pk=leaver.pk)
    _set_participants(interview, [*stay, to])
    after = _by_reader(recipients.readers(interview))
    _record(interview, "changed", by, Door.PAGE)
    _invite(interview, [after[who] for who in after.keys() - before.keys()], "invitation", by)
    _leave_out(interview, [before[who] for who in before.keys() - after.keys()], by)


def cancel(interview_id: int, *, because: str, revision: int, by: User, door: str = Door.PAGE) -> Interview:
    """It does not take place, and everybody is told at once; the reason is for colleagues."""
    with transaction.atomic(durable=True):
        interview = _held(interview_id, by)
        told = recipients.readers(interview)
        changes = {"status": State.CANCELLED, "cancelled_because": because, "sequence": interview.sequence + 1}
        interview.save_edit(seen=revision, changes=changes)
        cancel_reminders(reminders.of(interview), because=_("the interview is cancelled"))
        _record(interview, "cancelled", by, door)
        if interview.ends_at > timezone.now():
            why = _("%(who)s cancelled the interview") % {"who": by}
            notices.tell(interview, told, "cancelled", why=why, note=because)
        return interview


def answer(interview_id: int, *, answer: str, by: User, door: str = Door.PAGE) -> Participant:
    """Whoever takes part says whether they can. One who declines stays recorded, and is reminded of nothing."""
    with transaction.atomic(durable=True):
        locks.hold_interview(interview_id)
        participant = _participant(interview_id, by)
        interview = participant.interview
        _refuse_unless_scheduled(interview)
        if participant.answer != answer:
            participant.save_edit(seen=participant.revision, changes={"answer": answer})
            stays = [] if answer == Answer.DECLINED else [recipients.of_user(by)]
            _follow_answer(interview, Recipient.USER, by.pk, stays)
            _record(interview, "answered", by, door, {"answer": answer})
        return participant


def record_candidate_answer(
    interview_id: int, *, answer: str, revision: int, by: User, door: str = Door.PAGE
) -> Interview:
    """What the candidate said, written down by whoever plans."""
    with transaction.atomic(durable=True):
        interview = _held(interview_id, by)
        if interview.candidate_answer != answer:
            interview.save_edit(seen=revision, changes={"candidate_answer": answer})
            candidate = interview.application.candidate
            _follow_answer(interview, Recipient.CANDIDATE, candidate.pk, recipients.candidate_readers(interview))
            _record(interview, "candidate_answered", by, door, {"answer": answer})
        return interview


def say_how_it_went(interview_id: int, *, status: str, revision: int, by: User, door: str = Door.PAGE) -> Interview:
    """Held, or nobody came: said by a person who plans or took part, once it has begun."""
    with transaction.atomic(durable=True):
        interview = _reread(interview_id)
        if not interview.participants.filter(user=by).exists():
            access.refuse_unless_planner(by, interview.application)
        _refuse_unless_scheduled(interview)
        if interview.starts_at > timezone.now():
            raise NotYet
        interview.save_edit(seen=revision, changes={"status": State(status)})
        cancel_reminders(reminders.of(interview), because=_("the interview is over"))
        _record(interview, status, by, door)
        return interview


# ---------------------------------------------------------------- inside a transaction


def _reread(interview_id: int) -> Interview:
    """Locked in a statement of its own, then read: a SELECT that waited has its joins stale."""
    locks.hold_interview(interview_id)
    related = Interview.objects.select_related("application__candidate", "application__posting")
    return related.get(pk=interview_id)


def _participant(interview_id: int, by: User) -> Participant:
    related = ("interview__application__candidate", "interview__application__posting")
    row = Participant.objects.filter(interview=interview_id, user=by).select_related(*related).first()
    if row is None:
        raise TakesNoPart
    return row


def _held(interview_id: int, by: User) -> Interview:
    """The interview, locked, which ``by`` may plan and which still is to take place."""
    interview = _reread(interview_id)
    access.refuse_unless_planner(by, interview.application)
    _refuse_unless_scheduled(interview)
    return interview


def _refuse_unless_scheduled(interview: Interview) -> None:
    if interview.status != State.SCHEDULED:
        raise NotScheduled(interview)


def _invite(interview: Interview, readers, word: str, by: User, *, note: str = "") -> None:
    why = _("%(who)s planned the interview") if word == "invitation" else _("%(who)s moved the interview")
    notices.tell(interview, readers, word, why=why % {"who": by}, note=note)
    for reader in readers:
        reminders.schedule(interview, reader)


def _leave_out(interview: Interview, readers, by: User) -> None:
    """A candidate left out of the mail is told nothing: the interview takes place all the same."""
    colleagues = [reader for reader in readers if reader.type == Recipient.USER]
    notices.tell(interview, colleagues, "left_out", why=_("%(who)s changed who takes part") % {"who": by})
    for reader in readers:
        rows = reminders.of_reader(interview, reader.type, reader.id)
        cancel_reminders(rows, because=_("they do not take part any more"))


def _set_participants(interview: Interview, users: Sequence[User]) -> None:
    wanted = {user.pk: user for user in users}
    known = set(interview.participants.values_list("user", flat=True))
    interview.participants.exclude(user__in=wanted).delete()
    Participant.objects.bulk_create(
        Participant(interview=interview, user=user) for pk, user in wanted.items() if pk not in known
    )


def _follow_answer(interview: Interview, type: str, id: int, readers) -> None:
    """Who declined is reminded of nothing; who takes that back is reminded by the same rows again."""
    if not readers:
        cancel_reminders(reminders.of_reader(interview, type, id), because=_("they declined"))
    for reader in readers:
        reminders.schedule(interview, reader)


def _by_reader(readers) -> dict[tuple[str, int], recipients.Reader]:
    return {(reader.type, reader.id): reader for reader in readers}


def _record(interview: Interview, what: str, by: User, door: str, payload: dict | None = None) -> None:
    record(
        f"interview.{what}",
        subject_type="interview",
        subject_id=interview.pk,
        posting_id=interview.application.posting_id,
        by_id=by.pk,
        door=door,
        payload={"application": interview.application_id, "time_version": interview.time_version, **(payload or {})},
    )
