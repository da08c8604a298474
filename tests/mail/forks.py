"""Postmen as `serve` makes them: forks of one process that has the application loaded. One for each line it reads.

Run with a test's environment; it prints the process id of each postman. Forking the test's own process was discarded:
its mail server runs in a thread.
"""

from __future__ import annotations

import os
import signal
import sys
from threading import Event

from brigade import create_app
from brigade.mail.postman import run

if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    app = create_app()
    print("ready", flush=True)
    for _line in sys.stdin:
        if not (postman := os.fork()):
            sys.stdin.close()
            run(app, Event())
        print(postman, flush=True)
