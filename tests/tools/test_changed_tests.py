"""A change asks for the tests that answer for it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tools.changed_tests import changed_files, folders_of_tests, main

if TYPE_CHECKING:
    from pathlib import Path

ALWAYS = ["tests/architecture", "tests/tools"]


@pytest.fixture
def project(tmp_path):
    for name in ("architecture", "cli", "io", "norms", "planning", "tools"):
        (tmp_path / "tests" / name).mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "folders"),
    [
        ([], []),
        (["README.md"], []),
        (["src/pusaq_core/planning/packing.py"], ["tests/planning"]),
        (
            ["src/pusaq_core/planning/deep/er.py", "src/pusaq_core/io/tables.py"],
            ["tests/io", "tests/planning"],
        ),
        (["src/pusaq_core/sampling/draw.py"], []),
        (["tests/norms/test_loader.py"], ["tests/norms"]),
        (["catalogue/norms/pe/x.yaml"], ["tests/cli", "tests/norms"]),
        (["catalogue/countries/pe/calendars/2026.yaml"], ["tests/cli", "tests/io"]),
        (["tools/trace.py"], []),
    ],
)
def test_folders_of_a_change(project, changed, folders):
    assert folders_of_tests(changed, project) == sorted({*ALWAYS, *folders})


@pytest.mark.parametrize("path", ["pyproject.toml", "src/pusaq_core/errors.py", "tests/conftest.py"])
def test_what_everything_rests_on_asks_for_everything(project, path):
    assert folders_of_tests(["README.md", path], project) == ["tests"]


@pytest.fixture
def git(project):
    """Run git in the project, which has one commit."""

    def _git(*words: str) -> None:
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *words], cwd=project, check=True, capture_output=True)  # noqa: S603, S607  (our own words)

    git_file(project, "old.txt", "1")
    git_file(project, ".gitignore", "ignored.txt\n")
    _git("init", "--initial-branch=main")
    _git("add", ".")
    _git("commit", "--message", "one")
    return _git


def git_file(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_changed_new_and_ignored_files(project, git):
    git("status")
    git_file(project, "old.txt", "2")
    git_file(project, "tests/norms/ñandú.py", "")
    git_file(project, "ignored.txt", "")
    assert changed_files(project) == ["old.txt", "tests/norms/ñandú.py"]


def test_commits_since_what_is_published(project, git):
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    git_file(project, "src/pusaq_core/io/tables.py", "")
    git("add", ".")
    git("commit", "--message", "two")
    assert changed_files(project) == ["src/pusaq_core/io/tables.py"]


def test_command_prints_one_line_for_pytest(project, git, capsys):
    git("status")
    git_file(project, "src/pusaq_core/planning/packing.py", "")
    assert main(project) == 0
    assert capsys.readouterr().out == "tests/architecture tests/planning tests/tools\n"
