"""What holds for every format of the registry: real samples, any input at all, and its cost."""

import contextlib
import gzip
import json
import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postings.importing.formats.content import Content, Unreadable
from postings.importing.formats.registry import BY_NAME, FORMATS, recognise
from postings.importing.reading import read_content
from postings.models import Advert

from .answers import content_of

SAMPLES = Path(__file__).parents[5] / "shared/postings/samples"
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

# By folder: the format that has to recognise its files, and how many records each holds.
EXPECTED = {
    "greenhouse": (
        "greenhouse",
        {"career-monitor.json": 6, "careerkit.json": 2, "recruitai.json": 4, "career-monitor_departments.json": 131},
    ),
    "lever": ("lever", {"career-monitor.json": 6, "careerkit.json": 2, "recruitai.json": 4}),
    "ashby": ("ashby", {"career-monitor.json": 6, "careerkit.json": 2, "recruitai.json": 4}),
    "recruitee": ("recruitee", {"career-monitor.json": 2, "careerkit.json": 2, "cyber-radar.json": 1}),
    "smartrecruiters": (
        "smartrecruiters",
        {
            "autointern_detail.json": 1,
            "career-monitor.json": 2,
            "careerkit_knight.json": 1,
            "ubisoft_hunt_list.json": 2,
        },
    ),
    "workable": ("workable", {"career-monitor.json": 3, "careerkit_zaelab_widget.json": 1}),
    "teamtailor": ("teamtailor", {"atlas_varma.json": 1, "careerkit_jsonfeed.json": 2}),
    "personio": ("personio", {"careerkit.xml": 1, "cyber-radar.xml": 1, "job_search_vesska25.xml": 2}),
    "xmlfeed": ("xml", {"indeed_qhse.xml": 1}),
    "rss": ("feed", {"neogov_careerkit.xml": 2, "weworkremotely_hunt.rss": 2}),
    "csv": (
        "table",
        {"european_kgoti_first100.csv": 100, "glassdoor_2017_binoydutt.csv": 157, "jobspy_openjobscout.csv": 2},
    ),
    "csv_and_other_json": ("json", {"arbeitnow_cyber-radar.json": 3, "remotive_cyber-radar.json": 2}),
    "jsonld_html": (
        "page",
        {
            "job_search_vesska25.html": 1,
            "jobseek_ayuda_en_accion_talentclue_jobpage.html": 1,
            "jobseek_decathlon_talentclue_jobpage.html": 1,
            "jobseek_didi_global_jobdetail.html": 1,
            "jobseek_jsonld_meta_software_engineer.html": 1,
            "jobseek_jsonld_neura_robotics_manager.html": 1,
            "jobseek_peoplestrong_bajaj_finserv.html": 1,
            "schemaorg_eg0028.html": 1,
            "schemaorg_eg0028_microdata.html": 1,
        },
    ),
}
FILES = [(folder, file, name, count) for folder, (name, files) in EXPECTED.items() for file, count in files.items()]


@pytest.mark.parametrize(("folder", "file", "name", "count"), FILES, ids=lambda value: str(value))
def test_a_real_sample(folder, file, name, count):
    path = SAMPLES / folder / file
    if not path.exists():
        pytest.skip("the samples lie in shared/, which is absent here")
    content = Content.of(path.read_bytes(), name=file)
    format = recognise(content)
    assert format.name == name
    first, again = ([record.digest for record in format.records(content)] for _time in range(2))
    assert (len(first), first) == (count, again)
    for posting in read_content(content):
        assert posting.get("title") and not posting.problem
        assert not re.search(r"</?(?:p|div|li|span|br|strong)\b|&(?:nbsp|amp|lt);", posting.text)


