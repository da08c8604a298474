"""What a coordinator prepares, on the same copy of the demo: a list half good, silence, a refusal, a shortage."""

from __future__ import annotations

from datetime import datetime, timedelta

from brigade.config import DEFAULTS
from brigade.database import db
from brigade.domain import eligibility, mailing, silence
from brigade.domain.rosters import gathering, reading
from brigade.domain.setup import copies
from brigade.mail import preflight
from brigade.models import Edition, ExpertSpecialty, Organization, Person, Specialty

ORGANIZATION = {
    "line": 2, "name": "Théâtre du Silence", "email": "silence@example.org", "person": "", "language": "fr",
    "kind": "non-profit", "discipline": "", "region": "", "website": "https://silence.example.org",
}  # fmt: skip
EXPERT = {
    "line": 3, "name": "Alix Sans-Heures", "email": "alix@example.org", "language": "en", "languages": ["en"],
    "main": [], "secondary": ["billetterie"], "headline": "",
}  # fmt: skip
FAULTS = [
    {"line": 4, "code": "no-email"}, {"line": 7, "code": "twice", "value": "silence@example.org", "other": 2},
    {"line": 9, "code": "too-long", "value": "Regroupement des arts", "most": 120},
]  # fmt: skip


def prepare(edition: Edition, helene: Person, now: datetime) -> dict[str, str]:
    """Write it; what fills the braces of pages.txt."""
    gathering.gather_rows(edition, "experts", [EXPERT], now=now)
    twice = ORGANIZATION | {"name": "Le théâtre du silence", "email": "autre@example.org"}
    gathering.gather_rows(edition, "organizations", [ORGANIZATION, twice], now=now)
    silence.remind("organizations", edition, by=helene, now=now)
    refused = _refuse(edition, helene, now)
    _run_short()
    mailing.note_test(edition, preflight.run(DEFAULTS), by=helene, now=now)
    kept = reading.Reading([ORGANIZATION | {"email": "neuf@example.org"}, ORGANIZATION], list(FAULTS))
    roster = gathering.keep(edition, "organizations", "organismes 2026.csv", kept, by=helene, now=now)
    first = next(phase for phase in edition.phases if phase.kind == "brigade").starts_on + timedelta(days=364)
    copies.copy(
        edition, name_fr="Édition suivante", name_en="Next edition", first_day=first, with_experts=False, by=helene,
        now=now,
    )  # fmt: skip
    return {"roster": roster.uid, "organization": refused, "edition": edition.slug}


def _refuse(edition: Edition, helene: Person, now: datetime) -> str:
    row = db.session.query(Organization).filter_by(edition_id=edition.id).order_by(Organization.id.desc()).first()
    assert row is not None
    eligibility.refuse(edition, row, "Entreprise à but lucratif.", by=helene, now=now)
    return row.uid


def _run_short() -> None:
    """A subject that somebody asks for and that nobody has among their main specialties."""
    row = db.session.query(Specialty).filter_by(slug="billetterie").one()
    for skill in db.session.query(ExpertSpecialty).filter_by(specialty_id=row.id):
        skill.is_main = False
