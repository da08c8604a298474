"""What the database itself refuses, how each engine is told to behave, and that migrations make what the models say."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import delete, func, inspect, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from brigade import create_app, migrations
from brigade.database import Base, claim, db, normalise_url, reading, write
from brigade.domain import booking
from brigade.models import Availability, Booking, Invitation, Message, Person, Phase, Seat, SignInToken, SignInUse, Slot
from tests import factories as make
from tests.races import cluster
from tests.stage import make_stage

NOW = make.NOW
PLACE = ("edition_id", "need_id", "organization_id", "expert_id", "slot_id", "table_id", "person_id")
SQLITE_ONLY = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@contextmanager
def refused(constraint: str, columns: str = "") -> Iterator[None]:
    """The block violates that constraint. SQLite names a unique one by its columns, and a foreign key not at all."""
    with pytest.raises(IntegrityError) as caught:
        yield
        db.session.flush()
    said = str(caught.value.orig)
    by_columns = "UNIQUE constraint failed: " + columns if columns else "FOREIGN KEY constraint failed"
    assert constraint in said or (db.engine.dialect.name == "sqlite" and said == by_columns)


def another(first: Booking, **same: Any) -> Booking:
    """A second live booking: everything is its own but what `same` names."""
    other = make.make_meeting(edition=first.slot.edition, starts_at=first.slot.starts_at + timedelta(hours=1))
    db.session.execute(delete(Seat).where(Seat.booking_id == other.id))
    place = {"need": other.need, "expert": other.expert, "slot": other.slot, "table": other.table}
    return make.make_booking(**place | same, person=other.person)


# the eight promises


def test_an_expert_is_in_one_place_at_a_time(app: Flask) -> None:
    first = make.make_meeting()
    with refused("uq_seat_expert", "seat.expert_id, seat.slot_id"):
        another(first, expert=first.expert, slot=first.slot)


def test_an_organization_is_in_one_place_at_a_time(app: Flask) -> None:
    first = make.make_meeting()
    need = make.make_need(organization=first.organization, author=first.person)
    with refused("uq_seat_organization", "seat.organization_id, seat.slot_id"):
        another(first, need=need, slot=first.slot)


def test_a_table_is_given_once_at_a_time(app: Flask) -> None:
    first = make.make_meeting()
    with refused("uq_seat_table", "seat.table_id, seat.slot_id"):
        another(first, table=first.table, slot=first.slot)


def test_a_need_has_one_session(app: Flask) -> None:
    first = make.make_meeting()
    with refused("uq_seat_need", "seat.need_id"):
        another(first, need=first.need)


def test_what_differs_in_one_thing_of_each_pair_is_booked(app: Flask) -> None:
    first = make.make_meeting()
    another(first, slot=first.slot)
    another(first, expert=first.expert, table=first.table)
    assert db.session.query(Seat).count() == 3


def test_no_seat_without_availability(app: Flask) -> None:
    booking = make.make_meeting()
    with refused("fk_seat_availability"):
        db.session.execute(delete(Availability).where(Availability.expert_id == booking.expert_id))


def test_no_seat_that_differs_from_its_booking(app: Flask) -> None:
    booking = make.make_meeting()
    other = make.make_table(edition=booking.slot.edition)
    with refused("fk_seat_booking"):
        db.session.execute(update(Seat).values(table_id=other.id))


def test_a_seat_follows_its_booking(app: Flask) -> None:
    booking = make.make_meeting()
    later = make.make_slot(phase=booking.slot.phase, starts_at=booking.slot.starts_at + timedelta(hours=2))
    make.make_availability(expert=booking.expert, slots=[later])
    booking.slot_id = later.id
    db.session.flush()
    assert db.session.query(Seat.slot_id).scalar() == later.id


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("fk_slot_phase", {}),
        ("ck_slot_brigade_phase", {"phase_kind": "awareness"}),
    ],
)
def test_no_slot_outside_the_brigade_phase(app: Flask, constraint: str, values: dict[str, str]) -> None:
    talks = make.make_phase(edition=make.make_edition())
    db.session.execute(update(Phase).values(kind="awareness"))
    with refused(constraint):
        db.session.add(slot_of(talks, **values))


@pytest.mark.parametrize("day", [make.FIRST_DAY - timedelta(days=1), make.FIRST_DAY + timedelta(days=3)])
def test_no_slot_outside_the_dates_of_its_phase(app: Flask, day: date) -> None:
    phase = make.make_phase(edition=make.make_edition())
    with refused("ck_slot_within_phase"):
        db.session.add(slot_of(phase, day=day))


def test_a_phase_cannot_leave_its_slots_behind(app: Flask) -> None:
    booking = make.make_meeting()
    with refused("ck_slot_within_phase"):
        db.session.execute(update(Phase).values(starts_on=booking.slot.day + timedelta(days=1)))


def test_a_phase_that_grows_takes_its_slots_along(app: Flask) -> None:
    phase = make.make_meeting().slot.phase
    phase.ends_on += timedelta(days=1)
    db.session.flush()
    assert db.session.query(Slot.phase_ends_on).scalar() == phase.ends_on


def test_no_slot_that_ends_before_it_starts(app: Flask) -> None:
    phase = make.make_phase(edition=make.make_edition())
    with refused("ck_slot_order"):
        db.session.add(slot_of(phase, ends_at=NOW))


def slot_of(phase: Phase, **values: Any) -> Slot:
    """A slot on the phase's first day, as good as any but for `values`."""
    starts = datetime.combine(phase.starts_on, datetime.min.time(), UTC) + timedelta(hours=14)
    fields = {"day": phase.starts_on, "starts_at": starts, "ends_at": starts + timedelta(minutes=30)}
    return Slot(
        phase_id=phase.id, edition_id=phase.edition_id, phase_starts_on=phase.starts_on, phase_ends_on=phase.ends_on,
        **fields | values,
    )  # fmt: skip


