"""What the council's own tools read, as JSON: editions, experts, free places, sessions. Nothing can be written here.

A tool sends its key as `Authorization: Bearer`. Lists come a page at a time, with a `next` link (RFC 8288); an ETag
spares what has not changed; what goes wrong is said as RFC 9457 wants. The contract is openapi.json beside this file,
which tests hold against the routes and their answers.
"""

from __future__ import annotations

import json
from pathlib import Path

from flask import Blueprint, Response, abort, jsonify, request

from brigade import clock
from brigade.models import Edition
from brigade.queries import data
from brigade.web import access
from brigade.web.problems import problem

bp = Blueprint("data", __name__, url_prefix="/data/v1")
CONTRACT = json.loads((Path(__file__).parent / "openapi.json").read_text(encoding="utf-8"))


@bp.get("/openapi.json")
@access.public
def contract() -> Response:
    """The contract itself."""
    return jsonify(CONTRACT)


@bp.get("/editions")
@access.as_tool
def editions() -> Response:
    """Every edition."""
    number = _number()
    return _answer(data.editions(number), number)


@bp.get("/editions/<slug>/experts")
@access.as_tool
def experts(slug: str) -> Response:
    """The brigade of an edition."""
    number, edition = _number(), _edition(slug)
    return _unchanged(edition) or _answer(data.experts(edition, number), number, edition)


@bp.get("/editions/<slug>/places")
@access.as_tool
def places(slug: str) -> Response:
    """What can still be booked. Time alone takes places away, so there is no ETag."""
    number, edition = _number(), _edition(slug)
    return _answer(data.places(edition, clock.now(), number), number)


@bp.get("/editions/<slug>/sessions")
@access.as_tool
def bookings(slug: str) -> Response:
    """Who meets whom, and why."""
    if access.data_key().scope != "sessions":
        return problem(403, "This key reads editions, experts and places only.")
    number, edition = _number(), _edition(slug)
    return _unchanged(edition) or _answer(data.bookings(edition, number), number, edition)


def _number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), 100_000)


def _edition(slug: str) -> Edition:
    return data.edition(slug) or abort(404)


def _answer(page: data.Page, number: int, edition: Edition | None = None) -> Response:
    answer = jsonify(items=page.items)
    if not page.is_last:
        answer.headers["Link"] = f'<{request.path}?page={number + 1}>; rel="next"'
    if edition:
        answer.set_etag(_tag(edition))
    return answer


def _unchanged(edition: Edition) -> Response | None:
    """304 before anything is read, where the tool holds this version."""
    if not request.if_none_match.contains_weak(_tag(edition)):
        return None
    answer = Response(status=304)
    answer.set_etag(_tag(edition))
    return answer


def _tag(edition: Edition) -> str:
    return f"{edition.slug}-{data.version(edition)}-{_number()}"
