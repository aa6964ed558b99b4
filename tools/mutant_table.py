"""Breakages of the product that the tests of a proved row must notice: `tests/mutants.toml`."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "tests/mutants.toml"
PRODUCT = ("src/", "catalogue/")
LEAST = 2
"""Breakages that a proved row needs at least."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One breakage of the product.

    Attributes:
        id: the row whose tests must notice it.
        breaks: what it does, in a few words.
        file: path from the root.
        before: text that stands in the file exactly once.
        after: what takes its place.
    """

    id: str
    breaks: str
    file: str
    before: str
    after: str

    def applied(self, text: str) -> str:
        """The file's text, broken."""
        return text.replace(self.before, self.after)


def read_mutants(root: Path) -> list[Mutant]:
    """Breakages of the table, in its order.

    Raises:
        ValueError: an entry with other keys than it needs.
    """
    with (root / TABLE).open("rb") as file:
        table = tomllib.load(file)
    try:
        return [Mutant(name, **entry) for name, entries in table.items() for entry in entries]
    except TypeError as error:
        raise ValueError(f"{TABLE}: an entry has breaks, file, before, after ({error})") from error


def problems_of(root: Path, proved: set[str], mutants: list[Mutant]) -> list[str]:
    """What is wrong with the table, without running anything.

    Args:
        root: the repository.
        proved: rows called proved.
        mutants: the breakages.

    Returns:
        One sentence for each.
    """
    count = Counter(mutant.id for mutant in mutants)
    problems = [
        f"{name}: is proved and has {count[name]} breakages in {TABLE}, at least {LEAST} are needed"
        for name in sorted(proved)
        if count[name] < LEAST
    ]
    problems += [
        f"{name}: has breakages in {TABLE} and is not proved" for name in sorted(set(count) - proved)
    ]
    same = Counter((mutant.id, mutant.file, mutant.after) for mutant in mutants)
    problems += [
        f"{name}: the same breakage of {file} stands twice" for (name, file, _), n in same.items() if n > 1
    ]
    return problems + [said for mutant in mutants if (said := _problem_of(root, mutant))]


def _problem_of(root: Path, mutant: Mutant) -> str:
    where = f"{mutant.id} ({mutant.breaks})"
    if not mutant.file.startswith(PRODUCT):
        return f"{where}: {mutant.file} is not part of the product ({', '.join(PRODUCT)})"
    if not (root / mutant.file).is_file():
        return f"{where}: {mutant.file} does not exist"
    if mutant.before == mutant.after:
        return f"{where}: nothing is changed"
    times = (root / mutant.file).read_text(encoding="utf-8").count(mutant.before)
    return "" if times == 1 else f"{where}: the text to replace stands {times} times in {mutant.file}"
