"""French and English: catalogues, and the one way in which days, hours and names of rows are written.

French is the msgid. CLDR's fr_CA lacks "1er" and writes short dates as numbers, so the patterns are ours. Catalogues
are committed as .po only and compiled at start when newer (temporary file and rename: several processes may start).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_time, get_timezone_name
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask
from flask.globals import app_ctx
from flask_babel import Babel, LazyString, force_locale, get_locale

LANGUAGES = ("fr", "en")
TRANSLATIONS = Path(__file__).parent / "translations"
_MONTHS = r"(?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)"
_TOGETHER = re.compile(  # the spaces at which no line may end
    r" (?=[:;!?»%](?:[\s.,;:!?)]|$))"
    rf"|(?<=\d) (?=h\b|[ap]\.m\.|{_MONTHS})|(?<=\d h) (?=\d\d\b)|(?<=\b1er) (?={_MONTHS})"
    r"|(?<=[a-z]) (?=\d{1,2}(?:,|$))| (?=– \d)|(?<=–) (?=\d)"
)
DAYS_AND_HOURS = 2_000  # remembered as text: a page writes the same few again and again

__all__ = ["LANGUAGES", "current", "force_locale", "gettext", "init", "lazy_gettext", "ngettext", "local", "own"]


def init(app: Flask, selector: Callable[[], str]) -> None:
    """Compile the catalogues and make the filters known to every template."""
    compile_catalogues()
    Babel(app, default_locale="fr", locale_selector=selector, default_translation_directories=str(TRANSLATIONS))
    times: dict[str, Callable[..., str]] = {
        "day": day, "short_day": short_day, "hour": hour, "moment": moment, "short_moment": short_moment,
    }  # fmt: skip
    filters = {name: _typeset(write) for name, write in times.items()}
    filters["number"] = number
    app.jinja_env.filters.update(filters, zone=zone_name, local=local, opening=opening, typeset=typeset)
    texts = {"gettext": _text, "ngettext": _texts}
    app.jinja_env.install_gettext_callables(**texts, newstyle=True)  # type: ignore[attr-defined]


def compile_catalogues() -> None:
    """Write each messages.mo that is missing or older than the catalogues."""
    catalogues = {po.parts[-3]: po for po in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")}
    newest = max((po.stat().st_mtime for po in catalogues.values()), default=0.0)
    for language, po in catalogues.items():
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= newest:
            continue
        with NamedTemporaryFile(dir=po.parent, delete=False) as target:
            write_mo(target, _french(catalogues["en"], po) if language == "fr" else _read(po))
        os.replace(target.name, mo)
    for known in (_catalogue, _translated):  # something may have asked for a text while there was no catalogue yet
        known.cache_clear()


def _french(texts: Path, plurals: Path) -> Catalog:
    """French as it is printed: the msgids themselves, `typeset`. Discarded: writing no-break spaces in the code (nobody
    sees them there)."""
    catalogue = _read(plurals)
    for message in _read(texts):
        if message.id and not message.pluralizable:
            catalogue.add(message.id, typeset(str(message.id)))
    return catalogue


@lru_cache(DAYS_AND_HOURS)
def typeset(text: str) -> str:
    """With no-break spaces before : ; ! ? and inside « » and times and dates, so that no line of a phone begins with a
    question mark or ends in the middle of "4 h 19"; with the apostrophe of print."""
    text = _TOGETHER.sub("\u00a0", text).replace("« ", "«\u00a0")
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)


def _typeset(write: Callable[..., str]) -> Callable[..., str]:
    """The same text for a page; letters in plain text and calendars keep ordinary spaces."""
    return lambda *values: typeset(write(*values))


def _read(po: Path) -> Catalog:
    with po.open("rb") as source:
        return read_po(source, locale=po.parts[-3])


def gettext(text: str, **values: Any) -> str:
    """The text in the reader's language, with its values put in."""
    return _text(text) % values if values else _text(text)


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """The one or the other in the reader's language; `num` is among its values."""
    return _texts(one, many, num) % {"num": num, **values}


def lazy_gettext(text: str, **values: Any) -> LazyString:
    """The text in the language of whoever will read it."""
    return LazyString(gettext, text, **values)


def _text(text: str) -> str:
    return _translated(text, current())


