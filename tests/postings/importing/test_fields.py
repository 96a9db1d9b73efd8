"""What fits a column is what the field's own clean() takes."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from postings.importing.fields import ADVERT_COLUMNS, FIELDS, _fits
from postings.models import Advert, EmploymentType, PayPeriod, Posting, Workplace

CHOICES = [*EmploymentType.values, *PayPeriod.values, *Workplace.values]
COLUMNS = [(column, field.many) for field in FIELDS for column in field.columns]
TEXTS = st.text(max_size=12) | st.builds(str.__mul__, st.text(min_size=1, max_size=3), st.integers(1, 350))


@pytest.mark.parametrize(("column", "many"), COLUMNS)
@given(value=TEXTS | st.sampled_from(CHOICES) | st.none())
@example("")
@example("2026-11-24")
@example("45000.50")
def test_what_fits_is_what_the_field_takes(column, many, value):
    assert _fits(column, value) == is_taken(column, [value] if many else value)


@pytest.mark.parametrize(("column", "most"), [("title", 300), ("regions", 100), ("skills_required", 120)])
def test_text_fits_up_to_its_columns_length(column, most):
    assert _fits(column, "x" * most)
    assert not _fits(column, "x" * (most + 1))


def is_taken(column, value):
    model = Advert if column in ADVERT_COLUMNS else Posting
    try:
        model._meta.get_field(column).clean(value, None)
    except ValidationError:
        return False
    return True
