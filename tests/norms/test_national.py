"""The whole country: the same rows as a UGEL alone, and in time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pusaq_core.norms.targeting import Targeting, evaluate

if TYPE_CHECKING:
    from pathlib import Path

    from pusaq_core.norms.norm import Norm

SECONDS = 2.0
"""What a cold evaluation with its counts may take; it takes less than half on two shared cores."""


@pytest.fixture(scope="module")
def country(national_data: Path) -> pl.DataFrame:
    folder = national_data / "registry"
    registry = pl.read_csv(folder / "padron_nacional.csv.gz", infer_schema=False)
    posts = pl.read_csv(folder / "plazas_nexus.csv.gz", infer_schema=False)
    teachers = (
        posts.filter(pl.col("CARGO").is_in(["PROFESOR", "PROFESOR CON FUNCIÓN DIRECTIVA"]))
        .group_by("COD_MOD", "ANEXO")
        .agg(pl.len().cast(pl.Int64).alias("docentes_acompanables"))
    )
    return registry.join(teachers, on=["COD_MOD", "ANEXO"], how="left")


@pytest.fixture(scope="module")
def timed(nt026: Norm, country: pl.DataFrame) -> tuple[Targeting, float]:
    started = time.perf_counter()
    targeting = evaluate(nt026, country)
    return targeting, time.perf_counter() - started


def test_the_country_is_decided_in_time(timed: tuple[Targeting, float], country: pl.DataFrame) -> None:
    targeting, seconds = timed
    assert targeting.table.height == country.height > 80_000
    assert seconds < SECONDS


def test_every_service_has_reasons_from_which_its_decision_follows(timed: tuple[Targeting, float]) -> None:
    explained = timed[0].explained()
    failing = explained["reasons"].str.contains(r'"kind":"criterion"[^{]*"seen":\{[^{}]*\},"met":false')
    expected = explained["decision"] == "not_targeted"
    without = explained["profile"].is_null()
    assert (failing | without).equals(expected)
    assert explained["reasons"].str.json_path_match("$[0].rule").null_count() == 0


def test_ugel_alone_and_whole_country_give_the_same_rows(
    nt026: Norm, country: pl.DataFrame, timed: tuple[Targeting, float]
) -> None:
    whole = timed[0]
    codes = whole.table["cod_ugel"].unique().sort().gather_every(40).to_list()
    assert len(codes) > 4
    for code in codes:
        alone = evaluate(nt026, country.filter(CODOOII=code))
        assert alone.explained([code]).equals(whole.explained([code]))


def test_the_order_of_the_file_changes_nothing(
    nt026: Norm, country: pl.DataFrame, timed: tuple[Targeting, float]
) -> None:
    shuffled = country.sample(fraction=1, shuffle=True, seed=1)
    assert evaluate(nt026, shuffled).table.equals(timed[0].table)
