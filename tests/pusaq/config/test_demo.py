from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from pusaq.common.models import SearchEntry
from pusaq.common.roles import matrix
from pusaq.config.demo import country_files
from pusaq.config.demo.build import UNPUBLISHED
from pusaq.config.demo.country_files import NORM, SOURCE, write_files
from pusaq.config.demo.fill import fill_demo
from pusaq.config.demo.home import LEFT_AT
from pusaq.config.demo.names import invented_name, rows_of
from pusaq.config.demo.staffing import let_people_leave
from pusaq.library.models import Resource
from pusaq.people.enums import PostKind
from pusaq.people.models import Appointment, Person, Post, RoleAssignment, User
from pusaq.people.permissions import actor_for
from pusaq.territory.models import DataLoad, Organisation, Outline, School, SchoolService
from pusaq_core.io.inputs import Sources, read_inputs
from pusaq_core.yearplan.inputs import Options
from pusaq_core.yearplan.plan import make_plan

TODAY = dt.date(2026, 8, 20)
NOW = dt.datetime(2026, 8, 20, 14, tzinfo=dt.UTC)
CASTILLA, NAUTA = "demo.especialista_ugel.castilla", "demo.especialista_ugel.nauta"
TABLES = (Organisation, School, SchoolService, Post, Person, Appointment, User, RoleAssignment)
KEPT = (*TABLES, DataLoad, Outline, Resource, SearchEntry)


@pytest.fixture
def told(tmp_path, settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "files"}}
    }
    steps = []
    fill_demo(folder=tmp_path / "demo", now=NOW, progress=lambda *step: steps.append(step))
    return steps


def rows():
    return {model.__name__: set(model.objects.values_list("pk", flat=True)) for model in KEPT}


def test_the_demonstration_has_everything_that_its_pages_show(told, tmp_path):
    assert [name for name, _done, _total in told][:3] == ["files", "peru", "chile"]
    assert told[-1][1:] == (9, 9)
    kinds = Counter(Organisation.objects.values_list("country", "kind"))
    assert (kinds["pe", "ugel"], kinds["pe", "unidad"], kinds["cl", "slep"], kinds["cl", "uatp"]) == (
        4,
        9,
        1,
        1,
    )
    assert School.objects.filter(country="cl").count() == 25
    assert set(DataLoad.objects.values_list("source", flat=True)) == {SOURCE}
    assert "emostración" in SOURCE
    assert {"padron", "plazas", "acompanantes", "eventos", "viajes"} == set(
        DataLoad.objects.filter(country="pe").values_list("kind", flat=True)
    )
    hired = Post.objects.filter(kind=PostKind.ACCOMPANIST)
    assert hired.count() > 40
    assert not hired.exclude(appointments__in=Appointment.objects.on(TODAY)).exists()
    assert Outline.objects.filter(organisation__code="220004").exists()
    assert Resource.objects.filter(country="pe", demo=True, closed_at=None).count() == 18
    assert not Resource.objects.exclude(demo=True).exists()
    assert SearchEntry.objects.filter(label="Edinson Pashanase Tapullima").count() == 1

    users = {user.username: user for user in User.objects.all()}
    assert set(users) == {f"demo.{role}" for role in matrix().roles} | {CASTILLA, NAUTA}
    assert not any(user.has_usable_password() for user in users.values())
    acting = {role: actor_for(users[f"demo.{role}"], on=TODAY) for role in matrix().roles}
    assert {role: actor.role.id for role, actor in acting.items()} == {role: role for role in matrix().roles}
    assert acting["docente"].school == acting["directivo"].school
    assert acting["equipo_gestion"].country == "cl"
    elsewhere = [actor_for(users[name], on=TODAY) for name in (CASTILLA, NAUTA)]
    assert [(one.role.id, one.organisation.short_name) for one in elsewhere] == [
        ("especialista_ugel", "UGEL Castilla"),
        ("especialista_ugel", "UGEL Loreto - Nauta"),
    ]
    assert Organisation.objects.get(code=UNPUBLISHED).short_name == "UGEL Castilla"
    assert set(Organisation.objects.filter(kind="dre").values_list("short_name", flat=True)) == {
        "DRE Arequipa",
        "DRE Huancavelica",
        "DRE Loreto",
        "DRE San Martín",
    }

    before = rows()
    fill_demo(folder=tmp_path / "demo", now=NOW, progress=lambda *_step: None)
    assert rows() == before


def test_names_are_as_long_as_real_ones_and_have_their_accents(told):  # noqa: ARG001  (the demonstration is there)
    school = School.objects.get(code="981088")
    assert len(school.name) > 80
    assert {service.name for service in school.services.all()} == {school.name}
    teacher = Person.objects.get(code="P9800084")
    assert len(str(teacher)) > 60
    seat = Appointment.objects.on(TODAY).select_related("post__organisation").get(person=teacher)
    assert seat.post.organisation.code == "220004"
    assert Person.objects.filter(given_names__startswith="Ñ", surnames__contains="ü").exists()


def test_who_left_leaves_a_vacant_post_signed_by_the_administrator(told):  # noqa: ARG001  (same)
    let_people_leave(LEFT_AT)
    let_people_leave(LEFT_AT)
    vacant = Post.objects.filter(code__in=[row["plaza"] for row in rows_of("salidas")])
    assert {post.kind for post in vacant} == {PostKind.ACCOMPANIST, PostKind.TEACHER}
    assert {post.organisation.code for post in vacant} == {"220004"}
    assert not Appointment.objects.on(TODAY).filter(post__in=vacant).exists()
    assert Appointment.objects.on(dt.date(2026, 7, 1)).filter(post__in=vacant).count() == len(vacant) == 2
    administrator = User.objects.get(username="demo.administrador")
    ended = [row.trail.latest() for row in Appointment.objects.filter(post__in=vacant)]
    assert {row.history_user_id for row in ended} == {administrator.pk}


@pytest.mark.long
def test_a_flood_leaves_visits_of_two_schools_without_place(tmp_path):
    write_files(tmp_path)
    read = read_inputs(
        Sources(
            registry=tmp_path / "padron.csv.gz",
            staff=tmp_path / "plazas.csv.gz",
            norm=NORM,
            year=2026,
            ugels=("160004",),
            accompanists=tmp_path / "acompanantes.csv",
            events=tmp_path / "eventos.csv",
            travel=tmp_path / "viajes.csv",
        )
    )
    plan = make_plan(
        read.inputs, Options(("160004",), 0, 1, 0), stop=lambda: False, progress=lambda *_a: None
    )
    assert plan.violations == ()
    flooded = {row["CODIGO"] for row in rows_of("eventos")}
    school_of = {row["teacher"]: row["codlocal"] for row in plan.tables["caseloads"]}
    lacking = plan.tables["unplaced"]
    assert {school_of[row["teacher"]] for row in lacking} == flooded
    assert {fact.code for row in lacking for fact in row["reason"]} == {"no_span"}


def test_a_name_for_somebody_who_is_not_in_the_files_is_a_mistake(tmp_path, monkeypatch):
    monkeypatch.setattr(
        country_files,
        "rows_of",
        lambda name: ({"local": "000", "nombre": "Nadie"},) if name == "escuelas" else (),
    )
    with pytest.raises(LookupError, match="000"):
        write_files(tmp_path)


def test_invented_people_are_the_same_each_time_and_seldom_twice():
    names = [invented_name("pe", "220004", number) for number in range(100)]
    assert names == [invented_name("pe", "220004", number) for number in range(100)]
    assert len(set(names)) == 100
    assert all(surnames.split()[0] != surnames.split()[1] for _given, surnames in names)
