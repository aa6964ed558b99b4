import subprocess
import sys

import pytest

from pusaq_core.cli import main as main_module


def run(*words):
    return subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "-m", "pusaq_core.cli.entry", *words], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["plan"], "Falta PADRON"),
        (["plan", "x.csv"], "Falta --staff"),
        (["plan", "x.csv", "--tal"], "No existe la opción --tal"),
        (["plan", "x.csv", "--effort", "99"], "El valor de --effort no sirve"),
        (["nada"], "Llamada incorrecta"),
    ],
)
def test_wrong_words_are_answered_in_spanish_with_exit_code_two(words, said, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["pusaq", *words])
    with pytest.raises(SystemExit) as ended:
        main_module.main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Ayuda: pusaq" in told


def test_an_interruption_before_the_work_ends_with_130(monkeypatch, capsys):
    def interrupted(**_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(main_module.main_group, "main", interrupted)
    with pytest.raises(SystemExit) as ended:
        main_module.main()
    assert ended.value.code == 130
    assert "Interrumpido" in capsys.readouterr().err


def test_help_and_version_work_from_the_shell():
    for words, said in (
        (["--help"], "pusaq"),
        (["--version"], "pusaq 0."),
        (["plan", "--help"], "--accompanists"),
    ):
        result = run(*words)
        assert result.returncode == 0
        assert said in result.stdout
