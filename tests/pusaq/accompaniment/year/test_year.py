from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from pusaq.accompaniment.caseloads.queries import caseloads
from pusaq.accompaniment.field.queries.due import added, due_and_numerals
from pusaq.accompaniment.models import Unplaced
from pusaq.accompaniment.year.domain import publish_plan
from pusaq.accompaniment.year.queries import caseload_doses
from pusaq.accompaniment.year.queries.free_days import FreeDays, free_days
from pusaq.accompaniment.year.queries.scheduled import keys_of
from pusaq.accompaniment.year.queries.ugel_year import ugel_year
from pusaq.accompaniment.year.queries.unplaced import unplaced
from pusaq.accompaniment.year.queries.year import accompanist_year, initial
from pusaq.agenda.models import Activity
from pusaq.common.scope import EVERYTHING, NOTHING, Scope
from pusaq.people.models import Appointment
from pusaq.territory.models import Outline, School
from tests.pusaq import planned
from tests.pusaq.planned import NOW, YEAR, free_visit, moved, without

TODAY = NOW.date()


@pytest.fixture
def caseload(plan):
    return caseloads.caseload_in(EVERYTHING, plan.caseloads.order_by("letter").first().pk)


def core_rows(code, kind=None):
    return [
        row
        for row in planned.core_plan().tables["activities"]
        if code in row["accompanist"] and kind in {None, row["kind"]}
    ]


def test_the_year_has_every_activity_on_its_days(caseload):
    year = accompanist_year(caseload, names=NOTHING)
    code = caseload.accompanist.code
    keys = keys_of([entry.item for entry in year.entries])
    assert set(keys.values()) == {row["activity"] for row in core_rows(code)}
    assert year.counts == Counter(row["kind"] for row in core_rows(code))
    shown = Counter(keys[e.item.id] for month in year.months for day in month for e in day.entries)
    assert shown == {row["activity"]: row["days"] for row in core_rows(code)}
    assert len(year.months) == 12
    assert sum(len(month) for month in year.months) == 365
    assert year.days["visit"] == sum(row["days"] for row in core_rows(code, "visit"))


def test_days_without_work_say_why(caseload):
    days = {day.date: day for month in accompanist_year(caseload, names=NOTHING).months for day in month}
    kinds = {
        d: days[d].kind for d in (date(2026, 5, 1), date(2026, 5, 20), date(2026, 1, 7), date(2026, 5, 9))
    }
    assert list(kinds.values()) == ["holiday", "management", "pause", "weekend"]
    assert days[date(2026, 3, 16)].kind == "class"


def test_free_days_are_those_of_the_core(caseload):
    year = accompanist_year(caseload, names=NOTHING)
    figures = planned.core_plan().caseloads[caseload.accompanist.code]
    whole = free_days(caseload, on=date(YEAR, 1, 1))
    assert (whole.days, whole.at_most) == (figures.days_available - figures.days_used, False)
    assert whole.used == year.days_used == figures.days_used
    shown = [day.date for month in year.months for day in month if day.kind == "class" and not day.entries]
    away = 172 - figures.days_available
    assert len(shown) == whole.days + away


@pytest.mark.parametrize("month", [5, 9, 12])
def test_days_that_are_over_are_no_longer_free(caseload, month):
    on = date(YEAR, month, 10)
    year = accompanist_year(caseload, names=NOTHING)
    left = sum(
        day.kind == "class" and not day.entries and day.date >= on for days in year.months for day in days
    )
    caseload.days_available = 172
    assert free_days(caseload, on=on) == FreeDays(year.days_used, left, at_most=False)
    caseload.days_available = 170
    assert free_days(caseload, on=on) == FreeDays(
        year.days_used, min(left, 170 - year.days_used), at_most=True
    )


