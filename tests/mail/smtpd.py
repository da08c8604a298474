"""A mail server on loopback that does what a test tells it: refuse, wait, hang up in the middle."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

CERTIFICATE = Path(__file__).with_name("localhost.pem")  # self-signed, for 127.0.0.1, its key beside it: worth nothing


class Mailroom:
    """What the server received, and what it still has to say, per recipient, before it goes back to "250".

    An answer is a line such as "450 later", or "cut" (hang up before the answer), "cut-late" (take it, then hang up),
    "mute" (say nothing for a long time).
    """

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.tries: list[str] = []
        self.connections = 0
        self.at_rcpt: dict[str, list[str]] = defaultdict(list)
        self.at_data: dict[str, list[str]] = defaultdict(list)
        self.at_mail: list[str] = []
        self.logins: list[LoginPassword] = []
        self.password = b""

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: LoginPassword
    ) -> AuthResult:
        self.logins.append(login)
        return AuthResult(success=login.password == self.password, handled=False)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_mail:
            return self.at_mail.pop(0)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tries.append(address)
        if self.at_rcpt[address]:
            return self.at_rcpt[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        said = self.at_data[envelope.rcpt_tos[0]]
        answer = said.pop(0) if said else "250 OK"
        if answer in ("250 OK", "cut-late"):
            assert isinstance(envelope.content, bytes)
            self.received.append(envelope.content)
        if answer.startswith("cut"):
            assert server.transport is not None
            server.transport.abort()
        if answer == "mute":
            await asyncio.sleep(60)
        return answer

    def mails(self) -> list[EmailMessage]:
        """What was received, parsed."""
        return [parsed(raw) for raw in self.received]


def parsed(raw: bytes) -> EmailMessage:
    """The message that these bytes are."""
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


@contextmanager
def listening(room: Mailroom, port: int = 0, *, tls: bool = False, host: str = "127.0.0.1") -> Iterator[int]:
    """The server, in a thread; its port."""
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if tls else None
    if secure:
        secure.load_cert_chain(CERTIFICATE)
    port = port or free_port()
    server = Controller(
        room, hostname=host, port=port, tls_context=secure, require_starttls=tls, ready_timeout=10,
        authenticator=room.authenticate, auth_require_tls=False,
    )  # fmt: skip
    server.start()
    try:
        yield port
    finally:
        server.stop(no_assert=True)


@contextmanager
def mute() -> Iterator[int]:
    """A server that takes every connection and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        taken: list[socket.socket] = []
        threading.Thread(target=_take, args=(listener, taken), daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    for connection in taken:
        connection.close()


def _take(listener: socket.socket, taken: list[socket.socket]) -> None:
    while True:
        try:
            taken.append(listener.accept()[0])
        except OSError:
            return


def free_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
