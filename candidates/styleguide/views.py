from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from candidates.styleguide import specimens
from recruiting.web.refusals import Forbidden


@login_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part of the pages in every state, from the fragments that the pages themselves are built from."""
    if not request.user.is_administrator:
        raise Forbidden(_("Only an administrator sees the styleguide."))
    return render(request, "candidates/styleguide/page.html", specimens.every())
