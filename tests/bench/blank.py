"""The product with two more pages: one that shows nothing, one that shows nothing inside the product's frame.

Both go through everything that any page goes through (cookie, guard, language, layout's values, headers).
"""

from __future__ import annotations

from flask import render_template
from jinja2 import ChoiceLoader, DictLoader

from brigade import create_app
from brigade.web import access

FRAME = '{% extends "_layouts/base.html" %}{% block heading %}{% endblock %}'

app = create_app()
assert app.jinja_loader is not None
app.jinja_loader = ChoiceLoader([DictLoader({"blank.html": "", "frame.html": FRAME}), app.jinja_loader])


@app.get("/blank")
@access.signed_in
def blank() -> str:
    """Nothing."""
    return render_template("blank.html")


@app.get("/frame")
@access.signed_in
def frame() -> str:
    """The frame of every page around nothing."""
    return render_template("frame.html")
