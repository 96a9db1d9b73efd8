"""Times are typed as a wall clock shows them, in a zone chosen beside them."""

import uuid
import zoneinfo
from datetime import date, datetime, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.interviews import queries, times
from candidates.interviews.models import Answer, Interview

FIRST, SECOND = "first", "second"
# Near the ends of the calendar another zone's clock, or the interview's end, would fall off it.
PLAUSIBLE = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


def zone_choices(first: list[str]) -> list:
    """The likely ones first, then all places of the world."""
    likely = list(dict.fromkeys(zone for zone in first if zone))
    rest = sorted(z for z in zoneinfo.available_timezones() if z == "UTC" or ("/" in z and not z.startswith("Etc/")))
    named = lambda zones: [(zone, zone.replace("_", " ")) for zone in zones]  # noqa: E731
    return [(_("Likely"), named(likely)), (_("All"), named(zone for zone in rest if zone not in likely))]


def offer(form: forms.BaseForm, name: str, choices: list) -> None:
    """Fill a choice that depends on the page."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class WhenForm(forms.Form):
    """Day, time and zone, as one instant in ``cleaned_data["starts_at"]`` and one in ``["ends_at"]``."""

    on = forms.DateField(
        label=gettext_lazy("Day"),
        validators=PLAUSIBLE,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    at = forms.TimeField(
        label=gettext_lazy("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=5, max_value=24 * 60, initial=60)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    which = forms.ChoiceField(label=gettext_lazy("Which of the two"), widget=forms.RadioSelect)

    def __init__(self, *args, zones: list[str], now: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        offer(self, "time_zone", zone_choices(zones))
        local, zone = self._typed()
        if local and times.happens_twice(local, zone):
            self._ask_which(local, zone)
        else:
            del self.fields["which"]

    def _typed(self) -> tuple[datetime | None, str]:
        """The wall clock and the zone, as far as they can be read."""
        names = ("on", "at", "time_zone")
        raw = [self.fields[name].widget.value_from_datadict(self.data, self.files, name) for name in names]
        try:
            on, at, zone = (self.fields[name].clean(value) for name, value in zip(names, raw, strict=True))
        except forms.ValidationError:
            return None, ""
        return datetime.combine(on, at), zone

    def _ask_which(self, local: datetime, zone: str) -> None:
        first, second = (times.offset(times.instant(local, zone, second=which), zone) for which in (False, True))
        told = (_("the first, at %(offset)s") % {"offset": first}, _("the second, at %(offset)s") % {"offset": second})
        offer(self, "which", [(FIRST, told[0]), (SECOND, told[1])])
        words = {"time": f"{local:%H:%M}", "zone": zone, "day": date_format(local, "j F Y")}
        asked = _("%(time)s comes twice on %(day)s in %(zone)s: the clocks go back. Which of the two?") % words
        self.fields["which"].error_messages["required"] = asked

    def clean(self):
        data = super().clean() or {}
        local, zone = self._typed()
        if local is None or self.errors.keys() & {"minutes", "which"}:
            return data
        if times.never_happens(local, zone):
            self._refuse_gap(local, zone)
            return data
        starts_at = times.instant(local, zone, second=data.get("which") == SECOND)
        if starts_at <= self.now:
            self.add_error("at", _("This time is past."))
        return data | {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=data["minutes"])}

    def _refuse_gap(self, local: datetime, zone: str) -> None:
        words = {
            "time": f"{local:%H:%M}",
            "zone": zone,
            "day": date_format(local, "j F Y"),
            "then": f"{times.wall(times.instant(local, zone), zone):%H:%M}",
        }
        message = _("%(time)s does not happen on %(day)s in %(zone)s: the clocks go forward, and show %(then)s then.")
        self.add_error("at", message % words)

    def when(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at", "time_zone")}


class RevisionMixin(forms.Form):
    """Carries the revision that the form was opened with. Somebody else's save is shown beside what was typed, which
    stays in the fields; saving again, knowing both, is then possible."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    stale = False

    def __init__(self, *args, interview: Interview, **kwargs):
        self.interview = interview
        kwargs["initial"] = {"revision": interview.revision} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def clean_revision(self) -> int:
        seen = self.cleaned_data["revision"]
        if seen != self.interview.revision:
            self.stale = True
            data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
            data["revision"] = str(self.interview.revision)
            self.data = data
            raise forms.ValidationError(
                _(
                    "Somebody else saved this meanwhile. It says now: %(now)s. What you typed is still below; "
                    "save again to replace theirs."
                ),
                params={"now": queries.in_words(self.interview)},
            )
        return seen


def _people_field() -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=gettext_lazy("Interviewers"), required=False, widget=widget)


class DetailsMixin(forms.Form):
    title = forms.CharField(label=gettext_lazy("What"), max_length=200)
    place = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A room, or the link of the call."),
    )
    participants = _people_field()
    candidate_invited = forms.BooleanField(label=gettext_lazy("Invite the candidate by mail too"), required=False)

    def set_people(self, application, reachable: str) -> None:
        self.people = queries.possible_participants(application)
        team = queries.team_ids(application)
        names = lambda inside: [(u.pk, str(u)) for u in self.people if (u.pk in team) is inside]  # noqa: E731
        offer(self, "participants", [(_("On the team"), names(True)), (_("Others"), names(False))])
        if reachable:
            self.fields["candidate_invited"].help_text = reachable
            self.fields["candidate_invited"].disabled = True

    def details(self) -> dict[str, object]:
        chosen = {int(pk) for pk in self.cleaned_data["participants"]}
        names = ("title", "place", "candidate_invited")
        people = [user for user in self.people if user.pk in chosen]
        return {name: self.cleaned_data[name] for name in names} | {"participants": people}


class PlanForm(DetailsMixin, WhenForm):
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    field_order = ("title", "on", "at", "minutes", "time_zone", "which", "place", "participants", "candidate_invited")

    def __init__(self, *args, application, reachable: str, **kwargs):
        kwargs["initial"] = {"key": uuid.uuid4().hex, "candidate_invited": not reachable} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.set_people(application, reachable)


class RescheduleForm(RevisionMixin, WhenForm):
    def __init__(self, *args, interview: Interview, **kwargs):
        wall = times.wall(interview.starts_at, interview.time_zone)
        minutes = int((interview.ends_at - interview.starts_at).total_seconds() // 60)
        kwargs["initial"] = {"on": wall.date(), "at": wall.time(), "minutes": minutes, "time_zone": interview.time_zone}
        super().__init__(*args, interview=interview, **kwargs)


class ChangeForm(RevisionMixin, DetailsMixin):
    def __init__(self, *args, interview: Interview, reachable: str, **kwargs):
        chosen = [row.user_id for row in interview.participants.all()]
        fields = {name: getattr(interview, name) for name in ("title", "place", "candidate_invited")}
        super().__init__(*args, interview=interview, initial=fields | {"participants": chosen}, **kwargs)
        self.set_people(interview.application, reachable)


class CancelForm(RevisionMixin):
    because = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("For colleagues; the candidate does not read it."),
    )


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=[choice for choice in Answer.choices if choice[0] != Answer.NONE])


class CandidateAnswerForm(AnswerForm):
    revision = forms.IntegerField()


class OutcomeForm(forms.Form):
    status = forms.ChoiceField(choices=[(s.value, s.label) for s in (Interview.Status.HELD, Interview.Status.NO_SHOW)])
    revision = forms.IntegerField()
