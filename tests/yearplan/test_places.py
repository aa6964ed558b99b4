import polars as pl
import pytest

from pusaq_core.yearplan.places import locate


def registry(*rows):
    names = ("COD_MOD", "ANEXO", "CODLOCAL", "CODGEO", "CODOOII", "lat", "lon")
    return pl.DataFrame(
        [dict(zip(names, row, strict=True)) for row in rows],
        schema_overrides={"lat": pl.Float64, "lon": pl.Float64},
    )


NEAR = ("0000001", "0", "000001", "010101", "010001", -6.0, -76.0)
FAR = ("0000002", "0", "000002", "010101", "010001", -6.2, -76.4)
NOWHERE = ("0000003", "0", "000003", "010101", "010001", None, None)
OTHER_DISTRICT = ("0000004", "0", "000004", "010199", "010001", None, None)
LOST = ("0000005", "0", "000005", "990101", "990001", None, None)


def test_premises_take_the_coordinates_of_their_first_service_that_has_any():
    again = ("0000009", "0", "000003", "010101", "010001", -7.0, -75.0)
    places = locate(registry(NOWHERE, again), factor=1.4, travel={})
    assert places.at["000003"] == (-7.0, -75.0)
    assert places.guessed == frozenset()


def test_premises_without_coordinates_take_the_middle_of_their_district_then_of_their_ugel():
    places = locate(registry(NEAR, FAR, NOWHERE, OTHER_DISTRICT, LOST), factor=1.4, travel={})
    assert places.at["000003"] == (-6.1, -76.2)
    assert places.at["000004"] == (-6.1, -76.2)
    assert places.at["000005"] == (0.0, 0.0)
    assert places.guessed == {"000003", "000004", "000005"}


def test_roads_are_longer_than_the_straight_line_by_the_factor():
    places = locate(registry(NEAR, FAR), factor=1.4, travel={})
    straight = locate(registry(NEAR, FAR), factor=1.0, travel={})
    assert places.km(["000001", "000002"])[0, 1] == pytest.approx(
        1.4 * straight.km(["000001", "000002"])[0, 1]
    )


def test_a_journey_of_the_travel_file_wins_in_both_directions():
    places = locate(registry(NEAR, FAR), factor=1.4, travel={("000001", "000002"): 7.5})
    km = places.km(["000001", "000002"])
    assert km[0, 1] == km[1, 0] == 7.5
    with_base = places.km(["000001", "000002"], base=(-6.0, -76.0))
    assert with_base.shape == (3, 3)
    assert with_base[1, 2] == 7.5
    assert with_base[0, 1] == 0
