"""Two people at one import, over HTTP against the real web process; and workers at one posting. The run's or the
posting's row is held until all wait for it. Each has its twin without the lock, and what then goes wrong."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from postings import actions as postings
from postings.importing import actions, reverting, work
from postings.importing.models import ImportRun
from postings.models import Advert, Posting
from recruiting.db.models import EditedMeanwhile
from recruiting.outbox.models import Event
from tests.concurrency.test_locks import rival  # noqa: F401
from tests.concurrency.test_race import held, race
from tests.factories import UserFactory, a_key
from tests.live import live_server, transactions_waiting
from tests.postings.importing.conftest import TEXT, setup_of, several, worked_on
from tests.waiting import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("real processes")]
MANY, ROWS = 8, 6
RUN, POSTING = "importing_importrun", "postings_posting"


@pytest.fixture
def server():
    with live_server(threads=MANY + 1) as server:
        yield server


def a_run(text: str = TEXT) -> ImportRun:
    run = ImportRun.objects.get(pk=actions.paste(text=text, by=UserFactory(), key=a_key()))
    return worked_on(run)


def applied(run: ImportRun) -> ImportRun:
    actions.apply(run.pk, seen=run.revision, setup=setup_of(run), by=run.started_by)
    return worked_on(run)


def form_of(run: ImportRun, **changes) -> dict:
    setup = {"template": run.template_id, "recruiter": run.recruiter_id, "openings": 1, "posting_status": "draft"}
    return {**setup, "seen": run.revision, **changes}


def statuses_of(answers) -> dict[int, int]:
    return dict(Counter(answer.status_code for answer in answers))


# ---------------------------------------------------------------- set up, decide, apply


def test_of_setting_up_and_applying_at_once_one_is_done_and_the_other_is_told(server):
    run = a_run()
    people = [UserFactory() for _ in range(2)]
    path = f"/imports/{run.pk}/set-up/"
    requests = [(path, form_of(run, department="Sales")), (path, form_of(run, department="Platform", apply="1"))]
    waiting, answers = race(server, people, requests, table=RUN, row_id=run.pk)
    print(f"\nset up against apply: {statuses_of(answers)}, {waiting} transactions seen waiting")
    assert (statuses_of(answers), waiting) == ({302: 1, 409: 1}, 2)
    run.refresh_from_db()
    assert (run.status, run.department) == (
        ("ready", "Sales") if answers[0].status_code == 302 else ("applying", "Platform")
    )


def test_who_decides_while_another_applies_is_heard_or_told_that_it_is_too_late(server):
    run = a_run(several(ROWS))
    decisions = [(f"/imports/{run.pk}/{n}/decide/", {"seen": 1, "decision": "skip"}) for n in range(1, ROWS)]
    requests = [*decisions[:3], (f"/imports/{run.pk}/set-up/", form_of(run, apply="1")), *decisions[3:]]
    waiting, answers = race(server, [UserFactory() for _ in requests], requests, table=RUN, row_id=run.pk)
    worked_on(run)
    asked = [answer for answer in answers if "/decide/" in str(answer.request.url)]
    skipped = {int(str(answer.request.url).split("/")[-3]) for answer in asked if answer.status_code == 302}
    made = set(run.rows.filter(outcome="applied").values_list("number", flat=True))
    print(f"\ndecide against apply: {statuses_of(answers)}, {len(made)} applied, {waiting} transactions seen waiting")
    assert answers[3].status_code == 302 and set(statuses_of(asked)) <= {302, 409}
    assert made == set(range(1, ROWS + 1)) - skipped and Posting.objects.count() == len(made)
    assert set(run.rows.filter(decision="skip").values_list("number", flat=True)) == skipped
    assert waiting >= 2


def applied_while_it_is_decided(rival, run: ImportRun):  # noqa: F811
    """Whoever skips has seen that the run is ready; then another applies it, and a worker does."""
    row = run.rows.get()

    def apply():
        actions.apply(run.pk, seen=run.revision, setup=setup_of(run), by=UserFactory())
        work.work_on(run.pk)

    rival.comes_before(type(row), "save_edit", apply)
    return lambda: actions.decide(row.pk, seen=row.revision, decision="skip", by=run.started_by)


def test_what_is_skipped_under_the_lock_is_not_applied(rival):  # noqa: F811
    run = a_run()
    applied_while_it_is_decided(rival, run)()
    assert rival.waited
    with pytest.raises(actions.CannotApply):
        rival.result()
    assert (run.rows.get().decision, run.rows.get().outcome) == ("skip", "")


def test_without_the_lock_what_somebody_was_told_is_skipped_is_a_posting(rival, monkeypatch):  # noqa: F811
    monkeypatch.setattr(actions, "hold_run", lambda run_id: None)
    run = a_run()
    applied_while_it_is_decided(rival, run)()
    rival.result()
    assert not rival.waited
    assert (run.rows.get().decision, run.rows.get().outcome, Posting.objects.count()) == ("skip", "applied", 1)


def test_of_many_who_apply_at_once_one_does(server):
    run = a_run()
    people = [UserFactory() for _ in range(MANY)]
    request = (f"/imports/{run.pk}/set-up/", form_of(run, apply="1"))
    waiting, answers = race(server, people, [request] * MANY, table=RUN, row_id=run.pk)
    worked_on(run)
    asked = Event.objects.filter(topic="import.apply_asked").count()
    print(f"\napply: {statuses_of(answers)}, {asked} asked for, {waiting} transactions seen waiting")
    assert (statuses_of(answers), asked, Posting.objects.count()) == ({302: 1, 409: MANY - 1}, 1, 1)
    assert all("This import is applying" in answer.text for answer in answers if answer.status_code == 409)
    assert waiting >= 2


def test_one_who_presses_apply_many_times_gets_one_answer(server):
    run, person = a_run(), UserFactory()
    request = (f"/imports/{run.pk}/set-up/", form_of(run, apply="1"))
    _waiting, answers = race(server, [person] * MANY, [request] * MANY, table=RUN, row_id=run.pk)
    asked = Event.objects.filter(topic="import.apply_asked").count()
    print(f"\napply, pressed {MANY} times: {statuses_of(answers)}, {asked} asked for")
    assert (statuses_of(answers), asked) == ({302: MANY}, 1)


def two_apply(rival, run: ImportRun):  # noqa: F811
    one = UserFactory()
    apply = lambda: actions.apply(run.pk, seen=run.revision, setup=setup_of(run), by=one)  # noqa: E731
    rival.comes_after(actions, "_do_check_rows", apply)
    return apply


def test_the_second_press_of_apply_gets_what_the_first_did(rival):  # noqa: F811
    run = a_run()
    assert two_apply(rival, run)().status == "applying"
    assert rival.waited and rival.result().status == "applying"


def test_without_the_lock_the_second_press_of_apply_is_refused_as_somebody_elses(rival, monkeypatch):  # noqa: F811
    monkeypatch.setattr(actions, "hold_run", lambda run_id: None)
    first = two_apply(rival, a_run())
    with pytest.raises(EditedMeanwhile):
        first()
    assert not rival.waited and rival.result().status == "applying"


# ---------------------------------------------------------------- revert


def reverting_now(run: ImportRun) -> ImportRun:
    run.refresh_from_db()
    actions.revert(run.pk, seen=run.revision, by=run.started_by)
    return ImportRun.objects.get(pk=run.pk)


def at_once_on(posting: Posting, *acts) -> list:
    """All begin while the posting is held, and go on one after the other."""

    def alone(act):
        try:
            return act()
        except Exception as error:  # what it was told
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        with held(POSTING, posting.pk):
            running = [pool.submit(alone, act) for act in acts]
            until(lambda _server: transactions_waiting() == len(acts), "all wait for the posting")
        return [each.result() for each in running]


def test_an_edit_while_it_is_taken_back_stays_or_is_told():
    """Whichever came first: what a person wrote is never overwritten unseen."""
    run = applied(a_run())
    posting, editor = Posting.objects.get(), UserFactory()
    reverting_now(run)

    def edit():
        return postings.edit_posting(posting.pk, seen=posting.revision, changes={"location": "Faro"}, by=editor)

    _worked, edited = at_once_on(posting, lambda: work.work_on(run.pk), edit)
    posting.refresh_from_db()
    outcome = run.rows.get().outcome
    print(f"\nedit against revert: {'told' if isinstance(edited, Exception) else 'edited'}, row {outcome}")
    if isinstance(edited, Exception):
        assert isinstance(edited, EditedMeanwhile) and (outcome, posting.status) == ("reverted", "archived")
    else:
        assert (outcome, posting.status, posting.location) == ("applied", "draft", "Faro")
        assert "edited the posting since" in run.rows.get().reason


def edited_while_it_is_taken_back(rival):  # noqa: F811
    run = reverting_now(applied(a_run()))
    posting, editor = Posting.objects.get(), UserFactory()
    edit = lambda: postings.edit_posting(  # noqa: E731
        posting.pk, seen=posting.revision, changes={"location": "Faro"}, by=editor
    )
    rival.comes_after(reverting, "check_may_change", edit)
    work.work_on(run.pk)
    return run


def test_an_edit_that_comes_while_a_row_is_taken_back_waits_and_is_told(rival):  # noqa: F811
    run = edited_while_it_is_taken_back(rival)
    assert rival.waited
    with pytest.raises(EditedMeanwhile):
        rival.result()
    assert run.rows.get().outcome == "reverted"


def test_without_the_lock_only_the_revision_saves_the_edit(rival, monkeypatch):  # noqa: F811
    """The worker runs into it when half is done, and cannot say what happened."""
    monkeypatch.setattr(reverting, "hold_posting", lambda posting_id: None)
    run = edited_while_it_is_taken_back(rival)
    assert not rival.waited and rival.result().location == "Faro"
    row = run.rows.get()
    assert row.outcome == "applied" and "edited the posting since" not in row.reason


def test_of_an_import_that_changes_what_another_takes_back_both_cannot_be():
    """Either the change was first, and what it changed stays; or it finds nothing any more to change."""
    run = applied(a_run())
    posting = Posting.objects.get()
    later = ImportRun.objects.get(pk=actions.paste(text=TEXT.replace("Python", "Go"), by=UserFactory(), key=a_key()))
    worked_on(later)
    advert = posting.adverts.get()
    later.rows.update(
        verdict="changed", posting=posting, advert=advert, changes={"location": [posting.location, "Faro"]}
    )
    actions.apply(later.pk, seen=later.revision, setup=setup_of(later), by=later.started_by)
    reverting_now(run)
    at_once_on(posting, lambda: work.work_on(run.pk), lambda: work.work_on(later.pk))
    posting.refresh_from_db()
    ended = run.rows.get().outcome, later.rows.get().outcome
    print(f"\nrevert against apply: reverted run's row {ended[0]}, applied run's row {ended[1]}")
    assert ended in (("reverted", "failed"), ("applied", "applied"))
    if ended[0] == "reverted":
        assert (posting.status, Advert.objects.count()) == ("archived", 0)
    else:
        assert (posting.status, posting.location, Advert.objects.count()) == ("draft", "Faro", 1)
