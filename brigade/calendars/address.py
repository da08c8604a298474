"""E-mail addresses as calendars and mail servers compare them: bare, lower-case, ASCII.

The same spelling goes into From, To, ORGANIZER and ATTENDEE, because clients recognise "this invite is for
me" and "this answer is from them" by comparing characters. Domains are written in their ASCII form with the
punycode of the standard library; its `idna` codec was discarded because it follows the rules of 2003 and
turns "straße.example" into another domain. A local part with accents has no ASCII form at all, so it is
refused with a sentence.
"""

import re
import unicodedata
from urllib.parse import quote

_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets


def bare(email: str) -> str:
    """`email` as its ASCII, lower-case form; ValueError with a clear sentence when it has none."""
    local, at, domain = email.strip().rpartition("@")
    domain = ascii_domain(domain)
    if not at or not _DOMAIN.fullmatch(domain) or len(local) + len(domain) >= _LONGEST:
        raise ValueError(f"not an e-mail address: {email[:80]!r}")
    if not local.isascii():
        raise ValueError(f"the part before @ has letters that mail cannot carry everywhere: {email[:80]!r}")
    if not _LOCAL_PART.fullmatch(local):
        raise ValueError(f"not an e-mail address: {email[:80]!r}")
    return f"{local}@{domain}".lower()


def ascii_domain(domain: str) -> str:
    """`domain` in lower case, its labels in their ASCII form (RFC 5891) where they have one."""
    return ".".join(map(_ascii_label, unicodedata.normalize("NFKC", domain).lower().split(".")))


def mailto(email: str) -> str:
    """The address as a calendar writes it; only what a URI cannot hold is percent-encoded (RFC 6068)."""
    return "mailto:" + quote(bare(email), safe="@!$&'*+-./=_~")


def _ascii_label(label: str) -> str:
    if label.isascii() or not all(map(_is_for_words, label)):
        return label
    return "xn--" + label.encode("punycode").decode("ascii")


def _is_for_words(character: str) -> bool:
    return character.isalnum() or character == "-" or unicodedata.category(character).startswith("M")
