"""The two processes that `serve` keeps: gunicorn with the loaded application, and the postman."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
from collections.abc import Callable
from contextvars import Context
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy.exc import SQLAlchemyError

from brigade.database import reading
from brigade.domain import fit
from brigade.queries import editions

PATIENCE = 15  # seconds for what is in hand when a stop is asked for; longer than gunicorn's own
PR_SET_PDEATHSIG = 1  # prctl(2)


class Child:
    """A fork that runs one function, out of the terminal's reach and never longer than its parent."""

    def __init__(self, work: Callable[..., None], *arguments: Any) -> None:
        # An empty context: an application context of the parent would become the one `g` of all its requests.
        self._process = get_context("fork").Process(target=Context().run, args=(_settle, work, *arguments))
        self._process.start()

    def result(self) -> int:
        """Its exit code, once it is done; whoever interrupts the waiting ends it."""
        try:
            self._process.join()
        except BaseException:
            self._process.terminate()
            raise
        return self._process.exitcode or 0

    def ended(self) -> bool:
        """Whether it is gone; reaps it then."""
        return not self._process.is_alive()

    def ask_to_stop(self) -> None:
        """SIGTERM, if it is there."""
        self._process.terminate()

    def wait(self) -> None:
        """Until it is gone; after `PATIENCE` seconds it is made to."""
        self._process.join(PATIENCE)
        self._process.kill()
        self._process.join()


def _settle(work: Callable[..., None], *arguments: Any) -> None:
    """Ctrl-C is for the parent alone, which asks in turn; without it there is nobody to stop this process."""
    os.setpgid(0, 0)
    with contextlib.suppress(OSError, AttributeError):  # elsewhere than on Linux an orphan has to be stopped by hand
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_SETMASK, set())
    work(*arguments)


def run_command(app: Flask, *arguments: str) -> None:
    """One of the desk's commands, with the application that is loaded already."""
    from brigade.cli import desk

    with app.app_context():
        desk(arguments)


def serve_pages(app: Flask, listener: socket.socket) -> None:
    """Gunicorn, in this process."""
    Pages(app, listener).run()


class Pages(BaseApplication):  # type: ignore[misc]
    """Gunicorn told in code: 2 processes × 4 threads, quiet, on a socket that is bound already."""

    def __init__(self, app: Flask, listener: socket.socket) -> None:
        self.app, self.listener = app, listener
        super().__init__()

    def load_config(self) -> None:
        """Threads, because a page mostly waits for the database; heartbeats in memory where there is such a place."""
        settings = {
            "bind": f"fd://{self.listener.fileno()}", "workers": int(os.environ.get("WEB_CONCURRENCY") or 2),
            "worker_class": "gthread", "threads": 4, "graceful_timeout": 10, "loglevel": "warning",
            "post_worker_init": self._warm, "control_socket_disable": True,
            "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,
        }  # fmt: skip
        for name, value in settings.items():
            self.cfg.set(name, value)

    def _warm(self, _worker: object) -> None:
        """Beside the first pages, not before them: the encoder alone takes 1.6 s and is wanted by needs only."""
        Thread(target=_warm, args=(self.app,), name="warm", daemon=True).start()

    def load(self) -> Flask:
        """Loaded before the fork: healthy after 1.6 s instead of 4.1 s, and 138 MB instead of 160 (two processes)."""
        return self.app


def _warm(app: Flask) -> None:
    """Read what matching needs; without an edition, or without a database, the first need does."""
    with app.app_context(), reading(), contextlib.suppress(SQLAlchemyError):
        edition = editions.current()
        if edition is not None:
            fit.warm(edition)
