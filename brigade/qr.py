"""A code that a phone's camera reads, as a picture within a page or a file."""

from __future__ import annotations

from functools import lru_cache

import segno
from markupsafe import Markup


@lru_cache(maxsize=1_000)  # 6 ms to make, as much as the rest of a session's page
def svg(address: str) -> Markup:
    """The address as an SVG that takes the size its page gives it; whoever shows it says in words where it leads."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, border=0, svgclass=None, lineclass=None)
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))  # noqa: S704 (segno's own)
