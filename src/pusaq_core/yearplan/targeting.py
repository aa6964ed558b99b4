"""The decision on every service, with what the norm owes to those that were chosen."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from pusaq_core.cell_text import number, one_spelling
from pusaq_core.norms.decisions import TARGETED
from pusaq_core.norms.ratios import ratios
from pusaq_core.norms.targeting import Targeting, evaluate
from pusaq_core.planning.travel import dispersion
from pusaq_core.yearplan.assigned import TargetedService

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pusaq_core.norms.norm import Norm
    from pusaq_core.yearplan.inputs import Inputs, ServiceKey
    from pusaq_core.yearplan.places import Places

OVER_CAP = "over_cap"
KEYS = ("COD_MOD", "ANEXO")
RANKED = ("targeted", OVER_CAP)


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided for the services of the chosen UGEL.

    Attributes:
        targeting: decisions on the whole registry.
        services: services of the chosen UGEL with their figures, ascending by UGEL, service and annex:
            `COD_MOD`, `ANEXO`, `CODLOCAL`, `CODOOII`, `profile`, `decision`, `rank`, `network`, `language`,
            `students`, `ratio_max`, `ratio_min`, `ratio_numeral`.
        teachers: accompanied posts of the chosen UGEL, of all services.
        targeted: services that get an accompanist, each person at one post only.
        other_posts: person to the further posts that she holds at targeted services.
        left_out: services for which no accompanist is left.
    """

    targeting: Targeting
    services: pl.DataFrame
    teachers: pl.DataFrame
    targeted: tuple[TargetedService, ...]
    other_posts: Mapping[str, Sequence[str]]
    left_out: frozenset[ServiceKey] = frozenset()

    def over_cap(self, keys: Collection[ServiceKey]) -> Decisions:
        """The same decisions, with these services left without an accompanist."""
        return Decisions(
            self.targeting, self.services, self.teachers, self.targeted, self.other_posts, frozenset(keys)
        )

    def rows(self) -> list[dict[str, object]]:
        """Rows of `targeting.csv`, ascending by service and annex."""
        explained = self.targeting.explained(self.services["CODOOII"].unique().to_list())
        rows = []
        for row in explained.sort("cod_mod", "anexo").iter_rows(named=True):
            left_out = (row["cod_mod"], row["anexo"]) in self.left_out
            rows.append({**row, "decision": OVER_CAP if left_out else row["decision"]})
        return rows

    def count(self, ugel: str) -> Counter[str]:
        """Services of a UGEL by decision."""
        mine = self.services_of(ugel)
        count = Counter(mine["decision"].to_list())
        left = sum((mod, annex) in self.left_out for mod, annex in mine.select(KEYS).iter_rows())
        count[OVER_CAP] += left
        count[TARGETED] -= left
        return count

    def unknown(self, ugel: str) -> dict[str, int]:
        """Rules that could not be judged for lack of data, and for how many services."""
        return self.targeting.without_data([ugel])

    def unreadable(self, ugel: str) -> dict[str, int]:
        """Columns with cells that are not of the type that the norm declares, and how many."""
        mine = self.targeting.unreadable.filter(pl.col("cod_ugel") == ugel)
        return dict(mine.select("column", "cells").iter_rows())

    def unfamiliar(self, ugel: str) -> dict[str, dict[str, int]]:
        """Columns with texts that the norm does not know, and how many services have each."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        mine = self.targeting.unfamiliar.filter(pl.col("cod_ugel") == ugel)
        for column, text, services in mine.select("column", "value", "services").iter_rows():
            found[column][text] = services
        return dict(found)

    def services_of(self, *ugels: str) -> pl.DataFrame:
        """Services of some UGEL."""
        return self.services.filter(pl.col("CODOOII").is_in(ugels))

    def teachers_of(self, *ugels: str) -> pl.DataFrame:
        """Accompanied posts of some UGEL."""
        keys = self.services_of(*ugels).select(KEYS)
        return self.teachers.join(keys, left_on=["cod_mod", "anexo"], right_on=KEYS, how="semi")


def decide(inputs: Inputs, ugels: Collection[str], *, places: Places) -> Decisions:
    """Decide every service of the registry and gather what the chosen UGEL need.

    Args:
        inputs: registry, staff and norm; the whole registry, for some rules look beyond one UGEL.
        ugels: codes of the chosen UGEL.
        places: coordinates of the premises.

    Raises:
        InputError: the registry lacks what the norm's criteria need.
    """
    registry = _with_teachers(inputs.registry, inputs.teachers)
    targeting = evaluate(inputs.norm, registry)
    registry = registry.with_columns(_text("LENGUA", registry).alias("written_language"))
    extra = targeting.table.select(
        pl.col("cod_mod").alias("COD_MOD"), pl.col("anexo").alias("ANEXO"), "profile", "decision", "rank"
    )
    decided = registry.filter(pl.col("CODOOII").is_in(sorted(ugels))).join(extra, on=KEYS, how="left")
    decided = decided.with_columns(_dispersion(decided, places, inputs.norm))
    owed = ratios(inputs.norm, decided).rename(
        {"cod_mod": "COD_MOD", "anexo": "ANEXO", "numeral": "ratio_numeral"}
    )
    one_language = inputs.norm.assumption("una_lengua_por_cartera").words()
    services = (
        decided.join(owed, on=KEYS, how="left")
        .with_columns(
            _text("RED_EDUCATIVA", decided).alias("network"),
            pl.when(pl.col("profile").is_in(one_language))
            .then("written_language")
            .otherwise(pl.lit(""))
            .alias("language"),
            _count("TALUMNO", decided).cast(pl.Int64, strict=False).alias("students"),
        )
        .select(
            "COD_MOD", "ANEXO", "CODLOCAL", "CODOOII", "profile", "decision", "rank", "network", "language",
            "students", "ratio_max", "ratio_min", "ratio_numeral",
        )
        .sort("CODOOII", "COD_MOD", "ANEXO")
    )  # fmt: skip
    kept, other_posts = _once(inputs.teachers, targeting.table)
    return Decisions(
        targeting=targeting,
        services=services,
        teachers=inputs.teachers,
        targeted=_targeted(services, kept),
        other_posts=other_posts,
    )


def _text(column: str, frame: pl.DataFrame) -> pl.Expr:
    """A name by which services are grouped: what looks alike is one, and what says nothing is none."""
    return pl.lit(one_spelling(frame[column]).fill_null("")) if column in frame.columns else pl.lit("")


def _count(column: str, frame: pl.DataFrame) -> pl.Expr:
    return number(pl.col(column)).round() if column in frame.columns else pl.lit(None, pl.Float64)


def _with_teachers(registry: pl.DataFrame, teachers: pl.DataFrame) -> pl.DataFrame:
    """Accompanied teachers of each service; unknown only in a UGEL of which no staff at all was given."""
    count = teachers.group_by("cod_mod", "anexo").agg(pl.len().cast(pl.Int64).alias("docentes_acompanables"))
    joined = registry.join(count, left_on=KEYS, right_on=["cod_mod", "anexo"], how="left")
    known = pl.col("docentes_acompanables").is_not_null().any().over("CODOOII")
    return joined.with_columns(
        pl.when(known).then(pl.col("docentes_acompanables").fill_null(0)).alias("docentes_acompanables")
    )


def _dispersion(decided: pl.DataFrame, places: Places, norm: Norm) -> pl.Series:
    """`alta` or `baja` by the road to the n-th nearest targeted premises of the same UGEL and profile."""
    high = norm.assumption("dispersion_alta_km").number()
    low = norm.assumption("dispersion_baja_km").number()
    neighbour = norm.assumption("dispersion_vecino").whole()
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for ugel, profile, premises in (
        decided.filter(pl.col("decision") == TARGETED).select("CODOOII", "profile", "CODLOCAL").iter_rows()
    ):
        groups[ugel, profile].add(premises)
    label: dict[tuple[str, str, str], str] = {}
    for (ugel, profile), codes in groups.items():
        ordered = sorted(codes)
        spots = [places.at[code] for code in ordered]
        far = dispersion(
            [s[0] for s in spots], [s[1] for s in spots], factor=places.factor, neighbour=neighbour
        )
        for code, km in zip(ordered, far, strict=True):
            if np.isfinite(km) and km > high:
                label[ugel, profile, code] = "alta"
            elif km < low:
                label[ugel, profile, code] = "baja"
    rows = decided.select("CODOOII", "profile", "CODLOCAL").iter_rows()
    return pl.Series("dispersion", [label.get(row) for row in rows], dtype=pl.String)


def _once(
    teachers: pl.DataFrame, table: pl.DataFrame
) -> tuple[dict[ServiceKey, list[tuple[str, str]]], dict[str, tuple[str, ...]]]:
    """Each person at her first post among targeted services of the country, and her other posts there."""
    targeted = table.filter(pl.col("decision") == TARGETED).select("cod_mod", "anexo")
    held: dict[str, list[tuple[str, ServiceKey]]] = defaultdict(list)
    posts = teachers.join(targeted, on=["cod_mod", "anexo"], how="semi")
    for mod, annex, post, person in posts.select("cod_mod", "anexo", "post", "person").iter_rows():
        held[person].append((post, (mod, annex)))
    kept: dict[ServiceKey, list[tuple[str, str]]] = defaultdict(list)
    others = {}
    for person, found in held.items():
        (post, key), *rest = sorted(found)
        kept[key].append((person, post))
        if rest:
            others[person] = tuple(other for other, _ in rest)
    for members in kept.values():
        members.sort(key=lambda member: member[1])
    return kept, others


def _targeted(
    services: pl.DataFrame, kept: Mapping[ServiceKey, Sequence[tuple[str, str]]]
) -> tuple[TargetedService, ...]:
    return tuple(
        TargetedService(
            key=(row["COD_MOD"], row["ANEXO"]),
            premises=row["CODLOCAL"],
            ugel=row["CODOOII"],
            profile=row["profile"],
            rank=row["rank"],
            language=row["language"],
            network=row["network"],
            maximum=row["ratio_max"],
            minimum=row["ratio_min"],
            numeral=row["ratio_numeral"],
            teachers=tuple(kept.get((row["COD_MOD"], row["ANEXO"]), ())),
        )
        for row in services.filter(pl.col("decision") == TARGETED).iter_rows(named=True)
    )
