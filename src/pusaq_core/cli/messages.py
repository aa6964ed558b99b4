"""From a structured problem to a Spanish sentence that says where, what was expected and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq_core.cli import messages_io, messages_norms
from pusaq_core.cli.i18n import _
from pusaq_core.wording.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from pusaq_core.errors import Problem


def sentence(problem: Problem, *, gettext: Callable[[str], str] = _) -> str:
    """The problem as one line: `file:line:character  path of keys: what is wrong`, words of files visible.

    Args:
        problem: its code is looked up in the tables of the readers; one without a sentence is shown by its
            code, so that nothing is ever lost.
        gettext: a Spanish text in the reader's language; that of the terminal where none is given.
    """
    place = ":".join(str(part) for part in (problem.file, problem.row, problem.position) if part)
    head = "  ".join(part for part in (place, problem.column) if part)
    text = _text(problem, gettext)
    return visible(f"{head}: {text}" if head else text)


def expectation(code: str, expected: str, *, gettext: Callable[[str], str] = _) -> str:
    """What would have been right, as a phrase.

    Args:
        code: kind of problem.
        expected: code or value that it carries.
        gettext: a Spanish text in the reader's language; that of the terminal where none is given.
    """
    if code in messages_io.EXPECTED:
        return gettext(messages_io.EXPECTED[code])
    if code in messages_io.WITH_VALUE:
        return gettext(messages_io.WITH_VALUE[code]).format(expected)
    return _phrase(expected, gettext) if code in messages_norms.TEMPLATES else expected


def _text(problem: Problem, gettext: Callable[[str], str]) -> str:
    if problem.code in messages_norms.TEMPLATES:
        template = gettext(messages_norms.TEMPLATES[problem.code])
        known = problem.found in messages_norms.FOUND
        return template.format(
            column=problem.column,
            expected=_phrase(problem.expected, gettext),
            found=gettext(messages_norms.FOUND[problem.found]) if known else f'"{problem.found}"',
        )
    if problem.code in messages_io.TEMPLATES:
        template = gettext(messages_io.TEMPLATES[problem.code])
        return template.format(column=problem.column, expected=problem.expected, found=problem.found)
    return f"{problem.code} {problem.expected} {problem.found}".strip()


def _phrase(expected: str, gettext: Callable[[str], str]) -> str:
    head, colon, rest = expected.partition(":")
    if head not in messages_norms.PHRASES:
        return expected
    values = rest.replace("|", ", ").split(":") if colon else []
    return gettext(messages_norms.PHRASES[head]).format(*values, "", "")
