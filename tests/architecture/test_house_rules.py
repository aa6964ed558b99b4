"""This repository obeys the rules of the house."""

from __future__ import annotations

import pytest

from tools.checks.drafts import check_drafts
from tools.checks.honesty import check_honesty
from tools.checks.kinds import check_kinds
from tools.checks.layers import check_layers
from tools.checks.placing import check_placing
from tools.checks.purity import check_purity
from tools.checks.sizes import check_sizes, long_files
from tools.checks.taken_apart import check_taken_apart
from tools.checks.templates import check_templates
from tools.checks.test_quality import check_tests
from tools.checks.uncalled import check_uncalled
from tools.checks.weak_asserts import check_weak_asserts
from tools.checks.writes import check_writes
from tools.house import CHECKS, main


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_repository_has_no_finding(repository, check):
    assert [str(finding) for finding in check(repository)] == []


def test_every_rule_is_part_of_the_command():
    checks = {check_honesty, check_layers, check_purity, check_sizes, check_tests, check_weak_asserts}
    others = {check_uncalled, check_writes, check_kinds, check_taken_apart, check_templates, check_drafts}
    assert set(CHECKS) == checks | others | {check_placing}


def test_command_says_findings_and_fails(write, capsys):
    root = write("src/pusaq_core/planning/utils.py", "x = 1\n" * 301)
    write("src/pusaq_core/planning/__init__.py", "")
    (root / ".importlinter").write_text(
        "[importlinter:contract:layers]\nlayers = planning\n[importlinter:contract:pure]\nsource_modules =\n"
        " pusaq_core.cell_text"
        " pusaq_core.errors pusaq_core.kinds pusaq_core.catalogue_reader pusaq_core.norms pusaq_core.planning"
        " pusaq_core.timetable pusaq_core.checking pusaq_core.yearplan pusaq_core.outlines"
        " pusaq_core.disclosure pusaq_core.findings pusaq_core.wording\n",
        encoding="utf-8",
    )
    assert main(root) == 1
    said = capsys.readouterr().out
    assert "warning: src/pusaq_core/planning/utils.py:0: [file-soft] 301 lines, more than 300" in said
    assert "src/pusaq_core/planning/utils.py:0: [empty-name]" in said
    assert said.endswith("house rules: 1 findings\n")
    (root / "src/pusaq_core/planning/utils.py").rename(root / "src/pusaq_core/planning/packing.py")
    assert main(root) == 0


def test_soft_budget_names_only_long_files(write):
    write("src/a.py", "x = 1\n" * 300)
    root = write("src/b.py", "x = 1\n" * 301)
    assert [finding.path for finding in long_files(root)] == ["src/b.py"]
