"""The administrator's desk, as a person at a terminal or a script meets it: what it prints, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from brigade import clock
from brigade.cli import demo
from brigade.database import db
from brigade.models import Booking, Edition, Expert, Message, Need, Organization, Person, Phase, Seat, Slot, Table
from brigade.queries import audit
from tests import factories as make
from tests.fixtures.database import Run
from tests.fixtures.server import ROOT, StartServer
from tests.races import cluster

SQLITE_ONLY = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


# how every command ends


def test_a_refusal_is_its_sentence_and_exit_code_1(desk: Run) -> None:
    assert desk("coordinator", "julie@example.org").exit_code == 0
    again = desk("coordinator", "julie@example.org")
    assert again.exit_code == 1
    assert again.stderr.strip().endswith(".")
    assert "Traceback" not in again.output
    assert count(Person) == 1


def test_wrong_usage_is_exit_code_2(desk: Run) -> None:
    assert desk("coordinator").exit_code == 2
    assert desk("no-such-command").exit_code == 2
    assert desk("serve", "--port", "99999999").exit_code == 2


def test_flask_knows_the_same_commands(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["brigade", "--help"])
    assert result.exit_code == 0
    assert {"serve", "demo", "check", "backup", "restore", "postman", "coordinator"} <= set(result.output.split())


def test_a_command_may_be_told_where_data_lives(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BRIGADE_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, "-m", "brigade.cli", "check", "--instance", tmp_path / "there"],
        cwd=ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1  # nothing has made the tables yet, and that is what it says
    assert "Traceback" not in done.stderr
    assert (tmp_path / "there" / "secret").exists()


def test_a_first_command_makes_the_tables_it_needs(tmp_path: Path) -> None:
    """Three at once, as servers that start together do: each finds the tables made, by itself or by another."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BRIGADE_", "DATABASE_"))}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "brigade.cli", "coordinator", f"julie{n}@example.org", "--instance", tmp_path],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for n in range(3)
    ]  # fmt: skip
    assert [process.communicate(timeout=60)[0].strip() for process in started] == [
        f"julie{n}@example.org" for n in range(3)
    ]


# demo


def test_the_demo_is_whole_and_can_be_booked_today(desk: Run) -> None:
    assert desk("demo").exit_code == 0
    assert (count(Expert), count(Organization), count(Need), count(Slot)) == (18, 42, 62, 36)
    assert (count(Booking), count(Seat)) == (22, 22)
    assert count(Table) == count(Expert) + 1
    assert db.session.query(Expert).where(Expert.table_id.is_(None)).count() == 2
    assert all(re.search(r"[@.]example\.org$", email) for (email,) in db.session.query(Person.email))
    assert audit.problems(clock.now()) == []
    edition = db.session.query(Edition).one()
    assert edition.is_demo
    assert edition.booking_opens_at < clock.now() < edition.booking_closes_at
    days = sorted({slot.day for slot in db.session.query(Slot)})
    assert days[0] >= clock.local_day(clock.now(), edition.zone) + timedelta(days=8)
    assert days == [days[0] + timedelta(days=n) for n in range(3)]
    assert len(set(db.session.query(Booking.slot_id))) >= 10
    assert len(set(db.session.query(Booking.expert_id))) >= 10


@SQLITE_ONLY
def test_a_day_of_the_demo_has_twelve_half_hours_and_its_breaks(desk: Run) -> None:
    desk("demo", "--starts", "2027-03-15")
    slots = db.session.query(Slot).where(Slot.day == date(2027, 3, 15)).order_by(Slot.starts_at).all()
    assert [f"{slot.starts_at:%H%M}" for slot in slots] == [  # Toronto is at UTC-4 by then
        "1300", "1330", "1400", "1445", "1515", "1545", "1715", "1745", "1815", "1900", "1930", "2000",
    ]  # fmt: skip
    assert {slot.ends_at - slot.starts_at for slot in slots} == {timedelta(minutes=30)}


