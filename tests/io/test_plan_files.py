"""A plan on disk: what is written, and that it is written whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import unicodedata
from datetime import date
from pathlib import Path
from typing import get_args

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pusaq_core.errors import InputError
from pusaq_core.findings.shapes import DaysTaken, GuessedPlace, Quoted, Relaxed, Word
from pusaq_core.findings.written import as_json
from pusaq_core.io import plan_files
from pusaq_core.io.plan_files import check_out_dir, read_plan, write_plan
from pusaq_core.io.plan_schema import AS_IT_IS, IN_JSON, TABLES, Kind, as_text, as_typed, facts_of
from tests.io.hostile import HOSTILE, acting

REASONS = json.dumps(
    [{"rule": "eib-rural", "kind": "criterion", "numeral": "5.6.1 a", "seen": {"EIB": "sí"}, "met": True}],
    ensure_ascii=False,
)
SUMMARY = {
    "version": "0.1.0",
    "norm": "nt",
    "norm_sha256": "00",
    "year": 2026,
    "seed": 0,
    "effort": 5,
    "total": {"km": 12.5},
    "ugel": {},
}


def activities():
    return [
        {
            "activity": "A1-rtc-1",
            "kind": "rtc",
            "number": 1,
            "accompanist": ("A1", "A2"),
            "cod_ugel": "220004",
            "codlocal": ["000142"],
            "cod_mod": ["0257337", "0257345"],
            "anexo": ["0", "1"],
            "teachers": [],
            "start": date(2026, 3, 16),
            "end": date(2026, 3, 16),
            "days": 1,
            "hours": 3.0,
            "trip": "",
            "numeral": "5.6.1 f",
            "note": (Relaxed(rules=(Word("gia_tras_visita"),)),),
            "unknown": "dropped",
        }
    ]


def tables(language="Quechua"):
    return {
        "targeting": [
            {
                "cod_mod": "0257337",
                "anexo": "0",
                "codlocal": "000142",
                "cod_ugel": "220004",
                "profile": None,
                "decision": "targeted",
                "rank": 1,
                "reasons": REASONS,
            }
        ],
        "caseloads": pl.DataFrame(
            {
                "accompanist": ["A1"],
                "cod_ugel": ["220004"],
                "profile": ["eib"],
                "cod_mod": ["0257337"],
                "anexo": ["0"],
                "codlocal": ["000142"],
                "teacher": ["D1"],
                "post": ["P1"],
                "base_lat": [-6.4],
                "base_lon": [-0.000001],
                "ratio_min": [None],
                "ratio_max": [8],
                "numeral": ["5.6.1 b"],
                "language": [language],
                "note": [as_json([GuessedPlace()])],
            }
        ),
        "activities": activities(),
        "unplaced": [],
        "rejected": pl.DataFrame(
            {"file": ["a.csv"], "row": [7], "column": ["LAT"], "found": ["-200"], "expected": ["x"]}
        ),
    }


def write(folder, language="Quechua", **options):
    write_plan(folder, tables(language), summary=SUMMARY, run={"seconds": 1.5}, **options)


def content(folder):
    return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def test_the_files_as_they_are_written(tmp_path):
    write(tmp_path / "plan", write_workbook=lambda path: path.write_bytes(b"xlsx"))
    files = content(tmp_path / "plan")
    assert sorted(files) == [
        "activities.csv",
        "caseloads.csv",
        "plan.xlsx",
        "rejected.csv",
        "run.json",
        "summary.json",
        "targeting.csv",
        "unplaced.csv",
    ]
    assert files["caseloads.csv"].decode() == (
        "accompanist,cod_ugel,profile,cod_mod,anexo,codlocal,teacher,post,base_lat,base_lon,"
        "ratio_min,ratio_max,numeral,language,note\n"
        "A1,220004,eib,0257337,0,000142,D1,P1,-6.40000,0.00000,,8,5.6.1 b,Quechua,"
        '"[{""code"": ""guessed_place"", ""params"": {}}]"\n'
    )
    assert files["activities.csv"].decode().splitlines()[1] == (
        "A1-rtc-1,rtc,1,A1;A2,220004,000142,0257337;0257345,0;1,,2026-03-16,2026-03-16,1,3,,"
        '5.6.1 f,"[{""code"": ""relaxed"", ""params"": {""rules"": [""gia_tras_visita""]}}]"'
    )
    assert files["targeting.csv"].decode().splitlines()[1] == (
        '0257337,0,000142,220004,,targeted,1,"' + REASONS.replace('"', '""') + '"'
    )
    assert files["rejected.csv"].decode().splitlines()[1] == "a.csv,7,LAT,-200,x"
    assert files["unplaced.csv"] == b"accompanist,teacher,kind,missing,days_missing,reason\n"
    assert json.loads(files["summary.json"]) == SUMMARY
    assert files["summary.json"].endswith(b"}\n")


def test_the_same_plan_gives_the_same_bytes(tmp_path):
    write(tmp_path / "a")
    write(tmp_path / "b")
    assert content(tmp_path / "a") == content(tmp_path / "b")


def test_what_was_written_is_read_again(tmp_path):
    write(tmp_path / "plan", language="=1+1")
    plan = read_plan(tmp_path / "plan")
    assert plan.summary == SUMMARY
    assert set(plan.tables) == set(TABLES) - {"changes"}
    assert plan.tables["caseloads"]["language"].to_list() == ["'=1+1"]
    assert plan.typed("caseloads").row(0, named=True)["language"] == "=1+1"
    activity = plan.typed("activities").row(0, named=True)
    assert activity["accompanist"] == ["A1", "A2"]
    assert activity["teachers"] == []
    assert (activity["start"], activity["hours"]) == (date(2026, 3, 16), 3.0)
    assert plan.typed("caseloads").row(0, named=True)["base_lat"] == -6.4


@pytest.mark.parametrize("cell", ["A1;;A2", ";A1", "A1;"])
def test_a_list_with_an_empty_place_is_refused_with_its_place(tmp_path, cell):
    """Columns of a row go in step: what is missing between two signs would give a code to another school."""
    write(tmp_path / "plan")
    path = tmp_path / "plan" / "activities.csv"
    path.write_text(path.read_text("utf-8").replace("A1;A2", cell), "utf-8")
    with pytest.raises(InputError) as caught:
        read_plan(tmp_path / "plan").typed("activities")
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.column, problem.found) == (
        "value_malformed",
        2,
        "accompanist",
        cell,
    )


def test_accents_that_a_disk_took_off_their_letters_are_joined_again(tmp_path):
    write_plan(tmp_path / "plan", tables("Awajún"), summary=SUMMARY | {"name": "Awajún"}, run={})
    before = read_plan(tmp_path / "plan")
    for path in (tmp_path / "plan").iterdir():
        path.write_text(unicodedata.normalize("NFD", path.read_text("utf-8")), "utf-8")
    after = read_plan(tmp_path / "plan")
    assert after.summary == before.summary
    assert all(after.tables[name].equals(table) for name, table in before.tables.items())


@pytest.mark.parametrize("text", HOSTILE)
def test_no_file_of_a_plan_can_be_separated_into_formulas(tmp_path, text):
    hostile = tables(text)
    hostile["targeting"][0]["reasons"] = json.dumps([{"found": text}], ensure_ascii=False)
    day = date(2026, 6, 1)
    taken = (DaysTaken(first=day, last=day, motive=Quoted(text)),)
    changed = {"activity": "A1", "change": "moved", "start_before": day, "start_after": day, "reason": taken}
    hostile["changes"] = [changed]
    write_plan(tmp_path / "plan", hostile, summary=SUMMARY, run={})
    for name, written in content(tmp_path / "plan").items():
        if name.endswith(".csv"):
            assert acting(written.decode(), r"[;\t\r\n]") == acting(written.decode(), r"[,\r\n]") == [], name
    read = read_plan(tmp_path / "plan")
    assert json.loads(read.typed("targeting")["reasons"][0]) == [{"found": text}]
    assert facts_of("changes", "reason", read.tables["changes"]["reason"].to_list()) == [taken]


def test_a_kind_is_written_harmless_unless_it_is_named():
    assert {kind for kind in get_args(Kind) if kind not in AS_IT_IS} == {"text", *IN_JSON}
    kinds = {column.kind for columns in TABLES.values() for column in columns}
    for kind in sorted(kinds - AS_IT_IS):
        columns = [(name, c.name) for name, cs in TABLES.items() for c in cs if c.kind == kind]
        table, column = columns[0]
        frame = pl.DataFrame({one.name: ["A;=1"] for one in TABLES[table]})
        assert acting(as_text(table, frame)[column][0]) == [], kind


def test_text_of_the_input_becomes_no_formula_and_no_line():
    notes = ["=cmd", "+1+1", "-1-1", "@x", "\t=x", "a\nb\x00c", "-200.5", "+51", "'=x", "''", "a=b", "-", ""]
    frame = pl.DataFrame({"file": notes, "row": [1] * len(notes), "column": "", "found": "", "expected": ""})
    written = as_text("rejected", frame)
    assert written["file"].to_list() == [
        *("'=cmd", "'+1+1", "'-1-1", "'@x", "'=x", "a b c", "-200.5", "+51", "''=x", "''", "a=b", "'-", None)
    ]
    assert as_typed("rejected", written, file="x")["file"].to_list() == [
        *("=cmd", "+1+1", "-1-1", "@x", "=x", "a b c", "-200.5", "+51", "'=x", "''", "a=b", "-", None)
    ]


@given(st.lists(st.text(max_size=8), min_size=1, max_size=5))
def test_text_survives_but_for_signs_that_cannot_be_seen(texts):
    frame = pl.DataFrame({"file": texts, "row": 1, "column": "", "found": "", "expected": ""})
    back = as_typed("rejected", as_text("rejected", frame), file="x")["file"].to_list()
    plain = pl.Series(texts).str.replace_all(r"[\x00-\x1f\x7f-\x9f]+", " ").str.strip_chars()
    assert back == [text or None for text in plain]


def test_rows_and_frames_typed_and_text_give_the_same_file():
    typed = as_typed("caseloads", as_text("caseloads", tables()["caseloads"]), file="x")
    rows = typed.to_dicts()
    text = as_text("caseloads", typed)
    assert text.equals(as_text("caseloads", rows))
    assert text.equals(as_text("caseloads", text))
    activities = as_text("activities", tables()["activities"])
    assert activities.equals(as_text("activities", as_typed("activities", activities, file="x")))


def test_a_number_keeps_its_digits():
    row = {"file": "x", "row": 1, "column": 0.1, "found": 12, "expected": None}
    assert as_text("rejected", [row]).row(0) == ("x", "1", "0.1", "12", None)
    hours = [{**tables()["activities"][0], "hours": hours} for hours in (3, 3.5, None)]
    assert as_text("activities", hours)["hours"].to_list() == ["3", "3.5", None]
    typed = as_typed("activities", as_text("activities", hours), file="x")
    assert as_text("activities", typed)["hours"].to_list() == ["3", "3.5", None]


@pytest.mark.parametrize(
    "wrong",
    [
        {"targeting": []},
        {**tables(), "extra": []},
        {**tables(), "unplaced": pl.DataFrame({"accompanist": []})},
        {**tables(), "rejected": [{"file": "x"}]},
    ],
)
def test_a_plan_without_its_tables_or_columns_is_a_mistake_of_the_program(tmp_path, wrong):
    with pytest.raises(ValueError, match=r"lacks|look at"):
        write_plan(tmp_path / "plan", wrong, summary=SUMMARY, run={})
    with pytest.raises(ValueError, match="keys"):
        write_plan(tmp_path / "plan", tables(), summary={}, run={})
    assert list(tmp_path.iterdir()) == []


# Where a plan may be written


def test_places_where_no_plan_can_be_written(tmp_path, refused):
    (tmp_path / "file").write_text("x")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_text("x")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "summary.json").write_text('{"version": 1}')
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "summary.json").write_bytes(b"\xff{")
    for name, code in (
        ("no/where", "out_parent_missing"),
        ("file", "out_is_file"),
        ("file/plan", "out_parent_missing"),
        ("photos", "out_not_a_plan"),
        ("other", "out_not_a_plan"),
        ("broken", "out_not_a_plan"),
        ("nul\0", "out_not_writable"),
    ):
        before = sorted(tmp_path.rglob("*"))
        for action in (check_out_dir, write):
            (problem,) = refused(lambda name=name, action=action: action(tmp_path / name))
            assert (problem.code, problem.file) == (code, str(tmp_path / name))
        assert sorted(tmp_path.rglob("*")) == before


def test_a_parent_without_permission(tmp_path, refused, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert [p.code for p in refused(lambda: check_out_dir(tmp_path / "plan"))] == ["out_not_writable"]


def test_an_empty_folder_and_a_plan_are_replaced(tmp_path):
    (tmp_path / "plan").mkdir()
    write(tmp_path / "plan", language="primero", write_workbook=lambda path: path.write_bytes(b"x"))
    write(tmp_path / "plan", language="segundo")
    assert b"segundo" in content(tmp_path / "plan")["caseloads.csv"]
    assert "plan.xlsx" not in content(tmp_path / "plan")
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_a_plan_with_files_of_somebody_is_not_replaced(tmp_path, refused):
    write(tmp_path / "plan")
    (tmp_path / "plan" / "notas.docx").write_text("x")
    (problem,) = refused(lambda: write(tmp_path / "plan"))
    assert (problem.code, problem.found) == ("out_has_other_files", "notas.docx")


def test_a_link_to_a_plan_stays_a_link(tmp_path):
    write(tmp_path / "real", language="primero")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(tmp_path / "link", language="segundo")
    assert (tmp_path / "link").is_symlink()
    assert b"segundo" in content(tmp_path / "real")["caseloads.csv"]


# Interrupted at any moment


class FailingAt:
    """Lets the n-th operation on the disk fail; counts them all."""

    def __init__(self, monkeypatch, number, error):
        self.left = number
        self.error = error
        for owner, name in (
            (plan_files.tempfile, "mkdtemp"),
            (Path, "chmod"),
            (Path, "write_bytes"),
            (Path, "rename"),
            (os, "fsync"),
        ):
            monkeypatch.setattr(owner, name, self.wrapped(getattr(owner, name)))

    def wrapped(self, real):
        def step(*arguments, **options):
            self.left -= 1
            if self.left == 0:
                raise self.error
            return real(*arguments, **options)

        return step


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "^C"]
)
@pytest.mark.parametrize("before", ["", "viejo"], ids=["new", "replaced"])
def test_a_failure_at_any_step_leaves_the_old_plan_or_nothing(tmp_path, error, before):
    target = tmp_path / "plan"
    steps = 0
    while True:
        steps += 1
        if before:
            write(target, language=before)
        with pytest.MonkeyPatch.context() as patch:
            failing = FailingAt(patch, steps, error)
            with contextlib.suppress(InputError, KeyboardInterrupt):
                write(target, language="nuevo", write_workbook=lambda path: path.write_bytes(b"x"))
        if failing.left > 0:
            break
        notes = (
            b"nuevo" if target.exists() and b"nuevo" in content(target)["caseloads.csv"] else before.encode()
        )
        if target.exists():
            assert notes in content(target)["caseloads.csv"]
            assert len(content(target)) in {7, 8}
        assert [path.name for path in tmp_path.iterdir()] in ([], ["plan"])
        with contextlib.suppress(FileNotFoundError):
            for path in target.iterdir():
                path.unlink()
            target.rmdir()
    assert steps > 20


def test_a_full_disk_is_told(tmp_path, refused, monkeypatch):
    FailingAt(monkeypatch, 4, OSError(28, "No space left on device"))
    (problem,) = refused(lambda: write(tmp_path / "plan"))
    assert (problem.code, problem.found) == ("out_write_failed", "No space left on device")


def test_a_workbook_that_cannot_be_made_leaves_nothing(tmp_path):
    def fails(_path):
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        write(tmp_path / "plan", write_workbook=fails)
    assert list(tmp_path.iterdir()) == []


def test_a_plan_that_cannot_be_put_in_place_brings_the_old_one_back(tmp_path, monkeypatch, refused):
    write(tmp_path / "plan", language="viejo")
    real = Path.rename
    monkeypatch.setattr(
        Path,
        "rename",
        lambda path, to: real(path, to) if ".nuevo-" not in path.name else real(path / "x", to),
    )
    assert [p.code for p in refused(lambda: write(tmp_path / "plan"))] == ["out_write_failed"]
    assert b"viejo" in content(tmp_path / "plan")["caseloads.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_killed_between_the_two_renames_the_next_run_finds_the_old_plan(tmp_path):
    write(tmp_path / "plan", language="viejo")
    program = textwrap.dedent("""
        import os, pathlib, signal, sys
        from pusaq_core.io import plan_files
        real = pathlib.Path.rename
        def rename(path, to):
            if ".nuevo-" in path.name:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(path, to)
        pathlib.Path.rename = rename
        plan = plan_files.read_plan(sys.argv[1])
        plan_files.write_plan(sys.argv[1], plan.tables, summary=plan.summary, run={})
    """)
    killed = subprocess.run([sys.executable, "-c", program, str(tmp_path / "plan")], check=False)  # noqa: S603  (our own program)
    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "plan").exists()
    with pytest.raises(RuntimeError):
        write(tmp_path / "plan", write_workbook=lambda _path: (_ for _ in ()).throw(RuntimeError()))
    assert b"viejo" in content(tmp_path / "plan")["caseloads.csv"]
    write(tmp_path / "plan", language="nuevo")
    assert b"nuevo" in content(tmp_path / "plan")["caseloads.csv"]
    assert not (tmp_path / ".plan.anterior").exists()


# What is no plan


def test_folders_that_hold_no_plan(tmp_path, refused):
    assert [p.code for p in refused(lambda: read_plan(tmp_path))] == ["file_not_found"]
    for summary in ("{", "[]", '{"version": 1}'):
        (tmp_path / "summary.json").write_text(summary)
        assert [p.code for p in refused(lambda: read_plan(tmp_path))] == ["not_a_plan"]
    (tmp_path / "summary.json").write_text(json.dumps(SUMMARY))
    (problem,) = refused(lambda: read_plan(tmp_path))
    assert (problem.code, Path(problem.file).name) == ("file_not_found", "targeting.csv")


@pytest.mark.parametrize(
    ("edited", "place"),
    [
        ({"ugel": 5}, ("ugel", "{…}", "5")),
        ({"ugel": "010001"}, ("ugel", "{…}", '"010001"')),
        ({"ugel": {"010001": 5}}, ("ugel.010001", "{…}", "5")),
        ({"ugel": {"010001": {"activities": "2"}}}, ("ugel.010001.activities", "number", '"2"')),
        ({"total": 5}, ("total", "{…}", "5")),
        ({"total": {"km": None}}, ("total.km", "number", "null")),
        ({"year": "2026a"}, ("year", "whole", '"2026a"')),
        ({"year": True}, ("year", "whole", "true")),
    ],
)
def test_a_summary_of_another_form_is_refused_by_its_key(tmp_path, refused, edited, place):
    write(tmp_path / "plan")
    (tmp_path / "plan" / "summary.json").write_text(json.dumps(SUMMARY | edited))
    (problem,) = refused(lambda: read_plan(tmp_path / "plan"))
    assert (problem.code, Path(problem.file).name) == ("value_malformed", "summary.json")
    assert (problem.column, problem.expected, problem.found) == place


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("accompanist,teacher,kind,missing,days_missing\n", ["missing_column"]),
        ("teacher,accompanist,kind,missing,days_missing,reason\n", ["columns_differ"]),
        ("accompanist,teacher,kind,missing,days_missing,reason,more\n", ["columns_differ"]),
        ("accompanist,teacher,kind,missing,days_missing,reason\nA1,D1\n", ["ragged_row"]),
    ],
)
def test_tables_that_are_not_those_of_a_plan(tmp_path, refused, text, codes):
    write(tmp_path / "plan")
    (tmp_path / "plan" / "unplaced.csv").write_text(text)
    assert [p.code for p in refused(lambda: read_plan(tmp_path / "plan"))] == codes


OF_ACTIVITIES = "shared_meeting|network_meeting|caseload_meeting|joint_meeting|relaxed"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("supuestos relajados: gia_tras_visita", '[{"code": …, "params": {…}}]'),
        ('[{"code": "fatigue", "params": {}}]', OF_ACTIVITIES),
        (
            '[{"code": "guessed_place", "params": {}}]',
            OF_ACTIVITIES,
        ),
        ('[{"code": "joint_meeting", "params": {}}]', "joint_meeting: caseloads"),
        ('[{"code": "joint_meeting", "params": {"caseloads": "3"}}]', "joint_meeting.caseloads: int"),
        ('[{"code": "relaxed", "params": {"rules": ["gia;tope"]}}]', "relaxed.rules: Word"),
    ],
)
def test_facts_that_are_not_those_of_their_column_are_refused(tmp_path, refused, cell, expected):
    write(tmp_path / "plan")
    path = tmp_path / "plan" / "activities.csv"
    frame = pl.read_csv(path, infer_schema=False)
    frame = pl.concat([frame, frame.with_columns(activity=pl.lit("B2"), note=pl.lit(cell))])
    path.write_bytes(frame.write_csv().encode())
    problems = refused(lambda: read_plan(tmp_path / "plan"))
    assert [(p.code, p.row, p.column, p.expected) for p in problems] == [
        ("facts_malformed", 3, "note", expected)
    ]


def test_cells_that_are_not_of_their_type(tmp_path, refused):
    write(tmp_path / "plan")
    path = tmp_path / "plan" / "activities.csv"
    spoilt = path.read_text().replace("2026-03-16,2026-03-16,1,", "2026-03-16,16/03/2026,uno,")
    path.write_text(spoilt)
    problems = refused(lambda: read_plan(tmp_path / "plan").typed("activities"))
    assert [(p.code, p.row, p.column, p.expected, p.found) for p in problems] == [
        ("value_malformed", 2, "end", "day", "16/03/2026"),
        ("value_malformed", 2, "days", "whole", "uno"),
    ]
