"""Whether all of a board came: what its list says of itself, a page that failed once, more than a page holds."""

import gzip
import time
from datetime import timedelta

import pytest

from postings.importing.fetch import boards, walking
from postings.importing.fetch.client import Limits
from postings.importing.fetch.outcomes import Outcome
from postings.importing.fetch.sources import Source
from postings.importing.fetch.unpacking import peel
from tests.postings.importing.fetch.conftest import NOW
from tests.postings.importing.fetch.test_boards import ANSWERS, JOBS, PATHS, playing_lever


@pytest.mark.parametrize("kind", ["ashby", "workable", "recruitee"])
@pytest.mark.parametrize("says", [{"total": 3}, {"meta": {"total_count": "3"}}, {"expectedJobCount": 3}])
def test_a_list_that_says_that_there_are_more_is_not_complete(site, read, kind, says):
    site.serves(PATHS[kind], {**ANSWERS[kind], **says})
    board = read(kind)
    assert (board.complete, board.listed) == (False, 2)
    assert board.problem == "The list is not complete: 2 of 3 postings came."


@pytest.mark.parametrize("says", [{"total": 2}, {"total": None}, {"total": "many"}, {"meta": [3]}, {"total": -1}])
def test_a_list_that_says_that_it_is_all_or_nothing_is_complete(site, read, says):
    site.serves(PATHS["ashby"], {**ANSWERS["ashby"], **says})
    assert read("ashby").complete


def stumbling(answer, *, at: str, times: int):
    """Each of the first ``times`` that a page is asked for, it does not come."""
    left = [times]

    def stumbles(asked, how):
        if asked.query.get("skip") == at and left[0]:
            left[0] -= 1
            how(asked)
        else:
            answer(asked)

    return stumbles


def of_500(asked):
    asked.say("", 500)


def of_503(asked):
    asked.say("", 503)


def broken_off(asked):
    asked.begin(Content_Length="1000")
    asked.wfile.write(b"[{")
    asked.close_connection = True


@pytest.mark.parametrize("how", [of_500, of_503, broken_off])
@pytest.mark.parametrize(("times", "complete", "asked"), [(1, True, 4), (2, False, 3)])
def test_a_page_at_which_the_server_stumbled_is_asked_for_once_more(site, read, how, times, complete, asked):
    answer = stumbling(playing_lever(JOBS), at="100", times=times)
    site.routes[PATHS["lever"]] = lambda request: answer(request, how)
    board = read("lever")
    assert (board.complete, len(site.asked)) == (complete, asked)
    assert board.listed == (230 if complete else 100)


@pytest.mark.parametrize("status", [404, 403, 429, 503])
def test_what_the_server_says_on_purpose_is_not_asked_twice(site, read, status):
    site.serves(PATHS["lever"], "", status, Retry_After="60")
    read("lever")
    assert len(site.asked) == 1


def test_whom_we_ask_too_much_is_not_asked_again_at_once(site, read):
    site.serves(PATHS["lever"], "", 429)
    assert read("lever").retry_at == NOW + timedelta(minutes=15)
    assert len(site.asked) == 1


def test_another_try_comes_a_little_later(site, read, monkeypatch):
    monkeypatch.setattr(boards, "AGAIN_AFTER", 0.3)
    answer, asked_at = stumbling(playing_lever(JOBS), at="0", times=1), []

    def route(asked):
        asked_at.append(time.monotonic())
        answer(asked, of_503)

    site.routes[PATHS["lever"]] = route
    assert read("lever").complete
    assert asked_at[1] - asked_at[0] >= 0.3


def test_another_try_keeps_to_the_time(site, read, monkeypatch):
    """It has what is left of it, and no more."""
    monkeypatch.setattr(boards, "SECONDS", 0.5)

    def answer(asked):
        site.over.wait(0.35)
        asked.say("", 500)

    site.routes[PATHS["lever"]] = answer
    board = read("lever")
    assert (board.complete, board.outcome, len(site.asked)) == (False, Outcome.TOO_SLOW, 2)


