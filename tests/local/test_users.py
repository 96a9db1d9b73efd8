"""Whoever starts PostgreSQL: root, root with what a container leaves, an ordinary user; under closed folders."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from recruiting.local.folder import PROJECT
from recruiting.local.postgres import NOBODY

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can become the others; an ordinary user runs all the rest"),
]
START = """
import sys
from pathlib import Path
from recruiting.local.folder import CannotRun, Folder
from recruiting.local.postgres import Postgres
server = Postgres(Folder(Path(sys.argv[1])), throwaway=True)
try:
    server.start()
except CannotRun as reason:
    sys.exit(str(reason))
print(server.answers(), server.process().uids().effective)
server.stop()
"""
# Docker's and Podman's default.
CONTAINER = (
    "+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw,+sys_chroot,"
    "+mknod,+audit_write,+setfcap"
)
ORDINARY = "65534"  # who exists everywhere; here with nothing but what any user has


def start(data: Path, *prefix: str, **env: str) -> str:
    """What PostgreSQL answered and as whom it ran, or the sentence that says why not."""
    command = [*prefix, sys.executable, "-c", START, str(data)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, env=os.environ | env)
    return (done.stdout + done.stderr).strip()


@pytest.fixture
def home(tmp_path):
    """Closed to everybody else, as a home is, and with a space in its name."""
    home = tmp_path / "a home"
    home.mkdir(mode=0o700)
    return home


def of(path: Path) -> list[tuple[int, int]]:
    """Owner and permissions, of all folders above too."""
    return [(folder.stat().st_uid, folder.stat().st_mode) for folder in (path, *path.parents)]


def test_root_in_a_closed_home_opens_nothing(home):
    before = of(home)
    assert start(home / "data") == f"True {NOBODY}"
    assert of(home) == before


def test_root_with_the_capabilities_of_a_container(home):
    bounds = f"--bounding-set=-all,{CONTAINER}"
    assert start(home / "data", "setpriv", "--no-new-privs", bounds) == f"True {NOBODY}"


def test_root_that_may_become_nobody_else_is_told_so(home, tmp_path):
    """Neither by a capability nor by a namespace: unshare is not on the path."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "setpriv").symlink_to(shutil.which("setpriv"))
    said = start(home / "data", shutil.which("setpriv"), "--bounding-set=-all", PATH=str(programs))
    assert said == (
        "PostgreSQL does not run as root, and this root may not become anybody else: run as an ordinary user, or set "
        "DATABASE_URL."
    )


@pytest.fixture
def ordinary():
    """A user without any right of root's, and a folder of theirs that they can reach."""
    as_them = ["setpriv", f"--reuid={ORDINARY}", f"--regid={ORDINARY}", "--clear-groups", "--inh-caps=-all"]
    home = Path(tempfile.mkdtemp(prefix="fairlead-"))  # pytest's own folders are closed to them
    os.chown(home, int(ORDINARY), int(ORDINARY))
    if subprocess.run(
        [*as_them, sys.executable, "-c", "import recruiting.local.postgres, psycopg"], cwd=PROJECT
    ).returncode:
        shutil.rmtree(home)
        pytest.skip("NO ORDINARY USER: the project or its Python lies where only root can go")
    yield home, as_them
    shutil.rmtree(home)


def test_an_ordinary_user(ordinary):
    home, as_them = ordinary
    assert start(home / "data", *as_them) == f"True {ORDINARY}"
    assert {path.stat().st_uid for path in (home / "data").iterdir()} == {int(ORDINARY)}


def test_data_of_root_is_not_an_ordinary_users(ordinary):
    home, as_them = ordinary
    start(home / "data")
    said = start(home / "data", *as_them)
    assert said == f"{home / 'data'} belongs to another user: run as that user, or remove it."
