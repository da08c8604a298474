"""The ways out: SMTP through Flask-Mail, or files where no mail server is set. Nothing else imports Flask-Mail.

Flask-Mail keeps its configuration, its suppression and `record_messages`; its MIME is replaced by ours (a comma in a
name broke its From, and `alts` lost the HTML), and so is how it connects: it set no timeout and checked no certificate.
"""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

import flask_mail
from flask import Flask

from brigade.mail import folder, smtp
from brigade.mail.mime import Envelope
from brigade.mail.reasons import reason


class Trouble(Exception):
    """It did not leave, and `why` (a kept reason).

    `final`: trying again is useless. `broken`: the line had to be closed. `unsure`: it may have left all the same.
    """

    def __init__(self, why: str, *, final: bool = False, broken: bool = False, unsure: bool = False) -> None:
        super().__init__(why)
        self.why, self.final, self.broken, self.unsure = why, final, broken, unsure


class Line(Protocol):
    """One connection for a batch of messages, opened when it is first needed and again after it broke."""

    def reach(self) -> None:
        """Be connected; `Trouble` when that is not possible now."""

    def deliver(self, uid: str, envelope: Envelope, mime: EmailMessage) -> bytes:
        """Hand one message over and say which bytes it was; `Trouble` when it was not accepted."""

    def hang_up(self) -> None:
        """Close whatever is open."""


def line_of(app: Flask) -> Line:
    """The way out that the configuration asks for."""
    return Smtp(app) if app.config["MAIL_SERVER"] else Files(Path(app.instance_path) / "mail")


class Parcel(flask_mail.Message):
    """Flask-Mail's message, with our MIME tree inside."""

    def __init__(self, envelope: Envelope, mime: EmailMessage) -> None:
        super().__init__(
            envelope.subject, [envelope.recipient.email], envelope.text, envelope.html, sender=envelope.sender.email
        )
        self.msgId, self.date = envelope.message_id, envelope.date.timestamp()
        self.wire = mime.as_bytes()

    def as_bytes(self) -> bytes:
        """The very bytes of the wire; flattened once, because they are kept as well."""
        return self.wire


class Smtp(flask_mail.Connection):
    """Flask-Mail's connection, with a timeout, and TLS only with a certificate that holds."""

    def __init__(self, app: Flask) -> None:
        mail = flask_mail.Mail(app)
        assert mail.state is not None
        mail.state.max_emails = None  # else it reconnects after a message left, and a failure there hides that
        super().__init__(mail)
        self.timeout, self.ca_file = app.config["MAIL_TIMEOUT"], app.config["MAIL_CA_FILE"]

    def reach(self) -> None:
        """Connect and log in, unless that is done, or Flask-Mail is told to send nothing."""
        if self.host is not None or self.mail.suppress:
            return
        try:
            self.host = self.configure_host()
        except (smtplib.SMTPException, OSError) as error:
            raise Trouble(reason(*smtp.why(error)), broken=True) from error

    def configure_host(self) -> smtplib.SMTP:
        """A connection that is ready for mail, or none at all."""
        mail = self.mail
        return smtp.connect(
            smtp.Server(
                mail.server, mail.port, mail.username, mail.password, mail.use_tls, mail.use_ssl, self.timeout,
                self.ca_file,
            )
        )  # fmt: skip

    def deliver(self, uid: str, envelope: Envelope, mime: EmailMessage) -> bytes:
        """Through Flask-Mail's own `send`, which tells `record_messages`."""
        parcel = Parcel(envelope, mime)
        try:
            self.send(parcel)
        except (smtplib.SMTPException, OSError) as error:
            trouble = judge(error)
            if trouble.broken:
                self._drop()
            raise trouble from error
        return parcel.wire

    def hang_up(self) -> None:
        """Say goodbye; a server that is gone already is no trouble."""
        try:
            if self.host is not None:
                self.host.quit()
        except (smtplib.SMTPException, OSError):
            pass
        finally:
            self._drop()

    def _drop(self) -> None:
        host, self.host = self.host, None
        if host is not None:
            host.close()


class Files:
    """One file per message in a folder; sending again overwrites."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def reach(self) -> None:
        """A folder is always there."""

    def deliver(self, uid: str, envelope: Envelope, mime: EmailMessage) -> bytes:
        """Write the file; a full disk is a reason to try later."""
        wire = mime.as_bytes()
        try:
            folder.put(self.path, uid, wire)
        except OSError as error:
            raise Trouble(reason("unreachable", str(error)), broken=True) from error
        return wire

    def hang_up(self) -> None:
        """Nothing is open."""


def judge(error: Exception) -> Trouble:
    """What a failed attempt means, by the server's answer (RFC 5321, 4.2.1: 4yz for now, 5yz for good; 421 hangs up).

    A refused sender is the server's matter, not the message's: it is tried again whatever the digits say.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return _refusal(code, said, "recipient", "no-such-recipient")
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Trouble(reason("sender", smtp.answer(error)), broken=True)
    if isinstance(error, smtplib.SMTPDataError):
        return _refusal(error.smtp_code, error.smtp_error, "content", "refused")
    return Trouble(reason("cut", str(error)), broken=True, unsure=True)


def _refusal(code: int, said: bytes | str, for_now: str, for_good: str) -> Trouble:
    answer = f"{code} {smtp.text(said)}"
    if code >= 500:
        return Trouble(reason(for_good, answer), final=True)
    return Trouble(reason(for_now, answer), broken=code == 421)
