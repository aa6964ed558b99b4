from __future__ import annotations

from http import HTTPStatus

import pytest

from pusaq.people.domain.appointments import open_account, register_person
from pusaq.people.domain.roles import assign_role
from pusaq.people.permissions import actor_for
from pusaq.territory.domain.organisations import UnknownKindError, register_organisation
from pusaq.territory.enums import OrganisationKind
from pusaq_core.io.catalogue import catalogue_root
from pusaq_core.io.country import default_calendar
from tests.pusaq.files import DAY, NOW


def body(country, *kinds):
    parent = None
    for kind in kinds:
        parent = register_organisation(
            country=country, kind=kind, code=f"{kind.value}1", name=kind.label, short_name=kind.value,
            parent=parent, by=None, now=NOW,
        )  # fmt: skip
    return parent


@pytest.mark.requirement("X-012")
def test_acting_in_another_country_changes_labels_terms_calendar_and_roles():
    person = register_person(country="pe", code="P1", given_names="Ana", surnames="Soto", by=None)
    user = open_account(person=person, username="ana", by=None)
    peru = body("pe", OrganisationKind.MINISTRY, OrganisationKind.REGIONAL_DIRECTORATE)
    chile = body("cl", OrganisationKind.MINISTRY, OrganisationKind.PUBLIC_DIRECTORATE, OrganisationKind.SLEP)
    here = assign_role(role="especialista_dre", organisation=peru, person=person, by=None)
    there = assign_role(role="direccion_slep", organisation=chile, person=person, by=None)

    seen = {}
    for assignment in (here, there):
        actor = actor_for(user, on=DAY, chosen=assignment.pk)
        calendar = default_calendar(actor.pack.code, 2026, root=catalogue_root()).calendar
        seen[actor.country] = (
            list(actor.pack.organisations),
            actor.pack.words["escuela"],
            actor.pack.levels["primaria"],
            actor.pack.terms["acompanante"],
            calendar.school_days()[0].isoformat(),
            actor.pack.time_zone,
            actor.role.id,
            {role.id for role in actor.roles_here} & {"especialista_dre", "direccion_slep"},
            actor.scope("territory.read").paths,
        )
    assert seen == {
        "pe": (
            ["ministerio", "dre", "ugel", "red", "unidad"],
            "IE",
            "Primaria",
            "acompañante pedagógico",
            "2026-03-16",
            "America/Lima",
            "especialista_dre",
            {"especialista_dre"},
            ("pe/dre1/",),
        ),
        "cl": (
            ["ministerio", "dep", "slep", "uatp"],
            "establecimiento",
            "Básica",
            "profesional UATP",
            "2026-03-04",
            "America/Santiago",
            "direccion_slep",
            {"direccion_slep"},
            ("cl/dep1/slep1/",),
        ),
    }


@pytest.mark.requirement("X-012")
def test_whoever_switches_her_role_reads_the_words_and_areas_of_the_other_country(client, world):
    user = world.act("especialista_dre", "pe/220000/")
    user.person.roles.create(role="direccion_slep", organisation=world.organisations["cl/01/"])
    client.force_login(user)
    seen = {}
    for country in ("pe", "cl"):
        assignment = user.person.roles.get(organisation__country=country)
        if country == "cl":
            assert client.post("/rol/", {"role": assignment.pk}).status_code == HTTPStatus.FOUND
        answer = client.get("/territorio/")
        assert answer.status_code == HTTPStatus.OK
        text = answer.content.decode()
        main = text[text.index("<main") :]
        seen[country] = (
            "II.EE." in text, "stablecimientos" in text, "DRE San Martín" in main,
            "SLEP Costa Central" in main, 'href="/acompanamiento/focalizacion/"' in text,
        )  # fmt: skip
    assert seen == {"pe": (True, False, True, False, True), "cl": (False, True, False, True, False)}


def test_a_country_has_only_the_kinds_of_its_pack():
    peru = body("pe", OrganisationKind.MINISTRY)
    with pytest.raises(UnknownKindError, match="slep"):
        register_organisation(
            country="pe", kind=OrganisationKind.SLEP, code="x", name="x", short_name="x",
            parent=peru, by=None, now=NOW,
        )  # fmt: skip
