"""One posting of an import: decide about it, correct what was read, set it up, make it another advert."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from postings.importing import actions, queries
from postings.importing.access import get_row, get_run
from postings.importing.correcting import correction_form
from postings.importing.fields import BY_NAME
from postings.importing.forms import RowSetUpForm, Seen, pressed
from postings.importing.views.runs import address, kept_query, run_context
from recruiting.web.pages import page, posted, wants_part


@login_required
@require_POST
def press(request, run_id: int, number: int, form_class: type[Seen], act: Callable) -> HttpResponse:
    """A button of a row, done by ``act``: accept or skip it, make it another advert, take what came of a field."""
    row = get_row(request.user, run_id, number)
    act(row.pk, by=request.user, **pressed(form_class(request.POST)))
    return redirect(address(request, run_id, number))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request, run_id: int, number: int) -> HttpResponse:
    row = get_row(request.user, run_id, number)
    form = RowSetUpForm(posted(request), instance=row)
    if form.is_valid():
        actions.set_up_row(row.pk, seen=form.cleaned_data["seen"], setup=form.setup(), by=request.user)
        return _written(request, run_id, number)
    context = {"row": get_row(request.user, run_id, number), "form": form, "in_dialog": wants_part(request)}
    context["query"] = kept_query(request, number)
    status = 422 if form.is_bound else 200
    return page(request, "importing/row_set_up.html", "importing/_row_set_up.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, run_id: int, number: int, name: str) -> HttpResponse:
    row, field = get_row(request.user, run_id, number), BY_NAME.get(name)
    if field is None:
        raise Http404
    form = correction_form(field, posted(request), row=row)
    if "as_read" in request.POST:
        actions.take_as_read(row.pk, columns=field.columns, by=request.user, **pressed(Seen(request.POST)))
        return _written(request, run_id, number)
    if form.is_valid():
        actions.correct(row.pk, seen=form.cleaned_data["seen"], values=form.values(), by=request.user)
        return _written(request, run_id, number)
    context = {"row": row, "field": field, "form": form, "in_dialog": wants_part(request)}
    context |= {
        "query": kept_query(request, number),
        "words": queries.words_of(row, field),
        "is_corrected": not set(field.columns).isdisjoint(row.corrections),
    }
    status = 422 if form.is_bound else 200
    return page(request, "importing/correct.html", "importing/_correct.html", context, status=status)


def _written(request, run_id: int, number: int) -> HttpResponse:
    """Where it was asked for from a dialog, the run anew: its list names the row and carries its revision."""
    if not wants_part(request):
        return redirect(address(request, run_id, number))
    context = run_context(request, get_run(request.user, run_id), number)
    response = render(request, "importing/_run.html", context)
    response["HX-Retarget"], response["HX-Reswap"] = "#run", "outerHTML"
    response["HX-Trigger"] = "closeDialog"
    return response
