"""The matrix as data, and what each role may see: role × capability × scope."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from pusaq.common.roles import Reach, matrix, read_matrix
from pusaq.common.scope import EVERYTHING, Scope
from pusaq.people.enums import PostKind
from pusaq.people.permissions import actor_for
from pusaq.territory.models import School
from pusaq_core.errors import InputError

TODAY = dt.date(2026, 8, 20)
HOMES = {
    "ministerio": "pe/",
    "unidad": "pe/u-difods/",
    "dre": "pe/220000/",
    "ugel": "pe/220000/220004/",
    "slep": "cl/01/",
    "uatp": "cl/01/",
}
COUNTRY, TERRITORY, SCHOOL, CASELOAD, OWN, NOTHING_AT_ALL = "PTSCO."
CAPABILITIES = (
    *("home.read", "targeting.read", "caseloads.read", "plan.read", "plan.make", "plan.publish"),
    *("agenda.read", "agenda.feed", "people.names", "territory.read", "norms.read", "resources.read"),
    *("api.use", "operations.read", "operations.retry"),
)
# Whole country, territory of the place, its school, own caseload, what is her own, or nothing; by capability.
# Written out from what each may do and not read from the catalogue: a change is made in both.
MATRIX = """
acompanante        ugel               O . C C . .   C O C T P P   . . .
docente            escuela            O . . . . .   O O O S P P   . . .
directivo          escuela            O S . S . .   S O S S P P   . . .
especialista_ugel  ugel               T T T T T T   T T T T P P   T . .
director_ugel      ugel               T T T T . T   T T . T P P   . . .
rci                ugel               T T T T . .   T O T T P P   . . .
cci                dre                T T T T . .   T . . T P P   . . .
epr                dre                T . T T . .   T O . T P P   . . .
especialista_dre   dre                T T T T . .   T T . T P P   T . .
director_dre       dre                T T T T . .   T T . T P P   . . .
difods             unidad             P P P P . .   P . . P P P   P . .
deib               unidad             P P P P . .   P . . P P P   P . .
diser              unidad             P P P P . .   P . . P P P   P . .
dei                unidad             P P . . . .   . . . P P P   . . .
use                unidad             P P P P . .   P . . P P P   P . .
osee               unidad             P P P P . .   P . . P P P   P . .
diri               unidad             P P P P . .   P . . P P P   P . .
difoca             unidad             P P P P . .   P . . P P P   P . .
unidad_organica    unidad             P . . . . .   P . . P P P   . . .
administrador      ugel,dre           T . . . . .   . . . T P P   . . .
operador           ministerio,unidad  P . . . . .   . . . P P P   . P P
profesional_uatp   slep,uatp          T . . . . .   T O . T . P   . . .
equipo_gestion     escuela            O . . . . .   S O . S . P   . . .
direccion_slep     slep               T . . . . .   T . . T . P   . . .
"""
CELLS = {
    role: (held_in.split(","), dict(zip(CAPABILITIES, reaches, strict=True)))
    for role, held_in, *reaches in map(str.split, MATRIX.strip().splitlines())
}
PLACES = [(role, place) for role, (held_in, _) in CELLS.items() for place in held_in]
CHILE = {"profesional_uatp", "equipo_gestion", "direccion_slep"}
SEEN = {
    COUNTRY: {"pe": {"500001", "500002", "500003"}, "cl": {"70001"}},
    NOTHING_AT_ALL: {"pe": set(), "cl": set()},
    OWN: {"pe": set(), "cl": set()},
    CASELOAD: {"pe": set(), "cl": set()},
    SCHOOL: {"pe": {"500001"}, "cl": {"70001"}},
}
BELOW = {
    "pe/": {"500001", "500002", "500003"},
    "pe/u-difods/": set(),
    "pe/220000/": {"500001", "500002"},
    "pe/220000/220004/": {"500001"},
    "cl/01/": {"70001"},
}


def _home(role, place):
    if place == "escuela":
        return "cl/01/s-70001/" if role in CHILE else "pe/220000/220004/s-500001/"
    return HOMES[place]


@pytest.mark.requirement("AP-004")
def test_the_catalogue_has_these_roles_and_capabilities_and_no_other():
    assert tuple(matrix().capabilities) == CAPABILITIES
    assert {role.id: list(role.held_in) for role in matrix().roles.values()} == {
        role: held_in for role, (held_in, _) in CELLS.items()
    }
    assert {role.id for role in matrix().roles.values() if role.country == "cl"} == CHILE


@pytest.mark.requirement("AP-004")
@pytest.mark.parametrize(("role", "place"), PLACES)
def test_every_cell_of_the_matrix(world, role, place):
    home, country = _home(role, place), "cl" if role in CHILE else "pe"
    post = world.post("AC-01", PostKind.ACCOMPANIST, home) if role == "acompanante" else None
    user = world.act(role, home, post=post)
    actor = actor_for(user, on=TODAY)
    assert (actor.role.id, actor.country) == (role, country)
    for capability, reach in CELLS[role][1].items():
        scope = actor.scope(capability)
        assert actor.may(capability) is (reach != NOTHING_AT_ALL), capability
        seen = set(School.objects.within(scope).values_list("code", flat=True))
        assert seen == (BELOW[home] if reach == TERRITORY else SEEN[reach][country]), capability
        assert scope.person == (user.person_id if reach == OWN else None), capability
        assert scope.posts == ({post.pk} if post and reach in {CASELOAD, OWN} else set()), capability
    assert not actor.may("no such capability")


@pytest.mark.requirement("AP-004")
def test_own_posts_are_the_posts_held_today(world):
    post = world.post("AC-01", PostKind.ACCOMPANIST, "pe/220000/220004/")
    user = world.act("acompanante", "pe/220000/220004/", post=post)
    scope = actor_for(user, on=TODAY).scope("caseloads.read")
    assert scope == Scope(posts=frozenset({post.pk}))
    assert post in type(post).objects.within(scope)


@pytest.mark.parametrize(
    ("starts", "ends", "acts"),
    [(None, None, True), (None, TODAY, True), (TODAY, None, True), (None, dt.date(2026, 8, 19), False)],
)
def test_role_ends_with_the_appointment(world, starts, ends, acts):
    post = world.post("AC-01", PostKind.ACCOMPANIST, "pe/220000/220004/")
    user = world.act("acompanante", "pe/220000/220004/", post=post)
    post.appointments.update(starts_on=starts, ends_on=ends)
    assert (actor_for(user, on=TODAY) is not None) is acts


def test_role_ends_on_its_last_day(world):
    user = world.act("rci", "pe/220000/220004/")
    user.person.roles.update(ends_on=dt.date(2026, 8, 19))
    assert actor_for(user, on=TODAY) is None


def test_one_of_several_roles_is_chosen_and_no_foreign_one(world):
    user = world.act("rci", "pe/220000/220004/")
    second = user.person.roles.create(role="epr", organisation=world.organisations["pe/220000/"])
    foreign = world.act("director_dre", "pe/160000/").person.roles.get()
    assert actor_for(user, on=TODAY).role.id == "rci"
    assert actor_for(user, on=TODAY, chosen=second.pk).role.id == "epr"
    assert actor_for(user, on=TODAY, chosen=foreign.pk).role.id == "rci"
    assert [a.role for a in actor_for(user, on=TODAY).others] == ["epr"]


def test_account_without_person_or_closed_acts_for_nobody(world):
    user = world.act("rci", "pe/220000/220004/", is_active=False)
    assert actor_for(user, on=TODAY) is None


def test_scope_of_everything_limits_nothing(world):
    assert School.objects.within(EVERYTHING).count() == len(world.schools)


def test_sister_territory_with_a_longer_code_is_outside(world):
    world.schools["500002"].path = "pe/220000/2200041/s-500002/"
    world.schools["500002"].save()
    inside = School.objects.within(Scope(paths=("pe/220000/220004/",)))
    assert set(inside.values_list("code", flat=True)) == {"500001"}


BODY = """
capacidades: {{home.read: Ver}}
roles:
  uno: {{nombre: Uno, pais: pe, sede: [ugel], puede: {{{can}}}{more}}}
{beside}
"""


@pytest.mark.parametrize(
    ("can", "more", "beside", "where", "found"),
    [
        ("fly: pais", "", "", "roles.uno.puede.fly", "fly"),
        ("home.read: mundo", "", "", "roles.uno.puede.home.read", "mundo"),
        ("home.read: pais", ", color: rojo", "", "roles.uno.color", "color"),
        ("home.read: pais", "", "rutas: {}", "rutas", "rutas"),
        ("home.read: pais", "", "  dos: {nombre: Dos, igual_a: dos}", "roles.dos.igual_a", "dos"),
        ("home.read: pais", "", "  dos: {nombre: Dos, igual_a: uno, puede: {}}", "roles.dos.puede", "puede"),
        ("home.read: pais", "", "  dos: *uno", "", "*uno"),
    ],
)
def test_matrix_that_contradicts_itself_is_refused(tmp_path, can, more, beside, where, found):
    path = tmp_path / "roles.yaml"
    path.write_text(BODY.format(can=can, more=more, beside=beside), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_matrix(path)
    assert [(p.column, p.found) for p in refused.value.problems] == [(where, found)]
    assert refused.value.problems[0].row in {4, 5}


def test_a_role_may_differ_from_another_by_its_name_only(tmp_path):
    path = tmp_path / "roles.yaml"
    like = "  dos: {nombre: Dos, igual_a: uno}"
    path.write_text(BODY.format(can="home.read: pais", more="", beside=like), encoding="utf-8")
    roles = read_matrix(path).roles
    assert roles["dos"] == replace(roles["uno"], id="dos", name="Dos")


def test_matrix_is_read(tmp_path):
    path = tmp_path / "roles.yaml"
    path.write_text(BODY.format(can="home.read: pais", more="", beside=""), encoding="utf-8")
    read = read_matrix(path)
    assert read.capabilities == {"home.read": "Ver"}
    assert read.roles["uno"].can == {"home.read": Reach.COUNTRY}
