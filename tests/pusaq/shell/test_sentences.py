from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from pusaq.shell.sentences import joined, listed, said


def test_values_are_escaped_and_our_markup_stays():
    assert said("<b>%(who)s</b>", who="<i>Ana</i>") == "<b>&lt;i&gt;Ana&lt;/i&gt;</b>"


@pytest.mark.parametrize(("language", "shown"), [("es", "12\u202f345"), ("en", "12,345")])
def test_numbers_are_written_as_the_reader_does(language, shown):
    with translation.override(language):
        assert said("%(n)s", n=12345) == shown


def test_a_safe_value_is_not_escaped_twice():
    assert said("%(name)s.", name=said("<b>x</b>")) == "<b>x</b>."


def test_empty_sentences_leave_no_space_and_plain_ones_are_escaped():
    found = joined([said("<b>a</b>"), "", "b & c"])
    assert found == "<b>a</b> b &amp; c"
    assert isinstance(found, SafeString)


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([], ""),
        (["a"], "a"),
        (["a & b", "c"], "a &amp; b y c"),
        (["a", said("<b>b</b>"), "<c>"], "a, <b>b</b> y &lt;c&gt;"),
    ],
)
def test_what_is_counted_off_ends_with_a_word(parts, shown):
    assert listed(parts) == shown
    assert isinstance(listed(parts), SafeString)
