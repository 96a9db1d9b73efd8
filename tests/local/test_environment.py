"""How manage.py makes its own environment, in a copy of it with few requirements."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from recruiting.local.folder import PROJECT

OUTSIDE = Path(sys.base_prefix) / "bin" / "python3"
ASK = "from recruiting.local import environment; environment.enter({}); import sys, asgiref; print(sys.prefix)"


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ]+)", (PROJECT / name).read_text(), re.MULTILINE))


def test_tests_run_on_what_a_deployment_runs_on():
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


def test_every_requirement_is_hashed():
    for name in ("requirements.txt", "requirements-dev.txt"):
        pinned = re.split(r"\n(?=[a-z])", (PROJECT / name).read_text())
        assert [line for line in pinned if "--hash=sha256:" not in line] == []


@pytest.fixture
def project(tmp_path):
    """A path with spaces, the real module, and one small package (and uv, which brings it)."""
    project = tmp_path / "some where" / "fairlead"
    (project / "recruiting" / "local").mkdir(parents=True)
    for name in ("recruiting/__init__.py", "recruiting/local/__init__.py", "recruiting/local/environment.py"):
        (project / name).write_text((PROJECT / name).read_text())
    wanted = re.findall(r"^(?:uv|asgiref)==.*(?:\n +--hash.*)*", (PROJECT / "requirements.txt").read_text(), re.M)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (project / name).write_text("\n".join(wanted) + "\n")
    return project


def start(project: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("FAIRLEAD_NO_BOOTSTRAP", "VIRTUAL_ENV")
    }
    return subprocess.Popen(
        [OUTSIDE, "-c", ASK.format(list(arguments))],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def inside(project: Path) -> str:
    return f"{project / '.venv'}\n"


@pytest.mark.deep
def test_the_first_command_makes_it_and_the_next_leaves_it(project):
    output, _ = start(project).communicate()
    assert output == inside(project)
    assert start(project).communicate() == (inside(project), "")


@pytest.mark.deep
def test_two_at_once_make_one(project):
    commands = [start(project), start(project)]
    answers = [command.communicate() for command in commands]
    assert [output for output, _ in answers] == [inside(project)] * 2
    assert sum("making .venv" in said for _, said in answers) == 1


@pytest.mark.deep
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_one_killed_while_it_installs_is_followed_by_one_that_begins_anew(project, number):
    command, stamp = start(project), project / ".venv" / "installed-requirements"
    deadline = time.monotonic() + 180
    while not (stamp.exists() and stamp.read_text() == "installing"):
        assert time.monotonic() < deadline
        with contextlib.suppress(subprocess.TimeoutExpired):
            assert command.wait(0.02) is None, "it ended before it could be killed"
    command.send_signal(number)
    assert command.wait() == (-9 if number == signal.SIGKILL else 143)
    output, said = start(project).communicate()
    assert (output, "making .venv" in said) == (inside(project), True)


@pytest.mark.deep
def test_changed_requirements_are_installed(project):
    start(project).communicate()
    (project / "requirements.txt").write_text((project / "requirements.txt").read_text() + "\n# changed\n")
    output, said = start(project).communicate()
    assert (output, said) == (inside(project), "fairlead: installing requirements.txt into .venv …\n")


@pytest.mark.deep
def test_inside_somebody_elses_environment_nothing_is_made(project):
    subprocess.run([sys.executable, "-c", ASK.format([])], cwd=project, check=True, stdout=subprocess.DEVNULL)
    assert not (project / ".venv").exists()


@pytest.mark.deep
def test_a_variable_turns_it_off(project):
    environment = os.environ | {"FAIRLEAD_NO_BOOTSTRAP": "1"}
    ask = ASK.format([]).replace(", asgiref", "")
    subprocess.run([OUTSIDE, "-c", ask], cwd=project, env=environment, check=True, stdout=subprocess.DEVNULL)
    assert not (project / ".venv").exists()


@pytest.mark.deep
def test_a_python_without_venv_is_told_what_to_install(project):
    without = "import sys; sys.modules['ensurepip'] = None; " + ASK.format([])
    done = subprocess.run(
        [OUTSIDE, "-c", without],
        cwd=project,
        capture_output=True,
        text=True,
        env=os.environ | {"FAIRLEAD_NO_BOOTSTRAP": ""},
    )
    assert done.returncode == 1
    assert "This Python has no venv module; on Debian or Ubuntu: apt install python3" in done.stderr
