"""The fewest caseloads and the least shortfall, against exhaustive search."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pusaq_core.planning import packing
from pusaq_core.planning.packing import ItemType, pack, shortfall_of

SHAPES = st.sampled_from([(8, 6), (10, 8), (7, None), (5, 3)])
LANGUAGES = st.sampled_from([None, "aimara", "quechua"])


@st.composite
def item_lists(draw):
    kinds = draw(st.lists(st.tuples(SHAPES, LANGUAGES, st.integers(1, 5)), min_size=1, max_size=6))
    return [ItemType(language, *shape, size) for shape, language, size in kinds]


def fits(items):
    languages = {t.language for t in items} - {None}
    return sum(t.size for t in items) <= min(t.maximum for t in items) and len(languages) <= 1


def exhaustive(types):
    """Fewest bins, then least shortfall, over all partitions."""

    @cache
    def best(left):
        if not left:
            return (0, 0)
        options = []
        first, rest = left[0], left[1:]
        for mask in range(1 << len(rest)):
            taken = [first, *(t for i, t in enumerate(rest) if mask >> i & 1)]
            if fits(taken):
                number, short = best(tuple(t for i, t in enumerate(rest) if not mask >> i & 1))
                options.append((number + 1, short + shortfall_of(Counter(taken))))
        return min(options)

    return best(tuple(sorted(types, key=str)))


def assert_packs(types, packed):
    assert Counter(t for content in packed.bins for t in Counter(content).elements()) == Counter(types)
    assert all(fits(list(Counter(content).elements())) for content in packed.bins)
    assert packed.shortfall == sum(map(shortfall_of, packed.bins))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(item_lists())
def test_packing_is_optimal(types):
    packed = pack(types)
    assert_packs(types, packed)
    assert (len(packed.bins), packed.shortfall) == exhaustive(types)
    assert packed.fewest == len(packed.bins)


def test_nothing_needs_nobody():
    assert pack([]) == packing.Packing((), 0, 0)


def test_patterns_find_what_best_fit_misses():
    sizes = [4, 4, 4, 3, 3, 3, 3, 2, 2, 2]
    packed = pack([ItemType("", 10, None, size) for size in sizes])
    assert (len(packed.bins), packed.fewest) == (3, 3)


def test_enough_bins_are_not_improved():
    sizes = [4, 4, 4, 3, 3, 3, 3, 2, 2, 2]
    types = [ItemType("", 10, None, size) for size in sizes]
    packed = pack(types, enough=10)
    assert_packs(types, packed)
    assert packed.fewest == 3


def test_too_many_patterns_leave_the_quick_packing_with_its_bound(monkeypatch):
    monkeypatch.setattr(packing, "MAX_PATTERNS", 2)
    types = [ItemType("", 10, 9, size) for size in [4, 4, 4, 3, 3, 3, 3, 2, 2, 2]]
    packed = pack(types)
    assert_packs(types, packed)
    assert packed.fewest == 3 <= len(packed.bins)


def test_without_work_the_quick_packing_stays(monkeypatch):
    monkeypatch.setattr(packing, "WORK_LIMIT", 0.0)
    types = [ItemType("", 10, 10, size) for size in [4, 4, 4, 3, 3, 3, 3, 2, 2, 1]]
    packed = pack(types)
    assert_packs(types, packed)
    assert packed.fewest <= len(packed.bins)


@pytest.mark.parametrize(("sizes", "short"), [([5, 5, 1, 1], 0), ([5, 5], 2), ([8, 1], 5), ([7, 7, 4], 2)])
def test_shortfall_is_the_least_at_that_number(sizes, short):
    assert pack([ItemType("", 8, 6, size) for size in sizes]).shortfall == short
