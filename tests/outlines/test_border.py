from __future__ import annotations

import itertools
import math
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pusaq_core.outlines import border

PLACES = st.lists(
    st.tuples(st.floats(-18, 0, allow_nan=False), st.floats(-81, -69, allow_nan=False)),
    min_size=1,
    max_size=40,
)


def holds(ring, lat, lon):
    """Whether a place lies inside a ring (crossings of a line to the east)."""
    inside = False
    for (lon_a, lat_a), (lon_b, lat_b) in itertools.pairwise(ring):
        if (lat_a > lat) != (lat_b > lat) and lon < lon_a + (lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a):
            inside = not inside
    return inside


def area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring)) / 2


@settings(max_examples=20, deadline=None)
@given(PLACES)
def test_every_place_lies_inside_one_closed_ring(places):
    rings = border(places)
    assert len(rings) == 1
    (ring,) = rings
    assert ring[0] == ring[-1]
    assert all(holds(ring, lat, lon) for lat, lon in places)
    assert area(ring) > 0


@settings(max_examples=10, deadline=None)
@given(PLACES, st.randoms(use_true_random=False))
def test_the_order_of_places_does_not_matter(places, order):
    shuffled = [*places, places[0]]
    order.shuffle(shuffled)
    assert border(shuffled) == border(places)


def test_without_places_there_is_no_border():
    assert border([]) == ()


@pytest.mark.parametrize("lat", [math.nan, math.inf, -math.inf, 90.1, -1234.0])
def test_a_place_that_lies_nowhere_is_refused_by_name(lat):
    with pytest.raises(ValueError, match=re.escape(f"[{lat}, -77.0]")):
        border([(-6.0, -77.0), (lat, -77.0)])
    with pytest.raises(ValueError, match=re.escape(f"[-6.0, {lat * 2}]")):
        border([(-6.0, lat * 2), (-6.0, -77.0)])


def test_a_bay_wider_than_the_reach_stays_outside():
    legs = [(lat / 20, lon) for lat in range(41) for lon in (0.0, 2.0)] + [
        (0.0, lon / 20) for lon in range(41)
    ]
    (ring,) = border(legs)
    assert not holds(ring, 1.5, 1.0)
    assert holds(ring, 0.05, 1.0)


def test_the_border_stays_near_the_places():
    (ring,) = border([(-6.0, -76.0), (-6.0, -75.0), (-7.0, -75.5)])
    assert not holds(ring, -6.9, -75.0)
    assert max(lat for _lon, lat in ring) < -5.9


@pytest.mark.long
@pytest.mark.parametrize("count", [1, 2, 1000])
def test_a_border_is_light_and_smooth(count):
    draw = random.Random(7)  # noqa: S311  (places of a test)
    (ring,) = border([(draw.uniform(-7, -6), draw.uniform(-77, -76)) for _ in range(count)])
    assert 8 <= len(ring) <= 200
