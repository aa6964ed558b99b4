from __future__ import annotations

from types import SimpleNamespace

import pytest

from pusaq.shell.templatetags.pusaq import linked, sort_icon


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
