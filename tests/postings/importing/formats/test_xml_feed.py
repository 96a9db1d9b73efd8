"""XML feeds of nobody in particular: what a record is, what its fields mean, and what is refused."""

import subprocess
import sys

import pytest

from postings.importing.formats import markup, xml_feed
from postings.importing.formats.content import Content, Unreadable
from postings.importing.formats.registry import BY_NAME

from . import large_feed
from .answers import PAY, format_of, only, path_of, read, records_of, stated

INDEED = """<?xml version="1.0" encoding="utf-8"?>
<source><publisher>Galley Jobs</publisher><publisherurl>https://galley.example</publisherurl>
<lastBuildDate>Tue, 24 Nov 2026 10:00:00 GMT</lastBuildDate>{jobs}</source>"""
JOB = """<job><title><![CDATA[{title}]]></title><date><![CDATA[Tue, 24 Nov 2026 09:00:00 GMT]]></date>
<referencenumber><![CDATA[{id}]]></referencenumber><requisitionid>REQ-1</requisitionid>
<url><![CDATA[https://galley.example/jobs?id={id}&amp;utm_source=Indeed]]></url><company><![CDATA[Galley]]></company>
<city>Bergen</city><state>Vestland</state><country>NO</country>
<description><![CDATA[<p>You cook.</p><ul><li>1-3 years of experience</li></ul>]]></description>{more}</job>"""


def feed(*jobs: str) -> str:
    return INDEED.format(jobs="".join(jobs))


def job(id="1", title="Cook", more="") -> str:
    return JOB.format(id=id, title=title, more=more)


def test_a_feed_as_indeed_takes_it():
    more = """<salary><![CDATA[$50K per year]]></salary><jobtype><![CDATA[fulltime, parttime]]></jobtype>
        <experience><![CDATA[5+ years]]></experience><expirationdate>Mon, 08 Mar 2027</expirationdate>
        <remotetype>COVID-19</remotetype><category>Kitchen</category>"""
    posting = only(feed(job(more=more)))
    assert (posting.external_id, posting.url) == ("1", "https://galley.example/jobs?id=1")
    assert stated(posting, "title", "company", "location", "regions", "employment_type", "closing_on", "source") == {
        "title": "Cook",
        "company": "Galley",
        "location": "Bergen, Vestland, NO",
        "regions": ["Norway"],
        "employment_type": "full_time|part_time",
        "closing_on": "2027-03-08",
        "source": "Galley Jobs",
    }
    assert stated(posting, *PAY) == {
        "salary_min": 50000,
        "salary_max": 50000,
        "currency": None,  # "$" is of many countries
        "salary_period": "year",
        "salary_basis": None,
    }
    assert (posting.get("min_years_experience"), posting.get("remote")) == (5, None)
    assert posting.all("min_years_experience") == [5, 1]  # the text says otherwise, and is shown behind the field
    assert "- 1-3 years" in posting.text
    paths = [path_of(posting, field) for field in ("title", "salary_min", "closing_on", "min_years_experience")]
    assert paths == ["title", "salary", "expirationdate", "experience"]
    words = {fact.field: fact.words for fact in reversed(posting.facts)}
    assert (words["salary_min"], words["closing_on"]) == ("$50K", "Mon, 08 Mar 2027")


def test_amounts_in_fields_of_their_own():
    posting = only(
        """<jobs><job id="77"><title>Baker</title><company><name>Oven</name><id>9</id></company>
        <url>https://oven.example/77</url><salary_min>30,000</salary_min><salary_max>34000.00</salary_max>
        <salary_currency>GBP</salary_currency><salary_frequency>annum</salary_frequency>
        <contract_type>permanent</contract_type><contract_time>full_time</contract_time></job></jobs>"""
    )
    assert posting.external_id == "77"  # of the attribute; not the company's
    assert posting.get("company") == "Oven"
    assert stated(posting, "salary_min", "salary_max", "currency", "salary_period") == {
        "salary_min": 30000,
        "salary_max": 34000,
        "currency": "GBP",
        "salary_period": "year",
    }
    assert set(posting.all("employment_type")) == {"permanent", "full_time"}


SALARY = "<salary><lowEnd><amount>{}</amount></lowEnd><highEnd><amount>{}</amount></highEnd></salary>"


