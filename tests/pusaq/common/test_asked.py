from __future__ import annotations

import pytest

from pusaq.common.asked import has_controls, whole_number, without_controls


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("2026", 2026),
        ("9999", 9999),
        ("10000", None),
        ("9" * 4400, None),
        ("0" * 4400, None),
        ("", None),
        ("-5", None),
        ("+5", None),
        ("5 ", None),
        ("5\n", None),
        ("1e3", None),
        ("1_0", None),
        ("٢٠٢٦", None),
        ("²", None),
    ],
)
def test_a_whole_number_is_digits_up_to_the_most_that_can_be_meant(text, number):
    assert whole_number(text, most=9999) == number


@pytest.mark.parametrize("sign", ["\0", "\t", "\n", "\x1b", "\x7f", "\x9b", "\ud800"])
def test_signs_that_nobody_types_are_blanks(sign):
    assert has_controls(f"a{sign}b")
    assert without_controls(f"a{sign}b") == "a b"


def test_words_as_people_type_them_stay():
    words = "Ñuñoa  Ch’isi «e» 学校 🏫"
    assert not has_controls(words)
    assert without_controls(words) == words
