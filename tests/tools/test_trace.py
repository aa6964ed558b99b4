"""Table and marks agree, or the command says where they do not."""

from __future__ import annotations

import pytest

from tools import trace
from tools.trace import Mark, Row, find_marks, main, problems_of, read_rows, with_states, write_rows

ROWS = [
    Row("AP-001", "NT-026-01-MINEDU", "1", "La norma es un dato", "planned"),
    Row("AP-002", "NT-026-01-MINEDU", "2", "Alcance", "proved"),
    Row("TP-001", "Guía", "3", "Actores", "prepared"),
]
# The word is split so that this file itself carries no mark.
MARK = "pytest.mark." + "requirement"
PASSING = f"import pytest\n@{MARK}('AP-002')\ndef test_x():\n    assert 1 + 1 == 2\n"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "tests" / "norms").mkdir(parents=True)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = requirement(id)\n", encoding="utf-8")
    write_rows(tmp_path, ROWS)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "scope.py").write_text("X = 1\n", encoding="utf-8")
    _write_test(tmp_path, PASSING)
    return tmp_path


def _write_test(project, text, *, broken="AP-002"):
    """A test, and two breakages of the row that it proves."""
    (project / "tests" / "norms" / "test_scope.py").write_text(text, encoding="utf-8")
    breakages = "".join(
        f'[[{broken}]]\nbreaks = "x"\nfile = "src/scope.py"\nbefore = "1"\nafter = "{other}"\n'
        for other in (2, 3)
    )
    (project / "tests" / "mutants.toml").write_text(breakages, encoding="utf-8")


def test_rows_survive_writing_and_reading(project):
    before = (project / trace.TABLE).read_bytes()
    assert read_rows(project) == ROWS
    write_rows(project, read_rows(project))
    assert (project / trace.TABLE).read_bytes() == before


def test_other_columns_are_refused(project):
    (project / trace.TABLE).write_text("id,state\nAP-001,planned\n", encoding="utf-8")
    with pytest.raises(ValueError, match="the columns are id, document, priority, line, state"):
        read_rows(project)


def test_marks_on_functions_classes_modules_and_parameters(project):
    _write_test(
        project,
        f"import pytest\npytestmark = {MARK}('A')\n@{MARK}('B', 'C')\ndef test_x(): ...\n"
        f"@{MARK}('D')\nclass TestY: ...\np = pytest.param(1, marks={MARK}('E'))\n",
    )
    assert [(m.id, m.place) for m in sorted(find_marks(project), key=lambda m: m.id)] == [
        ("A", "tests/norms/test_scope.py:2"),
        ("B", "tests/norms/test_scope.py:3"),
        ("C", "tests/norms/test_scope.py:3"),
        ("D", "tests/norms/test_scope.py:5"),
        ("E", "tests/norms/test_scope.py:7"),
    ]


def test_agreement_is_silent():
    assert problems_of(ROWS, [Mark("AP-002", "t:1")]) == []


@pytest.mark.parametrize(
    ("rows", "marks", "problem"),
    [
        (ROWS, [], "AP-002 is called proved and has no test"),
        (
            ROWS,
            [Mark("AP-002", "t:1"), Mark("AP-001", "t:2")],
            "AP-001 is proved by a test and is called planned",
        ),
        (
            ROWS,
            [Mark("AP-002", "t:1"), Mark("TP-001", "t:2")],
            "TP-001 is proved by a test and is called prepared",
        ),
        (
            ROWS,
            [Mark("AP-002", "t:1"), Mark("AP-999", "t:2")],
            "t:2: «AP-999» is no id of docs/requirements.csv",
        ),
        (ROWS, [Mark("AP-002", "t:1"), Mark("", "t:2")], "t:2: «» is no id of docs/requirements.csv"),
        ([*ROWS, ROWS[0]], [Mark("AP-002", "t:1")], "AP-001 stands twice"),
        (
            [Row("X-1", "d", "1", "l", "done")],
            [],
            "X-1: the state «done» is none of planned, prepared, proved",
        ),
        ([Row("X-1", "d", "4", "l", "planned")], [], "X-1: the priority «4» is none of 1, 2, 3"),
        ([Row("X-1", "d", "1", "l" * 121, "planned")], [], "X-1: document and line are needed"),
        ([Row("X-1", "", "1", "l", "planned")], [], "X-1: document and line are needed"),
    ],
)
def test_disagreement_is_said_once(rows, marks, problem):
    found = problems_of(rows, marks)
    assert len(found) == 1
    assert found[0].startswith(problem)


def test_states_follow_the_marks_both_ways():
    rows = with_states(ROWS, [Mark("AP-001", "t:1")])
    assert [(row.id, row.state) for row in rows] == [
        ("AP-001", "proved"),
        ("AP-002", "prepared"),
        ("TP-001", "prepared"),
    ]


def test_report_names_what_is_proved_by_document(project, capsys):
    assert main(project, []) == 0
    assert capsys.readouterr().out == (
        "NT-026-01-MINEDU: 1 proved, 0 prepared, of 2\n"
        "  AP-002  Alcance  (tests/norms/test_scope.py:2; 2 breakages)\n"
        "Guía: 0 proved, 1 prepared, of 1\n"
        "total: 1 proved with 2 breakages, 1 prepared, of 3\n"
    )


def test_unknown_id_fails_the_command(project, capsys):
    _write_test(project, PASSING + PASSING.replace("AP-002", "AP-999").replace("test_x", "test_y"))
    assert main(project, []) == 1
    assert "error: tests/norms/test_scope.py:6: «AP-999»" in capsys.readouterr().out


def test_write_brings_the_table_in_line(project):
    _write_test(project, PASSING.replace("AP-002", "TP-001"), broken="TP-001")
    assert main(project, []) == 1
    assert main(project, ["--write"]) == 0
    assert [row.state for row in read_rows(project)] == ["planned", "prepared", "proved"]


@pytest.mark.parametrize(
    ("outcomes", "unproved"),
    [
        ([("call", "passed")], []),
        ([("setup", "passed"), ("call", "passed"), ("teardown", "passed")], []),
        ([("call", "failed")], ["AP-002"]),
        ([("setup", "skipped")], ["AP-002"]),
        ([("setup", "failed")], ["AP-002"]),
        ([("call", "passed"), ("teardown", "failed")], ["AP-002"]),
        ([("call", "passed"), ("setup", "skipped")], []),
        ([], ["AP-002"]),
    ],
)
def test_a_row_needs_a_test_that_passed(outcomes, unproved):
    recorder = trace.ProofRecorder()
    recorder.rows_of["t"] = ["AP-002"]
    for when, outcome in outcomes:
        recorder.pytest_runtest_logreport(
            pytest.TestReport(
                "t", ("t", 1, "t"), {}, outcome, None, when
            )  # the parts that a report must have
        )
    assert recorder.unproved(["AP-002"]) == unproved


@pytest.mark.long
@pytest.mark.parametrize(("result", "code"), [("== 2", 0), ("== 3", 1)])
def test_run_believes_only_what_it_sees_pass(project, result, code, run_module):
    other = "def test_unmarked():\n    assert False, 'unmarked tests are not run'\n"
    _write_test(project, PASSING.replace("== 2", result) + other)
    answer = run_module(project, "tools.trace", "--run")
    assert answer.returncode == code, answer.stdout
    assert ("error: AP-002: no test passed, or one failed" in answer.stdout) == bool(code)
    assert "1 deselected" in answer.stdout
