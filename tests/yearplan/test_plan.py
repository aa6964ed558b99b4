from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from pusaq_core.errors import InputError
from pusaq_core.io.plan_schema import as_text
from pusaq_core.yearplan.inputs import Closure, Options
from pusaq_core.yearplan.plan import check_tables, make_plan
from tests.planning.stopping import StopAfterCalls
from tests.yearplan.conftest import LATE, LATE_KEY

SURCUBAMBA, CASTILLA = "090009", "040005"


def test_the_plan_of_a_ugel_has_no_violation_and_nothing_missing(plan):
    assert plan.violations == ()
    assert plan.tables["unplaced"] == []
    assert not plan.cut


@pytest.mark.long
@pytest.mark.parametrize(
    "lost",
    [
        [(date(2026, 4, 6), date(2026, 5, 1)), (date(2026, 8, 10), date(2026, 9, 18))],
        [(date(2026, 3, 16), date(2026, 4, 17)), (date(2026, 9, 21), date(2026, 11, 6))],
    ],
)
def test_a_year_that_lost_two_months_has_no_violation_and_says_what_is_missing(whole, lost):
    given, _plan = whole
    events = [Closure("pais", "", first, last, "huelga") for first, last in lost]
    inputs = replace(given, events=(*given.events, *events))
    plan = make_plan(inputs, Options((SURCUBAMBA,), effort=1))
    assert plan.violations == ()
    assert plan.tables["unplaced"]


def test_every_service_has_one_decision(plan, read):
    services = read.inputs.registry.filter(pl.col("CODOOII") == SURCUBAMBA)
    rows = plan.tables["targeting"]
    assert sorted((r["cod_mod"], r["anexo"]) for r in rows) == sorted(
        services.select("COD_MOD", "ANEXO").rows()
    )
    assert Counter(r["decision"] for r in rows)["targeted"] == plan.summary["total"]["targeted"] > 0


def test_every_teacher_gets_the_dose_of_the_norm(plan, read):
    lengths = defaultdict(list)
    meetings = Counter()
    for row in plan.tables["activities"]:
        for teacher in filter(None, row["teachers"]):
            if row["kind"] == "visit":
                lengths[teacher].append(row["days"])
            elif row["kind"] in {"gia", "rtc"}:
                meetings[teacher, row["kind"]] += 1
    for row in plan.tables["caseloads"]:
        dose = read.inputs.norm.dose(row["profile"])
        assert tuple(sorted(lengths[row["teacher"]])) == dose.visits.lengths
        assert meetings[row["teacher"], "gia"] == dose.of("gia").times
        assert meetings[row["teacher"], "rtc"] == dose.of("rtc").times


def test_the_summary_counts_what_the_files_hold(plan):
    total = plan.summary["total"]
    assert total["services"] == len(plan.tables["targeting"])
    assert total["teachers"] == len(plan.tables["caseloads"])
    assert total["accompanists"] == len({r["accompanist"] for r in plan.tables["caseloads"]})
    assert total["activities"] == len(plan.tables["activities"])
    assert total["km_bound"] <= total["km"]
    assert total["timetable_bound"] <= total["timetable_km"]
    assert plan.summary["ugel"][SURCUBAMBA]["km"] == total["km"]
    assert plan.summary["fuera_de_periodo"] is True
    assert total["sin_dato"]["eib-ece-ugel"] > 0
    assert total["supuestos"]["separacion_visitas_dias"] == 21
    titles = plan.summary["titulos"]
    assert set(titles) == {*total["supuestos"], *total["sin_dato"]}
    assert titles["cargos_acompanados"] == "Cargos que se acompañan"
    assert titles["eib-ece-ugel"] == "UGEL con resultados de la ECE en inicio y proceso"


def test_ids_name_the_slot_and_are_unique(plan):
    ids = [row["activity"] for row in plan.tables["activities"]]
    assert len(set(ids)) == len(ids)
    visits = [row for row in plan.tables["activities"] if row["kind"] == "visit"]
    post_of = {row["teacher"]: row["post"] for row in plan.tables["caseloads"]}
    for row in visits:
        assert row["activity"] == f"2026-V-{post_of[row['teachers'][0]]}-{row['number']}"


def test_the_order_in_which_problems_are_solved_changes_nothing(plan, read):
    def backwards(function, items):
        listed = list(items)
        return reversed([function(item) for item in reversed(listed)])

    again = make_plan(read.inputs, Options((SURCUBAMBA,), effort=1), mapper=backwards)
    assert again == plan


def test_one_ugel_alone_and_with_another_gives_the_same_rows(plan, read):
    both = make_plan(read.inputs, Options((CASTILLA, SURCUBAMBA), effort=1))
    assert both.violations == ()
    for name in ("targeting", "caseloads", "activities"):
        assert [row for row in both.tables[name] if row["cod_ugel"] == SURCUBAMBA] == plan.tables[name]
    assert both.summary["ugel"][SURCUBAMBA] == plan.summary["ugel"][SURCUBAMBA]
    assert both.summary["total"]["teachers"] == sum(u["teachers"] for u in both.summary["ugel"].values())


def test_progress_tells_every_stage_to_its_end(told_plan):
    _plan, told = told_plan
    stages = list(dict.fromkeys(stage for stage, _, _ in told))
    assert stages == ["targeting", "caseloads", "timetable", "check"]
    for stage in stages:
        done, total = [(d, t) for s, d, t in told if s == stage][-1]
        assert done == total