def test_what_was_not_held_gives_no_day_back_and_what_is_cancelled_does(published):
    own = caseloads.caseload_in(EVERYTHING, published.caseloads.order_by("letter").first().pk)
    own.days_available = 172
    on = date(YEAR, 9, 10)
    before = free_days(own, on=on)
    mine = Activity.objects.filter(participations__post=own.accompanist, kind="accompaniment.visit")
    gone = mine.filter(ends_on__lt=on).order_by("starts_on").first()
    Activity.objects.filter(pk=gone.pk).update(state="not_held")
    assert free_days(own, on=on).days == before.days
    later = mine.filter(starts_on__gt=on).order_by("starts_on").first()
    Activity.objects.filter(pk=later.pk).update(state="cancelled")
    assert free_days(own, on=on).days == before.days + later.days.count()


def test_a_visit_has_the_letter_of_its_school(caseload):
    entry = next(e for e in accompanist_year(caseload, names=NOTHING).entries if e.item.kind == "visit")
    assert entry.letter == initial(entry.schools[0].name)
    assert (initial("981001 Ñusta"), initial("12")) == ("Ñ", "")


def test_names_of_teachers_show_only_where_the_scope_holds(caseload):
    def names(scope):
        return {name for entry in accompanist_year(caseload, names=scope).entries for name in entry.teachers}

    everybody = names(EVERYTHING)
    assert len(everybody) == caseload.teachers
    assert names(NOTHING) == set()
    assert names(Scope(posts=frozenset({caseload.accompanist_id}))) == everybody
    slot = caseload.slots.first()
    assert names(Scope(person=slot.person_id)) == {str(slot.person)}


def test_what_is_new_or_moved_is_told_against_the_plan_published_before(ugel, caseload):
    assert accompanist_year(caseload, names=NOTHING).compared_with is None
    made = planned.core_plan()
    visit = free_visit(made)
    other = next(r for r in core_rows(visit["accompanist"][0], "visit") if r["activity"] != visit["activity"])
    earlier = ugel.store(without(moved(made, visit["activity"], 1), other["activity"]))
    publish_plan(plan=earlier, by=None, now=NOW)
    now = ugel.store()
    mine = now.caseloads.get(accompanist__code=visit["accompanist"][0])
    year = accompanist_year(caseloads.caseload_in(EVERYTHING, mine.pk), names=NOTHING)
    assert year.compared_with == earlier.version
    keys = keys_of([entry.item for entry in year.entries])
    assert [(keys[e.item.id], e.moved_from) for e in year.entries if e.moved_from] == [
        (visit["activity"], visit["start"] + timedelta(1))
    ]
    assert [keys[entry.item.id] for entry in year.entries if entry.is_new] == [other["activity"]]


def test_entries_of_a_published_plan_know_their_activities(plan, caseload):
    assert {e.activity_id for e in accompanist_year(caseload, names=NOTHING).entries} == {None}
    publish_plan(plan=plan, by=None, now=NOW)
    mine = caseloads.caseload_in(EVERYTHING, caseload.pk)
    assert None not in {entry.activity_id for entry in accompanist_year(mine, names=NOTHING).entries}


@pytest.mark.parametrize(("publishing", "queries"), [(False, 5), (True, 8)])
def test_a_year_takes_the_same_queries_whatever_it_holds(
    plan, django_assert_num_queries, publishing, queries
):
    if publishing:
        publish_plan(plan=plan, by=None, now=NOW)
    letters = [plan.caseloads.order_by(order).first() for order in ("teachers", "-teachers")]
    for row in letters:
        mine = caseloads.caseload_in(EVERYTHING, row.pk)
        with django_assert_num_queries(queries):
            year = accompanist_year(mine, names=EVERYTHING)
        assert len(year.entries) == mine.items.count()


