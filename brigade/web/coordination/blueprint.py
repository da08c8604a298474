"""The desk's blueprint, on which each part hangs its pages."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, request

bp = Blueprint("coordination", __name__, url_prefix="/coordination")


def page_number(asked: Mapping[str, str] | None = None) -> int:
    """The page of a long list that is asked for, by the address or these values; 1 where they say nothing of use."""
    text = (request.args if asked is None else asked).get("page", "")
    return min(max(int(text), 1), 1_000_000) if text.isascii() and text.isdigit() and len(text) < 10 else 1
