from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candidates import access
from candidates.board import filters, forms, listing, people, queries
from candidates.models import Application
from candidates.moves import entering
from candidates.moves.clock import Clock
from candidates.moves.dossier import dossier, menu
from postings import queries as of_postings
from postings.access import get_posting
from postings.models import Posting
from recruiting.people.models import Organisation, Role, User
from recruiting.web.pages import page, posted, wants_part
from recruiting.web.refusals import Forbidden

A_PAGE = 50
_PANEL = "candidates/board/_panel.html"


@login_required
@require_safe
def postings(request: HttpRequest) -> HttpResponse:
    asked = {"status": "open", **request.GET.dict()}
    visible = listing.visible_postings(request.user)
    found = filters.PostingFilter(asked, visible, request=request)
    # Counts of every status under the other filters, so that a tab says what it would show.
    counts = listing.status_counts(filters.PostingFilter({**asked, "status": ""}, visible, request=request).qs)
    shown = Paginator(listing.in_order(found.qs), A_PAGE).get_page(asked.get("page"))
    context = {
        "rows": listing.posting_rows(list(shown), user=request.user, clock=_clock()),
        "page_obj": shown,
        "asked": asked,
        "tabs": listing.tabs(counts),
        "departments": of_postings.departments(request.user),
        "query": listing.without_page(asked),
        "may_create": request.user.role != Role.INTERVIEWER,
        "may_import": request.user.is_recruiter,
    }
    return render(request, "postings/list.html", context)


@login_required
@require_safe
def board(request: HttpRequest, posting_id: int, application_id: int | None = None) -> HttpResponse:
    """The columns, and with ``application_id`` the candidate's panel over them."""
    posting = get_posting(request.user, posting_id)
    panel = _panel(request, posting, application_id) if application_id else None
    context = {"posting": posting, "panel": panel, "suffix": _suffix(request)}
    if wants_part(request) and request.htmx.target == "panel":
        return page(request, _PANEL, _PANEL, context)
    clock = _clock()
    openings, filled = of_postings.counted_openings(posting)
    may_move = access.may_add(request.user, posting)
    context |= {
        **queries.board(posting, user=request.user, clock=clock, asked=request.GET),
        "head": of_postings.head(posting, openings=openings, filled=filled, now=clock.now),
        "ways": of_postings.menu(request.user, posting),
        "may_add": may_move and posting.takes_people,
        "may_move": may_move,
        "here": request.path + _suffix(request),
        "refused": getattr(request, "refused", None),
    }
    context["refused_elsewhere"] = _has_no_card(context)
    response = page(request, "candidates/board/board.html", "candidates/board/_work.html", context)
    response["HX-Trigger"] = "closeDialog"
    return response


@login_required
@require_safe
def card_menu(request: HttpRequest, posting_id: int, application_id: int) -> HttpResponse:
    """What can be done with a card, without opening it."""
    posting = get_posting(request.user, posting_id)
    application = _application_of(request, posting, application_id)
    seen = request.htmx.current_url_abs_path if request.htmx else ""
    here = seen or reverse("board", args=[posting.pk])
    context = {"application": application, "items": menu(application, user=request.user, here=here)}
    return render(request, "candidates/board/_menu.html", context)


@login_required
@require_safe
def stage(request: HttpRequest, posting_id: int, stage_id: int) -> HttpResponse:
    """The next cards of a column."""
    posting = get_posting(request.user, posting_id)
    column = queries.get_stage(posting, stage_id)
    try:
        after = request.GET["rank"][:40], int(request.GET["after"])
    except (KeyError, ValueError):
        raise Http404 from None
    more = queries.more_cards(column, user=request.user, after=after, clock=_clock())
    return render(request, "candidates/board/_more.html", {"column": more})


@login_required
@require_safe
def applications(request: HttpRequest, posting_id: int) -> HttpResponse:
    """The board as a table, the ended ones too."""
    posting = get_posting(request.user, posting_id)
    clock = _clock()
    every = listing.applications_of(posting, request.user)
    found = filters.ApplicationFilter(request.GET, every, request=request)
    shown = Paginator(found.qs, A_PAGE).get_page(request.GET.get("page"))
    openings, filled = of_postings.counted_openings(posting)
    context = {
        "posting": posting,
        "head": of_postings.head(posting, openings=openings, filled=filled, now=clock.now),
        "rows": listing.application_rows(list(shown), clock),
        "page_obj": shown,
        "asked": request.GET.dict(),
        "query": listing.without_page(request.GET.dict()),
        "tabs": [("", _("All")), ("active", _("Active")), ("hired", _("Hired")), ("ended", _("Ended"))],
        "ways": of_postings.menu(request.user, posting),
        "may_add": access.may_add(request.user, posting) and posting.takes_people,
    }
    return render(request, "candidates/board/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_candidate(request: HttpRequest, posting_id: int) -> HttpResponse:
    posting = get_posting(request.user, posting_id)
    if not access.may_add(request.user, posting):
        raise Forbidden(_("You can look at this posting, but not add anybody to it."))
    form = forms.CandidateForm(posted(request), user=request.user)
    known = []
    if form.is_valid():
        chosen = form.cleaned_data["person"]
        if not chosen and not people.was_added(request.user, form.cleaned_data["key"]):
            known = people.known(form.contact_points(), user=request.user, posting=posting)
        if not known:
            application_id = _enter(request.user, posting, form, chosen)
            messages.success(request, _("%(name)s is on the board") % {"name": form.cleaned_data["full_name"]})
            return redirect("board_application", posting.pk, application_id)
    context = {"form": form, "posting": posting, "known": known}
    status = 409 if known else 422 if form.is_bound else 200
    return render(request, "candidates/new.html", context, status=status)


def _enter(user: User, posting: Posting, form: forms.CandidateForm, chosen: str) -> int:
    """The id of the application. ``chosen`` is a known person's id, or says that nobody known is meant."""
    how, key = form.how(), form.cleaned_data["key"]
    if chosen.isdigit():
        candidate = access.get_candidate(user, int(chosen))
        return entering.enter(candidate, posting, by=user, key=key, **how).application_id
    return entering.add_candidate(posting, by=user, key=key, person=form.new_person(), **how)


def _panel(request: HttpRequest, posting: Posting, application_id: int) -> dict[str, object]:
    application = _application_of(request, posting, application_id)
    panel = dossier(application, user=request.user, here=request.path + _suffix(request), now=timezone.now())
    refused = getattr(request, "refused", None)
    return {**panel, "refused": refused if refused and refused.application_id == application.pk else None}


def _application_of(request: HttpRequest, posting: Posting, application_id: int) -> Application:
    application = access.get_application(request.user, application_id)
    if application.posting_id != posting.pk:
        raise Http404
    return application


def _has_no_card(context: dict) -> bool:
    """Whether a refused move is to be told above the columns: its card is not among those shown."""
    refused, panel = context["refused"], context["panel"]
    if not refused or (panel and panel["refused"]):
        return False
    return refused.application_id not in {card.id for column in context["columns"] for card in column.cards}


def _suffix(request: HttpRequest) -> str:
    """The filters of the address, which stay while panels open and moves are made."""
    return f"?{request.GET.urlencode()}" if request.GET else ""


def _clock() -> Clock:
    return Clock.of(Organisation.current(), timezone.now())
