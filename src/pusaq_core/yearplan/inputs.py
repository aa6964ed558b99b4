"""What a plan is made from, read and typed, and how it is to be made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import polars as pl

    from pusaq_core.norms.norm import Norm
    from pusaq_core.yearplan.calendar import YearCalendar
    from pusaq_core.yearplan.earlier import Earlier, Previous

ServiceKey = tuple[str, str]
"""COD_MOD and ANEXO."""


@dataclass(frozen=True, slots=True)
class Hired:
    """An accompanist of the list of hired people.

    Attributes:
        key: COD_ACOMP.
        ugel: CODOOII.
        profile: profile that she accompanies.
        home: latitude and longitude; None leaves the base free.
        start: first day of the contract; None from the first day of the year.
        languages: originary languages; None where the file does not say.
    """

    key: str
    ugel: str
    profile: str
    home: tuple[float, float] | None = None
    start: date | None = None
    languages: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """Days that are not available.

    Attributes:
        scope: `pais`, `ugel`, `local` or `acompanante`.
        code: empty, CODOOII, CODLOCAL or COD_ACOMP.
        start: first day.
        end: last day, included.
        reason: why, as the file says.
    """

    scope: str
    code: str
    start: date
    end: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that was read.

    Attributes:
        registry: services as published, text columns in capitals, with `lat` and `lon` as numbers (null
            where unknown).
        teachers: accompanied posts with their holders: `cod_mod`, `anexo`, `post`, `person`.
        norm: the norm with the amendments in force.
        calendar: the school year.
        hired: the list of accompanists; None where positions are made as needed.
        events: days that are not available.
        travel: one-way road kilometres by (origin, destination) premises.
        previous: the plan that is replanned; None for a new year.
        last_year: the plan of the year before; None where nothing continues.
        staff_rows: every row of the staffing file and what it is, in the columns of
            `pusaq_core.yearplan.posts.SCHEMA`; None where nobody counts them.
    """

    registry: pl.DataFrame
    teachers: pl.DataFrame
    norm: Norm
    calendar: YearCalendar
    hired: tuple[Hired, ...] | None = None
    events: tuple[Closure, ...] = ()
    travel: Mapping[tuple[str, str], float] = field(default_factory=dict)
    previous: Previous | None = None
    last_year: Earlier | None = None
    staff_rows: pl.DataFrame | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """How the plan is to be made.

    Attributes:
        ugels: codes of the UGEL, ascending.
        spare: accompanists allowed above the fewest, per UGEL and profile.
        effort: 1 (quick) to 10 (thorough).
        seed: random seed.
    """

    ugels: tuple[str, ...]
    spare: int = 0
    effort: int = 5
    seed: int = 0
