"""What the API gives: only what lies in the key's scope, page by page, and never an error of ours."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
import schemathesis
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from pusaq.agenda.enums import ActivityState, Part
from pusaq.agenda.models import Activity, ActivityDay, ActivityPlace, Participation
from pusaq.common.clock import real_now
from pusaq.people.enums import PostKind
from pusaq.people.models import Appointment, Person
from tests.pusaq.markup import opened

LAMAS = "pe/220000/220004/"
LISTS = [
    "organisations",
    "schools",
    "services",
    "activities",
    "targeting-decisions",
    "annual-plans",
    "caseloads",
    "unplaced",
    "resources",
]


@pytest.fixture
def visit(world):
    """A visit to a teacher of each school of Peru, by an accompanist of its UGEL."""
    made = []
    for code, school in sorted(world.schools.items()):
        teacher = world.post(f"D{code}", PostKind.TEACHER, code)
        person = Person.objects.create(
            country=school.country, code=f"T{code}", given_names="Nilda", surnames=code
        )
        Appointment.objects.create(post=teacher, person=person)
        day = dt.date(2026, 8, 24)
        activity = Activity.objects.create(
            kind="accompaniment.visit",
            title="Visita 3",
            number=3,
            state=ActivityState.PUBLISHED,
            path=school.path,
            starts_on=day,
            ends_on=day,
            changed_at=real_now(),
        )
        ActivityDay.objects.create(activity=activity, date=day)
        ActivityPlace.objects.create(activity=activity, school=school)
        Participation.objects.create(activity=activity, post=teacher, person=person, part=Part.ACCOMPANIED)
        made.append(activity)
    return made


@pytest.fixture
def ask(client, world):
    """Ask as a new person with a role at a place."""

    def of(role, place, address):
        client.force_login(world.act(role, place))
        return client.get(f"/api/v1/{address}")

    return of


@pytest.mark.parametrize(
    ("role", "place", "codes"),
    [
        ("especialista_ugel", LAMAS, {"500001"}),
        ("director_dre", "pe/220000/", {"500001", "500002"}),
        ("difods", "pe/u-difods/", {"500001", "500002", "500003"}),
        ("directivo", f"{LAMAS}s-500001/", {"500001"}),
        ("profesional_uatp", "cl/01/", {"70001"}),
    ],
)
@pytest.mark.usefixtures("visit")
def test_lists_hold_what_lies_in_the_scope(ask, role, place, codes):
    assert {row["code"] for row in ask(role, place, "schools").json()["results"]} == codes
    found = ask(role, place, "activities?since=2026-08-24&kind=accompaniment.visit").json()["results"]
    assert {code for row in found for code in row["schools"]} == codes


def test_detail_out_of_territory_is_not_found(ask, world, visit):
    school = world.schools["500003"]
    assert ask("especialista_ugel", LAMAS, f"schools/{school.pk}").status_code == HTTPStatus.NOT_FOUND
    foreign = next(one for one in visit if one.path == school.path)
    assert ask("especialista_ugel", LAMAS, f"activities/{foreign.pk}").status_code == HTTPStatus.NOT_FOUND
    assert ask("difods", "pe/u-difods/", f"activities/{foreign.pk}").status_code == HTTPStatus.OK


@pytest.mark.usefixtures("visit")
def test_teachers_are_named_only_where_the_matrix_says(ask):
    def names(role, place):
        rows = ask(role, place, "activities").json()["results"]
        return {one["name"] for row in rows for one in row["participants"]}

    assert names("especialista_ugel", LAMAS) == {"Nilda 500001"}
    assert names("director_dre", "pe/220000/") == {None}
    assert names("difods", "pe/u-difods/") == {None}


def test_the_api_names_whom_the_page_names(ask, client, world, visit):
    here = next(one for one in visit if one.path == world.schools["500001"].path)
    leading = world.post("A500001", PostKind.ACCOMPANIST, LAMAS)
    guide = Person.objects.create(country="pe", code="G1", given_names="Ada", surnames="Luz")
    Appointment.objects.create(post=leading, person=guide)
    Participation.objects.create(activity=here, post=leading, part=Part.CONDUCTS)

    def named(role, place):
        (row,) = ask(role, place, "activities?path=" + here.path).json()["results"]
        one = client.get(f"/api/v1/activities/{here.pk}").json()
        assert one == row
        page = opened(client.get(f"/agenda/{here.pk}/"))
        for name in ("Ada Luz", "Nilda 500001"):
            assert (name in page) == (name in {one["name"] for one in row["participants"]})
        return {one["part"]: one["name"] for one in row["participants"]}

    assert named("especialista_ugel", LAMAS) == {"conducts": "Ada Luz", "accompanied": "Nilda 500001"}
    assert named("director_dre", "pe/220000/") == {"conducts": "Ada Luz", "accompanied": None}


@pytest.mark.parametrize("name", ["targeting-decisions", "annual-plans", "caseloads", "unplaced"])
def test_role_without_the_capability_is_refused(ask, name):
    answer = ask("direccion_slep", "cl/01/", name)
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "detail" in answer.json()


@pytest.mark.parametrize("name", LISTS)
def test_nobody_reads_a_list_without_entering(client, name):
    assert client.get(f"/api/v1/{name}").status_code == HTTPStatus.UNAUTHORIZED


def test_cursor_goes_through_every_row_once(ask, client):
    address, seen = "/api/v1/organisations?page_size=2", []
    ask("difods", "pe/u-difods/", "me")
    while address:
        page = client.get(address).json()
        assert len(page["results"]) <= 2
        seen += [row["path"] for row in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 7


def test_list_costs_the_same_for_one_row_and_for_many(client, world, visit):
    def cost(place, rows):
        client.force_login(world.act("especialista_ugel" if rows == 1 else "difods", place))
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get("/api/v1/activities").json()["results"]) == rows
        return len(queries)

    assert len(visit) > 3
    assert cost(LAMAS, 1) == cost("pe/u-difods/", 3)


# With a server that only answers in this process, the description is read when the first test asks for it.
@pytest.fixture
def described(client):
    answer = client.get("/api/v1/openapi.json")
    return schemathesis.openapi.from_dict(answer.json())


def _addresses(schema):
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.long
@pytest.mark.usefixtures("visit")
def test_no_call_however_odd_is_an_error_of_ours(ask, client, described):
    ask("difods", "pe/u-difods/", "me")
    operations = _addresses(described)
    assert len(operations) > 10
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
        def call(case):
            words = {name: value for name, value in (case.query or {}).items() if value is not None}
            answer = client.get(f"/api/v1{case.formatted_path.removeprefix('/api/v1')}", words)
            assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, (case.formatted_path, words)

        call()
