import logging
import secrets
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

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
