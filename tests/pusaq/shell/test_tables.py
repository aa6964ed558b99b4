from __future__ import annotations

import csv
import io
import time

import django_filters
import pytest
from django.db.models.functions import Length
from django.test import RequestFactory
from django.urls import reverse
from python_calamine import CalamineWorkbook

from pusaq.common.sorting import sort_key
from pusaq.shell.frame import Frame
from pusaq.shell.tables import Column, Filters, NameColumn, NumberColumn, Table, TablePage
from pusaq.territory.enums import OrganisationKind
from pusaq.territory.models import Organisation
from tests.pusaq.markup import tight

EXAMPLE = "/componentes/tabla/"


class _Rows(Table):
    name = NameColumn(url=lambda one: f"/o/{one.code}/", order_by="sort_key")
    kind = Column()
    length = NumberColumn()


class _Filters(Filters):
    name = django_filters.CharFilter(lookup_expr="icontains")

    class Meta:
        model = Organisation
        fields = ("name",)


class _Page(TablePage):
    template = "shell/table_page.html"
    title = "Organizaciones"
    table_class = _Rows
    filterset_class = _Filters
    file_name = "organizaciones"
    per_page = 2

    def rows(self):
        return Organisation.objects.annotate(length=Length("code")).order_by("sort_key")

    def totals(self, rows):
        return {"length": rows.count()}


@pytest.fixture
def ask(world, specialist):
    def _ask(**query):
        request = RequestFactory().get("/o/", query)
        request.user = specialist
        request.actor = None
        request.session = {}
        request._frame = Frame(request)
        request._frame.place = world.lamas
        return _Page.as_view()(request)

    return _ask


def _lines(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def _body(answer):
    page = answer.content.decode()
    return page[page.index("<tbody>") : page.index("</tbody>")]


@pytest.fixture
def example(as_specialist, settings):
    settings.DEMO = True
    return as_specialist


def test_queryset_gives_filtered_sorted_rows_of_all_pages(ask):
    assert [line[0] for line in _lines(ask(formato="csv", name="UGEL", sort="-name", page="2"))] == [
        "Name",
        "UGEL Rioja",
        "UGEL Lamas",
        "Total",
    ]


def test_choices_are_given_by_their_words(ask):
    assert _lines(ask(formato="csv", name="DRE"))[1][1] == OrganisationKind.REGIONAL_DIRECTORATE.label


def test_total_counts_every_page(ask):
    page = ask().content.decode()
    assert page.count("<tr data-row") == 2
    assert '<tfoot><tr><th scope="row">Total</th><td></td>' in tight(page)
    assert "Filas 1 a 2 de 4" in page


def test_name_is_a_link_and_heads_the_row(ask):
    assert '<a class="link" href="/o/220000/">DRE San Martín</a></th>' in _body(ask(name="DRE"))


@pytest.mark.parametrize("rows", ["-1", "0", "9999999999", "x"])
def test_number_of_rows_in_the_address_changes_nothing(ask, rows):
    assert _body(ask(per_page=rows)) == _body(ask())


@pytest.mark.parametrize(("page", "first"), [("0", 3), ("99", 3), ("x", 1), ("-1", 3), ("2", 3)])
def test_page_that_does_not_exist_is_the_nearest(ask, page, first):
    assert f"Filas {first} a" in ask(page=page).content.decode()


def test_unknown_column_to_sort_by_changes_nothing(ask):
    assert _body(ask(sort="nada")) == _body(ask())


def test_reading_takes_as_many_queries_for_many_rows_as_for_few(ask, world, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        ask()
    Organisation.objects.bulk_create(
        Organisation(
            country="pe",
            kind="red",
            code=f"R{n}",
            name=f"Red {n}",
            short_name=f"Red {n}",
            parent=world.lamas,
            path=f"{world.lamas.path}R{n}/",
            sort_key=sort_key(f"Red {n}"),
        )
        for n in range(200)
    )
    with django_assert_max_num_queries(4):
        ask()
    with django_assert_max_num_queries(3):
        assert len(_lines(ask(formato="csv"))) == 206


def test_example_shows_fifty_rows_and_the_total_of_all(example):
    page = example.get(EXAMPLE).content.decode()
    assert page.count("<tr data-row") == 50
    assert "10\u202f000 filas" in page


def test_htmx_gets_the_region_alone(example):
    part = example.get(EXAMPLE, headers={"HX-Request": "true", "HX-Target": "tabla"}).content.decode()
    assert part.lstrip().startswith('<section id="tabla"')
    assert "<html" not in part


def test_head_of_the_sorted_column_says_its_order_and_offers_the_other(example):
    page = example.get(EXAMPLE, {"sort": "students", "district": "Lamas"}).content.decode()
    assert 'aria-sort="ascending"' in page
    assert "?sort=-students&amp;district=Lamas" in page
    assert '<input type="hidden" form="filtros" name="sort" value="students">' in tight(page)


def test_file_is_exactly_what_is_shown(example):
    query = {"district": "Lamas", "sort": "-students", "formato": "csv"}
    lines = _lines(example.get(EXAMPLE, query))
    assert lines[0] == ["Escuela", "Distrito", "Estudiantes", "Km al año", "Próxima visita", "Estado"]
    assert len(lines) == 1 + 2000 + 1
    assert {line[1] for line in lines[1:-1]} == {"Lamas"}
    students = [int(line[2]) for line in lines[1:-1] if line[2]]
    assert students == sorted(students, reverse=True)
    assert int(lines[-1][2]) == sum(students)
    assert lines[1][5] in {"Al día", "Atrasada", "Hecho", "Sin dato"}


@pytest.mark.long
def test_ten_thousand_rows_leave_as_a_workbook_within_seconds(example):
    begun = time.process_time()
    answer = example.get(EXAMPLE, {"formato": "xlsx"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(
        0
    )
    assert rows.height == 10_002
    assert time.process_time() - begun < 20
    assert 'filename="ejemplo-2026-03-09.xlsx"' in answer["Content-Disposition"]


def test_unknown_value_is_said_on_the_page_and_left_empty_in_the_file(example):
    query = {"q": "IE 90000"}
    assert "sin dato" in example.get(EXAMPLE, query).content.decode()
    assert _lines(example.get(EXAMPLE, query | {"formato": "csv"}))[1][2] == ""


def test_filters_that_nothing_passes_say_so(example):
    page = example.get(EXAMPLE, {"q": "nadie se llama así"}).content.decode()
    assert "Nada con estos filtros." in page
    assert "<tbody>" not in page


def test_page_without_rows_is_a_mistake_that_is_named():
    with pytest.raises(TypeError, match="TablePage"):
        TablePage().rows()


def test_example_is_not_found_in_a_real_installation(as_specialist):
    assert as_specialist.get(EXAMPLE).status_code == 404
    assert as_specialist.get(reverse("shell:components")).status_code == 404
