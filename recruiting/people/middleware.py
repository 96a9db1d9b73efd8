import time
import zoneinfo
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme


def own_time_zone(get_response):
    """Every page shows its times in the reader's zone."""

    def middleware(request):
        if request.user.is_authenticated:
            timezone.activate(zoneinfo.ZoneInfo(request.user.time_zone))
        else:
            timezone.deactivate()
        return get_response(request)

    return middleware


def session_ends(get_response):
    """Two weeks after the sign-in at the latest. Django counts from the last change, so a stolen session that is
    used would never end."""

    def middleware(request):
        if request.user.is_authenticated:
            records = get_authentication_records(request, request.user)
            if records and records[0]["at"] < time.time() - settings.SESSION_COOKIE_AGE:
                logout(request)
        return get_response(request)

    return middleware


def sign_in_leads_back(get_response):
    """A form that meets the sign-in page leads back to the page that held it, where what was typed is put in again. The
    form's own address would do nothing, and may answer no GET."""

    def middleware(request):
        response = get_response(request)
        if request.method == "POST" and _is_sign_in(response) and (page := _own_page(request)):
            return redirect_to_login(page)
        return response

    return middleware


def _is_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and urlsplit(response["Location"]).path == resolve_url(settings.LOGIN_URL)


def _own_page(request: HttpRequest) -> str:
    """The page that the request came from, if it is one of ours: htmx names it, else the browser does."""
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
