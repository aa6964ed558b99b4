"""Assertions that hold too easily are found, and those that look alike are not."""

from __future__ import annotations

import pytest

from tools.checks.weak_asserts import check_weak_asserts

# Split words keep this file itself clean.
CONTENT = "con" + "tent"
OPEN = f"client.get('/').{CONTENT}.decode()"
MATCH = "mat" + "ch"


def _test(*lines: str) -> str:
    return "def test_x():\n" + "".join(f"    {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (_test("assert f() or g()"), "either-or"),
        (_test("assert f() == 1 or True"), "either-or"),
        (_test("assert plan.rows == plan.rows"), "with-itself"),
        (_test("assert all(row['a'] <= row['a'] for row in rows)"), "with-itself"),
        (_test(f"with pytest.raises(ValueError, {MATCH}='.'):", "    f()"), "matches-all"),
        (_test(f"with pytest.raises(ValueError, {MATCH}=''):", "    f()"), "matches-all"),
        (_test(f"assert 'Ana' not in {OPEN}"), "page-unseen"),
        (_test(f"page = {OPEN}", "assert 'Ana' not in page"), "page-unseen"),
        (_test(f"page = {OPEN}", "assert 'Ana' not in page", "assert 'Rosa' not in page"), "page-unseen"),
        (f"def page():\n    return {OPEN}\n\n\n" + _test("assert 'Ana' not in page()"), "page-unseen"),
    ],
)
def test_assertions_that_hold_too_easily(write, text, rule):
    assert {f.rule for f in check_weak_asserts(write("tests/io/test_a.py", text))} == {rule}


@pytest.mark.parametrize(
    "text",
    [
        _test("assert f() and g()"),
        _test("assert (f() or g()) == 1"),
        _test("assert plan.rows == other.rows"),
        _test("assert make(1) == make(1)"),
        _test("assert one < one.other"),
        _test(f"with pytest.raises(ValueError, {MATCH}='no.*'):", "    f()"),
        _test(f"page = {OPEN}", "assert 'Ana' in page", "assert 'Rosa' not in page"),
        _test("answer = f()", "assert answer.status_code == 200", f"assert 'A' not in answer.{CONTENT}"),
        _test("assert 'Ana' not in opened(client.get('/'))"),
        _test("assert 'Ana' not in names"),
        _test(f"page = {OPEN}", "main = page[page.index('<main') :]", "assert 'Ana' not in page"),
        "def page():\n    answer = f()\n    assert answer.status_code == 200\n"
        f"    return answer.{CONTENT}\n\n\n" + _test("assert 'Ana' not in page()"),
    ],
)  # fmt: skip
def test_assertions_that_say_something(write, text):
    assert check_weak_asserts(write("tests/io/test_a.py", text)) == []
