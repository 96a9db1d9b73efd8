"""The Nu HTML checker over every page, whole and as the part that htmx gets, and over the stylesheets: no error."""

import json
import os
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from recruiting.local.folder import DATA
from tests.browsers import cannot_run
from tests.matrix.looks import ADMINISTRATOR, faults, looks
from tests.matrix.urls import NOT_SO, PAGES, address

pytestmark = [pytest.mark.django_db, pytest.mark.deep]
CHECKER = Path(os.environ.get("VNU_JAR") or DATA / "tools" / "vnu.jar")
A_DOCUMENT = '<!doctype html><html lang="en"><head><title>A part</title></head><body>{}</body></html>'
NOT_OURS = re.compile(
    # Of today's CSS, and not yet known to the checker.
    r"\.css: .*(position-area|position-try-fallbacks|container|field-sizing)"
    # How Django's admin writes its fields: an autocompleting one, and the label of a hidden one.
    r"|^admin-.*(“option” element in a|Element “option” without|“for” attribute of the “label”)"
)


@pytest.fixture(scope="module")
def checker() -> list[str]:
    if not (shutil.which("java") and CHECKER.exists()):
        cannot_run(f"NO HTML CHECKER: `bash .ci/run` installs Java and {CHECKER.name} (npm's vnu-jar), or set VNU_JAR.")
    return ["java", "-Xss2m", "-jar", str(CHECKER), "--format", "json", "--exit-zero-always", "--also-check-css"]


def test_every_page_is_valid(checker, demonstration, tmp_path):
    write_pages(demonstration, tmp_path)
    for sheet in Path(settings.BASE_DIR, "static", "css").glob("*.css"):
        shutil.copy(sheet, tmp_path)
    files = len(list(tmp_path.iterdir()))
    said = subprocess.run([*checker, str(tmp_path)], capture_output=True, text=True, check=True).stderr
    found = defaultdict(set)
    for message in json.loads(said)["messages"]:
        extract = " ".join(message.get("extract", "").split())
        name = Path(message.get("url", "")).name
        if message["type"] == "error" and not NOT_OURS.search(f"{name}: {message['message']} {extract}"):
            found[message["message"]].add(f"{name}: {extract}")
    print(f"\n{files} files, {sum(map(len, found.values()))} errors")
    told = [f"{what}, {len(where)} times:\n    " + "\n    ".join(sorted(where)[:3]) for what, where in found.items()]
    if told:
        pytest.fail("\n".join(told), pytrace=False)


def write_pages(shown, folder: Path) -> None:
    browsers = {"": Client(raise_request_exception=False)}
    for name, user in shown.people.items():
        browsers[name] = Client(raise_request_exception=False)
        browsers[name].force_login(user)
    for look in looks(shown):
        whole, part = (_html(browsers[look.who].get(look.url, headers=asked)) for asked in ({}, {"HX-Request": "true"}))
        _write(folder, look.name, whole)
        _write(folder, f"{look.name} part", part)
    for name, html in faults().items():
        _write(folder, name, html)
    for name, page in PAGES.items():
        if NOT_SO not in (page.get, page.post):  # a form, sent empty
            _write(folder, f"{name} sent empty", _html(browsers[ADMINISTRATOR].post(address(shown, name), {})))


def _html(answer) -> str:
    assert answer.status_code != 500, answer.wsgi_request.path
    return answer.content.decode()


def _write(folder: Path, name: str, html: str) -> None:
    if html.lstrip().startswith("<li"):
        html = f"<ol>{html}</ol>"
    if html and not html.lstrip().lower().startswith("<!doctype"):
        html = A_DOCUMENT.format(html)
    if html:
        (folder / f"{re.sub(r'[^a-z0-9_]+', '-', name.lower())}.html").write_text(html)
