from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candidates.forms import Reasons, Sources
from recruiting.web.listing import Listing, answer
from recruiting.web.refusals import Forbidden


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings_list(request: HttpRequest, listing: type[Listing]) -> HttpResponse:
    if not request.user.is_recruiter:
        raise Forbidden(_("Only administrators and recruiters see the settings."))
    return answer(request, listing(request.user))


REASONS, SOURCES = {"listing": Reasons}, {"listing": Sources}
