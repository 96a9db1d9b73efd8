"""The pages of imports."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from postings.importing import actions, queries
from postings.importing.access import check_may_import, get_row, get_run
from postings.importing.fields import BY_NAME
from postings.importing.forms import DecideForm, PasteForm, Seen, SetUpForm, correction_form
from postings.importing.models import ImportRun
from recruiting.web.pages import page, wants_part

PAGE_SIZE = 50


@login_required
@require_safe
def imports(request) -> HttpResponse:
    check_may_import(request.user)
    found = Paginator(queries.runs(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    for run in found:
        run.words = queries.counts_in_words(run)
        run.nothing_new = queries.holds_nothing_new(run, run.new_count)
    return render(request, "importing/imports.html", {"page_obj": found})


@login_required
@require_http_methods(["GET", "POST"])
def paste(request) -> HttpResponse:
    check_may_import(request.user)
    form = PasteForm(request.POST or None)
    if form.is_valid():
        run_id = actions.paste(by=request.user, **form.cleaned_data)
        return redirect("import_run", run_id)
    return render(request, "importing/paste.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_safe
def run(request, run_id: int) -> HttpResponse:
    return _run_page(request, get_run(request.user, run_id))


@login_required
@require_POST
def set_up(request, run_id: int) -> HttpResponse:
    """Keep how the postings are to begin; with ``apply`` pressed, make them."""
    run = get_run(request.user, run_id)
    form = SetUpForm(request.POST, instance=run)
    if not form.is_valid():
        return _run_page(request, get_run(request.user, run_id), form, status=422)
    act = actions.apply if "apply" in request.POST else actions.set_up
    act(run_id, seen=form.cleaned_data["seen"], setup=form.setup(), by=request.user)
    if act is actions.set_up:
        messages.success(request, _("Kept. Nothing is made of it until you apply."))
    return redirect(_address(request, run_id))


@login_required
@require_POST
def discard(request, run_id: int) -> HttpResponse:
    run, form = get_run(request.user, run_id), Seen(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else run.revision
    actions.discard(run_id, seen=seen, by=request.user)
    messages.success(request, _("Discarded. Nothing was made of it."))
    return redirect("imports")


@login_required
@require_POST
def decide(request, run_id: int, number: int) -> HttpResponse:
    row, form = get_row(request.user, run_id, number), DecideForm(request.POST)
    if form.is_valid():
        actions.decide(row.pk, by=request.user, **form.cleaned_data)
    return redirect(_address(request, run_id, number))


@login_required
@require_http_methods(["GET", "POST"])
def correct(request, run_id: int, number: int, name: str) -> HttpResponse:
    row, field = get_row(request.user, run_id, number), BY_NAME.get(name)
    if field is None:
        raise Http404
    form = correction_form(field, request.POST or None, row=row)
    if "as_read" in request.POST:
        seen = Seen(request.POST)
        if seen.is_valid():
            actions.take_as_read(row.pk, columns=field.columns, by=request.user, **seen.cleaned_data)
            return _corrected(request, run_id, number)
    elif form.is_valid():
        actions.correct(row.pk, seen=form.cleaned_data["seen"], values=form.values(), by=request.user)
        return _corrected(request, run_id, number)
    words = queries.words_of(row, field)
    context = {"row": row, "field": field, "form": form, "words": words, "in_dialog": wants_part(request)}
    context["is_corrected"] = any(column in row.corrections for column in field.columns)
    return page(
        request, "importing/correct.html", "importing/_correct.html", context, status=422 if form.is_bound else 200
    )


def _corrected(request, run_id: int, number: int) -> HttpResponse:
    """The row anew; in the dialog's place, where it was asked for from there."""
    if not wants_part(request):
        return redirect(_address(request, run_id, number))
    context = _row_context(request, get_run(request.user, run_id), number)
    response = render(request, "importing/_row.html", context)
    response["HX-Retarget"], response["HX-Reswap"] = "#row", "outerHTML"
    response["HX-Trigger"] = "closeDialog"
    return response


def _run_page(request, run: ImportRun, form: SetUpForm | None = None, status: int = 200) -> HttpResponse:
    context = _row_context(request, run, request.GET.get("row", ""))
    if run.status == ImportRun.Status.READY:
        context["form"] = form or SetUpForm(instance=run)
    return page(request, "importing/run.html", "importing/_run.html", context, status=status)


def _row_context(request, run: ImportRun, number: int | str) -> dict:
    rows = queries.rows(run, request.user)
    chosen = next((row for row in rows if str(row.number) == str(number)), rows[0] if rows else None)
    run.nothing_new = queries.holds_nothing_new(run, sum(row.verdict == "new" for row in rows))
    raw = request.GET.get("text") == "raw"
    context = {"run": run, "rows": rows, "raw": raw, "progress": queries.progress(rows)}
    if chosen:
        context["view"] = queries.row_view(chosen, request.user, raw=raw)
    return context


def _address(request, run_id: int, number: int | str = "") -> str:
    number = number or request.GET.get("row", "")
    return reverse("import_run", args=[run_id]) + (f"?{urlencode({'row': number})}" if number else "")
