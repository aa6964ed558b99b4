from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings as configured
from django.urls import reverse

from pusaq.people.models import User
from pusaq.people.queries import demo_users
from tests.pusaq.markup import opened
from tests.pusaq.small_world import give_role, make_user, seat

TODAY = dt.date(2026, 8, 20)


def test_place_within_the_territory_is_kept_for_the_session(as_director, world):
    answer = as_director.post("/territorio/elegir/", {"place": world.lamas.pk, "next": "/ayuda/"})
    assert (answer.status_code, answer.url) == (302, "/ayuda/")
    assert "UGEL Lamas" in as_director.get("/ayuda/").content.decode()


@pytest.mark.parametrize("wanted", ["other", "dre", "no uuid", ""])
def test_place_out_of_the_territory_is_not_found(as_specialist, world, wanted):
    place = getattr(world, wanted).pk if hasattr(world, wanted) else wanted
    assert as_specialist.post("/territorio/elegir/", {"place": place}).status_code == 404


def test_place_chosen_before_is_forgotten_when_it_falls_out_of_reach(as_director, world):
    as_director.post("/territorio/elegir/", {"place": world.lamas.pk})
    world.lamas.closed_on = TODAY
    world.lamas.save()
    page = as_director.get("/ayuda/")
    assert page.context["frame"].chosen is None
    assert page.context["frame"].place == world.dre


def test_place_menu_is_the_same_list_as_its_page(as_director):
    whole = as_director.get("/territorio/cambiar/")
    part = as_director.get(
        "/territorio/cambiar/", headers={"HX-Request": "true", "HX-Target": "menu-place-list"}
    )
    assert "<html" in whole.content.decode()
    assert "<html" not in opened(part)
    for page in (whole, part):
        assert "UGEL Lamas" in page.content.decode()
        assert "UGEL Rioja" in page.content.decode()
    assert {"HX-Request", "HX-Target"} <= set(part["Vary"].split(", "))


def test_place_menu_of_somebody_with_one_place_says_so(as_specialist):
    assert "alcanza solo este territorio" in as_specialist.get("/territorio/cambiar/").content.decode()


def test_way_back_never_leads_to_another_site(as_director, world):
    answer = as_director.post(
        "/territorio/elegir/", {"place": world.lamas.pk, "next": "https://otro.example/"}
    )
    assert answer.url == reverse("shell:home")


def test_role_that_is_held_can_be_taken_and_forgets_the_place(client, world):
    user = make_user("dos-roles")
    give_role(user, "director_dre", world.dre)
    second = give_role(user, "rci", world.lamas)
    client.force_login(user)
    client.post("/territorio/elegir/", {"place": world.other.pk})
    assert client.post("/rol/", {"role": second.pk}).status_code == 302
    page = client.get("/ayuda/")
    assert page.context["frame"].actor.role.id == "rci"
    assert page.context["frame"].place == world.lamas


def test_role_of_somebody_else_is_not_found(as_specialist, world):
    other = give_role(make_user("otra", "Otra Persona"), "director_dre", world.dre)
    assert as_specialist.post("/rol/", {"role": other.pk}).status_code == 404


def test_language_is_kept_with_the_account_and_its_history_says_who(as_specialist, specialist):
    answer = as_specialist.post("/idioma/", {"language": "en", "next": "/ayuda/"})
    assert answer.url == "/ayuda/"
    specialist.refresh_from_db()
    assert specialist.language == "en"
    assert specialist.trail.latest().history_user_id == specialist.pk
    as_specialist.cookies.clear()
    as_specialist.force_login(specialist)
    page = as_specialist.get("/ayuda/")
    assert page["Content-Language"] == "en"
    assert '<html lang="en">' in page.content.decode()


def test_language_of_somebody_not_signed_in_is_kept_in_a_cookie(client):
    answer = client.post("/idioma/", {"language": "en", "next": reverse("account_login")})
    assert answer.cookies[configured.LANGUAGE_COOKIE_NAME].value == "en"
    assert client.get(reverse("account_login"))["Content-Language"] == "en"


def test_unknown_language_is_not_found(client):
    assert client.post("/idioma/", {"language": "de"}).status_code == 404


@pytest.mark.parametrize("address", ["/idioma/", "/rol/", "/territorio/elegir/", "/demostracion/entrar/"])
def test_choices_are_made_by_post_only(as_specialist, address):
    assert as_specialist.get(address).status_code == 405


def test_letters_can_be_turned_off_and_on(as_specialist, specialist):
    assert 'data-letter-keys="1"' in as_specialist.get("/ayuda/").content.decode()
    as_specialist.post("/ayuda/", {"letters": "0"})
    assert 'data-letter-keys=""' in as_specialist.get("/ayuda/").content.decode()
    as_specialist.post("/ayuda/", {"letters": "1"})
    specialist.refresh_from_db()
    assert specialist.letter_keys


def test_demo_person_enters_by_a_button(client, specialist, settings):
    settings.DEMO = True
    assert "demo.especialista" in client.get(reverse("account_login")).content.decode()
    answer = client.post("/demostracion/entrar/", {"username": "demo.especialista", "next": "/ayuda/"})
    assert answer.url == "/ayuda/"
    assert client.get("/ayuda/").context["user"] == specialist


@pytest.mark.usefixtures("specialist")
def test_nobody_enters_by_a_button_outside_a_demonstration(client):
    assert "demo.especialista" not in client.get(reverse("account_login")).content.decode()
    assert client.post("/demostracion/entrar/", {"username": "demo.especialista"}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("username", ["ministra", "demo.inactiva", "demo.sin-rol", ""])
def test_only_people_of_the_demonstration_enter_by_a_button(client, world, settings, username):
    settings.DEMO = True
    give_role(make_user("ministra", "No Ofrecida"), "difods", world.ministry)
    give_role(make_user("demo.inactiva", "Ya No", is_active=False), "rci", world.lamas)
    make_user("demo.sin-rol", "Sin Rol")
    assert client.post("/demostracion/entrar/", {"username": username}).status_code == 404


def test_demo_people_stand_in_the_order_of_roles_with_few_queries(world, settings, django_assert_num_queries):
    settings.DEMO = True
    give_role(make_user("demo.1", "Norma Alvarado"), "director_dre", world.dre)
    seat(make_user("demo.2", "Edinson Pashanase"), world.lamas, "acompanante")
    give_role(make_user("demo.3", "Nilda Panduro"), "docente", world.lamas, world.school)
    with django_assert_num_queries(3):
        found = demo_users(on=TODAY)
    assert [(one.name, one.role, one.place) for one in found] == [
        ("Edinson Pashanase", "Acompañante pedagógico", "UGEL Lamas"),
        ("Nilda Panduro", "Docente acompañado", "IE 90106 Las Palmas"),
        ("Norma Alvarado", "Dirección de DRE", "DRE San Martín"),
    ]
    assert User.objects.count() == 3
