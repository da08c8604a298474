"""Where a page's reader can go: the links of every role that the person has, and the tabs of the desk's sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from brigade import clock
from brigade.language import gettext as _
from brigade.queries import inbound, outbox
from brigade.web import access
from brigade.web.coordination.sections import SECTIONS, Section


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the navigation; `count` and `alert` are shown beside it."""

    href: str
    label: str
    current: bool
    count: int | None = None
    alert: bool = False


def links() -> tuple[list[Link], list[Link]]:
    """This page's navigation and tabs; what went wrong is counted in red on every page of a coordinator."""
    person = access.person()
    if person is None or not person.is_coordinator:
        return _own(), []
    alerts = {
        "coordination.outbox": outbox.failed_count(), "coordination.answers": inbound.trouble_count(clock.now()),
    }  # fmt: skip
    return _own() + [_entry(section, alerts) for section in SECTIONS], _tabs(alerts)


def _own() -> list[Link]:
    """What everybody sees, and what this person has as an organization's member or an expert."""
    person, found = access.person(), [("public.experts", _("La brigade"))]
    if person is not None and access.has_needs(person):
        found.append(("organization.needs", _("Mes besoins")))
    if access.expert() is not None:
        found += [("expert.agenda", _("Mon agenda")), ("expert.availability", _("Mes disponibilités"))]
    return [_link(endpoint, label, [endpoint]) for endpoint, label in found]


def _entry(section: Section, alerts: Mapping[str, int]) -> Link:
    endpoints = [endpoint for endpoint, _label in section.pages]
    return _link(endpoints[0], section.label, endpoints, sum(alerts.get(endpoint, 0) for endpoint in endpoints))


def _tabs(alerts: Mapping[str, int]) -> list[Link]:
    """The pages of the section in which this one lies; none where it is alone there."""
    pages = next((section.pages for section in SECTIONS if request.endpoint in dict(section.pages)), ())
    tabs = [_link(endpoint, label, [endpoint], alerts.get(endpoint, 0)) for endpoint, label in pages]
    return tabs if len(tabs) > 1 else []


def _link(endpoint: str, label: Any, within: Iterable[str], wrong: int = 0) -> Link:
    """`within`: the pages that are this entry's, those below them included."""
    below = any(f"{request.path}/".startswith(f"{url_for(each)}/") for each in within)
    return Link(url_for(endpoint), str(label), below, wrong or None, wrong > 0)
