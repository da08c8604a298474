"""Letters about what happens to a session after it was booked: one small function each, all in one plain frame.

Where a letter tells of a change, it says what was and what is. The frame is templates/mail/notice.txt and .html.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from brigade.calendars.text import one_line
from brigade.language import day, hour, moment, opening, own, short_day, zone_name
from brigade.language import gettext as _
from brigade.mail.letters import Letter, Role, compose
from brigade.models import Booking, Expert, Person, Slot, Table


@dataclass(frozen=True, slots=True)
class Place:
    """Where and with whom a session is, or was when a calendar was last told."""

    expert: Expert
    slot: Slot
    table: Table


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what is so; `detail` is said more quietly. With a `label`, the value is an address to press."""

    term: str
    value: str
    detail: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """The frame's values; `path` is where the one button leads, "" for none."""

    subject: str
    title: str
    lead: str
    facts: Sequence[Fact] = ()
    lines: Sequence[str] = ()
    label: str = ""
    path: str = ""


def moved(
    booking: Booking, role: Role, before: Place, language: str, name: str, *, may_object: bool = False
) -> Letter:
    """Another time, table or expert: what was, what is; `may_object`: how to say that it does not suit."""
    now = here(booking)
    if now == before:
        return unmoved(booking, role, language, name)
    with own(language):
        facts = [_line(_("Avant"), before, role), _line(_("Maintenant"), now, role), _venue(now)]
        notice = Notice(
            subject=_(
                "Rencontre changée : %(when)s avec %(who)s",
                when=_short(now.slot), who=_other(booking, now, role),
            ),
            title=_("Votre rencontre a changé"),
            lead=_lead_of_move(booking, before, role), facts=facts,
            lines=[
                _("Votre agenda se met à jour avec ce courriel : acceptez l’invitation, elle remplace l’ancienne."),
                *([_("Cela ne vous convient pas ? Dites-le sur la page de la rencontre : la coordination cherche autre "
                     "chose avec vous.")] if may_object else []),
            ],
            label=_("Voir la rencontre"), path=f"/bookings/{booking.uid}",
        )  # fmt: skip
    return _compose(notice, booking, language, name)


def unmoved(booking: Booking, role: Role, language: str, name: str) -> Letter:
    """It went elsewhere and came back before anybody was told; calendars still learn of the newest version.

    Saying nothing was discarded: an answer to the version before would then count as an old one.
    """
    with own(language):
        place = here(booking)
        notice = Notice(
            subject=_(
                "Rencontre maintenue : %(when)s avec %(who)s",
                when=_short(place.slot), who=_other(booking, place, role),
            ),
            title=_("Votre rencontre reste à sa place"),
            lead=_("Elle a été changée, puis remise où elle était. Pour vous, rien ne change."),
            facts=[_time(_("Quand"), place.slot), *_where(place)],
            label=_("Voir la rencontre"), path=f"/bookings/{booking.uid}",
        )  # fmt: skip
    return _compose(notice, booking, language, name)


def cancelled(booking: Booking, role: Role, place: Place, language: str, name: str) -> Letter:
    """It does not take place; the reason, if one was given, or that nobody came."""
    with own(language):
        reason = [Fact(_("Raison"), one_line(booking.cancel_reason))] if booking.cancel_reason else []
        notice = Notice(
            subject=_(
                "Rencontre annulée : %(when)s avec %(who)s",
                when=_short(place.slot), who=_other(booking, place, role),
            ),
            title=_("Votre rencontre est annulée"),
            lead=_missed(role) if booking.outcome == "no-show"
            else _("La rencontre n’aura pas lieu. Elle disparaît de votre agenda."),
            facts=[_line(_("C’était"), place, role), *reason],
            label=_("Réserver une autre heure") if role == "organization" else _("Voir mon agenda"),
            path=f"/needs/{booking.need.uid}" if role == "organization" else "/expert/agenda",
        )  # fmt: skip
    return _compose(notice, booking, language, name)


