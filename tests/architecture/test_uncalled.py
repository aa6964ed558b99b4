"""What nobody calls is found, and what libraries, templates and settings call is not."""

from __future__ import annotations

import pytest

from tools.checks.uncalled import check_uncalled


@pytest.fixture
def lone(write):
    """Names that nobody calls where one room holds a text."""
    write("pyproject.toml", '[project]\nscripts = {pusaq = "pusaq_core.cli:run"}\n')

    def _lone(text, **others):
        for path, other in others.items():
            write(f"src/pusaq/room/{path.replace('_dot_', '.')}", other)
        return [finding.message.split()[-1] for finding in check_uncalled(write("src/pusaq/room/a.py", text))]

    return _lone


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def left():\n    return 1\n", ["left"]),
        ("class Left:\n    pass\n", ["Left"]),
        ("def kept():\n    return 1\n\nkept()\n", []),
        ("class Kept:\n    @property\n    def left(self):\n        return 1\n\nKept()\n", ["left"]),
        ("@register.filter\ndef kept():\n    return 1\n", []),
        ("class Kept(Protocol):\n    pass\n", []),
        ("class Meta:\n    pass\n", []),
        ("def run():\n    return 1\n", []),
    ],
)
def test_a_name_is_called_or_found(lone, text, names):
    assert lone(text) == names


def test_a_name_that_only_another_import_says_is_found(lone):
    assert lone("def left():\n    return 1\n", b_dot_py="from pusaq.room.a import left\n") == ["left"]


def test_a_name_that_only_a_package_offers_is_found(lone):
    offers = 'from pusaq.room.a import left\n\n__all__ = [\n    "left",\n]\n'
    assert lone("def left():\n    return 1\n", b_dot_py=offers) == ["left"]


def test_a_word_between_the_tags_of_a_template_is_no_call(lone):
    assert lone("def left():\n    return 1\n", a_dot_html="<p class='left'>left</p>{{ row.one }}\n") == [
        "left"
    ]


def test_a_name_that_a_template_or_a_setting_says_is_called(lone):
    text = "def one():\n    return 1\n\n\ndef two():\n    return 2\n"
    assert lone(text, a_dot_html="{{ row.one }}", b_dot_py='HANDLER = "pusaq.room.a.two"\n') == []


def test_a_call_in_a_test_is_none(lone, write):
    write("tests/test_a.py", "from pusaq.room.a import left\n\nleft()\n")
    assert lone("def left():\n    return 1\n") == ["left"]


@pytest.mark.parametrize("text", ["def soon():\n    return 1\n\nsoon()\n", "late = 1\n"])
def test_an_awaited_name_leaves_the_list_with_its_first_call(lone, write, text):
    write("tools/awaited.toml", '[names]\nsoon = "a page"\n')
    assert lone("def soon():\n    return 1\n") == []
    assert lone(text) == ["gone"]
