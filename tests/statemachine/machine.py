"""The product beside its model: the same verb to both, the same outcome of both, and every guarantee afterwards."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from inspect import signature

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from candidates.interviews import actions as interview_actions
from candidates.models import Application, EndReason, Source
from candidates.moves import actions
from candidates.moves.entering import enter
from postings.actions import add_opening, change_status
from postings.models import Posting
from postings.pipelines.models import Stage
from recruiting.people.models import Role
from recruiting.web.refusals import Refusal
from tests.factories import CandidateFactory, UserFactory, a_posting, on_team
from tests.statemachine import guarantees
from tests.statemachine.model import ENDS, Life, Pipeline, World

who = st.sampled_from([1, 1, 1, 1, 0, 0, 2, 2, 3])
which = st.integers(0, 20)
stale = st.sampled_from([0] * 10 + [-1, 2])  # how far from the truth the version is that was seen
keys = st.sampled_from([None] * 8 + ["a", "b"])  # few, so that they come again
ADMINISTRATOR, RECRUITER, MANAGER, INTERVIEWER = range(4)


told: Counter[str] = Counter()  # what happened how often, in all examples


class Recruiting(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example._from_testcase = True  # as a TestCase's own: actions open "durable" transactions in it
        self.example.__enter__()
        self.world, self.refused_moves, self.interviews = World(), 0, {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        boss = UserFactory(role=Role.ADMINISTRATOR)
        postings = [a_posting(by=boss, openings=n) for n in (1, 2)]
        manager = on_team(postings[0], "hiring_manager")
        self.people = [boss, UserFactory(role=Role.RECRUITER), manager, UserFactory(role=Role.INTERVIEWER)]
        self.candidates = [CandidateFactory().pk for _n in range(3)]
        self.posting_ids = [posting.pk for posting in postings]
        self.source = Source.objects.first()
        reasons = EndReason.objects.order_by("pk").values_list("status", "pk")
        self.reasons = dict(reversed(list(reasons)))
        for posting in postings:
            stages = Stage.objects.filter(posting=posting).in_order()
            openings = posting.openings.order_by("number").values_list("pk", flat=True)
            self.world.postings[posting.pk] = Pipeline(stages={s.pk: True for s in stages}, openings=list(openings))
        for candidate in (0, 1):
            for posting in (0, 1):
                self._enter(RECRUITER, candidate, posting, None)

    # ------------------------------------------------------------ moves

    @rule(by=who, candidate=st.integers(0, 2), posting=st.integers(0, 1), key=keys)
    def enter(self, by, candidate, posting, key):
        self._enter(by, candidate, posting, key)

    def _enter(self, by, candidate, posting, key):
        candidate, posting = self.candidates[candidate], self.posting_ids[posting]
        seen = self.world.keys.get((by, key))
        expected = self.world.enter(candidate, posting)
        if not self.may_move(by, posting):
            expected = "Forbidden"
        if seen:
            expected = seen["move"] if seen["same"] == ("enter", candidate, posting) else "KeyReused"
        row = Posting.objects.get(pk=posting)
        got = outcome(lambda: enter(self.candidate(candidate), row, by=self.people[by], key=key, source=self.source))
        if isinstance(expected, str | int):
            assert named(got) == expected
            return
        self.world.lives[got.application_id] = Life(candidate, posting, [expected])
        self.use(by, key, ("enter", candidate, posting), got)

    @rule(by=who, pk=which, off=stale, key=keys)
    def advance(self, by, pk, off, key):
        self.step("advance", by, pk, off, key, self.world.advance, lambda pk, **how: actions.advance(pk, **how))

    @rule(by=who, pk=which, off=stale, key=keys, place=st.integers(0, 8), foreign=st.booleans())
    def move(self, by, pk, off, key, place, foreign):
        def to(pk: int) -> int:
            ours = self.world.lives[pk].posting
            other = next(posting for posting in self.posting_ids if posting != ours)
            stages = list(self.world.postings[other if foreign and place == 8 else ours].stages)
            return stages[place % len(stages)]

        self.step(
            "move", by, pk, off, key,
            lambda pk: self.world.move(pk, to(pk)),
            lambda pk, **how: actions.move(pk, stage_id=to(pk), **how),
            how=to,
        )  # fmt: skip

    @rule(by=who, pk=which, off=stale, key=keys, verb=st.sampled_from(sorted(ENDS)))
    def end(self, by, pk, off, key, verb):
        act, reason = getattr(actions, verb), self.reasons[ENDS[verb]]
        self.step(
            verb, by, pk, off, key,
            lambda pk: self.world.end(pk, verb),
            lambda pk, **how: act(pk, reason_id=reason, **how),
        )  # fmt: skip

    @rule(by=who, pk=which, off=stale, key=keys, because=st.sampled_from(["", "", "One more"]))
    def hire(self, by, pk, off, key, because):
        def expected(pk):
            free = self.world.free_opening(self.world.lives[pk].posting)
            if free is None and because and by not in (ADMINISTRATOR, RECRUITER):
                return "Forbidden"
            return self.world.hire(pk, free or (because and -1) or None)

        self.step(
            "hire", by, pk, off, key, expected,
            lambda pk, **how: actions.hire(pk, add_opening_because=because, **how),
            how=lambda pk: because,
        )  # fmt: skip

    @rule(by=who, pk=which, off=stale, key=keys, status=st.sampled_from(sorted(ENDS.values())))
    def unhire(self, by, pk, off, key, status):
        reason = self.reasons[status]
        self.step(
            "unhire", by, pk, off, key,
            lambda pk: self.world.unhire(pk, status),
            lambda pk, **how: actions.unhire(pk, reason_id=reason, **how),
            how=lambda pk: status,
        )  # fmt: skip

    @rule(by=who, pk=which, off=stale, key=keys, place=st.sampled_from([None, None, 0, 3, 5]))
    def reopen(self, by, pk, off, key, place):
        def to(pk: int) -> int | None:
            stages = list(self.world.postings[self.world.lives[pk].posting].stages)
            return None if place is None else stages[place % len(stages)]

        self.step(
            "reopen", by, pk, off, key,
            lambda pk: self.world.reopen(pk, to(pk)),
            lambda pk, **how: actions.reopen(pk, stage_id=to(pk), **how),
            how=to,
        )  # fmt: skip

    @rule(by=who, pk=which, off=stale, key=keys)
    def undo(self, by, pk, off, key):
        self.step("undo", by, pk, off, key, self.world.undo, lambda pk, **how: actions.undo(pk, **how))

    def step(self, kind: str, by: int, pk: int, off: int, key: str | None, predict, act: Callable, how=None) -> None:
        """The order of docs/locking.md: the key, the version, the permission, the rule. A key stands for the whole
        request; ``how``: what else is in it, of an application."""
        pk = sorted(self.world.lives)[pk % len(self.world.lives)]
        life = self.world.lives[pk]
        seen = self.world.keys.get((by, key))
        body = (kind, pk, life.version + off, how and how(pk))
        expected = predict(pk)
        if not self.may_move(by, life.posting):
            expected = "MayNotMove"
        if off:
            expected = "MovedMeanwhile"
        if seen:
            expected = seen["move"] if seen["same"] == body else "KeyReused"
        got = outcome(lambda: act(pk, version=life.version + off, by=self.people[by], key=key))
        self.refused_moves += expected == "MovedMeanwhile"
        if isinstance(expected, str | int):
            told[expected if isinstance(expected, str) else "a key again"] += 1
            assert named(got) == expected, (kind, named(got), expected)
            return
        told[kind] += 1
        assert not isinstance(got, Refusal), (kind, named(got), expected)
        if expected.opening == -1:  # one was added
            self.world.postings[life.posting].openings.append(got.opening_id)
            expected = type(expected)(expected.stage, expected.status, got.opening_id, expected.visit)
        self.tell_interviews(pk, got, expected)
        self.world.follow(pk, expected, undo=kind == "undo")
        self.use(by, key, body, got)

    # ------------------------------------------------------------ what changes around them

    @rule(
        what=st.sampled_from(["add_stage", "add_opening", "retire", "retire", "status", "status"]),
        by=who,
        posting=st.integers(0, 1),
        place=st.integers(0, 7),
        used=st.booleans(),
        to=st.sampled_from(["open", "open", "on_hold", "closed", "archived"]),
    )
    def around(self, what, by, posting, place, used, to):
        """One rule for all of these: most steps are to be moves."""
        given = {"by": by, "posting": posting, "place": place, "used": used, "to": to}
        act = getattr(self, f"_{what}")
        act(**{name: given[name] for name in signature(act).parameters})

    def _status(self, by, posting, to):
        posting = self.posting_ids[posting]
        pipeline = self.world.postings[posting]
        expected = guarantees.posting_status(self.world, posting, to, may=by in (ADMINISTRATOR, RECRUITER))
        got = outcome(lambda: change_status(posting, to=to, by=self.people[by]))
        assert (named(got) if isinstance(got, Refusal) else None) == expected
        pipeline.status = to if expected is None else pipeline.status

    def _retire(self, posting, place, used):
        posting = self.posting_ids[posting]
        stages = self.world.postings[posting].stages
        stage = list(stages)[place % len(stages)]
        refused = not used and (stage == next(iter(stages)) or self.world.stage_is_occupied(stage))
        try:
            with transaction.atomic():
                Stage.objects.filter(pk=stage).update(retired_at=None if used else timezone.now())
        except IntegrityError:
            assert refused
        else:
            assert not refused
            stages[stage] = used

    def _add_stage(self, posting):
        posting = self.posting_ids[posting]
        stages = self.world.postings[posting].stages
        if len(stages) < 9:
            made = Stage.objects.create(posting_id=posting, name="More", kind="interview", position=len(stages) + 1)
            stages[made.pk] = True

    def _add_opening(self, by, posting):
        posting = self.posting_ids[posting]
        got = outcome(lambda: add_opening(posting, because="Growth", by=self.people[by]))
        assert isinstance(got, Refusal) == (by not in (ADMINISTRATOR, RECRUITER))
        if not isinstance(got, Refusal):
            self.world.postings[posting].openings.append(got.pk)

    @rule(by=who, pk=which, days=st.integers(2, 9))
    def plan(self, by, pk, days):
        pk = sorted(self.world.lives)[pk % len(self.world.lives)]
        at = timezone.now() + timedelta(days=days)
        how = {"title": "Talk", "starts_at": at, "ends_at": at + timedelta(hours=1), "time_zone": "UTC"}
        how |= {"participants": [self.people[INTERVIEWER]], "key": f"plan {len(self.interviews)} {at}"}
        got = outcome(lambda: interview_actions.plan(pk, by=self.people[by], **how))
        expected = None if self.world.lives[pk].now.status == "active" else "ApplicationEnded"
        if by not in (ADMINISTRATOR, RECRUITER):
            expected = "Forbidden"
        assert (named(got) if isinstance(got, Refusal) else None) == expected
        if expected is None:
            self.interviews[got] = {"application": pk, "cancelled_by": None, "on": True}

    @rule(by=who, interview=which)
    def cancel(self, by, interview):
        if not self.interviews:
            return
        pk = sorted(self.interviews)[interview % len(self.interviews)]
        revision = guarantees.revision(pk)
        act = lambda: interview_actions.cancel(pk, because="So", revision=revision, by=self.people[by])  # noqa: E731
        got = outcome(act)
        expected = None if self.interviews[pk]["on"] else "NotScheduled"
        if by not in (ADMINISTRATOR, RECRUITER):
            expected = "Forbidden"
        assert (named(got) if isinstance(got, Refusal) else None) == expected
        if expected is None:
            self.interviews[pk] = {**self.interviews[pk], "on": False}

    def tell_interviews(self, pk: int, move, after) -> None:
        """An ending cancels what is planned; its undo plans that again."""
        before = self.world.lives[pk].now.status
        for interview in self.interviews.values():
            if interview["application"] != pk:
                continue
            if before == "active" != after.status and interview["on"]:
                interview.update(on=False, cancelled_by=move.number)
            elif move.undoes and interview["cancelled_by"] == move.undoes and not interview["on"]:
                interview.update(on=True, cancelled_by=None)

    # ------------------------------------------------------------ what is so after every step

    @invariant()
    def everything_holds(self):
        if not hasattr(self, "people"):
            return
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        assert guarantees.applications() == {
            pk: (life.now.stage, life.now.status, life.version, life.now.opening, life.now.visit)
            for pk, life in self.world.lives.items()
        }
        assert guarantees.broken() == []
        assert guarantees.refused_moves() == self.refused_moves
        assert guarantees.planned() == {pk for pk, interview in self.interviews.items() if interview["on"]}

    def may_move(self, by: int, posting: int) -> bool:
        return by in (ADMINISTRATOR, RECRUITER) or (by == MANAGER and posting == self.posting_ids[0])

    def candidate(self, pk: int):
        return Application._meta.get_field("candidate").related_model.objects.get(pk=pk)

    def use(self, by: int, key: str | None, same: tuple, move) -> None:
        if key:
            self.world.keys[by, key] = {"same": same, "move": move.pk}


def outcome(act: Callable):
    try:
        return act()
    except Refusal as refusal:
        return refusal


def named(got) -> object:
    """A refusal's name; of a move its id."""
    return type(got).__name__ if isinstance(got, Refusal) else getattr(got, "pk", got)
