"""What every answer carries, and that docs/security.md names only what there is."""

import re

import pytest

from recruiting.local.folder import PROJECT

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 302),
        ("/account/login/", 200),
        ("/nowhere/", 404),
        ("/%00", 400),
        ("/livez", 200),
        ("/static/css/base.css", 200),
    ],
)
def test_every_answer_says_what_a_browser_may_do_with_it(client, path, status):
    answer = client.get(path)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy


def test_what_docs_security_names_is_there():
    named = set(re.findall(r"`([a-z_]+/[\w./]+\.\w+)`", (PROJECT / "docs/security.md").read_text()))
    assert len(named) > 40
    assert sorted(path for path in named if not (PROJECT / path).is_file()) == []


def test_every_chapter_of_the_standard_is_in_docs_security():
    chapters = re.findall(r"^## V(\d+) ", (PROJECT / "docs/security.md").read_text(), re.MULTILINE)
    assert chapters == [str(number) for number in range(1, 18)]
