"""The synthetic country on disk, and the command as a person calls it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from pusaq_core.cli.main import main_group
from tests.small_country import write_small_country

SURCUBAMBA = "090009"


@pytest.fixture(scope="session")
def country(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pais")
    write_small_country(folder)
    return folder


@pytest.fixture
def call():
    def run(*words):
        return CliRunner().invoke(main_group, [str(word) for word in words])

    return run


@pytest.fixture(scope="session")
def sources(country):
    return [
        country / "padron.csv.gz",
        "--staff",
        country / "plazas.csv.gz",
        "--norm",
        "nt-026-minedu-2019",
        "--year",
        "2026",
    ]


@pytest.fixture(scope="session")
def plan_run(tmp_path_factory, sources):
    """The folder of a plan, and what the command said while it made it."""
    folder = tmp_path_factory.mktemp("salida") / "plan"
    words = ["plan", *sources, "--ugel", SURCUBAMBA, "--out", folder, "--effort", "1", "--workers", "1"]
    result = CliRunner().invoke(main_group, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return folder, result


@pytest.fixture(scope="session")
def plan_folder(plan_run):
    return plan_run[0]
