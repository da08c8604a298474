"""Brigade: organizations book the right expert of a digital brigade, and every calendar agrees.

Third-party packages are imported inside `create_app`, so that `python3 -m brigade` can install them first.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(overrides: dict[str, Any] | None = None, instance: Path | None = None) -> Flask:
    """The whole application: configuration, database, languages, mail, pages, commands."""
    from flask import Flask
    from jinja2 import StrictUndefined

    from brigade import cli, config, migrations, web
    from brigade.database import db

    root = config.ROOT
    path = instance or config.instance_path()
    path.mkdir(parents=True, exist_ok=True)
    app = Flask(
        "brigade", root_path=str(root), instance_path=str(path), instance_relative_config=True,
        template_folder="templates", static_folder="static",
    )  # fmt: skip
    config.load(app, overrides)
    app.jinja_env.undefined = StrictUndefined
    db.init_app(app)
    migrations.init(app)
    web.init(app)
    cli.init(app)
    return app
