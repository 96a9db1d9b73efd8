import pytest
from django.core.management import call_command

from tests.guarantees.world import build


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Committed once for a module: no attack leaves anything behind."""
    with django_db_blocker.unblock():
        try:
            yield build()
        finally:
            call_command("flush", interactive=False, verbosity=0)
