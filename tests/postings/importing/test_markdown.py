"""The neutral document: markup is gone, every character knows its place, lines have kinds and sections."""

import pytest

from postings.importing.formats.markdown import read_markdown
from postings.importing.formats.sections import section_of


def shape(text: str) -> list[tuple[str, str, str]]:
    return [(line.kind, line.section, line.text) for line in read_markdown(text).lines]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("7\\+ years", "7+ years"),
        ("**bold** and _thin_ and `code`", "bold and thin and code"),
        ("a snake_case_name and 3*4", "a snake_case_name and 3*4"),
        ("[Acme](https://acme.example) hires", "Acme hires"),
        ("![logo](x.png)Text <i>here</i>", "Text here"),
        ("Q&amp;A", "Q&A"),
        ("non\u00a0breaking \u200bspace", "non breaking space"),
        ("cafe\u0301", "café"),
    ],
)
def test_markup_is_taken_away_and_places_are_kept(source, shown):
    (line,) = read_markdown(source).lines
    assert line.text == shown
    assert len(line.starts) == len(line.ends) == len(line.text)
    for char, start, end in zip(line.text, line.starts, line.ends, strict=True):
        assert 0 <= start < end <= len(source)
        if char.isascii() and char.isalpha():
            assert source[start] == char


def test_lists_whose_line_breaks_were_lost():
    text = "We build. **Requirements** * Python * **5\\+ years** in trade **Nice to have** * Rust * Go"
    assert shape(text) == [
        ("text", "", "We build."),
        ("heading", "requirements", "Requirements"),
        ("bullet", "requirements", "Python"),
        ("bullet", "requirements", "5+ years in trade"),
        ("heading", "preferred", "Nice to have"),
        ("bullet", "preferred", "Rust"),
        ("bullet", "preferred", "Go"),
    ]


def test_tags_that_make_blocks_make_lines():
    assert shape("<h2>Requirements</h2><ul><li>Java</li><li>Go<br>or Rust</li></ul>") == [
        ("heading", "requirements", "Requirements"),
        ("bullet", "requirements", "Java"),
        ("bullet", "requirements", "Go"),
        ("text", "requirements", "or Rust"),
    ]


def test_bullets_glued_to_words():
    assert [line for *_, line in shape("Requisitos:· Java· SQL· Git")] == ["Requisitos:", "Java", "SQL", "Git"]


def test_hard_wrapped_lines_are_one():
    text = "We are looking for somebody who has worked for at least\nfive years in a kitchen.\n\nApply now."
    assert [line for *_, line in shape(text)] == [
        "We are looking for somebody who has worked for at least five years in a kitchen.",
        "Apply now.",
    ]


def test_front_matter():
    document = read_markdown("---\ntitle: 'Cook'\nopen: false\nnested:\n  name: x\n---\n# Kitchen\n")
    assert {key: line.text for key, line in document.fields.items()} == {"title": "Cook", "open": "false"}
    assert [line.text for line in document.body] == ["Kitchen"]


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("preferred qualifications", "preferred"), ("qualifications", "requirements"),
        ("o que voce vai fazer", "responsibilities"),
        ("diferenciais:", "preferred"), ("requisitos obrigatorios", "requirements"), ("lo que ofrecemos", "benefits"),
        ("dein profil", "requirements"), ("wir bieten", "benefits"), ("profil recherche", "requirements"),
        ("les avantages", "benefits"), ("postuler", "apply"), ("about us", "company"), ("compensation", "pay"),
        ("meriterande", "preferred"), ("what we expect from you", "requirements"), ("pre requisitos:", "requirements"),
        ("a walk in the park", ""),
    ],
)  # fmt: skip
def test_what_a_heading_announces(heading, section):
    assert section_of(heading) == section