def _missed(role: Role) -> str:
    if role == "expert":
        return _("L’organisme n’est pas venu. Votre heure est libre : l’accueil peut la donner à quelqu’un d’autre.")
    return _("Personne de chez vous n’était là à l’heure dite, et la place est libre pour d’autres. Vous arrivez ? "
             "Passez à l’accueil : on cherchera une autre heure.")  # fmt: skip


def replaced(booking: Booking, place: Place, language: str, name: str) -> Letter:
    """To the expert whose session went to a colleague."""
    with own(language):
        notice = Notice(
            subject=_(
                "Rencontre retirée : %(when)s avec %(who)s",
                when=_short(place.slot), who=_other(booking, place, "expert"),
            ),
            title=_("Une rencontre quitte votre agenda"),
            lead=_("Une autre personne de la brigade reçoit cet organisme. Votre heure est de nouveau libre."),
            facts=[_line(_("C’était"), place, "expert")], label=_("Voir mon agenda"), path="/expert/agenda",
        )  # fmt: skip
    return _compose(notice, booking, language, name)


def does_not_suit(booking: Booking, who: Person, language: str) -> Letter:
    """To a coordinator: the place to which a session was moved does not suit the organization."""
    with own(language):
        notice = Notice(
            subject=_(
                "Ne convient pas : %(when)s, %(who)s",
                when=_short(booking.slot), who=one_line(booking.organization.name),
            ),
            title=_("Une rencontre déplacée ne convient pas"),
            lead=_("%(who)s le dit de la nouvelle place. La rencontre tient encore : trouvez-lui autre chose.",
                   who=one_line(who.name or who.email)),
            facts=[
                _line(_("Rencontre"), here(booking), "organization"),
                Fact(_("Organisme"), one_line(booking.organization.name)),
            ],
            label=_("Ouvrir la rencontre"), path=f"/bookings/{booking.uid}",
        )  # fmt: skip
    return _compose(notice, booking, language, "")


def cannot_come(booking: Booking, who: Person, reason: str, language: str) -> Letter:
    """To a coordinator: somebody will not be there, and it is too late for them to cancel alone."""
    with own(language):
        notice = Notice(
            subject=_(
                "Empêchement : %(when)s, %(expert)s",
                when=_short(booking.slot), expert=one_line(booking.expert.name),
            ),
            title=_("Quelqu’un ne peut pas venir"),
            lead=_("%(who)s ne peut pas venir, et le préavis est passé.", who=one_line(who.name or who.email)),
            facts=[
                _line(_("Rencontre"), here(booking), "organization"),
                Fact(_("Organisme"), one_line(booking.organization.name)), Fact(_("Raison"), one_line(reason) or "–"),
            ],
            label=_("Ouvrir la rencontre"), path=f"/bookings/{booking.uid}",
        )  # fmt: skip
    return _compose(notice, booking, language, "")


def proposed_move(booking: Booking, slot: Slot, language: str) -> Letter:
    """To the organization: the expert asks for another time."""
    with own(language):
        notice = Notice(
            subject=_("Une autre heure ? %(when)s avec %(who)s", when=_short(slot), who=one_line(booking.expert.name)),
            title=_("Votre expert·e propose une autre heure"),
            lead=_("Rien ne bouge sans votre accord."),
            facts=[_time(_("Maintenant"), booking.slot), _time(_("Proposé"), slot)],
            label=_("Accepter ou garder mon heure"), path=f"/bookings/{booking.uid}",
        )  # fmt: skip
    return _compose(notice, booking, language, booking.person.name)


def kept_time(booking: Booking, language: str) -> Letter:
    """To the expert: the organization keeps the time that was agreed."""
    with own(language):
        notice = Notice(
            subject=_(
                "Heure gardée : %(when)s avec %(who)s",
                when=_short(booking.slot), who=one_line(booking.organization.name),
            ),
            title=_("L’organisme garde son heure"),
            lead=_("Votre proposition ne convenait pas. La rencontre reste où elle était."),
            facts=[_time(_("Quand"), booking.slot)], label=_("Voir la rencontre"), path=f"/bookings/{booking.uid}",
        )  # fmt: skip
    return _compose(notice, booking, language, booking.expert.person.name)


