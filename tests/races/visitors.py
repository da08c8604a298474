"""Signed-in visitors without the sign-in pages: the cookie that the product itself would have set."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf

from brigade.models import Person
from brigade.web import access


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser that is signed in: its cookie, and the token that its forms carry."""

    cookie: str
    csrf_token: str


def visitor(app: Flask, person: Person) -> Visitor:
    """The browser of this person."""
    with app.test_request_context():
        g.pop("csrf_token", None)  # of the visitor before, when the caller holds an application context
        access.sign_in(person)
        token = generate_csrf()
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return Visitor(f"session={serializer.dumps(dict(session))}", token)
