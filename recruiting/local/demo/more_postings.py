"""Postings for many applications: a third of them open, the others of the last three years and closed."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import F

from candidates.models import EndReason
from postings.models import Opening, PayPeriod, Posting, TeamMember
from postings.pipelines.actions import ensure_default_template
from postings.pipelines.models import Stage
from recruiting.local.demo.lives import DAY, Pipeline, working_time
from recruiting.local.folder import CannotRun
from recruiting.outbox.models import Door, Event
from recruiting.people.models import Role, User

EACH = 400  # applications, on average: most have a hundred, a few ten thousand
TRADES = ["Backend Engineer", "Frontend Engineer", "Data Analyst", "Data Engineer", "Product Manager", "Accountant",
          "Support Engineer", "Site Reliability Engineer", "Recruiter", "Account Executive", "Designer"]  # fmt: skip
LEVELS = ["", "Junior ", "Senior ", "Lead "]
PLACES = ["Lisbon", "Wrocław", "Bogotá", "Nairobi", "Remote, Latin America", "Remote, Europe", "Singapore"]


def make(number: int, numbers: Iterator[int], dice: random.Random, now: int) -> list[Pipeline]:
    """In the order in which they were opened, so that somebody may apply again to a later one.

    ``numbers``: those of the events, the next ones.
    """
    shares = _shares(number, dice)
    times = sorted(_times(position, now, dice) for position in range(len(shares)))
    recruiters, managers = _colleagues(Role.RECRUITER), _colleagues(Role.HIRING_MANAGER)
    postings = Posting.objects.bulk_create(
        [_posting(*times[n], recruiters[n % len(recruiters)], dice) for n in range(len(times))], 1000
    )
    Posting.objects.filter(pk__gte=postings[0].pk).update(created_at=F("opened_at"))
    _events(postings, numbers)
    stages, seats, reasons = _stages(postings), _seats(postings, shares), _reasons()
    pipelines = [
        Pipeline(
            posting=posting.pk,
            applications=share,
            stages=stages[posting.pk],
            seats=seats[posting.pk],
            reasons=reasons,
            recruiter=posting.created_by_id,
            manager=managers[posting.pk % len(managers)].pk,
            opened=opened,
            until=closed or now,
            closed=bool(closed),
            pay=int(posting.pay_min or 0),
        )
        for posting, share, (opened, closed) in zip(postings, shares, times, strict=True)
    ]
    _teams(pipelines)
    return pipelines


def _shares(number: int, dice: random.Random) -> list[int]:
    weights = [min(dice.paretovariate(1.1), 30) for _ in range(max(1, number // EACH))]
    shares = [int(number * weight / sum(weights)) for weight in weights]
    shares[0] += number - sum(shares)
    return shares


def _times(position: int, now: int, dice: random.Random) -> tuple[int, int]:
    """Opened, and closed (0: it is not)."""
    if position % 3 == 0:
        return working_time(now - dice.randint(8, 90) * DAY, dice), 0
    opened = working_time(now - dice.randint(200, 1100) * DAY, dice)
    return opened, working_time(opened + dice.randint(30, 150) * DAY, dice)


def _colleagues(role: str) -> list[User]:
    found = User.objects.filter(role__in=[role, Role.ADMINISTRATOR], is_active=True).order_by("pk")
    if not found:
        raise CannotRun("Nobody is there to work on the postings: invite a recruiter first.")
    return [user for user in found if user.role == role] or list(found)


def _posting(opened: int, closed: int, recruiter: User, dice: random.Random) -> Posting:
    pay = dice.choice([None, 2000, 3500, 5000])
    status = Posting.Status.CLOSED if closed else dice.choice([Posting.Status.OPEN] * 9 + [Posting.Status.ON_HOLD])
    return Posting(
        title=dice.choice(LEVELS) + dice.choice(TRADES),
        location=dice.choice(PLACES),
        pay_min=pay,
        pay_max=pay and pay + 1500,
        pay_currency="EUR" if pay else "",
        pay_period=PayPeriod.MONTH if pay else "",
        status=status,
        opened_at=datetime.fromtimestamp(opened, UTC),
        closed_at=datetime.fromtimestamp(closed, UTC) if closed else None,
        created_by=recruiter,
    )


def _events(postings: list[Posting], numbers: Iterator[int]) -> None:
    told = []
    for posting in postings:
        steps = [("posting.created", posting.opened_at, {}), *_changes(posting)]
        of = {"subject_type": "posting", "subject_id": posting.pk, "posting_id": posting.pk, "door": Door.PAGE}
        told += [
            Event(**of, number=next(numbers), topic=topic, at=at, payload=payload, actor_id=posting.created_by_id)
            for topic, at, payload in steps
        ]
    Event.objects.bulk_create(told, 2000)


def _changes(posting: Posting):
    changed = "posting.status_changed"
    yield changed, posting.opened_at, {"from": "draft", "to": "open"}
    if posting.status != Posting.Status.OPEN:
        yield changed, posting.closed_at or posting.opened_at, {"from": "open", "to": posting.status}


def _stages(postings: list[Posting]) -> dict[int, list[int]]:
    copied = ("name", "kind", "position", "target_days", "candidate_label")
    template = list(ensure_default_template().stages.order_by("position").values(*copied))
    made = Stage.objects.bulk_create(
        [Stage(posting=posting, **stage) for posting in postings for stage in template], 2000
    )
    found: dict[int, list[int]] = {posting.pk: [] for posting in postings}
    for stage in made:
        found[stage.posting_id].append(stage.pk)
    return found


def _seats(postings: list[Posting], shares: list[int]) -> dict[int, list[int]]:
    """One for every hundred applications, and one."""
    made = Opening.objects.bulk_create(
        [
            Opening(posting=posting, number=number)
            for posting, share in zip(postings, shares, strict=True)
            for number in range(1, 2 + share // 100)
        ],
        2000,
    )
    found: dict[int, list[int]] = {posting.pk: [] for posting in postings}
    for opening in made:
        found[opening.posting_id].append(opening.pk)
    return found


def _reasons() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for pk, status in EndReason.objects.order_by("status", "position").values_list("pk", "status"):
        found.setdefault(status, []).append(pk)
    return found


def _teams(pipelines: list[Pipeline]) -> None:
    role = TeamMember.Role
    TeamMember.objects.bulk_create(
        [
            member
            for here in pipelines
            for member in (
                TeamMember(posting_id=here.posting, user_id=here.recruiter, role=role.RECRUITER, responsible=True),
                TeamMember(posting_id=here.posting, user_id=here.manager, role=role.HIRING_MANAGER),
            )
        ],
        2000,
    )
