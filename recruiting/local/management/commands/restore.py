import os
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from psycopg.conninfo import conninfo_to_dict

from recruiting.local import archive
from recruiting.local.folder import CannotRun
from recruiting.local.preparation import Preparation
from recruiting.local.servers import Servers, owner_database


class Command(BaseCommand):
    help = "Replace everything in the database by what a backup holds, then migrate it to this version."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="everything that is there now may go")

    def handle(self, file: Path, yes: bool, **options) -> None:
        try:
            file.open("rb").close()
            with owner_database() as url:
                self._restore(url, file, yes)
        except (CannotRun, OSError) as reason:
            raise CommandError(reason) from reason
        self.stdout.write("restored")

    def _restore(self, url: str, file: Path, yes: bool) -> None:
        address = conninfo_to_dict(url)
        name = f"{address.get('dbname')} on {address.get('host')}:{address.get('port', 5432)}"
        if not yes:
            raise CannotRun(f"Everything in the database {name} would be replaced: say so with --yes.")
        if count := archive.other_connections(url):
            raise CannotRun(f"The database {name} is in use ({count} connections): stop web, worker and beat first.")
        archive.read(url, file, Path(settings.FILES_ROOT))
        servers = Servers()
        Preparation(servers, os.environ | servers.addresses(), with_demonstration=False).make()
