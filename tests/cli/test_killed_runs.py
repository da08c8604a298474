"""kill -9 in the middle of a search: of the postman, of the pages, of everything. Nothing is doubled or half done.

The real command with its real children, over HTTP. An engine needs a second to be there at all, so a run that has begun
is still under way when it is hit.
"""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import time
from collections.abc import Callable
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from tests.fixtures.server import LiveServer, StartServer, serving

ASKED = {"mode": "gaps", "day": "", "stability": "0.25", "seconds": "15"}
PROPOSALS = "/coordination/proposals"


class Desk:
    """The coordinator's browser: follows redirects, sends the token of the page it is on."""

    def __init__(self, server: LiveServer) -> None:
        self.url, self.browser = server.url, build_opener(HTTPCookieProcessor(CookieJar()))
        link = server.links["coordinator"].removeprefix(server.url)
        self.open(link)
        self.send(link)

    def open(self, path: str, fields: dict[str, str] | None = None) -> str:
        data = urlencode(fields).encode() if fields is not None else None
        try:
            with self.browser.open(self.url + path, data, timeout=120) as answer:
                self.address, self.page = answer.url, unescape(answer.read().decode())
        except HTTPError as error:
            self.address, self.page = error.url or "", unescape(error.read().decode())
        return " ".join(self.page.split())

    def send(self, path: str, **fields: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.page)
        assert found is not None
        return self.open(path, {"csrf_token": found[1]} | fields)

    def ask(self) -> str:
        """Ask for a proposal: the path of its run."""
        self.open(PROPOSALS)
        self.send(PROPOSALS, **ASKED)
        assert "/runs/" in self.address, self.page
        return self.address.removeprefix(self.url)


def rows(instance: Path, statement: str, *values: Any) -> list[Any]:
    with sqlite3.connect(instance / "brigade.sqlite", timeout=60) as connection:
        return connection.execute(statement, values).fetchall()


def state(instance: Path) -> str:
    """Of the newest run."""
    return str(rows(instance, "SELECT state FROM run ORDER BY id DESC LIMIT 1")[0][0])


def until(holds: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} seconds"
        time.sleep(0.02)


def processes() -> dict[int, tuple[int, str]]:
    """Process → its parent and its command, of all there are."""
    found = {}
    for each in Path("/proc").glob("[0-9]*"):
        try:
            fields = (each / "stat").read_text().rpartition(")")[2].split()
            command = (each / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue  # gone meanwhile
        if fields[0] != "Z":
            found[int(each.name)] = int(fields[1]), command
    return found


def at_work(instance: Path) -> tuple[int, int]:
    """Once the run is under way: the process that holds it, and the postman that started it."""
    until(lambda: state(instance) == "running")
    (uid,) = rows(instance, "SELECT uid FROM run WHERE state = 'running'")[0]
    holder = next(pid for pid, (_parent, command) in processes().items() if f"solve {uid}" in command)
    return holder, processes()[holder][0]


def below(process: int) -> set[int]:
    """It and all that it started."""
    known, found = processes(), {process}
    while more := {pid for pid, (parent, _command) in known.items() if parent in found} - found:
        found |= more
    return found


def nothing_doubled(instance: Path, *, proposals: int) -> None:
    """As many proposals as runs that are done, and every place of the demo is as it was: one session a seat."""
    done = rows(instance, "SELECT count(*) FROM run WHERE state = 'done'")
    assert rows(instance, "SELECT count(*) FROM proposal") == done == [(proposals,)]
    assert rows(instance, "SELECT count(*) FROM run WHERE state IN ('waiting', 'running')") == [(0,)]
    live = rows(instance, "SELECT count(*) FROM booking WHERE state = 'live'")
    assert rows(instance, "SELECT count(*) FROM seat") == live
    need = "SELECT count(*) FROM proposed_booking GROUP BY proposal_id, need_id HAVING count(*) > 1"
    assert rows(instance, need) == []


def test_the_postman_is_killed_and_the_run_ends_all_the_same(start_server: StartServer) -> None:
    server = start_server()
    desk = Desk(server)
    path = desk.ask()
    _holder, postman = at_work(server.instance)
    os.kill(postman, signal.SIGKILL)
    until(lambda: state(server.instance) != "running")
    until(lambda: postman not in processes() and "Le facteur s’est arrêté" in "".join(server.output))
    desk.open(path)
    assert re.search(r"/proposals/[\w-]{22}$", desk.address), "the run's page leads to the proposal"
    nothing_doubled(server.instance, proposals=1)
    path = desk.ask()
    until(lambda: state(server.instance) == "done")
    nothing_doubled(server.instance, proposals=2)


def test_the_pages_are_killed_and_the_run_says_that_the_server_stopped(start_server: StartServer) -> None:
    server = start_server()
    path = Desk(server).ask()
    holder, postman = at_work(server.instance)
    pages = {pid for pid, (parent, _command) in processes().items() if parent == server.process.pid} - {postman}
    for each in set().union(*(below(pid) for pid in pages)):
        os.kill(each, signal.SIGKILL)
    assert server.process.wait(60) == 1, "without pages the command ends, and says so"
    until(lambda: holder not in processes())
    nothing_doubled(server.instance, proposals=0)
    with serving(server.instance, {}) as again:
        desk = Desk(again)
        assert "Le serveur s’est arrêté pendant le calcul. Rien n’a changé ; relancez-le." in desk.open(path)
        desk.ask()
        until(lambda: state(server.instance) == "done")
        nothing_doubled(server.instance, proposals=1)


def test_everything_is_killed_and_the_run_says_that_it_is_dead(start_server: StartServer) -> None:
    server = start_server()
    path = Desk(server).ask()
    at_work(server.instance)
    everything = below(server.process.pid)
    for each in everything:
        os.kill(each, signal.SIGKILL)
    server.process.wait(60)
    until(lambda: not everything & processes().keys())
    assert state(server.instance) == "running", "nobody was left to say anything"
    with serving(server.instance, {}) as again:
        desk = Desk(again)
        desk.open(PROPOSALS)
        assert "Un calcul est en cours" in desk.send(PROPOSALS, **ASKED), "it may only be slow"
        with sqlite3.connect(server.instance / "brigade.sqlite", timeout=60) as connection:
            connection.execute("UPDATE run SET beat_at = datetime(beat_at, '-1 minute')")
        until(lambda: state(server.instance) == "failed")
        assert "Le calcul ne donne plus signe de vie" in desk.open(path)
        desk.ask()
        until(lambda: state(server.instance) == "done")
        nothing_doubled(server.instance, proposals=1)
