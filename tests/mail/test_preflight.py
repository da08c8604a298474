"""The mail tried for real: a server that answers, refuses, or is not there, and a mailbox that can be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from brigade.config import DEFAULTS
from brigade.mail import preflight
from tests.mail.smtpd import Mailroom, listening


def checks(**config: Any) -> dict[str, str]:
    return {check.what: check.code for check in preflight.run(DEFAULTS | {"MAIL_TIMEOUT": 2} | config)}


def test_nothing_configured_says_what_to_name() -> None:
    assert checks() == {"sender": "example", "smtp": "files", "inbox": "none"}


def test_a_server_that_takes_mail_and_a_mailbox_that_is_read(tmp_path: Path) -> None:
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    room = Mailroom()
    with listening(room) as port:
        found = checks(
            ORGANIZER="brigade@conseil.example", MAIL_SERVER="127.0.0.1", MAIL_PORT=port, INBOX_MAILDIR=str(tmp_path)
        )
    assert found == {"sender": "ok", "smtp": "ok", "inbox": "ok"}
    assert room.mails() == [], "nothing was sent"


def test_a_server_that_is_not_there_and_a_directory_that_is_no_mailbox(tmp_path: Path) -> None:
    found = checks(MAIL_SERVER="127.0.0.1", MAIL_PORT=9, INBOX_MAILDIR=str(tmp_path))
    assert (found["smtp"], found["inbox"]) == ("unreachable", "unreadable")


def test_a_server_without_the_tls_that_is_asked_for() -> None:
    with listening(Mailroom()) as port:
        assert checks(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_USE_TLS=True)["smtp"] == "unfit"


def test_the_records_name_the_organizers_domain() -> None:
    config = DEFAULTS | {"ORGANIZER": "brigade@conseil.example", "MAIL_SERVER": "smtp.conseil.example"}
    found = preflight.records(config)
    assert [name for name, _kind, _value in found] == [
        "conseil.example", "<selector>._domainkey.conseil.example", "_dmarc.conseil.example",
    ]  # fmt: skip
    assert "a:smtp.conseil.example" in found[0][2] and "mailto:brigade@conseil.example" in found[2][2]