@cache
def _translated(text: str, language: str) -> str:
    return str(_catalogue(language).ugettext(text))


def _texts(one: str, many: str, num: int) -> str:
    return str(_catalogue(current()).ungettext(one, many, num))


@cache
def _catalogue(language: str) -> NullTranslations:
    """Looked up here and not by flask_babel, whose way there takes 15 µs a text: a millisecond a page."""
    return Translations.load(TRANSLATIONS, [language])


def current() -> str:
    """The reader's language, "fr" or "en".

    A page asks some four hundred times: what flask_babel remembers is looked up here, at a fifth of its own way there.
    """
    remembered = getattr(app_ctx.g, "_flask_babel", None) if app_ctx else None
    locale = getattr(remembered, "babel_locale", None) or get_locale()
    return "en" if locale is not None and locale.language == "en" else "fr"


def own(language: str) -> Any:
    """Within this block everything is written in that language, whoever is asking."""
    return force_locale(language)


def local(thing: Any, field: str) -> str:
    """`thing.<field>_fr` or `_en`, typeset, as the reader's language says; the other one where that is empty."""
    mine, other = ("en", "fr") if current() == "en" else ("fr", "en")
    return typeset(str(getattr(thing, f"{field}_{mine}") or getattr(thing, f"{field}_{other}")))


def day(value: date, weekday: bool = True) -> str:
    """mardi 1er décembre · Tuesday, December 1."""
    return _day(value, weekday, current())


@lru_cache(DAYS_AND_HOURS)
def _day(value: date, weekday: bool, language: str) -> str:
    if language == "en":
        return format_date(value, "EEEE, MMMM d" if weekday else "MMMM d", locale="en")
    text = format_date(value, "EEEE d MMMM" if weekday else "d MMMM", locale="fr")
    return text.replace(" 1 ", " 1er ") if weekday else ("1er" + text[1:] if value.day == 1 else text)


def short_day(value: date) -> str:
    """mar. 1er déc. · Tue, Dec 1."""
    if current() == "en":
        return format_date(value, "EEE, MMM d", locale="en")
    return format_date(value, "EEE d MMM", locale="fr").replace(" 1 ", " 1er ")


def date_parts(value: date) -> tuple[str, str, str]:
    """("mardi", "1er", "décembre") · ("Tuesday", "1", "December")."""
    number = "1er" if value.day == 1 and current() == "fr" else str(value.day)
    return format_date(value, "EEEE", locale=current()), number, format_date(value, "MMMM", locale=current())


def hour(value: datetime, zone: str) -> str:
    """9 h 30 · 9:30 a.m., in the edition's zone."""
    return _hour(value, zone, current())


@lru_cache(DAYS_AND_HOURS)
def _hour(value: datetime, zone: str, language: str) -> str:
    there = value.astimezone(ZoneInfo(zone))
    if language == "en":
        return format_time(there, "h:mm a", locale=Locale.parse("en_CA"))
    return f"{there.hour} h" + (f" {there.minute:02d}" if there.minute else "")


def number(value: float) -> str:
    """12,5 · 12.5, with one digit at most."""
    return format_decimal(value, "#,##0.#", locale=current())


def opening(text: str) -> str:
    """With a capital at its start, and nowhere else changed (`capitalize` would lower the rest)."""
    return text[:1].upper() + text[1:]


def moment(value: datetime, zone: str) -> str:
    """mardi 1er décembre, 9 h 30 · Tuesday, December 1, 9:30 a.m."""
    return f"{day(value.astimezone(ZoneInfo(zone)).date())}, {hour(value, zone)}"


def short_moment(value: datetime, zone: str) -> str:
    """mar. 1er déc., 9 h 30 · Tue, Dec 1, 9:30 a.m."""
    return f"{short_day(value.astimezone(ZoneInfo(zone)).date())}, {hour(value, zone)}"


def zone_name(zone: str) -> str:
    """heure de l’Est · Eastern Time: the zone that is always printed beside a time."""
    return _zone_name(zone, current())


@cache
def _zone_name(zone: str, language: str) -> str:
    locale = Locale.parse("en_CA" if language == "en" else "fr_CA")
    return get_timezone_name(ZoneInfo(zone), locale=locale, zone_variant="generic")
