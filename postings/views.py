from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from postings import access, actions, forms, queries
from postings.models import Posting
from recruiting.db.models import EditedMeanwhile
from recruiting.people.models import Role
from recruiting.web.pages import answer_refusal, posted, refusals_answered_by
from recruiting.web.refusals import Forbidden, Refusal


@login_required
@require_safe
def posting(request: HttpRequest, posting_id: int) -> HttpResponse:
    found = access.get_posting(request.user, posting_id)
    context = queries.posting_page(found, user=request.user, now=timezone.now())
    return render(request, "postings/posting.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if request.user.role not in (Role.ADMINISTRATOR, Role.RECRUITER, Role.HIRING_MANAGER):
        raise Forbidden(_("You cannot create postings."))
    form = forms.NewPostingForm(posted(request))
    if form.is_valid():
        made = actions.create_posting(by=request.user, **form.cleaned_data)
        messages.success(request, _("%(title)s is a draft") % {"title": made})
        return redirect("posting", made.pk)
    context = {"form": form, "departments": queries.departments(request.user)}
    return render(request, "postings/new.html", context, status=422 if form.is_bound else 200)


def edited_meanwhile(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Somebody saved in the moment between reading and writing: the form again, with both values."""
    if not isinstance(refusal, EditedMeanwhile):
        return answer_refusal(request, refusal)
    form = forms.PostingForm(request.POST, posting=refusal.current)
    form.is_valid()
    form.edited_meanwhile()
    return render(request, "postings/edit.html", {"form": form, "posting": refusal.current}, status=409)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@refusals_answered_by(edited_meanwhile)
def edit(request: HttpRequest, posting_id: int) -> HttpResponse:
    found = access.get_posting_to_edit(request.user, posting_id)
    form = forms.PostingForm(posted(request), posting=found)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        if form.edited_meanwhile():
            status = 409
        else:
            seen = form.cleaned_data["revision"]
            actions.edit_posting(found.pk, seen=seen, changes=form.changes(), by=request.user)
            messages.success(request, _("Saved"))
            return redirect("posting", found.pk)
    return render(request, "postings/edit.html", {"form": form, "posting": found}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_status(request: HttpRequest, posting_id: int, to: str, title: str, what: str) -> HttpResponse:
    """GET says what will happen, POST does it."""
    found = access.get_posting_to_edit(request.user, posting_id)
    if not request.user.is_recruiter:
        raise Forbidden(_("You cannot change the status of this posting."))
    if request.method == "POST":
        changed = actions.change_status(found.pk, to=to, by=request.user)
        status = changed.get_status_display().lower()
        messages.success(request, _("%(title)s is %(status)s") % {"title": changed, "status": status})
        return redirect("posting", found.pk)
    danger = to in (Posting.Status.CLOSED, Posting.Status.ARCHIVED)
    context = {"posting": found, "title": title, "what": what, "danger": danger}
    return render(request, "postings/status.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_opening(request: HttpRequest, posting_id: int) -> HttpResponse:
    found = access.get_posting_to_edit(request.user, posting_id)
    if not request.user.is_recruiter:
        raise Forbidden(_("Only a recruiter adds an opening."))
    form = forms.OpeningForm(posted(request))
    if form.is_valid():
        added = actions.add_opening(found.pk, because=form.cleaned_data["because"], by=request.user)
        messages.success(request, _("%(opening)s is open") % {"opening": added})
        return redirect("posting", found.pk)
    context = {"form": form, "posting": found, "title": _("Add an opening"), "label": _("Add the opening")}
    return render(request, "postings/small_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_team_member(request: HttpRequest, posting_id: int) -> HttpResponse:
    found = access.get_posting_to_edit(request.user, posting_id)
    form = forms.TeamMemberForm(posted(request))
    if form.is_valid():
        member = actions.set_team_member(found, by=request.user, **form.cleaned_data)
        words = {"name": member.user, "role": member.get_role_display().lower()}
        messages.success(request, _("%(name)s is on the team as %(role)s") % words)
        return redirect("posting", found.pk)
    context = {"form": form, "posting": found, "title": _("Add a colleague"), "label": _("Add to the team")}
    return render(request, "postings/small_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def remove_team_member(request: HttpRequest, posting_id: int, member_id: int) -> HttpResponse:
    found = access.get_posting_to_edit(request.user, posting_id)
    actions.remove_team_member(found, member_id=member_id, by=request.user)
    messages.success(request, _("Removed from the team"))
    return redirect("posting", found.pk)