def test_a_plan_that_is_stopped_is_still_a_plan(read):
    stopped = make_plan(read.inputs, Options((SURCUBAMBA,), effort=1), stop=StopAfterCalls(3))
    assert stopped.cut
    assert stopped.violations == ()
    assert stopped.summary["total"]["teachers"] == len(stopped.tables["caseloads"])


def test_hired_people_their_homes_and_events_are_respected(plan_with_people, read_with_people):
    assert plan_with_people.violations == ()
    hired = {person.key: person for person in read_with_people.inputs.hired}
    for row in plan_with_people.tables["caseloads"]:
        assert hired[row["accompanist"]].profile == row["profile"]
    first = {}
    for row in plan_with_people.tables["activities"]:
        for key in row["accompanist"]:
            first[key] = min(row["start"], first.get(key, row["start"]))
    assert {key: day for key, day in first.items() if day < hired[key].start} == {}
    late = {key for key, person in hired.items() if person.start == LATE}
    assert late == {LATE_KEY}
    assert max(day for key, day in first.items() if key not in late) < LATE


def test_the_last_schools_of_the_ranking_are_left_out_without_people(read_with_people):
    inputs = read_with_people.inputs
    few = tuple(p for p in inputs.hired if p.ugel == SURCUBAMBA and p.profile == "full_primary")
    capped = make_plan(replace(inputs, hired=few), Options((SURCUBAMBA,), effort=1))
    assert capped.violations == ()
    ranked = [row for row in capped.tables["targeting"] if row["profile"] == "full_primary"]
    inside = [row["rank"] for row in ranked if row["decision"] == "targeted"]
    outside = [row["rank"] for row in ranked if row["decision"] == "over_cap"]
    assert inside
    assert outside
    assert max(inside) < min(outside)
    assert {row["accompanist"] for row in capped.tables["caseloads"]} <= {p.key for p in few}
    others = [row for row in capped.tables["targeting"] if row["profile"] not in {"full_primary", None}]
    assert not [row for row in others if row["decision"] == "targeted"]
    assert capped.summary["total"]["over_cap"] > 0


def test_nobody_hired_gives_a_plan_without_caseloads(read_with_people):
    empty = make_plan(replace(read_with_people.inputs, hired=()), Options((SURCUBAMBA,), effort=1))
    assert empty.violations == ()
    assert empty.tables["caseloads"] == empty.tables["activities"] == []
    assert empty.summary["total"]["gap"] == 0


@pytest.mark.long
def test_a_strike_that_takes_most_of_the_year_is_named_with_its_arithmetic(read):
    calendar = read.inputs.calendar
    days = calendar.school_days()
    strike = Closure("ugel", SURCUBAMBA, days[20], days[130], "paro")
    short = make_plan(replace(read.inputs, events=(strike,)), Options((SURCUBAMBA,), effort=1))
    assert short.violations == ()
    assert short.tables["unplaced"]
    for row in short.tables["unplaced"]:
        assert row["missing"] >= 1
        (lack,) = row["reason"]
        assert lack.needed > lack.available
    assert short.summary["total"]["unplaced"] == sum(row["missing"] for row in short.tables["unplaced"])


def test_the_check_of_tables_finds_a_broken_plan(plan, read):
    tables = {name: as_text(name, rows) for name, rows in plan.tables.items() if rows}
    tables["unplaced"] = as_text("unplaced", [])
    assert check_tables(read.inputs, (SURCUBAMBA,), tables, summary=plan.summary) == ()
    broken = {**tables, "activities": tables["activities"].filter(pl.col("kind") != "gia")}
    assert check_tables(read.inputs, (SURCUBAMBA,), broken, summary=plan.summary)


def test_a_registry_without_an_obligatory_column_is_refused(read):
    inputs = replace(read.inputs, registry=read.inputs.registry.drop("D_GESTION"))
    with pytest.raises(InputError) as caught:
        make_plan(inputs, Options((SURCUBAMBA,)))
    assert {problem.column for problem in caught.value.problems} == {"D_GESTION"}


def test_spare_people_never_make_the_way_longer(plan, read):
    spare = make_plan(read.inputs, Options((SURCUBAMBA,), effort=1, spare=2))
    assert spare.violations == ()
    assert spare.summary["total"]["km"] <= plan.summary["total"]["km"]
    assert spare.summary["total"]["accompanists"] >= plan.summary["total"]["accompanists"]


def test_days_away_are_not_available(plan_with_people, read_with_people):
    inputs = read_with_people.inputs
    school = set(inputs.calendar.school_days(SURCUBAMBA))
    late = {
        person.key: len({day for day in school if day < person.start})
        for person in inputs.hired
        if person.start is not None and person.key in plan_with_people.caseloads
    }
    general = {
        day
        for event in inputs.events
        if event.scope == "pais" or (event.scope, event.code) == ("ugel", SURCUBAMBA)
        for day in school
        if event.start <= day <= event.end
    }
    for key, figures in plan_with_people.caseloads.items():
        own = {
            day
            for event in inputs.events
            if (event.scope, event.code) == ("acompanante", key)
            for day in school
            if event.start <= day <= event.end
        }
        lost = own | general
        assert figures.days_available <= len(school) - len(lost)
        assert figures.days_available >= len(school) - len(lost) - late.get(key, 0)
