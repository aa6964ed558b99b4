from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from pusaq.accompaniment import today
from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.models import AnnualPlan, CaseloadSlot, Unplaced, Visit
from pusaq.accompaniment.year.domain import publish_plan
from pusaq.agenda.enums import ActivityState
from pusaq.agenda.models import Activity, ActivityDay
from pusaq.common.sorting import sort_key
from pusaq.people.models import Appointment
from pusaq.territory.models import Organisation, School
from tests.pusaq import planned
from tests.pusaq.planned import NOW, free_visit
from tests.pusaq.roles import actor

THURSDAY = dt.datetime(2026, 8, 13, 15, tzinfo=dt.UTC)
DAY = THURSDAY.date()
MONDAY, SUNDAY = dt.date(2026, 8, 10), dt.date(2026, 8, 16)
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def region(ugel):
    return ugel.organisation.parent


@pytest.fixture
def specialist(ugel):
    return actor("especialista_ugel", ugel.organisation)


@pytest.fixture
def director(region):
    return actor("director_dre", region)


def rows(kind=None):
    return [row for row in planned.core_plan().tables["activities"] if kind in {None, row["kind"]}]


def without_plan(region, name="UGEL Sin Plan"):
    return Organisation.objects.create(
        country="pe",
        kind="ugel",
        code=f"{len(name):06d}",
        name=name,
        short_name=name,
        parent=region,
        path=f"{region.path}{len(name)}/",
        sort_key=sort_key(name),
    )


def cards(role, place=None, now=THURSDAY):
    return today.cards(role=role, now=now, place=place or role.organisation)


def by_title(role, place=None, now=THURSDAY):
    return {str(card.title): card for card in cards(role, place, now)}


def drawn(given):
    """Everything that cards put on a page, the sentence included."""
    return "".join(
        str(card.sentence)
        + (render_to_string(card.template, {"card": card}) if card.template else "")
        + "".join(f"{item.label} {item.hint}" for item in card.items)
        for card in given
    )


def words(page):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def names_of_teachers(plan):
    slots = [slot for share in plan.caseloads.all() for slot in share.slots.select_related("person")]
    return {str(slot.person) for slot in slots if slot.person}


def test_the_specialist_reads_the_state_of_the_plan_and_of_the_week(published, specialist):
    sentence = words(by_title(specialist)["Esta semana en el campo"].sentence)
    teachers = len(planned.core_plan().tables["caseloads"])
    week = [row for row in rows() if row["start"] <= SUNDAY and row["end"] >= MONDAY]
    visits = sum(row["kind"] == "visit" for row in week)
    assert "está publicado desde el 20 de febrero" in sentence
    assert f"{teachers} docentes con {published.caseloads.count()} acompañantes" in sentence
    assert f"Esta semana tocan {visits} visitas" in sentence


def test_the_grid_has_every_accompanist_and_every_day_of_hers(published, specialist):
    grid = by_title(specialist)["Esta semana en el campo"].data
    assert [row.caseload.letter for row in grid.rows][:3] == ["A", "B", "C"]
    assert len(grid.rows) == published.caseloads.count()
    assert [column.date for column in grid.columns if column.is_today] == [DAY]
    for row in grid.rows:
        code = published.caseloads.get(pk=row.caseload.pk).accompanist.code
        busy = set()
        for one in rows():
            if code in one["accompanist"]:
                busy |= {one["start"] + dt.timedelta(n) for n in range(one["days"])}
        expected = [column.date in busy for column in grid.columns]
        shown = [bool(cell.blocks) for cell in row.cells for _day in range(cell.span)]
        assert shown == expected, row.caseload.letter


def test_neighbouring_days_of_one_activity_are_one_cell(published, specialist):
    long = next(
        row
        for row in rows("visit")
        if row["days"] >= 2 and row["start"] >= MONDAY and row["end"] <= MONDAY + dt.timedelta(4)
    )
    grid = by_title(specialist)["Esta semana en el campo"].data
    row = next(
        row
        for row in grid.rows
        if published.caseloads.get(pk=row.caseload.pk).accompanist.code in long["accompanist"]
    )
    assert long["days"] in [cell.span for cell in row.cells if cell.blocks]
    assert sum(cell.span for cell in row.cells) == len(grid.columns)


def test_what_was_cancelled_is_not_in_the_week(published, specialist):
    Activity.objects.filter(days__date__range=(MONDAY, SUNDAY)).update(state=ActivityState.CANCELLED)
    given = by_title(specialist)["Esta semana en el campo"]
    assert "Esta semana no hay actividades" in given.sentence
    assert not any(cell.blocks for row in given.data.rows for cell in row.cells)
    assert published.items.count()


