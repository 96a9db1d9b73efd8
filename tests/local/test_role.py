import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_tests_work_in_the_role_of_the_application():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone() == ("fairlead", "fairlead_owner")


@pytest.mark.django_db(transaction=True)
def test_flush():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user, current_setting('session_replication_role')")
        assert cursor.fetchone() == ("fairlead", "fairlead_owner", "origin")
