"""A record's fields and its text: which is believed, and what of the other stays."""

import pytest

from postings.importing.facts.combining import combine
from postings.importing.formats.markdown import read_markdown
from postings.importing.shapes import stated

TITLE = stated("title", "Cook", "title")


def joined(text, *facts):
    found = combine([TITLE, *facts], read_markdown(text))
    return {fact.field: fact.value for fact in reversed(found)}, found


def pay(low, high, currency=None, period=None, confidence=0.95):
    values = {"salary_min": low, "salary_max": high, "currency": currency, "salary_period": period}
    return [stated(name, value, name, confidence=confidence) for name, value in values.items() if value is not None]


def test_other_amounts_lend_no_currency():
    believed, found = joined("Salary: 50,000 - 60,000 USD per year gross", *pay(40000, 45000))
    assert (believed["salary_min"], believed.get("currency"), believed.get("salary_period")) == (40000, None, None)
    assert [fact.value for fact in found if fact.field == "salary_min"] == [40000, 50000]


def test_the_same_amounts_fill_in_what_the_field_left_open():
    believed, _found = joined("Salary: 40,000 - 45,000 USD per year gross", *pay(40000, 45000))
    assert [believed[name] for name in ("currency", "salary_period", "salary_basis")] == ["USD", "year", "gross"]


def test_the_same_amounts_in_another_currency_fill_in_nothing():
    believed, _found = joined("Salary: 40,000 - 45,000 USD per year", *pay(40000, 45000, "EUR"))
    assert (believed["currency"], believed.get("salary_period")) == ("EUR", None)


def test_a_currency_without_an_amount_gives_way_to_a_whole_statement():
    believed, _found = joined("Salary: 40,000 - 45,000 USD per year", stated("currency", "EUR", "currency"))
    assert (believed["salary_min"], believed["currency"]) == (40000, "USD")


@pytest.mark.parametrize(("confidence", "workplace"), [(0.95, "remote"), (0.6, "hybrid")])
def test_a_doubted_box_gives_way_to_a_clear_text(confidence, workplace):
    facts = [stated("workplace", "remote", "box", True, confidence), stated("remote", True, "box", True, confidence)]
    believed, found = joined("This is a hybrid position.", *facts)
    assert (believed["workplace"], believed["remote"]) == (workplace, workplace == "remote")
    assert len([fact for fact in found if fact.field == "workplace"]) == 2


def test_an_unticked_box_lends_no_workplace_of_another():
    believed, _found = joined("100 % remote position", stated("remote", False, "remote"))
    assert (believed["remote"], believed.get("workplace")) == (False, None)


def test_what_a_title_says_besides():
    found = combine([stated("title", "Senior Analyst, Spanish speaking (hybrid)", "name")], read_markdown("Numbers."))
    said = {fact.field: fact for fact in found}
    assert said["seniority"].value == "senior"
    assert said["language"].value["language"] == "Spanish"
    assert (said["workplace"].value, said["workplace"].path, said["workplace"].start) == ("hybrid", "name", None)


def test_the_texts_company_is_taken_where_no_field_names_one():
    text = "At Galley, we cook.\n\nFull time"
    assert joined(text)[0]["company"] == "Galley"
    assert joined(text, stated("company", "Mess", "company"))[0]["company"] == "Mess"
    assert joined(text, stated("company", "Mess", "feed", confidence=0.6))[0]["company"] == "Galley"


def test_the_same_once_more_adds_nothing():
    _believed, found = joined("Full-time position", stated("employment_type", "full_time", "type"))
    assert [fact.path for fact in found if fact.field == "employment_type"] == ["type"]
