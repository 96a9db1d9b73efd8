"""Several adverts of one posting, and taking them apart again."""

from django.db import transaction
from django.utils.translation import gettext as _

from postings.access import may_edit
from postings.actions import NewPosting, _do_create_postings
from postings.importing.comparing import facts_of
from postings.importing.fields import ADVERT_COLUMNS, values_of
from postings.importing.models import ImportRow
from postings.locks import hold_posting
from postings.models import Advert, Posting
from postings.pipelines.actions import ensure_default_template
from recruiting.outbox.actions import record
from recruiting.outbox.models import Door
from recruiting.people.models import User
from recruiting.web.refusals import Forbidden, Refusal


def take_apart(advert_id: int, *, by: User) -> Posting:
    """Make an advert a posting of its own, a draft of what it says. The posting that it was on stays as it is."""
    with transaction.atomic(durable=True):
        hold_posting(Advert.objects.values_list("posting", flat=True).get(pk=advert_id))
        advert = Advert.objects.select_related("posting").get(pk=advert_id)
        if not by.is_recruiter or not may_edit(by, advert.posting):
            raise Forbidden(_("Only a recruiter takes adverts apart."))
        if not advert.posting.adverts.exclude(pk=advert_id).exists():
            raise Refusal(_("It is the only advert of its posting."), status=409)
        values = {name: value for name, value in values_of(facts_of(advert), {}).items() if name not in ADVERT_COLUMNS}
        fields = {"description": advert.text, **values, "title": values.get("title") or advert.title}
        wanted = NewPosting(template=ensure_default_template(), fields=fields)
        made = _do_create_postings([wanted], by=by, door=Door.PAGE)[0]
        advert.save_edit(seen=advert.revision, changes={"posting": made})
        # Whoever takes its run back meets a posting that was edited since.
        ImportRow.objects.filter(advert=advert).update(posting=made, posting_revision=None)
        record(
            "advert.taken_apart",
            subject_type="posting",
            subject_id=made.pk,
            posting_id=made.pk,
            by_id=by.pk,
            door=Door.PAGE,
            payload={"advert": advert.pk},
        )
        return made
