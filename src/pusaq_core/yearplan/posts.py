"""What became of every row of the staffing file: accompanied, or not and why. The parts add up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pusaq_core.yearplan.summary import UgelFigures
    from pusaq_core.yearplan.targeting import Decisions

SCHEMA: Final = {
    "cod_ugel": pl.String,
    "cod_mod": pl.String,
    "anexo": pl.String,
    "post": pl.String,
    "person": pl.String,
    "state": pl.String,
}
"""Columns of the rows of a staffing file; `cod_ugel` is null where the registry has no such service."""

HELD: Final = "acompanable"
"""State of a row whose holder can be accompanied if her service is; other states say why she cannot."""

_OF_DECISION: Final = {"over_cap": "sin_acompanante", "targeted": "otra_plaza", "to_verify": "por_verificar"}
_NOT_TARGETED: Final = "servicio_no_focalizado"


def add_posts(
    summary: Mapping[str, Any], rows: pl.DataFrame, decisions: Decisions, figures: Mapping[str, UgelFigures]
) -> None:
    """Write `plazas` into the figures of each UGEL and of all together.

    Args:
        summary: content of the summary, with `ugel` and `total`.
        rows: every row of the staffing file, in the columns of `SCHEMA`.
        decisions: of the targeting.
        figures: what was found for each UGEL.
    """
    planned = {
        (row["post"], row["teacher"]) for one in figures.values() for row in one.rows.get("caseloads", ())
    }
    decided = {(mod, annex): why for mod, annex, why in _decided(decisions)}
    states = rows.with_columns(
        pl.Series(
            "state",
            [
                _state(row, planned, decided) if row["state"] == HELD else row["state"]
                for row in rows.iter_rows(named=True)
            ],
            dtype=pl.String,
        )
    )
    for ugel, content in summary["ugel"].items():
        content["plazas"] = _account(states, {ugel})
    summary["total"]["plazas"] = _account(states, set(summary["ugel"]))


_PLANNED: Final = "acompanada"


def _state(
    row: Mapping[str, Any], planned: Collection[tuple[str, str]], decided: Mapping[tuple[str, str], str]
) -> str:
    if (row["post"], row["person"]) in planned:
        return _PLANNED
    return _OF_DECISION.get(decided.get((row["cod_mod"], row["anexo"]), ""), _NOT_TARGETED)


def _decided(decisions: Decisions) -> list[tuple[str, str, str]]:
    services = decisions.services.select("COD_MOD", "ANEXO", "decision").iter_rows()
    return [(m, a, "over_cap" if (m, a) in decisions.left_out else why) for m, a, why in services]


def _account(states: pl.DataFrame, ugels: Collection[str]) -> dict[str, Any]:
    homeless = states["cod_ugel"].is_null()
    mine = states.filter(pl.col("cod_ugel").is_in(sorted(ugels)))
    count = Counter(mine["state"].to_list())
    accompanied = count.pop(_PLANNED, 0)
    return {
        "leidas": len(states),
        "de_otras_ugel": len(states) - int(homeless.sum()) - len(mine),
        "acompanadas": accompanied,
        "no_acompanadas": dict(sorted(count.items())),
        "sin_servicio": int(homeless.sum()),
    }
