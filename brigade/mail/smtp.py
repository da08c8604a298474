"""A connection to the mail server, as the postman opens it and the checklist tries it: with a timeout, and TLS only
where the certificate holds."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Server:
    """What the configuration says."""

    host: str
    port: int
    username: str | None
    password: str | None
    use_tls: bool
    use_ssl: bool
    timeout: float
    ca_file: str | None


def connect(server: Server) -> smtplib.SMTP:
    """A connection that is ready for mail, or none at all."""
    if server.use_ssl:
        host: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=_secure(server))
    else:
        host = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    try:
        if server.use_tls:
            host.starttls(context=_secure(server))
        if server.username and server.password:
            host.login(server.username, server.password)
    except Exception:
        host.close()
        raise
    return host


def _secure(server: Server) -> ssl.SSLContext:
    """Made for TLS only: reading the system's certificates takes longer than a whole message without it."""
    return ssl.create_default_context(cafile=server.ca_file)


def why(error: Exception) -> tuple[str, str]:
    """The code of `reasons.WORDS` and the detail that an attempt to connect failed with."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "login", answer(error)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "unfit", str(error)
    return ("certificate" if isinstance(error, ssl.SSLError) else "unreachable"), str(error)


def answer(error: smtplib.SMTPResponseException) -> str:
    """The server's own words."""
    return f"{error.smtp_code} {text(error.smtp_error)}"


def text(said: bytes | str) -> str:
    """What a server said, whatever its bytes are."""
    return said.decode(errors="replace") if isinstance(said, bytes) else said
