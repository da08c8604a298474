"""Signing in by a link that is mailed: single-use, 20 minutes, and silent about whether an address is known.

Whoever asks gets a link; a first sign-in makes the person. Limits are counts of rows, the same for every process.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.exc import IntegrityError

from brigade.database import db, new_uid
from brigade.domain import journal, needs
from brigade.domain.refusal import Refusal
from brigade.mail import outbox
from brigade.models import Need, OtherAddress, Person, SignInAttempt, SignInToken, SignInUse

LIFE = timedelta(minutes=20)
WINDOW = timedelta(minutes=15)
MOST_PER_EMAIL, MOST_PER_CLIENT = 5, 40


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for a link: the address as typed, the language of the page, and the client's network address."""

    email: str
    language: str
    client: str


def ask_link(
    asking: Asking, *, secret: str, now: datetime, back: str = "/", need: Need | None = None
) -> tuple[SignInToken, str]:
    """Post the letter with a new link, unless too many were asked for; the row and the raw token."""
    email = normalise(asking.email)
    _count_attempt(email, asking.client, now)
    person = find_person(email)
    language = person.language if person else asking.language
    token, raw = mint_link(email, language, secret=secret, now=now, back=back, need=need)
    outbox.post_link(token, name=person.name if person else "", now=now)
    return token, raw


def mint_link(
    email: str, language: str, *, secret: str, now: datetime, back: str = "/", need: Need | None = None
) -> tuple[SignInToken, str]:
    """A link for a normalised address, mailed by nobody: the row, and the raw token for /sign-in/<token>."""
    token = SignInToken(
        uid=new_uid(), email=email, language=language, back=back, need_id=need.id if need else None,
        expires_at=now + LIFE,
    )  # fmt: skip
    raw = token_for(token.uid, secret)
    token.digest = digest(raw)
    db.session.add(token)
    return token, raw


def ask_again(raw: str, *, client: str, secret: str, now: datetime) -> SignInToken:
    """A new link in place of one that no longer serves, with its way back and its draft: nothing is typed again."""
    old = _known(raw)
    need = db.session.get(Need, old.need_id) if old.need_id else None
    asking = Asking(old.email, old.language, client)
    token, _raw = ask_link(asking, secret=secret, now=now, back=old.back, need=need)
    return token


def find_link(raw: str, *, now: datetime) -> SignInToken:
    """The link's row if it may still be used."""
    token = _known(raw)
    if db.session.scalar(select(SignInUse.id).where(SignInUse.token_id == token.id)):
        raise Refusal("link-used")
    if now >= token.expires_at:
        raise Refusal("link-expired")
    return token


def use_link(raw: str, *, now: datetime) -> tuple[Person, SignInToken]:
    """Consume the link: the person behind it, made if new, who adopts the draft that it was asked for."""
    token = find_link(raw, now=now)
    person = person_at(token.email, token.language, now=now)
    try:
        db.session.add(SignInUse(token_id=token.id, person_id=person.id, used_at=now))
        db.session.flush()
    except IntegrityError as error:
        raise Refusal("link-used") from error
    if token.need_id:
        needs.adopt(db.session.get_one(Need, token.need_id), by=person, now=now)
    journal.record("sign-in", at=now, by=person.id)
    return person, token


def sign_out_everywhere(person: Person, *, now: datetime) -> None:
    """Every cookie of this person stops being worth anything."""
    person.sign_in_epoch += 1
    journal.record("sign-out-everywhere", at=now, by=person.id)


def find_person(email: str) -> Person | None:
    """The person with that normalised address, or to whom its person was merged."""
    return db.session.scalar(select(Person).where(_has(email)))


def person_at(email: str, language: str, *, now: datetime) -> Person:
    """The person with that normalised address, made if new; two who make it in the same instant get the same one."""
    if found := find_person(email):
        return found
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(Person(email=email, language=language, created_at=now))
    return db.session.scalars(select(Person).where(_has(email))).one()


def _has(email: str) -> ColumnElement[bool]:
    return or_(Person.email == email, Person.id.in_(select(OtherAddress.person_id).where(OtherAddress.email == email)))


def normalise(email: str) -> str:
    """The address as it is compared and mailed: no spaces around, domain in ASCII, lower case.

    Local parts are lower-cased too: no living mail system tells them apart, and people type capitals on phones.
    """
    email = email.strip()
    try:
        found = validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Refusal("bad-address", email=email[:80]) from error
    if found.ascii_email is None:
        raise Refusal("accented-address", email=email[:80])
    return found.ascii_email.lower()


def token_for(uid: str, secret: str) -> str:
    """The token of a link: an HMAC of its row's uid under the instance's secret, 43 URL-safe characters."""
    mac = hmac.new(secret.encode(), b"sign-in:" + uid.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def digest(text: str) -> str:
    """SHA-256, hex: what is kept of a secret or of an address that is only counted."""
    return hashlib.sha256(text.encode()).hexdigest()


def _known(raw: str) -> SignInToken:
    token = db.session.scalar(select(SignInToken).where(SignInToken.digest == digest(raw)))
    if token is None:
        raise Refusal("link-unknown")
    return token


def _count_attempt(email: str, client: str, now: datetime) -> None:
    """Refuse the sixth link of an address, or the forty-first of a client, within a quarter of an hour."""
    mine, theirs = digest(email), digest(client)
    recent = select(func.count()).select_from(SignInAttempt).where(SignInAttempt.at > now - WINDOW)
    if (
        db.session.scalar(recent.where(SignInAttempt.email_digest == mine)) or 0
    ) >= MOST_PER_EMAIL or (
        db.session.scalar(recent.where(SignInAttempt.client_digest == theirs)) or 0
    ) >= MOST_PER_CLIENT:  # fmt: skip
        raise Refusal("too-many-links")
    db.session.add(SignInAttempt(email_digest=mine, client_digest=theirs, at=now))
