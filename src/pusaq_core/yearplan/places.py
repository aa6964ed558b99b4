"""Where the premises are and how far it is between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pusaq_core.planning.travel import road_km

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

STAND_INS = ("CODGEO", "CODOOII", "COD_DRE")


@dataclass(frozen=True, slots=True)
class Places:
    """Coordinates of premises and the distances that a travel file gives.

    Attributes:
        at: premises code to latitude and longitude.
        guessed: premises whose coordinates are those of their neighbours.
        factor: road kilometres per straight kilometre.
        travel: one-way road kilometres given by file.
    """

    at: Mapping[str, tuple[float, float]]
    guessed: frozenset[str]
    factor: float
    travel: Mapping[tuple[str, str], float]

    def km(self, premises: Sequence[str], *, base: tuple[float, float] | None = None) -> NDArray[np.float64]:
        """Road kilometres between premises, shape (n, n); with a base its row and column come first."""
        spots = [*([base] if base is not None else []), *(self.at[code] for code in premises)]
        km = road_km([spot[0] for spot in spots], [spot[1] for spot in spots], factor=self.factor)
        if self.travel:
            first = 1 if base is not None else 0
            for i, origin in enumerate(premises):
                for j, destination in enumerate(premises):
                    given = self.travel.get((origin, destination), self.travel.get((destination, origin)))
                    if given is not None and i != j:
                        km[first + i, first + j] = given
        return km


def locate(registry: pl.DataFrame, *, factor: float, travel: Mapping[tuple[str, str], float]) -> Places:
    """Coordinates of every premises: those of its first service that has any.

    A premises without coordinates takes the middle of its district, otherwise of its UGEL, otherwise of its
    region, and is listed as guessed.

    Args:
        registry: services with `CODLOCAL`, `COD_MOD`, `ANEXO`, `lat`, `lon` and, where known, `CODGEO`,
            `CODOOII`, `COD_DRE`.
        factor: road kilometres per straight kilometre.
        travel: one-way road kilometres given by file.
    """
    wider = [name for name in STAND_INS if name in registry.columns]
    known = registry.select("CODLOCAL", "COD_MOD", "ANEXO", "lat", "lon", *wider)
    for name in wider:
        known = known.with_columns(
            pl.col("lat").mean().over(name).alias(f"lat_{name}"),
            pl.col("lon").mean().over(name).alias(f"lon_{name}"),
        )
    premises = (
        known.sort("CODLOCAL", "COD_MOD", "ANEXO")
        .group_by("CODLOCAL", maintain_order=True)
        .agg(pl.all().exclude("COD_MOD", "ANEXO").drop_nulls().first())
        .with_columns(
            pl.col("lat").is_null().alias("guessed"),
            pl.coalesce("lat", *(f"lat_{name}" for name in wider), pl.lit(0.0)).round(5).alias("at_lat"),
            pl.coalesce("lon", *(f"lon_{name}" for name in wider), pl.lit(0.0)).round(5).alias("at_lon"),
        )
    )
    at = {code: (lat, lon) for code, lat, lon in premises.select("CODLOCAL", "at_lat", "at_lon").iter_rows()}
    return Places(at, frozenset(premises.filter("guessed")["CODLOCAL"].to_list()), factor, travel)
