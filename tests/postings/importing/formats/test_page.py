"""Web pages: JSON-LD in the shapes and with the damage that sites give it, microdata, and pages that mark nothing."""

import json

import pytest

from postings.importing.formats.content import Unreadable
from postings.importing.formats.registry import BY_NAME

from .answers import PAY, content_of, format_of, only, path_of, read, records_of, stated


def posting(**changes):
    return {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": "Ship Cook",
        "identifier": {"@type": "PropertyValue", "value": 555},
        "datePosted": "2026-03-01",
        "description": "<p>We feed crews.</p><ul><li>2 years of experience as a cook</li></ul>",
        "hiringOrganization": {"@type": "Organization", "name": "Harbour Kitchens"},
        "jobLocation": {"@type": "Place", "address": {"addressLocality": "Hamburg", "addressCountry": "DE"}},
    } | changes


def page(*blocks, head="", body="<h1>Jobs</h1>"):
    held = [block if isinstance(block, str) else json.dumps(block).replace("</", "<\\/") for block in blocks]
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in held)
    return f"<!DOCTYPE html><html><head>{head}{scripts}</head><body>{body}</body></html>"


def test_what_a_posting_states():
    found = only(page(posting()))
    assert stated(found, "external_id", "title", "company", "location", "regions", "min_years_experience") == {
        "external_id": "555",
        "title": "Ship Cook",
        "company": "Harbour Kitchens",
        "location": "Hamburg, DE",
        "regions": ["Germany"],
        "min_years_experience": 2,
    }
    assert found.text == "We feed crews.\n\n- 2 years of experience as a cook"
    assert path_of(found, "company") == "hiringOrganization.name"


@pytest.mark.parametrize(
    "held",
    [
        [posting()],
        {"@graph": [{"@type": "WebSite", "name": "x"}, posting()]},
        {"@type": "WebPage", "mainEntity": posting()},
        posting(**{"@type": ["Thing", "http://schema.org/JobPosting"]}),
        {"@type": "JobPosting", "Title": "Ship Cook", "HiringOrganization": {"Name": "Harbour Kitchens"}},
        {"@graph": [{"@id": "#org", "name": "Harbour Kitchens"}, posting(hiringOrganization={"@id": "#org"})]},
        posting(hiringOrganization="Harbour Kitchens"),
        posting(title=None, name="Ship Cook"),
    ],
)
def test_the_shapes_of_a_block(held):
    assert stated(only(page(held)), "title", "company") == {"title": "Ship Cook", "company": "Harbour Kitchens"}


TEXT = json.dumps(posting())


@pytest.mark.parametrize(
    "block",
    [
        f"//<![CDATA[\n{TEXT}\n//]]>",
        f"<!-- {TEXT} -->",
        TEXT.replace('"', "&quot;"),
        TEXT.replace("We feed", "We\tfeed\n"),
        TEXT.replace("We feed", "We \\$ feed"),
        TEXT.replace('", "', '" "', 2),
        TEXT[:-1] + ",}",
    ],
)
def test_damage_that_leaves_a_block_readable(block):
    assert only(page(block)).get("title") == "Ship Cook"


@pytest.mark.parametrize("broken", ["", "{", "null", '{"@type": "JobPosting", "title": "x</script>', "[" * 10_000])
def test_a_broken_block_does_not_cost_the_good_one(broken):
    assert [each.get("title") for each in read(page(broken, posting()))] == ["Ship Cook"]


def test_several_postings_and_one_twice():
    found = read(page(posting(), posting(), posting(identifier="9", title="Baker")))
    assert [(each.external_id, each.get("title")) for each in found] == [("555", "Ship Cook"), ("9", "Baker")]


UNNAMED = posting(identifier=None)
BERLIN = {"@type": "Place", "address": {"addressLocality": "Berlin", "addressCountry": "DE"}}
ADDRESS = '<link rel="canonical" href="https://jobs.example/all">'


def ids(*blocks, head: str = "") -> list[str]:
    return [each.external_id for each in records_of(page(*blocks, head=head))]


@pytest.mark.parametrize("head", ["", ADDRESS])
def test_without_a_name_one_is_known_by_title_company_and_place(head):
    """An edit of its text, its pay or its dates makes no other of it; among several each has its own."""
    other = {**UNNAMED, "title": "Baker"}
    before = ids(UNNAMED, other, head=head)
    edited = {**UNNAMED, "description": "We feed more crews.", "datePosted": "2026-04-01", "baseSalary": 4000}
    assert len(set(before)) == 2 and ids(edited, other, head=head) == before
    assert ids({**UNNAMED, "title": "  ship   COOK "}, other, head=head) == before
    for changes in ({"title": "Cook"}, {"hiringOrganization": "Harbour"}, {"jobLocation": BERLIN}):
        first, second = ids({**UNNAMED, **changes}, other, head=head)
        assert first not in before and second == before[1]


