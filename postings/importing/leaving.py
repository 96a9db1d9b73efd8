"""What somebody who leaves still answers for: import sources that go on bringing postings in their name."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from postings.access import may_import
from postings.importing.models import ImportSource
from recruiting.outbox.actions import record
from recruiting.outbox.models import Door
from recruiting.people.leaving import Open
from recruiting.people.models import User
from recruiting.web.refusals import Refusal

_OWN, _TEAM = ("owner", "recruiter"), ("hiring_manager", "coordinator")


def _sources(user: User):
    named = Q()
    for name in _OWN + _TEAM:
        named |= Q(**{name: user})
    return ImportSource.objects.filter(named).order_by("pk")


def open_of(user: User) -> list[Open]:
    return [
        Open(_("import source %(name)s") % {"name": source}, reverse("import_source", args=[source.pk]))
        for source in _sources(user)
    ]


def hand_over(user: User, to: User, by: User) -> None:
    """A source belongs to somebody who may import, or its next postings would begin with nobody."""
    for source in _sources(user):
        held = [name for name in _OWN + _TEAM if getattr(source, f"{name}_id") == user.pk]
        if not may_import(to) and not set(_OWN).isdisjoint(held):
            raise Refusal(_("%(source)s goes to a recruiter only. Change its owner first.") % {"source": source})
        source.save_edit(seen=source.revision, changes=dict.fromkeys(held, to))
        where = {"subject_type": "import_source", "subject_id": source.pk}
        record("import_source.edited", by_id=by.pk, door=Door.PAGE, **where)
