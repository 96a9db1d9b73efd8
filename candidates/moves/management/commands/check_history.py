from django.core.management import BaseCommand, CommandError

from candidates.moves.history_check import check


class Command(BaseCommand):
    help = "Replay every application's moves and compare them with its present state. Prints ids only."

    def handle(self, **options) -> None:
        result, differing = check(), 0
        for differing, difference in enumerate(result.differences, start=1):  # noqa: B007
            self.stdout.write(str(difference))
        counted = f"{result.applications:,} applications, {result.moves:,} moves"
        if differing:
            raise CommandError(f"{counted}: {differing:,} differences", returncode=1)
        self.stdout.write(f"{counted}: all agree")
