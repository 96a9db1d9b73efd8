"""Sources on their schedule, against a real web server: what is due, what comes of a look, who is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from postings.importing import actions as importing
from postings.importing import looking, scheduling, tasks, work
from postings.importing.fetch import boards
from postings.importing.fetch.sources import Source
from postings.importing.models import ImportRun, ImportSource
from postings.models import Advert, Posting
from postings.pipelines.actions import ensure_default_template
from recruiting.outbox.models import Message
from recruiting.web.refusals import Forbidden
from tests.factories import UserFactory
from tests.postings.importing.conftest import apply_now
from tests.postings.importing.fetch.conftest import site  # noqa: F401

pytestmark = pytest.mark.django_db


def lever_job(id: str, **changes) -> dict:
    return {
        "id": id,
        "text": f"Engineer {id}",
        "hostedUrl": f"https://jobs.lever.co/acme/{id}",
        "categories": {"location": "Lisbon"},
        "descriptionPlain": "We look for an engineer with Python.",
        "lists": [],
        "createdAt": 1_790_000_000_000,
    } | changes


@pytest.fixture
def board(site, settings):  # noqa: F811
    """Acme's board at Lever, played by a real server: board(jobs) says what it lists."""
    settings.IMPORT_BOARD_BASES = {"lever": site.url("").rstrip("/")}

    def lists(*jobs: dict, **how) -> None:
        site.serves("/v0/postings/acme", list(jobs), **how)

    lists.site = site
    lists(lever_job("1"), lever_job("2"))
    return lists


@pytest.fixture
def source(board, recruiter) -> ImportSource:
    setup = {"template": ensure_default_template(), "recruiter": recruiter, "openings": 1, "posting_status": "draft"}
    url = board.site.url("/v0/postings/acme?mode=json")
    return scheduling.add_source(by=recruiter, kind="lever", tenant="acme", name="Acme", url=url, **setup)


def looked(source: ImportSource) -> ImportSource:
    ImportSource.objects.filter(pk=source.pk).update(next_at=timezone.now())
    assert looking.look() == source.pk
    source.refresh_from_db()
    return source


def read_last(source: ImportSource) -> ImportRun:
    run = source.runs.latest("pk")
    assert work.work_on(run.pk) == run.pk
    run.refresh_from_db()
    return run


def test_a_source_is_looked_at_at_once_and_its_run_begins_as_the_source_says(source, recruiter):
    looked(source)
    run = read_last(source)
    assert (run.status, run.format, run.complete, run.kind) == ("ready", "lever", True, "source")
    assert (run.recruiter, run.started_by) == (recruiter, recruiter)
    assert (
        list(run.rows.order_by("number").values_list("verdict", "tenant", "source_kind"))
        == [("new", "acme", "lever")] * 2
    )
    page = run.pages.get()
    assert page.size == page.file.size and page.url.startswith("http://127.0.0.1")
    assert source.next_at - source.checked_at == timedelta(days=1)


def test_the_same_again_makes_no_run_and_sees_the_adverts(source):
    looked(source)
    apply_now(read_last(source))
    before = Advert.objects.latest("last_seen_at").last_seen_at
    looked(source)
    assert source.runs.count() == 1
    assert Advert.objects.earliest("last_seen_at").last_seen_at > before


def test_what_an_old_address_listed_is_not_the_new_ones(source, board, recruiter):
    """Somebody changes the address while a worker asks the old one."""
    asked = looking._claim(source.pk)
    brought = boards.read(Source(asked.kind, asked.tenant, asked.url))
    assert brought.listed == 2
    changes = {"url": board.site.url("/v0/postings/other?mode=json"), "tenant": "other"}
    scheduling.edit_source(source.pk, seen=asked.revision, changes=changes, by=recruiter)
    looking._write_down(asked, brought)
    now = ImportSource.objects.get(pk=source.pk)
    assert (now.runs.count(), now.body_hash, now.claimed_until) == (0, "", None)
    assert now.next_at <= timezone.now()


