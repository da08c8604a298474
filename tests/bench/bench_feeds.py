"""What a feed costs, as a multiple of an empty Flask response in the same run.

    python -m tests.bench.bench_feeds [--rounds 7]

The whole application answers, in this process and without a socket, beside a bare Flask application whose one view says
"". Both are alternated round by round because the machine is shared; a figure is the median of the rounds' ratios. The
brigade's feed holds 5,000 sessions, an expert's 36; readers accept gzip. Two programs that are not ours read all 5,000
back, which takes the slower one half a minute.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextvars import Context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import delete
from werkzeug.test import EnvironBuilder

from brigade import create_app, migrations
from brigade.database import db
from brigade.domain import feeds, published
from brigade.models import FeedEvent, Person
from brigade.queries import editions
from tests import factories as make
from tests.bench import season
from tests.calendars import receivers
from tests.races import cluster

Environ = dict[str, Any]
Call = Callable[[], tuple[str, bytes, dict[str, str]]]


def main() -> None:
    """Print one block per engine."""
    options = _options()
    with TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/brigade.sqlite", Path(folder), options.rounds)
    if why := cluster.reason_without():
        print(why)
        return
    with cluster.running(durable=True) as running, cluster.database(running) as url, TemporaryDirectory() as folder:
        measure("PostgreSQL", url, Path(folder), options.rounds)


def measure(name: str, url: str, instance: Path, rounds: int) -> None:
    """Fill the database, then time each kind of answer."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "PUBLIC_URL": "https://brigade.example.org"}, instance)
    with app.app_context():
        migrations.to_head()
        coordinator, expert = season.fill()
        everything, own = (_address(person, scope) for person, scope in ((coordinator, "brigade"), (expert, "mine")))
    print(name)
    _report("everything, nothing kept yet", _call(app, everything), 1)
    _keep_events(app)
    for title, path in (("everything", everything), ("one expert's", own)):
        first = _call(app, path)
        _report(f"{title}, first response", first, rounds)
        _report(f"{title}, unchanged", _call(app, path, first()[2]["ETag"]), rounds)
    _read_back(gzip.decompress(_call(app, everything)()[1]))


def _address(person: Person, scope: str) -> str:
    raw = feeds.give(person, scope, now=make.NOW)
    db.session.commit()
    return f"/feeds/{raw}.ics"


def _keep_events(app: Flask) -> None:
    """As the postman does, and how fast."""
    began, made = time.perf_counter(), 0
    with app.app_context():
        edition = editions.current()
        assert edition is not None
        db.session.execute(delete(FeedEvent))
        while number := published.refresh(edition, published.Press.of(app.config)):
            made += number
            db.session.commit()
        db.session.commit()
    print(f"  {made} events made and kept, {made / (time.perf_counter() - began):.0f} a second")


def _read_back(raw: bytes) -> None:
    """By vobject and ics, each in a process of its own."""
    written = sorted(re.findall("\r\nUID:([^\r]+)", raw.decode()))
    for program in ("vobject", "ics"):
        done = subprocess.run([sys.executable, receivers.__file__, program], input=raw, capture_output=True, check=True)
        assert json.loads(done.stdout)["uids"] == written, program
        print(f"  {len(set(written)):,} UIDs read back by {program}")


def _report(title: str, call: Call, rounds: int) -> None:
    status, raw, _headers = call()
    pairs = [(_seconds(call), _seconds(_bare())) for _ in range(rounds)]
    ratios = [ours / bare for ours, bare in pairs]
    print(
        f"  {title}: {status}, {len(raw):,} bytes, {1000 * median(ours for ours, _ in pairs):.2f} ms, "
        f"{median(ratios):.1f} × an empty response ({min(ratios):.1f} to {max(ratios):.1f} in {rounds} rounds)"
    )


def _seconds(call: Call) -> float:
    """The mean of as many calls as fit in a fifth of a second."""
    began, calls = time.perf_counter(), 0
    while (spent := time.perf_counter() - began) < 0.2:
        call()
        calls += 1
    return spent / calls


def _bare() -> Call:
    return _call(BARE, "/")


def _call(app: Flask, path: str, etag: str = "") -> Call:
    """One GET as a server makes it: status, body, headers."""
    headers = {"Accept-Encoding": "gzip"} | ({"If-None-Match": etag} if etag else {})
    environ = EnvironBuilder(path=path, headers=headers).get_environ()

    def answer() -> tuple[str, bytes, dict[str, str]]:
        said: list[Any] = []
        chunks = app.wsgi_app(dict(environ), lambda status, head, _info=None: said.extend((status, head)))
        raw = b"".join(chunks)
        chunks.close()  # type: ignore[attr-defined]
        return said[0], raw, dict(said[1])

    return lambda: Context().run(answer)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args()


BARE = Flask("bare")
BARE.add_url_rule("/", "empty", lambda: "")

if __name__ == "__main__":
    main()
