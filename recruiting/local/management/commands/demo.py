import time
from argparse import ArgumentParser

from django.core.management import BaseCommand, CommandError
from django.db import connection

from postings.models import Posting
from recruiting.db.checks import owns_the_tables, turns_triggers_off
from recruiting.local.folder import CannotRun

HERE = {"", "localhost", "127.0.0.1", "::1"}


class Command(BaseCommand):
    help = "Load demonstration data into a database without postings, and say who can sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="where there are postings, leave them alone")
        parser.add_argument("--sign-ins", action="store_true", help="only say who of the demonstration can sign in")
        parser.add_argument(
            "--applications", type=int, metavar="N", help="N applications more, beside whatever is there; local only"
        )

    def handle(self, if_empty: bool, sign_ins: bool, applications: int | None, **options) -> None:
        from recruiting.local.demo import story  # not for a command that only asks for help

        if not sign_ins:
            if not Posting.objects.exists():
                self._load(story)
            elif not if_empty and not applications:
                raise CommandError("There are postings already: demonstration data goes into an empty database.")
        if applications:
            self._load_many(applications)
        for line in story.sign_ins():
            self.stdout.write(line)

    def _load(self, story) -> None:
        if not owns_the_tables():
            raise CommandError("Demonstration data is loaded by the owner of the tables: set MIGRATION_DATABASE_URL.")
        story.load()

    def _load_many(self, number: int) -> None:
        from recruiting.local.demo import many

        host = connection.settings_dict["HOST"]
        if number < 1 or (host not in HERE and not host.startswith("/")):
            raise CommandError("A positive number of applications, and only into a database on this machine.")
        if not owns_the_tables() or not turns_triggers_off():
            raise CommandError(
                "Many applications are loaded with triggers off, by the owner of the tables, who needs as superuser: "
                "GRANT SET ON PARAMETER session_replication_role TO that role."
            )
        began = time.monotonic()
        try:
            result = many.load(number, lambda text: self._say(text, began))
        except CannotRun as reason:
            raise CommandError(reason) from reason
        self._say(
            f"{result.applications:,} applications and {result.moves:,} moves are there; every guarantee asked in "
            f"{result.seconds:.0f} s, none broken",
            began,
        )

    def _say(self, text: str, began: float) -> None:
        self.stdout.write(f"{time.monotonic() - began:5.0f} s  {text}")
        self.stdout.flush()
