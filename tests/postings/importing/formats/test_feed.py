"""RSS, Atom and JSON Feed: entries of any site, and what may be concluded from them."""

from io import BytesIO
from xml.sax import make_parser
from xml.sax.handler import ContentHandler

import feedparser.api
import pytest

from postings.importing.formats import feed
from postings.importing.formats.content import Unreadable

from .answers import PAY, format_of, only, path_of, read, records_of, stated

RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:post="https://galley.example/ns">
<channel><title>{title}</title><link>https://board.example/jobs</link>{items}</channel></rss>"""
ITEM = """<item><title>{title}</title><link>https://board.example/{id}?utm_source=rss</link><guid>g{id}</guid>
<pubDate>Tue, 24 Nov 2026 09:00:00 GMT</pubDate><description>{text}</description>{more}</item>"""


def rss(*items: str, title="Board: jobs in kitchens") -> str:
    return RSS.format(title=title, items="".join(items))


def entry(id=1, title="Cook", text="&lt;p&gt;You &lt;b&gt;cook&lt;/b&gt;.&lt;/p&gt;", more="") -> str:
    return ITEM.format(id=id, title=title, text=text, more=more)


def test_an_entry_of_a_feed():
    posting = only(rss(entry()))
    assert format_of(rss(entry())) == "feed"
    assert (posting.external_id, posting.url, posting.text) == ("g1", "https://board.example/1", "You **cook**.")
    assert records_of(rss(entry()))[0].tenant == "board.example"
    assert (posting.get("company"), posting.get("source")) == (None, None)
    assert feed.window is True


@pytest.mark.parametrize(
    ("titles", "read_as"),
    [
        (["Galley: Cook", "Oven: Baker: early shift"], [("Galley", "Cook"), ("Oven", "Baker: early shift")]),
        (["Cook at Galley", "Baker at Sea at Oven"], [("Galley", "Cook"), ("Oven", "Baker at Sea")]),
        (["Galley: Cook", "Baker"], [(None, "Galley: Cook"), (None, "Baker")]),
        (["Urgent: Cook", "Urgent: Baker"], [(None, "Urgent: Cook"), (None, "Urgent: Baker")]),
        (["Galley: Cook"], [(None, "Galley: Cook")]),
    ],
)
def test_company_and_title_are_parted_where_all_titles_of_a_feed_say_so(titles, read_as):
    postings = read(rss(*(entry(at, title) for at, title in enumerate(titles))))
    assert [(posting.get("company"), posting.get("title")) for posting in postings] == read_as


def test_another_entry_makes_no_new_digest():
    alone = records_of(rss(entry(1, "Galley: Cook")))[0]
    beside = records_of(rss(entry(1, "Galley: Cook"), entry(2, "Oven: Baker")))[0]
    assert alone.digest == beside.digest != records_of(rss(entry(1, "Galley: Chef")))[0].digest


OWN = """<post:jobId>410</post:jobId><post:minimumSalary>65</post:minimumSalary>
<post:maximumSalary>85.5</post:maximumSalary><post:salaryCurrency>USD</post:salaryCurrency>
<post:salaryInterval>Hour</post:salaryInterval><post:location>Remote</post:location>
<post:advertiseToDateTimeUTC>Sun, 20 Dec 2026 04:59:00:0</post:advertiseToDateTimeUTC>
<post:qualifications>&lt;p&gt;Five years at sea.&lt;/p&gt;</post:qualifications>"""


def test_fields_of_a_namespace_and_the_employer_whose_feed_it_is():
    posting = only(rss(entry(more=OWN), title="Port of Bergen"))
    assert posting.external_id == "410"
    assert stated(posting, *PAY) == {
        "salary_min": 65,
        "salary_max": 85.5,
        "currency": "USD",
        "salary_period": "hour",
        "salary_basis": None,
    }
    assert stated(posting, "company", "workplace", "closing_on") == {
        "company": "Port of Bergen",
        "workplace": "remote",
        "closing_on": "2026-12-20",
    }
    assert path_of(posting, "company") == "channel.title"
    assert posting.text.endswith("## Requirements\n\nFive years at sea.")
    assert only(rss(entry(more=OWN), title="Jobs in Bergen")).get("company") is None


def test_a_tag_for_the_region_says_nothing_of_the_workplace():
    text = "&lt;p&gt;Location: Oslo&lt;/p&gt;"
    posting = only(rss(entry(text=text, more="<region>Anywhere in the World</region>")))
    assert posting.all("location") == ["Oslo", "Anywhere in the World"]  # the text is believed
    assert posting.get("remote") is None


def test_atom():
    posting = only(
        """<feed xmlns="http://www.w3.org/2005/Atom"><title>Galley</title><link href="https://galley.example/"/>
        <entry><id>urn:uuid:1</id><title type="html">Cook &amp;amp; baker</title><updated>2026-11-24T09:00:00Z</updated>
        <link rel="alternate" href="https://galley.example/1"/><summary>Short</summary>
        <content type="html">
        &lt;h2&gt;Requirements&lt;/h2&gt;&lt;ul&gt;&lt;li&gt;3 years of experience&lt;/li&gt;&lt;/ul&gt;
        </content></entry></feed>"""
    )
    assert stated(posting, "external_id", "title", "min_years_experience") == {
        "external_id": "urn:uuid:1",
        "title": "Cook & baker",
        "min_years_experience": 3,
    }
    assert posting.url == "https://galley.example/1"
    assert "Short" not in posting.text


def test_a_new_time_alone_is_no_change():
    held = """<feed xmlns="http://www.w3.org/2005/Atom"><title>G</title><entry><id>1</id><title>Cook</title>
        <updated>{}</updated></entry></feed>"""
    assert records_of(held.format("2026-01-01"))[0].digest == records_of(held.format("2026-01-02"))[0].digest


def test_json_feed():
    payload = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Galley",
        "home_page_url": "https://galley.example",
        "items": [
            {"id": 7, "url": "https://galley.example/7", "title": "Cook", "content_html": "<p>You cook.</p>"},
            {"url": "https://galley.example/8", "title": "Baker", "content_text": "You bake.\n\nAt night."},
            {"title": "Neither id nor address"},
        ],
    }
    first, second, third = read(payload)
    assert format_of(payload) == "feed"
    assert (first.external_id, first.text) == ("7", "You cook.")
    assert (second.external_id, second.text) == ("https://galley.example/8", "You bake.\n\nAt night.")
    assert "no id" in third.problem


def test_broken_feeds_are_read_as_far_as_they_go_and_bombs_are_refused():
    posting = only(rss(entry(title="K&uuml;che & more"))[:-30])
    assert posting.get("title") == "Küche & more"
    bomb = rss(entry()).replace("<rss", '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss', 1)
    with pytest.raises(Unreadable, match="entities of its own"):
        read(bomb)


def test_escaped_html_comes_in_one_piece():
    """feedparser takes its time with each piece."""
    pieces: list[str] = []
    handler = ContentHandler()
    handler.characters = pieces.append  # type: ignore[method-assign]
    parser = make_parser(feedparser.api.PREFERRED_XML_PARSERS)
    parser.setContentHandler(handler)
    parser.parse(BytesIO(b"<a>&lt;p&gt;One &amp;amp; two&lt;/p&gt;</a>"))
    assert pieces == ["<p>One &amp; two</p>"]


def test_too_large_a_feed_is_refused(monkeypatch):
    monkeypatch.setattr(feed, "MAX_BYTES", 100)
    with pytest.raises(Unreadable, match="larger than"):
        read(rss(entry()))
