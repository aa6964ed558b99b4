"""The fewest caseloads, and the least shortfall below the minimum at that number: packing without distances.

Units of equal size, maximum, minimum and language are one item type; a pattern is what one caseload may hold,
counted by type (Gilmore and Gomory 1961). Quick packings that meet a lower bound are proven at once;
otherwise an integer programme over all patterns decides.

Why without distances: fewer accompanists come before any kilometre, so their number is a problem of its own.
A UGEL has hundreds of schools and few kinds of them, which makes patterns few and the answer free of
symmetry; a model of units and bins would try the same packing once for each way to name its bins. What is
given up: above `MAX_PATTERNS` the number is the best of some quick packings, with a bound that may lie below
it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pusaq_core.planning.problem import CaseloadProblem

MAX_PATTERNS = 60_000
"""Above this many patterns only the quick packing and its bound are used."""

WORK_LIMIT = 20.0
"""Deterministic seconds of CP-SAT for one packing."""


class ItemType(NamedTuple):
    """Units that are alike but for their place. `language` is None where the unit may join any caseload."""

    language: str | None
    maximum: int
    minimum: int | None
    size: int


@dataclass(frozen=True, slots=True)
class Packing:
    """How many caseloads are needed, and one way to fill them.

    Attributes:
        bins: per caseload, how many units of each type.
        fewest: lower bound on the number of caseloads; equal to `len(bins)` when proven.
        shortfall: teachers missing below the minima, over all bins.
    """

    bins: tuple[dict[ItemType, int], ...]
    fewest: int
    shortfall: int


def item_types(problem: CaseloadProblem) -> list[ItemType]:
    """The type of each unit, in the order of the units."""
    return [
        ItemType(
            None if u.language in problem.joinable_languages else u.language, u.maximum, u.minimum, u.teachers
        )
        for u in problem.units
    ]


def shortfall_of(content: dict[ItemType, int]) -> int:
    """Teachers that a caseload lacks below its minimum: the lowest among its units that have one."""
    minima = [t.minimum for t, count in content.items() if count and t.minimum is not None]
    load = sum(t.size * count for t, count in content.items())
    return max(0, min(minima) - load) if minima else 0


def pack(types: Sequence[ItemType], *, enough: int = 0) -> Packing:
    """Pack units into the fewest caseloads, then with the least shortfall.

    Args:
        types: one entry a unit; each fits its own maximum.
        enough: number of caseloads below which nothing is to be gained.

    Returns:
        The packing, with a proven lower bound on the number of caseloads.
    """
    if not types:
        return Packing((), 0, 0)
    counts = Counter(types)
    bound = _volume_bound(counts)
    bins = _quick(counts, max(bound, enough))
    patterns: list[dict[ItemType, int]] | None = None
    if len(bins) > max(bound, enough):
        patterns = _patterns(counts, maximal=True)
        if patterns is not None:
            bins, bound = _fewest_by_patterns(counts, patterns, bins, bound)
    short = sum(map(shortfall_of, bins))
    if short:
        bins = _balance(bins)
        short = sum(map(shortfall_of, bins))
    if short > _shortfall_bound(counts, len(bins)):
        patterns = _patterns(counts, maximal=False)
        if patterns is not None:
            bins = _least_shortfall(counts, patterns, bins)
            short = sum(map(shortfall_of, bins))
    return Packing(tuple(bins), bound, short)


def _quick(counts: Counter[ItemType], enough: int) -> list[dict[ItemType, int]]:
    """The best of some quick packings; stops at the first that needs no more than `enough` bins."""
    best: list[dict[ItemType, int]] = []
    for key in _sort_keys():
        bins = _best_fit(counts, key)
        if not best or len(bins) < len(best):
            best = bins
        if len(best) <= enough:
            break
    return best


def _volume_bound(counts: Counter[ItemType]) -> int:
    """Every unit takes at least the part size / own maximum of its caseload, whatever else is in it."""
    # Fractions, for thirds of a caseload must add up to one. Two units that each fill more than half of
    # their own maximum never share: together they exceed the smaller of the two maxima.
    by_language: dict[str | None, Fraction] = {}
    halves: dict[str | None, int] = {}
    for t, count in counts.items():
        by_language[t.language] = by_language.get(t.language, Fraction(0)) + count * Fraction(
            t.size, t.maximum
        )
        halves[t.language] = halves.get(t.language, 0) + (count if 2 * t.size > t.maximum else 0)
    own = sum(
        max(ceil(volume), halves[language])
        for language, volume in by_language.items()
        if language is not None
    )
    return max(own, ceil(sum(by_language.values(), Fraction(0))), sum(halves.values()))


def _fits(content: dict[ItemType, int], t: ItemType) -> bool:
    load = sum(u.size * count for u, count in content.items()) + t.size
    cap = min([t.maximum, *(u.maximum for u in content)])
    languages = {u.language for u in content} | {t.language}
    return load <= cap and len(languages - {None}) <= 1


def _sort_keys() -> tuple[Callable[[ItemType], tuple[int, ...]], ...]:
    """Orders in which the quick packing takes the types, within a language."""
    return (
        lambda t: (t.maximum, -t.size, t.minimum or 0),
        lambda t: (-t.size, t.maximum, t.minimum or 0),
        lambda t: (-t.maximum, -t.size, t.minimum or 0),
    )


class _State(NamedTuple):
    """What decides whether a unit still fits a bin."""

    load: int
    cap: int
    language: str | None

    def with_unit(self, t: ItemType) -> _State | None:
        cap, load = min(self.cap, t.maximum), self.load + t.size
        language = self.language if t.language is None else t.language
        return _State(load, cap, language) if load <= cap and self.language in (None, language) else None


def _best_fit(
    counts: Counter[ItemType], key: Callable[[ItemType], tuple[int, ...]]
) -> list[dict[ItemType, int]]:
    """Best-fit decreasing; units that may join any caseload come last."""
    order = sorted(counts, key=lambda t: (t.language is None, t.language or "", key(t)))
    bins: dict[_State, list[dict[ItemType, int]]] = {}
    for t in order:
        for _ in range(counts[t]):
            fitting = [(state, after) for state in bins if (after := state.with_unit(t)) is not None]
            if fitting:
                state, after = max(fitting, key=lambda f: (f[0].load, -f[0].cap, f[0].language or ""))
                content = bins[state].pop()
                if not bins[state]:
                    del bins[state]
            else:
                content, after = {}, _State(t.size, t.maximum, t.language)
            content[t] = content.get(t, 0) + 1
            bins.setdefault(after, []).append(content)
    return [content for state in sorted(bins, key=str) for content in bins[state]]


def _patterns(counts: Counter[ItemType], *, maximal: bool) -> list[dict[ItemType, int]] | None:
    """All contents of one caseload, or only those that no unit can join; None when there are too many."""
    languages = sorted({t.language for t in counts if t.language is not None})
    found: dict[tuple[tuple[ItemType, int], ...], None] = {}
    for language in languages or [""]:
        types = sorted(
            (t for t in counts if t.language in (None, language)),
            key=lambda t: (t.maximum, -t.size, t.language or "", t.minimum or 0),
        )
        for content in _contents(types, counts):
            # To cover with too much is no worse than to cover, so the smaller patterns need not be tried.
            if maximal and any(content.get(t, 0) < counts[t] and _fits(content, t) for t in types):
                continue
            found[tuple(content.items())] = None
            if len(found) > MAX_PATTERNS:
                return None
    return [dict(content) for content in found]


def _contents(types: list[ItemType], counts: Counter[ItemType]) -> Iterator[dict[ItemType, int]]:
    """Non-empty contents; types come by ascending maximum, so the first one in decides the capacity."""
    stack: list[tuple[int, int, dict[ItemType, int]]] = [(0, -1, {})]
    while stack:
        start, room, content = stack.pop()
        if content:
            yield content
        for index in range(start, len(types)):
            t = types[index]
            left = t.maximum if room < 0 else room
            stack.extend(
                (index + 1, left - copies * t.size, {**content, t: copies})
                for copies in range(1, min(counts[t], left // t.size) + 1)
            )


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = WORK_LIMIT
    return solver


def _fewest_by_patterns(
    counts: Counter[ItemType],
    patterns: list[dict[ItemType, int]],
    bins: list[dict[ItemType, int]],
    bound: int,
) -> tuple[list[dict[ItemType, int]], int]:
    """Cover all units with the fewest maximal patterns; keeps `bins` where nothing better is found."""
    model = cp_model.CpModel()
    used = [model.new_int_var(0, max(counts[t] for t in p), "") for p in patterns]
    rows: dict[ItemType, list[cp_model.LinearExprT]] = {t: [] for t in counts}
    for variable, pattern in zip(used, patterns, strict=True):
        for t, copies in pattern.items():
            rows[t].append(copies * variable)
    for t, terms in rows.items():
        model.add(sum(terms) >= counts[t])
    total = sum(used)
    model.add(total >= bound)
    model.add(total <= len(bins))
    model.minimize(total)
    solver = _solver()
    status = solver.solve(model)
    proven = max(bound, ceil(solver.best_objective_bound - 1e-6))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return bins, min(proven, len(bins))
    chosen = [p for p, v in zip(patterns, used, strict=True) for _ in range(solver.value(v))]
    return _without_surplus(counts, chosen), proven


def _without_surplus(
    counts: Counter[ItemType], chosen: list[dict[ItemType, int]]
) -> list[dict[ItemType, int]]:
    left = Counter(counts)
    bins = []
    for pattern in chosen:
        content = {t: min(copies, left[t]) for t, copies in pattern.items() if left[t]}
        left.subtract(content)
        if content:
            bins.append(content)
    return bins


def _shortfall_bound(counts: Counter[ItemType], number: int) -> int:
    minima = [t.minimum for t in counts]
    if None in minima:
        return 0
    return max(
        0, number * min(m for m in minima if m is not None) - sum(t.size * c for t, c in counts.items())
    )


def _balance(bins: list[dict[ItemType, int]]) -> list[dict[ItemType, int]]:
    """Move single units, each time the one that lowers the shortfall most, until none does."""
    bins = [dict(b) for b in bins]
    while True:
        best: tuple[int, int, int, ItemType] | None = None
        for to, receiver in enumerate(bins):
            if not shortfall_of(receiver):
                continue
            for source, donor in enumerate(bins):
                for t in sorted(donor, key=_plain):
                    if source == to or sum(donor.values()) == 1 or not _fits(receiver, t):
                        continue
                    gain = _gain(receiver, donor, t)
                    if gain > 0 and (best is None or gain > best[0]):
                        best = (gain, to, source, t)
        if best is None:
            return bins
        _, to, source, t = best
        bins[to], bins[source] = _moved(bins[to], bins[source], t)


def _plain(t: ItemType) -> tuple[int, int, int, str]:
    return (t.size, t.maximum, t.minimum or 0, t.language or "")


def _moved(
    receiver: dict[ItemType, int], donor: dict[ItemType, int], t: ItemType
) -> tuple[dict[ItemType, int], dict[ItemType, int]]:
    without = {u: count - (u == t) for u, count in donor.items() if count > (u == t)}
    return {**receiver, t: receiver.get(t, 0) + 1}, without


def _gain(receiver: dict[ItemType, int], donor: dict[ItemType, int], t: ItemType) -> int:
    before = shortfall_of(receiver) + shortfall_of(donor)
    return before - sum(map(shortfall_of, _moved(receiver, donor, t)))


def _least_shortfall(
    counts: Counter[ItemType], patterns: list[dict[ItemType, int]], bins: list[dict[ItemType, int]]
) -> list[dict[ItemType, int]]:
    """Share out all units over exactly as many patterns as there are bins, with the least shortfall."""
    model = cp_model.CpModel()
    hint = Counter(frozenset(b.items()) for b in bins)
    rows: dict[ItemType, list[cp_model.LinearExprT]] = {t: [] for t in counts}
    used, short = [], []
    for pattern in patterns:
        variable = model.new_int_var(0, min(counts[t] // copies for t, copies in pattern.items()), "")
        model.add_hint(variable, hint[frozenset(pattern.items())])
        used.append(variable)
        short.append(shortfall_of(pattern) * variable)
        for t, copies in pattern.items():
            rows[t].append(copies * variable)
    for t, terms in rows.items():
        model.add(sum(terms) == counts[t])
    model.add(sum(used) == len(bins))
    model.add(sum(short) >= _shortfall_bound(counts, len(bins)))
    model.minimize(sum(short))
    solver = _solver()
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return bins
    found = [dict(p) for p, v in zip(patterns, used, strict=True) for _ in range(solver.value(v))]
    return min(bins, found, key=lambda b: sum(map(shortfall_of, b)))
