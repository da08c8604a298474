"""The coordinator's board, as multiples of a page of the same application that shows nothing.

    python -m tests.bench.bench_board [--rounds 5] [--calls 9] [--no-browser]

Two editions: 30 experts × 36 slots with 400 sessions, and 500 × 36 with 5,000. Behind gunicorn (2 × 4), one client: the
first view, the same for the next who looks, an open board that asks whether anything changed when nothing did (304),
and what a change costs (the question, and the board anew). Bytes as gzip -6 makes them; statements as the database sees
them. In Chromium, the time until the page answers to hands (its scripts have run), and from a press on "pick" until the
board says where it may go.
"""

from __future__ import annotations

import argparse
import gzip
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle, product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import event, select

from brigade import create_app
from brigade.database import db
from brigade.models import Availability, Booking, Edition, Entry, Expert, Need, Organization, Person, Seat, Slot
from brigade.web.coordination import shared
from tests import factories as make
from tests.bench.season import a_need, an_organization, new_expert, write
from tests.races.client import Connection, get
from tests.races.server import Address, environment, serving
from tests.races.visitors import visitor

SIZES = {"30 × 36": (30, 400, 200), "500 × 36": (500, 5_000, 1_801)}
BOARD, VERSION = "/coordination/board", "/coordination/board/version"


def main() -> None:
    """Print what each size costs."""
    options = _options()
    for name, (experts, sessions, organizations) in SIZES.items():
        with TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/brigade.sqlite"
            app = create_app({"SQLALCHEMY_DATABASE_URI": url, "PUBLIC_URL": "http://127.0.0.1"}, Path(folder))
            with app.app_context():
                db.create_all()
                cookie, uid = _fill(app, experts, sessions, organizations)
                print(f"{name}, {sessions} sessions")
                _print_statements(app, cookie, uid)
            with serving("tests.bench.blank:app", environment(Path(folder), url), processes=2, threads=4) as address:
                _print_times(address, cookie, uid, options)
                if options.browser:
                    _print_browser(address, cookie, options.rounds)


def _fill(app: Flask, experts: int, sessions: int, organizations: int) -> tuple[str, str]:
    """Write the edition; a coordinator's cookie, and the uid of a session on the first page."""
    edition, coordinator, person = make.make_edition(), make.make_person(is_coordinator=True), make.make_person()
    phase = make.make_phase(edition=edition)
    first = make.make_slots(phase=phase)
    days = [timedelta(days=number) for number in range(3)]
    slots = [make.make_slot(phase=phase, starts_at=each.starts_at + day) for day in days for each in first]
    people = [new_expert(edition, number) for number in range(experts)]
    write(Availability, [{"expert_id": each.id, "slot_id": slot.id} for each, slot in product(people, slots)])
    write(Organization, [an_organization(edition, number) for number in range(organizations)])
    ids = list(db.session.scalars(select(Organization.id)))
    step = experts * 36 // sessions
    places = [pair for number, pair in enumerate(product(people, slots)) if number % step == 0][:sessions]
    wishes = [a_need(edition, person, ids[number % organizations]) for number in range(sessions + 300)]
    write(Need, wishes)
    needs = db.session.scalars(select(Need.id).order_by(Need.id))
    _seat(edition, person, list(zip(needs, wishes, places, strict=False)))
    db.session.commit()
    uid = db.session.scalar(select(Booking.uid).join(Slot).order_by(Slot.starts_at, Booking.id))
    return visitor(app, coordinator).cookie, str(uid)


def _seat(edition: Edition, person: Person, made: list[tuple[int, dict[str, object], tuple[Expert, Slot]]]) -> None:
    rows = [
        {
            "edition_id": edition.id, "need_id": need, "organization_id": wish["organization_id"],
            "expert_id": expert.id, "slot_id": slot.id, "table_id": expert.table_id, "person_id": person.id,
            "created_at": make.NOW, "changed_at": make.NOW,
        }
        for need, wish, (expert, slot) in made
    ]  # fmt: skip
    write(Booking, rows)
    booked = list(db.session.scalars(select(Booking).order_by(Booking.id)))
    write(Seat, [
        {"booking_id": b.id, "expert_id": b.expert_id, "slot_id": b.slot_id, "organization_id": b.organization_id,
         "table_id": b.table_id, "need_id": b.need_id}
        for b in booked
    ])  # fmt: skip
    facts = {"expert": "Amélie"}
    write(Entry, [
        {"at": make.NOW, "edition_id": edition.id, "person_id": person.id, "booking_id": b.id, "act": "book",
         "facts": facts}
        for b in booked
    ])  # fmt: skip


