"""A small IMAP server on loopback, over TLS, that does what a test tells it: refuse, hang up, lose a message.

Only what a reader of one folder says (RFC 3501): LOGIN, SELECT, UID SEARCH UNSEEN, UID FETCH of the first bytes,
UID STORE +FLAGS. Anything else is BAD, so a test would notice. Discarded: a server from a package (none is kept up).
"""

from __future__ import annotations

import re
import shlex
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

from tests.mail.smtpd import CERTIFICATE


@dataclass
class Folder:
    """UID → bytes, in order; `seen` are those that somebody has read.

    `orders`: what to do at the next command of that name: "NO", "cut" (hang up before), or "cut-late" (do it, hang up).
    """

    name: str = "INBOX"
    user: str = "brigade"
    password: str = 'p"ss w\\rd'
    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    orders: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def put(self, raw: bytes) -> int:
        """Deliver one more; its UID."""
        uid = max(self.mails, default=100) + 1
        self.mails[uid] = raw
        return uid


class Gone(Exception):
    """The server hangs up."""


class Talk(StreamRequestHandler):
    """One connection."""

    server: Any

    def handle(self) -> None:
        """Answer until LOGOUT, or until told to hang up."""
        self.say("* OK [CAPABILITY IMAP4rev1] ready")
        try:
            for line in self.rfile:
                self.obey(line.decode().rstrip("\r\n"))
        except (Gone, OSError):
            return

    def obey(self, line: str) -> None:
        """One command, under the test's orders."""
        tag, _, rest = line.partition(" ")
        name = " ".join(rest.split()[: 2 if rest.upper().startswith("UID ") else 1]).upper()
        folder: Folder = self.server.folder
        folder.said.append(name)
        order = folder.orders.pop(name, "")
        if order == "cut":
            raise Gone
        answer = "NO not now" if order == "NO" else COMMANDS.get(name, Talk.unknown)(self, rest)
        if order == "cut-late":
            raise Gone
        self.say(f"{tag} {answer}")
        if name == "LOGOUT":
            raise Gone

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def unknown(self, _rest: str) -> str:
        return "BAD never heard of it"

    def capability(self, _rest: str) -> str:
        self.say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def login(self, rest: str) -> str:
        folder = self.server.folder
        return "OK welcome" if shlex.split(rest)[1:] == [folder.user, folder.password] else "NO who are you"

    def select(self, rest: str) -> str:
        is_ours = rest.partition(" ")[2] == f'"{self.server.folder.name}"'
        return "OK [READ-WRITE] done" if is_ours else "NO no such folder"

    def search(self, rest: str) -> str:
        assert rest.upper() == "UID SEARCH UNSEEN"
        found = [str(uid) for uid in self.server.folder.mails if uid not in self.server.folder.seen]
        self.say(" ".join(["* SEARCH", *found]))
        return "OK done"

    def fetch(self, rest: str) -> str:
        found = re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", rest, re.IGNORECASE)
        assert found, rest
        raw = self.server.folder.mails.get(int(found[1]))
        if raw is not None:
            raw = raw[: int(found[2])]
            self.wfile.write(b"* 1 FETCH (UID %s BODY[]<0> {%d}\r\n%s)\r\n" % (found[1].encode(), len(raw), raw))
        return "OK done"

    def store(self, rest: str) -> str:
        found = re.fullmatch(r"UID STORE (\d+) \+FLAGS\.SILENT \(\\Seen\)", rest, re.IGNORECASE)
        assert found, rest
        self.server.folder.seen.add(int(found[1]))
        return "OK done"

    def logout(self, _rest: str) -> str:
        self.say("* BYE")
        return "OK goodbye"


COMMANDS = {
    "CAPABILITY": Talk.capability, "LOGIN": Talk.login, "SELECT": Talk.select, "UID SEARCH": Talk.search,
    "UID FETCH": Talk.fetch, "UID STORE": Talk.store, "LOGOUT": Talk.logout,
}  # fmt: skip


class Server(ThreadingTCPServer):
    """Every connection in a thread of its own; the handshake there too, so that a refused one stops nobody."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, folder: Folder, host: str) -> None:
        super().__init__((host, 0), Talk)
        self.folder = folder
        self.secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.secure.load_cert_chain(CERTIFICATE)

    def finish_request(self, request: Any, client_address: Any) -> None:
        try:
            with self.secure.wrap_socket(request, server_side=True) as line:
                super().finish_request(line, client_address)
        except OSError:  # the client does not trust us
            return


@contextmanager
def serving(folder: Folder, host: str = "127.0.0.1") -> Iterator[int]:
    """The server, in a thread; its port."""
    with Server(folder, host) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
