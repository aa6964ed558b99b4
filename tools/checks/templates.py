"""Templates show: short, flat, deciding little. Decisions stand in Python, where a test reaches them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tools.checks.source import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "src"
FILE_SOFT = 150
FILE_HARD = 300
LINE = 110
NESTING = 4
"""`if` and `for` inside each other, in one file."""

CHAIN = 3
"""Conditions of one `if … elif …`, each `and` and `or` among them."""

IN_SENTENCE = 2
"""Conditions inside one block of those below: a sentence with more is put together in Python."""

TEXT = re.compile(r"""(?:[=!]=|\bin)\s*["']|["']\s*(?:[=!]=|\bin\b)""")
"""A condition that compares with a text: the state of something, decided where no type is checked."""

SENTENCES = re.compile(r"(lead|heading|title)(_\w+)?")
"""Blocks of one sentence. What an `include` brings into it by name counts too; by a variable it is unseen."""


TAG = re.compile(r"{%\s*(\w+)(.*?)%}", re.DOTALL)
AROUND = 80
"""Letters of a longer line without its longest piece."""

LOOSE = re.compile(r"\s(?:{%\s*(?:if|elif|else|endif|for|endfor|blocktranslate)\b(?:(?!%}).)*%})+[,.;:)]")
"""A mark that a space would part from its word: the formatter sets blocks side by side apart."""

PIECE = re.compile(r"""{%.*?%}|{{.*?}}|"[^"]*"|'[^']*'""")
"""What no formatter may break: a tag, a value, a quoted text."""


@dataclass(slots=True)
class _Open:
    kind: str
    line: int
    conditions: int = 0
    words: list[str] = field(default_factory=list)


def check_templates(root: Path) -> list[Finding]:
    """Templates that are too long, too deep, or decide too much.

    Args:
        root: repository with `src`.

    Returns:
        One finding for each breach, sorted.
    """
    return sorted(finding for path, text in _templates(root) for finding in _findings(path, text, root))


def long_templates(root: Path) -> list[Finding]:
    """Templates over the soft budget: no breach, but the next to be split."""
    return [
        Finding(path, 0, "template-soft", f"{lines} lines, more than {FILE_SOFT}")
        for path, text in _templates(root)
        if (lines := text.count("\n")) > FILE_SOFT
    ]


def _templates(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / FOLDER).rglob("templates/**/*.html")):
        yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")


def _findings(path: str, text: str, root: Path) -> Iterator[Finding]:
    if (lines := text.count("\n")) > FILE_HARD:
        yield Finding(path, 0, "template-size", f"{lines} lines, at most {FILE_HARD}")
    for number, line in enumerate(text.splitlines(), 1):
        longest = max((len(piece) for piece in PIECE.findall(line)), default=0)
        if len(line) > LINE and len(line.strip()) - longest > AROUND:
            message = f"{len(line)} characters, at most {LINE} but for one piece that cannot be broken"
            yield Finding(path, number, "template-line", message)
    for tag in TAG.finditer(text):
        if tag[1] == "blocktranslate" and "trimmed" not in tag[2].split():
            place = text.count("\n", 0, tag.start()) + 1
            yield Finding(
                path, place, "template-message", "without `trimmed` the message holds its indentation"
            )
    for mark in LOOSE.finditer(text):
        place = text.count("\n", 0, mark.end()) + 1
        yield Finding(
            path, place, "template-mark", f"«{mark[0][-1]}» stands apart from its word: say it in Python"
        )
    yield from _decisions(path, text, root)


def _decisions(path: str, text: str, root: Path) -> Iterator[Finding]:
    stack: list[_Open] = []
    for tag in TAG.finditer(text):
        name, line = tag[1], text.count("\n", 0, tag.start()) + 1
        if name in {"if", "for", "block"}:
            stack.append(_Open(name, line, words=tag[2].split()))
            depth = sum(one.kind != "block" for one in stack)
            if name != "block" and depth == NESTING + 1:
                yield Finding(path, line, "template-nesting", f"{depth} deep, at most {NESTING}")
        elif name in {"endif", "endfor", "endblock"} and stack:
            yield from _closed(path, stack.pop())
        if name == "include" and (blocks := [one for one in stack if one.kind == "block"]):
            for block in blocks:
                block.conditions += _conditions_of(tag[2].split()[0].strip("\"'"), root)
        if name in {"if", "elif"}:
            if TEXT.search(tag[2]):
                message = f"«{tag[2].strip()}» compares with a text: ask Python a question that it answers"
                yield Finding(path, line, "template-state", message)
            conditions = _conditions(tag[2])
            next(one for one in reversed(stack) if one.kind == "if").conditions += conditions
            for block in (one for one in stack if one.kind == "block"):
                block.conditions += conditions


def _conditions(text: str) -> int:
    """How many conditions an `if` has: each `and` and each `or` adds one."""
    return 1 + sum(word in {"and", "or"} for word in text.split())


def _conditions_of(name: str, root: Path) -> int:
    """Conditions of an included template; none where the name is a variable or of a library."""
    for path in (root / FOLDER).rglob(f"templates/{name}") if name.endswith(".html") else ():
        tags = TAG.finditer(path.read_text(encoding="utf-8"))
        return sum(_conditions(tag[2]) for tag in tags if tag[1] in {"if", "elif"})
    return 0


def _closed(path: str, done: _Open) -> Iterator[Finding]:
    if done.kind == "if" and done.conditions > CHAIN:
        message = f"{done.conditions} conditions in a row, at most {CHAIN}: decide in Python"
        yield Finding(path, done.line, "template-chain", message)
    if done.kind == "block" and SENTENCES.fullmatch(done.words[0]) and done.conditions > IN_SENTENCE:
        message = f"{done.conditions} conditions in a sentence, at most {IN_SENTENCE}: say it in Python"
        yield Finding(path, done.line, "template-sentence", message)
