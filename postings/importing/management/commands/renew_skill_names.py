"""Renews the open list of technologies' names from npm packages: Linguist's languages, today's simple-icons, and an old
one, since later ones had to leave out some makers (Adobe, Microsoft, Salesforce).

npm pack linguist-languages simple-icons simple-icons@6.23.0
python3 manage.py renew_skill_names linguist-languages-*.tgz simple-icons-*.tgz
"""

from __future__ import annotations

import json
import re
import tarfile
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from postings.importing.facts.names import NAMES_FILE

_NOTICES = re.compile(r"package/(?:LICENSE(?:\.md|\.txt)?|ThirdPartyNoticeText\.txt)$")
_LANGUAGE = re.compile(r"name: ['\"](?P<name>[^'\"]+)['\"],\s+type: ['\"](?:programming|markup|data)['\"]")

_VENDOR = re.compile(r"^(?:Adobe|Apache|Microsoft) ")
_EVERYDAY = {
    "Academic", "Access", "Ant", "Edge", "Exchange", "Fonts", "Hive", "Office", "Store", "Storm", "Teams", "Translator",
    "Word",
}  # fmt: skip


class Command(BaseCommand):
    help = (
        "Write facts/names.txt and its licences anew from the packed npm packages linguist-languages and simple-icons."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("packages", nargs="+", type=Path, metavar="PACKAGE.tgz")

    def handle(self, *args: Any, **options: Any) -> None:
        names: set[str] = set()
        notices: list[str] = []
        for package in options["packages"]:
            try:
                with tarfile.open(package) as archive:
                    names |= set(_names(archive))
                    notices += _notices(archive, package.name)
            except (OSError, tarfile.TarError) as error:
                raise CommandError(f"{package}: {error}") from error
        kept = sorted({name for name in names if name.isascii() and len(name) <= 30}, key=str.casefold)
        if not kept:
            raise CommandError("no names found: are these the packages linguist-languages and simple-icons?")
        head = (
            f"# Names of languages and technologies from {', '.join(p.name for p in options['packages'])}; "
            f"see names.LICENSES.txt"
        )
        NAMES_FILE.write_text("\n".join([head, *kept, ""]), encoding="utf-8")
        NAMES_FILE.with_suffix(".LICENSES.txt").write_text("\n\n".join(notices) + "\n", encoding="utf-8")
        self.stdout.write(f"{len(kept)} names")


def _names(archive: tarfile.TarFile) -> Iterator[str]:
    for member in archive:
        if re.fullmatch(r"package/data/[^/]+\.js", member.name):
            yield from (match["name"] for match in _LANGUAGE.finditer(_text(archive, member)))
        elif re.fullmatch(r"package/_?data/simple-icons.json", member.name):
            icons = json.loads(_text(archive, member))
            for icon in icons if isinstance(icons, list) else icons["icons"]:
                yield from _said(icon["title"])
                yield from icon.get("aliases", {}).get("aka", [])


def _said(title: str) -> Iterator[str]:
    """People say "Kafka" and "Excel"; what is left of a name must be no word of every day ("Access", "Teams")."""
    yield title
    product = _VENDOR.sub("", title)
    if product != title and product not in _EVERYDAY:
        yield product


def _notices(archive: tarfile.TarFile, name: str) -> list[str]:
    members = [member for member in archive.getmembers() if _NOTICES.match(member.name)]
    return [f"=== {name}: {Path(member.name).name} ===\n\n{_text(archive, member).strip()}" for member in members]


def _text(archive: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    handle = archive.extractfile(member)
    return handle.read().decode("utf-8") if handle else ""
