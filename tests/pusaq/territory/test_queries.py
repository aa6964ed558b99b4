from __future__ import annotations

import pytest

from pusaq.common.scope import NOTHING, Scope
from pusaq.territory.enums import Level, OrganisationKind
from pusaq.territory.models import Organisation, School
from pusaq.territory.queries import (
    ancestors,
    organisation_children,
    organisations_of_kind,
    school_with_services,
    schools,
    services,
    top_organisations,
)
from tests.pusaq.files import DAY, LATER, TWO_UNITS
from tests.pusaq.files import services as rows_of

PERU = Scope(paths=("pe/",))
LAMAS = Scope(paths=("pe/220000/220004/",))


def test_the_switcher_begins_at_the_scope_and_stays_within(load):
    load(TWO_UNITS)
    assert [o.code for o in top_organisations(PERU)] == ["pe"]
    ministry = Organisation.objects.get(code="pe")
    children = organisation_children(ministry, scope=PERU)
    assert [(o.short_name, o.open_children) for o in children] == [("DRE Loreto", 1), ("DRE San Martín", 1)]
    assert [o.code for o in top_organisations(LAMAS)] == ["220004"]
    assert list(organisation_children(ministry, scope=LAMAS)) == []
    assert [o.code for o in organisations_of_kind(OrganisationKind.LOCAL_UNIT, scope=LAMAS)] == ["220004"]
    assert [o.code for o in ancestors("pe/220000/220004/s-100001/")] == ["pe", "220000", "220004"]


def test_lists_hold_what_is_there_within_the_scope(load):
    load(TWO_UNITS)
    load(TWO_UNITS[:1] + TWO_UNITS[2:], day=LATER)
    assert [s.code for s in schools(scope=PERU)] == ["100001", "100003", "100002"]
    assert [s.code for s in schools(scope=LAMAS)] == ["100001", "100002"]
    assert [s.code for s in schools(scope=PERU, at="pe/160000/")] == ["100003"]
    assert [s.modular_code for s in schools(scope=LAMAS)[0].present_services] == ["0000001"]
    assert [s.code for s in schools(scope=PERU, words="  Porvenir EL")] == ["100002"]
    assert [s.code for s in schools(scope=PERU, words="0000004")] == ["100003"]
    assert list(schools(scope=PERU, words="0000002")) == []
    assert list(schools(scope=PERU, level=Level.SECONDARY)) == []
    assert len(services(scope=PERU)) == 3
    assert [s.modular_code for s in services(scope=LAMAS, level=Level.PRIMARY)] == ["0000001", "0000003"]
    assert list(schools(scope=NOTHING)) == []


def test_one_school_is_shown_within_the_scope_only(load):
    load(TWO_UNITS)
    here, elsewhere = School.objects.get(code="100001"), School.objects.get(code="100003")
    assert school_with_services(elsewhere.pk, scope=LAMAS) is None
    school = school_with_services(here.pk, scope=LAMAS)
    assert [s.modular_code for s in school.services.all()] == ["0000001", "0000002"]


@pytest.mark.parametrize("size", [1, 30])
def test_lists_ask_as_often_for_many_as_for_one(load, size, django_assert_num_queries):
    load(rows_of(*({"COD_MOD": f"{n:07d}", "CODLOCAL": f"{n:06d}"} for n in range(1, size + 1))), day=DAY)
    with django_assert_num_queries(2):
        shown = [
            (s.name, s.organisation.code, s.network.code, len(s.present_services))
            for s in schools(scope=PERU)
        ]
    with django_assert_num_queries(1):
        offered = [(s.name, s.school.organisation.code) for s in services(scope=PERU)]
    ministry = Organisation.objects.get(path="pe/")
    with django_assert_num_queries(1):
        tree = [o.open_children for o in organisation_children(ministry, scope=PERU)]
    assert (len(shown), len(offered), tree) == (size, size, [1])
