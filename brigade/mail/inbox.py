"""The mailbox that answers come back to: IMAP over verified TLS, or a Maildir that the mail server delivers into.

Reading leaves everything as it was; a message is marked read only once what it said is committed. So a crash between
the two means reading it once more, which changes nothing. Discarded: STARTTLS (RFC 8314 asks for TLS from the first
byte) and remembering the last UID (a column for what the mailbox says itself). The folder should therefore be read by
this program alone: what a person has opened counts as read.
"""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from brigade.calendars.incoming import LARGEST

MOST = LARGEST + 1  # bytes of one message: enough to see that it is too large
BATCH = 200  # messages of one look, so that a neglected mailbox does not keep its reader for hours


class Trouble(Exception):
    """The mailbox cannot be read now; the text says why."""


class Mailbox(Protocol):
    """Unread messages, each under a name that is good until the mailbox is closed."""

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """(name, the first `MOST` bytes), oldest first, at most `BATCH`; `Trouble` when the line breaks."""

    def mark_read(self, name: str) -> None:
        """What it said is kept; `Trouble` when that cannot be written down (it comes again, which is harmless)."""


def is_configured(config: Mapping[str, Any]) -> bool:
    """Whether anything says where answers arrive."""
    return bool(config["INBOX_IMAP_HOST"] or config["INBOX_MAILDIR"])


@contextmanager
def opened(config: Mapping[str, Any]) -> Iterator[Mailbox]:
    """The configured mailbox, a Maildir if there is one; `Trouble` when it cannot be reached."""
    if config["INBOX_MAILDIR"]:
        yield Maildir(Path(config["INBOX_MAILDIR"]))
        return
    box = Imap(config)
    try:
        yield box
    finally:
        box.hang_up()


class Maildir:
    """Files in new/, or in cur/ without the flag S; a read one is renamed to say so."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not (path / "new").is_dir() or not (path / "cur").is_dir():
            raise Trouble(f"not a Maildir: {path}")

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """By name, which begins with the second of its arrival."""
        found = [file for part in ("new", "cur") for file in (self.path / part).iterdir() if _is_unread(file)]
        for file in sorted(found, key=lambda file: file.name)[:BATCH]:
            try:
                with file.open("rb") as opened_file:
                    raw = opened_file.read(MOST)
            except FileNotFoundError:  # another reader was quicker
                continue
            yield str(file.relative_to(self.path)), raw

    def mark_read(self, name: str) -> None:
        """Into cur/, with the flag S; flags stand in the order of their letters."""
        file = self.path / name
        stem, _, flags = file.name.partition(":2,")
        try:
            file.rename(self.path / "cur" / f"{stem}:2,{''.join(sorted({*flags, 'S'}))}")
        except OSError as error:
            raise Trouble(str(error)) from error


def _is_unread(file: Path) -> bool:
    return file.is_file() and not file.name.startswith(".") and "S" not in file.name.partition(":2,")[2]


class Imap:
    """One folder over one connection; the certificate is checked, with MAIL_CA_FILE where it is not a public one."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        context = ssl.create_default_context(cafile=config["MAIL_CA_FILE"])
        with _trouble():
            self.line = imaplib.IMAP4_SSL(
                config["INBOX_IMAP_HOST"], int(config["INBOX_IMAP_PORT"]), ssl_context=context,
                timeout=config["MAIL_TIMEOUT"],
            )  # fmt: skip
        try:
            with _trouble():
                self.line.login(str(config["INBOX_IMAP_USERNAME"]), str(config["INBOX_IMAP_PASSWORD"]))
                _well(self.line.select(_quoted(str(config["INBOX_IMAP_FOLDER"]))))
        except Trouble:
            self.hang_up()
            raise

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """Fetched one by one, without setting \\Seen."""
        with _trouble():
            found = _well(self.line.uid("SEARCH", "UNSEEN"))
        for name in (found[0] or b"").decode().split()[:BATCH]:
            with _trouble():
                parts = _well(self.line.uid("FETCH", name, f"(BODY.PEEK[]<0.{MOST}>)"))
            raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
            if raw is not None:  # None: somebody removed it meanwhile
                yield name, raw

    def mark_read(self, name: str) -> None:
        """The flag \\Seen, as a mail program sets it."""
        with _trouble():
            _well(self.line.uid("STORE", name, "+FLAGS.SILENT", r"(\Seen)"))

    def hang_up(self) -> None:
        """Say goodbye; a server that is gone already is no trouble."""
        for say in (self.line.logout, self.line.shutdown):
            with suppress(OSError, imaplib.IMAP4.error):
                say()


@contextmanager
def _trouble() -> Iterator[None]:
    """A server that refuses, a line that breaks, a password that imaplib cannot say: all one kind of trouble."""
    try:
        yield
    except (OSError, imaplib.IMAP4.error, UnicodeError) as error:
        raise Trouble(str(error)) from error


def _well(answer: tuple[str, list[Any]]) -> list[Any]:
    """The data of a server's OK; anything else is an error that says what the server said."""
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(f"{status} {data}")
    return data


def _quoted(folder: str) -> str:
    """A mailbox name as IMAP wants it (RFC 3501, 4.3); imaplib sends names as they are."""
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
