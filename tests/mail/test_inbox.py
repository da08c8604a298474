"""Reading the mailbox: what is unread, in order; marked read only afterwards; trouble said, and nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from brigade.config import DEFAULTS
from brigade.mail import inbox
from brigade.mail.inbox import MOST, Imap, Maildir, Trouble
from tests.mail.imapd import Folder, serving
from tests.mail.smtpd import CERTIFICATE, free_port, mute


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An empty Maildir."""
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def folder() -> Folder:
    return Folder()


@pytest.fixture
def config(folder: Folder) -> Iterator[dict[str, Any]]:
    """What the application must be told to read that folder."""
    with serving(folder) as port:
        yield DEFAULTS | {
            "INBOX_IMAP_HOST": "127.0.0.1", "INBOX_IMAP_PORT": port, "INBOX_IMAP_USERNAME": folder.user,
            "INBOX_IMAP_PASSWORD": folder.password, "MAIL_CA_FILE": str(CERTIFICATE), "MAIL_TIMEOUT": 5,
        }  # fmt: skip


def test_nothing_is_configured_by_default() -> None:
    assert not inbox.is_configured(DEFAULTS)
    assert inbox.is_configured(DEFAULTS | {"INBOX_MAILDIR": "/var/mail/brigade"})
    assert inbox.is_configured(DEFAULTS | {"INBOX_IMAP_HOST": "imap.example.org"})


def test_a_maildir_gives_what_nobody_has_read_oldest_first(path: Path) -> None:
    (path / "new" / "1002.b").write_bytes(b"second")
    (path / "new" / "1001.a").write_bytes(b"first")
    (path / "cur" / "1003.c:2,R").write_bytes(b"third")
    (path / "cur" / "1000.z:2,RS").write_bytes(b"read long ago")
    (path / "new" / ".hidden").write_bytes(b"not a message")
    (path / "new" / "folder").mkdir()
    (path / "tmp" / "1004.d").write_bytes(b"not all here yet")
    assert [raw for _name, raw in Maildir(path).unread()] == [b"first", b"second", b"third"]


def test_reading_a_maildir_moves_nothing(path: Path) -> None:
    (path / "new" / "1001.a").write_bytes(b"first")
    list(Maildir(path).unread())
    assert (path / "new" / "1001.a").is_file()


def test_a_read_file_lies_in_cur_with_its_flags(path: Path) -> None:
    (path / "new" / "1001.a").write_bytes(b"first")
    (path / "cur" / "1003.c:2,RT").write_bytes(b"third")
    box = Maildir(path)
    for name, _raw in box.unread():
        box.mark_read(name)
    assert sorted(file.name for file in path.rglob("*") if file.is_file()) == ["1001.a:2,S", "1003.c:2,RST"]
    assert list(box.unread()) == []
    assert not any((path / "new").iterdir())


def test_of_a_huge_file_only_what_shows_that_it_is_huge_is_read(path: Path) -> None:
    (path / "new" / "1001.a").write_bytes(b"x" * (MOST + 1000))
    ((_name, raw),) = Maildir(path).unread()
    assert len(raw) == MOST


def test_another_reader_of_the_maildir_may_be_quicker(path: Path) -> None:
    for name in ("1001.a", "1002.b"):
        (path / "new" / name).write_bytes(b"x")
    mine, other = Maildir(path), Maildir(path)
    seen = []
    for name, _raw in mine.unread():
        seen.append(name)
        for theirs, _ in list(other.unread()):
            other.mark_read(theirs)
        with pytest.raises(Trouble):
            mine.mark_read(name)
    assert seen == ["new/1001.a"]


def test_what_is_no_maildir_is_trouble(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="not a Maildir"), inbox.opened(DEFAULTS | {"INBOX_MAILDIR": str(tmp_path)}):
        pass


