from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from recruiting.outbox import access, actions, queries
from recruiting.outbox.models import Message
from recruiting.reminders import actions as reminder_actions
from recruiting.reminders.models import Reminder
from recruiting.web.pages import page

A_PAGE, A_GROUP = 50, 15


@require_safe
@login_required
def outbox(request: HttpRequest) -> HttpResponse:
    """Every group with its first rows; or one, page by page."""
    only, find = request.GET.get("state", ""), request.GET.get("q", "").strip()
    counts = queries.counts(request.user, find)
    shown = [only] if only in queries.GROUPS else list(queries.GROUPS)
    groups, page_obj = [], None
    for name in shown:
        listing = queries.Listing(request.user, queries.GROUPS[name], counts[name], find)
        if only in queries.GROUPS:
            page_obj = Paginator(listing, A_PAGE).get_page(request.GET.get("page"))
        if counts[name]:
            rows = list(page_obj) if page_obj else listing[slice(0, A_GROUP)]
            groups.append({"name": name, "label": queries.GROUPS[name].label, "count": counts[name], "rows": rows})
    context = {
        "groups": groups,
        "page_obj": page_obj,
        "only": only if only in queries.GROUPS else "",
        "tabs": [(name, group.label, counts[name]) for name, group in queries.GROUPS.items()],
        "query": urlencode({"state": only, "q": find}),
        "find": find,
        "found": urlencode({"q": find}) if find else "",
        "zone": request.user.time_zone.replace("_", " "),
        "mail_server": settings.EMAIL_CONFIGURED,
        "here": request.get_full_path(),
    }
    return page(request, "outbox/list.html", "outbox/_list.html", context)


@require_safe
@login_required
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    found = access.get_visible(Message, request.user, message_id)
    context = {"row": queries.of_message(found), "message": found, "zone": request.user.time_zone.replace("_", " ")}
    return page(request, "outbox/message.html", "outbox/_message.html", context)


VERBS = {
    "hold": (actions.hold, lambda: _("The mail is held.")),
    "cancel": (actions.cancel, lambda: _("The mail will not be sent.")),
    "send": (actions.send_now, lambda: _("The mail goes out now.")),
}

REMINDER_VERBS = {
    "hold": (reminder_actions.hold, lambda: _("The reminder is held.")),
    "release": (reminder_actions.release, lambda: _("The reminder goes out at its time.")),
    "cancel": (reminder_actions.cancel_one, lambda: _("The reminder will not be sent.")),
    "send": (reminder_actions.send_now, lambda: _("The reminder goes out now.")),
}


@require_POST
@login_required
def decide(request: HttpRequest, message_id: int, verb: str) -> HttpResponse:
    return _decide(request, Message, message_id, VERBS, verb)


@require_POST
@login_required
def decide_reminder(request: HttpRequest, reminder_id: int, verb: str) -> HttpResponse:
    return _decide(request, Reminder, reminder_id, REMINDER_VERBS, verb)


def _decide(request: HttpRequest, model, pk: int, verbs: dict, verb: str) -> HttpResponse:
    if verb not in verbs:
        raise Http404
    act, said = verbs[verb]
    act(access.get_to_decide(model, request.user, pk), by=request.user)
    messages.success(request, said())
    back = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if ours else reverse("outbox"))
