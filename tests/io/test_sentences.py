"""Every problem that the readers and writers find has a Spanish sentence, and every sentence a problem."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import polars as pl

from pusaq_core import io
from pusaq_core.cli import messages_norms
from pusaq_core.cli.messages_io import EXPECTED, TEMPLATES, WITH_VALUE, rejected_table
from pusaq_core.io.rejections import SCHEMA

FOLDER = Path(io.__file__).parent
CODE = re.compile(r"[a-z]+(_[a-z0-9]+)+")
RAISERS = {"refusal", "Problem", "problem", "where", "rejections"}


def codes_in(node):
    """Constants below a node that look like the code of a problem."""
    texts = {inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant)}
    return {text for text in texts if isinstance(text, str) and CODE.fullmatch(text)}


def raised_codes():
    """Constants that stand as the code in calls that make problems, or are assigned to `code`."""
    found = set()
    for path in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
                found |= codes_in(node.value)
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                values = [*node.args, *(word.value for word in node.keywords if word.arg == "code")]
                if name in RAISERS:
                    found |= {
                        code
                        for value in values
                        if isinstance(value, ast.Constant)
                        for code in codes_in(value)
                    }
    return found


def test_every_problem_has_a_sentence():
    assert raised_codes() >= {"key_missing", "country_unknown", "out_not_a_plan", "ragged_row"}
    assert raised_codes() - set(TEMPLATES) - set(messages_norms.TEMPLATES) == set()


def test_every_sentence_has_a_problem():
    # The system's own loads find problems of the same kind.
    files = [*FOLDER.glob("*.py"), *(FOLDER.parents[1] / "pusaq").glob("*/domain/*.py")]
    source = "".join(path.read_text("utf-8") for path in files)
    assert not [code for code in TEMPLATES if f'"{code}"' not in source]


def test_sentences_use_only_what_a_problem_knows():
    names = {name for text in TEMPLATES.values() for _, name, _, _ in Formatter().parse(text) if name}
    assert names <= {"column", "expected", "found"}


def test_what_was_expected_is_worded_for_the_file_of_rejections():
    rows = [
        ("a", 2, "COD_MOD", "", "key_missing", "key_missing", None, None),
        ("a", 3, "COD_MOD", "1-0", "2", "key_repeated", "220004", None),
        ("b", 4, "FECHA_FIN", "2026-01-01", "2026-02-01", "end_before_start", None, None),
        ("c", 5, "X", "y", "algo", "otro", None, None),
    ]
    worded = rejected_table(pl.DataFrame(rows, schema=SCHEMA, orient="row"))
    assert worded.columns == ["file", "row", "column", "found", "expected"]
    assert worded["expected"].to_list() == [
        "un código",
        "una sola fila por código (la primera es la fila 2)",
        "una fecha desde el 2026-02-01",
        "algo",
    ]


def test_every_kind_of_rejection_is_worded():
    plain = {"key_missing", "code_malformed", "date_malformed", "cell_too_long", "post_without_person"}
    plain |= {"unknown_service", "cell_error", "half_coordinates", "coordinates_zero", "coordinates_far"}
    plain |= {"code_as_number", "code_as_date", "date_number", "date_no_value"}
    plain |= {f"coordinates_{why}" for why in ("swapped", "sign", "point", "outside")}
    assert set(EXPECTED) == plain | {"lat_malformed", "lon_malformed"}
    assert set(WITH_VALUE) == {
        "key_repeated",
        "end_before_start",
        "cell_unreadable",
        "post_elsewhere",
        "post_shared",
    }
