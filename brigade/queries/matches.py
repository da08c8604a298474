"""Who can help a need, why, and when: ranked by `matching`, with the free times of the guard's own rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from markupsafe import Markup, escape

from brigade import matching
from brigade.domain import fit, places
from brigade.domain.places import Hour
from brigade.language import day, hour
from brigade.models import Booking, Expert, Need, Slot
from brigade.queries import brigade, editions, reasons

MOST = 6
OUTRANKED = matching.Obstacle("outranked")


@dataclass(frozen=True, slots=True)
class Place:
    """A free time: the slot's id, and its hour as the page writes it, once for all cards on which it stands."""

    id: int
    label: Markup


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day's free times, in order."""

    label: str
    slots: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class MatchCard:
    """An expert for this need: the card, how well it fits in per cent, why or why not, and when."""

    slug: str
    name: str
    headline: str
    main: tuple[str, ...]
    secondary: tuple[str, ...]
    href: str
    fit: int
    reasons: tuple[str, ...]
    days: tuple[FreeDay, ...]


@dataclass(frozen=True, slots=True)
class Unsuitable:
    """An expert who is not offered to this need, and why not."""

    slug: str
    name: str
    href: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """Those who fit and are free, best first; then those who are not offered, with the reason.

    `unrelated`: all the rest, slug → name; they share one reason. `barred`: the sentence that says why no time of all
    these may be booked now; empty when they may.
    """

    offered: list[MatchCard]
    others: list[Unsuitable]
    unrelated: dict[str, str]
    barred: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What there is to choose from: every expert by slug, their free slots, and all of them ranked."""

    need: Need
    experts: dict[str, brigade.Member]
    free: dict[str, list[Hour]]
    ranked: list[matching.Match]


def of(need: Need, now: datetime, *, tells_conflicts: bool) -> Matches:
    """The page's answer to "who can help me, and when"; only coordinators are told who would rather not meet whom."""
    known = places.everything(need, now)
    choice = _choice(need, known, editions.hours(need.edition))
    far = {match.expert for match in choice.ranked if "unrelated" in {o.code for o in match.obstacles}}
    related = [match for match in choice.ranked if match.expert not in far]
    free = [match for match in related if not match.obstacles]
    offered, outranked = free[:MOST], [replace(match, obstacles=(OUTRANKED,)) for match in free[MOST:]]
    others = outranked + [match for match in related if match.obstacles]
    against = [_unsuitable(choice, match, tells_conflicts=tells_conflicts) for match in others]
    unrelated = {slug: expert.name for slug, expert in choice.experts.items() if slug in far}
    refusal = places.barred(known)
    return Matches(_cards(choice, offered), against, unrelated, refusal.sentence() if refusal else "")


def _unsuitable(choice: Choice, match: matching.Match, *, tells_conflicts: bool) -> Unsuitable:
    card = brigade.card(choice.experts[match.expert])
    return Unsuitable(card.slug, card.name, card.href, tuple(reasons.why_not(match, tells_conflicts=tells_conflicts)))


def nearest(need: Need, expert: Expert, slot: Slot, now: datetime) -> list[MatchCard]:
    """After "just taken": the nearest free times of the same expert, then of the experts that fit best.

    None at all when the reason was the need's own: every time would be refused like the last.
    """
    known = places.everything(need, now)
    if places.barred(known):
        return []
    slots = sorted(editions.hours(need.edition), key=lambda other: abs(other.starts_at - slot.starts_at))
    choice = _choice(need, known, slots)
    ranked = [match for match in choice.ranked if not match.obstacles]
    ranked.sort(key=lambda match: match.expert != expert.slug)
    return _cards(choice, ranked[:3], most=3)


def other_places(
    booking: Booking, now: datetime, *, only_same_expert: bool, notice: timedelta | None = None
) -> list[MatchCard]:
    """Where else this session could be: the same expert first, then those who fit best; `notice` as the guard's."""
    need, same = booking.need, booking.expert.slug
    known = places.everything(need, now, besides=booking, notice=notice)
    if places.barred(known):
        return []
    choice = _choice(need, known, editions.hours(need.edition))
    choice.free[same] = [slot for slot in choice.free[same] if slot.id != booking.slot_id]
    ranked = [match for match in choice.ranked if choice.free[match.expert]]
    ranked = [match for match in ranked if match.expert == same or not (match.obstacles or only_same_expert)]
    ranked.sort(key=lambda match: match.expert != same)
    return _cards(choice, ranked[:MOST])


def on_the_day(need: Need, slots: Sequence[Hour], now: datetime) -> list[MatchCard]:
    """Who is free in these slots of today for somebody who stands there, those who fit best first."""
    known = places.everything(need, now, notice=-timedelta(days=1))
    if places.barred(known, places.WINDOWS):
        return []
    choice = _choice(need, known, slots)
    return _cards(choice, [match for match in choice.ranked if choice.free[match.expert]])


def _choice(need: Need, known: places.Known, slots: Sequence[Hour]) -> Choice:
    """The whole brigade for this need; free slots in the order of `slots`."""
    experts = {expert.slug: expert for expert in brigade.experts(need.edition)}
    free = places.free_places(known, experts.values(), slots)
    return Choice(need, experts, free, fit.rank(need, known, experts.values(), free))


def _cards(choice: Choice, found: Iterable[matching.Match], most: int | None = None) -> list[MatchCard]:
    """In the order given; `most`: how many of an expert's free slots are shown, the first ones of `choice`."""
    names, zone = brigade.specialty_names(choice.need.edition), choice.need.edition.zone
    shown: dict[int, Place] = {}
    return [
        _card(
            choice.experts[match.expert], match.score, _free_days(choice.free[match.expert][:most], zone, shown),
            reasons.why_not(match, tells_conflicts=False) if match.obstacles else reasons.why(match, names),
        )
        for match in found
    ]  # fmt: skip


def _card(expert: brigade.Member, score: float, days: tuple[FreeDay, ...], said: Iterable[str]) -> MatchCard:
    card = brigade.card(expert)
    return MatchCard(
        slug=card.slug, name=card.name, headline=card.headline, main=card.main, secondary=card.secondary,
        href=card.href, fit=round(100 * score), reasons=tuple(said), days=days,
    )  # fmt: skip


def _free_days(slots: Sequence[Hour], zone: str, known: dict[int, Place]) -> tuple[FreeDay, ...]:
    """Slots as a page shows them, in time order; `known`: those that another card of the page has shown."""
    in_order = sorted(slots, key=lambda slot: slot.starts_at)
    return tuple(
        FreeDay(day(date), tuple(known.get(slot.id) or _place(slot, zone, known) for slot in group))
        for date, group in groupby(in_order, key=lambda slot: slot.day)
    )


def _place(slot: Hour, zone: str, known: dict[int, Place]) -> Place:
    known[slot.id] = place = Place(slot.id, escape(hour(slot.starts_at, zone)))
    return place
