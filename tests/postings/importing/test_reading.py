"""Whole postings in five languages: what is stated is read, what is not is null."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postings.importing.reading import read_text
from postings.importing.shapes import ReadPosting

from . import texts

SEED = Path(__file__).parents[4] / "shared/postings/samples/freetext/seed_000.txt"


def only(text: str) -> ReadPosting:
    postings = read_text(text)
    assert len(postings) == 1
    return postings[0]


def stated(posting: ReadPosting) -> dict[str, object]:
    """What the answer states, apart from skills, which have tests of their own."""
    answer = posting.as_json()
    skip = ("facts", "skills_required", "skills_preferred")
    return {name: value for name, value in answer.items() if value is not None and name not in skip}


EXPECTED = {
    "ENGLISH": {
        "title": "Senior Data Engineer", "company": "Northwind Analytics", "workplace": "hybrid", "remote": False,
        "location": "Dublin, Ireland (hybrid, 2 days a week in the office)", "regions": ["Ireland"],
        "employment_type": "full_time|permanent", "seniority": "senior",
        "salary_min": 75000, "salary_max": 90000, "currency": "EUR", "salary_period": "year", "salary_basis": "gross",
        "min_years_experience": 5, "language_requirements": [{"language": "English", "level": "Fluent"}],
        "closing_on": "2027-03-31", "posting_language": "en",
    },
    "PORTUGUESE": {
        "title": "Pessoa Desenvolvedora Kotlin", "company": "Maré Alta", "workplace": "remote", "remote": True,
        "employment_type": "pj",
        "salary_min": 9500, "salary_max": 12000, "currency": "BRL", "salary_period": "month",
        "min_years_experience": 4, "language_requirements": [{"language": "English", "level": "avançado"}],
        "posting_language": "pt",
    },
    "SPANISH": {
        "title": "Analista de Datos", "company": "Faro Digital", "workplace": "onsite", "remote": False,
        "location": "Montevideo, Uruguay", "regions": ["Uruguay"], "employment_type": "full_time|permanent",
        "salary_min": 2100, "salary_max": 2600, "currency": "EUR", "salary_period": "month", "salary_basis": "net",
        "min_years_experience": 3, "language_requirements": [{"language": "English", "level": "B2"}],
        "posting_language": "es",
    },
    "GERMAN": {
        "title": "Backend-Entwickler (m/w/d)", "company": "Uferlicht GmbH", "workplace": "hybrid", "remote": False,
        "location": "Hamburg, Germany", "regions": ["Germany"], "employment_type": "full_time|permanent",
        "salary_min": 55000, "salary_max": 68000, "currency": "EUR", "salary_period": "year", "salary_basis": "gross",
        "min_years_experience": 3,
        "language_requirements": [{"language": "German", "level": "Gute"}, {"language": "English", "level": "Gute"}],
        "posting_language": "de",
    },
    "FRENCH": {
        "title": "Ingénieure ou ingénieur DevOps", "company": "Atelier Boréal", "workplace": "remote", "remote": True,
        "employment_type": "permanent",
        "salary_min": 48000, "salary_max": 55000, "currency": "EUR", "salary_period": "year",
        "min_years_experience": 5, "language_requirements": [{"language": "English", "level": "courant"}],
        "closing_on": "2027-01-15", "posting_language": "fr",
    },
    "FLATTENED": {
        "title": "Mobile Developer", "workplace": "remote", "remote": True, "location": "Chile (Remote)",
        "regions": ["Chile"], "salary_min": 4000, "salary_max": 4000, "currency": "USD", "salary_period": "month",
        "min_years_experience": 3, "language_requirements": [{"language": "English", "level": "B2"}],
        "posting_language": "en",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_every_fact_that_is_stated_and_no_other(name):
    assert stated(only(getattr(texts, name))) == EXPECTED[name]


@pytest.mark.parametrize(
    ("name", "required", "preferred"),
    [
        ("ENGLISH", {"Python", "SQL", "Airflow", "dbt", "Kubernetes"}, {"Kafka", "Terraform"}),
        ("PORTUGUESE", {"Kotlin", "PostgreSQL", "Docker"}, {"Kafka"}),
        ("SPANISH", {"SQL", "Tableau", "data analysis"}, {"Python"}),
        ("GERMAN", {"software development", "Java", "Spring Boot"}, {"Docker"}),
        ("FRENCH", {"administration Linux", "Terraform", "Ansible"}, set()),
        ("FLATTENED", {"Flutter", "Firebase"}, {"GraphQL"}),
    ],
)
def test_skills(name, required, preferred):
    answer = only(getattr(texts, name)).as_json()
    assert (set(answer["skills_required"]), set(answer["skills_preferred"])) == (required, preferred)


def test_two_postings_under_headings():
    first, second = read_text(texts.TWO)
    assert (first.get("title"), first.get("salary_max"), first.get("min_years_experience")) == (
        "Frontend Developer",
        3000,
        2,
    )
    assert (second.get("title"), second.get("salary_max"), second.get("min_years_experience")) == (
        "Backend Developer",
        5000,
        6,
    )


def test_two_postings_between_rules():
    assert [posting.get("title") for posting in read_text(texts.RULED)] == ["Store Manager", "Warehouse Operator"]
    assert [posting.get("min_years_experience") for posting in read_text(texts.RULED)] == [4, 0]


@pytest.mark.parametrize("text", [texts.TEMPLATE, texts.ESSAY, "", "  \n\n", "---\n---\n", "\x00\x01", "* * * * *"])
def test_texts_without_a_posting(text):
    assert read_text(text) == []


def test_the_seed_posting():
    if not SEED.exists():
        pytest.skip("the seed posting lies in shared/, which is absent here")
    text = SEED.read_text(encoding="utf-8")
    posting = only(text)
    answer = posting.as_json()
    expected = {
        "title": "Senior / Principal Backend Engineer (Ruby on Rails)", "company": None,
        "remote": True, "workplace": "remote", "employment_type": "full_time",
        "salary_min": 8000, "salary_max": 8000, "currency": "USD", "salary_period": "month",
        "min_years_experience": 7, "language_requirements": [{"language": "English", "level": "C1"}],
        "regions": ["Latin America"], "posting_language": "en", "source": "linkedin",
    }  # fmt: skip
    assert {name: answer[name] for name in expected} == expected
    assert {"Ruby on Rails", "relational databases", "distributed systems", "Redis"} <= set(answer["skills_required"])
    assert {"PostgreSQL", "Sidekiq", "Resque", "fintech"} <= set(answer["skills_preferred"])


FRAGMENTS = st.sampled_from(
    [*"*#-_`[]()<>&|\\:;,.!?€$£\n ", "**", "\n* ", "\n## ", "---\n", "![x](y)", "[a](http://b)", "&amp;", "&#x41;",
     "<br>", "e\u0301", "Developer", "Salary: ", "$1,000", "45-55k€", "R$ 3.000,00/mês", "5+ years of experience",
     "Requisitos:", "Remote", "hybrid", "C1 English", "deutsch- und ", "31/12/2026", "senast den ",
     "we are looking for a ", "\u00a0", "\u200b", "\U0001f30e ", "😀", "ǆ", "ß", "İ"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=400), st.lists(FRAGMENTS, max_size=80).map("".join))


def check_anything(text: str) -> None:
    for posting in read_text(text):
        json.dumps(posting.as_json())
        for fact in posting.facts:
            assert fact.words == text[fact.start : fact.end]
            assert fact.words
            assert 0 < fact.confidence <= 1


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_and_every_fact_shows_its_words(text):
    check_anything(text)


@pytest.mark.deep
@given(TEXTS)
@settings(max_examples=10_000, deadline=None)
def test_ten_thousand_texts(text):
    check_anything(text)


@pytest.mark.deep
@given(st.binary(max_size=600))
@settings(max_examples=10_000, deadline=None)
def test_ten_thousand_runs_of_random_bytes(raw):
    check_anything(raw.decode("utf-8", errors="replace"))


RUNS = [
    " ", "(", "[", "((a", "*", "_", "-", "&", "<a", "\\", ": ", "a ", "A ", "Aa", "aB", "a/", "a@", "- \n", "# \n",
    "> ", "1 ", "1,", "1.", "1-", "$1 ", "1k-", "A1 ", "C1 ", "é", "e\u0301", "and ", "or, ", "**a** ", "a:b ", "<p>",
    "![a](", "English ", "10 years ", "remote ", "United States ", "2027-01-01 ", "\n# A",
]  # fmt: skip
OPENING = (
    "Backend Developer\n\nWe are looking for a developer, remote, salary 3 EUR\n\nRequirements\n- experience with "
)


def seconds(text: str) -> float:
    start = time.process_time()
    read_text(text)
    return time.process_time() - start


@pytest.fixture(scope="module")
def ordinary() -> float:
    """Seconds for a character of an ordinary text."""
    text = "\n\n".join([texts.ENGLISH] * 20)
    seconds(text)
    return min(seconds(text) for _ in range(3)) / len(text)


@pytest.mark.parametrize("piece", RUNS)
def test_long_runs_of_one_piece_take_no_longer_than_a_few_times_an_ordinary_text(piece, ordinary):
    """A pattern that goes back and forth over its input would take a hundred times as long."""
    assert seconds(OPENING + piece * (10_000 // len(piece))) < 25 * ordinary * 10_000


@pytest.mark.deep
@pytest.mark.parametrize("piece", RUNS)
def test_twenty_times_as_long_a_run_takes_about_twenty_times_as_long(piece, ordinary):
    assert seconds(OPENING + piece * (200_000 // len(piece))) < 25 * ordinary * 200_000