def test_a_run_is_known_as_its_source_was_when_it_began(source, board, recruiter):
    """Somebody makes the source another board's before the run is read, and has it read as something else."""
    board(lever_job("1", title="Engineer", company="Acme", location="Lisbon"))
    looked(source)
    other = {"url": board.site.url("/v0/postings/other?mode=json"), "tenant": "other"}
    scheduling.edit_source(source.pk, seen=source.revision, changes=other, by=recruiter)
    run = read_last(source)
    assert set(run.rows.values_list("source_kind", "tenant")) == {("lever", "acme")}
    importing.read_as(run.pk, seen=run.revision, format="json", by=recruiter)
    run = read_last(source)
    assert (run.format, set(run.rows.values_list("source_kind", "tenant"))) == ("json", {("lever", "acme")})


def test_what_an_old_address_lists_no_more_is_unlisted_and_nothing_of_the_new_one(source, board, recruiter):
    looked(source)
    apply_now(read_last(source))
    board(lever_job("1"))
    looked(source)
    Advert.objects.filter(external_id="1").update(tenant="other")  # the new one lists that
    changes = {"url": board.site.url("/v0/postings/other?mode=json"), "tenant": "other"}
    scheduling.edit_source(source.pk, seen=source.revision, changes=changes, by=recruiter)
    read_last(source)
    assert list(Advert.objects.filter(unlisted_at__isnull=False).values_list("external_id", flat=True)) == ["2"]


def test_what_waits_from_an_old_address_says_so_where_it_is_put_away(source, board, recruiter):
    looked(source)
    first = read_last(source)
    board.site.serves("/v0/postings/other", [lever_job("3")])
    changes = {"url": board.site.url("/v0/postings/other?mode=json"), "tenant": "other"}
    scheduling.edit_source(source.pk, seen=source.revision, changes=changes, by=recruiter)
    looked(source)
    second = read_last(source)
    board.site.serves("/v0/postings/other", [lever_job("4")])
    looked(source)
    for run in (first, second):
        run.refresh_from_db()
    assert (first.status, second.status) == ("discarded", "discarded")
    assert "another address by now" in first.error and "later look" in second.error


def test_two_feeds_of_one_host_unlist_nothing_of_each_other(site, settings, recruiter):  # noqa: F811
    setup = {"template": ensure_default_template(), "recruiter": recruiter, "openings": 1, "posting_status": "draft"}
    sources = {}
    for name, ids in (("a", (1, 2)), ("b", (3, 4))):
        serve_feed(site, name, *ids)
        how = {"kind": "feed", "tenant": "127.0.0.1", "name": name, "url": site.url(f"/{name}")}
        sources[name] = scheduling.add_source(by=recruiter, **how, **setup)
        looking.look(sources[name].pk)
        apply_now(read_last(sources[name]))
    serve_feed(site, "b", 3)
    looked(sources["b"])
    run = read_last(sources["b"])
    assert (run.complete, run.unlisted_count) == (True, 1)
    assert list(Advert.objects.filter(unlisted_at__isnull=False).values_list("external_id", flat=True)) == ["4"]


def serve_feed(site, name: str, *ids: int) -> None:  # noqa: F811
    jobs = [{"id": n, "title": f"Engineer {n}", "company": "Acme", "location": "Porto"} for n in ids]
    site.serves(f"/{name}", {"jobs": jobs})


def test_one_that_is_not_listed_any_more_is_unlisted_and_its_posting_stays(source, board):
    looked(source)
    apply_now(read_last(source))
    board(lever_job("1"))
    looked(source)
    run = read_last(source)
    assert (run.unlisted_count, run.same_count, run.rows.count()) == (1, 1, 0)
    assert Advert.objects.get(external_id="2").unlisted_at is not None
    assert set(Posting.objects.values_list("status", flat=True)) == {"draft"}


@pytest.mark.parametrize(
    ("answer", "status"),
    [("<html>Sorry</html>", 200), ({"ok": False}, 404), ([], 200), ({"error": "x"}, 500)],
    ids=["HTML with 200", "404", "an empty list", "500"],
)
def test_what_is_no_list_unlists_nothing(source, board, answer, status):
    looked(source)
    apply_now(read_last(source))
    board.site.serves("/v0/postings/acme", answer, status)
    looked(source)
    assert source.runs.count() == 1 and source.problem
    assert not Advert.objects.filter(unlisted_at__isnull=False).exists()


def test_failing_waits_longer_each_time_and_the_third_time_tells_the_owner_once(source, board, recruiter):
    board.site.serves("/v0/postings/acme", "x", 500)
    waits = []
    for _time in range(4):
        looked(source)
        waits.append(source.next_at - source.checked_at)
    assert waits == [timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2), timedelta(hours=4)]
    mail = Message.objects.get()
    assert (mail.kind, mail.to_user, mail.subject_id) == ("import.source_fails", recruiter, source.pk)
    assert "status 500" in mail.body and f"/imports/sources/{source.pk}/" in mail.body
    board(lever_job("1"))
    looked(source)
    assert (source.failures, source.problem) == (0, "")


