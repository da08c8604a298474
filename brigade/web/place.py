"""The place that a form names: an expert's slug and a slot's id."""

from __future__ import annotations

from collections.abc import Mapping

from brigade.domain.refusal import Refusal
from brigade.models import Edition, Expert, Slot
from brigade.queries import brigade
from brigade.web.forms import fields


def read(edition: Edition, form: Mapping[str, str]) -> tuple[Expert, Slot]:
    """Both rows; nonsense in either field is a place that is not open."""
    slug, slot = (fields.one_line(form.get(name)) for name in ("expert", "slot"))
    found = brigade.find_place(edition, slug, slot)
    if found is None:
        raise Refusal("not-open")
    return found
