import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from pusaq_core.cli import entry
from pusaq_core.cli import plan as plan_module
from pusaq_core.cli.figures_said import travel_said
from pusaq_core.cli.inputs_said import inputs_said
from pusaq_core.io.plan_files import read_plan
from pusaq_core.yearplan.summary import gap_of

SURCUBAMBA = "090009"
FILES = {
    *("activities.csv", "caseloads.csv", "plan.xlsx", "rejected.csv"),
    *("run.json", "summary.json", "targeting.csv", "unplaced.csv"),
}


def digests(folder):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "run.json"
    }


def test_a_plan_holds_every_file(plan_folder):
    assert {path.name for path in plan_folder.iterdir()} == FILES
    plan = read_plan(plan_folder)
    assert plan.typed("caseloads").height == plan.summary["total"]["teachers"] > 0
    assert plan.typed("activities").height == plan.summary["total"]["activities"]
    assert plan.summary["total"]["violations"] == 0
    assert set(plan.summary["inputs"]) == {"padron.csv.gz", "plazas.csv.gz", "2026.yaml"}
    assert plan.summary["cortado"] is False
    assert set(json.loads((plan_folder / "run.json").read_text())) >= {"seconds", "workers", "machine"}


@pytest.mark.long
def test_two_processes_give_the_same_bytes(call, sources, plan_folder, tmp_path):
    words = [
        "plan",
        *sources,
        "--ugel",
        SURCUBAMBA,
        "--out",
        tmp_path / "p",
        "--effort",
        "1",
        "--workers",
        "2",
    ]
    assert call(*words).exit_code == 0
    assert digests(tmp_path / "p") == digests(plan_folder)


def test_the_report_says_how_good_the_plan_is(plan_run):
    _folder, result = plan_run
    for said in ("docentes", "cota demostrada", "Norma fuera de su periodo", "verificador independiente: 0"):
        assert said in result.stderr


def test_what_no_rule_knows_and_nobody_can_read_is_said(plan_folder):
    total = json.loads((plan_folder / "summary.json").read_text())["total"]
    assert (total["ilegibles"], total["valores_desconocidos"]) == ({}, {})
    values = {"D_GESTION": {f"x{i}": i for i in range(1, 8)}, "EIB": {"No": 1}}
    rejected = pl.DataFrame({"file": ["a", "b"]})
    of_values = "valores que ninguna regla conoce, y servicios que los llevan:"
    assert list(inputs_said({"ilegibles": {"TALUMNO": 1}, "valores_desconocidos": values}, rejected)) == [
        "2 filas o celdas de los archivos no se pudieron usar: vea rejected.csv.",
        "TALUMNO: 1 celda no se puede leer; queda como dato desconocido.",
        f"D_GESTION: {of_values} «x7» (7), «x6» (6), «x5» (5), «x4» (4), «x3» (3) y 2 más.",
        f"EIB: {of_values} «No» (1).",
    ]
    assert not list(inputs_said({"ilegibles": {}, "valores_desconocidos": {}}, rejected.clear()))


def test_every_row_of_the_staff_is_accounted_for(plan_run):
    folder, result = plan_run
    summary = json.loads((folder / "summary.json").read_text())
    for figures in (summary["total"], summary["ugel"][SURCUBAMBA]):
        posts = figures["plazas"]
        parts = (posts["acompanadas"], posts["de_otras_ugel"], posts["sin_servicio"])
        assert posts["leidas"] == sum(parts) + sum(posts["no_acompanadas"].values()) > 0
        assert posts["acompanadas"] == figures["teachers"]
    assert "filas leídas = " in result.output
    assert summary["avisos"] == []


def test_a_bound_of_nothing_is_no_proof():
    total = {"km": 672.3, "km_bound": 0.0, "gap": gap_of(672.3, 0.0)}
    assert travel_said(total) == "Viaje de las carteras: 672.3 km, sin cota demostrada."
    proven = {"km": 672.3, "km_bound": 600.0, "gap": gap_of(672.3, 600.0)}
    assert travel_said(proven).endswith("672.3 km (cota demostrada 600.0, brecha 12.0%).")
    assert (gap_of(0.0, 0.0), gap_of(5.0, 5.0), gap_of(5.0, 0.0)) == (0.0, 0.0, None)


