import logging
import secrets
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from recruiting.web.refusals import Refusal

logger = logging.getLogger(__name__)
RETRY_AFTER = 5  # seconds; a PostgreSQL that was killed is back in fewer


def server_error(request: HttpRequest) -> HttpResponse:
    """A page that asks nothing of what just broke, with a reference that is in the log, too."""
    reference = secrets.token_hex(4)
    logger.error("reference %s: %s %s", reference, request.method, request.path)
    # A database that was lost, stops or has no connection left is nobody's mistake, and comes back.
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = render_to_string("503.html", {"reference": reference})
        return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER})
    return HttpResponse(render_to_string("500.html", {"reference": reference}), status=500)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be read at all: found before it is known who asks, and by what. What was typed stays where it is."""
    refusal = Refusal(
        _("What was sent cannot be read. Nothing was changed; go back, and send it once more."), status=400
    )
    if isinstance(exception, RequestDataTooBig):
        most = filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        words = _("This is more than a form can send: at most %(most)s. Nothing was changed; go back, and shorten it.")
        refusal = Refusal(words % {"most": most}, status=413)
    template = "errors/_refused.html" if "HX-Request" in request.headers else "errors/refused.html"
    return render(request, template, {"refusal": refusal}, status=refusal.status)
