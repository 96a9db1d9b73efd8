"""Every write to users: they are invited, changed, and no longer let in; never deleted."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from recruiting.outbox.actions import record
from recruiting.outbox.models import Door
from recruiting.people import leaving
from recruiting.people.locks import hold_administrators
from recruiting.people.models import Organisation, Role, User
from recruiting.web.refusals import Forbidden, Refusal


def invite(*, email: str, name: str, role: str, time_zone: str, by: User, door: str = Door.ADMIN) -> User:
    """Somebody who may sign in once they have set a password."""
    with transaction.atomic(durable=True):
        return _do_invite(email=email, name=name, role=role, time_zone=time_zone, by=by, door=door)


def _do_invite(*, email: str, name: str, role: str, time_zone: str, by: User, door: str = Door.ADMIN) -> User:
    _only_administrators(by)
    user = User.objects.create_user(email, None, name=name, role=role, time_zone=time_zone, invited_by=by)
    _record(user, "user.invited", by, door)
    return user


def _do_change(user: User, *, seen: int, changes: dict[str, object], by: User, door: str = Door.ADMIN) -> None:
    """Name, address, role, zone, and whether they may sign in. Somebody always stays who can administrate."""
    _only_administrators(by)
    # Through whatever door: of two that take the last two administrators' role, one waits and is refused.
    hold_administrators()
    if changes.get("is_active") is False and leaving.open_of(user):
        words = _("Choose who takes over what is open of %(name)s, under Settings, People and roles.")
        raise Refusal(words % {"name": user}, status=409)
    if "email" in changes:
        changes = {**changes, "email": str(changes["email"]).lower()}
        # An address is a way to sign in: the old one no longer is.
        EmailAddress.objects.filter(user=user).delete()
    user.save_edit(seen=seen, changes=changes)
    if not User.objects.filter(is_active=True, role=Role.ADMINISTRATOR).exists():
        raise Refusal(_("Nobody could administrate any more. Make somebody else an administrator first."), status=409)
    _record(user, "user.changed", by, door)


def change(user: User, *, seen: int, changes: dict[str, object], by: User) -> None:
    with transaction.atomic(durable=True):
        _do_change(user, seen=seen, changes=changes, by=by, door=Door.PAGE)


def deactivate(user: User, *, to: User | None, seen: int, by: User) -> None:
    """No longer let in; what is open of theirs goes to ``to``, in the same step, and never stays with nobody."""
    with transaction.atomic(durable=True):
        hold_administrators()
        user.refuse_unless_seen(seen)
        if to is not None:
            leaving.hand_over(user, to, by)
        _do_change(user, seen=seen, changes={"is_active": False}, by=by, door=Door.PAGE)


def forget_sessions() -> int:
    """Those that ran out or were ended, with the address and the browser that they were begun from. How many."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    ended = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return ended.delete()[0]


def change_organisation(row: Organisation, *, seen: int, changes: dict[str, object], by: User) -> None:
    _only_administrators(by)
    with transaction.atomic(durable=True):
        row.save_edit(seen=seen, changes=changes)
        record("organisation.changed", subject_type="organisation", subject_id=row.pk, by_id=by.pk, door=Door.PAGE)


def password_link(user: User, *, by: User, door: str = Door.ADMIN) -> str:
    """A link by which ``user`` sets a password: once, and within three days. Whoever has it can sign in as them, so
    it goes to them or to the administrator who asked, and into no row."""
    _only_administrators(by)
    if not user.is_active:
        raise Refusal(_("Somebody who may not sign in needs no password."))
    with transaction.atomic(durable=True):
        _record(user, "user.password_link_made", by, door)
    whose, token = user_pk_to_url_str(user), default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": whose, "key": token})
    return settings.PUBLIC_URL + path


def mail_password_link(user: User, link: str, *, by: User) -> None:
    """At once and past the outbox, whose messages colleagues can read."""
    words = {"by": by, "organisation": Organisation.current(), "link": link, "name": user.get_short_name()}
    text = _(
        "Hello %(name)s,\n\n%(by)s invited you to Fairlead, where %(organisation)s recruits. Choose your password "
        "here; the link works once, for three days:\n\n%(link)s\n"
    )
    adapter = get_adapter()
    subject = adapter.format_email_subject(_("Your sign-in to Fairlead"))
    send_mail(subject, text % words, adapter.get_from_email(), [user.email])


def _only_administrators(by: User) -> None:
    if not by.is_administrator:
        raise Forbidden(_("Only an administrator invites and changes people."))


def _record(user: User, topic: str, by: User, door: str) -> None:
    record(topic, subject_type="user", subject_id=user.pk, by_id=by.pk, door=door)
