"""Each lock, and its twin: the same race with the lock taken away, and what then goes wrong.

A rival runs at one exact point of the action under test, on a connection of its own. With the lock, the server says
that the rival waits; without, the rival is done before the action goes on.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from candidates import locks
from candidates.models import Application
from candidates.moves import actions, queries
from candidates.moves.refusals import MovedMeanwhile, NoOpeningLeft, NotPossible
from postings import actions as postings
from postings.models import Opening, Posting, TeamMember
from postings.pipelines import editing
from postings.pipelines.actions import ensure_default_template
from postings.pipelines.models import PipelineTemplate
from recruiting.db.constraints import constraint_of
from recruiting.db.models import EditedMeanwhile
from recruiting.people import actions as people
from recruiting.people.models import Role, User
from recruiting.web.refusals import Forbidden, Refusal
from tests.factories import UserFactory, a_posting, a_reason, an_application, on_team
from tests.waiting import is_waiting, until

pytestmark = pytest.mark.django_db(transaction=True)


class Rival:
    """Somebody else, on a connection of their own, let in at a point of another's action."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, thread: ThreadPoolExecutor):
        self.monkeypatch, self.thread = monkeypatch, thread
        self.pid = thread.submit(self._connect).result()
        self.running: Future | None = None
        self.waited = False

    def comes_after(self, owner: object, name: str, act: Callable[[], object]) -> None:
        """Do ``act`` when ``owner.name`` was called for the first time: what it read is then already read."""
        self._comes(owner, name, act, before=False)

    def comes_before(self, owner: object, name: str, act: Callable[[], object]) -> None:
        self._comes(owner, name, act, before=True)

    def _comes(self, owner, name, act, *, before) -> None:
        original = getattr(owner, name)

        def with_rival(*args, **kwargs):
            self.monkeypatch.setattr(owner, name, original)
            if before:
                self._act(act)
            result = original(*args, **kwargs)
            if not before:
                self._act(act)
            return result

        self.monkeypatch.setattr(owner, name, with_rival)

    def result(self) -> object:
        return self.running.result()

    def _act(self, act: Callable[[], object]) -> None:
        """Go on once the rival waits for our lock, or is done."""
        self.running = self.thread.submit(act)
        until(lambda server: self.running.done() or is_waiting(server, self.pid), "the rival neither waits nor is done")
        self.waited = not self.running.done()

    def _connect(self) -> int:
        connection.ensure_connection()
        return connection.connection.info.backend_pid


@pytest.fixture
def rival(monkeypatch) -> Iterator[Rival]:
    with ThreadPoolExecutor(1) as thread:
        yield Rival(monkeypatch, thread)
        thread.submit(lambda: connection.close()).result()  # the thread’s own


@pytest.fixture
def unlocked(monkeypatch) -> Callable[..., None]:
    """Take a lock away: ``unlocked((module, "function"), …)``."""

    def take_away(*functions: tuple[object, str]) -> None:
        for module, name in functions:
            monkeypatch.setattr(module, name, lambda _id: None)

    return take_away


POSTING_LOCK = ((actions, "hold_posting"), (postings, "hold_posting"))

# ---------------------------------------------------------------- the application's row


def two_advance(rival, application):
    one, other = UserFactory(), UserFactory()
    rival.comes_after(actions, "read", lambda: actions.advance(application.pk, version=1, by=other))
    return lambda: actions.advance(application.pk, version=1, by=one)


def test_the_second_to_advance_is_told_of_the_first(rival, application):
    two_advance(rival, application)()
    assert rival.waited
    with pytest.raises(MovedMeanwhile, match="moved"):
        rival.result()
    assert Application.objects.get(pk=application.pk).version == 2


def test_without_the_lock_the_second_gets_a_database_error(rival, application, unlocked):
    unlocked((locks, "hold_application"))
    first = two_advance(rival, application)
    with pytest.raises(IntegrityError) as error:
        first()
    assert constraint_of(error.value) == "move_is_numbered_once"
    assert not rival.waited and rival.result().number == 2


def one_ends_while_the_other_undoes(rival, application):
    """Undo reads which move stands last; a rejection comes in between."""
    by = UserFactory()
    actions.advance(application.pk, version=1, by=by)
    rival.comes_after(
        actions, "read", lambda: actions.reject(application.pk, reason_id=a_reason().pk, version=2, by=by)
    )
    return lambda: actions.undo(application.pk, version=2, by=by)


def test_what_is_undone_is_what_was_seen(rival, application):
    undo = one_ends_while_the_other_undoes(rival, application)()
    assert rival.waited and undo.undoes == 2
    with pytest.raises(MovedMeanwhile):
        rival.result()


