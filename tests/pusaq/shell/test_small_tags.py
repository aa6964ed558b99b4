from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message

from pusaq.shell.templatetags.pusaq import is_area, linked, says_nothing, sort_icon, tone_of


def test_words_are_a_link_where_there_is_something_to_open():
    assert linked("<Ana>", "/x/") == '<a class="link" href="/x/">&lt;Ana&gt;</a>'
    assert linked("<Ana>", "") == "&lt;Ana&gt;"


@pytest.mark.parametrize(
    ("is_ordered", "is_descending", "sign"),
    [(False, False, '#i-sort"'), (True, False, '#i-sort-up"'), (True, True, '#i-sort-down"')],
)
def test_the_icon_says_how_a_column_is_ordered(is_ordered, is_descending, sign):
    column = SimpleNamespace(
        is_ordered=is_ordered, order_by_alias=SimpleNamespace(is_descending=is_descending)
    )
    assert sign in sort_icon(column)


@pytest.mark.parametrize(
    ("level", "tone"),
    [(messages.SUCCESS, "ok"), (messages.WARNING, "due"), (messages.ERROR, "bad"), (messages.INFO, "info")],
)
def test_a_message_stands_in_a_notice_of_its_tone(level, tone):
    assert tone_of(Message(level, "Listo")) == tone


@pytest.mark.parametrize(
    ("cell", "is_nothing"), [("", True), ("–", True), ("—", True), ("0", False), (0, False)]
)
def test_a_cell_that_says_nothing_is_told(cell, is_nothing):
    assert says_nothing(cell) is is_nothing


def test_only_a_field_of_several_lines_is_an_area():
    assert is_area({"type": "textarea"})
    assert not is_area({"type": "text"})
    assert not is_area({})
