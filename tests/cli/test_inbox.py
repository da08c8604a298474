"""The reader's command, and one look at the mailbox: kept first, marked afterwards, so that a crash only repeats."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from brigade.cli import inbox
from brigade.database import db
from brigade.domain import answers
from brigade.models import Entry, Inbound, Invitation
from tests.calendars.replies import WHO, a_mail
from tests.invited import NOW, ORGANIZER, answer_of, make_invited, part_of
from tests.mail.imapd import Folder, serving
from tests.mail.smtpd import CERTIFICATE

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def october(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our address, and the day after the stored mails were written."""
    app.config["ORGANIZER"] = ORGANIZER
    monkeypatch.setattr("brigade.clock.now", lambda: NOW)


@pytest.fixture
def maildir(app: Flask, tmp_path: Path) -> Path:
    """The configured mailbox, empty."""
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    app.config["INBOX_MAILDIR"] = str(tmp_path)
    return tmp_path


@pytest.fixture
def folder(app: Flask) -> Iterator[Folder]:
    """The configured mailbox, on a server."""
    made = Folder()
    with serving(made) as port:
        app.config.update(
            INBOX_IMAP_HOST="127.0.0.1", INBOX_IMAP_PORT=port, INBOX_IMAP_USERNAME=made.user,
            INBOX_IMAP_PASSWORD=made.password, MAIL_CA_FILE=str(CERTIFICATE), MAIL_TIMEOUT=5,
        )  # fmt: skip
        yield made


def put(maildir: Path, *mails: bytes) -> None:
    for number, raw in enumerate(mails):
        (maildir / "new" / f"{1000 + number}.x").write_bytes(raw)


def unread(maildir: Path) -> int:
    return len(list((maildir / "new").iterdir()))


def look(app: Flask) -> int:
    """One look, as another process takes it: nothing of this test's is open."""
    db.session.rollback()
    return inbox.look(app)


def rows() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Inbound)) or 0


def answer() -> str:
    db.session.rollback()
    return db.session.scalars(select(Invitation.answer).where(Invitation.email == WHO)).one()


def test_without_a_mailbox_the_command_says_what_to_set(app: Flask, desk: Run) -> None:
    result = desk("inbox", "--once")
    assert result.exit_code == 1
    assert "BRIGADE_INBOX_IMAP_HOST" in result.output
    assert look(app) == 0


def test_everything_unread_is_read(app: Flask, desk: Run, maildir: Path) -> None:
    make_invited()
    put(maildir, a_mail("google"), a_mail("person"), b"")
    result = desk("inbox", "--once")
    assert (result.exit_code, result.output) == (0, "3 courriels lus\n")
    assert (rows(), unread(maildir), answer()) == (3, 0, "accepted")
    assert desk("inbox", "--once").output == "0 courriel lu\n"


def test_a_mailbox_that_cannot_be_read_is_said_and_harms_nobody(
    app: Flask, desk: Run, folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    folder.password = "changed"
    result = desk("inbox", "--once")
    assert result.exit_code == 1
    assert "who are you" in result.output
    assert look(app) == 0
    assert "cannot be read" in caplog.text


def test_a_mail_in_a_file(app: Flask, desk: Run, tmp_path: Path) -> None:
    make_invited()
    (tmp_path / "mail.eml").write_bytes(a_mail("google"))
    result = desk("inbox", "--file", str(tmp_path / "mail.eml"))
    assert (result.exit_code, answer()) == (0, "accepted")
    assert desk("inbox", "--file", str(tmp_path / "no-such.eml")).exit_code == 2


def test_a_mail_that_is_piped_in(app: Flask, desk: Run) -> None:
    make_invited()
    assert desk("inbox", "--file", "-", input=a_mail("google")).exit_code == 0
    assert answer() == "accepted"


def test_a_mail_without_effect_is_no_error(app: Flask, desk: Run) -> None:
    result = desk("inbox", "--file", "-", input=a_mail("google"))
    assert (result.exit_code, rows()) == (0, 1)
    assert result.output == "Aucune de nos invitations ne porte ce numéro.\n"


def test_a_mail_over_imap(app: Flask, folder: Folder) -> None:
    make_invited()
    uids = {folder.put(a_mail("google")), folder.put(b"x" * 400_000)}
    assert look(app) == 2
    assert (answer(), rows(), folder.seen) == ("accepted", 2, uids)


@pytest.mark.parametrize("order", ["NO", "cut", "cut-late"])
def test_killed_between_keeping_and_marking_it_changes_nothing_twice(app: Flask, folder: Folder, order: str) -> None:
    booking = make_invited()
    folder.put(answer_of(part_of(booking), partstat="DECLINED"))
    folder.orders["UID STORE"] = order
    assert look(app) == 0
    assert (rows(), answer()) == (1, "declined")
    journal = db.session.scalar(select(func.count()).select_from(Entry))
    look(app)
    assert (rows(), len(folder.seen)) == (1, 1)
    assert db.session.scalar(select(func.count()).select_from(Entry)) == journal == 1


def test_killed_before_keeping_it_comes_again(app: Flask, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    make_invited()
    folder.put(a_mail("google"))
    with monkeypatch.context() as context, pytest.raises(KeyboardInterrupt):
        context.setattr(db.session, "commit", killed)
        look(app)
    db.session.rollback()
    assert (rows(), answer(), folder.seen) == (0, "needs-action", set())
    assert look(app) == 1
    assert (rows(), answer(), len(folder.seen)) == (1, "accepted", 1)


def killed() -> None:
    raise KeyboardInterrupt


def test_one_mail_that_cannot_be_kept_holds_up_no_other(
    app: Flask, maildir: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    make_invited()
    put(maildir, b"poison", a_mail("google"))
    real = answers.receive

    def receive(raw: bytes, **values: object) -> Inbound:
        if raw == b"poison":
            raise ArithmeticError
        return real(raw, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(answers, "receive", receive)
    assert look(app) == 1
    assert (rows(), unread(maildir), answer()) == (1, 1, "accepted")
    assert "could not be kept" in caplog.text


def test_two_readers_at_once_keep_each_mail_once(app: Flask, maildir: Path) -> None:
    part = part_of(make_invited())
    put(maildir, *(answer_of(part, partstat="TENTATIVE", day=1 + n % 4) + b"\n" * n for n in range(24)))
    db.session.remove()
    readers = [threading.Thread(target=read_until_empty, args=(app, maildir)) for _ in range(2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(timeout=60)
    assert (rows(), unread(maildir), answer()) == (24, 0, "tentative")


def read_until_empty(app: Flask, maildir: Path) -> None:
    """Whoever comes second to a file gives up for this look, and looks again."""
    while unread(maildir):
        inbox.look(app)


def test_a_loop_may_poll_as_often_as_it_likes(app: Flask, maildir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: seconds[0])
    monkeypatch.setitem(app.extensions, "brigade-inbox", 0.0)
    for number, second in enumerate((1000.0, 1010.0, 1059.0, 1060.0, 1070.0)):
        put(maildir, b"%d" % number)
        seconds[0] = second
        inbox.poll(app)
    assert (rows(), unread(maildir)) == (2, 1)