def test_a_plan_is_replaced_by_a_plan(call, sources, plan_folder, tmp_path):
    out = tmp_path / "p"
    shutil.copytree(plan_folder, out)
    assert json.loads((out / "summary.json").read_text())["seed"] == 0
    words = ["plan", *sources, "--ugel", SURCUBAMBA, "--out", out, "--effort", "1", "--workers", "1"]
    assert call(*words, "--seed", "1").exit_code == 0
    assert json.loads((out / "summary.json").read_text())["seed"] == 1


def test_the_safety_cut_still_writes_a_plan_and_says_so(call, sources, tmp_path):
    words = [
        "plan",
        *sources,
        "--ugel",
        SURCUBAMBA,
        "--out",
        tmp_path / "p",
        "--seconds",
        "0",
        "--workers",
        "1",
    ]
    result = call(*words)
    assert result.exit_code == 0, result.output
    summary = json.loads((tmp_path / "p" / "summary.json").read_text())
    assert summary["cortado"] is True
    assert "La búsqueda se cortó por tiempo" in result.output
    assert summary["total"]["violations"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--ugel", "999999"], "999999"),
        ([], "--ugel"),
        (["--ugel", SURCUBAMBA, "--all"], "--ugel"),
        (["--ugel", SURCUBAMBA, "--events", "no-existe.csv"], "no-existe.csv"),
        (["--ugel", SURCUBAMBA, "--norm", "nt-000-otra"], "nt-000-otra"),
        (["--ugel", SURCUBAMBA, "--year", "2031"], "2031"),
    ],
)
def test_bad_input_is_refused_in_spanish_and_nothing_is_written(call, sources, tmp_path, words, said):
    result = call("plan", *sources, *words, "--out", tmp_path / "p", "--workers", "1")
    assert result.exit_code == 2
    assert said in result.stderr
    assert "No se escribió nada" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_plan_is_left_alone(call, sources, tmp_path):
    (tmp_path / "fotos").mkdir()
    (tmp_path / "fotos" / "a.jpg").write_bytes(b"x")
    result = call("plan", *sources, "--ugel", SURCUBAMBA, "--out", tmp_path / "fotos")
    assert result.exit_code == 2
    assert [p.name for p in (tmp_path / "fotos").iterdir()] == ["a.jpg"]


def test_an_interruption_writes_nothing_and_says_so(call, sources, tmp_path, monkeypatch):
    def interrupted(*_words, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(plan_module, "make_plan", interrupted)
    result = call("plan", *sources, "--ugel", SURCUBAMBA, "--out", tmp_path / "p", "--workers", "1")
    assert result.exit_code == 130
    assert "Interrumpido" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_control_c_while_loading_is_answered_too(monkeypatch, capsys):
    def interrupted(*_words):
        raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "pusaq_core.cli.main")
    monkeypatch.setattr("builtins.__import__", interrupted)
    with pytest.raises(SystemExit) as ended:
        entry.run()
    monkeypatch.undo()
    assert ended.value.code == 130
    assert "Interrumpido" in capsys.readouterr().err


@pytest.mark.long
def test_control_c_ends_every_process_and_leaves_nothing(sources, tmp_path):
    words = ["plan", *sources, "--all", "--out", tmp_path / "p", "--effort", "10", "--workers", "2"]
    process = subprocess.Popen(  # noqa: S603  (our own command)
        [sys.executable, "-m", "pusaq_core.cli.entry", *map(str, words)],
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for _ in range(600):
        if len(children.read_text().split()) >= 2:
            break
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said.decode()
    assert "Interrumpido" in said.decode()
    assert list(tmp_path.iterdir()) == []
