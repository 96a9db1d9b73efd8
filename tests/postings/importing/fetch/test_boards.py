"""Every board played by a real server: how its pages are walked, and what may be concluded from what came."""

from datetime import timedelta

import pytest

from postings.importing.fetch import boards
from postings.importing.fetch.outcomes import Outcome
from postings.importing.fetch.sources import source_of
from postings.importing.fetch.walking import MOST_PAGES
from tests.postings.importing.fetch.conftest import NOW, PASTED

PATHS = {
    "greenhouse": "/v1/boards/acme/jobs",
    "lever": "/v0/postings/acme",
    "ashby": "/posting-api/job-board/acme",
    "workable": "/api/v1/widget/accounts/acme",
    "recruitee": "/api/offers",
    "teamtailor": "/jobs.json",
    "smartrecruiters": "/v1/companies/Acme/postings",
    "personio": "/xml",
}
JOBS = [{"id": str(n), "title": f"Job {n}"} for n in range(230)]
ANSWERS = {
    "greenhouse": {"jobs": JOBS[:2], "meta": {"total": 2}},
    "lever": JOBS[:2],
    "ashby": {"apiVersion": "1", "jobs": JOBS[:2]},
    "workable": {"name": "Acme", "jobs": [JOBS[0], JOBS[0]]},  # one row for each of its places
    "recruitee": {"offers": JOBS[:2]},
    "teamtailor": {"version": "https://jsonfeed.org/version/1.1", "items": JOBS[:2]},
    "smartrecruiters": {"offset": 0, "limit": 100, "totalFound": 2, "content": JOBS[:2]},
    "personio": "<workzag-jobs><position><id>1</id></position><position><id>2</id></position></workzag-jobs>",
}
EMPTY = {
    "greenhouse": {"jobs": [], "meta": {"total": 0}},
    "lever": [],
    "ashby": {"apiVersion": "1", "jobs": []},
    "workable": {"name": "Acme", "jobs": []},
    "recruitee": {"offers": []},
    "teamtailor": {"version": "https://jsonfeed.org/version/1.1", "items": []},
    "smartrecruiters": {"offset": 0, "limit": 100, "totalFound": 0, "content": []},
    "personio": "<?xml version='1.0'?><workzag-jobs/>",
}
PAGE = "<!doctype html><html><title>Careers</title></html>"


def playing_lever(jobs):
    def answer(asked):
        skip, limit = int(asked.query["skip"]), int(asked.query["limit"])
        asked.say_json(jobs[skip : skip + limit])

    return answer


def playing_smartrecruiters(jobs, *, total=None):
    def answer(asked):
        offset = int(asked.query["offset"])
        body = {"offset": offset, "totalFound": len(jobs) if total is None else total}
        asked.say_json({**body, "content": jobs[offset : offset + 100]})

    return answer


def of_details(site, jobs):
    for job in jobs:
        site.serves(f"{PATHS['smartrecruiters']}/{job['id']}", {**job, "jobAd": {}})


# ---------------------------------------------------------------- every board alike


@pytest.mark.parametrize("kind", PASTED)
def test_a_board_that_came_whole_is_complete(site, read, kind):
    site.serves(PATHS[kind], ANSWERS[kind])
    of_details(site, JOBS[:2])
    board = read(kind)
    assert (board.complete, board.outcome, board.problem) == (True, Outcome.FETCHED, "")
    assert board.pages[0].listed == 2
    assert board.pages[0].content.start.startswith(("[", "{", "<"))


@pytest.mark.parametrize("kind", PASTED)
def test_an_empty_list_is_said_and_is_not_complete(site, read, kind):
    site.serves(PATHS[kind], EMPTY[kind])
    board = read(kind)
    assert (board.complete, board.outcome, board.listed) == (False, Outcome.EMPTY, 0)
    assert board.problem == "The board lists no posting at all. Nothing is taken as unlisted for that."


