"""Bookings per second over HTTP, as a share of what a bare Flask POST with one guarded insert reaches right beside it.

    python -m tests.bench.bench_booking [--clients 4] [--rounds 5] [--presses 300]

Both run behind gunicorn (2 processes × 4 threads, gthread) on the same database, alternated round by round because the
machine is shared; the figure is the median of the rounds' ratios. Every press books another place for another need, by
a signed-in person, with its CSRF token, on a kept connection, the next one when the last is answered. SQLite with
synchronous=full, PostgreSQL with fsync: a confirmed booking survives a power cut in both.
"""

from __future__ import annotations

import argparse
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import create_engine, event, func, select, text

from brigade import create_app
from brigade.database import db
from brigade.models import Booking, Entry, Message
from tests.bench import hall
from tests.races import cluster
from tests.races.client import Connection, post
from tests.races.server import Address, environment, serving

WARM_UP = 100


def main() -> None:
    """Print one line per engine."""
    options = _options()
    with TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/brigade.sqlite", Path(folder), options)
    if why := cluster.reason_without():
        print(why)
        return
    with cluster.running(durable=True) as running, cluster.database(running) as url, TemporaryDirectory() as folder:
        measure("PostgreSQL", url, Path(folder), options)


def measure(name: str, url: str, instance: Path, options: argparse.Namespace) -> None:
    """Fill the database, race the two servers in turn, print what they did."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "PUBLIC_URL": "http://127.0.0.1"}, instance)
    hall.fill(app)
    bookings = list(hall.presses(app))
    random.Random(1).shuffle(bookings)
    bare, driver = (
        [post(path, "", {"expert": first + n, "slot": n}) for n in range(len(bookings))]
        for path, first in (("/bare", 0), ("/driver", 100_000))
    )
    with _both(url, instance) as (product, reference):
        for batch, address in ((bookings, product), (bare, reference), (driver, reference)):
            drive(address, [batch.pop() for _ in range(WARM_UP)], options.clients)
        rounds = [
            [
                drive(address, [batch.pop() for _ in range(options.presses)], options.clients)
                for batch, address in ((bookings, product), (bare, reference), (driver, reference))
            ]
            for _ in range(options.rounds)
        ]
    _report(name, rounds)
    statements = _statements(app, bookings[-1])
    print(f"  {len(statements)} statements a booking; rows agree: {_agreement(app)}")
    if options.statements:
        print("\n".join(f"    {' '.join(statement.split())[:150]}" for statement in statements))


def drive(address: Address, messages: Sequence[bytes], clients: int) -> float:
    """Answers per second when that many clients each send their next message as soon as the last is answered."""
    waiting, left = iter(messages), threading.Lock()
    start, statuses = threading.Barrier(clients + 1), list[int]()

    def work() -> None:
        connection = Connection(address)
        start.wait()
        while message := _next(waiting, left):
            statuses.append(connection.call(message).status)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    assert statuses == [303] * len(messages), f"not every press was a booking: {Counter(statuses)}"
    return len(messages) / seconds


def _next(waiting: Iterator[bytes], left: threading.Lock) -> bytes | None:
    with left:
        return next(waiting, None)


@contextmanager
def _both(url: str, instance: Path) -> Iterator[tuple[Address, Address]]:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(_bare_table()))
    engine.dispose()
    given = environment(instance, url)
    with (
        serving("wsgi:app", given, processes=2, threads=4) as product,
        serving("tests.bench.bare:app", given, processes=2, threads=4) as reference,
    ):
        yield product, reference


def _bare_table() -> str:
    return "CREATE TABLE bare (expert_id INTEGER NOT NULL, slot_id INTEGER NOT NULL, UNIQUE (expert_id, slot_id))"


def _report(name: str, rounds: list[list[float]]) -> None:
    bookings, bare, driver = zip(*rounds, strict=True)
    print(f"{name}: bookings {median(bookings):.0f}/s")
    for what, other in (("bare POST", bare), ("the driver alone", driver)):
        ratios = [booked / best for booked, best in zip(bookings, other, strict=True)]
        print(f"  {what} {median(other):.0f}/s, ratio {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


def _statements(app: Flask, message: bytes) -> list[str]:
    """The statements of one booking, in order, read off a call inside this process."""
    head, _, body = message.decode().partition("\r\n\r\n")
    path, cookie = head.split()[1], head.split("Cookie: ")[1].split("\r\n")[0]
    found: list[str] = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_rest: found.append(statement))
    answer = app.test_client(use_cookies=False).post(
        path, data=body, headers={"Cookie": cookie}, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 303, answer.status
    return found


def _agreement(app: Flask) -> str:
    """Bookings, journal entries and messages as counted at the end."""
    with app.app_context():
        counts = [db.session.scalar(select(func.count()).select_from(model)) for model in (Booking, Entry, Message)]
    return "{} bookings, {} journal entries, {} messages".format(*counts)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--presses", type=int, default=300)
    parser.add_argument("--statements", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