def test_imap_gives_what_nobody_has_read(folder: Folder, config: dict[str, Any]) -> None:
    first, second, third = folder.put(b"one\r\n"), folder.put(b"two\r\n\xff"), folder.put(b"three")
    folder.seen.add(second)
    with inbox.opened(config) as box:
        assert list(box.unread()) == [(str(first), b"one\r\n"), (str(third), b"three")]
    assert folder.seen == {second}
    assert folder.said[-1] == "LOGOUT"


def test_imap_marks_what_was_read(folder: Folder, config: dict[str, Any]) -> None:
    uids = {folder.put(b"one"), folder.put(b"two")}
    with inbox.opened(config) as box:
        for name, _raw in box.unread():
            box.mark_read(name)
    assert folder.seen == uids
    with inbox.opened(config) as box:
        assert list(box.unread()) == []


def test_imap_fetches_only_what_shows_that_a_message_is_huge(folder: Folder, config: dict[str, Any]) -> None:
    folder.put(b"x" * (MOST + 5))
    with inbox.opened(config) as box:
        ((_name, raw),) = box.unread()
    assert len(raw) == MOST


def test_a_message_that_somebody_removed_is_passed_over(folder: Folder, config: dict[str, Any]) -> None:
    folder.put(b"one"), folder.put(b"two")
    with inbox.opened(config) as box:
        read = []
        for _name, raw in box.unread():
            read.append(raw)
            folder.mails.clear()
    assert read == [b"one"]


def test_a_folder_of_another_name(folder: Folder, config: dict[str, Any]) -> None:
    folder.name = 'Mes \\"reponses\\"'  # as it stands between quotes
    folder.put(b"one")
    with inbox.opened(config | {"INBOX_IMAP_FOLDER": 'Mes "reponses"'}) as box:
        assert len(list(box.unread())) == 1


@pytest.mark.parametrize(
    "wrong", [{"INBOX_IMAP_PASSWORD": "x"}, {"INBOX_IMAP_PASSWORD": "pâté"}, {"INBOX_IMAP_FOLDER": "No such"}]
)
def test_what_the_server_refuses_is_trouble(config: dict[str, Any], wrong: dict[str, str]) -> None:
    with pytest.raises(Trouble):
        Imap(config | wrong)


def test_a_certificate_that_nobody_vouches_for_is_trouble(folder: Folder, config: dict[str, Any]) -> None:
    with pytest.raises(Trouble, match="certificate verify failed"):
        Imap(config | {"MAIL_CA_FILE": None})
    assert "LOGIN" not in folder.said


def test_a_certificate_for_another_name_is_trouble(folder: Folder, config: dict[str, Any]) -> None:
    elsewhere = "127.0.0.2"  # loopback as well, but not what the certificate is for
    with serving(folder, elsewhere) as port, pytest.raises(Trouble, match="certificate"):
        Imap(config | {"INBOX_IMAP_HOST": elsewhere, "INBOX_IMAP_PORT": port})
    assert "LOGIN" not in folder.said


def test_a_server_that_is_away_is_trouble(config: dict[str, Any]) -> None:
    with pytest.raises(Trouble):
        Imap(config | {"INBOX_IMAP_PORT": free_port()})


def test_a_server_that_says_nothing_is_trouble(config: dict[str, Any]) -> None:
    with mute() as port, pytest.raises(Trouble):
        Imap(config | {"INBOX_IMAP_PORT": port, "MAIL_TIMEOUT": 0.3})


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE"])
@pytest.mark.parametrize("order", ["NO", "cut"])
def test_trouble_at_any_moment_leaves_the_mail_unread(
    folder: Folder, config: dict[str, Any], command: str, order: str
) -> None:
    folder.put(b"one")
    folder.orders[command] = order
    with pytest.raises(Trouble), inbox.opened(config) as box:
        for name, _raw in box.unread():
            box.mark_read(name)
    assert not folder.seen
    with inbox.opened(config) as box:
        assert len(list(box.unread())) == 1


def test_a_server_that_hangs_up_at_the_goodbye_is_no_trouble(folder: Folder, config: dict[str, Any]) -> None:
    folder.orders["LOGOUT"] = "cut"
    with inbox.opened(config) as box:
        assert list(box.unread()) == []
