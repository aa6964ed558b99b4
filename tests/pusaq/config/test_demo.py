from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from pusaq.common.models import SearchEntry
from pusaq.config.demo.country_files import SOURCE
from pusaq.config.demo.fill import fill_demo
from pusaq.config.demo.names import invented_name
from pusaq.people.enums import PostKind
from pusaq.people.models import Appointment, Person, Post, RoleAssignment, User
from pusaq.people.permissions import actor_for
from pusaq.people.roles import matrix
from pusaq.territory.models import DataLoad, Organisation, Outline, School, SchoolService

TODAY = dt.date(2026, 8, 20)
NOW = dt.datetime(2026, 8, 20, 14, tzinfo=dt.UTC)
TABLES = (Organisation, School, SchoolService, Post, Person, Appointment, User, RoleAssignment)
KEPT = (*TABLES, DataLoad, Outline, SearchEntry)


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
    assert told[-1][1:] == (8, 8)
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
    assert SearchEntry.objects.filter(label="Edinson Pashanase Tapullima").count() == 1

    users = {user.username: user for user in User.objects.all()}
    assert set(users) == {f"demo.{role}" for role in matrix().roles}
    assert not any(user.has_usable_password() for user in users.values())
    acting = {role: actor_for(users[f"demo.{role}"], on=TODAY) for role in matrix().roles}
    assert {role: actor.role.id for role, actor in acting.items()} == {role: role for role in matrix().roles}
    assert acting["docente"].school == acting["directivo"].school
    assert acting["equipo_gestion"].country == "cl"

    before = rows()
    fill_demo(folder=tmp_path / "demo", now=NOW, progress=lambda *_step: None)
    assert rows() == before


def test_invented_people_are_the_same_each_time_and_seldom_twice():
    names = [invented_name("pe", "220004", number) for number in range(100)]
    assert names == [invented_name("pe", "220004", number) for number in range(100)]
    assert len(set(names)) == 100
    assert all(surnames.split()[0] != surnames.split()[1] for _given, surnames in names)