def message(key: str, **values: Any) -> Message:
    """A message to one person, as good as any but for `values`."""
    fields = {"kind": "booked", "to_email": "eve@example.org", "language": "fr", "created_at": NOW, "due_at": NOW}
    return Message(key=key, **fields | values)


def test_one_message_for_a_step_and_person(app: Flask) -> None:
    db.session.add(message("booked:1"))
    db.session.flush()
    with refused("uq_message_key", "message.key"):
        db.session.add(message("booked:1"))


def test_one_message_of_a_booking_and_person_under_way(app: Flask) -> None:
    booking = make.make_meeting()
    db.session.add(message("first", booking_id=booking.id, state="sending"))
    db.session.add(message("later", booking_id=booking.id, state="waiting"))
    db.session.flush()
    with refused("uq_message_under_way", "message.booking_id, message.to_email"):
        db.session.execute(update(Message).where(Message.key == "later").values(state="sending"))


def test_one_use_of_a_link(app: Flask) -> None:
    person = make.make_person()
    token = SignInToken(digest="0" * 64, email=person.email, language="fr", expires_at=NOW)
    db.session.add(token)
    db.session.flush()
    db.session.add(SignInUse(token_id=token.id, person_id=person.id, used_at=NOW))
    db.session.flush()
    with refused("uq_sign_in_use_token_id", "sign_in_use.token_id"):
        db.session.add(SignInUse(token_id=token.id, person_id=person.id, used_at=NOW))


# what SQLite is told


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)]
)
def test_pragmas(tmp_path: Path, pragma: str, value: object) -> None:
    """Of an application that is not the tests' own, which does not wait for the disk."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'brigade.sqlite'}"}, tmp_path)
    with app.app_context():
        assert db.session.execute(text(f"PRAGMA {pragma}")).scalar() == value


def write_lock(app: Flask) -> None:
    """Take SQLite's write lock from another connection, or raise at once."""
    path = db.engine.url.database
    assert path
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")


@SQLITE_ONLY
def test_whoever_may_write_holds_the_write_lock_from_the_first_look_on(app: Flask) -> None:
    db.session.query(Seat).all()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        write_lock(app)
    db.session.rollback()
    write_lock(app)


@SQLITE_ONLY
def test_whoever_reads_keeps_nobody_from_writing(app: Flask) -> None:
    with reading():
        db.session.query(Seat).all()
    write_lock(app)


# times and addresses


@SQLITE_ONLY
def test_whoever_looked_first_keeps_others_from_writing_once_it_claims(app: Flask) -> None:
    with reading():
        db.session.query(Seat).all()
        write_lock(app)
        claim()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            write_lock(app)
    db.session.rollback()
    write_lock(app)


def test_a_claim_changes_nothing_for_whoever_may_write_anyway(app: Flask) -> None:
    make.make_person()
    claim()
    db.session.rollback()
    assert db.session.query(Person).count() == 0


# rows past the unit of work


def test_written_rows_are_the_sessions_own(app: Flask) -> None:
    people = make.make_person(), make.make_person()
    rows = [Invitation(role="test", person_id=who.id, email=who.email, uid=f"uid-{who.id}") for who in people]
    write(rows)
    assert [row.answer for row in rows] == ["needs-action"] * 2 and rows[0] in db.session
    assert rows[0].person is people[0]
    rows[1].note = "Noté"
    db.session.commit()
    found = db.session.query(Invitation).order_by(Invitation.id).all()
    assert found == rows and [row.note for row in found] == ["", "Noté"]


