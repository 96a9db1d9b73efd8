from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from candidates.search import palette as palettes
from candidates.search import queries
from candidates.search.filters import CandidateFilter
from recruiting.web.context import frame
from recruiting.web.listing import row_id
from recruiting.web.pages import page, wants_part

A_PAGE = 50


@login_required
@require_safe
def candidates(request: HttpRequest) -> HttpResponse:
    """Everybody that the reader may know of, or those that they look for."""
    search = CandidateFilter(request.GET, queries.visible_people(request.user), request=request)
    typed = request.GET.get("q", "").strip()
    shown = Paginator(queries.best_first(search.qs, typed), A_PAGE).get_page(request.GET.get("page"))
    if nobody := bool(typed) and not shown.paginator.count:
        shown = Paginator(queries.likest_first(search.nearest(), typed), A_PAGE).get_page(request.GET.get("page"))
    asked = {name: request.GET[name] for name in search.filters if request.GET.get(name)}
    context = {
        "filter": search,
        "page_obj": shown,
        "rows": queries.found(shown, typed, request.user),
        "typed": typed,
        "nearly": nobody,
        "asked": asked,
        "query": urlencode(asked),
    }
    return page(request, "candidates/search/page.html", "candidates/search/_found.html", context)


@login_required
@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """Search or jump to: a page, what the dialog shows, or what was found for the words so far."""
    typed = request.GET.get("q", "").strip()[:200]
    address = request.htmx.current_url_abs_path if request.htmx else ""
    here = palettes.Here(address or "", row_id(request.GET.get("card", "")))
    groups = palettes.palette(request.user, typed, frame(request)["nav"], here)
    count = sum(len(options) for _label, options in groups)
    context = {"groups": groups, "typed": typed, "card": here.card or "", "count": count}
    part = "search/_options.html" if wants_part(request) and request.htmx.target == "found" else "search/_palette.html"
    return page(request, "candidates/search/palette.html", f"candidates/{part}", context)


@login_required
@require_safe
def shortcuts(request: HttpRequest) -> HttpResponse:
    return page(request, "candidates/search/shortcuts.html", "candidates/search/_shortcuts.html", {})
