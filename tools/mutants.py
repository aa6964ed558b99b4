"""`python -m tools.mutants [ID …]`: do the tests of a proved row fail when the product is broken?

`tests/mutants.toml` lists breakages of every row called `proved`: a file of the product or of the catalogue,
a piece of text that stands in it once, and what takes its place. First the marked tests of a row must pass on
the tree as it is. Then the tree is copied, the piece replaced, and the marked tests run again. A breakage is
*caught* when one of them fails, and *survives* when all pass: then the mark proves less than it says. A run
that ends in any other way (all skipped, an import that breaks, too long) decides nothing and is an error too.

Several run at once, each in a copy of its own, so that the tree itself is never touched. Databases of tests
are those of the whole tree: what a breakage would have written into them is not noticed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from tools.marked_run import LONGEST, marked_run
from tools.mutant_table import TABLE, Mutant, problems_of, read_mutants
from tools.trace import Mark, find_marks, proved_rows, read_rows

COPIED = (
    "src",
    "catalogue",
    "tests",
    "tools",
    "docs",
    "build/states",
    "pyproject.toml",
    "pytest.ini",
    "uv.lock",
)
"""What a run of tests needs of a tree."""

PASSED, FAILED = 0, 1
OUTCOMES: dict[int | None, str] = {PASSED: "survived", FAILED: "caught"}
"""Exit codes of pytest that decide something about a breakage."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one run ended: `passed`, `caught`, `survived` or an error, with the last lines of what was said."""

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

    def run(self, mutant: Mutant, files: list[str]) -> Verdict:
        """Run the marked tests of a row in a copy that is broken.

        Args:
            mutant: what is broken, and for which row.
            files: test files that carry the row's mark.
        """
        copy = self._free.get()
        broken = copy / mutant.file
        try:
            broken.write_text(mutant.applied(broken.read_text(encoding="utf-8")), encoding="utf-8")
            code, said = _marked_tests(copy, mutant.id, files, broken=True)
        finally:
            shutil.copy2(self.root / mutant.file, broken)
            self._free.put(copy)
        outcome = OUTCOMES.get(code, "error")
        return Verdict(f"{mutant.id} ({mutant.breaks})", outcome, "" if outcome == "caught" else said)


def run_whole(root: Path, files: dict[str, list[str]], workers: int) -> list[Verdict]:
    """Run the marked tests of rows on the tree as it is.

    Args:
        root: the repository.
        files: row to the test files that carry its mark.
        workers: runs at once.
    """

    def run(name: str) -> Verdict:
        code, said = _marked_tests(root, name, files[name])
        return Verdict(name, "passed") if code == PASSED else Verdict(name, "error", said)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, files))


def run_mutants(root: Path, mutants: list[Mutant], marks: list[Mark], workers: int) -> list[Verdict]:
    """Run the marked tests as the tree is, then on every breakage of rows that pass.

    Returns:
        A verdict for each row that does not pass, and for each breakage of the others, in order.
    """
    files = {mutant.id: files_of(marks, mutant.id) for mutant in mutants}
    whole = run_whole(root, files, workers)
    standing = {verdict.name for verdict in whole if verdict.outcome == "passed"}
    tried = [mutant for mutant in mutants if mutant.id in standing]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(workers) as pool:
        copies = Copies(root, Path(folder), min(workers, len(tried)))
        broken = list(pool.map(lambda mutant: copies.run(mutant, files[mutant.id]), tried))
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
    began = time.monotonic()
    verdicts = run_mutants(root, chosen, find_marks(root), options.workers)
    for verdict in verdicts:
        print(f"{verdict.outcome:8} {verdict.name}", *verdict.said.splitlines(), sep="\n    ")
    count = Counter(verdict.outcome for verdict in verdicts)
    told = ", ".join(f"{number} {outcome}" for outcome, number in sorted(count.items()))
    print(f"{told}, in {time.monotonic() - began:.0f} s")
    return 0 if set(count) == {"caught"} else 1


def _marked_tests(tree: Path, row: str, files: list[str], *, broken: bool = False) -> tuple[int | None, str]:
    """Exit code of pytest, and the end of what it said."""
    with tempfile.NamedTemporaryFile(prefix="said-") as printed:
        said = Path(printed.name)
        code = marked_run(tree, row, files, said, broken=broken)
        lines = said.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
    return code, "\n".join(lines) if code is not None else "\n".join(
        [*lines, f"no answer of pytest in {LONGEST} s"]
    )


def _copy(root: Path, copy: Path) -> None:
    for name in COPIED:
        if (root / name).is_dir():
            shutil.copytree(root / name, copy / name)
        elif (root / name).exists():
            copy.mkdir(exist_ok=True)
            shutil.copy2(root / name, copy / name)


if __name__ == "__main__":
    sys.exit(main(Path.cwd(), sys.argv[1:]))