KEYS = re.findall(
    r"\S+",
    """id title text name jobs offers content items data url hostedUrl jobUrl absolute_url categories shortcode slug
    isListed careers_url internal_job_id location locations salary salaryRange min max currency interval value metadata
    departments offices compensation summaryComponents compensationType minValue address lists description _jobposting
    @type baseSalary hiringOrganization jobLocation identifier jobAd sections releasedDate company department version
    customField secondaryLocations country remote""",
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["\x00", "\ud83d", "FULL_TIME", "2026-01-01", "<p>x</p>", "https://[", "$5 per hour", "9" * 400]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=8),
    max_leaves=30,
)
# Rows that are recognised, with anything at all in their fields.
ROWS = st.sampled_from(
    [
        {"id": 1, "title": "Cook", "absolute_url": "x", "internal_job_id": 1},
        {"id": "a", "text": "Cook", "hostedUrl": "x", "categories": {}},
        {"id": "a", "title": "Cook", "jobUrl": "x", "isListed": True},
        {"id": 1, "title": "Cook", "careers_url": "x", "slug": "x"},
        {"id": "1", "name": "Cook", "releasedDate": "x"},
        {"shortcode": "A", "title": "Cook"},
        {"title": "Cook", "company": "x", "url": "y"},
        {"@type": "JobPosting", "title": "Cook"},
    ]
)
FED = st.builds(
    lambda row, more, keep: {**more, **row} if keep else {**row, **more},
    ROWS,
    st.dictionaries(
        st.sampled_from(
            [
                "id",
                "title",
                "location",
                "locations",
                "salary",
                "salaryRange",
                "compensation",
                "metadata",
                "content",
                "categories",
                "lists",
                "secondaryLocations",
                "address",
                "baseSalary",
                "jobLocation",
                "identifier",
                "employmentType",
                "offices",
                "departments",
                "customField",
                "jobAd",
                "description",
                "company",
                "hiringOrganization",
                "experienceRequirements",
                "validThrough",
                "skills",
                "url",
                "language",
            ]
        ),
        JSON,
        max_size=6,
    ),
    st.booleans(),
)
PIECES = st.sampled_from(
    [
        "<html>",
        '<script type="application/ld+json">',
        "</script>",
        '{"@type":"JobPosting","title":"Cook"',
        "}",
        "]]>",
        "<!--",
        '<div itemscope itemtype="http://schema.org/JobPosting">',
        '<p itemprop="title">',
        "</div>",
        "&#0;",
        "\\ud800",
        "\x00",
        '"\\u0000"',
        "<workzag-jobs>",
        "<position>",
        "<id>",
        "1",
        "</id>",
        "</position>",
        "<name>",
        "</name>",
        "<?xml ",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>",
        "<job>",
        "</job>",
        "<title>Cook</title>",
        "<url>https://x.example/1</url>",
        "<company>Galley</company>",
        "<rss><channel>",
        "<item>",
        "</item>",
        "</channel></rss>",
        "title,company,url,salary",
        "Cook,Galley,x,5",
        "03/04/2026",
        "&a;",
        "[",
        "{",
        '"',
        ",",
        "\n",
    ]
)


def payload_of(value) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return json.dumps(value).encode()


PAYLOADS = st.one_of(
    st.binary(max_size=300),
    st.lists(PIECES, max_size=30).map("".join),
    st.text(max_size=200),
    JSON,
    FED,
    st.lists(FED, max_size=3).map(lambda rows: {"jobs": rows}),
    FED.map(lambda row: f'<html><script type="application/ld+json">{json.dumps(row)}</script>'),
    FED.map(lambda row: {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "_jobposting": row}]}),
).map(payload_of)


def check_storable(held: str) -> None:
    assert not UNSTORABLE.search(held)


def check_records(format, payload: bytes) -> None:
    """Nothing but Unreadable is raised, and what comes out can be stored and sent."""
    try:
        records = list(format.records(Content.of(payload)))
        items = [format.item(record) for record in records if not record.problem]
    except Unreadable:
        return
    for record in records:
        check_storable(json.dumps(record.raw, ensure_ascii=False, allow_nan=False) + record.tenant)
        assert record.external_id is None or 0 < len(record.external_id) <= 200
    for item in items:
        facts = [[fact.field, fact.value, fact.words, fact.path] for fact in item.facts]
        check_storable(json.dumps(facts, ensure_ascii=False, allow_nan=False) + item.text + item.url)


