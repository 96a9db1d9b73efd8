"""The words of facts in their text: well-formed, escaped, nothing added, nothing lost, however the marks overlap."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings.importing.fields import FIELDS
from postings.importing.highlighting import Mark, Marked, as_it_came, as_read
from postings.importing.reading import read_text

SAMPLES = Path(__file__).parents[4] / "shared/postings/samples/freetext"


class Reader(HTMLParser):
    """The text as a reader sees it, without the numbers; and the ids, links and elements that were met."""

    def __init__(self, html: str):
        super().__init__()
        self.text, self.ids, self.links, self.open = "", [], [], []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        assert tag in ("mark", "a", "b")
        self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["a"]:
            self.text += data


def raw(text: str, *marks: Mark) -> str:
    return as_it_came(Marked.of(text, marks))[0].html


def test_marks_within_and_beside_each_other():
    html = raw("Latin America (Remote)", Mark(3, 0, 22, 0.95), Mark(4, 0, 13, 0.8), Mark(2, 15, 21, 0.5))
    link = '<a href="#f{0}" aria-label="Fact {0}">{0}</a></mark>'.format
    assert html == (
        '<mark id="w3" data-fact="3" data-conf="sure"><mark id="w4" data-fact="4" data-conf="likely">Latin America'
        f'{link(4)} (<mark id="w2" data-fact="2" data-conf="check">Remote{link(2)}){link(3)}'
    )


def test_marks_that_cross_are_closed_and_opened_again_with_one_id_and_one_number():
    read = Reader(raw("abcdef", Mark(1, 0, 4, 1), Mark(2, 2, 6, 1)))
    assert (read.text, read.ids, read.links) == ("abcdef", ["w1", "w2"], ["#f1", "#f2"])


def test_words_of_one_fact_that_touch_are_one_mark_as_sure_as_the_least_sure():
    html = raw("$8,000 USD / month", Mark(1, 0, 6, 0.95), Mark(1, 7, 10, 0.6), Mark(1, 11, 18, 0.95))
    assert html.count("<mark") == 1 and 'data-conf="check"' in html and "$8,000 USD / month<a" in html


def test_a_mark_over_two_lines_has_its_number_at_its_end():
    text = "- Python and\n- Go"
    blocks = as_read(Marked.of(text, [Mark(1, 2, len(text), 1)]))
    read = [Reader(item) for item in blocks[0].items]
    assert [r.text for r in read] == ["Python and", "Go"] and [r.links for r in read] == [[], ["#f1"]]
    assert [r.ids for r in read] == [["w1"], []]


def test_the_words_are_shown_without_the_texts_markup():
    text = "**English:** C1 and **7\\+ years** here"
    marked = Marked.of(text, [Mark(1, 2, 15, 1), Mark(2, 22, 31, 1)])
    assert (marked.words(1), marked.words(2), marked.words(3)) == (["English: C1"], ["7+ years"], [])


TEXTS = st.text(alphabet=st.sampled_from("ab <>&\"'\n-*#é€:"), max_size=60)


@given(TEXTS, st.lists(st.tuples(st.integers(1, 4), st.integers(0, 60), st.integers(0, 60)), max_size=8))
def test_whatever_the_marks_the_text_is_whole_and_well_formed(text, places):
    marks = [Mark(n, min(a, b, len(text)), min(max(a, b), len(text)), 0.9) for n, a, b in places]
    read = Reader(raw(text, *marks))
    assert read.text == text
    assert len(read.ids) == len(set(read.ids)) == len({mark.number for mark in marks if mark.start < mark.end})
    if text.strip("\n -*#"):
        for block in as_read(Marked.of(text, marks)):
            for html in (block.html, *block.items):
                Reader(html)


@pytest.mark.skipif(not SAMPLES.exists(), reason=f"the samples {SAMPLES} are not beside this checkout")
def test_every_fact_of_the_samples_is_marked_in_their_text():
    seen = 0
    for path in sorted(SAMPLES.iterdir()):
        for posting in read_text(path.read_text(errors="replace")):
            lines = [each for each in FIELDS if {fact.field for fact in posting.facts} & set(each.facts)]
            numbers = {name: n for n, each in enumerate(lines, start=1) for name in each.facts}
            marks = [Mark(numbers[f.field], f.start, f.end, f.confidence) for f in posting.facts if f.field in numbers]
            blocks = as_read(Marked.of(posting.text, marks))
            reads = [Reader(html) for block in blocks for html in (block.html, *block.items)]
            ids = [each for read in reads for each in read.ids]
            assert sorted(ids) == sorted({f"w{mark.number}" for mark in marks}), path.name
            seen += 1
    assert seen > 20
