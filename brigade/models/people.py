"""Who signs in, and the single-use links with which they do.

Roles are facts, not a column: a person is an expert when an `Expert` row says so, a member when a `Membership` does.
Discarded: passwords (nobody keeps one for three days a year).
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc, new_uid


class Person(Base):
    """One address, one language. `sign_in_epoch` is in the cookie: raising it signs every device out.

    It begins anywhere: SQLite gives the ids of erased people to others, and an old cookie must not become theirs.
    """

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("language IN ('fr', 'en')", name="language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[str] = mapped_column(String(2), default="fr")
    is_coordinator: Mapped[bool] = mapped_column(default=False)
    wants_hour_reminder: Mapped[bool] = mapped_column(default=False)
    sign_in_epoch: Mapped[int] = mapped_column(default=lambda: secrets.randbelow(1 << 30))
    created_at: Mapped[datetime] = mapped_column(Utc)


class OtherAddress(Base):
    """An address whose person was merged into this one: signing in with it still leads to them."""

    __tablename__ = "other_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class SignInToken(Base):
    """A link that is mailed, with the page (and the draft need) to come back to.

    The token itself is nowhere: it is an HMAC of `uid` under the instance's secret, made again when the letter leaves,
    and `digest` is its hash. A copy of the database, its outbox included, signs nobody in.
    """

    __tablename__ = "sign_in_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), default=new_uid)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    back: Mapped[str] = mapped_column(String(300), default="/")
    need_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"))
    expires_at: Mapped[datetime] = mapped_column(Utc)


class SignInUse(Base):
    """That a link was used; the unique column is what makes a second use impossible."""

    __tablename__ = "sign_in_use"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_id: Mapped[int] = mapped_column(ForeignKey("sign_in_token.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    used_at: Mapped[datetime] = mapped_column(Utc)

    person: Mapped[Person] = relationship()


class SignInAttempt(Base):
    """One asked-for link, counted per address and per client; both are kept as hashes only."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_email", "email_digest", "at"),
        Index("ix_sign_in_attempt_client", "client_digest", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email_digest: Mapped[str] = mapped_column(String(64))
    client_digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Utc)
