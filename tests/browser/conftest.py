"""Two recruiters, each with a browser of their own where a test asks for one."""

import pytest

from recruiting.people.models import Role
from tests.factories import UserFactory


@pytest.fixture
def ines(db):
    return UserFactory(name="Inês Carvalho", role=Role.RECRUITER)


@pytest.fixture
def marta(db):
    return UserFactory(name="Marta Lopes", role=Role.RECRUITER)
