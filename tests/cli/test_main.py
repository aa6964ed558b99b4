import subprocess
import sys

import click
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


@pytest.mark.long
def test_help_and_version_work_from_the_shell():
    for words, said in (
        (["--help"], "pusaq"),
        (["--version"], "pusaq 0."),
        (["plan", "--help"], "--accompanists"),
    ):
        result = run(*words)
        assert result.returncode == 0
        assert said in result.stdout


def test_the_help_of_the_program_loads_no_solver():
    code = "import sys; sys.argv = ['pusaq', '--help']; from pusaq_core.cli.main import main\n"
    code += (
        "try:\n    main()\nexcept SystemExit:\n    print('ortools' in sys.modules, 'pandas' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  (our own code)
    assert result.stdout.splitlines()[-1] == "False False"


def test_the_list_of_commands_says_what_each_command_says_of_itself():
    context = click.Context(main_module.main_group)
    listed = dict(main_module.main_group.purposes(context))
    for name in main_module.main_group.list_commands(context):
        assert main_module.main_group.get_command(context, name).get_short_help_str(100) == listed[name]
    assert main_module.main_group.get_command(context, "otra") is None
