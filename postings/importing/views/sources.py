"""Import sources: boards and feeds that are looked at on a schedule."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from postings.importing import queries, scheduling
from postings.importing.access import check_may_import, get_source
from postings.importing.forms import Seen, SourceForm, pressed
from recruiting.web.pages import posted


@login_required
@require_safe
def sources(request) -> HttpResponse:
    check_may_import(request.user)
    return render(request, "importing/sources.html", {"sources": queries.sources()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request) -> HttpResponse:
    check_may_import(request.user)
    form = SourceForm(posted(request), by=request.user)
    if form.is_valid():
        source = scheduling.add_source(by=request.user, **form.values())
        messages.success(request, _("%(name)s is being looked at for the first time") % {"name": source})
        return redirect("import_source", source.pk)
    return render(request, "importing/source_new.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def source(request, source_id: int) -> HttpResponse:
    """What came of it, and how it is set up."""
    found = get_source(request.user, source_id)
    form = SourceForm(posted(request), instance=found, by=request.user)
    if form.is_valid():
        scheduling.edit_source(found.pk, seen=form.cleaned_data["seen"], changes=form.values(), by=request.user)
        messages.success(request, _("Saved"))
        return redirect("import_source", source_id)
    found = get_source(request.user, source_id)
    context = {"source": found, "form": form, "runs": queries.runs_of(found, request.user)}
    return render(request, "importing/source.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def look_now(request, source_id: int) -> HttpResponse:
    found = get_source(request.user, source_id)
    scheduling.look_now(found.pk, by=request.user)
    messages.success(request, _("It is being looked at"))
    return redirect("import_source", source_id)


@login_required
@require_POST
def pause(request, source_id: int) -> HttpResponse:
    """Stop looking at it, or go on."""
    found = get_source(request.user, source_id)
    found = scheduling.pause(found.pk, active=not found.active, by=request.user, **pressed(Seen(request.POST)))
    messages.success(request, _("It is looked at again") if found.active else _("It is not looked at any more"))
    return redirect("import_source", source_id)
