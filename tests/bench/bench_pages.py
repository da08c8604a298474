"""The board and a need's page, as multiples of a page of the same application that shows nothing.

    python -m tests.bench.bench_pages [--rounds 7] [--calls 15]

The demo (18 experts, 36 slots, 62 needs, a third of them booked) behind gunicorn (2 processes × 4 threads), one client
that asks for one page after the other, in turns because the machine is shared; medians of the rounds' medians. The
empty page goes through all that every page goes through: cookie, guard, the layout's values, headers. For information:
the same with the product's frame around nothing, a board that nobody has looked at since something happened, and a
need's page among 500 experts.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import select

from brigade import create_app
from brigade.cli import demo
from brigade.database import db
from brigade.models import Booking, Edition, Expert, ExpertSpecialty, Need, Person, Seat, Slot
from brigade.web.coordination import shared
from tests import factories as make
from tests.races.client import Connection, get
from tests.races.server import Address, environment, serving
from tests.races.visitors import visitor

MANY = 500


def main() -> None:
    """Print one line per page."""
    options = _options()
    with TemporaryDirectory() as folder:
        app, url = _application(Path(folder))
        with app.app_context():
            db.create_all()
            demo.fill()
            db.session.commit()
            pages = _pages(app)
        with _server(folder, url) as address:
            _report(_measure(address, pages, options))
        with app.app_context():
            _gather(db.session.scalars(select(Edition)).one(), MANY)
            db.session.commit()
        crowded = {f"need, {MANY} experts": pages["need"], "blank": pages["blank"]}
        with _server(folder, url) as address:
            _report(_measure(address, crowded, options))


def _pages(app: Flask) -> dict[str, list[bytes]]:
    """What is asked for, by whom: the coordinator the board, a need's author their need that has no session yet."""
    coordinator = db.session.scalars(select(Person).where(Person.is_coordinator)).first()
    need = db.session.scalars(
        select(Need).where(Need.state == "open", Need.id.not_in(select(Seat.need_id)), Need.author_id.is_not(None))
    ).first()
    booked = db.session.scalars(select(Booking).where(Booking.state == "live")).first()
    assert coordinator and need and need.author and booked
    desk, author = visitor(app, coordinator).cookie, visitor(app, need.author).cookie
    return {
        "blank": [get("/blank", author)], "frame": [get("/frame", author)], "blank, coordinator": [get("/blank", desk)],
        "need": [get(f"/needs/{need.uid}", author)], "board": [get("/coordination/board", desk)],
        "board, made anew": [get(f"/coordination/board?page={n}", desk) for n in range(3 * shared.MOST)],
        "booking": [get(f"/bookings/{booked.uid}", desk)], "home": [get("/")],
        "agenda": [get("/expert/agenda", visitor(app, booked.expert.person).cookie)],
    }  # fmt: skip


def _measure(address: Address, pages: dict[str, list[bytes]], options: argparse.Namespace) -> dict[str, float]:
    """Milliseconds of each page; every process has shown every page before."""
    connection = Connection(address)
    for message in [message for same in pages.values() for message in same] * 8:
        assert (answer := connection.call(message)).status == 200, answer
    times: dict[str, list[float]] = {name: [] for name in pages}
    turns = {name: cycle(same) for name, same in pages.items()}
    for _ in range(options.rounds):
        for name, messages in turns.items():
            times[name].append(median(_time(connection, next(messages)) for _ in range(options.calls)))
    connection.close()
    return {name: 1000 * median(found) for name, found in times.items()}


def _time(connection: Connection, message: bytes) -> float:
    began = time.perf_counter()
    connection.call(message)
    return time.perf_counter() - began


def _report(times: dict[str, float]) -> None:
    for name, milliseconds in times.items():
        print(f"{name}: {milliseconds:.1f} ms, {milliseconds / times['blank']:.1f} times the empty page")


def _gather(edition: Edition, number: int) -> None:
    """More experts like those of the demo, until there are that many."""
    known, slots = db.session.scalars(select(Expert)).all(), list(db.session.scalars(select(Slot)))
    for nth, like in enumerate(islice(cycle(known), number - len(known))):
        copied = {name: getattr(like, name) for name in ("languages", "headline_fr", "headline_en", "bio_fr", "bio_en")}
        expert = make.make_expert(edition=edition, name=f"{like.name} {nth}", **copied)
        expert.skills = [ExpertSpecialty(specialty_id=s.specialty_id, is_main=s.is_main) for s in like.skills]
        make.make_availability(expert=expert, slots=slots[nth % 3 * 12 :][:12])
    edition.brigade_revision += 1


def _application(instance: Path) -> tuple[Flask, str]:
    url = f"sqlite:///{instance}/brigade.sqlite"
    return create_app({"SQLALCHEMY_DATABASE_URI": url, "PUBLIC_URL": "http://127.0.0.1"}, instance), url


@contextmanager
def _server(folder: str, url: str) -> Iterator[Address]:
    with serving("tests.bench.blank:app", environment(Path(folder), url), processes=2, threads=4) as address:
        yield address


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--calls", type=int, default=15)
    return parser.parse_args()


if __name__ == "__main__":
    main()
