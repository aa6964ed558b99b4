"""The next year starts from this one: services go on, pairs who know each other stay."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest

from pusaq_core.yearplan.assigned import AssignedCaseload, Member, TargetedService
from pusaq_core.yearplan.earlier import Earlier
from pusaq_core.yearplan.inputs import Hired, Options
from pusaq_core.yearplan.next_year import RULE, keep_pairs
from pusaq_core.yearplan.plan import make_plan

UGEL = "090009"


def earlier(caseloads):
    return Earlier(2025, (UGEL,), (), tuple(caseloads), (), (), {"ugel": {}})


@pytest.fixture(scope="module")
def swapped(plan):
    """Last year's caseloads are this year's with the names of the positions turned round."""
    keys: dict[str, list[str]] = {}
    for row in plan.tables["caseloads"]:
        keys.setdefault(row["profile"], []).append(row["accompanist"])
    turned = {}
    for found in keys.values():
        names = sorted(set(found))
        turned |= dict(zip(names, reversed(names), strict=True))
    return earlier(row | {"accompanist": turned[row["accompanist"]]} for row in plan.tables["caseloads"])


@pytest.fixture(scope="module")
def following(read, swapped):
    return make_plan(replace(read.inputs, last_year=swapped), Options((UGEL,), effort=1))


def test_every_pair_that_can_stay_stays(following, swapped):
    before = {row["teacher"]: row["accompanist"] for row in swapped.caseloads}
    assert all(before[row["teacher"]] == row["accompanist"] for row in following.tables["caseloads"])
    figures = following.summary["ugel"][UGEL]
    assert figures["pares_conservados"] == figures["pares_posibles"] == len(before)
    assert figures["km_de_conservar_todos"] == 0
    assert following.violations == ()


def test_the_caseloads_themselves_do_not_change(plan, following):
    def groups(made):
        found = {}
        for row in made.tables["caseloads"]:
            found.setdefault(row["accompanist"], set()).add(row["teacher"])
        return sorted(map(sorted, found.values()))

    assert groups(following) == groups(plan)
    assert following.summary["total"]["km"] == plan.summary["total"]["km"]


def test_services_that_go_on_rank_first_and_say_so(plan, read):
    ranked = [row for row in plan.tables["targeting"] if row["rank"] and row["profile"] == "full_primary"]
    last = max(ranked, key=lambda row: row["rank"])
    mine = [
        r for r in plan.tables["caseloads"] if (r["cod_mod"], r["anexo"]) == (last["cod_mod"], last["anexo"])
    ]
    assert mine
    new = make_plan(replace(read.inputs, last_year=earlier(mine)), Options((UGEL,), effort=1))
    rows = {(row["cod_mod"], row["anexo"]): row for row in new.tables["targeting"]}
    first = rows[last["cod_mod"], last["anexo"]]
    assert first["rank"] == 1
    reason = next(r for r in json.loads(first["reasons"]) if r["rule"] == RULE)
    assert (reason["met"], reason["kind"], reason["numeral"]) == (True, "priority", "5.2.5")
    assert Counter(
        r["met"] for row in rows.values() for r in json.loads(row["reasons"]) if r["rule"] == RULE
    )[False]
    assert new.violations == ()


def share(number, people, hired=None):
    service = TargetedService(
        (f"{number:07d}", "0"), f"{number:06d}", UGEL, "eib", number, "", "", 8, None, "5.6.1 b",
        tuple((person, f"PZ-{person}") for person in people),
    )  # fmt: skip
    members = tuple(Member(person, post, service) for person, post in service.teachers)
    key = hired.key if hired else f"{UGEL}-EIB-{number:02d}"
    return AssignedCaseload(key, UGEL, "eib", members, (0.0, 0.0), service.premises, 0.0, hired)


def last_year_of(**accompanist_of):
    return earlier(
        {"teacher": person, "accompanist": key, "codlocal": "000000"}
        for person, key in accompanist_of.items()
    )


def test_the_answer_is_the_best_one_not_the_first():
    shares = {UGEL: (share(1, ["A", "B", "C"]), share(2, ["D", "E"]))}
    one, two = f"{UGEL}-EIB-01", f"{UGEL}-EIB-02"
    named = keep_pairs(shares, last_year_of(A=one, B=two, C=two, D=one, E=one))[UGEL]
    assert {s.key: [m.person for m in s.members] for s in named} == {two: ["A", "B", "C"], one: ["D", "E"]}


def test_a_home_is_not_exchanged_and_free_people_are():
    at_home = [Hired(f"H{i}", UGEL, "eib", home=(-6.0, -76.0)) for i in range(2)]
    free = [Hired(f"F{i}", UGEL, "eib") for i in range(2)]
    last = last_year_of(A="H1", B="H0", C="F1", D="F0")
    people = [*at_home, *free]
    shares = {UGEL: tuple(share(i, [p], h) for i, (p, h) in enumerate(zip("ABCD", people, strict=True), 1))}
    named = {s.members[0].person: (s.key, s.hired.key) for s in keep_pairs(shares, last)[UGEL]}
    assert named == {"A": ("H0", "H0"), "B": ("H1", "H1"), "C": ("F1", "F1"), "D": ("F0", "F0")}


def test_without_anyone_known_the_names_stay():
    shares = {UGEL: (share(1, ["A"]), share(2, ["B"]))}
    assert keep_pairs(shares, last_year_of(X="OTRA-01")) == shares
