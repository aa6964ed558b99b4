"""Words of kinds of activity, as pages tell them."""

from __future__ import annotations

from pusaq.accompaniment.looks import LOOKS


def test_thousands_are_told_in_groups():
    said = [LOOKS["visit"].said(1042), LOOKS["visit"].said_days(1042), LOOKS["gia"].said(1)]
    assert [one.replace("\xa0", " ").replace("\u202f", " ") for one in said] == [
        "1 042 visitas",
        "1 042 días de visita",
        "1 GIA",
    ]


def test_no_two_kinds_have_one_letter_or_one_label():
    letters = [look.letter for look in LOOKS.values() if look.letter]
    assert len({*letters}) == len(letters) > 2
    assert len({str(look.label) for look in LOOKS.values()}) == len(LOOKS)
