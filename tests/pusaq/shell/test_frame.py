from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from pusaq.common.models import StoredFile
from pusaq.people.permissions import actor_for
from pusaq.shell import frame as frames
from pusaq.shell.enums import NavSection
from pusaq.shell.frame import navigation
from pusaq.shell.ports import Entry, MenuPage
from pusaq.territory.models import DataLoad
from tests.pusaq.markup import opened, tight
from tests.pusaq.small_world import give_role, make_user, organisation

TODAY = dt.date(2026, 8, 20)


class _Room:
    def __init__(self, *entries):
        self.given = entries

    def entries(self, *, role):
        assert role is not None
        return self.given


@pytest.fixture
def rooms(monkeypatch):
    def put(*given):
        monkeypatch.setattr(frames, "answers", lambda _port: given)

    return put


def test_navigation_follows_the_order_of_sections_not_of_rooms(rooms, specialist):
    rooms(
        _Room(Entry(NavSection.TERRITORY, "/t/")),
        _Room(Entry(NavSection.TODAY, "/"), Entry(NavSection.AGENDA, "/a/")),
    )
    shown = navigation(actor_for(specialist, on=TODAY), "/a/x/")
    assert [(entry.section, entry.current) for entry in shown] == [
        (NavSection.TODAY, False),
        (NavSection.AGENDA, True),
        (NavSection.TERRITORY, False),
    ]


def test_no_word_of_the_bar_is_wider_than_a_quarter_of_a_phone(rooms, specialist):
    rooms(_Room(*(Entry(section, "/x/") for section in NavSection)))
    shown = navigation(actor_for(specialist, on=TODAY), "/")
    assert {entry.section: str(entry.short) for entry in shown if entry.short != entry.label}
    assert max(len(str(entry.short)) for entry in shown) <= 11


def test_navigation_merges_entries_of_two_rooms_and_marks_the_longest_address(rooms, specialist):
    pages = (MenuPage("Focalización", "/ac/"), MenuPage("Plan", "/ac/plan/"))
    rooms(
        _Room(Entry(NavSection.ACCOMPANIMENT, "/ac/", pages)),
        _Room(Entry(NavSection.ACCOMPANIMENT, "/otra/", (MenuPage("Visitas", "/otra/visitas/"),))),
    )
    (entry,) = navigation(actor_for(specialist, on=TODAY), "/ac/plan/2026/")
    assert entry.current
    assert entry.url == "/ac/"
    assert [(page.label, page.current) for page in entry.pages] == [
        ("Focalización", False),
        ("Plan", True),
        ("Visitas", False),
    ]


def test_home_is_current_only_at_its_own_address(rooms, specialist):
    rooms(_Room(Entry(NavSection.TODAY, "/")))
    actor = actor_for(specialist, on=TODAY)
    assert navigation(actor, "/")[0].current
    assert not navigation(actor, "/ayuda/")[0].current


def test_menu_leaves_out_home_for_a_role_that_may_not_read_it(monkeypatch, specialist):
    actor = actor_for(specialist, on=TODAY)
    monkeypatch.setattr(type(actor), "may", lambda _self, _capability: False)
    assert navigation(actor, "/") == ()


def test_breadcrumb_links_only_places_within_the_territory(as_director, world):
    page = as_director.get("/ayuda/").content.decode()
    assert '<span class="muted">MINEDU</span>' in page
    assert "DRE San Martín" in page
    as_director.post("/territorio/elegir/", {"place": world.lamas.pk, "next": "/ayuda/"})
    page = as_director.get("/ayuda/").content.decode()
    assert f'name="place" value="{world.dre.pk}">DRE San Martín</button>' in tight(page)
    assert f'value="{world.ministry.pk}"' not in page


def test_frame_costs_the_same_whatever_the_size_of_the_territory(
    as_director, world, django_assert_num_queries
):
    # Session, account, person, posts, roles, steps of the breadcrumb, sources.
    expected = 7
    with django_assert_num_queries(expected):
        assert as_director.get("/mi-cuenta/").status_code == 200
    for number in range(30):
        organisation("ugel", f"UGEL {number}", f"pe/220000/9{number:05}/", world.dre)
        give_role(make_user(f"otra{number}", f"Otra {number}"), "rci", world.lamas)
    with django_assert_num_queries(expected):
        as_director.get("/mi-cuenta/")


def test_footer_names_the_latest_load_of_each_kind_that_covers_the_place(as_specialist):
    file = StoredFile.objects.create(
        sha256="0" * 64,
        size=1,
        media_type="text/csv",
        key="a",
        created_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
    )
    for kind, day, path in (
        ("padron", 1, "pe/"),
        ("padron", 9, "pe/220000/"),
        ("plazas", 5, "pe/220000/220005/"),
        ("plazas", 7, "pe/220000/220008/"),
    ):
        DataLoad.objects.create(
            country="pe",
            kind=kind,
            file=file,
            file_name="x.csv",
            source="x",
            source_date=dt.date(2026, 6, day),
            path=path,
            loaded_at=dt.datetime(2026, 6, day, tzinfo=dt.UTC),
        )
    page = as_specialist.get("/ayuda/").content.decode()
    assert "Padrón de servicios educativos al 9 jun 2026" in page
    assert "Plazas y sus titulares al 5 jun 2026" in page
    assert "al 7 jun 2026" not in page


def test_demo_band_stands_in_a_demonstration_only(as_specialist, settings):
    assert "Demostración:" not in opened(as_specialist.get("/ayuda/"))
    settings.DEMO = True
    assert "Demostración:" in as_specialist.get("/ayuda/").content.decode()


def test_user_without_role_still_reads_help_and_learns_why_home_is_shut(client):
    client.force_login(make_user("sin-rol"))
    assert client.get("/ayuda/").status_code == 200
    refused = client.get(reverse("shell:home"))
    assert refused.status_code == 403
    assert "todavía no tiene un rol" in refused.content.decode()
