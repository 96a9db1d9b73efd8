from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from candidates import access as candidates_access
from candidates.interviews import access, actions, forms, hands, queries, times, week
from candidates.models import Status
from recruiting.people.models import Organisation
from recruiting.web.pages import page, posted, wants_part

A_PAGE = 50
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def interviews(request: HttpRequest) -> HttpResponse:
    """A week as a calendar, or all that is to come or past as a list."""
    now, user = timezone.now(), request.user
    mine = request.GET.get("who") == "mine"
    shown = _list if request.GET.get("view") == "list" else _week
    context = {
        "mine": mine,
        "whose": "&who=mine" if mine else "",
        "to_schedule": queries.to_schedule(user),
        **shown(request, mine, now),
    }
    return page(request, "interviews/page.html", context["part"], context)


def _week(request: HttpRequest, mine: bool, now: datetime) -> dict[str, Any]:
    user = request.user
    asked = week.Week.asked(request.GET.get("week", ""), now=now, zone=user.time_zone)
    rows = list(queries.between(user, asked.begins, asked.ends, mine=mine))
    calendar = week.calendar(rows, asked, user, now)
    kept = {"beside": request.GET["beside"][:64]} if "beside" in request.GET else {}
    chosen = ({"who": "mine"} if mine else {}) | kept
    return {
        "part": "interviews/_week.html",
        "calendar": calendar,
        "beside": week.beside(rows, calendar, kept.get("beside")),
        "here": times.town(user.time_zone),
        "hands": hands.hands(rows, user=user, now=now),
        "count": len(rows),
        "address": urlencode({"view": "week", "week": asked.name} | kept),
        "whose": f"&{urlencode(chosen)}" if chosen else "",
        "zone": asked.zone_words,
    }


def _list(request: HttpRequest, mine: bool, now: datetime) -> dict[str, Any]:
    user, past = request.user, request.GET.get("show") == "past"
    rows = queries.interviews(user, past=past, mine=mine, now=now)
    page_obj = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    address = {"view": "list"} | ({"show": "past"} if past else {})
    return {
        "part": "interviews/_list.html",
        "page_obj": page_obj,
        "rows": [queries.shaped(row, user, now) for row in page_obj],
        "past": past,
        "address": urlencode(address),
        "query": urlencode(address | ({"who": "mine"} if mine else {})),
        "zone": times.zone_words(now, user.time_zone),
    }


@require_safe
@login_required
def interview(request: HttpRequest, interview_id: int) -> HttpResponse:
    now, user = timezone.now(), request.user
    found = access.get_interview(user, interview_id)
    people = queries.in_order(found)
    mine = next((row for row in people if row.user_id == user.pk), None)
    state, tone = queries.standing(found, now)
    planner = candidates_access.may_plan_interviews(user, found.application)
    context = {
        "interview": found,
        "state": state,
        "tone": tone,
        "when": times.span(found.starts_at, found.ends_at, user.time_zone),
        "there": ""
        if found.time_zone == user.time_zone
        else times.span(found.starts_at, found.ends_at, found.time_zone),
        "people": people,
        "mine": mine,
        "planner": planner,
        "open": found.status == found.Status.SCHEDULED,
        "begun": found.starts_at <= now,
        "answers": forms.AnswerForm.base_fields["answer"].choices,
        "reminders": queries.reminders_of(found, user),
        "messages_of": queries.messages_of(found, user),
        "zone": times.zone_words(now, user.time_zone),
    }
    return page(request, "interviews/interview.html", "interviews/_interview.html", context)


@form_page
@login_required
def plan(request: HttpRequest, application_id: int) -> HttpResponse:
    application = access.get_application_to_plan(request.user, application_id)
    form = forms.PlanForm(
        posted(request),
        application=application,
        reachable=queries.why_not_by_mail(application.candidate),
        initial={"title": application.stage.name, "time_zone": request.user.time_zone},
        **_zones(request, application.candidate),
    )
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        planned = actions.plan(application.pk, by=request.user, key=key, **form.when(), **form.details())
        messages.success(request, _("The interview is planned."))
        return _go(request, "interview", planned)
    ended = application.status != Status.ACTIVE
    context = {"form": form, "application": application, "ended": ended}
    return _sheet(request, "plan", form, context)


