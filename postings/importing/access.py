"""Who may import: recruiters and administrators, who see every run, but no posting that is hidden from them."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from postings.access import may_edit, may_import
from postings.importing.models import ImportRow, ImportRun, ImportSource, RawPage
from postings.models import Advert, Posting
from recruiting.web.refusals import Forbidden, Refusal


def check_may_import(user) -> None:
    if not may_import(user):
        raise Forbidden(_("Only recruiters import postings."))


def check_may_still_import(user) -> None:
    """Of whoever had a worker apply or revert: between the two somebody may have left."""
    if not may_import(user):
        words = _("%(name)s, who asked for it, may not import any more. Somebody else can try again.")
        raise Refusal(words % {"name": user})


def check_may_change(user, posting: Posting) -> None:
    """Of what an import of theirs touches: a run may hold rows of postings that are hidden from who applies it."""
    if not may_edit(user, posting):
        raise Forbidden(_("This posting is not one that you may change."))


def get_run(user, run_id: int) -> ImportRun:
    check_may_import(user)
    runs = ImportRun.objects.visible_to(user).select_related("started_by", "template", "recruiter", "source")
    return get_object_or_404(runs, pk=run_id)


def get_row(user, run_id: int, number: int) -> ImportRow:
    check_may_import(user)
    rows = ImportRow.objects.visible_to(user).select_related("run", "posting", "resembles")
    return get_object_or_404(rows, run=run_id, number=number)


def get_whole_run(user, run_id: int) -> ImportRun:
    """One of which nothing is hidden from ``user``, so that they may see it as it came."""
    run = get_run(user, run_id)
    rows = ImportRow.objects.filter(run=run)
    if rows.count() != rows.visible_to(user).count() or (run.same_count and _may_hold_hidden(user, run)):
        raise Http404
    return run


def _may_hold_hidden(user, run: ImportRun) -> bool:
    """What is known and unchanged has no row to tell whose it is: any hidden posting of the same kind may be in it."""
    if run.started_by_id == user.pk:
        return False
    adverts = Advert.objects.filter(source_kind=run.known_kind)
    return adverts.exclude(posting__in=Posting.objects.visible_to(user)).exists()


def get_raw(user, run_id: int, number: int) -> RawPage:
    return get_object_or_404(get_whole_run(user, run_id).pages, number=number)


def get_source(user, source_id: int) -> ImportSource:
    check_may_import(user)
    return get_object_or_404(ImportSource.objects.select_related("owner"), pk=source_id)


def get_advert(user, advert_id: int) -> Advert:
    """One of a posting that ``user`` sees."""
    return get_object_or_404(Advert.objects.filter(posting__in=Posting.objects.visible_to(user)), pk=advert_id)
