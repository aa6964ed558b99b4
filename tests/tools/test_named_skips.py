"""A skip without a name fails the session; a named one does not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.named_skips import NamedSkip, load_named_skips

REPOSITORY = Path(__file__).parents[2]
TESTS = {
    "test_skip.py": "import pytest\ndef test_x():\n    pytest.skip('no printer')\n",
    "test_mark.py": "import pytest\n@pytest.mark.skip(reason='no printer')\ndef test_x():\n    assert 0\n",
    "test_xfail.py": "import pytest\n@pytest.mark.xfail(reason='no printer')\ndef test_x():\n    assert 0\n",
    "test_module.py": "import pytest\npytest.skip('no printer', allow_module_level=True)\n",
    "test_import.py": "import pytest\npytest.importorskip('no_such_module', reason='no printer')\n",
}
NAMED = '[[skip]]\ntests = "tests/*"\nreason = "no printer"\nbecause = "offices differ"\n'


def _session(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    (root / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tools.named_skips",
        *options,
        "tests",
    ]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  (our own words)


@pytest.fixture
def project(tmp_path):
    """A project in which every test is skipped, each in another way, beside one that passes."""
    (tmp_path / "tests").mkdir()
    for name, text in {**TESTS, "test_pass.py": "def test_x():\n    assert 1 + 1 == 2\n"}.items():
        (tmp_path / "tests" / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_unnamed_skips_fail_the_session(project):
    answer = _session(project)
    assert answer.returncode == 1, answer.stdout
    listed = answer.stdout.split("skipped without a line in tests/skips.toml")[1]
    assert {name for name in TESTS if f"tests/{name}" in listed} == set(TESTS)
    assert "test_pass" not in listed


def test_unnamed_skips_fail_the_session_of_several_processes(project):
    assert _session(project, "-p", "xdist", "-n", "1").returncode == 1


def test_named_skips_pass(project):
    (project / "tests" / "skips.toml").write_text(NAMED, encoding="utf-8")
    answer = _session(project)
    assert answer.returncode == 0, answer.stdout
    assert "without a line" not in answer.stdout


def test_another_reason_is_not_excused(project):
    (project / "tests" / "skips.toml").write_text(NAMED.replace("no printer", "no paper"), encoding="utf-8")
    assert _session(project).returncode == 1


def test_excuse_ends_where_its_variable_is_set(monkeypatch):
    excuse = NamedSkip("tests/*", "*DATA*", "no data", unless_set="PUSAQ_EXAMPLE")
    monkeypatch.delenv("PUSAQ_EXAMPLE", raising=False)
    assert excuse.excuses("tests/io/test_a.py::test_x", "needs DATA")
    assert not excuse.excuses("benchmarks/test_a.py::test_x", "needs DATA")
    monkeypatch.setenv("PUSAQ_EXAMPLE", "/somewhere")
    assert not excuse.excuses("tests/io/test_a.py::test_x", "needs DATA")


@pytest.mark.parametrize(
    "entry",
    [
        NAMED.replace('because = "offices differ"\n', ""),
        NAMED.replace("offices differ", " "),
        NAMED + 'until = "2027"\n',
    ],
)
def test_an_entry_says_why(tmp_path, entry):
    (tmp_path / "skips.toml").write_text(entry, encoding="utf-8")
    with pytest.raises(ValueError, match="an entry needs because, reason, tests"):
        load_named_skips(tmp_path / "skips.toml")


def test_list_of_this_repository_is_sound(tmp_path):
    named = load_named_skips(REPOSITORY / "tests" / "skips.toml")
    assert "PUSAQ_DATA" in {entry.unless_set for entry in named}
    assert load_named_skips(tmp_path / "absent.toml") == []
