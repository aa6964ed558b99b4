NORM = "nt-026-minedu-2019"


def test_a_caseload_that_fits_shows_the_days_left(call):
    result = call("load", NORM, "eib", "--teachers", 8, "--gia-groups", 2, "--year", 2026)
    assert result.exit_code == 0
    assert "112" in result.stdout
    assert "172" in result.stdout
    assert "50" in result.stdout


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
