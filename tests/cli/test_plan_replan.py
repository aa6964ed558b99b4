"""`pusaq plan --previous --as-of` and `--last-year`, from files to files."""

from __future__ import annotations

import csv
import json
import shutil

import polars as pl
import pytest
from click.testing import CliRunner

from pusaq_core.cli.main import main_group
from pusaq_core.io.catalogue import catalogue_root

UGEL = "090009"
AMENDMENT = """
modifica: nt-026-minedu-2019
id: rm-9
titulo: Un GIA menos desde agosto
codigo: RM-9-2026
aprobada_por: RM 9-2026
fecha: 2026-08-03
aplica: desde_la_fecha
cambios:
  - {ruta: "dosis.eib.gia.total", valor: 3, numeral: "1"}
"""


def run(*words):
    return CliRunner().invoke(main_group, [str(word) for word in words])


@pytest.fixture(scope="module")
def replanned(sources):
    """Calls the command for one UGEL."""

    def call(out, *more, ugel=UGEL):
        return run("plan", *sources, "--ugel", ugel, "--out", out, "--effort", 1, "--workers", 1, *more)

    return call


@pytest.fixture(scope="module")
def strike(tmp_path_factory):
    path = tmp_path_factory.mktemp("paro") / "paro.csv"
    header = "AMBITO,CODIGO,FECHA_INICIO,FECHA_FIN,MOTIVO"
    path.write_text(f"{header}\npais,,2026-09-07,2026-09-08,Paro nacional\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def news(plan_folder, strike):
    return ["--events", strike, "--previous", plan_folder, "--as-of", "2026-09-01"]


@pytest.fixture(scope="module")
def second(replanned, news, tmp_path_factory):
    out = tmp_path_factory.mktemp("replan") / "segundo"
    result = replanned(out, *news)
    assert result.exit_code == 0, result.output
    return out


def rows(folder, table):
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_changes_are_written_and_name_the_event(plan_folder, second):
    before = {row["activity"]: row for row in rows(plan_folder, "activities")}
    changes = rows(second, "changes")
    assert list(changes[0]) == ["activity", "change", "start_before", "start_after", "reason"]
    assert {row["change"] for row in changes} == {"moved"}
    facts = [fact for row in changes for fact in json.loads(row["reason"])]
    days = {"first": "2026-09-07", "last": "2026-09-08", "motive": "Paro nacional"}
    assert {"code": "days_taken", "params": days} in facts
    assert {fact["code"] for fact in facts} <= {"days_taken", "gives_way"}
    for row in rows(second, "activities"):
        old = before.pop(row["activity"])
        assert row["start"] not in {"2026-09-07", "2026-09-08"}
        if old["start"] < "2026-09-01":
            assert row == old
    assert before == {}
    assert not (plan_folder / "changes.csv").exists()


def test_the_checker_finds_nothing_in_the_files(sources, second, news):
    result = run("check", second, *sources, *news)
    assert result.exit_code == 0, result.output


def test_replanning_twice_gives_the_same_bytes(replanned, second, news, tmp_path):
    assert replanned(tmp_path / "otra-vez", *news).exit_code == 0
    for name in ("activities", "changes", "caseloads", "unplaced", "targeting"):
        assert (tmp_path / "otra-vez" / f"{name}.csv").read_bytes() == (second / f"{name}.csv").read_bytes()


@pytest.mark.parametrize(
    ("more", "choices", "said"),
    [
        (["--previous", "primero"], {}, "falta --as-of"),
        (["--as-of", "2026-09-01"], {}, "necesita --previous"),
        (["--previous", "primero", "--as-of", "2027-01-10"], {}, "no es del año 2026"),
        (["--previous", ".", "--as-of", "2026-09-01"], {}, "summary.json"),
        (
            ["--previous", "primero", "--as-of", "2026-09-01"],
            {"ugel": "040005"},
            "el plan es de la UGEL 090009",
        ),
        (["--last-year", "primero"], {}, "--last-year es de 2026; se esperaba el de 2025"),
    ],
)
def test_what_cannot_be_replanned_is_refused_in_spanish(
    replanned, plan_folder, tmp_path, more, choices, said
):
    places = {"primero": plan_folder, ".": tmp_path}
    result = replanned(tmp_path / "plan", *(places.get(part, part) for part in more), **choices)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
    assert not (tmp_path / "plan").exists()


@pytest.fixture
def other_year(plan_folder, tmp_path):
    other = tmp_path / "otro"
    other.mkdir()
    for path in plan_folder.iterdir():
        (other / path.name).write_bytes(path.read_bytes())
    summary = json.loads((other / "summary.json").read_text(encoding="utf-8"))
    (other / "summary.json").write_text(json.dumps(summary | {"year": 2025}), encoding="utf-8")
    return other


def test_a_plan_of_another_year_is_not_replanned(replanned, other_year, tmp_path):
    result = replanned(tmp_path / "plan", "--previous", other_year, "--as-of", "2026-09-01")
    assert result.exit_code == 2
    assert "el plan es de 2025; se pidió 2026" in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("day", "said"), [("2025-04-07", "2025-04-07 no es del año 2026"), ("", "no es un valor válido")]
)
def test_a_row_that_is_not_of_the_year_is_refused_with_its_place(replanned, plan_folder, tmp_path, day, said):
    strange = tmp_path / "extraño"
    shutil.copytree(plan_folder, strange)
    frame = pl.read_csv(strange / "activities.csv", infer_schema=False)
    frame[3, "start"] = day
    frame.write_csv(strange / "activities.csv")
    result = replanned(tmp_path / "plan", "--previous", strange, "--as-of", "2026-09-01")
    told = " ".join(result.output.split())
    assert result.exit_code == 2
    assert said in told
    assert all(part in told for part in ("activities.csv", "5", "start"))


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [("kind", "asamblea", "visit|"), ("accompanist", "", "codes"), ("number", "", "whole")],
)
def test_a_row_that_is_no_activity_is_refused_with_its_place(
    replanned, plan_folder, tmp_path, column, cell, expected
):
    strange = tmp_path / "extraño"
    shutil.copytree(plan_folder, strange)
    frame = pl.read_csv(strange / "activities.csv", infer_schema=False)
    frame[3, column] = cell
    frame.write_csv(strange / "activities.csv")
    result = replanned(tmp_path / "plan", "--previous", strange, "--as-of", "2026-09-01")
    told = " ".join(result.output.split())
    assert result.exit_code == 2
    assert f"«{cell}» no es un valor válido ({expected}" in told
    assert all(part in told for part in ("activities.csv", "5", column))