@SQLITE_ONLY
def test_the_demo_may_start_in_the_past(desk: Run) -> None:
    assert desk("demo", "--starts", "2020-06-02").exit_code == 0
    phases = {phase.kind: phase for phase in db.session.query(Phase)}
    assert phases["brigade"].starts_on == date(2020, 6, 2)
    assert phases["awareness"].ends_on < phases["brigade"].starts_on < phases["competition"].starts_on
    assert count(Booking) == 22


def test_a_second_load_says_so_and_changes_nothing(desk: Run) -> None:
    desk("demo")
    before = db.session.query(Booking.uid).order_by(Booking.uid).all()
    again = desk("demo")
    assert again.exit_code == 0
    assert "--reset" in again.output
    assert db.session.query(Booking.uid).order_by(Booking.uid).all() == before


def test_reset_forgets_what_was_done_in_the_demo(desk: Run, app: Flask) -> None:
    desk("demo")
    newcomer = make.make_person(email="newcomer@example.org")
    make.make_organization(edition=db.session.query(Edition).one(), people=[newcomer])
    mail = Path(app.instance_path) / "mail"
    mail.mkdir()
    (mail / "old.eml").touch()
    assert desk("demo", "--reset").exit_code == 0
    assert db.session.query(Person).where(Person.email == "newcomer@example.org").count() == 0
    assert (count(Edition), count(Organization), count(Booking)) == (1, 42, 22)
    assert not (mail / "old.eml").exists()


@pytest.mark.parametrize("arguments", [("demo",), ("demo", "--reset")])
def test_the_demo_does_not_touch_real_data(desk: Run, arguments: tuple[str, ...]) -> None:
    make.make_meeting()
    result = desk(*arguments)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert (count(Edition), count(Booking)) == (1, 1)


@SQLITE_ONLY
def test_with_a_mail_server_nothing_is_sent_to_invented_people(desk: Run, app: Flask) -> None:
    app.config["MAIL_SERVER"] = "mail.example.org"
    desk("demo")
    assert {state for (state,) in db.session.query(Message.state)} == {"dropped"}


@pytest.mark.parametrize(
    ("today", "first"),
    [
        ("2026-11-22", "2026-11-30"),  # Sunday: Monday of the week after
        ("2026-11-23", "2026-12-01"),  # Monday: Tuesday to Thursday
        ("2026-11-24", "2026-12-02"),  # Tuesday: Wednesday to Friday
        ("2026-11-25", "2026-12-07"),  # Wednesday: a Thursday would run into the weekend
    ],
)
def test_the_first_day_is_eight_days_ahead_and_before_a_weekend(today: str, first: str) -> None:
    assert demo.first_day(date.fromisoformat(today)) == date.fromisoformat(first)


# serve


def children_of(process: subprocess.Popen[str]) -> dict[int, list[int]]:
    """Each child of that process, in the order of their birth, with its own children."""

    def born_of(pid: int) -> list[int]:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    return {child: born_of(child) for child in born_of(process.pid)}


