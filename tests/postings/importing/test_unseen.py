"""Postings written before anybody looked at what the readers make of them: rules may not be fitted to one text."""

import json
from pathlib import Path

import pytest

from postings.importing.facts.combining import combine
from postings.importing.formats import html
from postings.importing.formats.markdown import read_markdown
from postings.importing.reading import read_text
from postings.importing.shapes import ReadPosting

FOLDER = Path(__file__).parent / "unseen"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
SECOND = Path(__file__).parent / "unseen_skills"
EXPECTED_SKILLS = json.loads((SECOND / "expected.json").read_text(encoding="utf-8"))
SKILLS = ("skills_required", "skills_preferred")


def answer(name: str) -> dict:
    postings = read_text((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    assert len(postings) == 1
    return postings[0].as_json()


def difference(name: str) -> dict[str, tuple[object, object]]:
    """What is expected and what was read, where the two differ, apart from skills."""
    read, wanted = answer(name), EXPECTED[name]
    compared = read.keys() - {*SKILLS, "facts", "external_id"}
    return {fact: (wanted.get(fact), read[fact]) for fact in compared if wanted.get(fact) != read[fact]}


def likeness(wanted: list[str], read: list[str]) -> float:
    """F1 of two lists of skills; a skill within a longer one counts, as in "Excel" and "advanced Excel"."""
    wanted, read = [skill.casefold() for skill in wanted], [skill.casefold() for skill in read]

    def share(some: list[str], others: list[str]) -> float:
        return sum(any(a in b or b in a for b in others) for a in some) / max(len(some), 1)

    precision, recall = share(read, wanted), share(wanted, read)
    return 2 * precision * recall / max(precision + recall, 0.001)


# A place beside the title with nothing that says so looks like a part of the title.
KNOWN = {"pt_contabilista": {"title": ("CONTABILISTA CERTIFICADO(A)", "CONTABILISTA CERTIFICADO(A) – Porto")}}


@pytest.mark.parametrize("name", EXPECTED)
def test_every_fact_and_no_other(name):
    assert difference(name) == KNOWN.get(name, {})


def described(name: str) -> dict:
    """A posting of the second set, of which only the skills were written down; HTML comes as a feed's description."""
    text = (SECOND / name).read_text(encoding="utf-8")
    if not name.endswith(".html"):
        return read_text(text)[0].as_json()
    text = html.described(text)
    return ReadPosting(text, combine([], read_markdown(text))).as_json()


def score(wanted: dict, read: dict) -> float:
    return likeness(wanted["required"] + wanted["preferred"], read["skills_required"] + read["skills_preferred"])


def test_skills():
    scores = {name: score(wanted, answer(name)) for name, wanted in EXPECTED.items()}
    assert sum(scores.values()) / len(scores) >= 0.92, scores


def test_skills_of_a_second_set():
    """Ten texts of ten trades, half of them a feed's HTML, written before the rules for prose and the glossary."""
    scores = {name: score(wanted, described(name)) for name, wanted in EXPECTED_SKILLS.items()}
    assert sum(scores.values()) / len(scores) >= 0.92, scores


def test_what_is_required_and_what_is_preferred():
    """Nearly every skill stands on its own side."""
    wrong = {
        (name, skill)
        for name, wanted in EXPECTED.items()
        for side, other in (("required", "preferred"), ("preferred", "required"))
        for skill in answer(name)[f"skills_{side}"]
        if skill in wanted[other]
    }
    assert wrong == set()