def test_a_page_of_one_job_without_a_name_is_known_by_its_address():
    assert ids(UNNAMED, head=ADDRESS) == ["https://jobs.example/all"]
    assert ids(UNNAMED, {**UNNAMED, "jobLocation": BERLIN}, head=ADDRESS) == ["https://jobs.example/all"]
    assert ids(posting(), UNNAMED, head=ADDRESS) == ["555", "https://jobs.example/all"]


def test_two_of_one_title_company_and_place_are_told_apart_by_what_they_say():
    night = {**UNNAMED, "description": "By night."}
    baker = {**UNNAMED, "title": "Baker"}
    first, second, _baker = before = ids(UNNAMED, night, baker)
    assert first != second
    edited = ids(UNNAMED, {**night, "description": "By night, at sea."}, baker)
    assert (edited[0], edited[2]) == (first, before[2]) and edited[1] not in before


@pytest.mark.parametrize("missing", ["title", "hiringOrganization"])
def test_without_title_or_company_too_little_is_said_to_be_known_by(missing):
    one, other = {**UNNAMED, missing: None}, {**UNNAMED, missing: None, "description": "Another employer's."}
    assert ids(one) != ids(other)


def test_known_by_its_address_without_what_tells_where_one_came_from():
    address = "https://jobs.example/ship-cook?utm_source=x&id=7&gclid=1#apply"
    found = only(page(posting(identifier=None, url=address)))
    assert (found.external_id, found.url) == ("https://jobs.example/ship-cook?id=7",) * 2
    by_page = page(posting(identifier=None), head='<link rel="canonical" href="https://jobs.example/cook">')
    assert records_of(by_page)[0].tenant == "jobs.example"
    assert only(by_page).external_id == "https://jobs.example/cook"
    unnamed = page(posting(identifier=None))
    assert only(unnamed).external_id == only(unnamed).external_id is not None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"baseSalary": "100000", "salaryCurrency": "USD"}, (100000, 100000, "USD", None)),
        (
            {"baseSalary": {"currency": "EUR", "value": {"minValue": 40, "maxValue": "50", "unitText": "HOUR"}}},
            (40, 50, "EUR", "hour"),
        ),
        (
            {"baseSalary": {"currency": "EUR", "value": {"value": 3000, "unitText": "MONTH"}}},
            (3000, 3000, "EUR", "month"),
        ),
        ({"baseSalary": {"value": {"minValue": 60000, "unitText": "YEAR"}}}, (60000, None, None, "year")),
        ({"baseSalary": {"currency": "€", "value": {"minValue": 0, "maxValue": 0}}}, (None, None, None, None)),
        ({"baseSalary": {"currency": "GBP", "value": 30000}}, (30000, 30000, "GBP", None)),
        ({"baseSalary": "£30,000 - £40,000 per year"}, (30000, 40000, "GBP", "year")),
        ({"baseSalary": "Competitive"}, (None, None, None, None)),
        ({"baseSalary": {"currency": "EUR", "value": {"minValue": 9, "maxValue": 5}}}, (5, 9, "EUR", None)),
        ({"estimatedSalary": {"currency": "EUR", "value": 30000}}, (None, None, None, None)),
    ],
)
def test_pay(changes, expected):
    assert tuple(stated(only(page(posting(**changes))), *PAY).values())[:4] == expected


@pytest.mark.parametrize(
    ("country", "regions"),
    [
        ("DE", ["Germany"]),
        ("USA", ["United States"]),
        ({"name": "France"}, ["France"]),
        ({"name": ["USA"] * 10}, ["United States"]),
        ("", None),
        (7, None),
    ],
)
def test_countries(country, regions):
    spot = {"address": {"addressLocality": "x", "addressCountry": country}}
    assert only(page(posting(jobLocation=spot))).as_json()["regions"] == regions


def test_one_address_behind_every_places_name():
    spots = [{"name": name, "address": {"addressLocality": "Sunnyvale"}} for name in ("Austin, TX", "Boston, MA")]
    assert only(page(posting(jobLocation=spots))).get("location") == "Austin, TX; Boston, MA"
    assert only(page(posting(jobLocation={"address": "Rua Um, Porto"}))).get("location") == "Rua Um, Porto"