def check_postings(format, payload: bytes) -> None:
    """The same with the facts of the texts, which is slow."""
    with contextlib.suppress(Unreadable):
        for posting in read_content(Content.of(payload), format):
            check_storable(json.dumps(posting.as_json(), ensure_ascii=False, allow_nan=False))


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
@given(payload=PAYLOADS)
@settings(max_examples=200 // len(FORMATS), deadline=None)
def test_anything_at_all_is_read_or_refused(format, payload):
    check_records(format, payload)
    check_postings(format, payload)


SEEDS = [
    b'{"jobs": [{"id": 1, "title": "Cook", "absolute_url": "x", "internal_job_id": 1, "location": {"name": "Oslo"}}]}',
    b'[{"id": "a", "text": "Cook", "hostedUrl": "x", "categories": {"location": "Oslo"}, "salaryRange": {"min": 1}}]',
    b'{"jobs": [{"id": "a", "title": "Cook", "jobUrl": "x", "isListed": true, "compensation": {"a": []}}]}',
    b'{"offers": [{"id": 1, "title": "Cook", "careers_url": "x", "slug": "x", "salary": {"min": "5"}}]}',
    b'{"id": "1", "name": "Cook", "releasedDate": "x", "jobAd": {"sections": {"qualifications": {"text": "<p>x"}}}}',
    b'{"name": "x", "jobs": [{"shortcode": "A", "title": "Cook", "locations": [{"country": "Spain"}]}]}',
    b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "_jobposting": {"@type": "JobPosting"}}]}',
    b'<html><script type="application/ld+json">{"@type": "JobPosting", "title": "Cook", "baseSalary": "5"}</script>',
    b'<div itemscope itemtype="http://schema.org/JobPosting"><p itemprop="title">Cook</p><p itemprop=skills>x</div>',
    b"<workzag-jobs><position><id>1</id><name>Cook</name><office>Oslo</office></position></workzag-jobs>",
    b"<source><publisher>x</publisher><job><title>Cook</title><referencenumber>1</referencenumber><url>x</url>"
    b"<expirydate>03/04/2026</expirydate><salaries><salary><amount>5</amount></salary></salaries></job></source>",
    b"id,title,company\r\n1,Cook,Galley\r\n",
    b'id;title;company;salary;deadline;skills\n1;Cook;Galley;5-6 EUR;03/04/2026;a|b\n2;"Bak\ner";Oven;7;;\n',
    b"<rss><channel><title>x</title><item><title>Cook</title><link>http://x.example/1</link></item></channel></rss>",
]


def changed(rng: random.Random, payload: bytes) -> bytes:
    """A few bytes gone, doubled, or put in from elsewhere."""
    for _change in range(rng.randint(0, 6)):
        start = rng.randrange(len(payload) + 1)
        end = min(start + rng.randint(0, 12), len(payload))
        other = rng.choice(SEEDS)
        at = rng.randrange(len(other))
        put = (
            b"",
            payload[start:end] * 2,
            other[at : at + 12],
            rng.randbytes(3),
            b"\\u0000",
            b"\\ud83d",
            b"null",
            b"&#0;",
        )
        payload = payload[:start] + rng.choice(put) + payload[end:]
    return payload


@pytest.mark.deep
@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_ten_thousand_payloads_for_each(format):
    rng = random.Random(format.name)
    for _number in range(10_000):
        check_records(format, rng.randbytes(40) if rng.random() < 0.2 else changed(rng, rng.choice(SEEDS)))


@given(payload=PAYLOADS)
@settings(max_examples=50, deadline=None)
def test_anything_at_all_is_recognised_or_refused(payload):
    with contextlib.suppress(Unreadable):
        assert recognise(Content.of(payload)) in FORMATS


def test_a_damaged_packed_file_is_refused():
    with pytest.raises(Unreadable, match="damaged"):
        recognise(Content.of(gzip.compress(b"x" * 9999)[:-20]))


LONG = b" " * 10_000_000
BOMBS = {
    "table": b"title,company,url\nCook,Galley,x\nBaker,Oven,y\n" + b"\n" * 10_000_000,
    "xml": b"<source>" + b"<job><title>Cook</title><id>1</id><url>x</url></job>" * 3 + LONG + b"</source>",
    "feed": b"<rss><channel><item><title>Cook</title><guid>1</guid></item>" + LONG + b"</channel></rss>",
    "paste": b"Cook." + LONG,
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_unpacks_to_far_more_than_it_seems_is_refused(name):
    packed = gzip.compress(BOMBS[name])
    assert len(BOMBS[name]) > 300 * len(packed)
    with pytest.raises(Unreadable, match="unpacks to far more"):
        list(BY_NAME[name].records(Content.of(packed)))


def test_every_format_has_a_name_that_adverts_know():
    assert set(BY_NAME) <= set(Advert.SourceKind.values)


def test_a_board_of_thousands_is_told_apart_fast():
    """The records of unchanged postings, with their digests: 3,000 a second is the least."""
    job = {
        "internal_job_id": 1,
        "title": "Cook",
        "absolute_url": "https://boards.greenhouse.io/galley/jobs/1",
        "content": "&lt;p&gt;Soup.&lt;/p&gt;" * 300,
        "location": {"name": "Oslo"},
        "metadata": [{"name": "x"}] * 5,
    }
    content = content_of({"jobs": [{**job, "id": number} for number in range(1000)]})
    start = time.process_time()
    digests = {record.digest for record in recognise(content).records(content)}
    assert time.process_time() - start < 1 / 3
    assert len(digests) == 1000
