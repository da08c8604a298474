"""Where to go back to: only ever a path of this site, whatever a form or an address says."""

from urllib.parse import urlsplit

from flask import request
from flask.globals import request_ctx

LONGEST = 300  # what a sign-in link remembers


def safe(target: str | None) -> str:
    """The path if it is one of ours, else the home page; `//host`, `\\host` and control characters are not paths."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or not target.isprintable():
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc or "\\" in target or len(target) > LONGEST else target


def here() -> str:
    """The page that is open: its path and query; after a form was sent, the page that holds the form.

    An action's path is its page's with one word more (/needs/x/book), so the page is found without a referrer.
    """
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")
    adapter = request_ctx.url_adapter
    paths = (request.path, request.path.rpartition("/")[0])
    return next((path for path in paths if adapter and path and adapter.test(path, "GET")), "/")
