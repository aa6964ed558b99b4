from __future__ import annotations

import pytest

from pusaq_core.wording.visible import visible


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[2J\x1b]0;t\x07", r"\x1b[2J\x1b]0;t\x07"),
        ("a\0b", r"a\x00b"),
        ("a\nb\r\tc", r"a\x0ab\x0d\x09c"),
        ("\x9b31m", r"\x9b31m"),
        ("gpj.\u202exls", r"gpj.\u202exls"),
        ("\u2066a\u2069\u200f\u061c\u200b\ufeff", r"\u2066a\u2069\u200f\u061c\u200b\ufeff"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("\udc80", r"\udc80"),
        ("\U000e0041", r"\U000e0041"),
    ],
    ids=ascii,
)
def test_what_acts_is_written_out(text, seen):
    assert visible(text) == seen


@pytest.mark.parametrize("text", ["", "I.E. N.º 0123 «Ñandú»", "Ch’isi wasi", "学校 🏫", r"C:\datos"])
def test_what_is_read_stays(text):
    assert visible(text) == text


def test_ends_of_lines_that_are_ours_stay():
    assert visible("a\nb\x1b", keep="\n") == "a\nb\\x1b"
