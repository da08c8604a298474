"""Addresses in the one spelling that calendars and mail servers compare."""

import idna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brigade.calendars.address import bare, mailto


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Direction@Theatre.Example.ORG", "direction@theatre.example.org"),
        (" o'neil+brigade@example.org ", "o'neil+brigade@example.org"),
        ("info@théâtre.example.org", "info@xn--thtre-4qa2c.example.org"),
        ("info@THE\u0301A\u0302TRE.example.org", "info@xn--thtre-4qa2c.example.org"),
        ("info@straße.example.org", "info@xn--strae-oqa.example.org"),
        ("info@театр.example.org", "info@xn--80aj8afc.example.org"),
    ],
)
def test_one_spelling(typed: str, address: str) -> None:
    assert bare(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "nobody",
        "a@",
        "@b.example.org",
        "a b@example.org",
        '"a b"@example.org',
        "a@b@example.org",
        "a@exa mple.org",
        "a@-b.example.org",
        "a@b..example.org",
        "a..b@example.org",
        "a@example.org\r\nBcc: x@example.org",
        "a\r\nBcc: x@example.org",
        "a@é\r\nBcc:.example.org",
        "a@example.org>,<b@example.org",
        "a@example.org\x00",
        "a@" + "b" * 260,
        "\ud83d@example.org",
        "a@\ud83d.example.org",
    ],
)
def test_what_is_not_an_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"not an e-mail address|mail cannot carry"):
        bare(typed)


def test_accents_before_the_at_sign_are_refused_with_their_own_sentence() -> None:
    with pytest.raises(ValueError, match="letters that mail cannot carry everywhere"):
        bare("josé@example.org")


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(categories=["Ll", "Lo"], max_codepoint=0x24F), min_size=1, max_size=20))
def test_domains_are_written_as_the_current_standard_writes_them(label: str) -> None:
    try:
        expected = idna.encode(label.lower(), uts46=True).decode()
    except idna.IDNAError:
        return
    assert bare(f"a@{label}.example.org") == f"a@{expected}.example.org"


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_an_address_is_plain_ascii_or_refused(typed: str) -> None:
    for candidate in (typed, f"{typed}@example.org", f"a@{typed}"):
        try:
            address = bare(candidate)
        except ValueError:
            continue
        assert address.isascii()
        assert address.isprintable()
        assert " " not in address
        assert address.count("@") == 1


def test_mailto_is_bare_and_only_percent_encodes_what_a_uri_cannot_hold() -> None:
    assert mailto("Jean.Roy+Brigade@Example.org") == "mailto:jean.roy+brigade@example.org"
    assert mailto("50%?#@example.org") == "mailto:50%25%3F%23@example.org"
