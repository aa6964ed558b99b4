"""Road distances from coordinates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pusaq_core.planning.travel import EARTH_RADIUS_KM, dispersion, road_km, road_km_from

places = st.lists(st.tuples(st.floats(-18, 0), st.floats(-81, -68)), min_size=1, max_size=6)


def test_one_degree_of_latitude_times_the_factor():
    km = road_km([0, 1], [-75, -75], factor=1.4)
    assert km[0, 1] == pytest.approx(1.4 * EARTH_RADIUS_KM * np.pi / 180, abs=1e-6)


def test_lima_to_cusco_is_the_published_great_circle():
    km = road_km([-12.0464, -13.5319], [-77.0428, -71.9675], factor=1)
    assert km[0, 1] == pytest.approx(573, abs=3)


@given(places)
def test_distances_are_symmetric_zero_on_the_diagonal_and_rounded(spots):
    km = road_km([p[0] for p in spots], [p[1] for p in spots], factor=1.4)
    assert np.array_equal(km, km.T)
    assert not km.diagonal().any()
    assert np.array_equal(km, np.round(km, 6))


def test_opposite_points_of_the_earth_do_not_overflow():
    assert road_km([0, 0], [0, 180], factor=1)[0, 1] == pytest.approx(EARTH_RADIUS_KM * np.pi)


def test_homes_to_schools_agree_with_the_square_matrix():
    lat, lon = [-6.2, -6.5, -7.0], [-77.8, -77.1, -76.0]
    square = road_km(lat, lon, factor=1.4)
    assert np.array_equal(road_km_from((lat[:1], lon[:1]), (lat, lon), factor=1.4), square[:1])


@pytest.mark.parametrize(
    ("lat", "lon", "factor", "said"),
    [
        ([0, 1], [0], 1.4, "do not match"),
        ([[0]], [[0]], 1.4, "do not match"),
        ([float("nan")], [0], 1.4, "must be degrees"),
        ([95], [0], 1.4, "must be degrees"),
        ([0], [400], 1.4, "must be degrees"),
        ([0], [0], 0.9, "never shorter"),
        ([0], [0], float("nan"), "never shorter"),
    ],
)
def test_impossible_coordinates_are_refused(lat, lon, factor, said):
    with pytest.raises(ValueError, match=said):
        road_km(lat, lon, factor=factor)


def test_dispersion_is_the_distance_to_the_third_nearest():
    lon = np.array([0, 1, 3, 6, 10]) / 10
    far = dispersion(np.zeros(5), lon, factor=1, neighbour=3)
    assert far[0] == road_km([0, 0], [0, 0.6], factor=1)[0, 1]
    assert far[4] == road_km([0, 0], [0.1, 1.0], factor=1)[0, 1]


def test_too_few_neighbours_are_infinitely_far():
    assert np.isinf(dispersion([0, 0, 0], [0, 1, 2], factor=1.4, neighbour=3)).all()
    assert dispersion([], [], factor=1.4, neighbour=3).shape == (0,)


def test_the_neighbour_counts_from_one():
    with pytest.raises(ValueError, match="counts from 1"):
        dispersion([0, 0], [0, 1], factor=1.4, neighbour=0)
