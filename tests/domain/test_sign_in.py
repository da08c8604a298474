"""Signing in by a link: one use, twenty minutes, silent about who is known, the same counts for every process."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from brigade.database import db
from brigade.domain import needs, sign_in
from brigade.domain.refusal import Refusal
from brigade.models import Message, Need, Person, SignInUse
from tests import factories as make
from tests.factories import NOW
from tests.stage import make_stage

SECRET = "for tests"


def ask(email: str = "eve@example.org", client: str = "192.0.2.1", at: datetime = NOW, need: Need | None = None) -> str:
    """A link, as it stands in the letter."""
    _token, raw = sign_in.ask_link(
        sign_in.Asking(email, "fr", client), secret=SECRET, now=at, back="/needs", need=need
    )
    db.session.commit()
    return raw


def draft() -> Need:
    edition = make_stage().edition
    wording = needs.Wording(title="Vendre", description="Nos billets", language="fr")
    return needs.begin(edition, wording, by=None, now=NOW)


def refusal(raw: str, at: datetime = NOW) -> str:
    with pytest.raises(Refusal) as refused:
        sign_in.use_link(raw, now=at)
    db.session.rollback()
    return refused.value.code


def test_a_link_makes_the_person_once(app: Flask) -> None:
    for _ in range(2):
        person, token = sign_in.use_link(ask("  EVE@Example.ORG "), now=NOW)
        db.session.commit()
        assert (person.email, token.back) == ("eve@example.org", "/needs")
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_link_serves_once(app: Flask) -> None:
    raw = ask()
    sign_in.use_link(raw, now=NOW)
    db.session.commit()
    assert refusal(raw) == "link-used"


@pytest.mark.parametrize(
    ("after", "refused"), [(timedelta(minutes=20), True), (timedelta(minutes=19, seconds=59), False)]
)
def test_a_link_lasts_twenty_minutes(app: Flask, after: timedelta, refused: bool) -> None:
    raw = ask()
    if refused:
        assert refusal(raw, NOW + after) == "link-expired"
    else:
        assert sign_in.use_link(raw, now=NOW + after)


@pytest.mark.parametrize("raw", ["", "x", "é", "\x00", "x" * 10_000])
def test_an_invented_link_is_unknown(app: Flask, raw: str) -> None:
    ask()
    assert refusal(raw) == "link-unknown"


def test_the_token_is_nowhere_in_the_database(app: Flask) -> None:
    raw = ask()
    sign_in.use_link(raw, now=NOW)
    db.session.commit()
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(table.select()):
            assert raw not in repr(tuple(row)), f"{table.name} holds the token"


def test_looking_at_a_link_changes_nothing(app: Flask) -> None:
    """Mail scanners follow every link."""
    raw = ask()
    for _ in range(3):
        sign_in.find_link(raw, now=NOW)
    assert not db.session.dirty and not db.session.new
    assert sign_in.use_link(raw, now=NOW)


def test_five_links_an_address_in_a_quarter_of_an_hour(app: Flask) -> None:
    for number in range(sign_in.MOST_PER_EMAIL):
        ask(client=f"192.0.2.{number}")
    with pytest.raises(Refusal, match="too-many-links"):
        ask("EVE@example.org", client="192.0.2.99")
    db.session.rollback()
    ask("another@example.org")
    ask(at=NOW + sign_in.WINDOW)


def test_forty_links_a_client_in_a_quarter_of_an_hour(app: Flask) -> None:
    for number in range(sign_in.MOST_PER_CLIENT):
        ask(f"person-{number}@example.org")
    with pytest.raises(Refusal, match="too-many-links"):
        ask("one-more@example.org")
    db.session.rollback()
    ask("one-more@example.org", client="192.0.2.2")


def test_the_letter_says_nothing_of_whether_the_address_is_known(app: Flask) -> None:
    make.make_person(email="known@example.org", name="")
    ask("known@example.org"), ask("unknown@example.org")
    known, unknown = db.session.scalars(select(Message).order_by(Message.id)).all()
    for field in ("kind", "language", "to_name", "state", "subject", "created_at"):
        assert getattr(known, field) == getattr(unknown, field)


def test_the_draft_becomes_the_persons(app: Flask) -> None:
    need = draft()
    person, _token = sign_in.use_link(ask(need=need), now=NOW)
    assert (need.state, need.author_id) == ("open", person.id)


def test_an_expired_links_draft_comes_back_with_the_next(app: Flask) -> None:
    need = draft()
    raw, later = ask(need=need), NOW + timedelta(days=2)
    assert refusal(raw, later) == "link-expired"
    token = sign_in.ask_again(raw, client="192.0.2.1", secret=SECRET, now=later)
    sign_in.use_link(sign_in.token_for(token.uid, SECRET), now=later)
    assert need.state == "open"


def test_a_draft_is_adopted_once(app: Flask) -> None:
    """Two links for one draft, mailed to two addresses, cannot take it from each other."""
    need = draft()
    first, second = ask("first@example.org", need=need), ask("second@example.org", need=need)
    author, _ = sign_in.use_link(first, now=NOW)
    sign_in.use_link(second, now=NOW)
    assert need.author_id == author.id


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Eve.Cote@Example.ORG ", "eve.cote@example.org"),
        ("eve@théâtre.example", "eve@xn--thtre-4qa2c.example"),
        ("eve@THÉÂTRE.example", "eve@xn--thtre-4qa2c.example"),
        ("eve+brigade@example.org", "eve+brigade@example.org"),
    ],
)
def test_addresses_are_kept_as_they_are_mailed(app: Flask, typed: str, kept: str) -> None:
    assert sign_in.normalise(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "bad-address"), ("eve", "bad-address"), ("eve@", "bad-address"), ("@example.org", "bad-address"),
        ("eve@example", "bad-address"), ("eve@example..org", "bad-address"), ("a b@example.org", "bad-address"),
        ("eve@example.org\nBcc: all@example.org", "bad-address"), ("eve\x00@example.org", "bad-address"),
        ("<eve@example.org>", "bad-address"), ("eve@example.org, x@example.org", "bad-address"),
        ("eve@" + "x" * 250 + ".org", "bad-address"),
        ("ève@example.org", "accented-address"),
    ],
)  # fmt: skip
def test_addresses_that_mail_cannot_reach(app: Flask, typed: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        sign_in.normalise(typed)
    assert refused.value.code == code


def test_signing_out_everywhere_is_one_step_of_the_epoch(app: Flask) -> None:
    person = make.make_person()
    before = person.sign_in_epoch
    sign_in.sign_out_everywhere(person, now=NOW)
    assert person.sign_in_epoch == before + 1


@pytest.mark.parametrize("links", [1, 2], ids=["one link twice", "two links of one new address"])
def test_two_browsers_in_one_instant(app: Flask, links: int) -> None:
    """The second waits for the first: one link serves once, and two make one person."""
    raws = [ask() for _ in range(links)] * (3 - links)
    found = at_once(app, lambda raw: sign_in.use_link(raw, now=NOW)[0].email, raws)
    assert sorted(found) == (["eve@example.org", "link-used"] if links == 1 else ["eve@example.org"] * 2)
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1
    assert db.session.scalar(select(func.count()).select_from(SignInUse)) == links


def test_a_double_click_makes_one_need(app: Flask) -> None:
    stage = make_stage()
    db.session.commit()
    wording, edition, member = needs.Wording("Titre", "Texte", "fr"), stage.edition.id, stage.member.id

    def begin(_number: int) -> str:
        by = db.session.get_one(Person, member)
        return needs.begin(db.session.get_one(type(stage.edition), edition), wording, by=by, now=NOW).uid

    assert len(set(at_once(app, begin, [1, 2]))) == 1


def at_once(app: Flask, act, given: list) -> list[str]:  # type: ignore[no-untyped-def, type-arg]
    """Do the act for each value in a thread and transaction of its own: the first commits while the others wait."""
    results: list[str] = []
    first_is_in = threading.Event()

    def run(value: object, first: bool) -> None:
        with app.app_context():
            first or first_is_in.wait()
            try:
                result = act(value)
                if first:
                    first_is_in.set()
                    threading.Event().wait(0.15)  # the others reach the same rows meanwhile
                db.session.commit()
                results.append(str(result))
            except Refusal as refusal:
                db.session.rollback()
                results.append(refusal.code)

    db.session.commit()
    threads = [threading.Thread(target=run, args=(value, number == 0)) for number, value in enumerate(given)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