@pytest.mark.usefixtures("published")
def test_what_is_planned_to_date_is_what_is_over_by_the_day(specialist):
    found = {one.kind: one for one in by_title(specialist)["Planificado a la fecha"].data.measures}
    for kind in ("visit", "gia", "rtc"):
        over = [row for row in rows(kind) if row["end"] <= DAY]
        assert (found[kind].due, found[kind].total) == (len(over), len(rows(kind)))
    days = [row["days"] for row in rows("workshop") if row["end"] <= DAY]
    assert found["workshop"].due == sum(days)
    assert found["workshop"].total == sum(row["days"] for row in rows("workshop"))
    assert "5.6.1 c" in found["visit"].numerals


@pytest.mark.usefixtures("published")
def test_numbers_to_date_explain_themselves_and_never_say_done(specialist):
    page = drawn(cards(specialist))
    assert page.count("Fórmula") == len(by_title(specialist)["Planificado a la fecha"].data.measures)
    assert '#n-5-6-1-c"' in page
    assert "plan 2026, versión 1, publicado el 20 feb 2026" in page
    assert not re.search(r"\bhech[ao]s?\b", words(page))
    assert "style=" not in page


def test_a_proposal_waits_for_whoever_may_publish(plan, ugel, specialist):
    found = by_title(specialist)
    assert found["plan por publicar"].count == 1
    assert found["plan por publicar"].waiting
    assert found["plan por publicar"].items[0].hint == "versión 1"
    assert "nadie lo ve todavía" in found["Plan anual"].sentence
    assert "plan por publicar" not in by_title(actor("rci", ugel.organisation))
    publish_plan(plan=plan, by=None, now=NOW)
    assert "plan por publicar" not in by_title(specialist)
    ugel.store()
    assert by_title(specialist)["plan por publicar"].items[0].hint == "versión 2"


def test_what_has_no_place_and_who_is_missing_wait(published, specialist):
    own = published.caseloads.order_by("letter").first()
    Unplaced.objects.create(plan=published, caseload=own, kind="gia", times=3, days=3, reason="No cabe")
    slot = own.slots.first().slot
    before = by_title(specialist)
    Appointment.objects.filter(post=slot.post).update(ends_on=dt.date(2026, 8, 1))
    found = by_title(specialist)
    assert found["actividades sin lugar en el año"].count == 3
    missing = [card for title, card in found.items() if "sin docente hoy" in title]
    was_missing = [card for title, card in before.items() if "sin docente hoy" in title]
    assert missing[0].count == 1 + (was_missing[0].count if was_missing else 0)


def test_an_accompanist_who_left_leaves_a_post_without_person(published, specialist):
    own = published.caseloads.order_by("letter").first()
    assert "Plaza sin persona" not in words(drawn(cards(specialist)))
    Appointment.objects.filter(post=own.accompanist).update(ends_on=dt.date(2026, 8, 1))
    page = drawn(cards(specialist))
    assert "Plaza sin persona" in words(page)
    assert reverse("accompaniment:caseload", args=[own.pk]) in page


def test_a_ugel_without_plan_says_what_comes_first(region):
    empty = without_plan(region)
    (card,) = cards(actor("especialista_ugel", empty))
    assert "Todavía no hay plan 2026 de UGEL Sin Plan." in card.sentence
    assert "padrón" in card.empty


def test_the_cards_of_a_ugel_take_three_queries(published, specialist, django_assert_num_queries):
    for now in (NOW, THURSDAY):
        with django_assert_num_queries(3):
            cards(specialist, now=now)
    published.caseloads.exclude(letter="A").delete()
    Activity.objects.filter(days__date__lte=SUNDAY).update(state=ActivityState.CANCELLED)
    with django_assert_num_queries(3):
        cards(specialist)


def test_a_director_sees_each_ugel_and_what_it_needs(published, region, director, django_assert_num_queries):
    without_plan(region)
    with django_assert_num_queries(2):
        board = by_title(director)["UGEL"]
    lines = {line.name: line for line in board.data.lines}
    assert set(lines) == {published.organisation.short_name, "UGEL Sin Plan"}
    mine = lines[published.organisation.short_name]
    assert mine.teachers == len(planned.core_plan().tables["caseloads"])
    assert mine.visits.due == sum(row["end"] <= DAY for row in rows("visit"))
    assert not mine.needs
    assert lines["UGEL Sin Plan"].needs
    assert "1 de 2 UGEL tiene su plan 2026 publicado." in board.sentence
    assert "<b>UGEL Sin Plan</b> no tiene plan." in board.sentence
    page = words(drawn([board]))
    assert "Versión 1, 20 feb 2026" in page
    assert "Sin plan" in page
    assert "1 feb 2026" in page


