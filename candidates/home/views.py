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
    user, here = request.user, request.get_full_path()
    asked = request.GET.get("who")
    # Everybody else sees their postings alone. Who has none begins with everyone's.
    mine = user.is_recruiter and (asked == "mine" or (asked != "everyone" and queries.has_postings(user)))
    context = {
        **queries.home(user, clock=clock, mine=mine, here=here),
        "mine": mine,
        "here": here,
        "now": clock.now,
        "zone": user.time_zone.replace("_", " "),
    }
    return page(request, "candidates/home/home.html", "candidates/home/_work.html", context)