@pytest.mark.parametrize(("column", "cell"), [("kind", "asamblea"), ("number", "uno"), ("accompanist", "")])
def test_the_checker_says_which_row_is_no_activity(sources, second, news, tmp_path, column, cell):
    strange = tmp_path / "extraño"
    shutil.copytree(second, strange)
    frame = pl.read_csv(strange / "activities.csv", infer_schema=False)
    frame[3, column] = cell
    frame.write_csv(strange / "activities.csv")
    result = run("check", strange, *sources, *news)
    assert result.exit_code == 1, result.output
    assert "activities.csv:5" in result.output


def test_last_years_pairs_are_kept(replanned, other_year, tmp_path):
    assert replanned(tmp_path / "plan", "--last-year", other_year).exit_code == 0
    figures = json.loads((tmp_path / "plan" / "summary.json").read_text(encoding="utf-8"))["ugel"][UGEL]
    assert figures["pares_conservados"] == figures["pares_posibles"] == figures["teachers"]


def test_an_amendment_reaches_the_rest_of_the_year(replanned, plan_folder, tmp_path):
    catalogue = catalogue_root() / "norms" / "pe"
    norm = tmp_path / "nt-026-minedu-2019.yaml"
    norm.write_bytes((catalogue / norm.name).read_bytes())
    (tmp_path / "rm-9.yaml").write_text(AMENDMENT, encoding="utf-8")
    out = tmp_path / "plan"
    words = ["--norm", norm, "--previous", plan_folder, "--as-of", "2026-08-03"]
    assert replanned(out, *words).exit_code == 0
    later = [r for r in rows(out, "activities") if r["kind"] == "gia" and r["start"] >= "2026-08-03"]
    signed = [r for r in later if "RM-9-2026 1" in r["numeral"]]
    assert signed
    assert all("5.6.1 d" in r["numeral"] for r in signed)
    assert "dropped" in {r["change"] for r in rows(out, "changes")}
