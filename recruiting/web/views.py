"""What a browser keeps for when there is no connection. Nothing here knows who is asking."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    return render(None, "offline.html")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, because a worker is asked about nothing above its own address."""
    return render(None, "service-worker.js", content_type="text/javascript")
