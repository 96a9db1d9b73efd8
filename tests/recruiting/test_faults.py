"""A database that goes away is answered with 503 and a page that needs no database; a wrong method, in words."""

import psycopg
import pytest
from django.db import connection
from django.test import Client

from tests import servers


@pytest.mark.django_db(transaction=True)
def test_a_connection_lost_in_the_middle_of_a_request_is_503(browser_of, recruiter):
    browser = browser_of(recruiter)
    browser.raise_request_exception = False
    pid = connection.connection.info.backend_pid
    with psycopg.connect(servers.owner_database_url(), autocommit=True) as owner:
        owner.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    answer = browser.get("/postings/")
    connection.close()  # as the web process does after each request
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "The database does not answer" in answer.text and "Traceback" not in answer.text
    assert "default-src 'none'" in answer["Content-Security-Policy"] and answer["Cache-Control"] == "private, no-store"
    assert browser.get("/postings/").status_code == 200


@pytest.mark.django_db
def test_an_error_of_ours_stays_500(recruiter, monkeypatch):
    browser = Client(raise_request_exception=False)
    browser.force_login(recruiter)
    monkeypatch.setattr("recruiting.web.context._account", lambda user: 1 / 0)
    answer = browser.get("/")
    assert answer.status_code == 500 and "Retry-After" not in answer
    assert "ZeroDivisionError" not in answer.text


@pytest.mark.django_db
def test_what_a_button_sends_opened_by_its_address_says_so_and_does_nothing(browser_of, recruiter, application):
    answer = browser_of(recruiter).get(f"/applications/{application.pk}/review/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This happens by a button" in answer.text and 'href="/"' in answer.text
    application.refresh_from_db()
    assert application.reviewed_at is None
