"""What is to become of an application, in plain Python: no database, no code of the product.

Written from shared/design/domain.md. Each verb returns the next state or the name of the refusal, and changes
nothing itself; ``World.follow`` does.
"""

from dataclasses import dataclass, field, replace

ENDS = {"reject": "rejected", "withdraw": "withdrawn", "close": "closed"}


@dataclass(frozen=True)
class Standing:
    """How an application stands. ``visit`` is the number of the move that began the stay in its stage."""

    stage: int
    status: str = "active"
    opening: int | None = None
    visit: int = 1


@dataclass
class Life:
    """An application: ``states[n]`` after move n + 1, ``standing`` the numbers of the moves that were not undone."""

    candidate: int
    posting: int
    states: list[Standing]
    standing: list[int] = field(default_factory=lambda: [1])

    @property
    def now(self) -> Standing:
        return self.states[-1]

    @property
    def version(self) -> int:
        return len(self.states)


@dataclass
class Pipeline:
    """A posting: its stages in order with whether they are in use, and its openings."""

    status: str = "open"
    stages: dict[int, bool] = field(default_factory=dict)
    openings: list[int] = field(default_factory=list)
    confidential: bool = False

    @property
    def takes_people(self) -> bool:
        return self.status in ("open", "on_hold")

    def after(self, stage: int) -> int | None:
        order = list(self.stages)
        return next((other for other in order[order.index(stage) + 1 :] if self.stages[other]), None)


Outcome = Standing | str
NEXT = {
    "draft": {"open", "closed"},
    "open": {"on_hold", "closed"},
    "on_hold": {"open", "closed"},
    "closed": {"open", "archived"},
    "archived": {"closed"},
}


class World:
    def __init__(self) -> None:
        self.postings: dict[int, Pipeline] = {}
        self.lives: dict[int, Life] = {}
        self.keys: dict[tuple[int, str], tuple] = {}

    # ------------------------------------------------------------ what is so

    def held(self, posting: int) -> set[int]:
        return {life.now.opening for life in self.lives.values() if life.posting == posting and life.now.opening}

    def free_opening(self, posting: int) -> int | None:
        return next((o for o in self.postings[posting].openings if o not in self.held(posting)), None)

    def active(self, candidate: int, posting: int) -> list[int]:
        return [
            pk
            for pk, life in self.lives.items()
            if (life.candidate, life.posting) == (candidate, posting) and life.now.status == "active"
        ]

    def anybody_active(self, posting: int) -> bool:
        return any(life.posting == posting and life.now.status == "active" for life in self.lives.values())

    def stage_is_occupied(self, stage: int) -> bool:
        return any(life.now.stage == stage and life.now.status == "active" for life in self.lives.values())

    # ------------------------------------------------------------ what a verb leads to

    def enter(self, candidate: int, posting: int) -> Outcome:
        pipeline = self.postings[posting]
        if not pipeline.takes_people or self.active(candidate, posting):
            return "Refusal"
        return Standing(stage=next(stage for stage, used in pipeline.stages.items() if used))

    def move(self, pk: int, stage: int) -> Outcome:
        life = self.lives[pk]
        used = self.postings[life.posting].stages.get(stage, False)
        if life.now.status != "active" or not used or stage == life.now.stage:
            return "NotPossible"
        return Standing(stage, visit=life.version + 1)

    def advance(self, pk: int) -> Outcome:
        life = self.lives[pk]
        following = self.postings[life.posting].after(life.now.stage)
        if life.now.status != "active" or following is None:
            return "NotPossible"
        return Standing(following, visit=life.version + 1)

    def end(self, pk: int, verb: str) -> Outcome:
        life = self.lives[pk]
        return replace(life.now, status=ENDS[verb]) if life.now.status == "active" else "NotPossible"

    def hire(self, pk: int, opening: int | None) -> Outcome:
        """``opening``: the free one, or one that is added for this."""
        life = self.lives[pk]
        if life.now.status != "active":
            return "NotPossible"
        return replace(life.now, status="hired", opening=opening) if opening else "NoOpeningLeft"

    def unhire(self, pk: int, reason_status: str) -> Outcome:
        life = self.lives[pk]
        if life.now.status != "hired":
            return "NotPossible"
        pipeline = self.postings[life.posting]
        if pipeline.takes_people and pipeline.stages[life.now.stage] and not self.active(life.candidate, life.posting):
            return Standing(life.now.stage, visit=life.version + 1)
        return replace(life.now, status=reason_status, opening=None)

    def reopen(self, pk: int, stage: int | None) -> Outcome:
        life = self.lives[pk]
        if life.now.status in ("active", "hired") or not self.postings[life.posting].takes_people:
            return "NotPossible"
        if self.active(life.candidate, life.posting):
            return "AnotherActive"
        stage = stage or life.now.stage
        if not self.postings[life.posting].stages.get(stage, False):
            return "NotPossible"
        return Standing(stage, visit=life.version + 1)

    def undo(self, pk: int) -> Outcome:
        life = self.lives[pk]
        undone = life.standing[-1]
        if undone == 1:
            return "NotPossible"
        before = life.states[undone - 2]
        pipeline = self.postings[life.posting]
        if before.status == "active":
            if not pipeline.takes_people or not pipeline.stages[before.stage]:
                return "NotPossible"
            if life.now.status != "active" and self.active(life.candidate, life.posting):
                return "AnotherActive"
        if before.opening and before.opening != life.now.opening and before.opening in self.held(life.posting):
            return "NotPossible"
        return before

    # ------------------------------------------------------------ what then is so

    def follow(self, pk: int, after: Standing, *, undo: bool = False) -> None:
        life = self.lives[pk]
        life.states.append(after)
        if undo:
            life.standing.pop()
        else:
            life.standing.append(life.version)
