"""What hands do: keys, menus, explanations, filters, the map."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


def test_demo_person_enters_and_changes_territory(open_page):
    page = open_page("/cuenta/login/")
    page.get_by_role("button", name="Dirección de DRE").click()
    expect(page.get_by_text("Ninguna de las 2 UGEL publica aún su plan")).to_be_visible()
    page.get_by_role("button", name="Cambiar de territorio").click()
    page.get_by_role("button", name="UGEL Rioja").click()
    expect(page.locator(".place .opener")).to_contain_text("UGEL Rioja")


def test_slash_goes_to_search_and_letters_do_nothing_inside_it(open_page):
    page = open_page("/", who="demo.especialista")
    page.keyboard.press("/")
    expect(page.locator("#seek")).to_be_focused()
    page.keyboard.type("a?j/")
    expect(page.locator("#seek")).to_have_value("a?j/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/buscar/**")


def test_question_mark_opens_help_unless_letters_are_off(open_page):
    page = open_page("/mi-cuenta/", who="demo.especialista")
    page.keyboard.press("?")
    page.wait_for_url("**/ayuda/")
    page.get_by_role("button", name="Desactivar las letras").click()
    expect(page.get_by_text("Las letras están desactivadas.")).to_be_visible()
    page.goto(page.url.replace("ayuda", "mi-cuenta"))
    page.keyboard.press("?")
    page.wait_for_timeout(300)
    assert page.url.endswith("/mi-cuenta/")


def test_letter_presses_the_button_that_shows_it(open_page):
    page = open_page("/componentes/")
    button = page.locator("[data-key=a]").first
    button.evaluate("b => b.addEventListener('click', () => { b.dataset.pressed = '1' })")
    page.keyboard.press("a")
    expect(button).to_have_attribute("data-pressed", "1")


def test_rows_are_walked_by_letters(open_page):
    page = open_page("/componentes/tabla/", who="demo.dre")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr[data-row] a").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("tr[data-row] a").first).to_be_focused()


@pytest.mark.parametrize("how", ["click", "hover", "Enter"])
def test_number_explains_itself_beside_itself(open_page, how):
    page = open_page("/componentes/")
    number, box = page.locator(".num").first, page.locator(".explain").first
    number.scroll_into_view_if_needed()
    if how == "Enter":
        number.focus()
        page.keyboard.press("Enter")
    else:
        getattr(number, how)()
    expect(box).to_be_visible()
    at, there = number.bounding_box(), box.bounding_box()
    below, above = there["y"] - (at["y"] + at["height"]), at["y"] - (there["y"] + there["height"])
    assert min(abs(below), abs(above)) < 12
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()


def test_filter_and_sort_change_the_table_and_the_address(open_page):
    page = open_page("/componentes/tabla/", who="demo.dre")
    page.get_by_label("Lamas").check()
    expect(page.locator("#tabla-title")).to_have_text("2\u202f000 filas")
    page.get_by_role("link", name="Estudiantes").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Estudiantes")
    page.get_by_label("Tabalosos").check()
    expect(page.locator("#tabla-title")).to_have_text("4\u202f000 filas")
    assert page.url.split("?")[1] == "district=Lamas&district=Tabalosos&sort=students"
    page.reload()
    expect(page.locator("#tabla-title")).to_have_text("4\u202f000 filas")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "ejemplo-2026-03-09.csv"


def test_map_is_walked_by_arrows_and_opened_by_enter(open_page):
    page = open_page("/componentes/")
    marks = page.locator(".map").first.locator(".spot")
    assert marks.count() == 24
    assert page.locator(".map").first.locator(".spot[tabindex='0']").count() == 1
    marks.first.focus()
    page.keyboard.press("ArrowRight")
    moved = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert moved.startswith("A · Escuela A")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Abrir la escuela")).to_be_visible()


def test_phone_has_its_places_at_the_bottom_and_the_rest_under_more(open_page):
    page = open_page("/", who="demo.dre", width=390)
    bar = page.get_by_role("navigation", name="Lugares")
    box = bar.bounding_box()
    assert box["y"] + box["height"] == 844
    bar.get_by_role("button", name="Más").click()
    expect(page.get_by_role("link", name="Cambiar de territorio")).to_be_visible()


def test_paper_shows_the_content_without_the_frame(open_page):
    page = open_page("/componentes/tabla/", who="demo.dre")
    page.emulate_media(media="print")
    expect(page.locator(".tabs-nav")).to_be_hidden()
    expect(page.locator("#filtros")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