def test_one_written_row_has_its_defaults(app: Flask) -> None:
    first = make.make_meeting()
    row = Booking(**{name: getattr(first, name) for name in PLACE}, created_at=NOW, changed_at=NOW)
    write([row])
    uid = row.uid
    db.session.expire(row)
    assert (row.uid, row.sequence, row.state, row.is_locked) == (uid, 0, "live", False)


def test_times_come_back_in_utc(app: Flask) -> None:
    booking = make.make_meeting(starts_at=datetime.fromisoformat("2026-11-01T01:30:00-05:00"))
    db.session.commit()
    assert booking.slot.starts_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert booking.slot.starts_at.tzinfo is UTC


def test_a_time_without_zone_is_refused(app: Flask) -> None:
    with pytest.raises(StatementError, match="zone"):
        make.make_edition(booking_opens_at=datetime(2026, 11, 1))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_name_postgresql_names_the_installed_driver(scheme: str) -> None:
    assert normalise_url(f"{scheme}://someone@host/brigade") == "postgresql+psycopg://someone@host/brigade"


def test_other_addresses_stay_as_they_are() -> None:
    assert normalise_url("sqlite:////srv/brigade.sqlite") == "sqlite:////srv/brigade.sqlite"


# migrations


@pytest.fixture
def blank(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database has no table yet."""
    if engine == "sqlite":
        yield from _in_context(f"sqlite:///{tmp_path / 'blank.sqlite'}", tmp_path)
        return
    with cluster.database(request.getfixturevalue("postgres")) as url:
        yield from _in_context(url, tmp_path)


def _in_context(url: str, instance: Path) -> Iterator[Flask]:
    app = create_app({"SQLALCHEMY_DATABASE_URI": url}, instance)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def schema() -> dict[str, Any]:
    """Everything of every table that both engines can tell; a column added later stands last, which means nothing."""
    eye = inspect(db.engine)
    return {
        table: {
            "columns": sorted((c["name"], str(c["type"]), c["nullable"]) for c in eye.get_columns(table)),
            "primary key": eye.get_pk_constraint(table)["name"],
            "foreign keys": sorted(map(repr, eye.get_foreign_keys(table))),
            "unique": sorted((u["name"] or "", *u["column_names"]) for u in eye.get_unique_constraints(table)),
            "checks": sorted((c["name"] or "", c["sqltext"]) for c in eye.get_check_constraints(table)),
            "indexes": sorted(index_words(**index) for index in eye.get_indexes(table)),
        }
        for table in eye.get_table_names()
        if table != "alembic_version"
    }


def index_words(*, name: str, dialect_options: dict[str, Any] | None = None, **rest: Any) -> str:
    """An index with its WHERE, which SQLAlchemy gives as an object that equals only itself."""
    return f"{name} {rest} {({key: str(value) for key, value in (dialect_options or {}).items()})}"


def test_migrations_make_the_schema_that_the_models_describe(blank: Flask) -> None:
    migrations.to_head()
    migrated = schema()
    flask_migrate.downgrade(directory=str(migrations.HERE), revision="base")
    assert schema() == {}
    Base.metadata.create_all(db.engine)
    assert migrated == schema()


def test_down_and_up_again_is_the_same(blank: Flask) -> None:
    migrations.to_head()
    before = schema()
    flask_migrate.downgrade(directory=str(migrations.HERE), revision="base")
    migrations.to_head()
    assert before == schema()


def test_what_is_kept_survives_every_migration(blank: Flask) -> None:
    """A table that others refer to is rebuilt on SQLite; the references hold before and after."""
    migrations.to_head()
    stage = make_stage()
    db.session.flush()
    booking.book(stage.need, stage.expert, stage.slots[0], by=stage.member, now=NOW)
    db.session.commit()
    before = rows()
    flask_migrate.downgrade(directory=str(migrations.HERE), revision="0001")
    migrations.to_head()
    assert rows() == before
    db.session.query(Seat).delete()
    db.session.add(Seat(booking_id=999, expert_id=999, slot_id=999, organization_id=999, table_id=999, need_id=999))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def rows() -> dict[str, int]:
    """How many each table holds."""
    found = {name: db.session.scalar(select(func.count()).select_from(t)) for name, t in Base.metadata.tables.items()}
    db.session.remove()
    return found


def test_flask_db_check_finds_nothing_to_migrate(blank: Flask) -> None:
    migrations.to_head()
    flask_migrate.check(directory=str(migrations.HERE))
