"""Greenhouse's Job Board API."""

import html

import pytest

from .answers import PAY, format_of, only, path_of, read, records_of, stated

CONTENT = """<div class="content-intro"><p>Kelp &amp; Sons farms the sea. <a>Read more</a></p></div>
<h3>What you bring</h3><ul><li>4+ years of experience with Python</li><li>Fluent English</li></ul>
<div class="content-pay-transparency"><div class="pay-input"><div class="title">Ireland Annual Pay Range</div>
<div class="pay-range">
<span>€61.000</span><span class="divider">&mdash;</span><span>€72.000 EUR</span></div></div></div>"""


def job(**changes):
    return {
        "id": 4017,
        "internal_job_id": 99,
        "title": " Data Engineer ",
        "company_name": "Kelp & Sons ",
        "absolute_url": "https://job-boards.greenhouse.io/kelp/jobs/4017?gh_src=abc",
        "updated_at": "2026-07-14T18:35:00",
        "first_published": "2026-07-01T10:00:00-04:00",
        "location": {"name": "Galway, Ireland; Remote-Friendly, Ireland"},
        "metadata": [{"name": "Workplace Type", "value": "Hybrid"}, {"name": "Employment Type", "value": "Full-time"}],
        "departments": [{"name": "Data"}],
        "offices": [{"name": "Galway", "location": "Galway, Ireland"}],
        "application_deadline": "2026-09-01T00:00:00-04:00",
        "content": html.escape(CONTENT),
    } | changes


def board(*jobs):
    return {"jobs": list(jobs), "meta": {"total": len(jobs)}}


def test_what_a_job_states():
    posting = only(board(job()))
    assert stated(
        posting, "external_id", "title", "company", "location", "regions", "workplace", "employment_type"
    ) == {
        "external_id": "4017",
        "title": "Data Engineer",
        "company": "Kelp & Sons",
        "regions": ["Ireland"],
        "location": "Galway, Ireland; Remote-Friendly, Ireland",
        "workplace": "hybrid",
        "employment_type": "full_time",
    }
    assert stated(posting, "department", "closing_on", "min_years_experience") == {
        "department": "Data",
        "closing_on": "2026-09-01",
        "min_years_experience": 4,
    }
    assert posting.url == "https://job-boards.greenhouse.io/kelp/jobs/4017"


def test_the_content_is_unescaped_once():
    text = only(board(job(content=html.escape("<p>Kelp &amp; Sons write &amp;lt;b&amp;gt; in bold</p>")))).text
    assert text == "Kelp & Sons write \\&lt;b\\&gt; in bold"  # shown: &lt;b&gt;, as its author wrote it


def test_pay_comes_from_its_own_block():
    posting = only(board(job()))
    assert stated(posting, *PAY) == {
        "salary_min": 61000,
        "salary_max": 72000,
        "currency": "EUR",
        "salary_period": "year",
        "salary_basis": None,
    }
    assert path_of(posting, "salary_min") == "content.pay-range"


def test_a_pay_range_says_no_period_by_itself():
    block = (
        '<div><p class="title">Pay Range</p><div class="pay-range"><span>$28</span>—<span>$32 USD</span></div></div>'
    )
    posting = only(board(job(content=html.escape(block))))
    assert stated(posting, *PAY)["salary_period"] is None
    assert stated(posting, *PAY)["salary_max"] == 32


def test_pay_of_several_countries_is_nobodys():
    block = '<div><div class="pay-range">€61.000 — €72.000 EUR</div></div>'
    posting = only(board(job(content=html.escape(block * 2))))
    assert not any(fact.path == "content.pay-range" for fact in posting.facts)


def test_remote_where_no_other_place_is_named():
    assert (
        only(board(job(location={"name": "Remote - Ireland"}, metadata=None, content=""))).get("workplace") == "remote"
    )
    both = only(board(job(location={"name": "Galway | Remote"}, metadata=None, content="")))
    assert both.get("workplace") is None


def test_what_moves_for_the_whole_board_is_no_edit():
    before, after = (records_of(board(job(updated_at=when)))[0].digest for when in ("2026-01-01", "2026-02-02"))
    assert before == after
    assert before != records_of(board(job(title="Other")))[0].digest


def test_an_empty_board_is_recognised_and_empty():
    assert format_of(board()) == "greenhouse"
    assert read(board()) == []


@pytest.mark.parametrize("changes", [{"id": None}, {"title": "  "}])
def test_a_job_that_cannot_be_known_costs_only_itself(changes):
    bad, good = read(board(job(**changes), job(id=4018)))
    assert bad.problem
    assert (good.problem, good.get("title")) == ("", "Data Engineer")


def test_jobs_by_department():
    answer = {
        "departments": [{"id": 1, "name": "Data", "jobs": [{"id": 7, "title": "Analyst"}]}, {"id": 2, "jobs": []}]
    }
    posting = only(answer)
    assert stated(posting, "external_id", "title", "department") == {
        "external_id": "7",
        "title": "Analyst",
        "department": "Data",
    }


def test_the_customer_is_known_by_the_address():
    assert records_of(board(job()))[0].tenant == "kelp"
    assert records_of(board(job(absolute_url="https://kelp.example/jobs?gh_jid=4017")))[0].tenant == ""
