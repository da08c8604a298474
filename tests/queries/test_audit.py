"""The self-audit finds each kind of damage, and finds nothing in good data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, text, update

from brigade.database import db
from brigade.mail import telling
from brigade.models import Availability, Booking, Conflict, Message, Need, Seat
from brigade.queries import audit
from tests import factories as make

NOW = make.NOW


@pytest.fixture
def booked(app: Flask) -> Booking:
    """A session with which everything is in order, its two messages posted."""
    booking = make.make_meeting()
    telling.invite(booking, now=NOW)
    return booking


def twin(booking: Booking, **own: Any) -> None:
    """Another live booking of the same place that holds no seat, as if no constraint had ever been."""
    fields = ("edition_id", "need_id", "organization_id", "expert_id", "slot_id", "table_id", "person_id")
    values = {field: getattr(booking, field) for field in fields} | own
    db.session.add(Booking(created_at=NOW, changed_at=NOW, **values))
    db.session.flush()


def unseat(booking: Booking) -> None:
    db.session.execute(delete(Seat))


def seat_of_the_cancelled(booking: Booking) -> None:
    booking.state = "cancelled"


def closed_hour(booking: Booking) -> None:
    unseat(booking)
    db.session.execute(delete(Availability))


def withdrawn_need(booking: Booking) -> None:
    db.session.execute(update(Need).values(state="withdrawn"))


def conflict(booking: Booking) -> None:
    db.session.execute(
        insert(Conflict).values(
            expert_id=booking.expert_id, organization_id=booking.organization_id, said_by="expert"
        )
    )


def nobody_was_told(booking: Booking) -> None:
    db.session.execute(delete(Message))


def changed_in_silence(booking: Booking) -> None:
    booking.sequence += 1


def message_without_postman(booking: Booking) -> None:
    db.session.execute(update(Message).values(due_at=NOW - timedelta(hours=1)))


def message_left_half_sent(booking: Booking) -> None:
    first = db.session.query(Message.id).order_by(Message.id).limit(1).scalar()
    late = {"state": "sending", "lease_until": NOW - timedelta(hours=1)}
    db.session.execute(update(Message).where(Message.id == first).values(late))


def failed_message(booking: Booking) -> None:
    db.session.execute(update(Message).values(state="failed"))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (unseat, "ne tient aucune place"),
        (seat_of_the_cancelled, "tient encore une place"),
        (closed_hour, "hors des heures ouvertes, avec Amélie Gagnon"),
        (withdrawn_need, "ne correspond plus à son besoin"),
        (conflict, "conflit d’intérêts avec Amélie Gagnon"),
        (nobody_was_told, "n’a aucun message"),
        (changed_in_silence, "n’a aucun message"),
        (message_without_postman, "le facteur tourne-t-il"),
        (message_left_half_sent, "1 courriel attend"),
        (failed_message, "n’ont pas pu partir"),
    ],
)
def test_damage_is_found(booked: Booking, damage: Callable[[Booking], None], says: str) -> None:
    assert audit.problems(NOW) == []
    damage(booked)
    assert any(says in sentence for sentence in audit.problems(NOW))


def test_who_is_in_two_places_is_named_with_the_time(booked: Booking) -> None:
    twin(booked)
    found = "\n".join(audit.problems(NOW)).replace("\N{NO-BREAK SPACE}", " ")
    for name in (booked.expert.name, booked.organization.name, booked.table.name):
        assert f"{name} a 2 rencontres à la même heure : mardi 1er décembre, 9 h 30." in found
    assert f"Le besoin « {booked.need.title} » a 2 rencontres." in found.replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_an_offered_place_counts_as_taken(booked: Booking) -> None:
    twin(booked, state="offered")
    assert any(booked.expert.name in sentence for sentence in audit.problems(NOW))


def test_a_cancelled_session_takes_nobody_s_place(booked: Booking) -> None:
    twin(booked, state="cancelled")
    assert audit.problems(NOW) == []


def test_an_old_schema_is_all_that_is_said(booked: Booking) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    (sentence,) = audit.problems(NOW)
    assert "serve" in sentence


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_reference_that_leads_nowhere_is_found(app: Flask) -> None:
    make.make_edition()
    db.session.commit()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA foreign_keys=off")
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql('INSERT INTO "table" (edition_id, name) VALUES (999, \'Nulle part\')')
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=on")
        connection.exec_driver_sql("BEGIN")
    assert any("edition" in sentence for sentence in audit.problems(NOW))
