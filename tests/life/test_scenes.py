"""Every transition × recipient × language: the letters that leave, against the stored ones that anybody can read.

    BRIGADE_WRITE_EXPECTED=1 python -m pytest tests/life/test_scenes.py

writes expected/*.txt anew; what changed is then in the diff, to be read before it is committed.
"""

from __future__ import annotations

import os
import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from brigade.database import db
from brigade.models import Person
from tests.life.conftest import MakeStage
from tests.life.office import Office, post
from tests.life.receiver import Calendar
from tests.life.scenes import SCENES, Set, make_set

EXPECTED = Path(__file__).with_name("expected")
LANGUAGES = ("fr", "en")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # no word depends on it
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SCENES)
def test_each_person_gets_exactly_what_is_written(
    app: Flask, stage: MakeStage, office: Office, name: str, language: str
) -> None:
    told = play(app, make_set(stage(language=language)), office, name)
    path = EXPECTED / f"{name}.{language}.txt"
    if os.environ.get("BRIGADE_WRITE_EXPECTED") == "1":
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


def test_no_expectation_is_left_behind() -> None:
    wanted = {f"{name}.{language}.txt" for name in SCENES for language in LANGUAGES}
    assert {path.name for path in EXPECTED.iterdir()} == wanted


def play(app: Flask, on: Set, office: Office, name: str) -> str:
    """What was done and what everybody was told, in words; each letter as one paragraph."""
    roles = {
        on.cast.coordinator.email: "coordinator", on.amelie.person.email: "Amélie", on.bruno.person.email: "Bruno",
        on.chloe.person.email: "Chloé",
    }  # fmt: skip
    uids: dict[str, str] = {}
    lines = []
    for done in SCENES[name](on):
        before = len(office.mails)
        post(app, office)
        letters = sorted(
            (roles.get(address(mail)) or member(address(mail)), number, mail)
            for number, mail in enumerate(office.mails[before:])
        )
        said = [told(who, mail, uids) for who, _number, mail in letters]
        lines += [f"* {done}", *(said or ["  nobody is told anything"]), ""] if done else []
    return "\n".join(lines)


def address(mail: EmailMessage) -> str:
    return str(mail["To"].addresses[0].addr_spec)


def member(email: str) -> str:
    """The first name of whoever writes for an organization."""
    person = db.session.query(Person).filter_by(email=email).one()
    return person.name.partition(" ")[0]


def told(who: str, mail: EmailMessage, uids: dict[str, str]) -> str:
    """Who, the subject, what the letter says first, and what the calendar is told."""
    body = mail.get_body(("plain",))
    assert body is not None
    paragraphs = plain(body.get_content()).strip().split("\n\n")
    said = [f"  {who}: {plain(str(mail['Subject']))}", f"    {paragraphs[1]}"]
    said += [f"    {line}" for line in paragraphs[2].splitlines()]
    event = Calendar().receive(mail)
    if event is not None:
        uid = uids.setdefault(event.uid, "ABCDEF"[len(uids)])
        when = f"{event.starts_at:%H:%M} UTC, {event.location}"
        said.append(f"    {event.method} {uid}, SEQUENCE {event.sequence}, {when}")
        said.append(f"    {plain(event.summary)}")
    return "\n".join(said)


def plain(text: str) -> str:
    """With ordinary spaces: which of them may break is tests/test_words.py's matter."""
    return re.sub("[\u00a0\u202f]", " ", text.replace("\r\n", "\n"))
