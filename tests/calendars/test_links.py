"""The links that open "new event", as the calendar behind them takes them apart."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brigade.calendars.event import Event
from brigade.calendars.links import google, office365, outlook
from brigade.calendars.text import one_line
from tests.calendars.events import an_event

LINKS = (google, outlook, office365)


def fields(link: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query, strict_parsing=True).items()}


def test_google() -> None:
    link = google(an_event(starts_at=datetime(2026, 7, 15, 14, 30, tzinfo=UTC)))
    assert urlsplit(link)[:3] == ("https", "calendar.google.com", "/calendar/render")
    assert fields(link) == {
        "action": "TEMPLATE",
        "text": "Billetterie en ligne : Théâtre de l'Île et Ana Roy",
        "dates": "20260715T143000Z/20260715T150000Z",
        "ctz": "America/Toronto",
        "details": "Votre besoin : vendre des billets en ligne.\nTable 4",
        "location": "Maison de la littérature, table 4",
    }


@pytest.mark.parametrize(("link", "host"), [(outlook, "outlook.live.com"), (office365, "outlook.office.com")])
def test_microsoft(link: Callable[[Event], str], host: str) -> None:
    written = link(an_event())
    assert urlsplit(written)[:3] == ("https", host, "/calendar/0/deeplink/compose")
    assert fields(written) == {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": "Billetterie en ligne : Théâtre de l'Île et Ana Roy",
        "startdt": "2026-11-18T14:30:00Z",
        "enddt": "2026-11-18T15:00:00Z",
        "body": "Votre besoin : vendre des billets en ligne.\nTable 4",
        "location": "Maison de la littérature, table 4",
    }


@pytest.mark.parametrize("link", LINKS)
def test_a_link_is_never_longer_than_browsers_take(link: Callable[[Event], str]) -> None:
    assert len(link(an_event(description="🎭" * 5000))) < 16_000


@settings(max_examples=60, deadline=None)
@given(words=st.text(st.characters(exclude_categories=())), link=st.sampled_from(LINKS))
def test_whatever_is_typed_stays_in_its_field(words: str, link: Callable[[Event], str]) -> None:
    written = link(an_event(summary=words + "&action=x#", location="x"))
    assert written.isascii()
    assert " " not in written
    assert "+" not in written
    assert fields(written).keys() == fields(link(an_event())).keys()
    assert one_line(words + "&action=x#") in unquote(written)