def test_amounts_deep_inside():
    """Of several statements the first; where minimum and maximum cannot be told together, none."""
    two = f"<salaries>{SALARY.format(50000, 60000)}{SALARY.format(1, 2)}</salaries>"
    assert stated(only(feed(job(more=two))), "salary_min", "salary_max") == {"salary_min": 50000, "salary_max": 60000}
    odd = f"<salaries>{SALARY.format(1, 2)}<salary><lowEnd><amount>5</amount></lowEnd></salary></salaries>"
    assert stated(only(feed(job(more=odd))), "salary_min", "salary_max") == {"salary_min": None, "salary_max": None}


@pytest.mark.parametrize(
    ("others", "closes"),
    [
        ("", None),  # 3 April or 4 March
        ("<publishdate>19/12/2026</publishdate>", "2027-04-03"),
        ("<publishdate>12/19/2026</publishdate>", "2027-03-04"),
    ],
)
def test_day_and_month_are_told_by_the_feeds_other_dates(others, closes):
    postings = read(feed(job("1", more="<expirydate>03/04/2027</expirydate>"), job("2", more=others)))
    assert postings[0].get("closing_on") == closes


def test_what_other_records_show_of_dates_makes_no_new_digest():
    held = job("1", more="<expirydate>03/04/2027</expirydate>")
    digests = [
        records_of(feed(held, job("2", more=f"<date2/><publishdate>{day}</publishdate>")))[0].digest
        for day in ("01/01/2026", "19/12/2026")
    ]
    assert digests[0] == digests[1]
    assert digests[0] != records_of(feed(job("1", title="Baker")))[0].digest


@pytest.mark.parametrize(
    ("written", "workplace"),
    [("WFH", "remote"), ("Fully Remote", "remote"), ("Hybrid", "hybrid"), ("Temporarily remote", None)],
)
def test_words_for_remote(written, workplace):
    assert only(feed(job(more=f"<remotetype>{written}</remotetype>"))).get("workplace") == workplace


def test_any_element_is_a_record_that_has_what_a_posting_has():
    held = """<anzeigen><anbieter><name>Backhaus</name></anbieter>{}</anzeigen>"""
    row = """<anzeige><stellentitel>Bäcker {0} (m/w/d)</stellentitel><kennziffer>B{0}</kennziffer>
        <arbeitgeber>Backhaus</arbeitgeber><stellenbeschreibung>Sie backen.</stellenbeschreibung>
        <gehalt>ab 2.800 € brutto pro Monat</gehalt><vertragsart>Vollzeit, unbefristet</vertragsart></anzeige>"""
    postings = read(held.format(row.format(1) + row.format(2)))
    assert [posting.external_id for posting in postings] == ["B1", "B2"]
    assert stated(postings[0], "company", "salary_min", "currency", "salary_period", "employment_type") == {
        "company": "Backhaus",
        "salary_min": 2800,
        "currency": "EUR",
        "salary_period": "month",
        "employment_type": "full_time|permanent",
    }


def test_a_namespace_of_products():
    posting = only(
        """<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>
        <title>Galley</title><link>https://jobs.galley.example</link><item><title>Cook (Bergen)</title>
        <link>https://jobs.galley.example/9</link><description>&lt;p&gt;You cook.&lt;/p&gt;</description>
        <g:id>9</g:id><g:employer>Galley</g:employer>
        <g:expiration_date>2027-01-02</g:expiration_date><g:location>Bergen, Norway</g:location></item></channel>
        </rss>"""
    )
    assert stated(posting, "external_id", "company", "closing_on", "location") == {
        "external_id": "9",
        "company": "Galley",
        "closing_on": "2027-01-02",
        "location": "Bergen, Norway",
    }
    assert posting.text == "You cook."


def test_a_single_posting_with_several_places_and_html_as_elements():
    posting = only(
        """<job_offer><title>Sailor</title><url>https://sea.example/1</url>
        <description><p>You <b>sail</b>.</p></description><qualifications><ul><li>You swim</li></ul></qualifications>
        <locations><location><city>Kiel</city><country>Deutschland</country></location>
        <location><city>Malmö</city><country>Sverige</country></location></locations></job_offer>"""
    )
    assert posting.text == "You **sail**.\n\n## Requirements\n\n- You swim"
    assert (posting.get("location"), posting.all("region")) == ("Kiel; Malmö", ["Germany", "Sweden"])