@pytest.mark.parametrize(("count", "pages"), [(100, [100, 0]), (130, [100, 30]), (200, [100, 100, 0])])
def test_teamtailor_that_names_no_next_page_is_asked_by_offset(site, read, count, pages):
    def answer(asked):
        offset = int(asked.query.get("offset", 0))
        asked.say_json({"items": JOBS[:count][offset : offset + 100]})

    site.routes[PATHS["teamtailor"]] = answer
    board = read("teamtailor")
    assert (board.complete, [page.listed for page in board.pages]) == (True, pages)
    assert site.asked[1] == "/jobs.json?per_page=100&offset=100"


def test_teamtailor_whose_list_moved_between_two_pages_is_not_complete(site, read):
    def answer(asked):
        offset = int(asked.query.get("offset", 0))
        asked.say_json({"items": JOBS[max(offset - 1, 0) :][:100]})

    site.routes[PATHS["teamtailor"]] = answer
    assert read("teamtailor").reason == "window"


def test_teamtailor_without_end_ends(site, read):
    def answer(asked):
        offset = int(asked.query.get("offset", 0))
        asked.say_json({"items": [{"id": str(n)} for n in range(offset, offset + 100)]})

    site.routes[PATHS["teamtailor"]] = answer
    assert read("teamtailor").reason == "endless"


@pytest.mark.parametrize(
    ("third", "listed"), [(JOBS[:100], 200), (JOBS[150:200], 200)], ids=["the first again", "some of the second"]
)
def test_lever_that_answers_with_what_it_listed_before_is_not_complete(site, read, third, listed):
    pages = {"0": JOBS[:100], "100": JOBS[100:200], "200": third}
    site.routes[PATHS["lever"]] = lambda asked: asked.say_json(pages[asked.query["skip"]])
    board = read("lever")
    assert (board.complete, board.reason, board.listed, len(site.asked)) == (False, "page_again", listed, 3)


def test_teamtailor_whose_pages_have_no_end_ends(site, read, monkeypatch):
    monkeypatch.setattr(walking, "MOST_PAGES", 4)

    def answer(asked):
        number = int(asked.query.get("page", 1))
        asked.say_json({"items": JOBS[:1], "next_url": site.url(f"/jobs.json?page={number + 1}")})

    site.routes[PATHS["teamtailor"]] = answer
    board = read("teamtailor")
    assert (board.complete, board.reason, len(site.asked)) == (False, "endless", 4)


def test_an_id_leads_to_no_other_address(site, read):
    known_as = "../../v1/x?y#z"
    site.serves(PATHS["smartrecruiters"], {"totalFound": 1, "content": [{"id": known_as}]})
    read("smartrecruiters")
    assert site.asked[1] == f"{PATHS['smartrecruiters']}/..%2F..%2Fv1%2Fx%3Fy%23z"


def test_each_board_is_asked_within_its_limits():
    """A page of JSON is read whole, so it may not be as large as a feed; SmartRecruiters allows ten a second."""
    limits = {kind: boards._limits(Source(kind, "acme", "https://x")) for kind in ("feed", "lever", "smartrecruiters")}
    assert limits["feed"] == Limits()
    assert (limits["lever"].size, limits["lever"].between) == (boards.JSON_SIZE, Limits().between)
    assert (limits["smartrecruiters"].size, limits["smartrecruiters"].between) == (boards.JSON_SIZE, 0.15)


@pytest.mark.parametrize("parts", [[b"\x1f"], [b"", b"\x1f"], [b"\x1f", b"", b"\x8b"]])
def test_a_packed_file_is_known_by_its_first_two_bytes_however_they_come(parts):
    packed = gzip.compress(b"as it was")
    rest = packed[len(b"".join(parts)) :]
    assert b"".join(peel([*parts, rest])) == b"as it was"


@pytest.mark.parametrize("chunks", [[], [b""], [b"\x1f"], [b"", b"x", b"yz"], [b"\x1fx"]])
def test_what_is_not_packed_comes_as_it_is(chunks):
    assert b"".join(peel(chunks)) == b"".join(chunks)
