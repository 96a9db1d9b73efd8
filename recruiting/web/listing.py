"""A list of settings: its rows are edited where they stand, a row of fields above it adds, nothing is deleted."""

import copy
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from recruiting.db.models import EditedMeanwhile
from recruiting.web.refusals import Refusal


def row_id(sent: str) -> int:
    """0, which no row has, for what is no number."""
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


class RowForm(forms.ModelForm):
    """One row. ``frozen`` fields say why they are; ``theirs`` is what somebody else saved meanwhile."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, row: models.Model | None = None, frozen: Iterable[str] = ()):
        self.row = row
        prefix = f"r{row.pk}" if row else "new"
        instance = copy.copy(row) if row else None
        initial = {"revision": row.revision} if row else {}
        super().__init__(data, instance=instance, initial=initial, prefix=prefix)
        self.theirs: list[dict] = []
        self.stale = False
        for name in frozen:
            self.fields[name].disabled = True

    def edited_meanwhile(self, current: models.Model) -> None:
        """Show both values, and be ready to be sent again."""
        self.stale = True
        self.full_clean()
        sent = [name for name in self._meta.fields or () if self.add_prefix(name) in self.data]
        for name in sent:
            theirs = getattr(current, name)
            if theirs != self.cleaned_data.get(name):
                display = getattr(current, f"get_{name}_display", None)
                self.theirs.append({"label": self.fields[name].label, "theirs": display() if display else theirs})
        self.data = {**self.data.dict(), self.add_prefix("revision"): current.revision}

    @property
    def seen(self) -> int:
        """The revision that was on the page; 0, which no row has, where it says none."""
        return row_id(self.data.get(self.add_prefix("revision"), ""))

    def changes(self) -> dict[str, Any]:
        written = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        return {name: value for name, value in written.items() if value != getattr(self.row, name)}


class Listing:
    """What a page of settings is about. A verb that the page may ask for is a method of the same name; it refuses
    where the row is no longer the one ``seen``."""

    title: str
    sub: str = ""
    verbs: ClassVar[tuple[str, ...]] = ()  # beside add and save
    adds = True
    open_row = 0  # the row under which more is open
    row_template = "settings/_row.html"
    form: type[RowForm]

    def rows(self) -> models.QuerySet:
        raise NotImplementedError

    def frozen(self, row: models.Model) -> dict[str, str]:
        """Names of fields that no longer change, with the reason."""
        return {}

    def gone(self, row: models.Model) -> str:
        """Why it is no longer offered, and since when: such rows stand in a fold of their own."""
        retired_at = getattr(row, "retired_at", None)
        return _("Retired %(when)s") % {"when": in_full(retired_at)} if retired_at else ""

    def acts(self, row: models.Model) -> list[tuple[str, str]]:
        return []

    def more(self, row: models.Model) -> dict[str, Any]:
        return {}

    def add(self, values: dict[str, Any]) -> object:
        raise NotImplementedError

    def write(self, row: models.Model, *, seen: int, changes: dict[str, Any]) -> object:
        raise NotImplementedError


def answer(request: HttpRequest, listing: Listing, context: dict | None = None) -> HttpResponse:
    """The list by GET; by POST one thing done to it, and the list again."""
    added = bound = None
    status, refusal = 200, ""
    if request.method == "POST":
        act = request.POST.get("act", "")
        try:
            if act == "add" and listing.adds:
                added = listing.form(request.POST)
                done = added.is_valid() and (listing.add(_values(added)) or True)
            else:
                row = _row(request, listing)
                bound = listing.form(request.POST, row=row, frozen=listing.frozen(row))
                done = _saved(listing, bound) if act == "save" else _act(request, listing, bound, act)
            if done:
                messages.success(request, _("Saved"))
                return redirect(request.path)
            status = 422
        except EditedMeanwhile as meanwhile:
            status = 409
            if bound:
                bound.edited_meanwhile(meanwhile.current)
        except Refusal as refused:
            status, refusal, bound = refused.status, str(refused), bound if act == "save" else None
    shown = [_shown(listing, row, bound) for row in listing.rows()]
    whole = {
        "listing": listing,
        "add": (added or listing.form()) if listing.adds else None,
        "rows": [item for item in shown if not item["gone"]],
        "gone": [item for item in shown if item["gone"]],
        "refusal": refusal,
        **(context or {}),
    }
    return render(request, "settings/list.html", whole, status=status)


def in_full(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "j F Y, H:i")


def _values(form: RowForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "revision"}


def _row(request: HttpRequest, listing: Listing) -> models.Model:
    row = listing.rows().filter(pk=row_id(request.POST.get("row", ""))).first()
    if row is None:
        raise Http404
    return row


def _saved(listing: Listing, form: RowForm) -> bool:
    if not form.is_valid():
        return False
    if changes := form.changes():
        listing.write(form.row, seen=form.seen, changes=changes)
    return True


def _act(request: HttpRequest, listing: Listing, form: RowForm, act: str) -> bool:
    if act not in listing.verbs:
        raise Http404
    getattr(listing, act)(form.row, form.seen, request.POST)
    return True


def _shown(listing: Listing, row: models.Model, bound: RowForm | None) -> dict[str, Any]:
    frozen = listing.frozen(row)
    form = bound if bound and bound.row and bound.row.pk == row.pk else listing.form(row=row, frozen=frozen)
    return {
        "row": row, "form": form, "frozen": frozen.values(), "acts": listing.acts(row), "gone": listing.gone(row),
        **listing.more(row),
    }  # fmt: skip
