"""What is done with an advert of a posting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from postings.importing import adverts
from postings.importing.access import get_advert


@login_required
@require_POST
def take_apart(request, advert_id: int) -> HttpResponse:
    made = adverts.take_apart(get_advert(request.user, advert_id).pk, by=request.user)
    messages.success(request, _("%(title)s is a posting of its own now") % {"title": made})
    return redirect("posting", made.pk)