def test_without_the_lock_undo_meets_a_move_that_it_had_not_read(rival, application, unlocked):
    """It finds the rejection, which its mover had not seen, and would undo that one from where it stood before."""
    unlocked((locks, "hold_application"))
    first = one_ends_while_the_other_undoes(rival, application)
    with pytest.raises(IntegrityError) as error:
        first()
    assert constraint_of(error.value) == "move_changes_something"


# ---------------------------------------------------------------- the posting's row: seats


def two_hire(rival, posting):
    """Both see the one open opening."""
    one, other = an_application(posting), an_application(posting)
    by = UserFactory()
    rival.comes_after(queries, "lowest_available", lambda: actions.hire(other.pk, version=1, by=by))
    return lambda: actions.hire(one.pk, version=1, by=by)


def test_the_second_hire_is_told_that_no_opening_is_left(rival):
    posting = a_posting(openings=1)
    two_hire(rival, posting)()
    assert rival.waited
    with pytest.raises(NoOpeningLeft):
        rival.result()


def test_without_the_lock_the_second_hire_gets_a_database_error(rival, unlocked):
    unlocked(*POSTING_LOCK)
    posting = a_posting(openings=1)
    first = two_hire(rival, posting)
    with pytest.raises(IntegrityError) as error:
        first()
    assert constraint_of(error.value) == "candidates_application_opening_id_key"
    assert not rival.waited and rival.result().kind == "hire"


def test_with_a_second_opening_the_second_hire_takes_that_one(rival):
    posting = a_posting(openings=2)
    first = two_hire(rival, posting)()
    assert rival.waited
    assert (first.opening.number, rival.result().opening.number) == (1, 2)


def undo_of_an_unhire_against_a_hire(rival, posting):
    """The seat is free when the undo looks, and taken when it writes."""
    one, other = an_application(posting), an_application(posting)
    by = UserFactory()
    actions.hire(one.pk, version=1, by=by)
    actions.unhire(one.pk, reason_id=a_reason("withdrawn").pk, version=2, by=by)
    rival.comes_after(actions.steps, "_seat_is_free", lambda: actions.hire(other.pk, version=1, by=by))
    return lambda: actions.undo(one.pk, version=3, by=by)


def test_an_undo_that_takes_a_seat_holds_the_posting(rival):
    undo_of_an_unhire_against_a_hire(rival, a_posting(openings=1))()
    assert rival.waited
    with pytest.raises(NoOpeningLeft):
        rival.result()


def test_without_the_lock_the_undo_gets_a_database_error(rival, unlocked):
    unlocked(*POSTING_LOCK)
    first = undo_of_an_unhire_against_a_hire(rival, a_posting(openings=1))
    with pytest.raises(IntegrityError) as error:
        first()
    assert constraint_of(error.value) == "candidates_application_opening_id_key"


# ---------------------------------------------------------------- the posting's row: numbers of openings


def two_add_an_opening(rival, posting):
    """Both have read which number is the last."""
    by = UserFactory()
    add = lambda: postings.add_opening(posting.pk, because="growth", by=by)  # noqa: E731
    rival.comes_before(Opening.objects, "create", add)
    return add


def test_two_openings_get_two_numbers(rival, posting):
    first = two_add_an_opening(rival, posting)()
    assert rival.waited
    assert (first.number, rival.result().number) == (3, 4)


def test_without_the_lock_the_second_number_is_taken(rival, posting, unlocked):
    unlocked(*POSTING_LOCK)
    add = two_add_an_opening(rival, posting)
    with pytest.raises(IntegrityError) as error:
        add()
    assert constraint_of(error.value) == "opening_is_numbered_once"
    assert rival.result().number == 3


# ---------------------------------------------------------------- the posting's row: its status


def two_put_on_hold(rival, posting):
    by = UserFactory()
    hold = lambda: postings.change_status(posting.pk, to="on_hold", by=by)  # noqa: E731
    rival.comes_after(postings, "may_edit", hold)
    return hold


def test_the_second_to_change_the_status_is_told_how_it_stands(rival, posting):
    two_put_on_hold(rival, posting)()
    assert rival.waited
    with pytest.raises(Refusal, match="on hold cannot become on hold"):
        rival.result()
    assert Posting.objects.get(pk=posting.pk).revision == posting.revision + 1


def test_without_the_lock_the_second_learns_only_that_somebody_edited(rival, posting, unlocked):
    unlocked(*POSTING_LOCK)
    first = two_put_on_hold(rival, posting)
    with pytest.raises(EditedMeanwhile):
        first()
    assert not rival.waited and rival.result().status == "on_hold"


# ---------------------------------------------------------------- the posting's row: who is responsible


