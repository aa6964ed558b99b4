import pytest

from pusaq_core.cli.picture import year_picture
from pusaq_core.yearplan.plan import Plan


@pytest.mark.long
def test_the_demo_makes_plans_checks_and_shows_a_country(call, tmp_path):
    result = call("demo", "--out", tmp_path / "demo", "--workers", "2", "--effort", "1")
    assert result.exit_code == 0, result.output
    assert "incumplimientos: 0" in result.stdout
    assert "El año de" in result.stdout
    assert (tmp_path / "demo" / "plan" / "plan.xlsx").stat().st_size > 0
    assert (tmp_path / "demo" / "datos" / "padron.csv.gz").exists()


def test_the_demo_refuses_a_place_where_it_cannot_write(call, tmp_path):
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "datos").write_text("un archivo")
    result = call("demo", "--out", tmp_path / "demo")
    assert result.exit_code == 2
    assert "No se escribió nada" in result.stderr


def test_a_plan_without_activities_has_no_picture():
    empty = Plan({"activities": [], "caseloads": []}, {}, (), cut=False)
    assert "No hay actividades" in year_picture(empty).plain