@pytest.mark.parametrize("kind", PASTED)
@pytest.mark.parametrize(
    ("status", "outcome"),
    [(404, "gone"), (410, "gone"), (429, "later"), (503, "later"), (500, "failed"), (403, "failed")],
)
def test_a_board_that_does_not_answer_is_not_complete(site, read, kind, status, outcome):
    site.serves(PATHS[kind], PAGE, status, Retry_After="60")
    board = read(kind)
    assert (board.complete, board.outcome, board.pages) == (False, outcome, [])
    assert board.retry_at == (NOW + timedelta(minutes=1) if outcome == "later" else None)


@pytest.mark.parametrize("kind", PASTED)
def test_a_web_page_with_200_is_no_board(site, read, kind):
    site.serves(PATHS[kind], PAGE)
    board = read(kind)
    assert (board.complete, board.reason) == (False, "not_data")
    assert board.problem == "A web page came where data was expected."


@pytest.mark.parametrize("kind", sorted(PASTED.keys() - {"personio"}))
@pytest.mark.parametrize("body", [{"error": "no"}, {"jobs": None, "offers": {}, "items": "x", "content": 1}, ["x"]])
def test_data_of_another_shape_is_no_board(site, read, kind, body):
    site.serves(PATHS[kind], body)
    assert read(kind).reason == "other_shape"


@pytest.mark.parametrize("kind", PASTED)
def test_half_an_answer_is_no_board(site, read, kind):
    def answer(asked):
        asked.begin(Content_Length="1000")
        asked.wfile.write(b'{"jobs": [')
        asked.close_connection = True

    site.routes[PATHS[kind]] = answer
    board = read(kind)
    assert (board.complete, board.reason, board.pages) == (False, "broken_off", [])


@pytest.mark.parametrize("kind", ["greenhouse", "ashby", "workable", "recruitee"])
def test_a_board_of_one_page_that_did_not_change_is_not_sent_again(site, read, kind):
    def answer(asked):
        known = asked.headers.get("If-None-Match") == '"v1"'
        asked.begin(304) if known else asked.say_json(ANSWERS[kind], ETag='"v1"')

    site.routes[PATHS[kind]] = answer
    first = read(kind)
    again = read(kind, etag=first.etag, last_modified=first.last_modified)
    assert (first.etag, again.outcome, again.complete, again.problem) == ('"v1"', Outcome.UNCHANGED, False, "")


@pytest.mark.parametrize("kind", ["lever", "smartrecruiters", "personio", "teamtailor"])
def test_a_board_of_several_pages_is_always_asked_whole(site, read, kind):
    """That its first page did not change says nothing of the others."""
    site.serves(PATHS[kind], ANSWERS[kind], ETag='"v1"')
    of_details(site, JOBS[:2])
    assert read(kind, etag='"v1"').complete
    assert not any("If-None-Match" in headers for asked in site.headers.values() for headers in asked)


# ---------------------------------------------------------------- one by one


def test_what_is_asked_of_each_board(site, read):
    for kind in PASTED:
        site.serves(PATHS[kind], ANSWERS[kind])
        read(kind, wants=lambda row: False)
    assert site.asked == [
        "/v1/boards/acme/jobs?content=true",
        "/v0/postings/acme?mode=json&skip=0&limit=100",
        "/posting-api/job-board/acme?includeCompensation=true",
        "/api/v1/widget/accounts/acme?details=true",
        "/api/offers",
        "/jobs.json",
        "/v1/companies/Acme/postings?limit=100&offset=0",
        "/xml?language=en",
        "/xml?language=de",
    ]


def test_greenhouse_says_how_many_there_are(site, read):
    site.serves(PATHS["greenhouse"], {"jobs": JOBS[:2], "meta": {"total": 3}})
    board = read("greenhouse")
    assert (board.complete, board.listed) == (False, 2)
    assert board.problem == "The list is not complete: 2 of 3 postings came."


