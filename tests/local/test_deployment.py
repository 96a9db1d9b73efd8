"""A deployment as docs/operations.md tells it: two roles, files collected once, the Procfile's processes, DEBUG off."""

import contextlib
import os
import re
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from recruiting.local.folder import PROJECT, Folder
from recruiting.local.postgres import Postgres
from tests import servers
from tests.faults.processes import until
from tests.live import free_port

pytestmark = [pytest.mark.deep, pytest.mark.xdist_group("processes")]
PASSWORD = "a long password for the first one"
HOST = "jobs.example.org"
BARE = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "FAIRLEAD_NO_BOOTSTRAP": "1"}


def manage(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, PROJECT / "manage.py", *arguments]
    return subprocess.run(command, env=BARE | env, cwd=PROJECT, capture_output=True, text=True, timeout=300)


@contextlib.contextmanager
def own_server(path: Path) -> Iterator[Postgres]:
    postgres = Postgres(Folder(path))
    postgres.start()
    try:
        yield postgres
    finally:
        postgres.stop()


@contextlib.contextmanager
def processes(log: Path, env: dict[str, str]) -> Iterator[subprocess.Popen]:
    """Web, worker and beat, as honcho runs the Procfile."""
    honcho = subprocess.Popen(
        [sys.executable, "-m", "honcho", "start"],
        env=BARE | env,
        cwd=PROJECT,
        stdout=log.open("wb"),
        stderr=subprocess.STDOUT,
    )
    try:
        yield honcho
    finally:
        honcho.send_signal(signal.SIGTERM)
        assert honcho.wait(20) in (0, -signal.SIGTERM, 143)


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"DATABASE_URL": "postgres://a@127.0.0.1:1/a"}, "Set the SECRET_KEY environment variable"),
        ({"DATABASE_URL": "nonsense", "SECRET_KEY": "x"}, "Write a database's address as postgres://"),
        ({"DATABASE_URL": "postgres://a@127.0.0.1:1/a", "SECRET_KEY": "x"}, "The database says no: connection failed"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(env, sentence):
    said = manage("migrate", **env)
    assert said.returncode == 1 and said.stdout == ""
    assert said.stderr.startswith(sentence) and "Traceback" not in said.stderr


@pytest.mark.parametrize("process", ["web", "worker", "beat"])
def test_a_process_without_its_database_says_so_and_ends(process):
    lines = dict(line.split(": ", 1) for line in (PROJECT / "Procfile").read_text().splitlines())
    said = subprocess.run(
        ["sh", "-c", lines[process]], env=BARE, cwd=PROJECT, capture_output=True, text=True, timeout=30
    )
    assert said.returncode != 0 and said.stdout == ""
    assert said.stderr.strip().endswith("DATABASE_URL: is not set, see docs/operations.md")


def test_a_deployment_from_nothing_to_a_page(tmp_path: Path):
    with own_server(tmp_path / "data") as postgres:
        given = {
            "DATABASE_URL": postgres.application_url(),
            "REDIS_URL": servers.redis_url(),
            "KEY_PREFIX": f"deployment-{secrets.token_hex(4)}",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "PUBLIC_URL": f"https://{HOST}",
            "ALLOWED_HOSTS": HOST,
            "BEHIND_PROXY": "1",
            "STATIC_ROOT": str(tmp_path / "static"),
            "BEAT_SCHEDULE": str(tmp_path / "beat"),
            "PORT": str(free_port()),
        }
        owner = {"MIGRATION_DATABASE_URL": postgres.owner_url()}
        for arguments in (
            ["collectstatic", "--noinput"],
            ["migrate"],
            ["createsuperuser", "--noinput", "--email=first@example.org", "--name=First"],
            ["check", "--deploy", "--fail-level", "WARNING"],
        ):
            done = manage(*arguments, **given, **owner, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
            assert done.returncode == 0, done.stderr
        log = tmp_path / "log"
        with processes(log, given) as honcho:
            visit(given["PORT"], honcho, log)
            with psycopg.connect(postgres.owner_url(), autocommit=True) as database:
                numbered = "SELECT count(number) FROM outbox_event WHERE topic = 'user.invited'"
                until(lambda: database.execute(numbered).fetchone() == (1,), what="worker and beat number the event")
            assert "Traceback" not in log.read_text()  # yet: stopping may cut a task off, which is done again


class Proxy:
    """What ends TLS in front: a browser's requests come on as http, its cookies are those of an https page."""

    def __init__(self, port: str) -> None:
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "Referer": f"https://{HOST}/"}
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, trust_env=False, timeout=30)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, **more) -> httpx.Response:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self._client.request(method, path, **{"headers": {"Cookie": cookie}, **more})
        for line in answer.headers.get_list("Set-Cookie"):
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer

    def send(self, path: str, data: dict[str, str]) -> httpx.Response:
        """The form of that page."""
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.ask("GET", path).text)[1]
        return self.ask("POST", path, data={**data, "csrfmiddlewaretoken": token})


def visit(port: str, honcho: subprocess.Popen, log: Path) -> None:
    """Sign in, look at a page with its files, invite somebody."""
    browser = Proxy(port)

    def is_ready() -> bool:
        assert honcho.poll() is None, log.read_text()
        with contextlib.suppress(httpx.TransportError):
            return browser.ask("GET", "/readyz").status_code == 200
        return False

    until(is_ready, what="the web process is ready")
    plain = browser.ask("GET", "/account/login/", headers={"X-Forwarded-Proto": "http"})
    assert (plain.status_code, plain.headers["Location"]) == (301, f"https://{HOST}/account/login/")
    entered = browser.send("/account/login/", {"login": "first@example.org", "password": PASSWORD})
    assert (entered.status_code, entered.headers["Location"]) == (302, "/"), entered.text
    assert set(browser.cookies) == {"__Host-csrftoken", "__Host-sessionid"}
    home = browser.ask("GET", "/")
    files = re.findall(r'(?:href|src)="(/static/[^"#]+)', home.text)
    assert home.status_code == 200 and len(files) > 8
    assert [file for file in files if not re.search(r"\.[0-9a-f]{12}\.\w+$", file)] == []
    got = [browser.ask("GET", file) for file in files]
    assert {(answer.status_code, answer.headers["Cache-Control"]) for answer in got} == {
        (200, "max-age=315360000, public, immutable")
    }
    guest = {"new-email": "second@example.org", "new-name": "Second", "new-role": "recruiter", "new-time_zone": "UTC"}
    invited = browser.send("/settings/people/", {"act": "add", **guest})
    assert invited.status_code == 302, invited.text
