"""Each rule of the house finds what it is made for, and only that."""

from __future__ import annotations

import pytest

from tools.checks.honesty import check_honesty
from tools.checks.layers import check_layers
from tools.checks.purity import check_purity
from tools.checks.sizes import check_sizes
from tools.checks.test_quality import check_tests

# Split words keep this file itself clean.
UNFINISHED_WORDS = ["TO" + "DO", "FIX" + "ME", "raise NotImplemented" + "Error"]
WORKPLACES = [
    "/wor" + "k/main/src",
    "open('/roo" + "t/.bashrc')",
    "see share" + "d/data/registry",
    "the folder seed" + "s/ holds",
    "00" + "3_1398460b378c1383.txt",
    "Seed 00" + "4 asks",
    "a guess [G" + "K]",
    "see plan-files" + ".md",
    "(ambiguity E" + "19)",
    "closes issue" + " #12",
]


def _function(lines: int) -> str:
    return "def f():\n" + "    x = 1\n" * (lines - 1)


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("src/pusaq_core/io/big.py", "x = 1\n" * 501, "file-size"),
        ("tests/io/test_big.py", "x = 1\n" * 601, "file-size"),
        ("tools/big.py", "x = 1\n" * 501, "file-size"),
        ("src/pusaq_core/io/long.py", _function(51), "function-size"),
        ("tests/io/test_long.py", _function(51), "function-size"),
        ("src/pusaq_core/io/utils.py", "", "empty-name"),
        ("src/pusaq_core/io/helpers.py", "", "empty-name"),
        ("src/pusaq_core/utils/text.py", "", "empty-name"),
    ],
)
def test_sizes_and_names(write, path, text, rule):
    assert [(f.path, f.rule) for f in check_sizes(write(path, text))] == [(path, rule)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/pusaq_core/io/big.py", "x = 1\n" * 500),
        ("tests/io/test_big.py", "x = 1\n" * 600),
        ("src/pusaq_core/io/long.py", _function(50)),
    ],
)
def test_sizes_at_the_budget_pass(write, path, text):
    assert check_sizes(write(path, text)) == []


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("open('x')", "reaches-out"),
        ("print(1)", "reaches-out"),
        ("eval('1')", "reaches-out"),
        ("hash('order')", "reaches-out"),
        ("import sys\nsys.stdout.write('x')", "reaches-out"),
        ("import datetime\ndatetime.datetime.now()", "clock"),
        ("from datetime import datetime as dt\ndt.utcnow()", "clock"),
        ("from datetime import date\ndate.today()", "clock"),
        ("import time\ntime.time()", "clock"),
        ("from time import perf_counter\nperf_counter()", "clock"),
        ("import random\nrandom.shuffle([])", "random"),
        ("from random import choice\nchoice([1])", "random"),
        ("import numpy as np\nnp.random.rand(3)", "random"),
        ("import numpy as np\nnp.random.default_rng()", "random"),
        ("import polars as pl\npl.read_csv('x')", "file"),
        ("import polars as pl\npl.DataFrame().write_parquet('x')", "file"),
        ("import numpy as np\nnp.loadtxt('x')", "file"),
        (
            "from ortools.sat.python import cp_model\ncp_model.CpSolver().parameters.max_time_in_seconds = 3",
            "wall-clock",
        ),
        ("f(time_limit=3)", "wall-clock"),
        ("solver.SetTimeLimit(3)", "wall-clock"),
        ("solver.parameters.num_workers = 2", "workers"),
        ("f(num_search_workers=8)", "workers"),
        ("def f():\n    global n", "global"),
        ("for x in {1, 2}:\n    pass", "set-order"),
        ("[x for x in set('ab')]", "set-order"),
        ("list(frozenset('ab'))", "set-order"),
        ("n = '5.6.1 a'", "numeral"),
    ],
)
def test_what_is_not_pure(write, line, rule):
    root = write("src/pusaq_core/planning/impure.py", f"{line}\n")
    assert {f.rule for f in check_purity(root)} == {rule}


