import pytest

from pusaq_core.planning.caseloads import solve_caseloads
from pusaq_core.yearplan.assigned import TargetedService, caseloads_at, share_problem, shares_of
from pusaq_core.yearplan.inputs import Hired
from pusaq_core.yearplan.places import Places

AT = {f"{i:06d}": (-6.0 - i / 100, -76.0) for i in range(20)}
PLACES = Places(AT, frozenset(), 1.4, {})


def service(number, teachers, *, rank=None, premises=None, maximum=8, language=""):
    return TargetedService(
        key=(f"{number:07d}", "0"),
        premises=premises or f"{number:06d}",
        ugel="010001",
        profile="eib",
        rank=rank or number,
        language=language,
        network="",
        maximum=maximum,
        minimum=None,
        numeral="5.6.1 b",
        teachers=tuple((f"P{number}-{i}", f"PZ{number}-{i}") for i in range(teachers)),
    )


def solve(services, *, hired=None):
    posed = share_problem(services, places=PLACES, visits=6, language_minimum=6, hired=hired, spare=0)
    return posed, shares_of(posed, solve_caseloads(posed.problem), PLACES)


def test_every_teacher_is_in_one_caseload_and_positions_are_numbered():
    _, shares = solve([service(i, 3) for i in range(1, 6)])
    people = sorted(m.person for share in shares for m in share.members)
    assert people == sorted(f"P{i}-{j}" for i in range(1, 6) for j in range(3))
    assert [share.key for share in shares] == ["010001-EIB-01", "010001-EIB-02", "010001-EIB-03"]
    assert all(len(share.members) <= share.maximum for share in shares)


def test_the_base_is_a_premises_of_the_caseload():
    _, shares = solve([service(i, 2) for i in range(1, 5)])
    for share in shares:
        assert share.base_premises in {m.service.premises for m in share.members}
        assert share.base == AT[share.base_premises]


def test_a_school_above_the_maximum_is_divided_evenly_where_nothing_is_lost():
    _, shares = solve([service(1, 12)])
    assert sorted(len(share.members) for share in shares) == [6, 6]
    assert caseloads_at(shares)["eib", "000001"] == {"010001-EIB-01", "010001-EIB-02"}


def test_with_two_people_only_the_first_of_the_ranking_are_taken():
    services = [service(i, 5, rank=10 - i) for i in range(1, 5)]
    people = [Hired(f"AC{i}", "010001", "eib") for i in range(2)]
    posed, shares = solve(services, hired=people)
    assert posed.over_cap == {("0000001", "0"), ("0000002", "0")}
    assert {share.key for share in shares} == {"AC0", "AC1"}


def test_a_home_is_the_base_of_its_accompanist():
    posed, shares = solve([service(1, 4)], hired=[Hired("AC1", "010001", "eib", home=(-6.5, -76.0))])
    assert posed.problem.homes[0].km is not None
    assert shares[0].base == (-6.5, -76.0)
    assert shares[0].base_premises is None
    assert shares[0].km > 0


def test_services_without_teachers_take_no_seat():
    posed, shares = solve([service(1, 0), service(2, 2)])
    assert posed.over_cap == frozenset()
    assert [m.service.key[0] for share in shares for m in share.members] == ["0000002", "0000002"]


def test_a_small_language_joins_a_caseload():
    services = [service(1, 7, language="Quechua"), service(2, 1, language="Shawi")]
    posed, shares = solve(services)
    assert posed.problem.joinable_languages == {"Shawi"}
    assert len(shares) == 1


def test_no_person_for_any_school_leaves_all_over_the_cap():
    posed, shares = solve([service(1, 3)], hired=[])
    assert posed.over_cap == {("0000001", "0")}
    assert shares == ()


@pytest.mark.parametrize("teachers", [1, 8, 9, 17])
def test_no_caseload_exceeds_the_maximum(teachers):
    _, shares = solve([service(1, teachers)])
    assert sum(len(share.members) for share in shares) == teachers
    assert max(len(share.members) for share in shares) <= 8
