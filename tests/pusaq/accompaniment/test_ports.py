from __future__ import annotations

import datetime as dt

import pytest
from django.http import HttpResponse
from django.urls import include, path, reverse

from pusaq.accompaniment import kinds, links, menu, rests_on
from pusaq.accompaniment.models import Meeting, Visit
from pusaq.agenda.models import Activity
from pusaq.agenda.queries import activities_between
from pusaq.agenda.queries import kinds as kinds_of_all
from pusaq.common.ports import link_to
from pusaq.common.refs import Ref
from pusaq.library.queries import what_rests
from pusaq_core.kinds import KINDS
from tests.pusaq import planned
from tests.pusaq.planned import NORM
from tests.pusaq.roles import actor


def page(_request, **_ids):
    return HttpResponse()


accompaniment = [
    path("focalizacion/", page, name="targeting"),
    path("focalizacion/<uuid:pk>/", page, name="decision"),
    path("carteras/", page, name="caseloads"),
    path("carteras/<uuid:pk>/", page, name="caseload"),
    path("plan/", page, name="ugel_year"),
]
urlpatterns = [
    path("acompanamiento/", include((accompaniment, "accompaniment"))),
    path("agenda/", include(([path("<uuid:pk>/", page, name="activity")], "agenda"))),
]
with_pages = pytest.mark.urls(__name__)


@pytest.fixture
def specialist(ugel):
    return actor("especialista_ugel", ugel.organisation)


@pytest.fixture
def accompanist(ugel, plan):
    post = plan.caseloads.order_by("letter").first().accompanist
    return actor("acompanante", ugel.organisation, post=post)


def test_every_kind_of_item_has_a_look():
    assert [kind.id for kind in kinds.kinds()] == [f"accompaniment.{kind}" for kind in KINDS]
    assert set(kinds_of_all()) == {kind.id for kind in kinds.kinds()}
    assert not kinds_of_all()["accompaniment.workshop"].may_move


def test_what_rests_on_a_norm_is_counted_for_all_numerals_at_once(
    published, specialist, django_assert_num_queries
):
    with django_assert_num_queries(5):
        found = rests_on.rests_on(norm_id=NORM, role=specialist)
    rows = planned.core_plan().tables
    counts = {label.label: label.count for label in found["5.6.1 c"]}
    visits = sum(row["kind"] == "visit" and row["numeral"] == "5.6.1 c" for row in rows["activities"])
    assert counts == {"actividades del plan": visits}
    decided = {label.label: label.count for label in found["5.6.1 a"]}
    assert decided == {"decisiones de focalización": sum(r["profile"] == "eib" for r in rows["targeting"])}
    shared = {label.label: label.count for label in found["5.6.1 b"]}
    assert shared == {"carteras": published.caseloads.filter(numeral="5.6.1 b").count()}
    assert what_rests(NORM, role=specialist) == found


def test_what_rests_on_a_norm_is_limited_to_the_role(published, accompanist, specialist):
    found = rests_on.rests_on(norm_id=NORM, role=accompanist)
    assert {r.label for resting in found.values() for r in resting} == {"carteras", "actividades del plan"}
    assert sum(r.count for resting in found.values() for r in resting if r.label == "carteras") == 1
    own = published.caseloads.get(accompanist=accompanist.assignment.post)
    visits = next(r.count for r in found["5.6.1 c"] if r.label == "actividades del plan")
    assert visits == published.items.filter(kind="visit", caseloads=own).count()
    assert rests_on.rests_on(norm_id="otra", role=specialist) == {}


def test_the_menu_has_the_sections_that_the_role_may_open(specialist, accompanist):
    (entry,) = menu.entries(role=specialist)
    names = ("accompaniment:targeting", "accompaniment:caseloads", "accompaniment:ugel_year")
    assert [page.url for page in entry.pages] == [reverse(name) for name in names]
    (own,) = menu.entries(role=accompanist)
    assert [page.label for page in own.pages] == ["Carteras", "Plan anual"]


@with_pages
def test_links_lead_to_what_the_role_may_see(published, specialist, accompanist):
    visit = Visit.objects.first()
    assert link_to(Ref("accompaniment.visit", visit.pk), role=specialist).url == f"/agenda/{visit.pk}/"
    own, other = published.caseloads.order_by("letter")[:2]
    assert link_to(Ref.of(own), role=accompanist).label == "A"
    assert link_to(Ref.of(other), role=accompanist) is None
    decision = published.targeting.decisions.first()
    assert link_to(Ref.of(decision), role=specialist).url.endswith(f"/focalizacion/{decision.pk}/")
    assert link_to(Ref.of(decision), role=accompanist) is None
    assert link_to(Ref.of(published), role=specialist).url == "/acompanamiento/plan/"
    assert link_to(Ref("agenda.activity", visit.pk), role=specialist).label == visit.activity.title
    assert {"accompaniment.meeting", "accompaniment.workshop"} <= links.KINDS


def test_an_accompanist_and_a_teacher_see_their_own_activities(published, ugel, accompanist):
    mine = Activity.objects.within(accompanist.scope("agenda.read"))
    code = accompanist.assignment.post.code
    rows = planned.core_plan().tables["activities"]
    assert mine.count() == sum(code in row["accompanist"] for row in rows)
    slot = published.caseloads.first().slots.first().slot
    teacher = actor("docente", ugel.organisation, post=slot.post, school=slot.service.school)
    seen = Activity.objects.within(teacher.scope("agenda.read"))
    assert seen.count() == published.items.filter(slots=slot).count()


def test_a_school_sees_meetings_that_are_held_elsewhere_for_it(published, ugel):
    shared = published.items.filter(kind="gia").exclude(schools=[]).order_by("key")
    item = next((item for item in shared if len(item.schools) > 1), None)
    assert item is not None, "the synthetic UGEL has a GIA of several schools"
    guest = ugel.organisation.schools.get(pk=item.schools[1])
    director = actor("directivo", ugel.organisation, school=guest)
    meeting = Meeting.objects.get(key=item.key).activity
    assert not meeting.path.startswith(guest.path)
    assert meeting in Activity.objects.within(director.scope("agenda.read"))


@pytest.mark.usefixtures("published")
def test_the_agenda_reads_a_range_in_few_queries(specialist, django_assert_num_queries):
    scope = specialist.scope("agenda.read")
    for last in (dt.date(2026, 4, 15), dt.date(2026, 4, 30)):
        with django_assert_num_queries(4):
            found = list(activities_between(dt.date(2026, 4, 13), last, scope=scope))
            assert all(place.school.name for activity in found for place in activity.places.all())