def _print_statements(app: Flask, cookie: str, uid: str) -> None:
    """How many statements each page runs."""
    client = app.test_client(use_cookies=False)
    for path in (BOARD, f"{BOARD}?day=all", f"{BOARD}?booking={uid}", VERSION):
        client.get(path, headers={"Cookie": cookie})
        with _statements() as found:
            body = client.get(path, headers={"Cookie": cookie}).data
        print(f"  {path.replace(uid, '…')}: {len(found)} statements, {len(gzip.compress(body, 6))} bytes gzip")


@contextmanager
def _statements() -> Iterator[list[str]]:
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield found
    event.remove(db.engine, "before_cursor_execute", note)


def _warm(address: Address, cookie: str, uid: str) -> None:
    """Each process reads the experts' words once, which takes seconds for five hundred."""
    for _ in range(8):
        connection = Connection(address)
        connection.call(get(f"{BOARD}?booking={uid}", cookie))
        connection.close()


def _print_times(address: Address, cookie: str, uid: str, options: argparse.Namespace) -> None:
    _warm(address, cookie, uid)
    connection = Connection(address)
    head = connection.call(get(VERSION, cookie)).head
    tag = next(line[6:] for line in head.split("\r\n") if line.lower().startswith("etag:"))
    unchanged = get(VERSION, cookie).replace(b"\r\n\r\n", f"\r\nIf-None-Match: {tag}\r\n\r\n".encode())
    assert connection.call(unchanged).status == 304
    version, first, changed = (
        [get(f"{path}{n}", cookie) for n in range(3 * shared.MOST)]
        for path in (f"{VERSION}?of=", f"{BOARD}?zoom=first-", f"{BOARD}?zoom=changed-")
    )
    calls = {
        "empty page": cycle([[get("/blank", cookie)]]), "first view": cycle([[each] for each in first]),
        "a view that somebody has had": cycle([[get(BOARD, cookie)]]), "unchanged poll (304)": cycle([[unchanged]]),
        "a change": cycle([list(pair) for pair in zip(version, changed, strict=True)]),
        "picked": cycle([[get(f"{BOARD}?booking={uid}", cookie)]]),
    }  # fmt: skip
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(3):
        for messages in calls.values():
            _time(connection, next(messages))
    for _ in range(options.rounds):
        for name, messages in calls.items():
            times[name].append(median(_time(connection, next(messages)) for _ in range(options.calls)))
    connection.close()
    base = median(times["empty page"])
    for name, found in times.items():
        print(f"  {name}: {1000 * median(found):.1f} ms, {median(found) / base:.1f} times the empty page")


def _time(connection: Connection, messages: list[bytes]) -> float:
    began = time.perf_counter()
    for message in messages:
        connection.call(message)
    return time.perf_counter() - began


def _print_browser(address: Address, cookie: str, rounds: int) -> None:
    """With the system's Chromium, as tests/fixtures/browser.py starts it."""
    from playwright.sync_api import sync_playwright

    from tests.fixtures.browser import FLAGS

    url, (name, _, value) = f"http://127.0.0.1:{address[1]}", cookie.partition("=")
    ready = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        profile = browser.new_context(viewport={"width": 1440, "height": 900})
        profile.add_cookies([{"name": name, "value": value, "url": url}])
        page, found = profile.new_page(), {}
        for path in ("/frame", BOARD, f"{BOARD}?day=all"):
            found[path] = median([(page.goto(url + path), page.evaluate(ready))[1] for _ in range(rounds)])
            print(f"  Chromium {path}: ready in {found[path]:.0f} ms, {found[path] / found['/frame']:.1f} × frame")
        page.goto(url + BOARD)
        began = time.perf_counter()
        page.locator("a[data-need]").first.click()
        page.locator("td[data-reach=can]").first.wait_for()
        taken = 1000 * (time.perf_counter() - began)
        print(f"  Chromium, picked until cells say where: {taken:.0f} ms, {taken / found['/frame']:.1f} × frame")
        browser.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=9)
    parser.add_argument("--no-browser", dest="browser", action="store_false")
    return parser.parse_args()


if __name__ == "__main__":
    main()
