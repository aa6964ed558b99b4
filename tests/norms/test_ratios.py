"""Teachers per accompanist at each service, by type, area, frontier and dispersion."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pusaq_core.norms.loader import load_norm
from pusaq_core.norms.ratios import ratios

if TYPE_CHECKING:
    from pusaq_core.norms.norm import Norm

Maker = Callable[..., pl.DataFrame]
BASE = {"NIV_MOD": "B0", "EIB": "", "D_COD_CAR": "Unidocente", "D_GESTION": "x", "dispersion": None}


def of(norm: Norm, registry: Maker, *rows: dict[str, object]) -> list[tuple[int, int | None, str]]:
    found = ratios(norm, registry(*[BASE | row for row in rows]))
    assert found.columns == ["cod_mod", "anexo", "ratio_max", "ratio_min", "numeral"]
    return found.select("ratio_max", "ratio_min", "numeral").rows()


@pytest.mark.requirement("AP-039")
def test_eib_by_frontier(nt026: Norm, registry: Maker) -> None:
    found = of(nt026, registry, *[{"profile": "eib", "FRONTERA": f} for f in (1, 0, None)])
    assert found == [(7, None, "5.6.1 b"), (8, None, "5.6.1 b"), (8, None, "5.6.1 b")]


@pytest.mark.requirement("AP-040")
def test_multigrade_by_frontier_and_dispersion(nt026: Norm, registry: Maker) -> None:
    rows = [
        {"profile": "multigrade", "FRONTERA": frontier, "dispersion": dispersion}
        for frontier in (0, 1, None)
        for dispersion in (None, "alta", "baja")
    ]
    numeral = "5.6.2 b"
    assert of(nt026, registry, *rows) == [
        (8, 6, numeral), (8, 6, numeral), (10, 8, numeral),
        (7, 6, numeral), (7, 6, numeral), (7, 6, numeral),
        (8, 6, numeral), (8, 6, numeral), (10, 8, numeral),
    ]  # fmt: skip


@pytest.mark.requirement("AP-041")
@pytest.mark.parametrize(
    ("profile", "rural", "urban"),
    [("full_initial", 8, 12), ("full_primary", 8, 15), ("full_secondary", 8, 15)],
)
def test_full_schools_by_area(nt026: Norm, registry: Maker, profile: str, rural: int, urban: int) -> None:
    found = of(nt026, registry, *[{"profile": profile, "DAREACENSO": a} for a in ("Rural", "Urbana", None)])
    assert found == [(rural, None, "5.6.3 b"), (urban, None, "5.6.3 b"), (rural, None, "5.6.3 b")]


def test_a_service_without_profile_has_no_ratio_and_rows_are_sorted(nt026: Norm, registry: Maker) -> None:
    frame = registry(
        BASE | {"profile": "eib", "CODOOII": "B", "dispersion": "alta"},
        BASE | {"profile": None, "CODOOII": "A"},
    )
    assert ratios(nt026, frame).rows() == [
        ("0000002", "0", None, None, None), ("0000001", "0", 8, None, "5.6.1 b"),
    ]  # fmt: skip


def test_another_norm_has_other_ratios(invented_text: str, registry: Maker) -> None:
    text = invented_text.replace(
        """cuando: "dispersion = 'alta'\"""", """cuando: "lejana AND dispersion = 'alta'\""""
    )
    norm = load_norm(text, file="x.yaml")
    rows = [
        {"profile": "country", "ZONA": "rural", "dispersion": "alta"},
        {"profile": "country", "ZONA": "urbana", "ISLA": 0, "dispersion": "alta"},
        {"profile": "country", "ZONA": "rural", "dispersion": "baja"},
        {"profile": "town", "ZONA": "urbana", "dispersion": "alta"},
    ]
    found = ratios(norm, registry(*rows)).select("ratio_max", "ratio_min").rows()
    assert found == [(5, 3), (6, None), (6, None), (11, None)]
