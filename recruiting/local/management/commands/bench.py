import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from recruiting.local.bench import Bar
from recruiting.local.bench.stack import own_servers
from recruiting.local.folder import CannotRun


class Command(BaseCommand):
    help = (
        "Measure whether a part is as fast as it has to be, on servers and a database of its own. Rows a second are "
        "of one core: of the CPU time that the worker and its database connection spend together, in turns, divided "
        "by how much slower a fixed bit of arithmetic went meanwhile than in the quietest moment of the run. Without "
        "others on the machine the clock says the same; what was measured is shown below. Exit status 1: a bar falls "
        "short."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bench", choices=["import"])
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument("--quick", action="store_true", help="a few rows: that it works, and nothing about speed")

    def handle(self, bench: str, json: bool, quick: bool, **options) -> None:
        try:
            with own_servers() as folder:
                from recruiting.local.bench import imports  # once Django knows its database

                bars, measured = imports.measure(folder, quick=quick)
        except CannotRun as reason:
            raise CommandError(reason) from reason
        (self._say_json if json else self._say)(bench, bars, measured)
        if not all(bar.ok for bar in bars):
            sys.exit(1)

    def _say_json(self, bench: str, bars: list[Bar], measured: dict[str, Any]) -> None:
        told = {"bench": bench, "bars": [bar.as_json() for bar in bars], "measured": measured}
        self.stdout.write(json.dumps(told, indent=1))

    def _say(self, bench: str, bars: list[Bar], measured: dict[str, Any]) -> None:
        for bar in bars:
            sign, verdict = ("≤" if bar.most else "≥"), ("ok" if bar.ok else "SHORT")
            self.stdout.write(f"{bar.name:<52}{bar.value:>10,.1f}  {sign} {bar.limit:>5,}  {verdict}")
        for name, held in measured.items():
            self.stdout.write(f"{name}: {json.dumps(held)}")
