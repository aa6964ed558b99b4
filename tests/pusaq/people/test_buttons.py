from __future__ import annotations

import pytest

from pusaq.people.templatetags.people import button_style


@pytest.mark.parametrize(
    ("attrs", "style"),
    [
        ({}, "btn-primary"),
        ({"tags": ["prominent", "login"]}, "btn-primary"),
        ({"tags": ["secondary"]}, "btn-quiet"),
        ({"href": "/"}, "btn-quiet"),
        ({"href": "/", "tags": ["delete"]}, "btn-error btn-outline"),
    ],
)
def test_buttons_of_accounts_look_by_what_they_do(attrs, style):
    assert button_style(attrs) == style