def test_entities_of_html_and_lone_ampersands_are_read():
    held = feed(job(more="<department>K&uuml;che & Service &copy; &nonsense;</department>"))
    assert only(held).get("department") == "Küche & Service © &nonsense;"
    long = "<education>" + "x" * 65_000 + "&auml;" * 40 + "</education>"  # over the seams of what is read at once
    assert records_of(feed(job(more=long)))[0].raw["education"].endswith("xä" + "ä" * 39)


def test_another_character_set():
    held = feed(job(title="Bäcker")).replace("utf-8", "iso-8859-1").encode("iso-8859-1")
    assert only(held).get("title") == "Bäcker"
    assert only(feed(job(title="Bäcker")).replace("utf-8", "utf-16").encode("utf-16")).get("title") == "Bäcker"


def test_a_record_that_cannot_be_told_costs_itself():
    held = feed(job("1"), "<job>...</job>", job("2", title=""), job("3"))
    postings = read(held)
    assert [posting.get("title") for posting in postings] == ["Cook", None, None, "Cook"]
    assert "no id" in postings[1].problem
    assert "no title" in postings[2].problem
    assert {record.tenant for record in records_of(held)} == {"Galley Jobs"}


def test_without_a_publisher_the_host_tells_whose_it_is():
    held = feed(job()).replace("<publisher>Galley Jobs</publisher>", "").replace("publisherurl", "x")
    assert records_of(held)[0].tenant == "galley.example"
    assert records_of(held, name="https://feeds.example/all.xml")[0].tenant == "feeds.example"


BOMB = """<!DOCTYPE source [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
FILE = """<!DOCTYPE source [<!ENTITY a SYSTEM "file:///etc/passwd">]>"""


@pytest.mark.parametrize("doctype", [BOMB, FILE])
def test_entities_of_its_own_are_refused(doctype):
    held = feed(job(more="<education>&b;&a;</education>")).replace("?>\n", f"?>{doctype}")
    with pytest.raises(Unreadable, match="entities of its own"):
        read(held)


def test_what_was_cut_off_is_refused():
    whole = feed(*(job(str(number)) for number in range(5)))
    with pytest.raises(Unreadable, match="to its end"):
        read(whole[: len(whole) * 2 // 3])


@pytest.mark.parametrize(
    "other",
    [
        "<html><body><title>x</title></body></html>",
        "<svg><title>x</title><text>y</text></svg>",
        "<urlset><url><loc>https://x.example</loc></url></urlset>",
    ],
)
def test_other_xml_is_none(other):
    assert format_of(other) != "xml"
    with pytest.raises(Unreadable, match="Nothing in this XML"):
        list(BY_NAME["xml"].records(Content.of(other.replace("title", "name").encode())))


@pytest.mark.deep
def test_a_large_feed_needs_no_memory_and_is_told_apart_fast(tmp_path):
    """A hundred megabytes, in a process of its own: peak memory over an idle one's, and records a second."""
    count = large_feed.write(tmp_path / "feed.xml", 100_000_000)
    ran = subprocess.run(
        [sys.executable, "-m", large_feed.__name__, tmp_path / "feed.xml"], capture_output=True, text=True, check=True
    )
    read_count, megabytes, a_second = map(int, ran.stdout.split())
    print(f"{read_count} records, {megabytes} MB more than idle, {a_second} records a second")
    assert read_count == count
    assert megabytes < 200
    assert a_second >= 3000


def test_a_feed_of_what_is_no_posting_is_not_held_in_memory(monkeypatch):
    """Millions of small elements after a few postings would be kept until the next one comes."""
    monkeypatch.setattr(markup, "_LONGEST_RECORD", 1_000_000)
    job = b"<job><title>A</title><description>B</description><url>https://a.example/%d</url></job>"
    feed = Content.of(b"<jobs>" + job % 1 + job % 2 + b"<x/>" * 500_000 + b"</jobs>")
    assert xml_feed.recognises(feed)
    with pytest.raises(Unreadable, match="no posting"):
        list(xml_feed.records(feed))
    honest = Content.of(b"<jobs>" + b"".join(job % n for n in range(20_000)) + b"</jobs>")
    assert len(list(xml_feed.records(honest))) == 20_000
