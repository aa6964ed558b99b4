"""The matrix as data, and what each role may see: role × capability × scope."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from pusaq.common.roles import Reach, matrix, read_matrix
from pusaq.common.scope import EVERYTHING, NOTHING, Scope
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
SEEN = {
    Reach.COUNTRY: {"pe": {"500001", "500002", "500003"}, "cl": {"70001"}},
    Reach.OWN: {"pe": set(), "cl": set()},
    Reach.CASELOAD: {"pe": set(), "cl": set()},
    Reach.SCHOOL: {"pe": {"500001"}, "cl": {"70001"}},
}
BELOW = {
    "pe/": {"500001", "500002", "500003"},
    "pe/u-difods/": set(),
    "pe/220000/": {"500001", "500002"},
    "pe/220000/220004/": {"500001"},
    "cl/01/": {"70001"},
}
ACTORS_OF_THE_NORM = {
    *("acompanante", "directivo", "epr", "docente", "cci", "rci", "difods", "deib", "diser", "dei"),
    *("use", "osee", "diri", "especialista_dre", "director_dre", "especialista_ugel", "director_ugel"),
}


def _home(role, place):
    if place == "escuela":
        return "pe/220000/220004/s-500001/" if role.country == "pe" else "cl/01/s-70001/"
    return HOMES[place]


CELLS = [
    pytest.param(role, place, capability, id=f"{role.id}-{place}-{capability}")
    for role in matrix().roles.values()
    for place in role.held_in
    for capability in matrix().capabilities
]


@pytest.mark.parametrize(("role", "place", "capability"), CELLS)
def test_every_cell_of_the_matrix(world, role, place, capability):
    home = _home(role, place)
    actor = actor_for(world.act(role, home), on=TODAY)
    scope = actor.scope(capability)
    assert actor.may(capability) is (capability in role.can)
    seen = set(School.objects.within(scope).values_list("code", flat=True))
    reach = role.can.get(capability)
    if reach is None:
        assert scope == NOTHING
        assert seen == set()
    elif reach is Reach.TERRITORY:
        assert seen == BELOW[home]
    else:
        assert seen == SEEN[reach][role.country]


@pytest.mark.requirement("AP-004")
@pytest.mark.parametrize("name", sorted(ACTORS_OF_THE_NORM))
def test_every_actor_of_the_norm_has_a_role_that_ends_at_its_place(world, name):
    role = matrix().roles[name]
    home = _home(role, role.held_in[0])
    actor = actor_for(world.act(role, home), on=TODAY)
    assert actor.role == role
    may_see = BELOW["pe/"] if "unidad" in role.held_in else BELOW.get(home, {"500001"})
    # Norms and resources belong to the whole country.
    for capability in set(role.can) - {"norms.read", "resources.read"}:
        seen = set(School.objects.within(actor.scope(capability)).values_list("code", flat=True))
        assert seen <= may_see
    assert not actor.may("no such capability")


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
