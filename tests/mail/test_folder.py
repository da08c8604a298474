"""Messages as files: written whole, read back as plain values, and nothing else on the disk is reachable."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from brigade.calendars.event import Party
from brigade.mail import folder
from brigade.mail.mime import Envelope, build


def wire(subject: str = "Rencontre confirmée", calendar: bytes | None = None) -> bytes:
    """A message of ours."""
    return build(
        Envelope(
            sender=Party("Brigade", "rencontres@example.org"), recipient=Party("Ève Côté", "eve@example.org"),
            subject=subject, text="Bonjour Ève,\n\nà bientôt.\n", html="<p>Bonjour</p>",
            message_id="<1@example.org>", date=datetime(2026, 6, 1, 14, 0, tzinfo=UTC), language="fr",
            calendar=calendar, method="REQUEST" if calendar else None,
        )
    ).as_bytes()  # fmt: skip


def test_a_message_comes_back_as_it_was_written(tmp_path: Path) -> None:
    calendar = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    folder.put(tmp_path / "mail", "abc", wire(calendar=calendar))
    found = folder.find(tmp_path / "mail", "abc")
    assert found is not None
    assert (found.uid, found.subject, found.text) == ("abc", "Rencontre confirmée", "Bonjour Ève,\n\nà bientôt.\n")
    assert (found.sender, found.recipient) == ("Brigade <rencontres@example.org>", "Ève Côté <eve@example.org>")
    assert found.date == "2026-06-01T14:00:00+00:00"
    assert found.calendar == calendar


def test_the_newest_comes_first_and_a_second_writing_replaces_the_first(tmp_path: Path) -> None:
    for age, uid in enumerate(("new", "old")):
        folder.put(tmp_path, uid, wire(uid))
        os.utime(tmp_path / f"{uid}.eml", (1_000 - age, 1_000 - age))
    folder.put(tmp_path, "old", wire("old, again"))
    assert [mail.subject for mail in folder.letters(tmp_path)] == ["old, again", "new"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.eml", "old.eml"]


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert folder.letters(tmp_path / "mail") == []
    assert folder.find(tmp_path / "mail", "abc") is None


@pytest.mark.parametrize("uid", ["../secret", "..", "a/b", "", "a" * 65, "abc\n", "abc.eml", "/etc/passwd"])
def test_only_plain_names_are_looked_for(tmp_path: Path, uid: str) -> None:
    (tmp_path / "mail").mkdir()
    for name in ("secret.eml", "mail/abc.eml", "mail/.eml"):
        (tmp_path / name).write_bytes(wire())
    assert folder.find(tmp_path / "mail", uid) is None
