"""The people of the tests: each sees and may do what domain.md's table says of them."""

import pytest
from django.test import Client

from recruiting.people.models import Role
from tests.factories import UserFactory, a_posting, an_application, on_team


@pytest.fixture
def administrator(db):
    return UserFactory(name="Ada Administrator", role=Role.ADMINISTRATOR)


@pytest.fixture
def recruiter(db):
    return UserFactory(name="Rita Recruiter", role=Role.RECRUITER)


@pytest.fixture
def posting(administrator):
    return a_posting(by=administrator, openings=2)


@pytest.fixture
def hiring_manager(posting):
    return on_team(posting, "hiring_manager", name="Hugo Hiringmanager")


@pytest.fixture
def coordinator(posting):
    return on_team(posting, "coordinator", name="Cora Coordinator")


@pytest.fixture
def interviewer(posting):
    return on_team(posting, "interviewer", name="Ines Interviewer")


@pytest.fixture
def stranger(db):
    return UserFactory(name="Stan Stranger", role=Role.HIRING_MANAGER)


@pytest.fixture
def application(posting, administrator):
    return an_application(posting, by=administrator)


@pytest.fixture
def browser_of(db):
    """A signed-in test client: browser_of(user)."""

    def signed_in(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
