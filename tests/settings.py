"""The settings under test: the application's own, on the servers for tests."""

from tests import servers

servers.prepare()

from recruiting.settings import *  # noqa: E402, F403
