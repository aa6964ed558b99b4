"""Errors put into the targeting and the caseloads of a valid plan are always caught."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pusaq_core.checking import AccompanistFacts

SPOILERS = []
PLACES = 3 if settings.default.max_examples <= 100 else 20


def breaks(*codes):
    """Register a function that spoils a plan so that each of the codes must be given."""

    def register(spoil):
        SPOILERS.append(pytest.param(codes, spoil, id=spoil.__name__))
        return spoil

    return register


def of(plan, accompanist):
    return [row for row in plan.caseloads if accompanist in row["accompanist"]]


def decided(plan, decision):
    return [row for row in plan.targeting if row["decision"] == decision]


def with_reasons(row, **changes):
    """Change a value of every reason of a kind."""
    reasons = json.loads(row["reasons"])
    for one in reasons:
        if one["kind"] in changes:
            one["met"] = changes[one["kind"]]
    row["reasons"] = json.dumps(reasons)


def hire(plan, **changes):
    """Turn to a list of hired people, each as the plan has them but for the changes."""
    people = {
        name: AccompanistFacts(name[:6], name[7:-3].lower())
        for name in {r["accompanist"] for r in plan.caseloads}
    }
    name = "090009-EIB-02"
    people[name] = replace(people[name], **changes)
    plan.facts = replace(plan.facts, accompanists=people)
    return name


@breaks("service_repeated")
def service_twice(plan, pick):
    plan.targeting.append(dict(pick(plan.targeting)))


@breaks("service_unknown", "service_missing")
def service_of_elsewhere(plan, pick):
    pick(plan.targeting)["cod_mod"] = "7777777"


@breaks("service_missing")
def private_service_left_out(plan, pick):
    plan.targeting.remove(pick(decided(plan, "not_targeted")))


@breaks("service_data_wrong")
def profile_changed(plan, pick):
    pick(plan.targeting)["profile"] = "otro"


@breaks("service_data_wrong")
def premises_of_a_service_changed(plan, pick):
    pick(plan.targeting)["codlocal"] = "ZZ"


@breaks("decision_unknown")
def decision_that_is_none(plan, pick):
    pick(plan.targeting)["decision"] = "quizás"


@breaks("reasons_malformed")
def reasons_empty(plan, pick):
    pick(plan.targeting)["reasons"] = "[]"


@breaks("reasons_malformed")
def reasons_no_json(plan, pick):
    pick(plan.targeting)["reasons"] = "porque sí"


@breaks("reasons_malformed")
def reason_without_numeral(plan, pick):
    row = pick(plan.targeting)
    row["reasons"] = json.dumps(
        [{key: v for key, v in r.items() if key != "numeral"} for r in json.loads(row["reasons"])]
    )


@breaks("reasons_malformed")
def reason_with_odd_met(plan, pick):
    with_reasons(pick(plan.targeting), criterion="sí")


@breaks("decision_unfounded")
def targeted_although_a_criterion_fails(plan, pick):
    with_reasons(pick(decided(plan, "targeted")), criterion=False)


@breaks("decision_unfounded")
def targeted_although_excluded(plan, pick):
    with_reasons(pick(decided(plan, "targeted")), exclusion=True)


@breaks("decision_unfounded")
def left_out_although_every_criterion_holds(plan, pick):
    with_reasons(pick([r for r in decided(plan, "not_targeted") if r["profile"]]), criterion=True)


@breaks("decision_unfounded")
def excluded_without_exclusion(plan, pick):
    with_reasons(pick(decided(plan, "excluded")), exclusion=None)


@breaks("decision_unfounded")
def targeted_although_a_criterion_is_unknown(plan, pick):
    with_reasons(pick(decided(plan, "targeted")), criterion=None)


@breaks("decision_unfounded")
def to_be_verified_although_all_is_known(plan, pick):
    with_reasons(pick([r for r in decided(plan, "to_verify") if r["profile"]]), criterion=True)


@breaks("decision_unfounded")
def to_be_verified_although_a_criterion_fails(plan, pick):
    with_reasons(pick(decided(plan, "to_verify")), criterion=False)


@breaks("decision_unfounded")
def not_targeted_although_it_may_have_a_profile(plan, pick):
    pick([r for r in decided(plan, "to_verify") if not r["profile"]])["decision"] = "not_targeted"


@breaks("decision_unfounded")
def to_be_verified_although_it_fits_no_profile(plan, pick):
    pick([r for r in decided(plan, "not_targeted") if not r["profile"]])["decision"] = "to_verify"


@breaks("unknown_misread")
def unknown_criterion_counted_as_met(plan, pick):
    row = pick(decided(plan, "targeted"))
    reasons = json.loads(row["reasons"])
    reasons[0] |= {"met": None, "taken": True}
    row["reasons"] = json.dumps(reasons)


@breaks("unknown_misread", "decision_unfounded")
def assumption_left_out(plan, pick):
    row = pick(decided(plan, "targeted"))
    reasons = json.loads(row["reasons"])
    del reasons[1]["taken"]
    row["reasons"] = json.dumps(reasons)


@breaks("reasons_malformed")
def unknown_that_counts_as_odd(plan, pick):
    row = pick(decided(plan, "targeted"))
    reasons = json.loads(row["reasons"])
    reasons[1]["taken"] = "no"
    row["reasons"] = json.dumps(reasons)


@breaks("reasons_incomplete")
def reason_left_out(plan, pick):
    row = pick(plan.targeting)
    row["reasons"] = json.dumps(json.loads(row["reasons"])[:-1])


@breaks("reasons_incomplete")
def reason_of_another_kind(plan, pick):
    row = pick(decided(plan, "excluded"))
    row["reasons"] = row["reasons"].replace('"priority"', '"criterion"')


@breaks("rank_misplaced")
def rank_left_out(plan, pick):
    pick(decided(plan, "targeted"))["rank"] = ""


@breaks("rank_misplaced")
def rank_of_what_is_not_targeted(plan, pick):
    pick(decided(plan, "not_targeted"))["rank"] = "1"


@breaks("rank_wrong")
def ranks_with_a_hole(plan, pick):
    row = pick(decided(plan, "targeted"))
    row["rank"] = str(int(row["rank"]) + 20)


@breaks("ranking_wrong")
def ranks_swapped(plan, pick):
    rows = [row for row in decided(plan, "targeted") if row["profile"] == "eib"]
    row = pick(rows[:-1])
    other = rows[rows.index(row) + 1]
    row["rank"], other["rank"] = other["rank"], row["rank"]


@breaks("ranking_wrong")
def priority_ignored(plan, pick):
    row = pick([row for row in decided(plan, "targeted") if row["rank"] == "1" and row["profile"] == "eib"])
    with_reasons(row, priority=False)


@breaks("cap_without_file")
def over_the_cap_without_a_list(plan, pick):
    pick(decided(plan, "targeted"))["decision"] = "over_cap"


@breaks("cap_out_of_order")
def cap_cuts_the_ranking_twice(plan, pick):
    hire(plan)
    rows = [row for row in decided(plan, "targeted") if row["profile"] == "eib"]
    pick(rows[:-1])["decision"] = "over_cap"


@breaks("teacher_without_caseload")
def teacher_forgotten(plan, pick):
    plan.caseloads.remove(pick(plan.caseloads))


@breaks("teacher_repeated")
def teacher_in_two_caseloads(plan, pick):
    plan.caseloads.append(dict(pick(plan.caseloads), accompanist="220004-MULTIGRADE-01"))


@breaks("teacher_not_targeted")
def teacher_of_a_service_that_is_not_targeted(plan, pick):
    row = dict(
        pick(of(plan, "EIB")), teacher="P100009100", post="C100009100", cod_mod="1000091", codlocal="X2"
    )
    plan.caseloads.append(row)


@breaks("teacher_not_targeted")
def post_that_is_not_targeted(plan, pick):
    row = pick([row for row in plan.caseloads if row["teacher"] == "P100000300"])
    row["cod_mod"], row["codlocal"], row["post"] = "1000091", "X2", "C100009101"


@breaks("teacher_data_wrong")
def post_of_another(plan, pick):
    pick(plan.caseloads)["post"] = "C0"


@breaks("teacher_data_wrong")
def premises_of_another(plan, pick):
    pick(plan.caseloads)["codlocal"] = "ZZ"


@breaks("teacher_data_wrong", "teacher_not_targeted")
def service_unheard_of(plan, pick):
    pick(plan.caseloads)["cod_mod"] = "7777777"


@breaks("accompanist_mixed")
def accompanist_with_two_profiles(plan, pick):
    pick(of(plan, "EIB-01")[1:])["accompanist"] = "090009-FULL_PRIMARY-02"


@breaks("accompanist_mixed")
def accompanist_with_two_ugel(plan, pick):
    pick(of(plan, "EIB-01")[1:])["cod_ugel"] = "220004"


@breaks("accompanist_unknown")
def accompanist_named_otherwise(plan, pick):
    name = pick(sorted({row["accompanist"] for row in plan.caseloads}))
    for row in plan.caseloads + plan.activities:
        row["accompanist"] = row["accompanist"].replace(name, "PEPE")


@breaks("accompanist_unknown")
def accompanist_not_hired(plan, pick):
    name = hire(plan)
    plan.facts = replace(
        plan.facts, accompanists={k: v for k, v in plan.facts.accompanists.items() if k != pick([name])}
    )


@breaks("accompanist_unknown")
def accompanist_hired_for_another_profile(plan, pick):
    hire(plan, profile=pick(["multigrade", "full_primary"]))


@breaks("accompanist_unknown")
def accompanist_hired_for_another_ugel(plan, pick):
    hire(plan, ugel=pick(["160004"]))


@breaks("caseload_too_large")
def eighth_teacher_on_the_frontier(plan, pick):
    key = pick(of(plan, "EIB-01"))["cod_mod"]
    services = tuple(
        replace(service, ratio_max=7) if service.key[0] == key else service for service in plan.facts.services
    )
    plan.facts = replace(plan.facts, services=services)


@breaks("caseload_too_large", "premises_split", "language_mixed")
def teachers_handed_over(plan, pick):
    pick(of(plan, "EIB-02")[:6])["accompanist"] = "090009-EIB-01"


@breaks("ratio_max_wrong")
def maximum_raised(plan, pick):
    pick(plan.caseloads)["ratio_max"] = "16"


@breaks("ratio_min_wrong")
def minimum_invented(plan, pick):
    pick(of(plan, "EIB"))["ratio_min"] = "6"


@breaks("ratio_min_wrong")
def minimum_left_out(plan, pick):
    pick(of(plan, "MULTIGRADE"))["ratio_min"] = ""


@breaks("ratio_numeral_wrong")
def numeral_of_the_ratio_left_out(plan, pick):
    pick(plan.caseloads)["numeral"] = ""


@breaks("minimum_unsaid")
def minimum_not_reached_and_not_said(plan, pick):
    del pick
    for row in of(plan, "MULTIGRADE"):
        row["note"] = ""


@breaks("premises_split")
def small_premises_split(plan, pick):
    pick([row for row in plan.caseloads if row["codlocal"] == "I2"])["accompanist"] = "090009-FULL_PRIMARY-01"


@breaks("premises_split")
def small_language_split(plan, pick):
    """Q4 has two large languages; a third, small one stays whole."""
    services = tuple(
        replace(service, language="shipibo", premises="Q4") if service.key[0] == "1000001" else service
        for service in plan.facts.services
    )
    plan.facts = replace(plan.facts, services=services)
    rows = [row for row in plan.caseloads if row["cod_mod"] == "1000001"]
    for row in rows:
        row["codlocal"], row["language"] = "Q4", "shipibo"
    pick(rows)["accompanist"] = "090009-EIB-02"


@breaks("service_split")
def large_service_in_three_parts(plan, pick):
    rows = [row for row in plan.caseloads if row["cod_mod"] == "1000011"]
    pick(rows)["accompanist"] = "090009-FULL_PRIMARY-03"


@breaks("language_mixed")
def two_large_languages(plan, pick):
    row = pick(of(plan, "EIB-02")[:6])
    for other in of(plan, "EIB-02"):
        if other["codlocal"] == "Q4" and other is not row:
            other["accompanist"] = "090009-EIB-01"


@breaks("language_unsaid")
def small_language_joined_without_note(plan, pick):
    del pick
    for row in of(plan, "EIB-02"):
        row["note"] = ""


@breaks("language_not_spoken")
def language_not_hers(plan, pick):
    name = hire(plan, languages=frozenset({pick(["quechua", "aimara"])}))
    for row in of(plan, name):
        row["note"] = ""


@breaks("language_column_wrong")
def language_of_another(plan, pick):
    pick(plan.caseloads)["language"] = "inglés"


@breaks("base_wrong")
def base_at_another_school_of_the_caseload(plan, pick):
    base = pick([("-12.15000", "-74.62000"), ("-12.12000", "-74.70000"), ("-12.20000", "-74.65000")])
    for row in of(plan, "EIB-01"):
        row["base_lat"], row["base_lon"] = base


@breaks("base_wrong")
def base_nowhere(plan, pick):
    name = pick(sorted({row["accompanist"] for row in plan.caseloads}))
    for row in of(plan, name):
        row["base_lat"], row["base_lon"] = "-10.00000", "-70.00000"


@breaks("base_wrong")
def base_left_out(plan, pick):
    name = pick(sorted({row["accompanist"] for row in plan.caseloads}))
    for row in of(plan, name):
        row["base_lat"] = row["base_lon"] = ""


@breaks("base_wrong")
def base_that_is_not_the_home(plan, pick):
    hire(plan, home=(-12.2, pick([-74.66, -74.7])))


@breaks("base_differs")
def two_bases(plan, pick):
    pick(of(plan, "FULL_PRIMARY-02")[1:])["base_lat"] = "-12.01000"


@breaks("rows_not_sorted")
def caseloads_out_of_order(plan, pick):
    row = pick(plan.caseloads[1:])
    plan.caseloads.remove(row)
    plan.caseloads.insert(0, row)


@breaks("rows_not_sorted")
def targeting_out_of_order(plan, pick):
    row = pick(plan.targeting[1:])
    plan.targeting.remove(row)
    plan.targeting.insert(0, row)


@pytest.mark.parametrize(("codes", "spoil"), SPOILERS)
@settings(max_examples=PLACES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(place=st.integers(0, 10_000))
def test_spoiled_caseloads_are_caught(codes, spoil, valid_plan, place):
    plan = valid_plan.copy()
    spoil(plan, lambda rows: rows[place % len(rows)])
    assert set(codes) <= plan.codes()


def test_hired_accompanist_with_home_and_languages_is_silent(plan):
    name = hire(plan, home=(-12.25, -74.66), languages=frozenset({"awajún", "shipibo"}))
    for row in of(plan, name):
        row["base_lat"], row["base_lon"] = "-12.25000", "-74.66000"
    assert plan.check() == ()


def test_a_language_that_is_not_hers_may_be_given_with_a_note(plan):
    hire(plan, languages=frozenset({"quechua"}))
    assert plan.check() == ()


def test_the_cap_cuts_the_end_of_the_ranking(plan):
    hire(plan)
    last = max(
        (row for row in plan.targeting if row["profile"] == "full_secondary"),
        key=lambda row: int(row["rank"]),
    )
    last["decision"] = "over_cap"
    rules = {violation.rule for violation in plan.check() if violation.file == "targeting.csv"}
    assert rules == set()
    assert "teacher_not_targeted" in plan.codes()


def test_a_failed_criterion_and_an_exclusion_may_bear_either_name(plan):
    row = next(row for row in plan.targeting if row["decision"] == "excluded")
    with_reasons(row, criterion=False)
    assert plan.check() == ()
    row["decision"] = "not_targeted"
    assert plan.check() == ()


def test_schools_without_a_place_are_not_measured(plan):
    places = {name: place for name, place in plan.facts.travel.premises.items() if name != "Q3"}
    plan.facts = replace(plan.facts, travel=replace(plan.facts.travel, premises=places))
    for row in of(plan, "EIB-01"):
        row["base_lat"], row["base_lon"] = "-12.20000", "-74.65000"
    assert plan.check() == ()


def test_a_school_without_ratio_or_students_is_not_judged_by_them(plan):
    services = tuple(replace(service, ratio_max=None, students=None) for service in plan.facts.services)
    plan.facts = replace(plan.facts, services=services)
    assert plan.check() == ()
