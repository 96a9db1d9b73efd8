"""The shape of each move's input. Every form carries the version that its page showed, and a key of its own."""

import uuid
from collections.abc import Callable

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from candidates.models import Application, EndReason, StageMove, Status
from candidates.moves import actions, queries
from candidates.moves.sentences import what_happened
from postings.pipelines.models import Stage
from recruiting.people.models import User
from recruiting.web.forms import MomentField


def new_key() -> str:
    return uuid.uuid4().hex


class StepForm(forms.Form):
    """``act`` is the action; ``how`` its arguments. ``tone`` "danger" where the button is red."""

    act: Callable[..., StageMove]
    title = label = ""
    tone = "primary"

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    key = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, application: Application, user, initial=None):
        initial = {"version": application.version, "key": new_key(), **(initial or {})}
        super().__init__(data, initial=initial)
        self.application, self.user = application, user

    def how(self) -> dict[str, object]:
        """What is particular to this move; empty fields are left out."""
        return {
            name: value for name, value in self.cleaned_data.items() if name != "key" and value not in (None, "")
        } | {"key": self.cleaned_data["key"] or None}

    def sentence(self) -> str:
        """What the page says above the fields."""
        return ""

    def effects(self) -> list[dict]:
        """What will happen, a line per kind of effect."""
        return []


class NoteMixin(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the team; it stands in the timeline."),
    )


class WhenMixin(forms.Form):
    occurred_at = MomentField(
        label=_("When it happened"),
        required=False,
        help_text=_("Empty: now."),
    )


class AdvanceForm(StepForm):
    act, title, label = actions.advance, _("Advance"), _("Advance")

    def sentence(self) -> str:
        following = queries.stage_after(self.application.stage)
        words = {"from": self.application.stage, "to": following}
        if following is None:
            return _("%(from)s is the last stage. From here a candidate is hired.") % words
        return _("From %(from)s to %(to)s.") % words