@form_page
@login_required
def reschedule(request: HttpRequest, interview_id: int) -> HttpResponse:
    found = access.get_interview_to_change(request.user, interview_id)
    form = forms.RescheduleForm(posted(request), interview=found, **_zones(request, found.application.candidate))
    if request.method == "POST" and form.is_valid():
        actions.reschedule(found.pk, by=request.user, revision=form.cleaned_data["revision"], **form.when())
        messages.success(request, _("The interview has its new time."))
        return _go(request, "interview", found.pk)
    return _sheet(request, "reschedule", form, {"form": form, "interview": found})


@form_page
@login_required
def change(request: HttpRequest, interview_id: int) -> HttpResponse:
    found = access.get_interview_to_change(request.user, interview_id)
    reachable = queries.why_not_by_mail(found.application.candidate)
    form = forms.ChangeForm(posted(request), interview=found, reachable=reachable)
    if request.method == "POST" and form.is_valid():
        actions.change(found.pk, by=request.user, revision=form.cleaned_data["revision"], **form.details())
        messages.success(request, _("The interview is changed."))
        return _go(request, "interview", found.pk)
    return _sheet(request, "change", form, {"form": form, "interview": found})


@form_page
@login_required
def cancel(request: HttpRequest, interview_id: int) -> HttpResponse:
    found = access.get_interview_to_change(request.user, interview_id)
    form = forms.CancelForm(posted(request), interview=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.cancel(found.pk, by=request.user, revision=data["revision"], because=data["because"])
        messages.success(request, _("The interview is cancelled, and everybody is told."))
        return _go(request, "interview", found.pk)
    return _sheet(request, "cancel", form, {"form": form, "interview": found})


@require_POST
@login_required
def answer(request: HttpRequest, interview_id: int) -> HttpResponse:
    found = access.get_interview(request.user, interview_id)
    data = _valid(forms.AnswerForm(request.POST))
    actions.answer(found.pk, by=request.user, **data)
    messages.success(request, _("Your answer is written down."))
    return redirect("interview", found.pk)


@require_POST
@login_required
def candidate_answer(request: HttpRequest, interview_id: int) -> HttpResponse:
    found = access.get_interview_to_change(request.user, interview_id)
    actions.record_candidate_answer(found.pk, by=request.user, **_valid(forms.CandidateAnswerForm(request.POST)))
    messages.success(request, _("The candidate’s answer is written down."))
    return redirect("interview", found.pk)


@require_POST
@login_required
def outcome(request: HttpRequest, interview_id: int) -> HttpResponse:
    found = access.get_interview(request.user, interview_id)
    actions.say_how_it_went(found.pk, by=request.user, **_valid(forms.OutcomeForm(request.POST)))
    messages.success(request, _("It is written down how it went."))
    return redirect("interview", found.pk)


# ---------------------------------------------------------------- shared by the forms


def _valid(form) -> dict:
    """Buttons send these; what is not one of their values is no page of ours."""
    if not form.is_valid():
        raise Http404
    return form.cleaned_data


def _zones(request: HttpRequest, candidate) -> dict[str, object]:
    """The likely zones: the planner's, the candidate's, the organisation's."""
    zones = [request.user.time_zone, candidate.time_zone, Organisation.current().time_zone]
    return {"zones": zones, "now": timezone.now()}


def _go(request: HttpRequest, name: str, *args) -> HttpResponse:
    """To another page, also out of the dialog."""
    response = redirect(name, *args)
    return HttpResponseClientRedirect(response.url) if wants_part(request) else response


def _sheet(request: HttpRequest, name: str, form, context: dict) -> HttpResponse:
    """The form; with its errors 422, and 409 where somebody else saved meanwhile."""
    status = 200 if not form.is_bound else 409 if getattr(form, "stale", False) else 422
    return page(
        request,
        "interviews/sheet.html",
        f"interviews/_{name}.html",
        context | {"part": f"interviews/_{name}.html"},
        status=status,
    )