def alive(pid: int) -> bool:
    """There, and not a zombie that nobody has asked after."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Wait for a thing to become so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_serve_opens_on_the_demo_and_says_how_to_enter(start_server: StartServer) -> None:
    server = start_server(demo=False)
    assert server.url in "".join(server.output)
    assert set(server.links) == {"organization", "expert", "coordinator"}
    assert all(link.startswith(server.url) for link in server.links.values())
    assert f"{server.url}/mailbox" in "".join(server.output)
    for link in server.links.values():
        assert urllib.request.urlopen(link).status == 200
    until(lambda: len(list((server.instance / "mail").glob("*.eml"))) >= 44)


def test_an_empty_instance_stays_empty_when_told_to(start_server: StartServer) -> None:
    server = start_server(demo=False, BRIGADE_DEMO="0")
    assert not server.links
    assert "coordinator" in "".join(server.output)


def test_a_database_that_somebody_named_gets_no_demo_unless_asked(start_server: StartServer, postgres: str) -> None:
    with cluster.database(postgres) as url:
        server = start_server(demo=False, DATABASE_URL=url)
        assert not server.links
        server.stop()
        asked = start_server(demo=False, DATABASE_URL=url, BRIGADE_DEMO="1")
        assert set(asked.links) == {"organization", "expert", "coordinator"}
        asked.stop()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_stops_cleanly(start_server: StartServer, number: int) -> None:
    server = start_server()
    family = children_of(server.process)
    assert server.stop(number) == 0
    assert "Traceback" not in "".join(server.output)
    assert not any(alive(pid) for child, born in family.items() for pid in (child, *born))


def test_a_busy_port_is_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "brigade.cli", "serve", "--port", str(port), "--instance", tmp_path],
            cwd=ROOT, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_postman_that_dies_is_started_again(start_server: StartServer) -> None:
    server = start_server()
    pages, postman = children_of(server.process)
    os.kill(postman, signal.SIGKILL)
    until(lambda: set(children_of(server.process)) - {pages, postman})
    assert pages in children_of(server.process)
    assert urllib.request.urlopen(f"{server.url}/healthz").status == 200


def test_without_its_pages_serve_ends_as_a_failure(start_server: StartServer) -> None:
    server = start_server()
    pages, postman = children_of(server.process)
    os.kill(pages, signal.SIGKILL)
    assert server.process.wait(timeout=30) == 1
    until(lambda: not alive(postman))


def test_children_do_not_outlive_a_killed_parent(start_server: StartServer) -> None:
    server = start_server()
    family = children_of(server.process)
    server.process.kill()
    server.process.wait(timeout=10)
    until(lambda: not any(alive(pid) for child, born in family.items() for pid in (child, *born)))


# check, backup, restore


def test_check_is_content_with_nothing_wrong(desk: Run) -> None:
    make.make_edition()
    assert desk("check").exit_code == 0


def test_check_tells_what_is_wrong(desk: Run) -> None:
    booking = make.make_meeting()
    db.session.query(Seat).delete()
    result = desk("check")
    assert result.exit_code == 1
    assert booking.uid in result.stderr


@SQLITE_ONLY
def test_a_backup_can_be_restored(desk: Run, tmp_path: Path) -> None:
    make.make_edition(slug="before", is_demo=True)
    copy = tmp_path / "copy.sqlite"
    assert desk("backup", str(copy)).exit_code == 0
    db.session.query(Edition).update({"slug": "after"})
    assert desk("restore", str(copy)).exit_code == 0
    assert db.session.query(Edition.slug).scalar() == "before"


@SQLITE_ONLY
def test_restore_replaces_real_data_only_when_forced_and_after_a_backup(desk: Run, app: Flask, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    desk("backup", str(copy))
    make.make_edition(slug="real")
    refused = desk("restore", str(copy))
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert count(Edition) == 1
    assert desk("restore", str(copy), "--force").exit_code == 0
    assert count(Edition) == 0
    (kept,) = (Path(app.instance_path) / "backups").glob("*.sqlite")
    assert desk("restore", str(kept)).exit_code == 0
    assert db.session.query(Edition.slug).scalar() == "real"


@SQLITE_ONLY
def test_restore_takes_nothing_but_a_copy_of_brigade(desk: Run, tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense"
    nonsense.write_bytes(b"SQLite format 3\0" + bytes(5000))
    assert desk("restore", str(nonsense)).exit_code == 1


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_on_postgresql_the_desk_says_which_command_does_it(desk: Run, tmp_path: Path) -> None:
    said = desk("backup")
    assert said.exit_code == 1
    assert "pg_dump" in said.stderr
    copy = tmp_path / "copy"
    copy.touch()
    assert "pg_restore" in desk("restore", str(copy)).stderr
