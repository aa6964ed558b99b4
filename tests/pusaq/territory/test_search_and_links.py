from __future__ import annotations

import pytest
from django.urls import include, path

from pusaq.common.domain.events import deliver
from pusaq.common.domain.search import refresh_search
from pusaq.common.models import Event, EventDelivery, SearchEntry
from pusaq.common.ports import LINKS, answers, link_to
from pusaq.common.queries import found_entries
from pusaq.common.refs import Ref
from pusaq.common.scope import NOTHING, Scope
from pusaq.territory.models import Organisation, School, SchoolService
from tests.pusaq.files import LATER, NOW, TWO_UNITS

PERU = Scope(paths=("pe/",))
pages = (
    [path(f"{name}/<uuid:pk>/", lambda _request: None, name=name) for name in ("organisation", "school")],
    "territory",
)
urlpatterns = [path("", include(pages))]


class Reader:
    """Whoever reads within a scope."""

    def __init__(self, **scopes):
        self.scopes = scopes

    def scope(self, capability):
        return self.scopes.get(capability.replace(".", "_"), NOTHING)


def deliver_all():
    for delivery in EventDelivery.objects.filter(state="pending"):
        assert deliver(delivery.pk, at=NOW), delivery.error


def found(words, scope=PERU):
    return [(e.ref_kind, e.label, e.hint) for e in found_entries(words, scopes={"territory.read": scope})]


def test_what_a_registry_brings_is_found_by_name_code_and_place(load):
    load(TWO_UNITS)
    assert found("nahuin") == []
    deliver_all()
    assert found("NAHUIN lamas") == [
        ("territory.school", "IE 0110 Ñahuin", "100001 · Aucaloma · San Roque de Cumbaza · Lamas")
    ]
    assert found("0000002") == [
        ("territory.schoolservice", "Los Ángeles", "0000002-0 · Secundaria · San Roque de Cumbaza")
    ]
    assert ("territory.organisation", "UGEL Lamas", "Unidad de Gestión Educativa Local Lamas") in found(
        "ugel lamas"
    )
    assert found("nahuin", Scope(paths=("pe/160000/",))) == []
    assert found("nahuin", NOTHING) == []


def test_what_is_gone_or_moved_is_no_longer_found_as_it_was(load):
    load(TWO_UNITS)
    deliver_all()
    known = set(SearchEntry.objects.values_list("ref_id", "pk"))
    moved = {"COD_DRE": "250000", "D_DRE": "DRE UCAYALI"}
    rows = [row | (moved if row["CODOOII"] == "160004" else {}) for row in TWO_UNITS[1:]]
    load(rows, day=LATER)
    deliver_all()
    assert found("0000001") == []
    assert SearchEntry.objects.get(ref_kind="territory.school", label="IE 6010 Nauta").path.startswith(
        "pe/250000/"
    )
    assert not SearchEntry.objects.filter(path__startswith="pe/160000/").exists()
    kept = School.objects.get(code="100003").pk
    assert {pair for pair in known if pair[0] == kept} <= set(SearchEntry.objects.values_list("ref_id", "pk"))


def test_refreshing_a_place_leaves_other_places_alone(load):
    load(TWO_UNITS)
    deliver_all()
    SearchEntry.objects.all().update(hint="vieja")
    refresh_search(path="pe/160000/160004/")
    fresh = SearchEntry.objects.exclude(hint="vieja")
    assert {entry.path[:10] for entry in fresh} == {"pe/160000/"}
    assert fresh.count() == SearchEntry.objects.filter(path__startswith="pe/160000/160004/").count() == 4


@pytest.mark.urls(__name__)
def test_links_lead_where_the_role_may_read_and_nowhere_else(load):
    load(TWO_UNITS)
    reader = Reader(territory_read=Scope(paths=("pe/220000/",)))
    school, service = School.objects.get(code="100001"), SchoolService.objects.get(modular_code="0000002")
    unit = Organisation.objects.get(code="220004")
    shown = [link_to(Ref.of(row), role=reader) for row in (school, service, unit)]
    assert [(link.url, link.label) for link in shown] == [
        (f"/school/{school.pk}/", "IE 0110 Ñahuin"),
        (f"/school/{school.pk}/", "Los Ángeles"),
        (f"/organisation/{unit.pk}/", "UGEL Lamas"),
    ]
    for row in (School.objects.get(code="100003"), Organisation.objects.get(code="160004")):
        assert link_to(Ref.of(row), role=reader) is None


def test_every_kind_that_is_referred_to_has_a_resolver(load):
    load(TWO_UNITS)
    deliver_all()
    kinds = {kind for module in answers(LINKS) for kind in module.KINDS}
    used = set(Event.objects.values_list("ref_kind", flat=True)) | set(
        SearchEntry.objects.values_list("ref_kind", flat=True)
    )
    assert used == {
        *("territory.dataload", "territory.organisation", "territory.school", "territory.schoolservice")
    }
    assert used <= kinds
    nobody = Reader()
    for kind in sorted(kinds):
        assert link_to(Ref(kind, School.objects.first().pk), role=nobody) is None
