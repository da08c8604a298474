"""Configuration: defaults < instance/config.py < BRIGADE_* in the environment, `DATABASE_URL` as an alias.

Nothing has to be set. Without a mail server, messages become files in instance/mail/; without a secret, one is made and
kept (0600), so that a restart signs nobody out.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from brigade.database import normalise_url

ROOT = Path(__file__).resolve().parent.parent
MAX_BODY_BYTES = 1_000_000

DEFAULTS: dict[str, Any] = {
    "ORGANIZER": "rencontres@example.org",
    "ORGANIZER_NAME": "",
    "MAIL_SERVER": None,
    "MAIL_PORT": 25,
    "MAIL_USERNAME": None,
    "MAIL_PASSWORD": None,
    "MAIL_USE_TLS": False,
    "MAIL_USE_SSL": False,
    "MAIL_TIMEOUT": 20,
    "MAIL_CA_FILE": None,
    "INBOX_IMAP_HOST": None,
    "INBOX_IMAP_PORT": 993,
    "INBOX_IMAP_USERNAME": "",
    "INBOX_IMAP_PASSWORD": "",
    "INBOX_IMAP_FOLDER": "INBOX",
    "INBOX_MAILDIR": None,
    "PROXIES": 0,
    "MAX_CONTENT_LENGTH": MAX_BODY_BYTES,
    "MAX_FORM_MEMORY_SIZE": MAX_BODY_BYTES,
    "MAX_FORM_PARTS": 2_000,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "PERMANENT_SESSION_LIFETIME": 60 * 60 * 24 * 60,
    "SESSION_REFRESH_EACH_REQUEST": False,
    "WTF_CSRF_TIME_LIMIT": None,
    "SQLALCHEMY_RECORD_QUERIES": False,
}


def instance_path() -> Path:
    """Where data lives: `BRIGADE_INSTANCE`, else instance/ beside the code."""
    return Path(os.environ.get("BRIGADE_INSTANCE") or ROOT / "instance").resolve()


def load(app: Any, overrides: dict[str, Any] | None) -> None:
    """Fill `app.config`; later sources win, and `overrides` (tests) win over all."""
    app.config.from_mapping(DEFAULTS, PUBLIC_URL=f"http://127.0.0.1:{os.environ.get('BRIGADE_PORT') or 8000}")
    app.config.from_pyfile("config.py", silent=True)
    app.config.from_prefixed_env("BRIGADE")
    app.config.update(overrides or {})
    config = app.config
    url = config.get("SQLALCHEMY_DATABASE_URI") or os.environ.get("DATABASE_URL")
    config["SQLALCHEMY_DATABASE_URI"] = normalise_url(url or f"sqlite:///{Path(app.instance_path) / 'brigade.sqlite'}")
    config["PUBLIC_URL"] = config["PUBLIC_URL"].rstrip("/")
    config["SESSION_COOKIE_SECURE"] = config["PUBLIC_URL"].startswith("https://")
    config["SECRET_KEY"] = config.get("SECRET_KEY") or kept_secret(Path(app.instance_path))


def kept_secret(instance: Path) -> str:
    """The signing secret of this instance, made on first use; two processes that start at once agree on one."""
    path = instance / "secret"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text()
