"""Who may open what: every view wears exactly one of these marks, and one hook obeys them.

A view without a mark is an error at once, not a hole. What a role may see is looked up *through* the signed-in person's
own things (`queries`), so a stranger's id is a 404 like any unknown one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, current_app, flash, g, redirect, request, session, url_for
from sqlalchemy import bindparam, select

from brigade.database import db
from brigade.language import gettext as _
from brigade.models import DataKey, Edition, Expert, Membership, Person
from brigade.queries import data, editions
from brigade.web.back import here
from brigade.web.problems import problem

View = TypeVar("View", bound=Callable[..., Any])
Answer = Any
_PERSON = select(Person).where(Person.id == bindparam("id"))
_EXPERT = select(Expert).where(Expert.person_id == bindparam("person"), Expert.edition_id == bindparam("edition"))
_ACTS_FOR = select(Membership.person_id).where(Membership.person_id == bindparam("person")).limit(1)


def mark(name: str) -> Callable[[View], View]:
    """A decorator that only says who may come in; `guard` does the rest."""

    def wear(view: View) -> View:
        assert not hasattr(view, "access"), f"{view.__name__} wears two access marks"
        view.access = name  # type: ignore[attr-defined]
        return view

    return wear


public = mark("public")  # anybody
signed_in = mark("signed-in")  # anybody who proved an address
as_expert = mark("expert")  # an expert of this edition
as_coordinator = mark("coordinator")
secret = mark("secret")  # whoever has the address: the view looks up whose it is
as_tool = mark("tool")  # a tool of the council's, by the key it sends; no cookie counts
in_demo = mark("demo")  # anybody, but only where data is invented and no mail server is set


def guard() -> Answer:
    """Before each view: None lets the person in; else the sign-in page, or 404 (never "it exists, but not for you")."""
    endpoint = request.endpoint
    if endpoint is None or endpoint == "static":
        return None
    access = getattr(current_app.view_functions[endpoint], "access", None)
    if access is None:
        raise LookupError(f"{endpoint} wears no access mark")
    return RULES[access]()


def _signed_in() -> Answer:
    if person() is not None:
        return None
    flash(_("Entrez d’abord votre adresse : un lien vous mène à cette page."), "warning")
    return redirect(url_for("account.sign_in_page", back=here()))


def _expert() -> Answer:
    return _signed_in() or (None if expert() is not None else abort(404))


def _coordinator() -> Answer:
    return _signed_in() or (None if current_person().is_coordinator else abort(404))


def _tool() -> Answer:
    """A key, or 401 with how to send one (RFC 6750); what else goes wrong is told as tools read it, too."""
    g.on_error = problem
    kind, _sep, raw = request.headers.get("Authorization", "").partition(" ")
    g.data_key = data.key(raw.strip()) if kind.lower() == "bearer" else None
    if g.data_key is not None:
        return None
    answer = problem(401, "Send the key that a coordinator gave this tool: Authorization: Bearer KEY")
    answer.headers["WWW-Authenticate"] = 'Bearer realm="brigade"'
    return answer


def data_key() -> DataKey:
    """The key, in a view that only a tool reaches."""
    return g.data_key  # type: ignore[no-any-return]


def _demo() -> Answer:
    return None if in_demo_mode() else abort(404)


RULES: dict[str, Callable[[], Answer]] = {
    "public": lambda: None, "signed-in": _signed_in, "expert": _expert, "coordinator": _coordinator, "demo": _demo,
    "secret": lambda: None, "tool": _tool,
}  # fmt: skip


def sign_in(who: Person) -> None:
    """Put the person into the cookie, with the epoch that lets them sign out everywhere."""
    session.clear()
    session.permanent = True
    session["person"], session["epoch"] = who.id, who.sign_in_epoch


def person() -> Person | None:
    """Who is signed in, read once per call."""
    if "person" not in g:
        who = db.session.scalar(_PERSON, {"id": session["person"]}) if "person" in session else None
        g.person = who if who is not None and who.sign_in_epoch == session.get("epoch") else None
    return g.person  # type: ignore[no-any-return]


def current_person() -> Person:
    """Who is signed in, in a view whose mark says that somebody is."""
    who = person()
    assert who is not None
    return who


def edition() -> Edition | None:
    """The edition that this reader sees, read once per call: the one that runs, or the one that they prepare."""
    if "edition" not in g:
        g.newest = found = editions.newest()
        g.edition = found.prepared if _prepares(found) else found.running
    return g.edition  # type: ignore[no-any-return]


def _prepares(found: editions.Newest) -> bool:
    """Who has a part in what is being prepared sees it once they say so, or at once where nothing else is theirs."""
    who, prepared, running = person(), found.prepared, found.running
    if who is None or prepared is None or not (who.is_coordinator or _gives(who, prepared)):
        return False
    chosen = session.get("edition")
    if running is not None and chosen in (prepared.slug, running.slug):
        return bool(chosen == prepared.slug)
    return running is None or not (who.is_coordinator or _gives(who, running))


def _gives(who: Person, where: Edition) -> bool:
    return db.session.scalar(_EXPERT, {"person": who.id, "edition": where.id}) is not None


def other_edition() -> Edition | None:
    """The edition that this person may see instead: from the running one the one in preparation, and back."""
    who, seen = person(), edition()
    prepared, running = g.newest.prepared, g.newest.running
    if who is None or prepared is None or running is None:
        return None
    other: Edition = running if seen is prepared else prepared
    return other if other is running or who.is_coordinator or _gives(who, other) else None


def see_edition(which: Edition) -> None:
    """Keep the choice in the cookie."""
    session["edition"] = which.slug


def current_edition() -> Edition:
    """The edition, on a page that does not exist without one; a coordinator is led to making the first."""
    found, who = edition(), person()
    if found is None and who is not None and who.is_coordinator:
        abort(redirect(url_for("coordination.new_edition"), 303))
    return found or abort(404)


def expert() -> Expert | None:
    """This person's part as an expert of the current edition."""
    if "expert" not in g:
        who, now = person(), edition()
        g.expert = who and now and db.session.scalar(_EXPERT, {"person": who.id, "edition": now.id})
    return g.expert  # type: ignore[no-any-return]


def current_expert() -> Expert:
    """The expert, in a view that only an expert reaches."""
    who = expert()
    assert who is not None
    return who


def has_needs(who: Person) -> bool:
    """Whether "my needs" means anything to this person: not to coordinators and experts who act for no organization."""
    if not who.is_coordinator and expert() is None:
        return True
    return db.session.scalar(_ACTS_FOR, {"person": who.id}) is not None


def in_demo_mode() -> bool:
    """Invented data and no mail server: the mailbox may be shown to anybody on this machine."""
    now = edition()
    return bool(now and now.is_demo and not current_app.config["MAIL_SERVER"])
