from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from candidates.home import queries
from candidates.moves.clock import Clock
from recruiting.people.models import Organisation
from recruiting.web.pages import page


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for whoever is signed in."""
    clock = Clock.of(Organisation.current(), timezone.now())
    context = {
        **queries.home(request.user, clock=clock),
        "now": clock.now,
        "zone": request.user.time_zone.replace("_", " "),
    }
    return page(request, "candidates/home/home.html", "candidates/home/_work.html", context)
