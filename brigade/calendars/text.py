"""Words that people typed, made safe for calendar lines and mail headers.

One rule for both: what nobody can see, or what could end a line, never leaves. Cleaning was preferred to
refusing: a name pasted from a web page with a stray line break must not cost somebody their booking.
"""

import re

# Everything str.splitlines() breaks on: readers written in Python do split calendar lines there.
_BREAK = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# Control characters other than tab and newline; halves of characters, which UTF-8 cannot write; and the marks
# that turn the text after them around, with which a name could disguise the rest of its line (Unicode TR 36,
# 2.3).
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile("[ \t\n]+")  # not the no-break space, which French sets before ":" and "?"


def one_line(text: str) -> str:
    """`text` on a single line: every run of spaces, tabs and line breaks becomes one space."""
    return _SPACES.sub(" ", many_lines(text)).strip()


def many_lines(text: str) -> str:
    """`text` with plain newlines as its only line breaks, and tabs as its only other control characters."""
    return _UNSEEN.sub("", _BREAK.sub("\n", text))
