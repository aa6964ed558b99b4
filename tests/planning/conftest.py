"""Small random problems and an exhaustive solver to compare with."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import strategies as st

from pusaq_core.planning.problem import CaseloadProblem, Home, Unit


@pytest.fixture
def line_problem():
    """Six one-teacher schools on a road, 10 km apart, caseloads of three."""
    units = tuple(Unit(f"u{i}", f"p{i}", 1, 3) for i in range(6))
    place = np.arange(6) * 10.0
    return CaseloadProblem(units, np.abs(place[:, None] - place[None, :]), visits=6)


class Optimum(NamedTuple):
    """The lexicographic optimum."""

    number: int
    short: int
    foreign: int
    km: float


def cost_of_set(problem, held, home):
    """Foreign teachers and weighted kilometres of a caseload, or None where it is not lawful."""
    units = [problem.units[u] for u in held]
    if sum(u.teachers for u in units) > min(u.maximum for u in units):
        return None
    if len({u.language for u in units} - problem.joinable_languages) > 1:
        return None
    foreign = 0
    if home is not None and home.languages is not None:
        foreign = sum(u.teachers for u in units if u.language and u.language not in home.languages)
    rows = [problem.km[b] for b in held] if home is None or home.km is None else [home.km]
    weight = [u.teachers * problem.visits * 2 for u in units]
    return foreign, min(sum(w * row[u] for w, u in zip(weight, held, strict=True)) for row in rows)


def shortfall(problem, held):
    units = [problem.units[u] for u in held]
    minima = [u.minimum for u in units if u.minimum is not None]
    return max(0, min(minima) - sum(u.teachers for u in units)) if minima else 0


def partitions(items):
    """All ways to part a list into non-empty sets."""
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for count in range(len(rest) + 1):
        for others in itertools.combinations(rest, count):
            left = [i for i in rest if i not in others]
            for more in partitions(left):
                yield [(first, *others), *more]


def brute_force(problem):
    """The optimum by trying every partition and, with homes, every assignment."""
    best = None
    fewest = None
    for parts in partitions(list(range(len(problem.units)))):
        if any(cost_of_set(problem, held, None) is None for held in parts):
            continue
        if fewest is None or len(parts) < fewest:
            fewest = len(parts)
    for parts in partitions(list(range(len(problem.units)))):
        if not fewest <= len(parts) <= fewest + problem.spare:
            continue
        short = sum(shortfall(problem, held) for held in parts)
        for chosen in _seats(problem, len(parts)):
            costs = [cost_of_set(problem, held, home) for held, home in zip(parts, chosen, strict=True)]
            if any(cost is None for cost in costs):
                continue
            key = (short, sum(c[0] for c in costs), sum(c[1] for c in costs), len(parts))
            best = key if best is None else min(best, key)
    return None if best is None else Optimum(fewest, *best[:3])


def _seats(problem, count):
    if not problem.homes:
        return [(None,) * count]
    return itertools.permutations(problem.homes, count)


@st.composite
def problems(draw, *, most=6, languages=False, homes=False):
    """A small problem with mixed maxima, minima, languages and homes."""
    count = draw(st.integers(1, most))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    shapes = draw(
        st.sampled_from(
            [((8, 6),), ((8, None),), ((8, 6), (7, None)), ((10, 8), (8, 6), (7, 6)), ((5, 3), (4, None))]
        )
    )
    spoken = ("aimara", "quechua", "shipibo") if languages else ("",)
    units = []
    for index in range(count):
        maximum, minimum = shapes[int(rng.integers(len(shapes)))]
        units.append(
            Unit(
                f"u{index}",
                f"p{index}",
                int(rng.integers(1, min(maximum, 5) + 1)),
                maximum,
                minimum,
                spoken[int(rng.integers(len(spoken)))],
            )
        )
    place = rng.uniform(0, 60, (count, 2))
    km = np.round(np.hypot(*(place[:, None] - place[None, :]).transpose(2, 0, 1)), 3)
    people = ()
    if homes:
        people = tuple(
            Home(
                f"a{h}",
                None if rng.random() < 0.3 else np.round(rng.uniform(0, 60, count), 3),
                None if rng.random() < 0.5 else frozenset(rng.choice(["aimara", "quechua"], 1).tolist()),
            )
            for h in range(min(count, 5))
        )
    return CaseloadProblem(
        tuple(units),
        km,
        visits=6,
        joinable_languages=frozenset({"shipibo"}) if languages else frozenset(),
        homes=people,
        spare=int(rng.integers(0, 3)) if draw(st.booleans()) else 0,
    )


def village(count, seed=0, *, maximum=8, minimum=6):
    """A rural UGEL with one to five teachers a school."""
    rng = np.random.default_rng(seed)
    place = rng.uniform(0, 60, (count, 2))
    teachers = rng.choice([1, 2, 3, 4, 5], count, p=[0.5, 0.24, 0.13, 0.08, 0.05])
    units = tuple(Unit(f"u{i:03d}", f"p{i:03d}", int(t), maximum, minimum) for i, t in enumerate(teachers))
    km = np.hypot(*(place[:, None] - place[None, :]).transpose(2, 0, 1))
    return CaseloadProblem(units, km, visits=6)


@pytest.fixture(scope="session")
def rural():
    """Rural UGELs by size and random seed."""
    return village


@pytest.fixture(scope="session")
def oracle():
    """The exhaustive solver."""
    return brute_force


@pytest.fixture(scope="session")
def small():
    """Strategy for small problems."""
    return problems


@pytest.fixture(scope="session")
def lacking():
    """Teachers that a caseload lacks below its minimum."""
    return shortfall
