"""The desk's blueprint, on which each part hangs its pages."""

from __future__ import annotations

from flask import Blueprint, request

bp = Blueprint("coordination", __name__, url_prefix="/coordination")


def page_number() -> int:
    """The page of a long list that is asked for; 1 where the address says nothing of use."""
    return min(max(request.args.get("page", 1, type=int), 1), 1_000_000)
