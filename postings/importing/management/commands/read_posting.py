"""Reads postings from files and prints what they state; needs no database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from postings.importing.formats.content import Content, Unreadable
from postings.importing.reading import read_content
from postings.importing.shapes import ReadPosting


class Command(BaseCommand):
    help = "Read job postings from files of any known format and print their facts."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help='its format is recognised; "-" reads standard input'
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        unread = 0
        for name in options["files"]:
            try:
                raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
                postings = list(read_content(Content.of(raw, name=name)))
            except (OSError, Unreadable) as error:
                unread += 1
                self.stderr.write(f"{name}: {getattr(error, 'strerror', '') or error}")
                continue
            self._print(name, postings, as_json=options["json"])
        if unread:
            raise CommandError(f"{unread} of {len(options['files'])} could not be read")

    def _print(self, name: str, postings: list[ReadPosting], *, as_json: bool) -> None:
        if as_json:
            answer = {"file": name, "postings": [posting.as_json() for posting in postings]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write(f"{name}: {len(postings)} posting{'' if len(postings) == 1 else 's'}")
        for posting in postings:
            for fact in posting.facts:
                self.stdout.write(f"  {fact.field:22} {_shown(fact.value):42} {_short(fact.words)}")
            self.stdout.write("")


def _shown(value: Any) -> str:
    return " ".join(str(part) for part in value.values() if part) if isinstance(value, dict) else str(value)


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= 70 else flat[:69] + "…"