def test_a_busy_server_says_when_to_come_back_and_that_is_no_failure(source, board):
    board.site.serves("/v0/postings/acme", "later", 429, Retry_After="7200")
    looked(source)
    assert source.failures == 0
    assert timedelta(minutes=119) < source.next_at - timezone.now() <= timedelta(hours=2)


def test_a_later_look_takes_the_place_of_an_undecided_one_and_keeps_what_was_decided(source, board, recruiter):
    looked(source)
    first = read_last(source)
    first.rows.filter(external_id="2").update(decision="skip")
    first.rows.filter(external_id="1").update(corrections={"title": "Platform Engineer"})
    board(lever_job("1"), lever_job("2"), lever_job("3"))
    looked(source)
    second = read_last(source)
    first.refresh_from_db()
    assert (first.status, second.rows.count()) == ("discarded", 3)
    decided = dict(second.rows.values_list("external_id", "decision"))
    assert decided == {"1": "accept", "2": "skip", "3": "accept"}
    assert second.rows.get(external_id="1").title == "Platform Engineer"


def test_of_a_table_whose_columns_nobody_has_said_one_look_waits(site, settings, recruiter):  # noqa: F811
    setup = {"template": ensure_default_template(), "recruiter": recruiter, "openings": 1, "posting_status": "draft"}
    source = scheduling.add_source(by=recruiter, kind="feed", name="T", url=site.url("/jobs.csv"), **setup)
    for rows in (2, 3, 4):
        body = "a1;b2;c3\n" + "".join(f"{n};x;y\n" for n in range(rows))
        site.serves("/jobs.csv", body, Content_Type="text/csv")
        looked(source)
        read_last(source)
    statuses = list(source.runs.order_by("pk").values_list("status", flat=True))
    assert statuses == ["discarded", "discarded", "mapping"]


@pytest.mark.parametrize("kind", ["xml", "json"])
def test_a_feed_that_says_that_there_are_more_unlists_nothing(site, settings, recruiter, kind):  # noqa: F811
    def serves(*ids: int, total: int) -> None:
        jobs = [{"id": n, "title": f"Engineer {n}", "company": "Acme", "location": "Porto"} for n in ids]
        if kind == "json":
            return site.serves("/feed", {"total": total, "jobs": jobs})
        inner = "".join("<job>" + "".join(f"<{k}>{v}</{k}>" for k, v in job.items()) + "</job>" for job in jobs)
        return site.serves("/feed", f"<source><expectedJobCount>{total}</expectedJobCount>{inner}</source>")

    setup = {"template": ensure_default_template(), "recruiter": recruiter, "openings": 1, "posting_status": "draft"}
    source = scheduling.add_source(
        by=recruiter, kind="feed", tenant="127.0.0.1", name="F", url=site.url("/feed"), **setup
    )
    serves(1, 2, 3, total=3)
    looked(source)
    apply_now(read_last(source))
    serves(1, 2, total=3)
    looked(source)
    run = read_last(source)
    source.refresh_from_db()
    assert (run.format, run.complete, run.unlisted_count) == (kind, False, 0)
    assert source.problem == "The list is not complete: 2 of 3 postings came."
    serves(1, 2, total=2)
    looked(source)
    assert (read_last(source).unlisted_count, source.problem) == (1, "")


def test_while_the_last_look_is_read_the_next_waits(source, board):
    looked(source)
    board(lever_job("3"))
    looked(source)
    assert source.runs.count() == 1
    assert source.next_at - timezone.now() <= timedelta(minutes=1)


def test_two_runs_of_one_source_at_once_are_refused_by_the_database(source):
    looked(source)
    run = source.runs.get()
    run.pk = None
    with pytest.raises(IntegrityError, match="run_of_a_source_is_one_at_a_time"), transaction.atomic():
        run.save(force_insert=True)


def test_a_paused_source_is_not_looked_at(source, recruiter):
    scheduling.pause(source.pk, seen=source.revision, active=False, by=recruiter)
    assert looking.look() is None
    source.refresh_from_db()
    scheduling.pause(source.pk, seen=source.revision, active=True, by=recruiter)
    assert looking.look() == source.pk


