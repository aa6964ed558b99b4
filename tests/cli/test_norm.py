"""`pusaq norm check` and `pusaq norm show`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pusaq_core.cli.norm import norm_group

ROOT = Path(__file__).parents[2]
NORM = ROOT / "catalogue" / "norms" / "pe" / "nt-026-minedu-2019.yaml"
FRAMEWORK = ROOT / "catalogue" / "competencies" / "pe" / "mbdd.yaml"
DATA = ROOT / "tests" / "norms" / "data"
INVENTED = "norma-inventada-2030.yaml"
AMENDING = "modifica-inventada-2031.yaml"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(norm_group, [str(a) for a in arguments], env={"COLUMNS": "200"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (INVENTED, AMENDING):
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


@pytest.mark.long
def test_without_files_the_whole_catalogue_is_checked() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "catalogue/norms/pe/nt-026-minedu-2019.yaml: correcta," in result.stdout
    assert "casos cumplidos" in result.stdout
    assert "catalogue/competencies/pe/mbdd.yaml: correcto, 14 criterios" in result.stdout
    assert result.stderr == ""


def test_an_error_is_told_with_file_line_character_path_expected_and_found(folder: Path) -> None:
    file = folder / INVENTED
    file.write_text(file.read_text(encoding="utf-8").replace("total: 5,", "total: seis,"), encoding="utf-8")
    result = run("check", file)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        f'{file}:45:21  dosis.campo.visita.total: se esperaba un entero ≥ 1, hay "seis"\n'
    )


def test_every_file_is_checked_and_one_bad_one_fails_the_command(folder: Path) -> None:
    (folder / "mala.yaml").write_text("id: [\n", encoding="utf-8")
    result = run("check", folder / "mala.yaml", folder / INVENTED, folder / AMENDING)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{folder / 'mala.yaml'}:2:1: no es YAML válido: ")
    assert f"{folder / INVENTED}: correcta, 1 caso cumplido\n" in result.stdout
    assert f"{folder / AMENDING}: correcta, 5 cambios\n" in result.stdout


def test_a_case_that_fails_is_a_problem(folder: Path) -> None:
    file = folder / INVENTED
    file.write_text(
        file.read_text(encoding="utf-8").replace("ratio_max: 6", "ratio_max: 7"), encoding="utf-8"
    )
    result = run("check", file)
    assert result.exit_code == 2
    assert 'casos[«Escuela de campo»].ratio_max: el caso no da lo esperado: 7, hay "6"' in result.stderr


def test_a_norm_in_a_file_of_another_name_is_a_problem(folder: Path) -> None:
    shutil.copy(folder / INVENTED, folder / "otra.yaml")
    result = run("check", folder / "otra.yaml")
    assert result.exit_code == 2
    assert (
        'id: el archivo debe llamarse como su id: norma-inventada-2030.yaml, no "otra.yaml"' in result.stderr
    )


def test_a_prioritised_competency_without_criteria_is_a_problem_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / NORM.name
    text = NORM.read_text(encoding="utf-8")
    line = text[: text.index("codigo: C5")].count("\n") + 1
    file.write_text(text.replace("codigo: C5", "codigo: C8"), encoding="utf-8")
    result = run("check", file)
    assert result.exit_code == 2
    assert f"{file}:{line}:13  competencias[3].codigo: ningún criterio observa" in result.stderr
    assert 'la competencia priorizada "C8"' in result.stderr


def test_an_error_of_a_framework_is_told_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "mbdd.yaml"
    text = FRAMEWORK.read_text(encoding="utf-8")
    line = text[: text.index("competencia: C2")].count("\n") + 1
    file.write_text(text.replace("competencia: C2", "competencia: C10", 1), encoding="utf-8")
    result = run("check", file)
    assert result.exit_code == 2
    assert f"{file}:{line}:" in result.stderr
    assert "instrumentos[2].criterios[0].competencia: se esperaba C1, C2," in result.stderr


def test_criteria_are_shown_under_the_numeral_of_their_competency() -> None:
    shown = run("show", "nt-026-minedu-2019", "5.2.4").stdout
    assert "Propicia un trato respetuoso y cercano" in shown
    assert "criterio de Pusaq" in shown


def test_an_amendment_of_no_known_norm_is_a_problem(folder: Path) -> None:
    (folder / INVENTED).unlink()
    result = run("check", folder / AMENDING)
    assert result.exit_code == 2
    assert 'modifica: no hay en el catálogo ninguna norma "norma-inventada-2030"' in result.stderr


def test_an_amendment_that_breaks_its_norm_is_told_at_its_own_line(folder: Path) -> None:
    file = folder / AMENDING
    file.write_text(file.read_text(encoding="utf-8").replace("valor: 4,", "valor: -4,"), encoding="utf-8")
    result = run("check", file)
    assert result.exit_code == 2
    assert result.stderr == f'{file}:9:42  dosis.campo.gia.total: se esperaba un entero ≥ 1, hay "-4"\n'


@pytest.mark.parametrize("bad", ["no-existe.yaml", "."])
def test_a_file_that_cannot_be_read_is_refused(folder: Path, bad: str) -> None:
    result = run("check", folder / bad)
    assert result.exit_code == 2
    assert "no se puede leer el archivo" in result.stderr


def test_bytes_that_are_no_text_are_refused(folder: Path) -> None:
    (folder / "x.yaml").write_bytes(b"id: a\xff")
    result = run("check", folder / "x.yaml")
    assert (result.exit_code, result.stderr) == (
        2, f'{folder / "x.yaml"}: no es un texto en UTF-8 (hay el byte "0xFF")\n',
    )  # fmt: skip


def test_the_whole_norm_is_shown_with_its_assumptions_apart() -> None:
    result = run("show", "nt-026-minedu-2019")
    assert result.exit_code == 0
    for title in (
        "Tipos de institución educativa", "Reglas de focalización", "Docentes por acompañante",
        "Dosis por docente y año", "Datos que leen las reglas", "Competencias", "Etapas", "Estrategias",
        "Matriz de seguimiento", "Matriz de evaluación", "Responsabilidades", "Disposiciones",
        "Términos y siglas", "Cómo se lee lo ambiguo", "Casos", "Supuestos (criterio de Pusaq",
    ):  # fmt: skip
        assert title in result.stdout
    assert "Cambios por modificatorias" not in result.stdout
    assert "Rige del 2020-01-01 al 2022-12-31 (numeral 1)" in result.stdout


def test_data_and_assumptions_are_shown_by_title_and_id() -> None:
    shown = " ".join(run("show", "nt-026-minedu-2019").stdout.split())
    assert re.search(r"Gestión +│ D_GESTION", shown)
    assert "(gestion)" in shown
    assert re.search(r"Cargos que se", shown)
    assert "(cargos_acompanados)" in shown


def test_without_a_title_the_id_alone_is_shown(folder: Path) -> None:
    shown = run("show", folder / INVENTED).stdout
    assert re.search(r"│ zona +│ ZONA", shown)
    assert "(zona)" not in shown


@pytest.mark.parametrize("numeral", [["5.6.1 c"], ["5.6.1", "c"], ["5.6.1c"], ["5.6.1 c."]])
def test_everything_that_rests_on_a_numeral_is_shown(numeral: list[str]) -> None:
    result = run("show", "nt-026-minedu-2019", *numeral)
    assert result.exit_code == 0
    assert "6 visitas, 14 días (2, 2, 2, 2, 3, 3)" in result.stdout
    assert "Cuatro visitas de dos días y dos de tres" in result.stdout
    assert "Reglas de focalización" not in result.stdout
    assert "Supuestos" not in result.stdout


def test_rules_and_ratios_are_shown_in_words() -> None:
    shown = run("show", "nt-026-minedu-2019", "5.6.2").stdout
    assert re.search(r"mg-estudiantes\s*│ multigrado │ criterio\s*│ 9 o más estudiantes", shown)
    assert re.search(r"dispersion = 'baja'\s*│ de 8 a 10", shown)
    assert re.search(r"en otro caso\s*│ de 6 a 8", shown)
    assert "hasta 15" in run("show", "nt-026-minedu-2019", "5.6.3 b").stdout


def test_a_day_outside_the_period_is_said() -> None:
    result = run("show", "nt-026-minedu-2019", "5.4", "--on", "2026-03-16")
    assert result.exit_code == 0
    assert "2026-03-16 está fuera de su periodo" in result.stdout
    inside = run("show", "nt-026-minedu-2019", "5.4", "--on", "2021-03-15")
    assert "fuera de su periodo" not in inside.stdout


def test_amendments_are_shown_from_their_date_on(folder: Path) -> None:
    before = run("show", folder / INVENTED, "4.2", "--on", "2031-06-30").stdout
    assert "3 al año, 2 horas o más" in before
    assert "Cambios por modificatorias" not in before
    after = run("show", folder / INVENTED, "4.2", "--on", "2031-07-01").stdout
    assert "4 al año, 2 horas o más" in after
    assert "4.2; NI-002 2" in after
    assert re.search(r"dosis\.campo\.gia\.total │ 3\s*│ 4\s*│ 2031-07-01", after)
    assert "NI-002 2" in run("show", folder / INVENTED, "4.2").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["nt-026-minedu-2018"],
            'no hay ninguna norma "nt-026-minedu-2018" en el catálogo; ¿quiso decir «nt-026-',
        ),
        (["zzz"], 'no hay ninguna norma "zzz" en el catálogo; nt-026-minedu-2019'),
        (["nt-026-minedu-2019", "9.9"], 'nada de la norma descansa en el numeral "9.9"'),
        (["nt-026-minedu-2019", "artículo", "quinto"], "NUMERAL: se esperaba un numeral, como «5.6.1 c»"),
        (["nt-026-minedu-2019", "--on", "hoy"], '--on: se esperaba una fecha AAAA-MM-DD, hay "hoy"'),
    ],
)
def test_what_cannot_be_shown_is_refused(arguments: list[str], message: str) -> None:
    result = run("show", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in result.stderr


def test_an_amendment_is_not_shown_as_a_norm(folder: Path) -> None:
    result = run("show", folder / AMENDING)
    assert result.exit_code == 2
    assert "modifica otra norma" in result.stderr


def test_other_norms_show_lists_and_yes_and_no(folder: Path) -> None:
    shown = run("show", folder / INVENTED).stdout
    assert "MAESTRO, TUTOR" in shown
    assert re.search(r"gia_tras_visita\s*│ sí", shown)
    assert "Etapas" not in shown


HOSTILE = "\x1b[2J\x9b1m\u202e\u2066"


def test_words_of_a_file_do_not_command_the_terminal(folder: Path) -> None:
    file = folder / INVENTED
    said = HOSTILE.encode("unicode_escape").decode()
    text = file.read_text(encoding="utf-8").replace("total: 5,", f'total: "{said}\\0\\nok",')
    file.write_text(text, encoding="utf-8")
    result = run("check", file)
    assert result.exit_code == 2
    assert r"\x1b[2J\x9b1m\u202e\u2066\x00\x0aok" in result.stderr
    assert not set(HOSTILE + "\0").intersection(result.stderr) - set("[2J1m")
    assert result.stderr.count("\n") == 1


def test_names_of_files_do_not_command_the_terminal(folder: Path) -> None:
    result = run("check", folder / f"{HOSTILE}.yaml")
    assert result.exit_code == 2
    assert r"\x1b[2J" in result.stderr
    assert "\x1b" not in result.stderr
