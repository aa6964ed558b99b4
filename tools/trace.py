"""`python -m tools.trace`: which rows of `docs/requirements.csv` a test proves.

A row is `proved` exactly when a test carries its mark, `prepared` when the product does part of what it
asks, `planned` otherwise; and every proved row has breakages of the product that its tests must notice
(`python -m tools.mutants` tries them). `--write` brings the states in line with the marks; `--run` runs the
marked tests and accepts a row only where at least one of them passed and none failed.
"""

from __future__ import annotations

import argparse
import ast
import csv
import sys
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tools import mutant_table
from tools.checks.source import python_files

TABLE = "docs/requirements.csv"
COLUMNS = ("id", "document", "priority", "line", "state")
STATES = ("planned", "prepared", "proved")
LINE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement: its id, the title of its document, priority 1 to 3, our line on it, its state."""

    id: str
    document: str
    priority: str
    line: str
    state: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One test, or group of tests, that says it proves a row.

    Attributes:
        id: the row; empty where the mark is no literal text.
        place: file and line.
    """

    id: str
    place: str


def read_rows(root: Path) -> list[Row]:
    """Rows of the table, in its order.

    Raises:
        ValueError: other columns than `COLUMNS`.
    """
    with (root / TABLE).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{TABLE}: the columns are {', '.join(COLUMNS)}")
        return [Row(**row) for row in reader]


