from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from pusaq.people.models import Post
from pusaq.territory.models import DataLoad, SchoolService
from tests.pusaq.files import TWO_UNITS, posts, services, written

WHERE = ["--source", "ESCALE", "--date", "2026-03-01"]


def test_the_commands_load_say_what_changed_and_name_rejected_rows(tmp_path, capsys):
    registry = written(TWO_UNITS, tmp_path / "padron.csv")
    call_command("load_registry", str(registry), *WHERE)
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "Organizaciones: 7 nuevas, 0 cambian, 0 vuelven, 0 ya no están, 0 igual.",
        "Locales escolares: 3 nuevas, 0 cambian, 0 vuelven, 0 ya no están, 0 igual.",
        "Servicios educativos: 4 nuevas, 0 cambian, 0 vuelven, 0 ya no están, 0 igual.",
    ]
    staff = written(posts({}, {"COD_PLAZA": "Z2", "COD_MOD": "7777777"}), tmp_path / "plazas.csv")
    call_command("load_staff", str(staff), *WHERE)
    out = capsys.readouterr()
    assert "Plazas: 1 nuevas" in out.out
    assert out.err.splitlines() == [
        "Filas rechazadas: 1.",
        f"{staff}:3  COD_MOD: hay «7777777»; se esperaba un servicio del padrón",
    ]
    row = {"COD_ACOMP": "A1", "CODOOII": "220004", "TIPO": "eib", "LAT": "", "LON": "", "FECHA_INICIO": ""}
    hired = written([row], tmp_path / "acompanantes.csv")
    call_command("load_accompanists", str(hired), *WHERE, "--norm", "nt-026-minedu-2019")
    assert "Plazas: 1 nuevas" in capsys.readouterr().out
    assert sorted(Post.objects.values_list("code", flat=True)) == ["A1", "Z1"]
    assert set(DataLoad.objects.values_list("kind", "source")) == {
        *(("padron", "ESCALE"), ("plazas", "ESCALE"), ("acompanantes", "ESCALE"))
    }


def test_a_partial_registry_is_loaded_as_such(tmp_path):
    call_command("load_registry", str(written(TWO_UNITS, tmp_path / "a.csv")), *WHERE)
    call_command("load_registry", str(written(TWO_UNITS[:3], tmp_path / "b.csv")), *WHERE, "--partial")
    assert not SchoolService.objects.exclude(gone_since=None).exists()


@pytest.mark.parametrize("command", ["load_registry", "load_staff"])
def test_a_file_that_cannot_be_used_is_refused_with_its_place(tmp_path, command):
    path = tmp_path / "otra.csv"
    path.write_text("A;B\n1;2\n")
    with pytest.raises(CommandError) as refused:
        call_command(command, str(path), *WHERE)
    assert refused.value.returncode == 2
    first, last = str(refused.value).splitlines()[0], str(refused.value).splitlines()[-1]
    assert first.startswith(f"{path}:1: no se encuentra la fila de títulos")
    assert last == "No se escribió nada."
    assert not DataLoad.objects.exists()


def test_a_registry_with_many_bad_rows_names_the_first(tmp_path):
    bad = services(*({"COD_MOD": f"{n:07d}", "NLAT_IE": "norte"} for n in range(30)))
    path = written([*TWO_UNITS[:1], *bad], tmp_path / "p.csv")
    with pytest.raises(CommandError, match="las coordenadas de 29/30 servicios no pueden ser") as refused:
        call_command("load_registry", str(path), *WHERE)
    assert f"{path}:3  NLAT_IE: «norte» no es una latitud entre −90 y 90" in str(refused.value)
