"""People for a crowd: the names, trades and places of the sixty applicants, mixed."""

import random
from collections.abc import Iterator

from recruiting.local.demo.people import applicants
from recruiting.local.demo.postings import JOBS
from recruiting.local.demo.story import ascii_name

# Table and columns.
CANDIDATE = (
    "candidates_candidate",
    """id, revision, full_name, calling_name, headline, location, language, time_zone,
    do_not_contact, created_at""",
)
CONTACT_POINT = ("candidates_contactpoint", "candidate_id, kind, value, match_key, revision")


class Crowd:
    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        people = [person for job in JOBS for person in applicants(job.key)]
        words = [person.name.split() for person in people]
        self.given = [(name[0], ascii_name(name[0])) for name in words]
        self.family = [(name[-1], ascii_name(name[-1])) for name in words]
        self.headlines = [person.headline for person in people]
        self.places = [(person.location, person.time_zone) for person in people]

    def candidate(self, pk: int, created_at: str) -> tuple[str, list[str]]:
        """The lines of a candidate and of the contact points."""
        choice = self.dice.choice
        (calling, given), (last, family) = choice(self.given), choice(self.family)
        middle = f" {choice(self.family)[0]}" if pk % 2 else ""
        location, zone = choice(self.places)
        row = f"{pk}\t1\t{calling}{middle} {last}\t{calling}\t{choice(self.headlines)}\t{location}\t\t{zone}\tf\t"
        return f"{row}{created_at}\n", list(_contact_points(pk, f"{given}.{family}.{pk}"))


def _contact_points(pk: int, name: str) -> Iterator[str]:
    """An address that is kept for examples and belongs to nobody, and every fifth a page."""
    yield f"{pk}\temail\t{name}@mailbox.example\t{name}@mailbox.example\t1\n"
    if pk % 5 == 0:
        yield f"{pk}\tlink\thttps://pages.example/{name}\tpages.example/{name}\t1\n"