def write_rows(root: Path, rows: list[Row]) -> None:
    """Write the table; the same rows give the same bytes."""
    with (root / TABLE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([getattr(row, column) for column in COLUMNS] for row in rows)


def find_marks(root: Path) -> list[Mark]:
    """Every `pytest.mark.requirement(…)` below `tests/`, on functions, classes, modules and parameters."""
    marks: list[Mark] = []
    for file in python_files(root, "tests"):
        for node in ast.walk(file.tree):
            if isinstance(node, ast.Call) and _is_requirement(node.func):
                place = f"{file.path}:{node.lineno}"
                ids = [a.value if isinstance(a, ast.Constant) else "" for a in node.args] or [""]
                marks.extend(Mark(str(value), place) for value in ids)
    return marks


def problems_of(rows: list[Row], marks: list[Mark]) -> list[str]:
    """What is wrong with the table, or between table and marks.

    Returns:
        One sentence for each; an empty list means that both agree.
    """
    return [*_problems_of_table(rows), *_problems_of_marks(rows, marks)]


def proved_rows(rows: list[Row]) -> set[str]:
    """Ids of the rows that are called proved."""
    return {row.id for row in rows if row.state == "proved"}


def with_states(rows: list[Row], marks: list[Mark]) -> list[Row]:
    """The rows with their states as the marks say; a row that lost its test falls back to `prepared`."""
    proved = {mark.id for mark in marks}
    states = {True: "proved", False: "prepared"}
    return [
        replace(row, state=states[row.id in proved]) if row.id in proved or row.state == "proved" else row
        for row in rows
    ]


def report_of(rows: list[Row], marks: list[Mark], mutants: list[mutant_table.Mutant]) -> list[str]:
    """Counts by document, and of every proved row its tests and how many breakages these notice."""
    places: dict[str, list[str]] = {}
    for mark in marks:
        places.setdefault(mark.id, []).append(mark.place)
    broken = Counter(mutant.id for mutant in mutants)
    lines = []
    for document in dict.fromkeys(row.document for row in rows):
        mine = [row for row in rows if row.document == document]
        count = Counter(row.state for row in mine)
        lines.append(f"{document}: {count['proved']} proved, {count['prepared']} prepared, of {len(mine)}")
        lines.extend(
            f"  {row.id}  {row.line}"
            f"  ({', '.join(places.get(row.id, ['no test']))}; {broken[row.id]} breakages)"
            for row in mine
            if row.state == "proved"
        )
    total = Counter(row.state for row in rows)
    lines.append(
        f"total: {total['proved']} proved with {len(mutants)} breakages, {total['prepared']} prepared,"
        f" of {len(rows)}"
    )
    return lines


class ProofRecorder:
    """A pytest plugin that keeps the marked tests alone and remembers how each row fared."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self.rows_of: dict[str, list[str]] = {}
        self.outcomes: dict[str, set[str]] = {}

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Deselect what proves nothing."""
        kept = []
        for item in items:
            ids = [str(value) for mark in item.iter_markers("requirement") for value in mark.args]
            if ids:
                kept.append(item)
                self.rows_of[item.nodeid] = ids
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A failure in any phase counts; a pass only in the test itself."""
        if report.when == "call" or not report.passed:
            for requirement in self.rows_of.get(report.nodeid, []):
                self.outcomes.setdefault(requirement, set()).add(report.outcome)

    def unproved(self, ids: list[str]) -> list[str]:
        """Rows of which no test passed, or one failed."""
        return [i for i in ids if self.outcomes.get(i, set()) - {"skipped"} != {"passed"}]


def run_proofs(root: Path, rows: list[Row]) -> list[str]:
    """Run the marked tests and name the rows that they do not prove."""
    recorder = ProofRecorder()
    options = ["--rootdir", str(root), "-q", "-p", "no:cacheprovider", str(root / "tests")]
    pytest.main(options, plugins=[recorder])
    ids = [row.id for row in rows if row.state == "proved"]
    return [f"{name}: no test passed, or one failed" for name in recorder.unproved(ids)]


def main(root: Path, arguments: list[str]) -> int:
    """Report, and with `--write` or `--run` do what they say.

    Returns:
        Exit code: 1 where table and tests disagree.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.trace", description=__doc__)
    parser.add_argument("--write", action="store_true", help="bring the states in line with the marks")
    parser.add_argument("--run", action="store_true", help="also run the marked tests")
    options = parser.parse_args(arguments)
    rows, marks = read_rows(root), find_marks(root)
    if options.write:
        rows = with_states(rows, marks)
        write_rows(root, rows)
    mutants = mutant_table.read_mutants(root)
    problems = problems_of(rows, marks) + mutant_table.problems_of(root, proved_rows(rows), mutants)
    if options.run and not problems:
        problems = run_proofs(root, rows)
    print("\n".join(report_of(rows, marks, mutants)))
    for problem in problems:
        print(f"error: {problem}")
    return 1 if problems else 0


def _is_requirement(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "requirement"


def _problems_of_table(rows: list[Row]) -> list[str]:
    problems = [
        f"{name} stands twice" for name, count in Counter(row.id for row in rows).items() if count > 1
    ]
    for row in rows:
        if row.state not in STATES:
            problems.append(f"{row.id}: the state «{row.state}» is none of {', '.join(STATES)}")
        if row.priority not in {"1", "2", "3"}:
            problems.append(f"{row.id}: the priority «{row.priority}» is none of 1, 2, 3")
        if not row.document or not row.line or len(row.line) > LINE_LENGTH:
            problems.append(f"{row.id}: document and line are needed, the line in {LINE_LENGTH} characters")
    return problems


def _problems_of_marks(rows: list[Row], marks: list[Mark]) -> list[str]:
    states = {row.id: row.state for row in rows}
    marked = {mark.id for mark in marks}
    problems = [
        f"{mark.place}: «{mark.id}» is no id of {TABLE} (ids stand in the mark as text)"
        for mark in marks
        if mark.id not in states
    ]
    problems += [
        f"{name} is proved by a test and is called {s}"
        for name, s in states.items()
        if name in marked and s != "proved"
    ]
    problems += [
        f"{name} is called proved and has no test"
        for name, s in states.items()
        if name not in marked and s == "proved"
    ]
    return problems


if __name__ == "__main__":
    sys.exit(main(Path.cwd(), sys.argv[1:]))
