"""A real SMTP server that keeps what it accepted, and can refuse, or kill the sender at a point of the conversation."""

import contextlib
import os
import signal
from collections import Counter
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.live import free_port


class _Session(SMTP):
    async def push(self, status):
        """Kill once the 250 for the message is on its way: stopped first, the sender cannot act on it before."""
        box = self.event_handler
        if not box.accepting:
            return await super().push(status)
        box.accepting = False
        box.strike("stop")
        await super().push(status)
        return box.strike("250")


class MailServer(Controller):
    """``kill_at``: EHLO, RCPT or 250, where the process group ``victim`` dies. ``refuse``: an answer per address.
    ``hang_up``: how often what is for an address is thrown away, and the connection with it."""

    def __init__(self):
        self.received, self.accepting = [], False
        self.kill_at, self.victim, self.refuse, self.hang_up = "", 0, {}, {}
        super().__init__(self, hostname="127.0.0.1", port=free_port())

    def factory(self):
        return _Session(self, enable_SMTPUTF8=True)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.strike("EHLO")
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.strike("RCPT")
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        if envelope.rcpt_tos[0] in self.refuse:
            return self.refuse[envelope.rcpt_tos[0]]
        if self.hang_up.get(envelope.rcpt_tos[0], 0):
            self.hang_up[envelope.rcpt_tos[0]] -= 1
            server.transport.abort()
            return "421 never heard"
        self.received.append(message)
        self.accepting = True
        return "250 OK"

    def strike(self, point: str) -> None:
        if point == "stop" and self.kill_at == "250" and self.victim:
            os.killpg(self.victim, signal.SIGSTOP)
        if point == self.kill_at and self.victim:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.victim, signal.SIGKILL)
            self.victim = 0

    def times_received(self) -> Counter:
        return Counter(message["Message-ID"] for message in self.received)


@contextlib.contextmanager
def mail_server():
    server = MailServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()
