import smtplib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from recruiting.people import actions
from recruiting.people.listings import People, TheOrganisation
from recruiting.web.listing import answer, row_id
from recruiting.web.refusals import Forbidden


def _only_administrators(request: HttpRequest) -> None:
    if not request.user.is_administrator:
        raise Forbidden(_("Only an administrator sees these settings."))


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    if not request.user.is_recruiter:
        raise Forbidden(_("Only administrators and recruiters see the settings."))
    return redirect("settings_people" if request.user.is_administrator else "settings_pipelines")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    _only_administrators(request)
    return answer(request, TheOrganisation(request.user))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    _only_administrators(request)
    listing = People(request.user, row_id(request.GET.get("leaving", "")))
    answered = answer(request, listing)
    if listing.made:
        _hand_out(request, *listing.made)
    return answered


def _hand_out(request: HttpRequest, user, link: str) -> None:
    """The link goes out by mail where there is a mail server, else it is shown this once."""
    if settings.EMAIL_CONFIGURED:
        try:
            actions.mail_password_link(user, link, by=request.user)
        except (OSError, smtplib.SMTPException):
            pass
        else:
            messages.success(request, _("The link was mailed to %(email)s") % {"email": user.email})
            return
    messages.warning(request, _("Give %(name)s this link, it works once: %(link)s") % {"name": user, "link": link})