@pytest.mark.parametrize(("count", "pages"), [(1, [1]), (99, [99]), (100, [100, 0]), (230, [100, 100, 30])])
def test_lever_is_walked_until_a_short_page(site, read, count, pages):
    site.routes[PATHS["lever"]] = playing_lever(JOBS[:count])
    board = read("lever")
    assert (board.complete, [page.listed for page in board.pages]) == (True, pages)


def test_lever_with_a_page_missing_is_not_complete_and_keeps_what_came(site, read):
    whole = playing_lever(JOBS)
    site.routes[PATHS["lever"]] = lambda asked: asked.say("", 500) if asked.query["skip"] == "100" else whole(asked)
    board = read("lever")
    assert (board.complete, board.outcome, board.listed) == (False, Outcome.FAILED, 100)
    assert board.pages[0].content.json[0]["id"] == "0"


def test_lever_that_knows_no_skip_is_not_asked_for_ever(site, read):
    site.serves(PATHS["lever"], JOBS[:100])
    board = read("lever")
    assert (board.complete, board.reason, len(site.asked)) == (False, "page_again", 2)


def test_a_list_without_end_ends(site, read):
    def answer(asked):
        skip = int(asked.query["skip"])
        asked.say_json([{"id": str(n)} for n in range(skip, skip + 100)])

    site.routes[PATHS["lever"]] = answer
    board = read("lever")
    assert (board.complete, board.reason, len(board.pages)) == (False, "endless", MOST_PAGES)


def test_smartrecruiters_lists_all_pages_and_then_asks_for_the_texts_that_are_wanted(site, read):
    site.routes[PATHS["smartrecruiters"]] = playing_smartrecruiters(JOBS)
    of_details(site, JOBS[225:])
    board = read("smartrecruiters", wants=lambda row: int(row["id"]) >= 225)
    assert [page.listed for page in board.pages] == [100, 100, 30, 0, 0, 0, 0, 0]
    assert [page.of for page in board.pages] == ["", "", "", "225", "226", "227", "228", "229"]
    assert board.complete and board.listed == 230
    assert board.pages[-1].content.json == {**JOBS[229], "jobAd": {}}


def test_a_posting_that_went_between_list_and_text_costs_nothing(site, read):
    site.routes[PATHS["smartrecruiters"]] = playing_smartrecruiters(JOBS[:3])
    of_details(site, [JOBS[0], JOBS[2]])
    board = read("smartrecruiters")
    assert board.complete and [page.of for page in board.pages] == ["", "0", "2"]


def test_a_text_that_did_not_come_makes_it_incomplete(site, read):
    site.routes[PATHS["smartrecruiters"]] = playing_smartrecruiters(JOBS[:3])
    of_details(site, [JOBS[0], JOBS[2]])
    site.serves(f"{PATHS['smartrecruiters']}/1", "", 429, Retry_After="30")
    board = read("smartrecruiters")
    assert (board.complete, board.outcome, board.retry_at) == (False, Outcome.LATER, NOW + timedelta(seconds=30))
    assert [page.of for page in board.pages] == ["", "0"]


def test_smartrecruiters_with_a_page_missing_is_not_complete(site, read):
    site.routes[PATHS["smartrecruiters"]] = playing_smartrecruiters(JOBS[:100], total=230)
    board = read("smartrecruiters")
    assert (board.complete, board.problem) == (False, "The list is not complete: 100 of 230 postings came.")


def test_smartrecruiters_whose_list_moved_between_two_pages_is_not_complete(site, read):
    """One posting went and another came: the total is the same, and one posting was on neither page."""

    def answer(asked):
        moved = JOBS[:100] if asked.query["offset"] == "0" else JOBS[99:129]
        asked.say_json({"totalFound": 130, "content": moved})

    site.routes[PATHS["smartrecruiters"]] = answer
    board = read("smartrecruiters")
    assert (board.complete, board.problem) == (False, "The list is not complete: 129 of 130 postings came.")