def two_take_over(rival, posting):
    TeamMember.objects.filter(posting=posting, responsible=True).update(responsible=False)
    by, one, other = UserFactory(), UserFactory(), UserFactory()

    def take_over(user):
        return postings.set_team_member(posting, user=user, role="recruiter", responsible=True, by=by)

    rival.comes_before(TeamMember.objects, "update_or_create", lambda: take_over(other))
    return lambda: take_over(one)


def test_the_last_to_take_over_is_responsible(rival, posting):
    two_take_over(rival, posting)()
    assert rival.waited
    last = rival.result()
    assert TeamMember.objects.get(posting=posting, responsible=True) == last


def test_without_the_lock_two_would_be_responsible(rival, posting, unlocked):
    unlocked(*POSTING_LOCK)
    first = two_take_over(rival, posting)
    with pytest.raises(IntegrityError) as error:
        first()
    assert constraint_of(error.value) == "team_has_one_responsible"


def test_whoever_waited_for_the_team_meets_the_posting_as_it_is(rival):
    """A manager puts the team of a draft together, and of nothing else: it was opened while they waited."""
    posting, by = a_posting(status="draft"), UserFactory()
    manager = on_team(posting, "hiring_manager")
    add = lambda: postings.set_team_member(posting, user=by, role="interviewer", by=manager)  # noqa: E731
    rival.comes_after(postings, "hold_posting", add)
    postings.change_status(posting.pk, to="open", by=by)
    assert rival.waited
    with pytest.raises(Forbidden):
        rival.result()
    assert not TeamMember.objects.filter(posting=posting, role="interviewer").exists()


# ---------------------------------------------------------------- the administrators' rows


def two_step_down(rival):
    """Through the door of the administration, whose form holds the transaction."""
    one, other = (UserFactory(role=Role.ADMINISTRATOR) for _ in range(2))

    def step_down(user):
        with transaction.atomic():
            people._do_change(user, seen=1, changes={"role": Role.RECRUITER}, by=user)

    rival.comes_before(people, "_record", lambda: step_down(other))
    return lambda: step_down(one)


def test_one_of_the_last_two_administrators_stays(rival):
    two_step_down(rival)()
    assert rival.waited
    with pytest.raises(Refusal, match="Nobody could administrate"):
        rival.result()
    assert User.objects.filter(role=Role.ADMINISTRATOR).count() == 1


def test_without_the_lock_nobody_could_administrate(rival, monkeypatch):
    monkeypatch.setattr(people, "hold_administrators", lambda: None)
    two_step_down(rival)()
    rival.result()
    assert not rival.waited and not User.objects.filter(role=Role.ADMINISTRATOR).exists()


# ---------------------------------------------------------------- the default template


def two_defaults(rival):
    by = UserFactory(role=Role.ADMINISTRATOR)
    ensure_default_template()
    one, other = (PipelineTemplate.objects.create(name=name) for name in ("One", "Other"))
    make = lambda template: editing.edit_template(template, seen=1, changes={"is_default": True}, by=by)  # noqa: E731
    rival.comes_before(editing, "_record_template", lambda: make(other))
    return lambda: make(one)


def test_of_two_templates_made_the_default_at_once_the_later_is_it(rival):
    two_defaults(rival)()
    assert rival.waited
    rival.result()
    assert PipelineTemplate.objects.get(is_default=True).name == "Other"


def test_without_the_lock_the_later_is_an_error(rival, monkeypatch):
    monkeypatch.setattr(editing, "hold_default_template", lambda: None)
    two_defaults(rival)()
    with pytest.raises(IntegrityError):
        rival.result()


# ---------------------------------------------------------------- what needs no lock


def test_closing_a_posting_against_moving_on_it_needs_no_lock_of_ours(rival, application):
    """Guarantee 9: the key refuses the later one, and the action says it in words."""
    by = UserFactory()
    actions.reject(application.pk, reason_id=a_reason().pk, version=1, by=by)
    rival.comes_after(
        actions.steps,
        "_posting_takes_people",
        lambda: postings.change_status(application.posting_id, to="closed", by=by),
    )
    with pytest.raises(Refusal, match="takes nobody"):
        actions.reopen(application.pk, version=2, by=by)
    assert not rival.waited and rival.result().status == "closed"


def test_after_a_wait_the_refusal_tells_what_the_first_one_did(rival, application):
    """The locked row and its joins are read after the lock: a stale join would name the wrong stage."""
    one, other = UserFactory(), UserFactory()
    target = application.posting.stages.get(position=4)
    rival.comes_after(actions, "read", lambda: actions.advance(application.pk, version=1, by=other))
    actions.move(application.pk, stage_id=target.pk, version=1, by=one)
    with pytest.raises(MovedMeanwhile, match=f"{one} moved .* to {target}"):
        rival.result()
    with pytest.raises(NotPossible, match="already in"):
        actions.move(application.pk, stage_id=target.pk, version=2, by=other)
