"""The project's own Python environment, .venv, made and kept fresh by every manage.py command.

It runs before anything is installed, so it knows the standard library only. It speaks on stderr, because the
command's own output may be read by a program.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
PIP = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
STAMP = VENV / "installed-requirements"
LOCK = PROJECT / ".data" / "environment.lock"
INSTALLING = "installing"


def enter(arguments: list[str]) -> None:
    """Return inside an environment that holds the requirements; where that is .venv, this process is replaced."""
    ours = os.path.realpath(sys.prefix) == os.path.realpath(VENV)
    if os.environ.get("FAIRLEAD_NO_BOOTSTRAP") or (sys.prefix != sys.base_prefix and not ours):
        return
    if ours and not STAMP.exists():
        return  # somebody made this .venv by hand and works in it: theirs to keep
    develop = arguments[:1] == ["test"]
    try:
        if _is_stale(develop):
            with _stoppable(), _one_at_a_time() as lock:
                if _is_stale(develop):  # the command that we waited for may have done it
                    _refresh(develop, lock)
    except OSError as error:
        sys.exit(f"The environment .venv could not be made: {error}.")
    if not ours:
        os.environ.pop("__PYVENV_LAUNCHER__", None)  # macOS: it would lead back to the outer Python
        os.execv(PYTHON, [str(PYTHON), *sys.orig_argv[1:]])


def _requirements(develop: bool) -> Path:
    """What .venv is to hold; what was once installed for development is kept up, too."""
    develop = develop or _stamp().startswith("requirements-dev.txt")
    return PROJECT / ("requirements-dev.txt" if develop else "requirements.txt")


def _stamp() -> str:
    return STAMP.read_text() if STAMP.exists() else ""


def _stamp_of(requirements: Path) -> str:
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    return f"{requirements.name} {digest}\n{VENV}\n"  # its path: the scripts of a moved .venv point to nowhere


def _is_stale(develop: bool) -> bool:
    return _stamp() != _stamp_of(_requirements(develop)) or not PYTHON.exists()


def _refresh(develop: bool, lock: int) -> None:
    requirements = _requirements(develop)
    if not _is_usable():
        _say("making .venv")
        _make(lock)
    _say(f"installing {requirements.name} into .venv")
    STAMP.write_text(INSTALLING)
    _install(requirements, lock)
    STAMP.write_text(_stamp_of(requirements))  # last: whoever is killed before this leaves no claim behind


def _is_usable() -> bool:
    """A .venv that was left half installed, was moved, or lost its Python is made anew."""
    stamp = _stamp()
    if stamp == INSTALLING or (stamp and stamp.splitlines()[1:] != [str(VENV)]):
        return False
    probe = [PYTHON, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]
    return PYTHON.exists() and subprocess.run(probe, stderr=subprocess.DEVNULL).returncode == 0


def _make(lock: int) -> None:
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ModuleNotFoundError:
        version = "{}.{}".format(*sys.version_info)
        sys.exit(f"This Python has no venv module; on Debian or Ubuntu: apt install python{version}-venv.")
    shutil.rmtree(VENV, ignore_errors=True)
    if not _run([sys.executable, "-m", "venv", VENV], lock):
        sys.exit("The environment .venv could not be made; the reason stands above.")


def _install(requirements: Path, lock: int) -> None:
    hashed = ["--require-hashes", "-r", requirements]
    uv = _uv(requirements, lock)
    # Where Python may not keep what it compiles, every start would compile it all again: twice as slow.
    once = ["--compile-bytecode"] if sys.dont_write_bytecode else []
    if uv and _run([uv, "pip", "install", "--quiet", "--python", PYTHON, *once, *hashed], lock):
        return
    _say("uv did not do it; pip takes about a minute")
    if not _run([*PIP, *hashed], lock):
        sys.exit("The packages could not be installed; the reason stands above. The next command tries again.")


def _uv(requirements: Path, lock: int) -> Path | None:
    """The uv that requirements.txt pins, brought by pip: four times as fast as pip alone."""
    pinned = re.search(r"^uv==.*(?:\n +--hash.*)*", requirements.read_text(), re.MULTILINE)
    if not pinned:
        return None
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(pinned[0] + "\n")
        file.flush()
        return VENV / "bin" / "uv" if _run([*PIP, "--require-hashes", "-r", file.name], lock) else None


def _run(command: list[str | Path], lock: int) -> bool:
    """The child keeps the lock as long as it lives, should this process be killed before it."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, pass_fds=[lock]).returncode == 0


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[int]:
    LOCK.parent.mkdir(mode=0o700, exist_ok=True)
    with LOCK.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("waiting for another command that installs")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Stop at SIGTERM as at Ctrl-C, and at Ctrl-C even where the shell that started us ignores it."""

    def stop(number: int, frame: object) -> None:
        sys.exit(128 + number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(text: str) -> None:
    sys.stderr.write(f"fairlead: {text} …\n")
    sys.stderr.flush()