def offered(booking: Booking, until: datetime, language: str) -> Letter:
    """To who waits: a place, held until then."""
    with own(language):
        place = here(booking)
        notice = Notice(
            subject=_(
                "Une place pour vous : %(when)s avec %(who)s",
                when=_short(place.slot), who=one_line(place.expert.name),
            ),
            title=_("Une place s’est libérée"),
            lead=_("Elle vous est gardée jusqu’à %(until)s. Ensuite, elle va à la personne suivante.",
                   until=moment(until, place.slot.edition.zone)),
            facts=[_time(_("Quand"), place.slot), *_where(place), Fact(_("Avec"), one_line(place.expert.name)),
                   Fact(_("Votre besoin"), one_line(booking.need.title))],
            label=_("Prendre ou passer"), path=f"/bookings/{booking.uid}",
        )  # fmt: skip
    return _compose(notice, booking, language, booking.person.name)


def declined(booking: Booking, role: Role, language: str, name: str) -> Letter:
    """To who declined in their calendar: nothing is cancelled before they say so here."""
    with own(language):
        notice = Notice(
            subject=_(
                "Vous avez décliné : %(when)s avec %(who)s",
                when=_short(booking.slot), who=_other(booking, here(booking), role),
            ),
            title=_("Faut-il annuler la rencontre ?"),
            lead=_(
                "Votre agenda nous dit que vous déclinez. La rencontre tient encore : annulez-la ici, "
                "ou changez l’heure."
            ),
            facts=[_line(_("Rencontre"), here(booking), role)],
            lines=[_("C’était une fausse manœuvre ? Acceptez l’invitation dans votre agenda, et tout est en ordre.")],
            label=_("Annuler ou changer"), path=f"/bookings/{booking.uid}",
        )  # fmt: skip
    return _compose(notice, booking, language, name)


def countered(booking: Booking, role: Role, language: str, name: str) -> Letter:
    """To who proposed another time in their calendar: where to choose one that is really free."""
    with own(language):
        notice = Notice(
            subject=_(
                "Une autre heure : %(when)s avec %(who)s",
                when=_short(booking.slot), who=_other(booking, here(booking), role),
            ),
            title=_("Choisissez une heure libre"),
            lead=_("Nous avons noté votre proposition. Pour changer l’heure, choisissez parmi celles qui sont libres."),
            facts=[_line(_("Rencontre"), here(booking), role)], label=_("Voir les heures libres"),
            path=f"/bookings/{booking.uid}/change",
        )  # fmt: skip
    return _compose(notice, booking, language, name)


def soon(booking: Booking, role: Role, language: str, name: str) -> Letter:
    """One hour before; it says at what time, because it may leave late."""
    with own(language):
        place = here(booking)
        notice = Notice(
            subject=_(
                "À %(hour)s : %(who)s, %(table)s", hour=hour(place.slot.starts_at, place.slot.edition.zone),
                who=_other(booking, place, role), table=one_line(place.table.name),
            ),
            title=_("Votre rencontre approche"), lead=_when(place.slot),
            facts=[*_where(place), Fact(_("Besoin"), one_line(booking.need.title))],
            label=_("Voir la rencontre"), path=f"/bookings/{booking.uid}",
        )  # fmt: skip
    return _compose(notice, booking, language, name)


def unanswered(booking: Booking, role: Role, language: str, name: str) -> Letter:
    """Three days without an answer: is it in the calendar at all?"""
    with own(language):
        place = here(booking)
        notice = Notice(
            subject=_(
                "Toujours d’accord ? %(when)s avec %(who)s",
                when=_short(place.slot), who=_other(booking, place, role),
            ),
            title=_("Avez-vous vu l’invitation ?"),
            lead=_("Votre rencontre tient. Votre agenda n’a pas encore répondu : l’invitation s’est peut-être perdue."),
            facts=[_time(_("Quand"), place.slot), *_where(place)],
            lines=[_("Acceptez l’invitation, ou ajoutez la rencontre à votre agenda depuis sa page.")],
            label=_("Voir la rencontre"), path=f"/bookings/{booking.uid}",
        )  # fmt: skip
    return _compose(notice, booking, language, name)


