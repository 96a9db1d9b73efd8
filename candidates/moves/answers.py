"""What a move is answered with: the page that it was made on, as it is now."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from candidates.models import Application, StageMove
from candidates.moves.forms import new_key
from candidates.moves.refusals import MovedMeanwhile, MoveRefused, NoOpeningLeft
from recruiting.web.pages import answer_refusal
from recruiting.web.refusals import Refusal

Kind = StageMove.Kind
# Pages that show a refused move where it happened: on its card, in the panel, on the candidate's page.
PLACES = {"board", "board_application", "candidate"}


@dataclass(frozen=True, slots=True)
class Again:
    """A refused move, for the page that shows it: why, and how to do it all the same."""

    application_id: int
    why: str
    url: str = ""
    label: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    kept: str = ""
    form_url: str = ""


def moved(request: HttpRequest, move: StageMove) -> HttpResponse:
    """Back to where it was pressed, with a notice that offers to undo it."""
    application, back = move.application, return_path(request, move.application)
    undo_url = ""
    if move.kind != Kind.UNDO:
        undo_url = reverse("application_undo", args=[application.pk], query={"version": move.number, "next": back})
    messages.success(request, _done(move), extra_tags=undo_url)
    response = redirect(back)
    response.status_code = 303
    return response


def reviewed(request: HttpRequest, application: Application) -> HttpResponse:
    messages.success(request, _("%(name)s is reviewed") % {"name": application.candidate})
    response = redirect(return_path(request, application))
    response.status_code = 303
    return response


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """409 with the page as it truly is now, and the refusal on the card or in the panel. Nothing typed is lost."""
    if not isinstance(refusal, MoveRefused):
        return answer_refusal(request, refusal)
    path = return_path(request, refusal.application)
    request.refused = _again(request, refusal, path)
    return _show(request, path, refusal)


def return_path(request: HttpRequest, application: Application) -> str:
    """Only ever a path of ours: the address comes from the form."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None, require_https=request.is_secure())
    ours = ours and asked.startswith("/") and "%00" not in asked  # a refused move is shown there at once
    return asked if ours else reverse("board", args=[application.posting_id])


def shows_moves(path: str) -> bool:
    """Whether the page can be replaced by the answer to a move; elsewhere the answer is a page of its own."""
    return _place(path) is not None


def _place(path: str) -> ResolverMatch | None:
    try:
        match = resolve(path.partition("?")[0])
    except Resolver404:
        return None
    return match if match.url_name in PLACES else None


def _show(request: HttpRequest, path: str, refusal: MoveRefused) -> HttpResponse:
    bare, _mark, query = path.partition("?")
    match = _place(path)
    if match is None:
        application = refusal.application
        match, query = resolve(reverse("board_application", args=[application.posting_id, application.pk])), ""
    request.method, request.GET, request.path = "GET", QueryDict(query), bare
    try:
        response = match.func(request, *match.args, **match.kwargs)
    except Http404:
        return answer_refusal(request, refusal)
    response.status_code = refusal.status
    return response


def _again(request: HttpRequest, refusal: MoveRefused, back: str) -> Again:
    application = refusal.application
    why, kept = str(refusal), request.POST.get("note", "")
    if isinstance(refusal, MovedMeanwhile):
        typed = [(name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "key")]
        fields = {**dict(typed), "version": application.version, "key": new_key(), "next": back}
        label = _("Undo anyway") if request.path.endswith("/undo/") else _("Move anyway")
        return Again(application.pk, why, request.path, label, tuple(fields.items()), kept)
    if isinstance(refusal, NoOpeningLeft) and request.user.is_recruiter:
        form_url = reverse("application_hire", args=[application.pk], query={"next": back})
        return Again(application.pk, why, label=_("Add an opening and hire…"), form_url=form_url, kept=kept)
    return Again(application.pk, why, kept=kept)


def _done(move: StageMove) -> str:
    words = {"name": move.application.candidate, "stage": move.to_stage, "opening": move.opening}
    sentences = {
        Kind.MOVE: _("%(name)s is in %(stage)s"),
        Kind.REJECT: _("%(name)s is rejected"),
        Kind.WITHDRAW: _("%(name)s is recorded as withdrawn"),
        Kind.CLOSE: _("The application of %(name)s is closed"),
        Kind.REOPEN: _("%(name)s is active again, in %(stage)s"),
        Kind.HIRE: _("%(name)s is hired and takes %(opening)s"),
        Kind.UNHIRE: _("The hire of %(name)s is taken back, %(opening)s is free"),
        Kind.UNDO: _("Undone: %(name)s is in %(stage)s again"),
    }
    return sentences[Kind(move.kind)] % words
