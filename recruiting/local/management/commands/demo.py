from argparse import ArgumentParser

from django.core.management import BaseCommand, CommandError

from postings.models import Posting
from recruiting.db.checks import owns_the_tables


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
        if not owns_the_tables():
            raise CommandError("Demonstration data is loaded by the owner of the tables: set MIGRATION_DATABASE_URL.")
        story.load()
