"""One URL, one view: the whole page, or the part that htmx asked for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from recruiting.web.refusals import Refusal


def wants_part(request: HttpRequest) -> bool:
    """htmx asks for a fragment; a boosted link or a restored history entry wants the whole page."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: by POST even an empty body is one, and is told what is missing."""
    return request.POST if request.method == "POST" else None


def page(request: HttpRequest, whole: str, part: str, context: dict, *, status: int = 200) -> HttpResponse:
    response = render(request, part if wants_part(request) else whole, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request", "HX-Target"])
    return response


def answer_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return page(request, "errors/refused.html", "errors/_refused.html", {"refusal": refusal}, status=refusal.status)


def refusals_answered_by(answer: Callable[[HttpRequest, Refusal], HttpResponse]) -> Callable:
    """Of a view: what a refusal raised in it is answered with, in place of a page of its own. The middleware asks."""

    def decorate(view: Callable) -> Callable:
        view.answer_refusal = answer
        return view

    return decorate
