"""Where to go back to: only ever a path of this site, whatever a form or an address says."""

from urllib.parse import urlsplit


def safe(target: str | None) -> str:
    """The path if it is one of ours, else the home page; `//host`, `\\host` and control characters are not paths."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or not target.isprintable():
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc or "\\" in target else target