def test_smartrecruiters_that_knows_no_offset_is_not_asked_for_ever(site, read):
    site.serves(PATHS["smartrecruiters"], {"totalFound": 310, "content": JOBS[:2]})
    board = read("smartrecruiters")
    assert (board.complete, board.reason, len(site.asked)) == (False, "page_again", 2)


def test_smartrecruiters_whose_total_changed_between_two_pages_is_not_complete(site, read):
    totals = iter([230, 229])

    def answer(asked):
        offset = int(asked.query["offset"])
        asked.say_json({"totalFound": next(totals), "content": JOBS[offset : offset + 100]})

    site.routes[PATHS["smartrecruiters"]] = answer
    assert read("smartrecruiters").reason == "page_missing"


def test_teamtailor_is_followed_to_its_next_pages(site, read):
    def answer(asked):
        number = int(asked.query.get("page", 1))
        more = {"next_url": site.url(f"/jobs.json?page={number + 1}")} if number < 3 else {}
        asked.say_json({"items": JOBS[number : number + 2], **more})

    site.routes[PATHS["teamtailor"]] = answer
    board = read("teamtailor")
    assert (board.complete, [page.listed for page in board.pages]) == (True, [2, 2, 2])


@pytest.mark.parametrize(
    ("following", "reason"), [("http://127.0.0.2:1/", "other_shape"), ("SELF", "page_again"), (7, "other_shape")]
)
def test_teamtailor_is_followed_on_its_own_host_and_never_in_a_circle(site, read, following, reason):
    site.serves(
        PATHS["teamtailor"],
        {"items": JOBS[:1], "next_url": site.url("/jobs.json") if following == "SELF" else following},
    )
    board = read("teamtailor")
    assert (board.complete, board.reason, len(site.asked)) == (False, reason, 1)


def test_teamtailor_with_a_hundred_may_be_only_the_first_hundred(site, read):
    site.serves(PATHS["teamtailor"], {"items": JOBS[:100]})
    board = read("teamtailor")
    assert (board.complete, board.listed) == (False, 100)
    assert board.problem == "The list may hold only the first 100 postings."


def test_personio_is_asked_in_each_language(site, read):
    site.serves(PATHS["personio"], ANSWERS["personio"])
    board = read("personio", languages=("es", "en"))
    assert site.asked == ["/xml?language=es", "/xml?language=en"]
    assert board.complete and [page.language for page in board.pages] == ["es", "en"]


def test_personio_with_a_language_missing_is_not_complete(site, read):
    def answer(asked):
        asked.say(PAGE if asked.query["language"] == "de" else ANSWERS["personio"])

    site.routes[PATHS["personio"]] = answer
    board = read("personio")
    assert (board.complete, board.reason, board.listed) == (False, "not_data", 2)


def test_an_address_of_no_board_is_one_page_for_its_format_to_read(site, client):
    site.serves("/feed.xml", "<source><job/></source>", ETag='"v1"')
    board = boards.read(source_of(site.url("/feed.xml")), client=client())
    assert (board.complete, board.etag, len(board.pages)) == (True, '"v1"', 1)
    assert board.pages[0].content.text == "<source><job/></source>"


def test_what_is_no_address_is_said_of_the_board(settings):
    board = boards.read(source_of("file:///etc/passwd"))
    assert (board.complete, board.outcome) == (False, Outcome.REFUSED)
    assert board.problem == "Only addresses that begin with https:// or http:// can be fetched."


def test_a_walk_ends_in_time_however_many_pages_there_are(site, read, monkeypatch):
    monkeypatch.setattr(boards, "SECONDS", 1)

    def answer(asked):
        if asked.query["skip"] == "100":
            site.over.wait(10)
        asked.say_json([{"id": asked.query["skip"] + str(n)} for n in range(100)])

    site.routes[PATHS["lever"]] = answer
    board = read("lever")
    assert (board.complete, board.outcome, board.listed) == (False, Outcome.TOO_SLOW, 100)
