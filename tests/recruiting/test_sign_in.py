import pytest
from django.core.cache import cache

from tests.factories import PASSWORD
from tests.live import free_port

pytestmark = pytest.mark.django_db


def test_signing_in_needs_no_cache(client, recruiter, settings):
    """allauth counts attempts in the cache; a Valkey that is down must not lock everybody out."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{free_port()}/0"}}
    assert cache.get("x") is None  # it answers nothing, and does not raise
    answer = client.post("/account/login/", {"login": recruiter.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
