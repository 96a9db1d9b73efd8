"""Who may import: recruiters and administrators, who see every run, but no posting that is hidden from them."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from postings.access import may_import
from postings.importing.models import ImportRow, ImportRun
from recruiting.web.refusals import Forbidden


def check_may_import(user) -> None:
    if not may_import(user):
        raise Forbidden(_("Only recruiters import postings."))


def get_run(user, run_id: int) -> ImportRun:
    check_may_import(user)
    return get_object_or_404(ImportRun.objects.visible_to(user).select_related("started_by", "applied_by"), pk=run_id)


def get_row(user, run_id: int, number: int) -> ImportRow:
    check_may_import(user)
    return get_object_or_404(ImportRow.objects.visible_to(user).select_related("run"), run=run_id, number=number)
