"""Before a dear pattern is asked, a line must hold one of a few words; whatever the pattern finds, it does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postings.importing.facts import employment, money, places, skill_words, source, title
from postings.importing.words import holds

pytestmark = pytest.mark.deep  # a quarter of a minute of inventing what the patterns find

GUARDED = {
    "employment": (employment._HINTS, employment._ANY),
    "region": (places._REGION_HINTS, places._ANYWHERE),
    "to apply": (skill_words.APPLY_HINTS, skill_words.TO_APPLY),
    "posted on": (source._HINTS, source._POSTED_ON),
    **{hints[0]: (hints, pattern) for _sure, hints, pattern in title._NAMED_AFTER},
}


@pytest.mark.parametrize(("hints", "pattern"), GUARDED.values(), ids=GUARDED)
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_whatever_a_guarded_pattern_finds_holds_a_hint(hints, pattern, data):
    found = pattern.search(data.draw(st.from_regex(pattern)))
    assert found is None or holds(found[0], hints)


@pytest.mark.parametrize("basis", [pattern for _name, pattern in money._BASES], ids=[name for name, _p in money._BASES])
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_line_with_a_basis_is_seen_to_have_one(basis, data):
    found = basis.search(data.draw(st.from_regex(basis)))
    assert found is None or money.has_basis(f"3 {found[0]}")