def test_a_source_whose_time_has_not_come_is_left_alone(source):
    looked(source)
    assert looking.look() is None


def test_one_run_asks_all_that_are_due_but_begins_none_late(source, monkeypatch):
    for name in ("second", "third"):
        source.pk, source.tenant = None, name
        source.save(force_insert=True)
    monkeypatch.setattr(tasks, "SECONDS_A_RUN", 0)
    tasks.look()
    assert ImportSource.objects.filter(checked_at__isnull=True).count() == 2
    monkeypatch.setattr(tasks, "SECONDS_A_RUN", 60)
    tasks.look()
    assert not ImportSource.objects.filter(checked_at__isnull=True).exists()


def test_only_recruiters_have_sources(source):
    stranger = UserFactory(role="hiring_manager")
    for act in (
        lambda: scheduling.add_source(by=stranger, kind="lever", tenant="x", name="x", url="https://x.example"),
        lambda: scheduling.edit_source(source.pk, seen=1, changes={"name": "x"}, by=stranger),
        lambda: scheduling.pause(source.pk, seen=1, active=False, by=stranger),
        lambda: scheduling.look_now(source.pk, by=stranger),
    ):
        with pytest.raises(Forbidden):
            act()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_source_ask_it_once(source, board):
    """The first is held by the server in the middle of its answer; the second finds nothing to do."""
    asked, go_on = Event(), Event()

    def slowly(request):
        asked.set()
        go_on.wait(10)
        request.say_json([lever_job("1")])

    board.site.routes["/v0/postings/acme"] = slowly

    def look() -> int | None:
        try:
            return looking.look()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(look)
        assert asked.wait(10)
        second = pool.submit(look).result(10)
        go_on.set()
        assert (first.result(10), second) == (source.pk, None)
    print(f"\ntwo workers, one source: asked {len(board.site.asked)} time, {source.runs.count()} run")
    assert len(board.site.asked) == source.runs.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_claim_both_ask(source, board, monkeypatch):
    """The twin: nothing is written while asking, and both bring a run; the database lets one of them in."""
    both = Barrier(2)

    def together(request):
        both.wait(10)
        request.say_json([lever_job("1")])

    board.site.routes["/v0/postings/acme"] = together
    monkeypatch.setattr(looking, "_claim", lambda source_id: ImportSource.objects.get(pk=source.pk))

    def look() -> int | None:
        try:
            return looking.look()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(look) for _ in range(2)]
        assert [each.result(20) for each in done] == [source.pk] * 2
    assert (len(board.site.asked), source.runs.count()) == (2, 1)


def test_a_board_whose_list_has_no_texts_is_asked_for_those_that_are_new(site, settings, recruiter):  # noqa: F811
    settings.IMPORT_BOARD_BASES = {"smartrecruiters": site.url("").rstrip("/")}

    def lists(*ids: str, released: str = "2026-11-01T00:00:00.000Z") -> None:
        company = {"identifier": "acme", "name": "Acme"}
        rows = [{"id": id, "name": f"Engineer {id}", "releasedDate": released, "company": company} for id in ids]
        site.serves("/v1/companies/acme/postings", {"offset": 0, "limit": 100, "totalFound": len(ids), "content": rows})
        for row in rows:
            ad = {"sections": {"jobDescription": {"title": "Job", "text": "<p>We look for an engineer.</p>"}}}
            site.serves(f"/v1/companies/acme/postings/{row['id']}", {**row, "jobAd": ad})

    setup = {"template": ensure_default_template(), "recruiter": recruiter, "openings": 1, "posting_status": "draft"}
    url = site.url("/v1/companies/acme/postings")
    source = scheduling.add_source(by=recruiter, kind="smartrecruiters", tenant="acme", name="A", url=url, **setup)
    lists("1", "2")
    looked(source)
    run = apply_now(read_last(source))
    assert [row.text for row in run.rows.order_by("number")] == ["## Job\n\nWe look for an engineer."] * 2
    site.asked.clear()
    lists("1", "2", "3")
    looked(source)
    run = read_last(source)
    assert [address.rpartition("/")[2] for address in site.asked if "?" not in address] == ["3"]
    assert (run.same_count, list(run.rows.values_list("external_id", "verdict"))) == (2, [("3", "new")])
