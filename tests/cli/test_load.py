import pytest

NORM = "nt-026-minedu-2019"


@pytest.mark.requirement("AP-043")
def test_a_caseload_that_fits_shows_the_days_left(call):
    result = call("load", NORM, "eib", "--teachers", 8, "--gia-groups", 2, "--year", 2026)
    assert result.exit_code == 0
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    shown = dict(line.rsplit(maxsplit=1) for line in lines if line[-1:].isdigit())
    assert {name.strip(): int(days) for name, days in shown.items()} == {
        "Visitas en aula": 112, "GIA": 8, "RTC": 2, "Talleres de docentes": 10,
        "Talleres del acompañante": 16, "Viajes largos": 0, "Necesarios": 148,
        "Fuera de los días de clase": 26, "Días de clase": 172, "Quedan": 50,
    }  # fmt: skip


def test_an_impossible_year_is_said_and_ends_with_one(call):
    words = ["load", NORM, "eib", "--teachers", 8, "--gia-groups", 8, "--rtc-groups", 8, "--year", 2026]
    result = call(*words, "--hours", 9)
    assert result.exit_code == 1
    assert "imposible" in result.stdout


def test_an_unknown_profile_or_year_is_refused(call):
    for words in (["otro", "--year", 2026], ["eib", "--year", 2031]):
        result = call("load", NORM, words[0], "--teachers", 8, *words[1:])
        assert result.exit_code == 2
        assert "No se escribió nada" in result.stderr
