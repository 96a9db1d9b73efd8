from django.core.management import BaseCommand, CommandError

from candidates.moves.history_check import check


class Command(BaseCommand):
    help = "Ask every row whether it keeps what the database guarantees, moves and history first. Prints ids only."

    def handle(self, **options) -> None:
        result = check()
        for difference in result.differences:
            self.stdout.write(str(difference))
        counted = f"{result.applications:,} applications, {result.moves:,} moves"
        if result.differences:
            raise CommandError(f"{counted}: {len(result.differences):,} differences", returncode=1)
        self.stdout.write(f"{counted}: all agree")