def test_what_everybody_may_use_is_pure_too(write):
    root = write("src/pusaq_core/kinds.py", "x = open('a')\n")
    assert {f.rule for f in check_purity(root)} == {"reaches-out"}


@pytest.mark.parametrize(
    "line",
    [
        "'''Source: numeral 5.6.1 a.'''",
        "from datetime import date\ndate(2026, 3, 16).isoformat()",
        "import numpy as np\nnp.random.default_rng(7).random(3)",
        "import random\nrandom.Random(7).random()",
        "for x in sorted({1, 2}):\n    pass",
        "sorted(x for x in {1, 2})",
        "{x for x in {1, 2}}",
        "class A:\n    def __hash__(self):\n        return hash(1)",
        "solver.parameters.num_workers = 1",
        "solver.parameters.max_deterministic_time = 2.0",
        "from sys import intern\nintern('x')",
        "import sys\nsys.maxsize",
        "(lambda x: x)(1)",
    ],
)
def test_what_is_pure(write, line):
    assert check_purity(write("src/pusaq_core/planning/pure.py", f"{line}\n")) == []


def test_readers_may_reach_out(write):
    assert check_purity(write("src/pusaq_core/io/reader.py", "open('x')\n")) == []


@pytest.mark.parametrize("word", UNFINISHED_WORDS)
@pytest.mark.parametrize("path", ["src/a.py", "docs/a.md", ".ci/run", "catalogue/norms/pe/a.yaml"])
def test_unfinished_work(write, word, path):
    assert [f.rule for f in check_honesty(write(path, f"# {word}\n"))] == ["unfinished"]


@pytest.mark.parametrize("trace", WORKPLACES)
def test_traces_of_a_workplace(write, trace):
    assert [f.rule for f in check_honesty(write("docs/a.md", f"{trace}\n"))] == ["workplace"]


@pytest.mark.parametrize(
    "text", ["/home/x/work/y", "src/timetable/shared.py", "seed=7", "E501", '"E2"', "A1:E9", "network/"]
)
def test_ordinary_words_are_no_trace(write, text):
    assert check_honesty(write("docs/a.md", f"{text}\n")) == []


@pytest.mark.parametrize(
    ("comment", "rules"),
    [
        ("# no" + "qa", ["noqa", "noqa"]),
        ("# no" + "qa: S603", ["noqa"]),
        ("# no" + "qa  (the words are fixed)", ["noqa"]),
        ("# type: " + "ignore", ["type-ignore", "type-ignore"]),
        ("# type: " + "ignore[arg-type]", ["type-ignore"]),
        ("# pragma: " + "no cover", ["no-cover"]),
        ("# no" + "qa: S603  (the words are fixed)", []),
        ("# type: " + "ignore[arg-type]  # stubs lack it", []),
        ("# pragma: " + "no cover (only on Windows)", []),
    ],
)
def test_exceptions_carry_a_reason(write, comment, rules):
    assert [f.rule for f in check_honesty(write("src/a.py", f"x = 1  {comment}\n"))] == rules


def test_what_is_made_by_tools_is_not_read(write):
    write(".venv/a.py", f"# {UNFINISHED_WORDS[0]}\n")
    write("demo/plan/a.csv", UNFINISHED_WORDS[0])
    write(".coverage.host.1", UNFINISHED_WORDS[0])
    write("plan.xlsx", "\x00")
    assert check_honesty(write("uv.lock", f"# {UNFINISHED_WORDS[0]}\n")) == []


@pytest.mark.parametrize("path", ["src/pusaq_core/demo/a.py", "tests/build/a.py", "src/tmp/a.md"])
def test_names_of_made_folders_hide_nothing_deeper_down(write, path):
    assert len(check_honesty(write(path, f"# {UNFINISHED_WORDS[0]}\n"))) == 1


