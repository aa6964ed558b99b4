"""The caseload problem as data: units to share out, what binds them, and the answer with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Unit:
    """What must stay together in one caseload: the teachers of one profile at one premises, or a part.

    Attributes:
        key: stable and unique; sorts in the order of the files.
        premises: code of the building (CODLOCAL). Parts of a divided premises share it.
        teachers: number of accompanied teachers, at least 1.
        maximum: most teachers a caseload may have that holds this unit.
        minimum: least teachers wished for, None where the norm gives none.
        language: originary language, empty where the profile has none.
    """

    key: str
    premises: str
    teachers: int
    maximum: int
    minimum: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """A hired accompanist with a known base.

    Attributes:
        key: COD_ACOMP.
        km: one-way road kilometres to each unit, shape (units,); None when the base is free.
        languages: originary languages spoken; None when the file does not say.
    """

    key: str
    km: NDArray[np.float64] | None
    languages: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class CaseloadProblem:
    """One UGEL and one profile.

    Attributes:
        units: what to share out.
        km: one-way road kilometres between units, shape (units, units), zero on the diagonal.
        visits: visits that each teacher receives in the year; the weight of a unit of n teachers
            at d km from its base is n x visits x 2 x d.
        joinable_languages: languages with so few teachers in the UGEL that they may join any caseload.
        homes: hired accompanists, empty when positions are made as needed.
        spare: accompanists allowed above the fewest, used only where they lower the kilometres.
    """

    units: tuple[Unit, ...]
    km: NDArray[np.float64]
    visits: int
    joinable_languages: frozenset[str] = frozenset()
    homes: tuple[Home, ...] = ()
    spare: int = 0


@dataclass(frozen=True, slots=True)
class Caseload:
    """One accompanist's share.

    Attributes:
        units: indices into `CaseloadProblem.units`, ascending.
        base: index of the unit that is the base, None when the base is the home given.
        home: index into `CaseloadProblem.homes`, None for a position made as needed.
        km: weighted kilometres of the year, sum of teachers x visits x 2 x km from the base.
    """

    units: tuple[int, ...]
    base: int | None
    home: int | None
    km: float


@dataclass(frozen=True, slots=True)
class CaseloadResult:
    """The answer and how good it is.

    Attributes:
        caseloads: sorted by the smallest unit index they hold.
        km: weighted kilometres in all.
        km_bound: proven lower bound for that number of accompanists; equal to km when optimal.
        fewest: proven least number of accompanists (before `spare`).
        below_minimum: indices into `caseloads` that do not reach the minimum of the norm.
        cut: True when the safety cut of the clock ended the search before its work was done.
    """

    caseloads: tuple[Caseload, ...]
    km: float
    km_bound: float
    fewest: int
    below_minimum: tuple[int, ...] = ()
    cut: bool = False


class Stop(Protocol):
    """Says when a search must end early: cancelled by a person, or the safety cut of the clock."""

    def __call__(self) -> bool:
        """True when the search must end now with the best it has."""
        ...


@dataclass(frozen=True, slots=True)
class CaseloadParams:
    """How hard to search. Work is counted, never timed, so that every machine gives the same answer.

    Attributes:
        effort: 1 (quick) to 10 (thorough); 5 is the default of the command.
    """

    effort: int = 5


def never_stop() -> bool:
    """The stop criterion of a search that ends by its work alone."""
    return False
