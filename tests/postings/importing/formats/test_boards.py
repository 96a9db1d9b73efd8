"""Recruitee, SmartRecruiters, Workable, Teamtailor, Personio, and JSON of a board that is none of these."""

import pytest

from postings.importing.formats.content import Unreadable
from postings.importing.formats.registry import BY_NAME

from .answers import PAY, content_of, format_of, only, path_of, read, records_of, stated

# ---------------------------------------------------------------- Recruitee


def offer(**changes):
    return {
        "id": 2700825,
        "slug": "accountant",
        "title": "Accountant",
        "company_name": "Moor & Mast",
        "status": "published",
        "careers_url": "https://moor.recruitee.com/o/accountant",
        "description": "<p>Books.</p>",
        "department": "Finance",
        "requirements": "<ul><li>5+ years of experience in accounting</li></ul>",
        "remote": False,
        "hybrid": True,
        "on_site": False,
        "employment_type_code": "fulltime_permanent",
        "experience_code": "mid_level",
        "published_at": "2026-08-05 10:10:39 UTC",
        "close_at": "2026-10-05 10:10:39 UTC",
        "locations": [{"city": "Bremen", "country": "Germany", "country_code": "DE", "note": "Elsewhere is fine too."}],
        "salary": {"min": "60000", "max": "75000", "currency": "EUR", "period": "year"},
        "mailbox_email": "x@y.example",
    } | changes


def test_recruitee():
    found = only({"offers": [offer()]})
    assert stated(
        found, "external_id", "company", "workplace", "location", "regions", "employment_type", "seniority"
    ) == {
        "external_id": "2700825",
        "company": "Moor & Mast",
        "workplace": "hybrid",
        "location": "Bremen, Germany",
        "regions": ["Germany"],
        "employment_type": "full_time|permanent",
        "seniority": "mid",
    }
    assert stated(found, "closing_on", "min_years_experience", *PAY[:4]) == {
        "closing_on": "2026-10-05",
        "min_years_experience": 5,
        "salary_min": 60000,
        "salary_max": 75000,
        "currency": "EUR",
        "salary_period": "year",
    }
    assert found.text.split("\n\n") == [
        "Books.",
        "## Requirements",
        "- 5+ years of experience in accounting",
        "Location: Elsewhere is fine too.",
    ]
    assert records_of({"offers": [offer()]})[0].tenant == "moor"


def test_recruitee_pay_that_its_text_calls_on_target():
    found = only({"offers": [offer(description="<p>Good news</p><ul><li>€60–75k OTE, uncapped</li></ul>")]})
    assert (found.get("salary_basis"), found.get("salary_max")) == ("on-target", 75000)


def test_recruitee_with_one_box_and_with_several_ticked():
    one = {key: value for key, value in offer().items() if key not in ("hybrid", "on_site")}
    assert only({"offers": [one]}).as_json()["workplace"] is None
    assert only({"offers": [one | {"remote": True}]}).get("workplace") == "remote"
    assert only({"offers": [offer(remote=True)]}).get("workplace") is None


def test_recruitee_offers_that_are_not_published():
    hidden, shown = read({"offers": [offer(status="closed"), offer(id=1)]})
    assert (hidden.listed, shown.listed) == (False, True)
    assert format_of({"offers": []}) == "recruitee"


# ---------------------------------------------------------------- SmartRecruiters


def listed_job(**changes):
    return {
        "id": "744000151912444",
        "name": "Marine  Biologist",
        "company": {"identifier": "Kelp1", "name": "Kelp"},
        "releasedDate": "2026-09-25T18:18:52.891Z",
        "typeOfEmployment": {"id": "permanent", "label": "Full-time"},
        "location": {"city": "Brest", "region": "BRE", "country": "fr", "remote": False, "hybrid": False},
        "department": {"label": "Science"},
        "language": {"code": "fr-CA"},
        "ref": "https://api.smartrecruiters.com/x",
        "customField": [{"fieldLabel": "Work flexibility", "valueLabel": "Office-based"}],
    } | changes


def answer(*jobs):
    return {"offset": 0, "limit": 100, "totalFound": len(jobs), "content": list(jobs)}


def test_smartrecruiters_list():
    found = only(answer(listed_job()))
    names = (
        "external_id",
        "title",
        "company",
        "location",
        "regions",
        "workplace",
        "employment_type",
        "posting_language",
    )
    assert stated(found, *names) == {
        "external_id": "744000151912444",
        "title": "Marine Biologist",
        "company": "Kelp",
        "location": "Brest, BRE",
        "regions": ["France"],
        "workplace": "onsite",
        "employment_type": "full_time|permanent",
        "posting_language": "fr",
    }
    assert found.url == "https://jobs.smartrecruiters.com/Kelp1/744000151912444"
    assert (found.text, records_of(answer(listed_job()))[0].tenant) == ("", "Kelp1")


