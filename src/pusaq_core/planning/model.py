"""The caseload problem prepared for search: costs in metres, sites of a base, classes of caseloads.

Costs are whole metres, exact in floating point, so that sums do not depend on their order.

A caseload's maximum and minimum depend on which units are in it (a frontier school lowers the maximum of the
whole). The knapsack of the pricing needs both fixed beforehand: hence classes, one for each capacity,
minimum and language, among them every caseload once or more. A person with a home and positions made as
needed differ only in the sites from which they may travel: hence groups and sites.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from pusaq_core.planning.problem import CaseloadProblem, Home

METRES = 1000.0
NO_LANGUAGE = -1


@dataclass(frozen=True, slots=True)
class Group:
    """Accompanists that cost the same wherever they are put.

    Attributes:
        homes: indices into `CaseloadProblem.homes`; empty for positions made as needed.
        limit: how many of them there are.
        sites: rows of `Model.cost` from which they may travel.
    """

    homes: tuple[int, ...]
    limit: int
    sites: range


@dataclass(frozen=True, slots=True)
class CaseloadClass:
    """Caseloads under one capacity, minimum and language; every lawful one belongs to a class.

    Attributes:
        allowed: units that may be in it, shape (units,).
        cap: most teachers.
        minimum: least teachers wished for, 0 for none.
        markers: units of which at least one must be in it, because they bring that minimum; all of
            `allowed` where nothing has to be proven.
    """

    allowed: NDArray[np.bool_]
    cap: int
    minimum: int
    markers: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Model:
    """Arrays of one problem.

    Attributes:
        sizes: teachers of each unit, shape (units,).
        maxima: largest caseload of each unit, shape (units,).
        minima: least teachers wished for, 0 for none, shape (units,).
        languages: code of the language, -1 where the unit may join any caseload, shape (units,).
        between: metres of the year of each unit from a base in each unit, shape (units, units).
        cost: metres of the year of each unit from each site, shape (sites, units); whole numbers. Includes
            `foreign` for teachers whose language the accompanist of the site does not speak.
        site_unit: unit in which the base stands and which must be in the caseload, -1 for a home.
        site_group: index into `groups`, shape (sites,).
        groups: the accompanists there are.
        classes: capacities, minima and languages that a caseload may have.
        foreign: metres added for each teacher whose language is not spoken; above any saving.
    """

    sizes: NDArray[np.int64]
    maxima: NDArray[np.int64]
    minima: NDArray[np.int64]
    languages: NDArray[np.int64]
    between: NDArray[np.float64]
    cost: NDArray[np.float64]
    site_unit: NDArray[np.int64]
    site_group: NDArray[np.int64]
    groups: tuple[Group, ...]
    classes: tuple[CaseloadClass, ...]
    foreign: float

    def load(self, units: Iterable[int]) -> int:
        """Teachers in a caseload."""
        return int(self.sizes[list(units)].sum())

    def shortfall(self, units: Iterable[int]) -> int:
        """Teachers that a caseload lacks below its minimum."""
        held = list(units)
        wished = self.minima[held]
        wished = wished[wished > 0]
        return max(0, int(wished.min()) - self.load(held)) if len(wished) else 0

    def lawful(self, units: Iterable[int]) -> bool:
        """True when a caseload keeps its maximum and holds one language."""
        held = list(units)
        spoken = self.languages[held]
        return self.load(held) <= self.maxima[held].min() and len(set(spoken[spoken >= 0].tolist())) <= 1

    def best_site(self, units: Iterable[int], group: int) -> tuple[int, float]:
        """The site of a group from which a caseload costs least, and that cost; the lowest site on ties."""
        held = sorted(units)
        sites = self.groups[group].sites
        if self.site_unit[sites[0]] < 0:
            return sites[0], float(self.cost[sites[0], held].sum())
        first = sites[0]
        costs = self.cost[first : first + len(self.sizes)][np.ix_(held, held)].sum(axis=1)
        best = int(costs.argmin())
        return first + held[best], float(costs[best])


@dataclass(frozen=True, slots=True)
class Part:
    """A model of some units and some accompanists of a larger one.

    Attributes:
        model: the part.
        units: index in the larger model of each unit.
        groups: index in the larger model of each group.
    """

    model: Model
    units: NDArray[np.int64]
    groups: tuple[int, ...]


def restrict(model: Model, units: Iterable[int], limits: dict[int, int]) -> Part:
    """Keep some units, and of some groups so many accompanists.

    Args:
        model: the larger model.
        units: units to keep.
        limits: how many accompanists of each group to keep; groups not named are left out.

    Returns:
        The part, with units in ascending order.
    """
    kept = np.array(sorted(units), dtype=np.int64)
    sites: list[int] = []
    site_unit: list[int] = []
    groups: list[Group] = []
    for index in sorted(limits):
        group = model.groups[index]
        start = len(sites)
        if model.site_unit[group.sites[0]] < 0:
            sites.append(group.sites[0])
            site_unit.append(-1)
        else:
            sites.extend((group.sites[0] + kept).tolist())
            site_unit.extend(range(len(kept)))
        groups.append(Group(group.homes, limits[index], range(start, len(sites))))
    part = Model(
        sizes=model.sizes[kept],
        maxima=model.maxima[kept],
        minima=model.minima[kept],
        languages=model.languages[kept],
        between=model.between[kept][:, kept],
        cost=model.cost[sites][:, kept],
        site_unit=np.array(site_unit, dtype=np.int64),
        site_group=np.array([g for g, group in enumerate(groups) for _ in group.sites], dtype=np.int64),
        groups=tuple(groups),
        classes=_classes(model.sizes[kept], model.maxima[kept], model.minima[kept], model.languages[kept]),
        foreign=model.foreign,
    )
    return Part(part, kept, tuple(sorted(limits)))


def build_model(problem: CaseloadProblem, *, foreign: float | None = None) -> Model:
    """Check a problem and prepare its arrays.

    Args:
        problem: as given by the caller; at least one unit.
        foreign: metres charged for each teacher whose language is not spoken; by default more than any
            kilometres could save.

    Returns:
        The arrays.

    Raises:
        ValueError: a shape that does not match, a distance that is no number or negative, a unit that
            is empty or larger than its maximum.
    """
    _check(problem)
    codes = {
        language: code
        for code, language in enumerate(
            sorted({u.language for u in problem.units if u.language not in problem.joinable_languages})
        )
    }
    sizes = np.array([u.teachers for u in problem.units], dtype=np.int64)
    maxima = np.array([u.maximum for u in problem.units], dtype=np.int64)
    minima = np.array([u.minimum or 0 for u in problem.units], dtype=np.int64)
    languages = np.array([codes.get(u.language, NO_LANGUAGE) for u in problem.units], dtype=np.int64)
    weights = (2 * problem.visits * sizes).astype(np.float64)
    between = np.round(problem.km * weights[None, :] * METRES)
    charged = _prohibitive(problem, between, weights) if foreign is None else float(round(foreign))
    cost, site_unit, site_group, groups = _sites(problem, between, weights, charged)
    return Model(
        sizes=sizes,
        maxima=maxima,
        minima=minima,
        languages=languages,
        between=between,
        cost=cost,
        site_unit=site_unit,
        site_group=site_group,
        groups=groups,
        classes=_classes(sizes, maxima, minima, languages),
        foreign=charged,
    )


def _check(problem: CaseloadProblem) -> None:
    count = len(problem.units)
    if problem.km.shape != (count, count):
        raise ValueError(f"{count} units need kilometres of shape ({count}, {count}), got {problem.km.shape}")
    matrices = [problem.km, *(home.km for home in problem.homes if home.km is not None)]
    for matrix in matrices:
        if matrix.shape[-1] != count:
            raise ValueError(f"a home needs kilometres to each of {count} units, got {matrix.shape}")
        if not (np.all(np.isfinite(matrix)) and np.all(matrix >= 0)):
            raise ValueError("kilometres must be numbers and not negative")
    for unit in problem.units:
        if not 1 <= unit.teachers <= unit.maximum:
            raise ValueError(
                f"unit {unit.key}: {unit.teachers} teachers do not fit a maximum of {unit.maximum}"
            )
    if problem.visits < 0 or problem.spare < 0:
        raise ValueError("visits and spare accompanists cannot be negative")


def _prohibitive(
    problem: CaseloadProblem, between: NDArray[np.float64], weights: NDArray[np.float64]
) -> float:
    """Metres of an answer that puts every unit at an average distance."""
    average = [between.mean(axis=0).sum()]
    average.extend((home.km * weights * METRES).sum() for home in problem.homes if home.km is not None)
    return float(np.ceil(max(average))) + METRES


def _sites(
    problem: CaseloadProblem, between: NDArray[np.float64], weights: NDArray[np.float64], foreign: float
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], tuple[Group, ...]]:
    """One block of rows for each group of accompanists: their home, or every unit as a base."""
    count = len(problem.units)
    blocks: list[NDArray[np.float64]] = []
    units: list[int] = []
    groups: list[Group] = []
    for members, home in _alike(problem):
        start = len(units)
        if home is None or home.km is None:
            rows, bases = between, list(range(count))
        else:
            rows, bases = np.round(home.km * weights * METRES)[None, :], [-1]
        blocks.append(rows + _foreign(problem, home)[None, :] * foreign)
        units.extend(bases)
        limit = len(members) if home is not None else count
        groups.append(Group(members, limit, range(start, start + len(bases))))
    site_group = np.array([g for g, group in enumerate(groups) for _ in group.sites], dtype=np.int64)
    return np.concatenate(blocks), np.array(units, dtype=np.int64), site_group, tuple(groups)


def _alike(problem: CaseloadProblem) -> list[tuple[tuple[int, ...], Home | None]]:
    """Homes that cost the same: each home with a place alone, free ones together by what they speak."""
    if not problem.homes:
        return [((), None)]
    free: dict[bytes, list[int]] = {}
    placed: list[tuple[tuple[int, ...], Home | None]] = []
    for index, home in enumerate(problem.homes):
        if home.km is None:
            free.setdefault(_foreign(problem, home).tobytes(), []).append(index)
        else:
            placed.append(((index,), home))
    return [(tuple(members), problem.homes[members[0]]) for members in free.values()] + placed


def _foreign(problem: CaseloadProblem, home: Home | None) -> NDArray[np.int64]:
    """Teachers of each unit whose language the accompanist does not speak, shape (units,)."""
    spoken = None if home is None else home.languages
    return np.array(
        [
            u.teachers * (spoken is not None and bool(u.language) and u.language not in spoken)
            for u in problem.units
        ],
        dtype=np.int64,
    )


def _classes(
    sizes: NDArray[np.int64],
    maxima: NDArray[np.int64],
    minima: NDArray[np.int64],
    languages: NDArray[np.int64],
) -> tuple[CaseloadClass, ...]:
    """Every (language, capacity, minimum) that decides for some caseload; dominated ones are left out."""
    classes = []
    for language in sorted(set(languages[languages >= 0].tolist())) or [NO_LANGUAGE]:
        spoken = (languages == language) | (languages == NO_LANGUAGE)
        for minimum in sorted(set(minima[spoken].tolist())):
            lawful = spoken & ((minima == 0) | (minima >= minimum)) if minimum else spoken & (minima == 0)
            # Under a capacity only units whose own maximum reaches it: those of a lower one have their class.
            for cap in sorted(set(maxima[lawful].tolist())):
                allowed = lawful & (maxima >= cap) & (sizes <= cap)
                markers = allowed & (minima == minimum)
                if markers.any():
                    classes.append(CaseloadClass(allowed, int(cap), int(minimum), markers))
    return tuple(classes)
