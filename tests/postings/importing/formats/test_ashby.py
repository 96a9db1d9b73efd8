"""Ashby's Job Postings API."""

import pytest

from .answers import PAY, format_of, only, path_of, read, records_of, stated

SALARY = {
    "compensationType": "Salary",
    "interval": "1 YEAR",
    "currencyCode": "CAD",
    "minValue": 90000,
    "maxValue": 110000,
}
EQUITY = {
    "compensationType": "EquityPercentage",
    "interval": "NONE",
    "currencyCode": None,
    "minValue": 1,
    "maxValue": 2,
}


def compensation(*components, **tier):
    return {"compensationTiers": [{"components": list(components), **tier}], "summaryComponents": list(components)}


def job(**changes):
    return {
        "id": "5207fb04",
        "title": "Engineer, Cloud ",
        "department": "Engineering",
        "employmentType": "FullTime",
        "location": "Halifax, NS",
        "secondaryLocations": [
            {"location": "Remote (Ireland)", "address": {"postalAddress": {"addressCountry": "Ireland"}}}
        ],
        "address": {"postalAddress": {"addressCountry": "Canada", "addressLocality": "Halifax"}},
        "isListed": True,
        "isRemote": True,
        "workplaceType": "Hybrid",
        "jobUrl": "https://jobs.ashbyhq.com/osprey/5207fb04",
        "descriptionHtml": "<h2>About Osprey</h2><p>We map coasts.</p>",
        "compensation": compensation(EQUITY, SALARY),
    } | changes


def board(*jobs):
    return {"apiVersion": "1", "jobs": list(jobs)}


def test_what_a_job_states():
    posting = only(board(job()))
    names = ("title", "company", "location", "regions", "employment_type", "department")
    assert stated(posting, *names) == {
        "title": "Engineer, Cloud",
        "company": "Osprey",
        "location": "Halifax, NS; Remote (Ireland)",
        "regions": ["Canada", "Ireland"],
        "employment_type": "full_time",
        "department": "Engineering",
    }
    assert records_of(board(job()))[0].tenant == "osprey"


def test_workplace_type_is_believed_before_the_box():
    posting = only(board(job()))
    assert (posting.get("workplace"), posting.get("remote")) == ("hybrid", False)
    assert only(board(job(workplaceType=None))).get("remote") is True


def test_a_box_is_outweighed_by_a_clear_text():
    posting = only(board(job(workplaceType=None, descriptionHtml="<p>This is a hybrid position in Halifax.</p>")))
    assert (posting.get("workplace"), posting.get("remote")) == ("hybrid", False)
    assert posting.all("workplace") == ["hybrid", "remote"]


def test_only_salary_is_pay():
    posting = only(board(job()))
    assert stated(posting, *PAY) == {
        "salary_min": 90000,
        "salary_max": 110000,
        "currency": "CAD",
        "salary_period": "year",
        "salary_basis": None,
    }
    assert path_of(posting, "salary_min") == "compensation.summaryComponents.1.minValue"


def test_pay_with_commission_says_so():
    held = compensation(SALARY, additionalInformation="Total OTE with 70/30 split")
    assert only(board(job(compensation=held))).get("salary_basis") == "on-target"


@pytest.mark.parametrize(
    "changes",
    [
        {"compensation": None},
        {"compensation": compensation()},
        {"compensation": compensation(EQUITY)},
        {"shouldDisplayCompensationOnJobPostings": False},
    ],
)
def test_pay_that_is_not_published(changes):
    assert stated(only(board(job(**changes))), *PAY) == dict.fromkeys(PAY)


def test_a_job_that_is_not_listed_says_so():
    hidden, shown = read(board(job(isListed=False), job(id="b")))
    assert (hidden.listed, shown.listed) == (False, True)


def test_an_empty_board():
    assert format_of(board()) == "ashby"
    assert read(board()) == []