def test_telecommuting_and_who_may():
    found = only(
        page(
            posting(
                jobLocationType="TELECOMMUTE",
                jobLocation=None,
                applicantLocationRequirements={"@type": "Country", "name": "Portugal"},
            )
        )
    )
    assert stated(found, "workplace", "remote", "regions") == {
        "workplace": "remote",
        "remote": True,
        "regions": ["Portugal"],
    }


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("FULL_TIME", "full_time"),
        (["PART_TIME", "TEMPORARY"], "part_time|temporary"),
        ("Full-time", "full_time"),
        ("OTHER", None),
        (7, None),
        ("INTERN", "internship"),
    ],
)
def test_employment(written, kinds):
    assert only(page(posting(employmentType=written))).as_json()["employment_type"] == kinds


@pytest.mark.parametrize(
    ("ends", "closing"), [("2026-05-01T23:59", "2026-05-01"), ("2036-05-01", None), ("soon", None), (None, None)]
)
def test_dates_far_ahead_say_nothing(ends, closing):
    assert only(page(posting(validThrough=ends))).get("closing_on") == closing


def test_experience_in_months():
    held = {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": "60"}
    found = only(page(posting(experienceRequirements=held)))
    assert found.get("min_years_experience") == 5
    assert found.all("min_years_experience") == [5, 2]


def test_properties_beside_the_description_are_read_too():
    run_together = "Bake bread&nbsp;Clean ovens&nbsp;Order flour"
    found = only(
        page(posting(description="Hello\\n\\nyou", responsibilities=run_together, skills=["Dough", "Patience"]))
    )
    assert found.text == (
        "Hello\n\nyou\n\n## Responsibilities\n\n- Bake bread\n- Clean ovens\n- Order flour\n\n"
        "## Skills\n\n- Dough\n- Patience"
    )
    again = only(page(posting(description="<p>Bake bread daily</p>", responsibilities="Bake bread")))
    assert again.text == "Bake bread daily"


MICRODATA = """<div itemscope itemtype="https://schema.org/JobPosting"><h2 itemprop="title">Ship Cook</h2>
<span itemprop="jobLocation" itemscope itemtype="https://schema.org/Place"><span itemprop="address" itemscope
 itemtype="https://schema.org/PostalAddress"><span itemprop="addressLocality">Kiel</span>
 <meta itemprop="addressCountry" content="DE"></span></span>
<div itemprop="description"><b>About</b><p itemprop="hiringOrganization" itemscope><span itemprop="name">Harbour
 Kitchens</span> feeds crews.</p></div>
<ul itemprop="experienceRequirements"><li>3 years of experience as a cook</li></ul></div>"""


def test_microdata_where_there_is_no_json():
    found = only(f"<html><body>{MICRODATA}</body></html>")
    names = ("title", "company", "location", "regions", "min_years_experience")
    assert stated(found, *names) == {
        "title": "Ship Cook",
        "company": "Harbour Kitchens",
        "location": "Kiel, DE",
        "regions": ["Germany"],
        "min_years_experience": 3,
    }
    assert only(page("", posting(), body=MICRODATA)).external_id == "555"  # JSON comes first


PLAIN = """<nav><a>Home</a></nav><header><h1>Backend Developer</h1></header><div><h3>Requirements</h3>
<ul><li>4 years of experience with Go</li></ul><h3>Benefits</h3><p>Salary: 50000 EUR per year</p></div>
<footer>Imprint</footer><script>var x = "<p>no</p>"</script>"""


def test_a_page_that_marks_nothing_is_read_as_text():
    found = only(page(body=PLAIN, head="<link rel=canonical href=https://acme.example/j/1>"))
    assert stated(found, "title", "min_years_experience", "salary_min") == {
        "title": "Backend Developer",
        "min_years_experience": 4,
        "salary_min": 50000,
    }
    assert (found.url, found.external_id) == ("https://acme.example/j/1",) * 2
    assert "Home" not in found.text and "Imprint" not in found.text


def test_a_page_without_a_job_holds_none():
    assert read(page(body="<h1>Tides</h1><p>The moon pulls on the sea.</p>")) == []


def test_a_mail_in_html():
    mail = "Senior Backend Developer<br>\n<div>Hello!</div>\n<div><br></div>\n"
    mail += "<p><strong>Headquarters:</strong> Porto</p>\n<p>We are looking for a backend developer.</p>\n"
    mail += "<p>Send your CV to <a href=x>us</a></p>"
    assert format_of(mail) == "page"
    assert only(mail).get("title") == "Senior Backend Developer"


def test_markdown_with_a_few_tags_stays_text():
    assert format_of("# Backend Developer\n\n<br>\n- one<br>\n- two<br><br><br><br>") == "paste"


def test_another_file_than_a_page_is_refused():
    with pytest.raises(Unreadable, match="no web page"):
        list(BY_NAME["page"].records(content_of("a,b\n1,2")))
