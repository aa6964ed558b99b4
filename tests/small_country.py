"""Two small UGEL of the country that `pusaq demo` makes: a few of its schools, whole."""

from __future__ import annotations

import gzip
from functools import lru_cache

import polars as pl

from pusaq_core.synthetic import make_country

SURCUBAMBA, CASTILLA = "090009", "040005"
REGISTRY, STAFF, ACCOMPANISTS, EVENTS, TRAVEL = (
    "padron.csv.gz",
    "plazas.csv.gz",
    "acompanantes.csv",
    "eventos.csv",
    "viajes.csv",
)
KEPT = {
    # Two Quechua schools of one teacher, and a kindergarten and a primary at one address, whose accompanists
    # meet. For the second primary nobody is left; the rest is not targeted, each for another reason.
    SURCUBAMBA: (
        *("9840030", "9840032", "9840085", "9840086", "9840001"),
        *("9840003", "9840006", "9840061", "9840064"),
    ),
    # Multigrade primaries, and a kindergarten beside one of them.
    CASTILLA: ("9830051", "9830075", "9830112", "9830120", "9830121", "9830122", "9830003", "9830012"),
}
"""Services by UGEL."""

HIRED = {SURCUBAMBA: ("eib", "full_initial", "full_primary"), CASTILLA: ("multigrade", "full_initial")}
"""Profiles of the accompanists of each UGEL, one of each."""


@lru_cache(maxsize=1)
def small_country():
    """Tables of the country, by the file that each fills."""
    country = make_country()
    kept = [code for codes in KEPT.values() for code in codes]
    registry = country.registry.filter(pl.col("COD_MOD").is_in(kept))
    posts = country.accompanists.unique(["CODOOII", "TIPO"], keep="first", maintain_order=True)
    hired = [pl.col("TIPO").is_in(HIRED[code]) & (pl.col("CODOOII") == code) for code in HIRED]
    accompanists = posts.filter(pl.any_horizontal(hired))
    places = registry["CODLOCAL"].to_list()
    within = pl.col("ORIGEN").is_in(places) & pl.col("DESTINO").is_in(places)
    known = [*KEPT, *places, *accompanists["COD_ACOMP"]]
    return {
        REGISTRY: registry,
        STAFF: country.staff.filter(pl.col("COD_MOD").is_in(kept)),
        ACCOMPANISTS: accompanists,
        EVENTS: country.events.filter(pl.col("CODIGO").is_in(known)),
        TRAVEL: country.travel.filter(within),
    }


def write_small_country(folder):
    """The country as files of an office."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in small_country().items():
        text = frame.write_csv().encode()
        (folder / name).write_bytes(gzip.compress(text, mtime=0) if name.endswith(".gz") else text)
