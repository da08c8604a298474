"""Does mail leave, under our name, and do answers come back? Tried for real, before the first invitation.

DNS is not asked: what the organizer's domain has to publish is told in words (`records`), because only its owner can
look and change it.
"""

from __future__ import annotations

import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from brigade.mail import inbox, smtp

PATIENCE = 8.0  # seconds; somebody is waiting for the page
EXAMPLE = "example.org"


@dataclass(frozen=True, slots=True)
class Check:
    """`what`: sender, smtp or inbox. `code` is "ok", or what is wrong; `detail` is what the server said."""

    what: str
    code: str
    detail: str = ""


def run(config: Mapping[str, Any]) -> list[Check]:
    """Every check, in the order in which mail goes; this talks to other machines."""
    return [sender(config), _smtp(config), _inbox(config)]


def sender(config: Mapping[str, Any]) -> Check:
    """The mailbox that invites come from, and that is read: somebody has named it."""
    mailbox = str(config["ORGANIZER"])
    return Check("sender", "example" if mailbox.endswith(f"@{EXAMPLE}") else "ok", mailbox)


def domain(config: Mapping[str, Any]) -> str:
    """The organizer's."""
    return str(config["ORGANIZER"]).rpartition("@")[2]


def records(config: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(name, type, value) of what that domain has to publish; the server's own words in angle brackets."""
    here, server = domain(config), config["MAIL_SERVER"] or "<smtp>"
    return [
        (here, "TXT", f"v=spf1 a:{server} -all"),
        (f"<selector>._domainkey.{here}", "TXT", "v=DKIM1; k=rsa; p=<public key>"),
        (f"_dmarc.{here}", "TXT", f"v=DMARC1; p=quarantine; rua=mailto:{config['ORGANIZER']}"),
    ]


def _smtp(config: Mapping[str, Any]) -> Check:
    """Connect, log in, and ask whether the sender is accepted; nothing is sent."""
    if not config["MAIL_SERVER"]:
        return Check("smtp", "files")
    server = smtp.Server(
        config["MAIL_SERVER"], config["MAIL_PORT"], config["MAIL_USERNAME"], config["MAIL_PASSWORD"],
        config["MAIL_USE_TLS"], config["MAIL_USE_SSL"], min(PATIENCE, config["MAIL_TIMEOUT"]), config["MAIL_CA_FILE"],
    )  # fmt: skip
    try:
        host = smtp.connect(server)
    except (smtplib.SMTPException, OSError) as error:
        return Check("smtp", *smtp.why(error))
    try:
        host.ehlo_or_helo_if_needed()
        code, said = host.mail(str(config["ORGANIZER"]))
        host.quit()
    except (smtplib.SMTPException, OSError) as error:
        return Check("smtp", "unreachable", str(error))
    return Check("smtp", "ok" if code == 250 else "sender", f"{code} {smtp.text(said)}")


def _inbox(config: Mapping[str, Any]) -> Check:
    if not inbox.is_configured(config):
        return Check("inbox", "none")
    try:
        with inbox.opened(config) as box:
            next(iter(box.unread()), None)
    except inbox.Trouble as trouble:
        return Check("inbox", "unreadable", str(trouble))
    return Check("inbox", "ok")
