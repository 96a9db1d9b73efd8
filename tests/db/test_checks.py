import pytest
from django.core.checks import run_checks
from django.db import connection

pytestmark = pytest.mark.django_db


def found() -> list[str]:
    return [m.id for m in run_checks(include_deployment_checks=True) if m.id.startswith("fairlead.")]


def test_the_role_of_the_application_is_fine():
    assert found() == []


def test_a_role_that_owns_the_tables_is_named():
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        try:
            assert found() == ["fairlead.W001"]
        finally:
            cursor.execute("RESET ROLE")