def test_the_year_of_the_ugel_has_a_cell_for_each_week(plan, django_assert_num_queries):
    with django_assert_num_queries(3):
        year = ugel_year(plan, scope=EVERYTHING, on=TODAY)
    assert [row.caseload.caseload.letter for row in year.rows][:3] == ["A", "B", "C"]
    for row in year.rows:
        code = row.caseload.caseload.accompanist.code
        cells = {week.monday: cell for week, cell in zip(year.weeks, row.cells, strict=True)}
        expected = defaultdict(int)
        for activity in core_rows(code, "visit"):
            expected[activity["start"] - timedelta(activity["start"].weekday())] += activity["days"]
        assert {monday: c.travel_days for monday, c in cells.items() if c.travel_days} == expected
        assert max(cell.travel_days for cell in row.cells) <= 5
        assert sum(cell.times["gia"] for cell in row.cells) == len(core_rows(code, "gia"))
        assert sum(cell.times["rtc"] for cell in row.cells) == len(core_rows(code, "rtc"))


def test_workshops_of_a_family_stand_once(plan):
    year = ugel_year(plan, scope=EVERYTHING, on=TODAY)
    for kind in ("workshop", "own_workshop"):
        days = sum(span.days * len(span.letters) for span in year.workshops if span.kind == kind)
        rows = [row for row in planned.core_plan().tables["activities"] if row["kind"] == kind]
        assert days == sum(row["days"] for row in rows)
        assert len([span for span in year.workshops if span.kind == kind]) < len(rows)
    labour_day = next(week for week in year.weeks if week.monday == date(2026, 4, 27))
    assert labour_day.holidays == (date(2026, 5, 1),)


def test_a_reader_sees_the_rows_of_her_scope(plan):
    own = plan.caseloads.first()
    scope = Scope(posts=frozenset({own.accompanist_id}))
    year = ugel_year(plan, scope=scope, on=TODAY)
    assert [row.caseload.caseload for row in year.rows] == [own]
    assert ugel_year(plan, scope=NOTHING, on=TODAY).rows == ()


def test_caseload_rows_and_totals(plan, django_assert_num_queries):
    with django_assert_num_queries(2):
        rows = caseloads.caseload_rows(plan, scope=EVERYTHING, on=date(2026, 6, 1))
    assert all(row.name for row in rows)
    total = caseloads.caseload_totals(plan, rows)
    members = planned.core_plan().tables["caseloads"]
    assert (total.caseloads, total.teachers) == (len(rows), len(members))
    assert total.schools == len({row["codlocal"] for row in members})
    assert total.weighted_km == pytest.approx(planned.core_plan().summary["total"]["km"], abs=1)
    best = caseloads.optimum(plan)
    assert best.km >= best.bound > 0
    assert not best.was_cut
    assert best.gap is not None
    plan.summary |= {"km_bound": 0.0, "gap": 0.0}
    assert caseloads.optimum(plan).gap is None


def test_the_map_shows_each_school_once(plan, django_assert_num_queries):
    Outline.objects.create(organisation=plan.organisation, geometry={"type": "Polygon"}, source="x")
    with django_assert_num_queries(4):
        shown = caseloads.caseload_map(plan, scope=EVERYTHING, territory=EVERYTHING)
    members = planned.core_plan().tables["caseloads"]
    schools = {f["properties"]["code"]: f["properties"] for f in shown["schools"]["features"]}
    unknown = School.objects.filter(latitude=None)
    assert set(schools) == {row["codlocal"] for row in members} - set(unknown.values_list("code", flat=True))
    shown_teachers = [one["letters"] for one in (*schools.values(), *shown["nowhere"])]
    assert sum(n for letters in shown_teachers for n in letters.values()) == len(members)
    assert {one["name"] for one in shown["nowhere"]} <= set(unknown.values_list("name", flat=True))
    bases = plan.caseloads.exclude(base=None).exclude(base__latitude=None)
    assert sorted(letter for one in schools.values() for letter in one["base_of"]) == sorted(
        bases.values_list("letter", flat=True)
    )
    others = {f["properties"]["code"] for f in shown["others"]["features"]}
    assert not others & set(schools)
    assert len(others) + len(schools) == School.objects.exclude(latitude=None).count()
    assert shown["outline"] == {"type": "Polygon"}