def how_was_it(booking: Booking, language: str, name: str) -> Letter:
    """To the organization, once the session is over: one press, or a word more."""
    with own(language):
        place = here(booking)
        notice = Notice(
            subject=_("Votre rencontre avec %(who)s : utile ?", who=one_line(place.expert.name)),
            title=_("Comment était votre rencontre ?"),
            lead=_("Dites-le en un geste : les prochains jumelages en seront meilleurs."),
            facts=[_time(_("Quand"), place.slot), Fact(_("Avec"), one_line(place.expert.name))],
            label=_("Donner mon avis"), path=f"/bookings/{booking.uid}#feedback",
        )  # fmt: skip
    return _compose(notice, booking, language, name)


def day_ahead(bookings: Sequence[tuple[Booking, Role]], language: str, name: str, *, is_today: bool) -> Letter:
    """The evening before: all of the person's sessions of the next day, in order; `is_today`: it leaves late."""
    first, role = bookings[0]
    with own(language):
        edition, date = first.slot.edition, short_day(first.slot.day)
        facts = [_in_short(booking, role) for booking, role in bookings]
        plan = [Fact(_("Plan"), edition.map_url, label=_("Voir le plan"))] if edition.map_url else []
        notice = Notice(
            subject=_("Aujourd’hui, %(day)s : vos rencontres", day=date) if is_today
            else _("Demain, %(day)s : vos rencontres", day=date),
            title=_("Vos rencontres d’aujourd’hui") if is_today else _("Vos rencontres de demain"),
            lead=f"{opening(day(first.slot.day))} ({zone_name(edition.zone)})",
            facts=[*facts, _venue(here(first)), *plan],
            label=_("Préparer ma journée") if role == "expert" else _("Voir mes rencontres"),
            path=f"/expert/brief/{first.slot.day}" if role == "expert" else "/needs",
        )  # fmt: skip
    return _compose(notice, first, language, name)


def here(booking: Booking) -> Place:
    """Where the session is now."""
    return Place(booking.expert, booking.slot, booking.table)


def _compose(notice: Notice, booking: Booking, language: str, name: str) -> Letter:
    return compose("notice", language, booking.slot.edition, notice=notice, name=one_line(name))


def _lead_of_move(booking: Booking, before: Place, role: Role) -> str:
    if before.expert.id != booking.expert_id and role == "organization":
        who = {"old": one_line(before.expert.name), "new": one_line(booking.expert.name)}
        return _("%(new)s vous reçoit désormais, et non plus %(old)s.", **who)
    if before.slot.id != booking.slot_id:
        return _("L’heure a changé.")
    return _("La table a changé.")


def _in_short(booking: Booking, role: Role) -> Fact:
    at = hour(booking.slot.starts_at, booking.slot.edition.zone)
    what = f"{one_line(booking.table.name)} · {one_line(booking.need.title)}"
    return Fact(at, _other(booking, here(booking), role), what)


def _other(booking: Booking, place: Place, role: Role) -> str:
    return one_line(booking.organization.name if role == "expert" else place.expert.name)


def _line(term: str, place: Place, role: Role) -> Fact:
    """When, at which table, and for the organization with whom."""
    who = [one_line(place.expert.name)] if role == "organization" else []
    time = _time(term, place.slot)
    return Fact(term, time.value, " · ".join([time.detail, one_line(place.table.name), *who]))


def _where(place: Place) -> list[Fact]:
    return [_venue(place), Fact(_("Table"), one_line(place.table.name))]


def _venue(place: Place) -> Fact:
    edition = place.slot.edition
    return Fact(_("Où"), one_line(edition.venue), one_line(edition.address))


def _time(term: str, slot: Slot) -> Fact:
    zone = slot.edition.zone
    return Fact(term, f"{moment(slot.starts_at, zone)} – {hour(slot.ends_at, zone)}", zone_name(zone))


def _when(slot: Slot) -> str:
    time = _time("", slot)
    return opening(f"{time.value} ({time.detail})")


def _short(slot: Slot) -> str:
    return f"{short_day(slot.day)}, {hour(slot.starts_at, slot.edition.zone)}"
