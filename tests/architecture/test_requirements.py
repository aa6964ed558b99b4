"""The table of requirements is whole, and says of each row no more than the tests do."""

from __future__ import annotations

from collections import Counter

from tools import mutant_table
from tools.trace import find_marks, problems_of, proved_rows, read_rows

COUNTS = {"AT": 60, "CAP": 35, "BP": 63, "TP": 31, "AP": 89, "X": 16}


def test_table_lists_every_requirement(repository):
    rows = read_rows(repository)
    assert Counter(row.id.split("-")[0] for row in rows) == COUNTS
    titles = {(row.id.split("-")[0], row.document) for row in rows}
    assert len(titles) == len(COUNTS)


def test_table_and_marks_agree(repository):
    assert problems_of(read_rows(repository), find_marks(repository)) == []


def test_every_proved_row_has_breakages_that_fit_the_product(repository):
    mutants = mutant_table.read_mutants(repository)
    assert mutant_table.problems_of(repository, proved_rows(read_rows(repository)), mutants) == []
