"""A breakage of the product is caught by the tests of its row, survives, or decides nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.mutant_table import Mutant, problems_of, read_mutants
from tools.mutants import files_of, main
from tools.trace import Mark, Row, find_marks, write_rows

ROOT = Path(__file__).parents[2]
ROWS = [Row("AP-001", "NT", "1", "Suma", "proved"), Row("AP-002", "NT", "1", "Resta", "planned")]
# The word is split so that this file itself carries no mark.
MARK = "pytest.mark." + "requirement"
CONFTEST = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\npytest_plugins = ['tools.marked']\n"
TEST = f"""
import pytest
from figures import total
@{MARK}('AP-001')
def test_total():
    assert total(2, 2) == 4
def test_unmarked():
    assert total(1, 2) == 3
"""
PRODUCT = "def total(one, other):\n    return one + other\n"
TWO = """
[[AP-001]]
breaks = "takes one from the other"
file = "src/figures.py"
before = "one + other"
after = "one - other"
[[AP-001]]
breaks = "returns the first"
file = "src/figures.py"
before = "return one + other"
after = "return one"
"""
SURVIVOR = """
[[AP-001]]
breaks = "multiplies"
file = "src/figures.py"
before = "one + other"
after = "one * other"
"""
NO_PYTHON = """
[[AP-001]]
breaks = "is no Python"
file = "src/figures.py"
before = "def total"
after = "de total"
"""


@pytest.fixture
def project(tmp_path):
    files = {
        "docs/x": "", "src/figures.py": PRODUCT, "tests/conftest.py": CONFTEST, "tests/test_total.py": TEST,
        "tests/mutants.toml": TWO, "pytest.ini": "[pytest]\nmarkers = requirement(id)\n",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    write_rows(tmp_path, ROWS)
    return tmp_path


def of(project, table):
    (project / "tests" / "mutants.toml").write_text(table, encoding="utf-8")
    return problems_of(project, {"AP-001"}, read_mutants(project))


def test_entries_are_read_in_their_order(project):
    assert [(one.id, one.breaks, one.applied(PRODUCT)) for one in read_mutants(project)] == [
        ("AP-001", "takes one from the other", PRODUCT.replace("+", "-")),
        ("AP-001", "returns the first", PRODUCT.replace(" + other", "")),
    ]
    assert of(project, TWO) == []


def test_an_entry_with_another_key_is_refused(project):
    with pytest.raises(ValueError, match="an entry has breaks, file, before, after"):
        of(project, TWO + 'row = "AP-001"\n')


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (SURVIVOR, "AP-001: is proved and has 1 breakages in tests/mutants.toml, at least 2 are needed"),
        (
            TWO + SURVIVOR.replace("AP-001", "AP-002"),
            "AP-002: has breakages in tests/mutants.toml and is not proved",
        ),
        (TWO + TWO[: len(TWO) // 2], "AP-001: the same breakage of src/figures.py stands twice"),
        (
            TWO.replace('"one + other"', '"one"'),
            "AP-001 (takes one from the other): the text to replace stands 2 times in src/figures.py",
        ),
        (
            TWO.replace('"one - other"', '"one + other"'),
            "AP-001 (takes one from the other): nothing is changed",
        ),
        (
            TWO.replace("src/figures.py", "src/sums.py", 1),
            "AP-001 (takes one from the other): src/sums.py does not exist",
        ),
        (
            TWO.replace("src/figures.py", "tests/test_total.py", 1),
            (
                "AP-001 (takes one from the other): tests/test_total.py is not part of the product"
                " (src/, catalogue/)"
            ),
        ),
    ],
)
def test_what_is_wrong_with_the_table_is_said_before_anything_runs(project, table, said):
    assert of(project, table) == [said]
    assert main(project, []) == 1


def test_only_files_with_the_mark_are_run():
    marks = [
        Mark("A", "tests/b.py:3"),
        Mark("B", "tests/c.py:1"),
        Mark("A", "tests/a.py:9"),
        Mark("A", "tests/b.py:5"),
    ]
    assert files_of(marks, "A") == ["tests/a.py", "tests/b.py"]


def test_a_row_that_nobody_broke_is_refused(project, capsys):
    assert main(project, ["AP-009"]) == 1
    assert "no breakages of AP-009" in capsys.readouterr().out


@pytest.mark.long
def test_breakages_are_caught_survive_or_decide_nothing(project, capsys):
    assert find_marks(project) == [Mark("AP-001", "tests/test_total.py:4")]
    assert main(project, []) == 0
    assert "2 caught" in capsys.readouterr().out
    (project / "tests" / "mutants.toml").write_text(TWO + SURVIVOR + NO_PYTHON, encoding="utf-8")
    assert main(project, ["AP-001", "--workers", "2"]) == 1
    said = capsys.readouterr().out
    assert "2 caught, 1 error, 1 survived" in said
    assert "survived AP-001 (multiplies)" in said
    assert "SyntaxError" in said
    assert (project / "src" / "figures.py").read_text(encoding="utf-8") == PRODUCT


FIXTURE = "\n@pytest.fixture\ndef four():\n    return total(2, 2)\n"


@pytest.mark.long
@pytest.mark.parametrize("text", [
    TEST.replace("assert total(2, 2) == 4", "pytest.skip('not here')"),
    TEST.replace("test_total()", "test_total(four)") + FIXTURE.replace("total(2", "total(1, 1"),
])  # fmt: skip
def test_a_row_whose_tests_are_skipped_or_cannot_begin_proves_nothing(project, capsys, text):
    (project / "tests" / "test_total.py").write_text(text, encoding="utf-8")
    assert main(project, []) == 1
    assert "1 error" in capsys.readouterr().out


@pytest.mark.long
def test_a_breakage_that_stops_what_is_prepared_decides_nothing(project, capsys):
    text = TEST.replace("test_total()", "test_total(four)") + FIXTURE
    (project / "tests" / "test_total.py").write_text(text, encoding="utf-8")
    table = TWO.replace("one - other", "one[other]")
    (project / "tests" / "mutants.toml").write_text(table, encoding="utf-8")
    assert main(project, []) == 1
    assert "1 caught, 1 error" in capsys.readouterr().out


@pytest.mark.long
def test_a_breakage_that_keeps_pytest_from_beginning_decides_nothing(project, capsys):
    begin = "def pytest_addoption(parser):\n    import figures\n"
    (project / "tests" / "conftest.py").write_text(CONFTEST + begin, encoding="utf-8")
    (project / "tests" / "mutants.toml").write_text(TWO + NO_PYTHON, encoding="utf-8")
    assert main(project, []) == 1
    assert "2 caught, 1 error" in capsys.readouterr().out


@pytest.mark.long
def test_a_row_whose_tests_fail_as_the_product_is_proves_nothing(project, capsys):
    (project / "tests" / "test_total.py").write_text(TEST.replace("== 4", "== 5"), encoding="utf-8")
    assert main(project, []) == 1
    assert "1 error" in capsys.readouterr().out


def test_a_mutant_keeps_what_it_does_not_break():
    assert Mutant("A", "b", "f", "x", "y").applied("x z") == "y z"