def test_the_map_of_an_accompanist_shows_her_schools(plan):
    own = plan.caseloads.first()
    shown = caseloads.caseload_map(
        plan, scope=Scope(posts=frozenset({own.accompanist_id})), territory=NOTHING
    )
    assert {tuple(f["properties"]["letters"]) for f in shown["schools"]["features"]} == {(own.letter,)}
    assert shown["others"]["features"] == []


def test_what_has_no_place_says_whose_it_is(plan, caseload):
    Unplaced.objects.create(plan=plan, caseload=caseload, kind="gia", times=1, days=1, reason="No cabe")
    rows = unplaced(plan, scope=EVERYTHING)
    assert [(row.caseload.letter, row.reason) for row in rows] == [(caseload.letter, "No cabe")]
    assert not unplaced(plan, scope=NOTHING).exists()


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 31)])
def test_what_is_due_is_what_is_over_by_the_day(plan, day, django_assert_num_queries):
    publish_plan(plan=plan, by=None, now=NOW)
    with django_assert_num_queries(1):
        found, _numerals = due_and_numerals(scope=EVERYTHING, year=YEAR, on=day)
    rows = planned.core_plan().tables["activities"]
    for due in found[plan.organisation_id]:
        over = [row for row in rows if row["kind"] == due.kind and row["end"] <= day]
        assert (due.due, due.due_days) == (len(over), sum(row["days"] for row in over))
        assert due.total == sum(row["kind"] == due.kind for row in rows)
    assert added([found[plan.organisation_id]] * 2)[0].total == 2 * found[plan.organisation_id][0].total


@pytest.mark.usefixtures("plan")
def test_what_is_due_of_a_proposal_counts_for_no_ugel():
    assert due_and_numerals(scope=EVERYTHING, year=YEAR, on=date(2026, 12, 31)) == ({}, {})


def test_a_teacher_who_left_leaves_a_vacant_post_in_the_caseload(caseload):
    day = date(2026, 8, 20)
    posts = caseload.slots.values("slot__post")
    seated = Appointment.objects.on(day).filter(post__in=posts)
    left = seated.select_related("post").order_by("post__code")[0]
    Appointment.objects.filter(post=left.post).update(ends_on=date(2026, 7, 31))
    before, after = (
        {row.post.code: row for row in caseload_doses.by_teacher(caseload, names=EVERYTHING, on=on)}
        for on in (date(2026, 7, 31), day)
    )
    code = left.post.code
    assert (before[code].is_vacant, before[code].name) == (False, str(left.person))
    assert (after[code].is_vacant, after[code].name) == (True, "")
    assert before[code].doses == after[code].doses
    assert [row.is_vacant for key, row in after.items() if key != code] == [False] * (len(after) - 1)


def test_by_school_and_by_teacher_have_the_same_totals(plan, django_assert_num_queries):
    rows = planned.core_plan().tables
    for row in plan.caseloads.select_related("accompanist"):
        with django_assert_num_queries(2):
            schools = caseload_doses.by_school(row)
        with django_assert_num_queries(3):
            teachers = caseload_doses.by_teacher(row, names=EVERYTHING, on=date(2026, 6, 30))
        total = caseload_doses.totals(schools)
        assert total == caseload_doses.totals(teachers)
        own = {r["teacher"] for r in rows["caseloads"] if r["accompanist"] == row.accompanist.code}
        visits = [r for r in rows["activities"] if r["kind"] == "visit" and own.issuperset(r["teachers"])]
        meetings = [
            teacher
            for r in rows["activities"]
            if r["kind"] == "rtc"
            for teacher in r["teachers"]
            if teacher in own
        ]
        counts = total.counts
        assert (total.teachers, counts["visit"], counts["rtc"]) == (len(own), len(visits), len(meetings))
        assert counts["visit_days"] == sum(visit["days"] for visit in visits)
        assert (len(teachers), len(schools)) == (row.teachers, row.schools)
