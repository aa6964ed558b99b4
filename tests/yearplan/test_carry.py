"""Caseloads carried over: posts stay, newcomers join where there is room."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pusaq_core.yearplan.assigned import TargetedService
from pusaq_core.yearplan.carry import carry_caseloads
from pusaq_core.yearplan.earlier import Earlier
from pusaq_core.yearplan.inputs import Hired
from pusaq_core.yearplan.places import Places

UGEL = "010001"
AT = {f"{i:06d}": (-6.0 - i / 100, -76.0) for i in range(20)}
PLACES = Places(AT, frozenset(), 1.4, {})
ONE, TWO = f"{UGEL}-EIB-01", f"{UGEL}-EIB-02"


def service(number, posts, *, language="", premises=None, maximum=4):
    return TargetedService(
        (f"{number:07d}", "0"), premises or f"{number:06d}", UGEL, "eib", number, language, "", maximum, None,
        "5.6.1 b", tuple((f"P-{post}", post) for post in posts),
    )  # fmt: skip


def earlier(left_out=(), **accompanist_of):
    rows = tuple(
        {"cod_ugel": UGEL, "profile": "eib", "post": post, "accompanist": key}
        for post, key in accompanist_of.items()
    )
    targeting = tuple({"cod_mod": f"{n:07d}", "anexo": "0", "decision": "over_cap"} for n in left_out)
    return Earlier(2026, (UGEL,), targeting, rows, (), (), {"ugel": {}})


def carry(plan, services, *, hired=None):
    return carry_caseloads(plan, services, hired=hired, places=PLACES, visits=6, language_minimum=2)


def loads(carried):
    return {share.key: sorted(m.post for m in share.members) for share in carried.shares}


def test_nothing_new_keeps_everything_and_says_so():
    carried = carry(earlier(a=ONE, b=TWO), [service(1, ["a"]), service(9, ["b"])])
    assert loads(carried) == {ONE: ["a"], TWO: ["b"]}
    assert carried.same
    assert carried.shares[0].base_premises == "000001"
    assert carried.shares[0].km == pytest.approx(0)


def test_newcomers_join_the_caseload_that_goes_there_already_then_the_nearest():
    services = [service(1, ["a"]), service(9, ["b", "new"]), service(3, ["far"])]
    carried = carry(earlier(a=ONE, b=TWO), services)
    assert loads(carried) == {ONE: ["a", "far"], TWO: ["b", "new"]}
    assert not carried.same


def test_a_caseload_of_which_nobody_is_left_is_gone():
    assert loads(carry(earlier(a=ONE, b=TWO), [service(1, ["a"])])) == {ONE: ["a"]}


def test_without_room_a_new_position_takes_the_next_number():
    services = [service(1, ["a", "b", "c", "d"]), service(2, ["new"])]
    assert loads(carry(earlier(a=ONE, b=ONE, c=ONE, d=ONE), services))[TWO] == ["new"]


@pytest.mark.parametrize(("done", "name"), [((1, 2), "03"), ((2,), "03"), ((1, 2, 7), "04")])
def test_a_new_position_does_not_take_the_name_of_one_whose_work_is_in_the_plan(done, name):
    past = tuple({"accompanist": (f"{UGEL}-EIB-{number:02d}",)} for number in done)
    services = [service(1, ["a", "b", "c", "d"]), service(2, ["new"])]
    carried = carry(replace(earlier(a=ONE, b=ONE, c=ONE, d=ONE), activities=past), services)
    assert sorted(loads(carried)) == [ONE, f"{UGEL}-EIB-{name}"]


def test_where_all_do_not_fit_they_join_one_by_one():
    services = [service(1, ["a", "b", "c"]), service(2, ["e", "f"])]
    found = loads(carry(earlier(a=ONE, b=ONE, c=ONE), services))
    assert found == {ONE: ["a", "b", "c", "e"], TWO: ["f"]}


def test_languages_with_their_own_caseloads_are_not_mixed():
    services = [service(1, ["a", "b"], language="awajún"), service(2, ["e", "f"], language="wampis")]
    found = loads(carry(earlier(a=ONE, b=ONE), services))
    assert found == {ONE: ["a", "b"], TWO: ["e", "f"]}


def test_with_hired_people_a_free_one_is_used_and_then_services_are_left_out():
    people = [Hired("AC1", UGEL, "eib"), Hired("AC2", UGEL, "eib", home=AT["000007"])]
    full = dict.fromkeys("abcd", "AC1")
    services = [service(1, list("abcd")), service(2, ["new"]), service(3, ["old"])]
    carried = carry(earlier(left_out=[3], **full), services, hired=people)
    assert loads(carried) == {"AC1": list("abcd"), "AC2": ["new"]}
    assert carried.over_cap == {("0000003", "0")}
    at_home = carried.shares[1]
    assert (at_home.base, at_home.base_premises) == (AT["000007"], None)
    assert at_home.km == pytest.approx(12 * PLACES.km(["000002", "000007"])[0, 1])
    alone = carry(earlier(**full), services[:2], hired=people[:1])
    assert alone.over_cap == {("0000002", "0")}
