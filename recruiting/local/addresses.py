"""Which servers a command talks to, decided before Django reads its settings."""

import os


def use_running_servers() -> None:
    """Where no address is given, the local servers are meant, if they run."""
    if not {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys():
        from .servers import Servers  # here: a deployment gives both, and has no use for it

        for name, address in Servers().addresses().items():
            os.environ.setdefault(name, address)