def test_smartrecruiters_posting_with_its_sections():
    sections = {
        "qualifications": {"title": "Qualifications", "text": "<ul><li>3 years of experience in biology</li></ul>"},
        "jobDescription": {"title": "Job Description", "text": "<p>You count crabs on the shore, in all weathers.</p>"},
    }
    found = only(
        listed_job(jobAd={"sections": sections}, postingUrl="https://jobs.smartrecruiters.com/Kelp1/7?oga=true")
    )
    assert found.text.split("\n\n")[:3] == [
        "## Job Description",
        "You count crabs on the shore, in all weathers.",
        "## Qualifications",
    ]
    assert stated(found, "min_years_experience", "posting_language") == {
        "min_years_experience": 3,
        "posting_language": "en",  # the text's own: the field is the board's
    }
    assert found.url == "https://jobs.smartrecruiters.com/Kelp1/7"


@pytest.mark.parametrize(
    ("where", "workplace", "remote"),
    [
        ({"remote": True}, "remote", True),
        ({"hybrid": True, "remote": False}, "hybrid", False),
        ({"remote": False}, None, False),
    ],
)
def test_smartrecruiters_boxes(where, workplace, remote):
    found = only(answer(listed_job(location=where, customField=[])))
    assert stated(found, "workplace", "remote") == {"workplace": workplace, "remote": remote}


def test_smartrecruiters_empty():
    assert format_of(answer()) == "smartrecruiters"
    assert read(answer()) == []


# ---------------------------------------------------------------- Workable


def row(country, **changes):
    spot = {"country": country, "countryCode": {"Spain": "ES", "Portugal": "PT"}[country], "city": "", "hidden": False}
    return {
        "title": "Analyst - Spanish Speaking",
        "shortcode": "DD136DD7E7",
        "telecommuting": True,
        "department": "Consulting",
        "url": "https://apply.workable.com/j/DD136DD7E7",
        "created_at": "2026-07-02",
        "country": country,
        "locations": [spot],
        "employment_type": "Full-time",
    } | changes


def test_workable_rows_of_one_job_are_merged():
    found = only({"name": "Zaffre", "jobs": [row("Spain"), row("Portugal")]})
    assert stated(found, "external_id", "company", "location", "regions", "workplace", "employment_type") == {
        "external_id": "DD136DD7E7",
        "company": "Zaffre",
        "location": "Spain; Portugal",
        "regions": ["Spain", "Portugal"],
        "workplace": "remote",
        "employment_type": "full_time",
    }
    assert [each["language"] for each in found.all("language")] == ["Spanish"]


def test_workable_hidden_places_are_none():
    hidden = row("Spain", locations=[{"country": "Spain", "city": "Madrid", "hidden": True}])
    found = only({"name": "Zaffre", "jobs": [hidden]})
    assert (found.get("location"), found.get("region")) == (None, None)


def test_workable_details_and_the_state_of_partners_answers():
    job = row("Spain", description="<p>Hello</p>", requirements="<ul><li>SQL</li></ul>", state="draft")
    found = only({"jobs": [job]})
    assert (found.text, found.listed) == ("Hello\n\n- SQL", False)
    assert only({"jobs": [row("Spain", state="Galicia")]}).listed


# ---------------------------------------------------------------- Teamtailor


def feed(**jobposting):
    item = {
        "id": "20fafb7d",
        "title": "Rigger",
        "url": "https://mast.teamtailor.com/jobs/7167985-rigger",
        "content_html": "<p>Ropes.</p>",
        "_jobposting": jobposting,
    }
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Mast",
        "items": [item],
        "feed_url": "https://mast.teamtailor.com/jobs.json",
    }


def test_teamtailor():
    spot = {"@type": "Place", "address": {"addressLocality": "Cadiz", "addressCountry": "ES"}}
    held = feed(**{"@type": "JobPosting", "title": "Rigger", "identifier": {"value": 7167985}, "jobLocation": [spot]})
    found = only(held)
    assert stated(found, "external_id", "title", "company", "location", "regions") == {
        "external_id": "20fafb7d",
        "title": "Rigger",
        "company": "Mast",
        "location": "Cadiz, ES",
        "regions": ["Spain"],
    }
    assert (found.text, path_of(found, "company"), records_of(held)[0].tenant) == ("Ropes.", "feed", "mast")


def test_teamtailor_with_fields_that_are_not_of_schema_org():
    found = only(feed(company_name="Mast Oy", location="Turku, Finland", remote=True, requirements="Knots"))
    assert stated(found, "title", "company", "location", "workplace") == {
        "title": "Rigger",
        "company": "Mast Oy",
        "location": "Turku, Finland",
        "workplace": "remote",
    }


# ---------------------------------------------------------------- Personio

