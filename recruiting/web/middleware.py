import logging

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import OperationalError, connection
from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render

from recruiting.web.pages import answer_refusal
from recruiting.web.refusals import Busy, Refusal

logger = logging.getLogger(__name__)
# lock_not_available: ran into the lock timeout; deadlock_detected: two waited for each other, and this one gave way.
LOST_A_LOCK = {"55P03", "40P01"}


def health(get_response):
    """``/livez``: this process answers. ``/readyz``: so does its database; a dead broker costs no page anything, so
    nobody asks for it. Before sessions and hosts, so that a probe needs neither."""

    def middleware(request):
        if request.path == "/livez":
            return HttpResponse("ok\n", content_type="text/plain")
        if request.path == "/readyz":
            return _ready()
        return get_response(request)

    return middleware


def _ready() -> JsonResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database = True
    except OperationalError:
        logger.warning("not ready: the database does not answer")
        database = False
    return JsonResponse({"database": database, "release": settings.RELEASE}, status=200 if database else 503)


def no_nul(get_response):
    """PostgreSQL's text holds no NUL. Forms refuse it in what they read; this does in addresses and cookies."""

    def middleware(request):
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or any("\0" in text for text in (request.path, query, *request.COOKIES.values())):
            raise BadRequest("NUL")
        return get_response(request)

    return middleware


def no_store(get_response):
    """Pages name people: no cache keeps one, and Back after signing out shows none."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def own_site_only(get_response):
    """Nothing of ours is read by another site's page, and no page asks for a camera, a microphone or a place."""

    def middleware(request):
        response = get_response(request)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        return response

    return middleware


def refusals(get_response):
    """A refusal raised by an action becomes the page's answer: what was refused, why, and what to do. Who asked for
    what is not theirs is in the log; an address holds ids, and what people type stands behind its question mark."""

    def middleware(request):
        response = get_response(request)
        if response.status_code in (403, 404) and request.user.is_authenticated:
            path = request.path.encode("unicode_escape").decode("ascii")  # no line of its own
            logger.warning("%s to user %s: %s %s", response.status_code, request.user.pk, request.method, path)
        return response

    def process_exception(request, exception):
        if isinstance(exception, OperationalError) and getattr(exception.__cause__, "sqlstate", "") in LOST_A_LOCK:
            exception = Busy()
        if isinstance(exception, Refusal):
            answer = getattr(request.resolver_match.func, "answer_refusal", answer_refusal)
            return answer(request, exception)
        return None

    middleware.process_exception = process_exception
    return middleware


def not_by_its_address(get_response):
    """What only a button sends, opened by its address (bookmarked, typed, come back to after signing in): a page that
    says so. It did nothing."""

    def middleware(request):
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    return middleware
