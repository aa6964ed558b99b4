"""No program that opens a file of ours finds a formula in it, wherever it separates the cells."""

from __future__ import annotations

import json
import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pusaq_core.io import harmless as harmless_module
from pusaq_core.io.harmless import as_it_was, harmless, harmless_column, harmless_json
from tests.io.hostile import HOSTILE, acting

ODD = st.text(st.sampled_from("=+-@＝;,\t\r\n\"' a1{\\"), max_size=8)


def by_column(rule, texts):
    return pl.DataFrame({"t": texts}, schema={"t": pl.String}).select(rule(pl.col("t")))["t"].to_list()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_acts_before_and_not_after(text):
    assert acting(text) != []
    assert acting(harmless(text)) == []


@pytest.mark.parametrize(
    "text", ["a=b", "-200.5", "+51", "II.EE.; lista", "5 - 3", "", "Ñuñunhuayo", "a;b=c"]
)
def test_ordinary_text_stays(text):
    assert harmless(text) == text


@given(st.lists(ODD | st.text(max_size=8), max_size=6))
@example(HOSTILE)
def test_columns_follow_the_same_rule_and_can_be_read_back(texts):
    written = by_column(harmless_column, texts)
    assert written == [harmless(text) for text in texts]
    assert [one for text in written for one in acting(text)] == []
    assert by_column(as_it_was, written) == texts


@given(st.lists(st.dictionaries(st.text(max_size=4), ODD), max_size=4))
@example([{"found": text} for text in HOSTILE])
def test_json_says_the_same_and_is_not_split_before_a_sign(values):
    texts = [json.dumps(value, ensure_ascii=False) for value in values]
    written = by_column(harmless_json, texts)
    assert [json.loads(text) for text in written] == values
    assert [one for text in written for one in acting(text)] == []


def test_whoever_writes_files_for_spreadsheets_follows_the_rule():
    source = Path(harmless_module.__file__).parents[2]
    writers = re.compile(r"xlsxwriter\.Workbook\(|csv\.writer\(|\.write_csv\(line_terminator")
    found = {path.name for path in source.rglob("*.py") if writers.search(path.read_text(encoding="utf-8"))}
    assert found == {"workbook.py", "sheets.py", "plan_files.py"}
