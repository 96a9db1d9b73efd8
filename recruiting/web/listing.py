"""A list of settings: its rows are edited where they stand, a row of fields above it adds, nothing is deleted."""

import copy
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recruiting.db.models import EditedMeanwhile
from recruiting.web.refusals import Refusal


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
        for name in frozen:
            self.fields[name].disabled = True

    def edited_meanwhile(self, current: models.Model) -> None:
        """Show both values, and be ready to be sent again."""
        for name in self._meta.fields or ():
            theirs = getattr(current, name)
            if theirs != self.cleaned_data.get(name):
                display = getattr(current, f"get_{name}_display", None)
                self.theirs.append({"label": self.fields[name].label, "theirs": display() if display else theirs})
        self.data = {**self.data.dict(), self.add_prefix("revision"): current.revision}

    def changes(self) -> dict[str, Any]:
        written = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        return {name: value for name, value in written.items() if value != getattr(self.row, name)}


class Listing:
    """What a page of settings is about. A verb that the page may ask for is a method of the same name."""

    title: str
    sub: str = ""
    verbs: ClassVar[tuple[str, ...]] = ()  # beside add and save
    adds = True
    row_template = "settings/_row.html"
    form: type[RowForm]

    def rows(self) -> models.QuerySet:
        raise NotImplementedError

    def frozen(self, row: models.Model) -> dict[str, str]:
        """Names of fields that no longer change, with the reason."""
        return {}

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
                bound = listing.form(request.POST, row=row, frozen=listing.frozen(row)) if act == "save" else None
                done = _saved(listing, bound) if bound else _act(request, listing, row, act)
            if done:
                messages.success(request, _("Saved"))
                return redirect(request.path)
            status = 422
        except EditedMeanwhile as meanwhile:
            status = 409
            if bound:
                bound.edited_meanwhile(meanwhile.current)
            refusal = "" if bound else str(meanwhile)
        except Refusal as refused:
            status, refusal = refused.status, str(refused)
    whole = {
        "listing": listing,
        "add": (added or listing.form()) if listing.adds else None,
        "rows": [_shown(listing, row, bound) for row in listing.rows()],
        "refusal": refusal,
        **(context or {}),
    }
    return render(request, "settings/list.html", whole, status=status)


def _values(form: RowForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "revision"}


def _row(request: HttpRequest, listing: Listing) -> models.Model:
    asked = request.POST.get("row", "")
    row = listing.rows().filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
    if row is None:
        raise Http404
    return row


def _saved(listing: Listing, form: RowForm) -> bool:
    if not form.is_valid():
        return False
    seen = form.cleaned_data["revision"]
    listing.write(form.row, seen=seen if seen is not None else 0, changes=form.changes())
    return True


def _act(request: HttpRequest, listing: Listing, row: models.Model, act: str) -> bool:
    if act not in listing.verbs:
        raise Http404
    getattr(listing, act)(row, request.POST)
    return True


def _shown(listing: Listing, row: models.Model, bound: RowForm | None) -> dict[str, Any]:
    frozen = listing.frozen(row)
    form = bound if bound and bound.row and bound.row.pk == row.pk else listing.form(row=row, frozen=frozen)
    return {
        "row": row, "form": form, "frozen": frozen.values(), "acts": listing.acts(row), **listing.more(row),
    }  # fmt: skip
