"""Which facts make which of a posting's fields, and what a person set in their place. Pure: no database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db.models import CharField
from django.utils.translation import gettext_lazy as _

from postings.models import Advert, Posting


@dataclass(frozen=True)
class Field:
    """A line of the preview: the facts it is read from, and the columns it fills, pairwise where they are several."""

    name: str
    label: Any
    facts: tuple[str, ...]
    columns: tuple[str, ...]
    many: bool = False


FIELDS = (
    Field("title", _("Title"), ("title",), ("title",)),
    Field("company", _("Company"), ("company",), ("company",)),
    Field("workplace", _("Workplace"), ("workplace", "remote"), ("workplace",)),
    Field("location", _("Location"), ("location",), ("location",)),
    Field("regions", _("Regions"), ("region",), ("regions",), many=True),
    Field("employment", _("Employment"), ("employment_type",), ("employment_type",)),
    Field("seniority", _("Seniority"), ("seniority",), ("seniority",)),
    Field("department", _("Department"), ("department",), ("department",)),
    Field(
        "pay",
        _("Pay"),
        ("salary_min", "salary_max", "currency", "salary_period", "salary_basis"),
        ("pay_min", "pay_max", "pay_currency", "pay_period", "pay_basis"),
    ),
    Field("years", _("Minimum years"), ("min_years_experience",), ("minimum_years",)),
    Field("languages", _("Languages"), ("language",), ("language_requirements",), many=True),
    Field("required", _("Skills, required"), ("skill_required",), ("skills_required",), many=True),
    Field("preferred", _("Skills, preferred"), ("skill_preferred",), ("skills_preferred",), many=True),
    Field("closing", _("Closing date"), ("closing_on",), ("closing_on",)),
    Field("language", _("Language of the text"), ("posting_language",), ("language",)),
    Field("source", _("First published"), ("source",), ("source_name",)),
)
BY_NAME = {field.name: field for field in FIELDS}
TEXT = Field(
    "text", _("The text"), (), ("description",)
)  # what the facts are read from; of a changed row it is a line too
ADVERT_COLUMNS = {"source_name"}  # what is the advert's own, not the posting's


def values_of(facts: Iterable[Any], corrections: Mapping[str, Any]) -> dict[str, Any]:
    """By column, what the posting will hold. What was neither read nor set by a person is absent, never a default."""
    by_name = _by_name(facts)
    values = {column: value for field in FIELDS for column, value in _values(field, by_name).items()}
    return {**values, **corrections}


def read_values(field: Field, facts: Iterable[Any]) -> dict[str, Any]:
    """What the text says of one field, as far as it fits its columns."""
    return _values(field, _by_name(facts))


def _by_name(facts: Iterable[Any]) -> dict[str, list[Any]]:
    by_name: dict[str, list[Any]] = {}
    for fact in facts:
        by_name.setdefault(fact.field, []).append(fact.value)
    return by_name


def _values(field: Field, by_name: dict[str, list[Any]]) -> dict[str, Any]:
    if by_name.keys().isdisjoint(field.facts):
        return {}
    if field.many:
        fitting = [value for value in by_name.get(field.facts[0], []) if _fits(field.columns[0], value)]
        return {field.columns[0]: _once_each(fitting)} if fitting else {}
    if field.name == "workplace" and by_name.get("workplace") is None and True in by_name.get("remote", []):
        by_name = {"workplace": ["remote"]}
    pairs = zip(field.facts, field.columns, strict=False)
    values = {column: _first_fitting(column, by_name.get(fact, [])) for fact, column in pairs}
    return {column: value for column, value in values.items() if value is not None}


def edited(corrections: Mapping[str, Any]) -> list[str]:
    """The posting's columns that a person set, which no later import overwrites."""
    return sorted(set(corrections) - ADVERT_COLUMNS)


def _first_fitting(column: str, values: list[Any]) -> Any:
    """Of alternatives, "full_time|contractor" too, the first that the column knows."""
    single = [part for value in values for part in (value.split("|") if column == "employment_type" else [value])]
    return next((value for value in single if _fits(column, value)), None)


def _fits(column: str, value: Any) -> bool:
    """As the field's own clean() says. Nearly all is text and asked without it, a twentieth of an import."""
    if isinstance(value, str) and (known := _texts(column)):
        return known(value)
    field = _model_field(column)
    try:
        field.clean([value] if field.default is list else value, None)  # of lists, one of what it holds
    except ValidationError:
        return False
    return True


@cache
def _texts(column: str) -> Callable[[str], bool] | None:
    """Whether a column of text, or of lists of it, takes one; None where the column is of another kind."""
    field = _model_field(column)
    text = field.base_field if isinstance(field, ArrayField) else field
    if not isinstance(text, CharField):
        return None
    most, blank, choices = text.max_length or 0, text.blank, {value for value, _label in text.flatchoices}
    return lambda value: (value in choices if choices else len(value) <= most) if value else blank


def _model_field(column: str) -> Any:
    return (Advert if column in ADVERT_COLUMNS else Posting)._meta.get_field(column)


def _once_each(values: list[Any]) -> list[Any]:
    return [value for at, value in enumerate(values) if value not in values[:at]]