def test_the_only_ugel_of_a_region_is_named_once(published, director):
    name = published.organisation.short_name

    def said():
        sentence = words(by_title(director)["UGEL"].sentence)
        assert sentence.count(name) == 1
        return sentence.strip()

    assert said().endswith(". No le falta acompañante ni le queda actividad sin lugar.")
    own = published.caseloads.first()
    Appointment.objects.filter(post=own.accompanist).update(ends_on=dt.date(2026, 8, 1))
    assert said().endswith(". Tiene 1 plaza de acompañante sin persona.")
    AnnualPlan.objects.update(state=PlanState.PROPOSAL, published_at=None)
    assert said() == f"{name} aún no publica su plan 2026. Tiene una versión sin publicar."
    AnnualPlan.objects.update(year=2027)
    assert said() == f"{name} aún no publica su plan 2026. No tiene ninguna versión calculada."


def test_the_table_takes_the_same_queries_for_any_number_of_ugel(
    published, region, director, django_assert_num_queries
):
    assert published.caseloads.exists()
    for number in range(8):
        without_plan(region, f"UGEL {'x' * number}")
    with django_assert_num_queries(2):
        (board, _to_date) = cards(director)
    assert board.count == 9
    assert "y 5 más esperan algo" in words(board.sentence)


def test_a_director_never_reads_names_of_teachers(published, director, ugel):
    names = names_of_teachers(published)
    assert names
    for place in (director.organisation, ugel.organisation):
        page = words(drawn(cards(director, place)))
        assert not [name for name in names if name in page]


def test_the_place_chosen_narrows_the_table_to_its_week(published, director, ugel):
    assert "Esta semana en el campo" in by_title(director, ugel.organisation)
    neighbour = actor("director_dre", planned.load_ugel(planned.CASTILLA).organisation.parent)
    given = by_title(neighbour, ugel.organisation)
    assert published.organisation.short_name not in drawn(given.values())


def test_the_ministry_sees_regions_with_their_sums(published, ugel, region):
    without_plan(region)
    ministry = region.parent
    board = by_title(actor("difods", ministry))["Regiones"].data
    (line,) = board.lines
    assert (line.name, line.ugels, line.planned) == (region.short_name, 2, 1)
    assert line.teachers == CaseloadSlot.objects.filter(caseload__plan=published).count() > 0
    assert line.place_id == region.pk
    assert ugel.organisation.short_name not in words(drawn(by_title(actor("difods", ministry)).values()))


def test_names_that_hold_markup_are_shown_as_text(published, specialist, director, accompanist_of):
    Organisation.objects.filter(pk=published.organisation_id).update(short_name=HOSTILE)
    School.objects.update(name=HOSTILE)
    person = published.caseloads.order_by("letter").first().accompanist.appointments.first().person
    person.given_names = HOSTILE
    person.save()
    for role in (specialist, director, accompanist_of(published.caseloads.first())):
        page = drawn(cards(role))
        assert "<img" not in page
        assert "&lt;img" in page


@pytest.fixture
def accompanist_of(ugel):
    return lambda caseload: actor("acompanante", ugel.organisation, post=caseload.accompanist)


def test_the_week_follows_an_activity_that_moves(published, specialist):
    row = free_visit(planned.core_plan())
    before = dt.datetime.combine(row["start"], dt.time(15), dt.UTC)
    first = row["start"].weekday()
    share = published.caseloads.get(accompanist__code=row["accompanist"][0])

    def busy():
        grid = by_title(specialist, now=before)["Esta semana en el campo"].data
        mine = next(one for one in grid.rows if one.caseload.pk == share.pk)
        return [bool(cell.blocks) for cell in mine.cells for _day in range(cell.span)][first : first + 2]

    assert busy() == [True, False]
    visit = Visit.objects.get(key=row["activity"]).activity
    ActivityDay.objects.filter(activity=visit).update(date=row["start"] + dt.timedelta(1))
    assert busy() == [False, True]


@pytest.mark.usefixtures("published")
def test_the_week_says_what_was_not_held(specialist):
    week = "Esta semana en el campo"
    legend = 'class="k k-x"'
    assert legend not in drawn([by_title(specialist)[week]])
    visit = Visit.objects.filter(activity__days__date__range=(MONDAY, DAY)).first()
    Activity.objects.filter(pk=visit.pk).update(state=ActivityState.NOT_HELD)
    text = drawn([by_title(specialist)[week]])
    assert legend in text
    assert 'class="stint k-x"' in text
    assert ": no se hizo</span>" in text
