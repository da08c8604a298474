"""The tests, for whoever types `flask brigade test`; `python3 -m brigade test` installs what they need first."""

from __future__ import annotations

import os
import sys

import click

from brigade.cli import desk
from brigade.config import ROOT


@desk.command("test", migrates=False, context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def suite(arguments: tuple[str, ...]) -> None:
    """Run pytest with ARGUMENTS."""
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])
