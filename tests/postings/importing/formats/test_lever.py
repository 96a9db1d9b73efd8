"""Lever's Postings API."""

import pytest

from .answers import PAY, format_of, only, path_of, read, records_of, stated


def job(**changes):
    return {
        "id": "33538a2f-d27d-4a96-8f05-fa4b0e4d940e",
        "text": "Account Executive",
        "country": "IE",
        "createdAt": 1764205361939,
        "categories": {
            "commitment": "Full-time",
            "location": "Cork",
            "team": "Sales",
            "allLocations": ["Cork", "Galway"],
        },
        "description": "<div>At <b>Tidewater</b>, we sell nets.</div>",
        "additional": "<div>Equal chances.</div>",
        "lists": [{"text": "You bring:", "content": "<li>3+ years of experience in sales</li><li>Patience</li>"}],
        "workplaceType": "onsite",
        "hostedUrl": "https://jobs.lever.co/tidewater/33538a2f?lever-source=x",
        "salaryRange": {"min": 50000, "max": 60000, "currency": "EUR", "interval": "per-year-salary"},
    } | changes


def test_what_a_posting_states():
    posting = only([job()])
    names = ("title", "company", "location", "regions", "workplace", "remote", "employment_type", "department")
    assert stated(posting, *names) == {
        "title": "Account Executive",
        "company": "Tidewater",
        "location": "Cork; Galway",
        "regions": ["Ireland"],
        "workplace": "onsite",
        "remote": False,
        "employment_type": "full_time",
        "department": "Sales",
    }
    assert records_of([job()])[0].tenant == "tidewater"
    assert posting.url == "https://jobs.lever.co/tidewater/33538a2f"


def test_the_parts_of_a_description_are_put_together():
    text = only([job()]).text
    assert text.split("\n\n") == [
        "At **Tidewater**, we sell nets.",
        "### You bring:",
        "- 3+ years of experience in sales\n- Patience",
        "Equal chances.",
    ]
    assert only([job()]).get("min_years_experience") == 3


@pytest.mark.parametrize(("written", "workplace"), [("on-site", "onsite"), ("hybrid", "hybrid"), ("unspecified", None)])
def test_workplace_as_documented_and_as_sent(written, workplace):
    assert only([job(workplaceType=written)]).get("workplace") == workplace


def test_pay_that_includes_commission():
    said = "The on-target earnings for this role (OTE) are 50,000 to 60,000."
    posting = only([job(salaryDescriptionPlain=said)])
    assert stated(posting, *PAY) == {
        "salary_min": 50000,
        "salary_max": 60000,
        "currency": "EUR",
        "salary_period": "year",
        "salary_basis": "on-target",
    }


def test_pay_that_its_own_words_contradict_stays_first_and_whole():
    posting = only(
        [
            job(
                salaryRange={"min": 98880, "max": 146400, "interval": "per-year-salary"},
                salaryDescription="<p>Salary: $110,900 - $150,100 USD per year</p>",
            )
        ]
    )
    assert stated(posting, *PAY)["salary_min"] == 98880
    assert stated(posting, *PAY)["currency"] is None  # the words' currency is of other amounts
    assert posting.all("salary_min") == [98880, 110900]  # and the words' are there to compare


@pytest.mark.parametrize(
    ("interval", "period"),
    [
        ("per-hour-wage", "hour"),
        ("per-month-salary", "month"),
        ("bi-week-salary", None),
        ("one-time", None),
        (None, None),
    ],
)
def test_intervals(interval, period):
    held = {"min": 20, "currency": "EUR", "interval": interval}
    posting = only([job(salaryRange=held)])
    assert stated(posting, "salary_min", "salary_max", "salary_period") == {
        "salary_min": 20,
        "salary_max": None,
        "salary_period": period,
    }


def test_a_posting_without_place_pay_or_text():
    posting = only([{"id": "a", "text": "Clerk", "hostedUrl": "", "categories": {}}])
    assert [fact.field for fact in posting.facts] == ["title"]
    assert path_of(posting, "title") == "text"


def test_recognised_alone_and_in_a_list():
    assert format_of([job()]) == format_of(job()) == "lever"
    assert len(read([job(), job(), job(id="b")])) == 2  # one id is one posting
