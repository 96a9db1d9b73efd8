from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from recruiting.local import archive
from recruiting.local.folder import CannotRun
from recruiting.local.servers import owner_database


class Command(BaseCommand):
    help = "Write the whole database and the kept files into one file; people may go on working meanwhile."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, file: Path, **options) -> None:
        try:
            with owner_database() as url:
                archive.write(url, file, Path(settings.FILES_ROOT))
        except (CannotRun, OSError) as reason:
            raise CommandError(reason) from reason
        self.stdout.write(f"{file}: {file.stat().st_size:,} bytes")
