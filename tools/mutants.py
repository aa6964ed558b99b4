"""`python -m tools.mutants [ID …]`: do the tests of a proved row fail when the product is broken?

`tests/mutants.toml` lists breakages of every row called `proved`: a file of the product or of the catalogue,
a piece of text that stands in it once, and what takes its place. For each one the tree is copied, the piece
replaced, and only the tests with the mark of that row are run. A breakage is *caught* when one of them fails,
and *survives* when all pass: then the mark proves less than it says. Before that, the marked tests must pass
on the tree as it is. A run that ends in any other way (nothing collected, an import that breaks, too long)
decides nothing and is an error too.

Several run at once, each in a copy of its own, so that the tree itself is never touched.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from tools.mutant_table import TABLE, Mutant, problems_of, read_mutants
from tools.trace import Mark, find_marks, proved_rows, read_rows

LONGEST = 300
"""Seconds after which a run is given up."""

COPIED = ("src", "catalogue", "tests", "tools", "docs", "pyproject.toml", "pytest.ini")
"""What a run of tests needs of a tree."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one run ended: `caught`, `survived`, or an error, with the last lines of what was said."""

    name: str
    outcome: str
    said: str = ""


def files_of(marks: list[Mark], name: str) -> list[str]:
    """Test files that carry the mark of a row, sorted."""
    return sorted({mark.place.rpartition(":")[0] for mark in marks if mark.id == name})


class Copies:
    """Copies of the tree that runs lend and give back.

    Attributes:
        root: the tree that is copied.
    """

    def __init__(self, root: Path, where: Path, number: int) -> None:
        """Make the copies."""
        self.root = root
        self._free: SimpleQueue[Path] = SimpleQueue()
        for index in range(number):
            copy = where / str(index)
            _copy(root, copy)
            self._free.put(copy)

    def run(self, name: str, files: list[str], mutant: Mutant | None) -> Verdict:
        """Run the marked tests of a row in a copy, broken or as it is.

        Args:
            name: the row.
            files: test files that carry its mark.
            mutant: what is broken; None for the tree as it is.
        """
        copy = self._free.get()
        try:
            if mutant is None:
                code, said = _marked_tests(copy, name, files)
                return Verdict(name, "passed" if code == 0 else "error", "" if code == 0 else said)
            self._break(copy, mutant)
            try:
                code, said = _marked_tests(copy, name, files)
            finally:
                self._mend(copy, mutant)
            outcome = {0: "survived", 1: "caught"}.get(code, "error")
            return Verdict(f"{name} ({mutant.breaks})", outcome, "" if outcome == "caught" else said)
        finally:
            self._free.put(copy)

    def _break(self, copy: Path, mutant: Mutant) -> None:
        text = (copy / mutant.file).read_text(encoding="utf-8")
        (copy / mutant.file).write_text(mutant.applied(text), encoding="utf-8")

    def _mend(self, copy: Path, mutant: Mutant) -> None:
        shutil.copy2(self.root / mutant.file, copy / mutant.file)


def run_mutants(root: Path, mutants: list[Mutant], marks: list[Mark], workers: int) -> list[Verdict]:
    """Run the marked tests as the tree is, then on every breakage of rows that pass.

    Returns:
        A verdict for each row that does not pass, and for each breakage of the others, in order.
    """
    names = list(dict.fromkeys(mutant.id for mutant in mutants))
    files = {name: files_of(marks, name) for name in names}
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies = Copies(root, Path(folder), workers)
        with ThreadPoolExecutor(workers) as pool:
            whole = list(pool.map(lambda name: copies.run(name, files[name], None), names))
            standing = {verdict.name for verdict in whole if verdict.outcome == "passed"}
            tried = [mutant for mutant in mutants if mutant.id in standing]
            broken = list(pool.map(lambda mutant: copies.run(mutant.id, files[mutant.id], mutant), tried))
    return [verdict for verdict in whole if verdict.outcome != "passed"] + broken


def main(root: Path, arguments: list[str]) -> int:
    """Run the breakages of all rows, or of those that are named.

    Returns:
        Exit code: 0 where all are caught.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ID", help="only these rows")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="runs at once")
    options = parser.parse_args(arguments)
    mutants = read_mutants(root)
    problems = problems_of(root, proved_rows(read_rows(root)), mutants)
    for problem in problems:
        print(f"error: {problem}")
    if problems:
        return 1
    chosen = [mutant for mutant in mutants if not options.rows or mutant.id in options.rows]
    unknown = sorted(set(options.rows) - {mutant.id for mutant in chosen})
    if unknown:
        print(f"error: no breakages of {', '.join(unknown)} in {TABLE}")
        return 1
    verdicts = run_mutants(root, chosen, find_marks(root), options.workers)
    for verdict in verdicts:
        print(f"{verdict.outcome:8} {verdict.name}", *verdict.said.splitlines(), sep="\n    ")
    count = Counter(verdict.outcome for verdict in verdicts)
    print(", ".join(f"{number} {outcome}" for outcome, number in sorted(count.items())))
    return 0 if set(count) == {"caught"} else 1


def _marked_tests(copy: Path, name: str, files: list[str]) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--no-header"]
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    try:
        ended = subprocess.run(  # noqa: S603  (our own words)
            [*command, "--requirement", name, *files],
            cwd=copy,
            env=kept | {"PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return -1, f"no answer in {LONGEST} s"
    return ended.returncode, "\n".join((ended.stdout + ended.stderr).splitlines()[-12:])


def _copy(root: Path, copy: Path) -> None:
    copy.mkdir()
    for name in COPIED:
        if (root / name).is_dir():
            shutil.copytree(root / name, copy / name)
        elif (root / name).exists():
            shutil.copy2(root / name, copy / name)


if __name__ == "__main__":
    sys.exit(main(Path.cwd(), sys.argv[1:]))
