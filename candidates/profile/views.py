from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from candidates import access
from candidates.moves.dossier import contact, dossier
from candidates.profile import queries
from recruiting.web.pages import page


@login_required
@require_safe
def candidate(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """The person, and of one application where it stands, what can be done and what happened."""
    person = access.get_candidate(request.user, candidate_id)
    applications = queries.applications_of(person, request.user)
    chosen = queries.chosen_of(applications, request.GET.get("application", ""))
    context = {
        "candidate": person,
        "tabs": queries.tabs(applications, chosen),
        "refused": getattr(request, "refused", None),
        "panel": None,
    }
    if chosen:
        here = queries.tabs([chosen], chosen)[0]["url"]
        context["panel"] = dossier(chosen, user=request.user, here=here, now=timezone.now())
    context["contact"] = context["panel"]["contact"] if chosen else contact(person.pk)
    response = page(request, "candidates/page.html", "candidates/_work.html", context)
    response["HX-Trigger"] = "closeDialog"
    return response
