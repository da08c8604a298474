"""`python3 -m brigade [command]`: everything from a fresh checkout to a running server, on nothing but Python.

Makes .venv in the checkout, installs the lock that the command needs when its digest changed, then becomes the
command: `serve` when none is given, pytest for `test`, otherwise what `flask brigade <command>` is. Standard library
only, because it runs before anything is installed. Discarded: asking for uv or an active virtual environment first
(one more step between a newcomer and the page).
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
ENGLISH = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "").startswith("en")


def main(arguments: list[str]) -> None:
    """Install what is missing, then become the command."""
    if os.name != "posix":
        stop("Brigade a besoin de Linux ou de macOS (Windows : WSL).", "Brigade needs Linux or macOS (Windows: WSL).")
    if sys.version_info < (3, 11):  # noqa: UP036  who starts it may have an older one
        stop("Brigade a besoin de Python 3.11 ou plus récent.", "Brigade needs Python 3.11 or newer.")
    install(lock_for(arguments))
    os.environ["PYTHONTZPATH"] = ""  # time zones from the lock: the system's may be a year old
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    if arguments[:1] == ["test"]:
        os.chdir(ROOT)
        become("pytest", *arguments[1:])
    become("brigade.cli", *(arguments or ["serve"]))


def lock_for(arguments: list[str]) -> Path:
    """The smallest lock that holds what the command needs; each is complete in itself."""
    name = "base"
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        name = "postgres"
    if arguments[:1] == ["test"]:
        name = "test"
    return ROOT / f"{name}.lock"


def install(lock: Path) -> None:
    """Bring .venv to what the lock says, if it is not there already."""
    stamp = VENV / f".installed-{lock.stem}"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == digest:
        return
    if not PYTHON.exists():
        make_venv()
    run_pip(lock)
    stamp.write_text(digest)


def make_venv() -> None:
    """Without pip: Debian splits ensurepip off, and the pip that is there can install from outside."""
    say("Création de .venv …", "Making .venv …")
    command = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode:
        stop(
            f"Impossible de créer {VENV} : {made.stderr.strip()}\nSous Debian ou Ubuntu : apt install python3-venv",
            f"Cannot make {VENV}: {made.stderr.strip()}\nOn Debian or Ubuntu: apt install python3-venv",
        )


def run_pip(lock: Path) -> None:
    """Install every line of the lock, each by its hash; count the packages on the way."""
    total, started = lock.read_text().count("=="), time.monotonic()
    say(f"Installation de {total} paquets, une seule fois …", f"Installing {total} packages, this once …")
    command = [*pip(), "install", "--require-hashes", "--no-input", "--disable-pip-version-check", "-r", str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        output = [show_progress(line, total) for line in process.stdout]
    if process.returncode:
        stop(
            "".join(output[-15:]) + "L’installation a échoué : la raison est ci-dessus. Relancez la même commande.",
            "".join(output[-15:]) + "The installation failed: the reason is above. Run the same command again.",
        )
    seconds = time.monotonic() - started
    say(f"Installé en {seconds:.0f} s.", f"Installed in {seconds:.0f} s.")


def pip() -> list[str]:
    """A pip that installs into .venv: the one of this Python (22.3 or newer), else the one that .venv makes itself."""
    outside = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    inside = [str(PYTHON), "-m", "pip"]
    if works([*outside, "--version"]):
        return outside
    if not works([*inside, "--version"]) and not works([str(PYTHON), "-m", "ensurepip"]):
        stop(
            "Ni pip ni ensurepip n’est installé. Sous Debian ou Ubuntu : apt install python3-venv",
            "Neither pip nor ensurepip is installed. On Debian or Ubuntu: apt install python3-venv",
        )
    return inside


def works(command: list[str]) -> bool:
    """Whether the command ends well; what it says does not matter."""
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def show_progress(line: str, total: int) -> str:
    """On a terminal, say which package is at hand; give the line back."""
    if sys.stderr.isatty() and line.startswith("Collecting "):
        print(f"\r\033[K  {line.split()[1].split('==')[0]}", end="\r", file=sys.stderr, flush=True)
    return line


def become(module: str, *arguments: str) -> NoReturn:
    """Replace this process, so that signals and the exit code are the command's own."""
    os.execv(PYTHON, [str(PYTHON), "-m", module, *arguments])


def say(french: str, english: str) -> None:
    """One line of progress; French unless the terminal is English."""
    print(english if ENGLISH else french, file=sys.stderr, flush=True)


def stop(french: str, english: str) -> NoReturn:
    """Say what is missing and leave with 1."""
    say(french, english)
    sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
