from argparse import ArgumentParser

from django.core.management import BaseCommand, CommandError
from django.db import ProgrammingError

from postings.models import Posting


class Command(BaseCommand):
    help = "Load demonstration data into a database without postings, and say who can sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="where there are postings, leave them alone")
        parser.add_argument("--sign-ins", action="store_true", help="only say who of the demonstration can sign in")

    def handle(self, if_empty: bool, sign_ins: bool, **options) -> None:
        from recruiting.local.demo import story  # not for a command that only asks for help

        if not sign_ins:
            if not Posting.objects.exists():
                self._load(story)
            elif not if_empty:
                raise CommandError("There are postings already: demonstration data goes into an empty database.")
        for line in story.sign_ins():
            self.stdout.write(line)

    def _load(self, story) -> None:
        try:
            story.load()
        except ProgrammingError as error:
            if getattr(error.__cause__, "sqlstate", "") != "42501":  # insufficient_privilege
                raise
            raise CommandError(
                "Demonstration data is loaded by the owner of the tables: set MIGRATION_DATABASE_URL."
            ) from error
