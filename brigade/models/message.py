"""The outbox: one row per message and recipient, written in the transaction of the act that causes it.

A message about a booking is a reference (booking, step, recipient) that the postman renders when it sends, so that it
always tells the newest state; so is a sign-in link, whose token is kept nowhere, and what coordinators write to many,
whose words are kept once. Any other is stored as final text.
What left is kept as bytes. The partial unique index keeps two messages of one booking and recipient from being under
way at once, whatever any postman believes.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from brigade.database import Base, Utc, new_uid
from brigade.models.announcement import Announcement
from brigade.models.booking import Booking
from brigade.models.invitation import Invitation
from brigade.models.people import Person, SignInToken

STATES = ("waiting", "sending", "sent", "failed", "dropped")


class Message(Base):
    """`key` makes a step's message to one recipient unique. `to_email` is the address as it was invited.

    `sequence` is the invite's version that the message carries once sent: with `state`, `sent_at` and `message_id` it
    is the ledger of what each person's calendar was told.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed', 'dropped')", name="state"),
        Index("ix_message_due", "state", "due_at"),
        Index(
            "uq_message_under_way", "booking_id", "to_email", unique=True,
            sqlite_where=text("state = 'sending'"), postgresql_where=text("state = 'sending'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=new_uid)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    to_email: Mapped[str] = mapped_column(String(254))
    to_name: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[str] = mapped_column(String(2))
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    sign_in_token_id: Mapped[int | None] = mapped_column(ForeignKey("sign_in_token.id"))
    announcement_id: Mapped[int | None] = mapped_column(ForeignKey("announcement.id"), index=True)
    sequence: Mapped[int | None]
    subject: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = deferred(mapped_column(Text, default=""))
    html: Mapped[str] = deferred(mapped_column(Text, default=""))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(Utc)
    due_at: Mapped[datetime] = mapped_column(Utc)
    claimed_by: Mapped[str] = mapped_column(String(40), default="")
    lease_until: Mapped[datetime | None] = mapped_column(Utc)
    sent_at: Mapped[datetime | None] = mapped_column(Utc)
    message_id: Mapped[str] = mapped_column(String(200), default="")
    sent_bytes: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))

    recipient: Mapped[Person | None] = relationship()
    booking: Mapped[Booking | None] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
    sign_in_token: Mapped[SignInToken | None] = relationship()
    announcement: Mapped[Announcement | None] = relationship()
