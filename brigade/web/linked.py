"""Plain text whose addresses can be pressed."""

import re

from markupsafe import Markup, escape

ADDRESS = re.compile(r"https?://[^\s<>\"'()]+[^\s<>\"'().,;:!?]")


def text(plain: str) -> Markup:
    """The text, escaped, with each http(s) address as a link."""
    found = Markup()
    end = 0
    for match in ADDRESS.finditer(plain):
        found += escape(plain[end : match.start()])
        found += Markup('<a href="{0}">{0}</a>').format(match[0])
        end = match.end()
    return found + escape(plain[end:])
