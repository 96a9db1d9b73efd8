"""The mail about an interview, in its reader's zone. A candidate reads nothing of what is said among colleagues."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.interviews import times
from candidates.interviews.models import Interview
from candidates.interviews.recipients import Reader
from recruiting.outbox.actions import UNDO_WINDOW_MINUTES, queue_mail
from recruiting.outbox.models import Message
from recruiting.people.models import Organisation
from recruiting.reminders.models import Recipient

# kind: (its title, what it says to a colleague, what it says to the candidate)
_WORDS = {
    "invitation": lambda: (
        _("Interview: %(what)s"),
        _("You are invited to this interview. Please answer whether you can take part."),
        _("We would like to invite you to this interview."),
    ),
    "moved": lambda: (
        _("New time: %(what)s"),
        _("This interview has another time now. Please answer whether you can take part."),
        _("The time of your interview has changed."),
    ),
    "changed": lambda: (
        _("Changed: %(what)s"),
        _("The details of this interview have changed; its time has not."),
        _("The details of your interview have changed; its time has not."),
    ),
    "cancelled": lambda: (
        _("Cancelled: %(what)s"),
        _("This interview is cancelled."),
        _("This interview is cancelled."),
    ),
    "left_out": lambda: (
        _("Not needed: %(what)s"),
        _("You are no longer needed at this interview. Nothing else about it has changed."),
        "",
    ),
    "again": lambda: (
        _("As planned after all: %(what)s"),
        _("This interview had been cancelled. It takes place as it was planned."),
        _("This interview had been cancelled. It takes place as it was planned."),
    ),
    "reminder": lambda: (
        _("Reminder: %(what)s"),
        _("This interview is coming up."),
        _("This interview is coming up."),
    ),
}


# What the outbox calls each.
LABELS = {
    "invitation": gettext_lazy("Invitation"),
    "moved": gettext_lazy("New time of an interview"),
    "changed": gettext_lazy("Changed interview"),
    "cancelled": gettext_lazy("Cancelled interview"),
    "left_out": gettext_lazy("Left out of an interview"),
    "again": gettext_lazy("Interview after all"),
}


def title_and_body(
    interview: Interview, reader: Reader, word: str, *, organisation: str, note: str = ""
) -> tuple[str, str]:
    """``organisation`` signs; ``note`` is for colleagues: a reason, an old time."""
    title, to_colleague, to_candidate = _WORDS[word]()
    inside = reader.type == Recipient.USER
    candidate, posting = interview.application.candidate, interview.application.posting
    heading = (
        _("%(title)s with %(name)s") % {"title": interview.title, "name": candidate} if inside else interview.title
    )
    body = render_to_string(
        "mail/interview.txt",
        {
            "calling_name": reader.calling_name,
            "sentence": to_colleague if inside else to_candidate,
            "note": note if inside else "",
            "heading": heading,
            "posting": posting.title,
            "when": times.span(interview.starts_at, interview.ends_at, reader.time_zone),
            "place": interview.place,
            "people": [row.user.name for row in _people(interview)],
            # Whoever is not needed any more has no page to open.
            "link": page_of(interview) if inside and word not in ("cancelled", "left_out") else "",
            "organisation": organisation,
        },
    )
    return title % {"what": heading}, body


def page_of(interview: Interview) -> str:
    return settings.PUBLIC_URL + reverse("interview", args=[interview.pk])


def tell(
    interview: Interview,
    readers: Iterable[Reader],
    word: str,
    *,
    why: str,
    note: str = "",
    cause_move_id: int | None = None,
    now=None,
) -> list[Message]:
    """Write the mail to each. With ``cause_move_id`` it waits, and dies, with the undo of that move."""
    held: dict[str, Any] = {}
    if cause_move_id:
        until = now + timedelta(minutes=UNDO_WINDOW_MINUTES)
        held = {"held_for": Message.HeldFor.UNDO, "held_until": until, "cause_move_id": cause_move_id}
    written, organisation = [], Organisation.current().name
    for reader in readers:
        title, body = title_and_body(interview, reader, word, organisation=organisation, note=note)
        written.append(queue_mail(**_envelope(interview, reader, word), title=title, body=body, why=why, **held))
    return written


def _envelope(interview: Interview, reader: Reader, word: str) -> dict[str, Any]:
    return {
        "kind": f"interview.{word}",
        "subject_type": "interview",
        "subject_id": interview.pk,
        "posting_id": interview.application.posting_id,
        "to_user": reader.user,
        "to_name": reader.name,
        "to_address": reader.address,
        "to_time_zone": reader.time_zone,
    }


def _people(interview: Interview):
    """From memory where they were read for many interviews at once."""
    return sorted(interview.participants.all(), key=lambda row: row.pk)
