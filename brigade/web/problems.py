"""What went wrong, as tools read it: application/problem+json (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Response


def problem(status: int, detail: str = "") -> Response:
    """`detail` says what to do about it."""
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    body = json.dumps(said | ({"detail": detail} if detail else {}))
    return Response(body, status, content_type="application/problem+json")
