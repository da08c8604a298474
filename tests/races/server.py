"""The product behind real gunicorn processes, as it runs in production, for as long as a `with` block lasts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
Address = tuple[str, int]


@contextmanager
def serving(app: str, environment: dict[str, str], *, processes: int, threads: int) -> Iterator[Address]:
    """Serve `app` ("module:name") from that many processes; the address is free and listening before they are.

    The app is loaded once and forked: all processes are there when the first one answers.
    """
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        address: Address = listening.getsockname()
        command = [
            sys.executable, "-m", "gunicorn", "--preload", "--worker-class", "gthread", "--workers", str(processes),
            "--threads", str(threads), "--bind", f"fd://{listening.fileno()}", "--log-level", "warning",
            "--graceful-timeout", "3", "--no-control-socket", app,
        ]  # fmt: skip
        server = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, pass_fds=[listening.fileno()])
    try:
        urlopen(f"http://127.0.0.1:{address[1]}/healthz", timeout=60).close()
        yield address
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        finally:
            server.kill()


def environment(instance: Path, database: str) -> dict[str, str]:
    """What the product reads to find its data."""
    return {"BRIGADE_INSTANCE": str(instance), "DATABASE_URL": database}