class MoveForm(WhenMixin, NoteMixin, StepForm):
    act, title, label = actions.move, _("Move"), _("Move")
    stage = forms.TypedChoiceField(
        coerce=int, widget=forms.RadioSelect, error_messages={"required": _("Choose where.")}
    )
    field_order = ["stage", "note", "occurred_at"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stages = list(Stage.objects.filter(posting=self.application.posting_id).in_order())
        self.fields["stage"].choices = [(stage.pk, stage.name) for stage in self.stages]
        following = [stage for stage in self.stages if self.application.stage.is_before(stage)]
        if following:
            self.fields["stage"].initial = following[0].pk

    def how(self) -> dict[str, object]:
        how = super().how()
        how["stage_id"] = how.pop("stage")
        return how

    def line(self) -> list[dict]:
        """The stages as they stand on the line: where it is, where it could go and what that skips."""
        here, chosen = self.application.stage, str(self["stage"].value())
        rows = []
        for stage in self.stages:
            skipped = sum(here.is_before(other) and other.is_before(stage) for other in self.stages)
            words = _("next") if not skipped else _("skips %(n)s") % {"n": skipped}
            if stage.is_before(here):
                words = _("back; the clock begins again")
            at = "here" if stage == here else "done" if stage.is_before(here) else ""
            words = _("here") if stage == here else words
            rows.append({"pk": stage.pk, "name": stage.name, "words": words, "at": at, "on": str(stage.pk) == chosen})
        return rows

    def ways_out(self) -> list[dict]:
        """The other pages that a menu of moves leads to."""
        ways = [
            ("hire", _("Hire…"), "check"),
            ("reject", _("Reject…"), "circle-slash"),
            ("withdraw", _("Withdrawn by the candidate…"), "log-out"),
            ("close", _("Close: a duplicate, spam, a mistake…"), "x"),
        ]
        pages = [
            (reverse(f"application_{verb}", args=[self.application.pk]), label, icon) for verb, label, icon in ways
        ]
        return [{"url": url, "label": label, "icon": icon} for url, label, icon in pages]


class EndForm(WhenMixin, NoteMixin, StepForm):
    """Reject, withdraw and close: the reason gives the status."""

    status = ""
    tone = "danger"
    reason = forms.ModelChoiceField(EndReason.objects.none(), label=_("Reason"), empty_label=_("Choose a reason"))
    field_order = ["reason", "note", "occurred_at"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = queries.end_reasons(self.status)
        self.fields["reason"].help_text = _("Candidates never see it.")

    def how(self) -> dict[str, object]:
        how = super().how()
        how["reason_id"] = how.pop("reason").pk
        return how

    def effects(self) -> list[dict]:
        status, stage = Status(self.status).label.lower(), self.application.stage
        ends = {"n": 1, "what": _("ends as %(status)s") % {"status": status}}
        ends["more"] = _("and stays visible in %(stage)s; its pending reminders rest") % {"stage": stage}
        no_mail = {
            "n": 0,
            "what": _("mails about the decision"),
            "more": _("the candidate is not told of it by Fairlead"),
        }
        return [ends, *interviews_ended(self.application), *others(self.application, self.user), no_mail]


class RejectForm(EndForm):
    act, title, label, status = actions.reject, _("Reject"), _("Reject"), Status.REJECTED


class WithdrawForm(EndForm):
    act, title, label, status = actions.withdraw, _("Withdrawn by the candidate"), _("Record it"), Status.WITHDRAWN
    tone = "primary"


class CloseForm(EndForm):
    act, title, label, status = actions.close, _("Close the application"), _("Close"), Status.CLOSED


class HireForm(NoteMixin, StepForm):
    act, title, label = actions.hire, _("Hire"), _("Hire")
    add_opening_because = forms.CharField(
        label=_("Why one opening more"),
        max_length=300,
        help_text=_("Every opening is filled or cancelled. The opening is added and taken together."),
    )
    field_order = ["add_opening_because", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.opening = queries.lowest_available(self.application.posting_id)
        self.may_add = self.user.is_recruiter
        if self.opening is None and self.may_add:
            self.label = _("Add an opening and hire")
        else:
            # A reason typed while somebody freed a seat is not asked for again, and harms nothing.
            self.fields["add_opening_because"].required = False
            self.fields["add_opening_because"].widget = forms.HiddenInput()

    def sentence(self) -> str:
        if self.opening is None and not self.may_add:
            return _("Every opening of this posting is filled or cancelled. A recruiter can add one.")
        return ""

    def effects(self) -> list[dict]:
        seat = self.opening or _("a new opening")
        taken = {"n": 1, "what": _("is hired"), "more": _("and takes %(opening)s") % {"opening": seat}}
        return [taken, *interviews_ended(self.application), *others(self.application, self.user)]


class UnhireForm(NoteMixin, StepForm):
    act, title, label, tone = actions.unhire, _("Take back the hire"), _("Take it back"), "danger"
    reason = forms.ModelChoiceField(
        EndReason.objects.none(),
        label=_("Reason"),
        empty_label=_("Choose a reason"),
        help_text=_("Ends by it where it cannot be active again."),
    )
    field_order = ["reason", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = EndReason.objects.filter(retired_at__isnull=True).order_by(
            "status", "position"
        )

    def how(self) -> dict[str, object]:
        how = super().how()
        how["reason_id"] = how.pop("reason").pk
        return how

    def effects(self) -> list[dict]:
        words = {"opening": self.application.opening}
        return [{"n": 1, "what": _("is free again"), "more": _("%(opening)s") % words}]


class ReopenForm(NoteMixin, StepForm):
    act, title, label = actions.reopen, _("Reopen"), _("Reopen")
    stage = forms.ModelChoiceField(
        Stage.objects.none(), label=_("Stage"), required=False, empty_label=_("The one it was left in")
    )
    field_order = ["stage", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"].queryset = Stage.objects.filter(posting=self.application.posting_id).in_order()
        if self.application.stage.retired_at:
            self.fields["stage"].required = True
            self.fields["stage"].empty_label = _("Choose a stage")
            self.fields["stage"].help_text = _("The stage it was left in is retired.")

    def how(self) -> dict[str, object]:
        how = super().how()
        stage = how.pop("stage", None)
        how["stage_id"] = stage.pk if stage else None
        return how


class UndoForm(NoteMixin, StepForm):
    act, title, label = actions.undo, _("Undo"), _("Undo")

    def sentence(self) -> str:
        last = queries.last_standing(self.application.pk)
        if last is None:
            return _("There is no move left to undo.")
        at = date_format(timezone.localtime(last.occurred_at), "SHORT_DATETIME_FORMAT")
        return _("Undo this: %(what)s, %(when)s.") % {"what": what_happened(last), "when": at}


def interviews_ended(application: Application) -> list[dict]:
    """Planned interviews, which every ending cancels."""
    rows = queries.interviews_ahead(application.pk, timezone.now())
    if not rows:
        return []
    people = [f"{row.title}, {date_format(timezone.localtime(row.starts_at), 'D j M, H:i')}" for row in rows]
    what = ngettext("interview is cancelled", "interviews are cancelled", len(people))
    more = _("and whoever is invited is told by mail once the time to undo is over")
    return [{"n": len(people), "what": what, "more": more, "people": people, "tone": "due"}]


def others(application: Application, user: User) -> list[dict]:
    """The person's other active applications: named, never touched."""
    rows = queries.active_elsewhere(application, user)
    if not rows:
        return []
    people = [f"{row.posting}, {row.stage}" for row in rows]
    more = _("and that goes on")
    return [{"n": len(people), "what": _("active elsewhere"), "more": more, "people": people, "tone": "due"}]
