#!/usr/bin/env python3
"""Every command of Fairlead: `python3 manage.py up` serves it, `python3 manage.py test` runs its tests."""

import os
import sys


def main():
    if sys.version_info < (3, 11):
        sys.exit("Fairlead needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])
    if os.name != "posix":
        sys.exit("Fairlead runs on Linux and macOS; on Windows, run it inside WSL.")

    from recruiting.local import environment

    environment.enter(sys.argv[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recruiting.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line, load_command_class
        from django.db import OperationalError

        from recruiting.local import addresses
    except ModuleNotFoundError as missing:
        advice = "This environment lacks %s: pip install -r requirements-dev.txt, or leave the environment."
        sys.exit(advice % missing.name)

    if sys.argv[1:] and sys.argv[1] in ("up", "test", "backup", "restore", "bench"):
        # They are about servers and processes, and need not wait for Django's own start.
        load_command_class("recruiting.local", sys.argv[1]).run_from_argv(sys.argv)
        return
    addresses.use_running_servers()
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit("%s. docs/operations.md has every variable." % error)
    except OperationalError as error:
        if "DATABASE_URL" in os.environ:
            sys.exit("The database says no: %s" % error)
        sys.exit("No database: start the local servers with `python3 manage.py up`, or set DATABASE_URL.")


if __name__ == "__main__":
    main()
