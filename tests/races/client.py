"""A client that costs nearly nothing: bytes made beforehand, sent at the moment that counts, one kept connection."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from urllib.parse import urlencode

PATIENCE = 240  # seconds for an answer; a race takes a few, but the machine may be very busy


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, head and body as they came."""

    status: int
    head: str
    body: str

    @property
    def location(self) -> str:
        """Where a redirect leads; "" for any other answer."""
        return next((line[10:].strip() for line in self.head.split("\r\n") if line.lower().startswith("location:")), "")


def post(path: str, cookie: str, fields: dict[str, object] | list[tuple[str, object]]) -> bytes:
    """A form sent by a signed-in browser."""
    body = urlencode(fields)
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def get(path: str, cookie: str = "") -> bytes:
    """A page asked for by a browser."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode()


class Connection:
    """One kept connection."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def call(self, message: bytes) -> Answer:
        """Send one message and read its answer; no second try, because a POST must not be sent twice."""
        self.socket.sendall(message)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head, _, body = received.partition(b"\r\n\r\n")
        text = head.decode("latin-1")
        sizes = (int(line[15:]) for line in text.split("\r\n") if line.lower().startswith("content-length:"))
        length = next(sizes, 0)  # a 304 has none
        while len(body) < length:
            body += self._receive()
        return Answer(int(text[9:12]), text, body.decode())

    def close(self) -> None:
        """Hang up."""
        self.socket.close()

    def _receive(self) -> bytes:
        """What has come; a connection that ends in the middle of an answer is a server that died."""
        return self.socket.recv(65536) or _hung_up()


def _hung_up() -> bytes:
    raise ConnectionError("the server hung up before it had answered")
