import os

import hypothesis
import pytest

from tests import servers
from tests.browsers import *  # noqa: F403
from tests.cast import *  # noqa: F403

# In CI the same inputs every time, so that a red run is the change's doing; elsewhere new ones.
hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The owner makes the test database; every test then works in the application's role."""
    with django_db_blocker.unblock(), servers.application_role():
        yield