POSITION = """<position><id>4103</id><subcompany>Tide &amp; Co. KG</subcompany><office>{office}</office>
<additionalOffices><office>Kiel</office></additionalOffices><department>IT</department><name>Tester (m/w/d)</name>
<jobDescriptions><jobDescription><name>Your profile</name><value>{value}</value></jobDescription></jobDescriptions>
<employmentType>permanent</employmentType><schedule>full-or-part-time</schedule>
<yearsOfExperience>{years}</yearsOfExperience></position>"""


def workzag(*positions, start=""):
    return f'<?xml version="1.0" encoding="UTF-8"?>{start}<workzag-jobs>{"".join(positions)}</workzag-jobs>'


def position(office="Husum, Germany", value="<![CDATA[<p>R&amp;D</p>]]>", years="2-5"):
    return POSITION.format(office=office, value=value, years=years)


def test_personio():
    found = only(workzag(position()), name="https://tide.jobs.personio.de/xml?language=en")
    names = ("external_id", "company", "location", "regions", "employment_type", "min_years_experience", "department")
    assert stated(found, *names) == {
        "external_id": "4103",
        "company": "Tide & Co. KG",
        "location": "Husum, Germany; Kiel",
        "regions": ["Germany"],
        "employment_type": "permanent|full_time|part_time",
        "min_years_experience": 2,
        "department": "IT",
    }
    assert (found.url, found.text) == ("https://tide.jobs.personio.de/job/4103", "## Your profile\n\nR&D")
    assert only(workzag(position())).url == ""  # a file does not say where it came from


@pytest.mark.parametrize("value", ["<![CDATA[<p>a &lt; b</p>]]>", "&lt;p&gt;a &amp;lt; b&lt;/p&gt;", "a &lt; b"])
def test_personio_descriptions_however_they_are_escaped(value):
    assert only(workzag(position(value=value))).text == "## Your profile\n\na < b"


@pytest.mark.parametrize(("written", "years"), [("lt-1", 0), ("7-10", 7), ("gt-15", 15), ("", None), ("many", None)])
def test_personio_years(written, years):
    assert only(workzag(position(years=written))).get("min_years_experience") == years


def test_personio_one_id_twice_and_a_position_without():
    bare = position().replace("<id>4103</id>", "")
    first, second = read(workzag(position(), position(office="Jever"), bare))
    assert (first.get("location"), first.problem) == ("Husum, Germany; Kiel; Jever", "")
    assert second.problem


def test_personio_entities_are_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    for value in ("&b;", "&f;"):
        with pytest.raises(Unreadable, match="entities"):
            read(workzag(position(value=value), start=bomb))


def test_personio_undefined_entities_and_deep_nesting_cost_no_more_than_themselves():
    assert read(workzag(position(value="Gr&uuml;n"), position().replace("4103", "5")))[1].external_id == "5"
    with pytest.raises(Unreadable):
        list(BY_NAME["personio"].records(content_of("<workzag-jobs>" + "<a>" * 100_000)))


def test_personio_cut_off_is_not_taken_for_the_whole():
    """What is absent is taken for closed, so half a feed must not pass; nor half a position."""
    whole = workzag(position(), position().replace("4103", "5"))
    for end in range(whole.index("<workzag-jobs>") + 14, len(whole)):
        seen = []
        with pytest.raises(Unreadable, match="to its end"):
            seen.extend(BY_NAME["personio"].records(content_of(whole[:end])))
        assert all(record.external_id == "4103" for record in seen)
    assert len(read(whole)) == 2


# ---------------------------------------------------------------- other JSON


def test_other_json_by_the_names_of_its_fields():
    job = {
        "slug": "cook-7",
        "company_name": "Galley",
        "title": "Cook",
        "description": "<p>Soup.</p>",
        "remote": False,
        "url": "https://board.example/cook-7?utm_source=x",
        "job_types": ["Full-Time"],
        "location": "Oslo, Norway",
        "salary": "40000 - 45000 EUR per year",
    }
    found = only(
        {"pages": [{"data": [job, {**job, "slug": "cook-8"}]}], "meta": {"title": "x"}, "n": 1}["pages"][0]["data"][:1]
    )
    assert stated(found, "external_id", "title", "company", "location", "employment_type", *PAY[:4]) == {
        "external_id": "cook-7",
        "title": "Cook",
        "company": "Galley",
        "location": "Oslo, Norway",
        "employment_type": "full_time",
        "salary_min": 40000,
        "salary_max": 45000,
        "currency": "EUR",
        "salary_period": "year",
    }
    assert found.url == "https://board.example/cook-7"


def test_json_that_lists_no_postings_is_a_text_without_one():
    assert format_of({"songs": [{"title": "x", "url": "y"}]}) == "paste"
    assert read([1, 2, {"a": {"b": []}}]) == []


@pytest.mark.parametrize("name", [n for n in BY_NAME if n not in ("page", "paste", "personio", "xml", "feed", "table")])
def test_html_in_place_of_json_is_refused_in_words(name):
    with pytest.raises(Unreadable, match="not the JSON"):
        list(BY_NAME[name].records(content_of("<html>Sign in</html>")))
