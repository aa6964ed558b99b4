"""A year under way planned anew: the past stays, the rest moves little, the checker is silent."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pusaq_core.findings.shapes import DaysTaken, Joined
from pusaq_core.io.catalogue import catalogue_root, read_norm_and_amendments
from pusaq_core.io.inputs import read_inputs
from pusaq_core.norms.amendments import load_amendment, versions_of_year
from pusaq_core.yearplan.earlier import Earlier, Previous
from pusaq_core.yearplan.inputs import Closure, Options
from pusaq_core.yearplan.plan import make_plan

UGEL = "090009"
AS_OF = date(2026, 6, 1)
NEW = "P-NUEVA"
AMENDMENT = """
modifica: nt-026-minedu-2019
id: rm-de-prueba
titulo: Un GIA menos desde agosto
codigo: RM-9-2026
aprobada_por: RM 9-2026
fecha: 2026-08-03
aplica: desde_la_fecha
cambios:
  - {ruta: "dosis.eib.gia.total", valor: 3, numeral: "1"}
  - {ruta: "dosis.multigrado.gia.total", valor: 3, numeral: "1"}
"""


def as_earlier(plan):
    tables = {name: tuple(rows) for name, rows in plan.tables.items()}
    parts = (tables[name] for name in ("targeting", "caseloads", "activities", "unplaced"))
    return Earlier(plan.summary["year"], tuple(plan.summary["ugel"]), *parts, plan.summary)


@pytest.fixture(scope="module")
def base(plan, read):
    return replace(read.inputs, previous=Previous(as_earlier(plan), AS_OF))


WEEK_OFF = Closure("pais", "", date(2026, 9, 7), date(2026, 9, 11), "Paro regional")


@pytest.fixture(scope="module")
def without_a_week(again):
    return again(WEEK_OFF)


@pytest.fixture(scope="module")
def again(base):
    """Replans with other events, staff or day."""

    def run(*events, as_of=AS_OF, **changes):
        inputs = replace(
            base, events=(*base.events, *events), previous=replace(base.previous, as_of=as_of), **changes
        )
        return make_plan(inputs, Options((UGEL,), effort=1))

    return run


def future(plan, as_of=AS_OF):
    return {row["activity"]: row for row in plan.tables["activities"] if row["start"] >= as_of}


def past(plan, as_of=AS_OF):
    return [row for row in plan.tables["activities"] if row["start"] < as_of]


def dates(row):
    return row["start"], row["end"]


def touches(row, event):
    return event.start <= row["end"] and event.end >= row["start"]


def kinds(plan):
    return Counter(row["change"] for row in plan.tables["changes"])


def a_row(plan, kind, as_of=AS_OF, **columns):
    return next(
        row
        for row in plan.tables["activities"]
        if row["kind"] == kind and row["start"] >= as_of and all(row[c] == v for c, v in columns.items())
    )


def test_without_any_news_nothing_changes(plan, again):
    same = again()
    assert same.tables["changes"] == []
    assert {name: same.tables[name] for name in plan.tables} == dict(plan.tables)
    assert same.violations == ()


@pytest.mark.parametrize("days", ["two days", "a week"])
def test_lost_days_move_little_and_the_reason_names_the_event(plan, again, without_a_week, days):
    two_days = replace(WEEK_OFF, start=date(2026, 6, 16), end=date(2026, 6, 17))
    event, new = (WEEK_OFF, without_a_week) if days == "a week" else (two_days, again(two_days))
    assert new.violations == ()
    assert new.tables["unplaced"] == plan.tables["unplaced"]
    assert past(new) == past(plan)
    before, after = future(plan), future(new)
    assert set(after) == set(before)
    possible = [row for row in before.values() if not touches(row, event)]
    kept = sum(row["days"] for row in possible if dates(after[row["activity"]]) == dates(row))
    assert kept >= 0.95 * sum(row["days"] for row in possible)
    moved = {row["activity"]: row for row in new.tables["changes"]}
    blocked = [row for row in before.values() if touches(row, event)]
    assert blocked
    for row in blocked:
        assert moved[row["activity"]]["change"] == "moved"
        (reason,) = moved[row["activity"]]["reason"]
        assert reason == DaysTaken(first=event.start, last=event.end, motive="Paro regional")
    assert not any(touches(row, event) for row in after.values())


def test_the_same_news_give_the_same_plan(again, without_a_week):
    assert again(WEEK_OFF).tables == without_a_week.tables


def test_every_difference_has_one_row_with_both_dates(plan, without_a_week):
    new = without_a_week
    before = {row["activity"]: row for row in plan.tables["activities"]}
    after = {row["activity"]: row for row in new.tables["activities"]}
    different = {name for name in before if dates(before[name]) != dates(after[name])}
    rows = new.tables["changes"]
    assert [row["activity"] for row in rows] == sorted(different)
    for row in rows:
        name = row["activity"]
        assert (row["start_before"], row["start_after"]) == (before[name]["start"], after[name]["start"])


def test_a_teacher_who_left_drops_out_and_what_was_done_stays(plan, again, base):
    (gone,) = a_row(plan, "visit")["teachers"]
    new = again(teachers=base.teachers.filter(pl.col("person") != gone))
    assert new.violations == ()
    assert gone not in {row["teacher"] for row in new.tables["caseloads"]}
    assert past(new) == past(plan)
    assert not any(gone in row["teachers"] for row in future(new).values())
    visits = [
        name for name, row in future(plan).items() if row["kind"] == "visit" and row["teachers"] == (gone,)
    ]
    dropped = [row["activity"] for row in new.tables["changes"] if row["change"] == "dropped"]
    assert set(visits) <= set(dropped)


def test_a_new_holder_of_a_post_takes_over_its_slot(plan, again, base):
    row = a_row(plan, "visit")
    person = pl.when(pl.col("person") == row["teachers"][0]).then(pl.lit(NEW)).otherwise(pl.col("person"))
    new = again(teachers=base.teachers.with_columns(person.alias("person")))
    assert new.violations == ()
    assert kinds(new).keys() == {"reassigned"}
    assert future(new)[row["activity"]]["teachers"] == (NEW,)
    assert dates(future(new)[row["activity"]]) == dates(row)
    assert past(new) == past(plan)
    assert all(Joined(people=(NEW,)) in change["reason"] for change in new.tables["changes"])


def with_new_post(base, row):
    posts = base.teachers.filter((pl.col("cod_mod") == row["cod_mod"]) & (pl.col("anexo") == row["anexo"]))
    newcomer = posts.head(1).with_columns(post=pl.lit("PZ-NUEVA"), person=pl.lit(NEW))
    return pl.concat([base.teachers, newcomer])


def test_a_new_post_joins_a_caseload_with_room_and_gets_what_fits(plan, again, base):
    loads = Counter(row["accompanist"] for row in plan.tables["caseloads"])
    row = next(r for r in plan.tables["caseloads"] if loads[r["accompanist"]] < r["ratio_max"])
    new = again(teachers=with_new_post(base, row), as_of=date(2026, 3, 1))
    mine = next(r for r in new.tables["caseloads"] if r["teacher"] == NEW)
    assert mine["accompanist"] == row["accompanist"]
    visits = [r for r in new.tables["activities"] if r["kind"] == "visit" and r["teachers"] == (NEW,)]
    assert tuple(sorted(r["days"] for r in visits)) == base.norm.dose(row["profile"]).visits.lengths
    assert new.violations == ()
    assert len(new.tables["caseloads"]) == len(plan.tables["caseloads"]) + 1


def test_a_blocked_workshop_moves_for_the_whole_family(plan, again):
    workshops = [r for r in future(plan).values() if r["kind"] == "workshop"]
    row = next(r for r in workshops if sum(dates(other) == dates(r) for other in workshops) > 1)
    together = [r for r in workshops if dates(r) == dates(row)]
    new = again(Closure("ugel", UGEL, row["start"], row["end"], "Emergencia"))
    assert new.violations == ()
    moved = {dates(future(new)[r["activity"]]) for r in together if r["activity"] in future(new)}
    assert dates(row) not in moved
    assert kinds(new)["moved"] >= len(together)


def test_a_leave_of_one_accompanist_moves_only_her_days(plan, again):
    row = a_row(plan, "visit", as_of=date(2026, 9, 1))
    event = Closure("acompanante", row["accompanist"][0], row["start"], row["end"] + timedelta(4), "Licencia")
    new = again(event)
    assert new.violations == ()
    ids = {r["activity"] for r in new.tables["changes"]}
    assert row["activity"] in ids
    assert {r["accompanist"] for name, r in future(plan).items() if name in ids} == {row["accompanist"]}


def test_a_closed_school_moves_its_visits_and_meetings(plan, again):
    row = a_row(plan, "visit", as_of=date(2026, 9, 1))
    event = Closure("local", row["codlocal"][0], row["start"], row["end"], "Inundación")
    new = again(event)
    assert new.violations == ()
    assert dates(future(new)[row["activity"]]) != dates(row)
    reasons = next(r["reason"] for r in new.tables["changes"] if r["activity"] == row["activity"])
    assert [fact.motive for fact in reasons] == ["Inundación"]


def test_what_cannot_be_placed_is_named_with_its_arithmetic(plan, again):
    (key,) = a_row(plan, "visit")["accompanist"]
    new = again(Closure("acompanante", key, date(2026, 6, 1), date(2026, 12, 31), "Licencia"))
    missing = new.tables["unplaced"]
    assert missing
    assert {row["accompanist"] for row in missing} == {key}
    assert all(fact.needed > fact.available for row in missing for fact in row["reason"])
    assert past(new) == past(plan)
    assert new.violations == ()


LOST = st.integers(1, 8).flatmap(
    lambda weeks: st.tuples(st.integers(0, 28 - weeks), st.just(weeks), st.sampled_from(["pais", "half"]))
)


@pytest.mark.long
@settings(max_examples=1 if settings.default.max_examples <= 100 else 20)
@given(lost=LOST)
@example(lost=(2, 6, "half"))  # their own workshop lies in the gap, and no teacher meets them there
def test_whatever_weeks_are_lost_the_auditor_finds_nothing_and_repeats_every_reason(plan, again, lost):
    replanned_without(plan, again, *lost)


@pytest.mark.long
def test_after_nine_lost_weeks_what_has_no_place_is_proven(whole):
    given, plan = whole
    continued = replace(given, previous=Previous(as_earlier(plan), AS_OF))

    def again(*events):
        return make_plan(replace(continued, events=(*given.events, *events)), Options((UGEL,), effort=1))

    assert replanned_without(plan, again, 10, 9, "pais").tables["unplaced"]


def replanned_without(plan, again, first, weeks, who):
    """The half of the accompanists on leave, or everybody, for some weeks."""
    start = AS_OF + timedelta(7 * first)
    end = start + timedelta(7 * weeks - 3)
    keys = sorted({row["accompanist"] for row in plan.tables["caseloads"]})
    scopes = [("pais", "")] if who == "pais" else [("acompanante", key) for key in keys[::2]]
    new = again(*(Closure(scope, key, start, end, "Paro") for scope, key in scopes))
    assert new.violations == ()
    assert past(new) == past(plan)
    return new


def test_an_amendment_from_its_date_on_changes_what_is_left(plan, again, base):
    norm, _ = read_norm_and_amendments("nt-026-minedu-2019")
    amendment = load_amendment(AMENDMENT, file="rm.yaml")
    days = base.calendar.school_days()
    amended = versions_of_year(norm, [amendment], first=days[0], last=days[-1])[-1][1]
    as_of = date(2026, 8, 3)
    new = again(norm=amended, as_of=as_of)
    profile = {row["accompanist"]: row["profile"] for row in new.tables["caseloads"]}
    assert amended.dose("eib").of("gia").times == 3
    gia = Counter()
    for row in new.tables["activities"]:
        if row["kind"] == "gia" and profile.get(row["accompanist"][0]) in {"eib", "multigrade"}:
            for teacher in row["teachers"]:
                gia[teacher] += 1
    assert set(gia.values()) == {3}
    assert "dropped" in kinds(new)
    later = [
        r for r in future(new, as_of).values() if r["kind"] == "gia" and profile[r["accompanist"][0]] == "eib"
    ]
    assert later
    assert all("RM-9-2026 1" in row["numeral"] for row in later)
    assert past(new, as_of) == past(plan, as_of)
    assert new.violations == ()


def test_an_amendment_that_shortens_workshops_shortens_those_to_come(again, base):
    norm, _ = read_norm_and_amendments("nt-026-minedu-2019")
    text = AMENDMENT.replace("eib.gia.total", "eib.taller.dias").replace(
        "multigrado.gia.total", "multigrado.taller.dias"
    )
    amendment = load_amendment(text.replace("valor: 3", "valor: 9"), file="rm.yaml")
    days = base.calendar.school_days()
    amended = versions_of_year(norm, [amendment], first=days[0], last=days[-1])[-1][1]
    new = again(norm=amended, as_of=date(2026, 8, 3))
    profile = {row["accompanist"]: row["profile"] for row in new.tables["caseloads"]}
    held = Counter()
    for row in new.tables["activities"]:
        if row["kind"] == "workshop" and profile[row["accompanist"][0]] == "eib":
            held[row["accompanist"]] += row["days"]
    assert set(held.values()) == {9}
    assert new.violations == ()


@pytest.mark.parametrize(("since", "times"), [("2026-02-01", 3), ("2026-08-03", 4)])
def test_a_plan_follows_the_norm_of_its_first_school_day(sources, tmp_path, since, times):
    norm = tmp_path / "nt-026-minedu-2019.yaml"
    norm.write_bytes((catalogue_root() / "norms/pe" / norm.name).read_bytes())
    (tmp_path / "rm.yaml").write_text(AMENDMENT.replace("2026-08-03", since), encoding="utf-8")
    assert read_inputs(replace(sources, norm=str(norm))).inputs.norm.dose("eib").of("gia").times == times


def test_a_newcomer_joins_the_meetings_of_her_school(plan, again, base):
    loads = Counter(row["accompanist"] for row in plan.tables["caseloads"])
    row = next(r for r in plan.tables["caseloads"] if loads[r["accompanist"]] < r["ratio_max"])
    new = again(teachers=with_new_post(base, row))
    hers = [r for r in new.tables["activities"] if NEW in r["teachers"]]
    assert all(r["start"] >= AS_OF for r in hers)
    meetings = [r for r in hers if r["kind"] in {"gia", "rtc", "workshop"}]
    assert meetings
    assert all(len(r["teachers"]) > 1 for r in meetings)
    assert {v.rule for v in new.violations} <= {"dose_times", "meeting_without_visit"}


def test_new_activities_are_named_after_the_year_of_the_plan_whatever_a_row_says(plan, base):
    first = min(plan.tables["activities"], key=lambda row: row["start"])
    day = date(2025, 12, 1)
    rows = tuple(
        row | {"start": day, "end": day} if row is first else row for row in plan.tables["activities"]
    )
    strange = replace(base.previous, plan=replace(base.previous.plan, activities=rows))
    new = make_plan(replace(base, previous=strange), Options((UGEL,), effort=1))
    workshops = [row["activity"] for row in new.tables["activities"] if row["kind"] == "workshop"]
    assert workshops
    assert all(name.startswith("2026-") for name in workshops)
