"""Structured problems of the input. The core states facts; sentences are made in `cli` and in pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong at one place of the input.

    Attributes:
        code: stable identifier of the kind of problem, such as `missing_column`.
        file: name of the file as the user gave it; empty where no file is concerned.
        row: line of the file (the header is line 1); None where the whole file is concerned.
        column: name of the column, or path of keys inside a YAML file.
        expected: what would have been right; a code of `pusaq_core.cli.messages` or a literal value.
        found: the value that was found, as text.
        position: character position in the line, for text formats that know it (counted from 1).
    """

    code: str
    file: str = ""
    row: int | None = None
    column: str = ""
    expected: str = ""
    found: str = ""
    position: int | None = None


class InputError(Exception):
    """The input cannot be used; carries every problem found, never only the first.

    Args:
        problems: at least one problem, in the order of the file.
    """

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            raise ValueError("an InputError names at least one problem")
        self.problems = problems
        super().__init__("; ".join(f"{p.file}:{p.row or ''} {p.column} {p.code}" for p in problems[:5]))
