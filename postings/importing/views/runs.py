"""Imports: the list, a new one, and a run from its preview to its revert."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from postings.importing import actions, queries, reports, wording
from postings.importing.access import check_may_import, get_raw, get_run, get_whole_run
from postings.importing.columns import header_of, lists_of
from postings.importing.forms import ColumnsForm, DecideAllForm, NewImportForm, ReadAsForm, Seen, SetUpForm, pressed
from postings.importing.models import ImportRun
from recruiting.web.pages import page, posted

PAGE_SIZE = 50


@login_required
@require_safe
def imports(request) -> HttpResponse:
    check_may_import(request.user)
    found = Paginator(queries.runs(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    for run in found:
        run.words = wording.counts_in_words(run)
        run.nothing_new = queries.holds_nothing_new(run, run.new_rows + run.changed_rows + run.conflict_rows)
    return render(request, "importing/imports.html", {"page_obj": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request) -> HttpResponse:
    """Paste a text, or give files; each is a run of its own."""
    check_may_import(request.user)
    form = NewImportForm(posted(request), request.FILES or None)
    if form.is_valid():
        begun = actions.begin(by=request.user, **form.cleaned_data)
        return redirect("import_run", begun[0]) if len(begun) == 1 else redirect("imports")
    return render(request, "importing/new.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_safe
def run(request, run_id: int) -> HttpResponse:
    return run_page(request, get_run(request.user, run_id))


@login_required
@require_POST
def set_up(request, run_id: int) -> HttpResponse:
    """Keep how the postings are to begin; with ``apply`` pressed, make them."""
    run = get_run(request.user, run_id)
    form = SetUpForm(request.POST, instance=run)
    if not form.is_valid():
        return run_page(request, get_run(request.user, run_id), form, status=422)
    act = actions.apply if "apply" in request.POST else actions.set_up
    act(run_id, seen=form.cleaned_data["seen"], setup=form.setup(), by=request.user)
    if act is actions.set_up:
        messages.success(request, _("Kept. Nothing is made of it until you apply."))
    return redirect(address(request, run_id))


@login_required
@require_POST
def decide_all(request, run_id: int) -> HttpResponse:
    run = get_run(request.user, run_id)
    actions.decide_all(run.pk, by=request.user, **pressed(DecideAllForm(request.POST)))
    return redirect(address(request, run_id))


@login_required
@require_POST
def read_as(request, run_id: int) -> HttpResponse:
    """Correct a wrong guess of the format."""
    run = get_run(request.user, run_id)
    actions.read_as(run.pk, by=request.user, **pressed(ReadAsForm(request.POST)))
    return redirect("import_run", run_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request, run_id: int) -> HttpResponse:
    """Which column of a table is which field."""
    run = get_whole_run(request.user, run_id)
    header = header_of(run)
    form = ColumnsForm(posted(request), run=run, header=header, lists=lists_of(run, header, request.user))
    if form.is_valid():
        said = {"seen": form.cleaned_data["seen"], "columns": form.columns(), "tenant": form.tenant()}
        actions.say_columns(run.pk, header=header, by=request.user, **said)
        return redirect("import_run", run_id)
    return render(request, "importing/columns.html", {"run": run, "form": form}, status=422 if form.is_bound else 200)


@login_required
@require_POST
def discard(request, run_id: int) -> HttpResponse:
    run = get_run(request.user, run_id)
    actions.discard(run.pk, by=request.user, **pressed(Seen(request.POST)))
    messages.success(request, _("Discarded. Nothing was made of it."))
    return redirect("imports")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revert(request, run_id: int) -> HttpResponse:
    """GET says what will happen, POST does it."""
    run = get_run(request.user, run_id)
    if request.method == "POST":
        actions.revert(run.pk, by=request.user, **pressed(Seen(request.POST)))
        return redirect("import_run", run_id)
    context = {"run": run, "form": Seen(initial={"seen": run.revision}), "plan": queries.revert_plan(run, request.user)}
    return render(request, "importing/revert.html", context)


@login_required
@require_safe
def report(request, run_id: int) -> StreamingHttpResponse:
    """Every row with its verdict and what came of it, as a table to download."""
    run = get_run(request.user, run_id)
    answer = StreamingHttpResponse(reports.lines(run, request.user), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{run.pk}.csv"'
    return answer


@login_required
@require_safe
def raw(request, run_id: int, number: int) -> FileResponse:
    """The bytes as they came: never shown, only downloaded."""
    kept = get_raw(request.user, run_id, number)
    try:
        opened = kept.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    named = kept.url.rpartition("/")[2].partition("?")[0].strip(". ")
    name = get_valid_filename(f"{run_id}-{number}-{named}")  # it raises where nothing is left of a name
    return FileResponse(opened, as_attachment=True, filename=name, content_type="application/octet-stream")


def run_page(request, run: ImportRun, form: SetUpForm | None = None, status: int = 200) -> HttpResponse:
    context = run_context(request, run, request.GET.get("row", ""))
    if form:
        context["form"] = form
    return page(request, "importing/run.html", "importing/_run.html", context, status=status)


def run_context(request, run: ImportRun, number: int | str) -> dict:
    """A page of the run's rows and the chosen one beside its text."""
    verdict = request.GET.get("verdict", "")
    counts = queries.verdict_counts(run, request.user)
    found = Paginator(queries.rows(run, request.user, verdict), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = queries.with_postings(list(found), request.user)
    chosen = queries.chosen_row(run, request.user, number) or (rows[0] if rows else None)
    run.nothing_new = queries.holds_nothing_new(run, counts["to_decide"])
    raw = request.GET.get("text") == "raw"
    context = {"run": run, "rows": rows, "page_obj": found, "counts": counts, "verdict": verdict, "raw": raw}
    context["rows_query"] = urlencode({"verdict": verdict}) if verdict else ""
    context["query"] = kept_query(request, chosen.number if chosen else "")
    if chosen:
        context["view"] = queries.row_view(chosen, request.user, raw=raw)
    if run.status == ImportRun.Status.READY or (run.status == ImportRun.Status.APPLIED and counts["failed"]):
        context["form"] = SetUpForm(instance=run)
    if run.status in (ImportRun.Status.READY, ImportRun.Status.FAILED):
        context["raw_pages"] = queries.raw_pages(run, request.user)
        context["read_as"] = ReadAsForm(initial={"seen": run.revision, "format": run.format}, auto_id="read_as_%s")
    return context


def address(request, run_id: int, number: int | str = "") -> str:
    """Of a run, on the same page of its rows."""
    return reverse("import_run", args=[run_id]) + kept_query(request, number)


def kept_query(request, number: int | str = "") -> str:
    """Which rows are looked at, and which of them."""
    kept = {name: request.GET[name] for name in ("row", "verdict", "page") if request.GET.get(name)}
    if number:
        kept["row"] = str(number)
    return f"?{urlencode(kept)}" if kept else ""
