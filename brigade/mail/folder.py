"""Messages as files: what would have been mailed where no mail server is set, and how it is read back, newest first."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mail:
    """One message: `uid` is its file's name without ending; `calendar` the invite's bytes, if it brings one."""

    uid: str
    sender: str
    recipient: str
    subject: str
    date: str
    text: str
    calendar: bytes | None


def put(folder: Path, uid: str, raw: bytes) -> None:
    """Write or overwrite the message of that uid; a reader sees all of it or nothing, and so does a power cut."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{uid}.eml"
    with path.with_suffix(".part").open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    path.with_suffix(".part").replace(path)


def letters(folder: Path) -> list[Mail]:
    """Every message of the folder, newest first."""
    files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [read(path.stem, path.read_bytes()) for path in files]


def find(folder: Path, uid: str) -> Mail | None:
    """The message with that uid; None for anything that is not a plain name of a file here."""
    path = folder / f"{uid}.eml"
    if not re.fullmatch(r"[\w-]{1,64}", uid) or not path.is_file():
        return None
    return read(uid, path.read_bytes())


def read(uid: str, raw: bytes) -> Mail:
    """A message's bytes as the values that a page shows."""
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    text = message.get_body(("plain",))
    words = text.get_content().replace("\r\n", "\n") if text else ""
    calendar = next((part for part in message.walk() if part.get_content_type() == "text/calendar"), None)
    return Mail(
        uid=uid, sender=str(message["From"]), recipient=str(message["To"]), subject=str(message["Subject"]),
        date=parsedate_to_datetime(message["Date"]).isoformat(), text=words,
        calendar=calendar.get_payload(decode=True) if calendar else None,  # type: ignore[arg-type]
    )  # fmt: skip