def test_samples_in_old_encodings_are_read(write):
    root = write("tests/io/data/a.csv", "")
    (root / "tests/io/data/a.csv").write_bytes(f"ñandú,{UNFINISHED_WORDS[0]}\n".encode("latin-1"))
    assert [f.rule for f in check_honesty(root)] == ["unfinished"]


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("test_a.py", "def test_x():\n    f()\n", "no-assertion"),
        ("test_a.py", "def test_x():\n    assert True\n", "no-assertion"),
        ("test_a.py", "def test_x():\n    assert (1, 'never false')\n", "no-assertion"),
        ("test_a.py", "class TestX:\n    def test_x(self):\n        f()\n", "no-assertion"),
        ("test_a.py", "x = 1\n", "no-tests"),
        ("plan_checks.py", "def test_x():\n    assert f()\n", "not-collected"),
        ("conftest.py", "def test_x():\n    assert f()\n", "not-collected"),
    ],
)
def test_tests_that_cannot_fail_or_do_not_run(write, path, text, rule):
    assert [f.rule for f in check_tests(write(f"tests/io/{path}", text))] == [rule]


def test_tests_hidden_from_pytest(write):
    nested = "def test_x():\n    def test_y():\n        assert f()\n    assert f()\n"
    unnamed = "class Cases:\n    def test_z(self):\n        assert f()\n"
    made = (
        "class TestMade:\n    def __init__(self):\n        pass\n    def test_w(self):\n        assert f()\n"
    )
    findings = check_tests(write("tests/io/test_a.py", nested + unnamed + made))
    assert [(f.rule, f.message.split()[0]) for f in findings] == [
        ("not-collected", "test_y"),
        ("not-collected", "test_z"),
        ("not-collected", "test_w"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "def test_x():\n    assert f() == 1\n",
        "def test_x():\n    with pytest.raises(ValueError):\n        f()\n",
        "def test_x(mock):\n    mock.assert_called_once()\n",
        "def holds(x):\n    assert x\n\n\ndef deeper(x):\n    holds(x)\n\n\ndef test_x():\n    deeper(f())\n",
        "class TestX:\n    def test_x(self):\n        assert f()\n",
        "TestAgenda = AgendaMachine.TestCase\n",
        "def test_x():\n    (lambda: 0)()\n    assert f()\n",
    ],
)
def test_tests_that_can_fail(write, text):
    assert check_tests(write("tests/io/test_a.py", text)) == []


CONTRACTS = """
[importlinter:contract:layers]
layers =
    io
    norms | planning
[importlinter:contract:pure]
source_modules =
    pusaq_core.errors
    pusaq_core.kinds
    pusaq_core.cell_text
    pusaq_core.catalogue_reader
    pusaq_core.norms
    pusaq_core.planning
    pusaq_core.timetable
    pusaq_core.checking
    pusaq_core.outlines
    pusaq_core.disclosure
    pusaq_core.findings
    pusaq_core.wording
"""


def test_package_without_a_layer_and_layer_without_a_package(write):
    for name in ("io", "planning", "sampling"):
        write(f"src/pusaq_core/{name}/__init__.py", "")
    write("src/pusaq_core/__init__.py", "")
    write("src/pusaq_core/_catalogue/norm.yaml", "")
    findings = check_layers(write(".importlinter", CONTRACTS))
    assert [f.message for f in findings] == [
        "sampling stands in no layer",
        "the layer norms does not exist",
        "yearplan is called pure in one place only",
    ]


def test_a_module_needs_a_layer_too(write):
    for name in ("io", "planning", "norms"):
        write(f"src/pusaq_core/{name}/__init__.py", "")
    write("src/pusaq_core/loose.py", "")
    findings = check_layers(write(".importlinter", CONTRACTS + "    pusaq_core.yearplan\n"))
    assert [f.message for f in findings] == ["loose stands in no layer"]
