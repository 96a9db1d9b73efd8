import ssl
from datetime import UTC, datetime

import pytest
import trustme

from postings.importing.fetch import boards
from postings.importing.fetch.client import Client, Limits
from postings.importing.fetch.sources import source_of
from tests.postings.importing.fetch.site import running

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PASTED = {
    "greenhouse": "boards.greenhouse.io/acme",
    "lever": "jobs.lever.co/acme",
    "ashby": "jobs.ashbyhq.com/acme",
    "workable": "apply.workable.com/acme",
    "recruitee": "acme.recruitee.com",
    "teamtailor": "acme.teamtailor.com/jobs",
    "smartrecruiters": "careers.smartrecruiters.com/Acme",
    "personio": "acme.jobs.personio.de",
}


@pytest.fixture
def site(settings, monkeypatch):
    """A web server on 127.0.0.1, which alone imports may ask: 127.0.0.2 stays as private as it is."""
    monkeypatch.setattr(boards, "AGAIN_AFTER", 0)
    settings.IMPORT_ALLOW_HOSTS = ["127.0.0.1"]
    with running() as site:
        yield site


@pytest.fixture
def private(site):
    """A web server that must never be asked; on the same port, as an attacker of a changing name needs it."""
    with running("127.0.0.2", port=site.server_port) as private:
        private.serves("/", "secret")
        yield private
        assert private.connections == 0


@pytest.fixture
def client():
    """client(total=1, …): one that is not polite, so that tests are quick."""
    made = []

    def make(*, resolve=None, tls=None, **limits) -> Client:
        more = {"resolve": resolve} if resolve else {}
        made.append(Client(limits=Limits(**{"between": 0, **limits}), tls=tls, **more))
        return made[-1]

    yield make
    for each in made:
        each.pool.close()


@pytest.fixture
def authority():
    return trustme.CA()


@pytest.fixture
def secure(authority, settings):
    """A server with a certificate for jobs.example, and the names that its clients asked for."""
    settings.IMPORT_ALLOW_HOSTS = ["127.0.0.1"]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("jobs.example").configure_cert(context)
    with running(tls=context) as site:
        site.named = []
        context.sni_callback = lambda connection, name, _: site.named.append(name)
        site.serves("/", "x")
        yield site


@pytest.fixture
def trusting(authority):
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture
def read(site, client, settings):
    """read(kind, …): the whole board of that kind, which `site` plays."""
    settings.IMPORT_BOARD_BASES = {kind: site.url("") for kind in PASTED}

    def read(kind: str, **more) -> boards.Board:
        return boards.read(source_of(PASTED[kind]), client=client(), now=NOW, **more)

    return read
