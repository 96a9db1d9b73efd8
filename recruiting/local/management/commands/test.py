import os
import sys

from django.core.management import BaseCommand

from recruiting.local.folder import PROJECT


class Command(BaseCommand):
    """In place of Django's: whatever follows goes to pytest."""

    help = "Run the tests; every argument is pytest's."
    requires_system_checks = ()

    def run_from_argv(self, argv: list[str]) -> None:
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)  # the tests have settings of their own
        os.chdir(PROJECT)
        arguments = ["-m", "pytest", *_workers(argv[2:]), *argv[2:]]
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *arguments])


def _workers(arguments: list[str]) -> list[str]:
    """As many as there are processors; a single test file is done sooner than a second database is made."""
    named = [argument for argument in arguments if argument.partition("::")[0].endswith(".py")]
    chosen = any(argument.startswith(("-n", "--numprocesses", "--pdb", "-s")) for argument in arguments)
    count = min(os.cpu_count() or 1, 8)
    return [] if named or chosen or count == 1 else ["-n", str(count), "--dist=loadgroup"]
