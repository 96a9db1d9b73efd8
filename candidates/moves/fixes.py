"""The data fixes of an application and of a move: which there are, what each asks for, and the action it takes.

They are the actions of the pages, through the door of the administration, with the reason that was given.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Application, EndReason, StageMove, Status
from candidates.moves import actions, queries
from candidates.moves.sentences import what_happened
from postings.pipelines.models import Stage
from recruiting.outbox.models import Door
from recruiting.people.models import User
from recruiting.web.admin import ReasonField
from recruiting.web.forms import MomentField


class FixForm(forms.Form):
    """The version that was seen and a key, so that a form sent twice acts once."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    reason = ReasonField()

    def __init__(self, *args, application: Application, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.application = application

    @property
    def facts(self) -> list[tuple[str, object]]:
        """What the form says before it is sent: label and value."""
        return []

    def how(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"version": given["version"], "key": given["key"], "note": given["reason"]}


class StageChoice(forms.ModelChoiceField):
    def label_from_instance(self, stage: Stage) -> str:
        return f"{stage.position}. {stage.name}"


class MoveForm(FixForm):
    stage = StageChoice(Stage.objects.none(), label=gettext_lazy("Move to"))
    field_order = ["stage"]

    def __init__(self, *args, application: Application, **kwargs) -> None:
        super().__init__(*args, application=application, **kwargs)
        self.fields["stage"].queryset = Stage.objects.filter(posting=application.posting_id).in_order()


class ReopenForm(FixForm):
    stage = StageChoice(
        Stage.objects.none(), label=gettext_lazy("Back to"), help_text=gettext_lazy("A new visit begins there.")
    )
    field_order = ["stage"]

    def __init__(self, *args, application: Application, **kwargs) -> None:
        super().__init__(*args, application=application, **kwargs)
        self.fields["stage"].queryset = Stage.objects.filter(posting=application.posting_id).in_order()
        self.fields["stage"].initial = application.stage_id


class UnhireForm(FixForm):
    end_reason = forms.ModelChoiceField(
        EndReason.objects.filter(retired_at=None).order_by("status", "position"),
        label=gettext_lazy("Why the hire is taken back"),
        help_text=gettext_lazy("Where the posting or the stage takes nobody any more, the application ends by it."),
    )
    field_order = ["end_reason"]


class UndoForm(FixForm):
    @property
    def facts(self) -> list[tuple[str, object]]:
        undone = queries.last_standing(self.application.pk)
        if undone is None:
            return [(_("Is undone"), _("nothing: no move is left to undo"))]
        move = StageMove.objects.select_related("actor", "from_stage", "to_stage", "application__candidate").get(
            pk=undone.pk
        )
        return [
            (_("Is undone"), _("%(number)s. %(what)s") % {"number": move.number, "what": what_happened(move)}),
            (_("Is again"), f"{move.from_stage}, {Status(move.from_status).label}"),
        ]


class TimeForm(FixForm):
    """Typed and shown in the zone of whoever corrects it."""

    happened_at = MomentField(
        label=gettext_lazy("Really happened"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
    )
    field_order = ["happened_at"]

    def __init__(self, *args, application: Application, move: StageMove, **kwargs) -> None:
        super().__init__(*args, application=application, **kwargs)
        self.move = move
        self.fields["happened_at"].help_text = _("In your time zone, %(zone)s.") % {
            "zone": timezone.get_current_timezone_name()
        }
        self.fields["happened_at"].initial = move.occurred_at

    @property
    def facts(self) -> list[tuple[str, object]]:
        around = StageMove.objects.filter(
            application=self.application.pk, number__in=(self.move.number - 1, self.move.number + 1)
        )
        times = dict(around.values_list("number", "occurred_at"))
        return [
            (_("Move"), self.move),
            (_("Stored now"), self.move.occurred_at),
            (_("Not before"), times.get(self.move.number - 1, _("it is the first move"))),
            (_("Not after"), times.get(self.move.number + 1, _("now"))),
        ]


@dataclass(frozen=True)
class Fix:
    """``does`` is the title of its page and the label of its link; ``button`` what is pressed in the end."""

    name: str
    does: object
    button: object
    form: type[FixForm]
    act: Callable[[int, Any, User], object]
    possible: Callable[[Application], bool]


def _move(application_id: int, form: MoveForm, by: User) -> object:
    stage_id = form.cleaned_data["stage"].pk
    return actions.move(application_id, stage_id=stage_id, by=by, door=Door.ADMIN, **form.how())


def _reopen(application_id: int, form: ReopenForm, by: User) -> object:
    stage_id = form.cleaned_data["stage"].pk
    return actions.reopen(application_id, stage_id=stage_id, by=by, door=Door.ADMIN, **form.how())


def _unhire(application_id: int, form: UnhireForm, by: User) -> object:
    reason_id = form.cleaned_data["end_reason"].pk
    return actions.unhire(application_id, reason_id=reason_id, by=by, door=Door.ADMIN, **form.how())


def _undo(application_id: int, form: UndoForm, by: User) -> object:
    return actions.undo(application_id, by=by, door=Door.ADMIN, **form.how())


FIXES = {
    fix.name: fix
    for fix in (
        Fix("move", gettext_lazy("Move to a stage"), gettext_lazy("Move"), MoveForm, _move,
            lambda a: a.status == Status.ACTIVE),
        Fix("reopen", gettext_lazy("Un-reject: reopen it"), gettext_lazy("Reopen"), ReopenForm, _reopen,
            lambda a: a.status not in (Status.ACTIVE, Status.HIRED)),
        Fix("unhire", gettext_lazy("Un-hire: take the hire back"), gettext_lazy("Take the hire back"), UnhireForm,
            _unhire, lambda a: a.status == Status.HIRED),
        Fix("undo", gettext_lazy("Undo the last move"), gettext_lazy("Undo"), UndoForm, _undo,
            lambda a: a.version > 1),
    )
}  # fmt: skip
