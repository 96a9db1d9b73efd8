"""What a record's fields state, joined with what its text says."""

from __future__ import annotations

from postings.importing.shapes import Document, Fact

from . import read_facts

# Stated together: an amount of one place is never put beside the currency of another.
PAY = ("salary_min", "salary_max", "currency", "salary_period", "salary_basis")
MANY = ("region", "language", "skill_required", "skill_preferred")


def combine(stated: list[Fact], described: Document) -> list[Fact]:
    """The believed fact of each field first. A text that says otherwise stays behind it: that is a conflict to show."""
    said = read_facts(described).facts
    if any(fact.field == "title" for fact in stated):  # its own title is known; a first line is no second one
        said = [fact for fact in said if fact.field not in ("title", "company")]
    named = {(fact.field, str(fact.value).casefold()) for fact in stated}
    said = [fact for fact in said if fact.field not in MANY or (fact.field, str(fact.value).casefold()) not in named]
    return [*stated, *said]
