"""The desk without Flask's own command: starts quicker, and reads `--instance` before the application is made."""

from brigade.cli import desk, load

load()
desk(prog_name="python3 -m brigade")
