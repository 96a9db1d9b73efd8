import pytest
from django.core.management import call_command


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    from tests.matrix.demonstration import Demonstration

    with django_db_blocker.unblock():
        try:
            yield Demonstration()
        finally:
            call_command("flush", interactive=False, verbosity=0)
