"""Letters: one small function each, in the reader's language, from plain values to subject, text and HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template

from brigade.language import own
from brigade.models import Edition


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person reads: one line, a plain text, and the same as HTML."""

    subject: str
    text: str
    html: str


def compose(name: str, language: str, **values: Any) -> Letter:
    """Render templates/mail/<name>.txt (whose first line is the subject) and .html in that language."""
    with own(language):
        subject, _, text = render_template(f"mail/{name}.txt", locale=language, **values).strip().partition("\n")
        html = render_template(f"mail/{name}.html", locale=language, subject=subject, **values)
    return Letter(" ".join(subject.split()), text.strip() + "\n", html)


def sign_in(language: str, token: str, name: str) -> Letter:
    """The link, how long it lasts, and what to do if nobody asked for it."""
    return compose("sign-in", language, token=token, name=name)


def welcome(role: str, language: str, edition: Edition | None) -> Letter:
    """To a new coordinator or expert: what is asked of them, and where to sign in."""
    return compose(f"welcome-{role}", language, edition=edition)
