"""The nine guarantees, attacked by raw SQL over a connection logged in as the application's role.

Every attack is a transaction of its own and names the constraint that has to refuse it.
"""

import pytest

from tests.guarantees import attacks_on_moves as moves
from tests.guarantees import attacks_on_the_rest as rest
from tests.guarantees.world import refusal

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("by", "statements"),
    [
        *moves.STAGE_OF_ITS_POSTING, *moves.ONE_ACTIVE, *moves.NUMBERED, *moves.LAST_MOVE, *rest.HIRED, *rest.REMINDED,
        *rest.ADVERTISED, *rest.KEYED, *rest.TAKES_PEOPLE, *rest.EVENTS, *rest.UNDONE, *rest.TURNED_OFF,
    ],
)  # fmt: skip
def test_refused(world, by, statements):
    assert refusal(world, *statements) == by
