"""What coordinators write to many at once: a draft until it is sent, then the record of what was said to whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from brigade.database import Base, Utc, new_uid
from brigade.models.people import Person


class Announcement(Base):
    """`audience` and `detail` say who gets it (`domain/audiences.py`); no word changes once it was sent.

    A language left empty is answered with the other one.
    """

    __tablename__ = "announcement"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(22), unique=True, default=new_uid)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    audience: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(String(80), default="")
    subject_fr: Mapped[str] = mapped_column(String(120), default="")
    subject_en: Mapped[str] = mapped_column(String(120), default="")
    text_fr: Mapped[str] = mapped_column(Text, default="")
    text_en: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime] = mapped_column(Utc)
    sent_at: Mapped[datetime | None] = mapped_column(Utc)

    author: Mapped[Person] = relationship()
