"""What anybody reads of accompaniment, over HTTP: no name, no small count, on the page and in its files."""

from __future__ import annotations

import csv
import io
import re
from http import HTTPStatus
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.models import AnnualPlan, Caseload, TargetingDecision
from pusaq.agenda.enums import Part
from pusaq.agenda.models import Activity, Participation
from pusaq.common.clock import real_now
from pusaq.people.models import Post
from pusaq.territory.models import Organisation, School, SchoolService
from tests.pusaq.published import JUNE, YEAR, body, publish
from tests.pusaq.roles import actor
from tests.pusaq.targeted import make_run

PAGE = "/en-cifras/"
HEAD = ["Escuelas", "Docentes", "Acompañantes", "Visitas planificadas", "Planificadas hasta hoy"]
HIDDEN = {"menos de 5", "oculto"}


@pytest.fixture(autouse=True)
def _in_june(settings):
    settings.CLOCK_OFFSET = (JUNE - real_now()).total_seconds()


def read_csv(client, **query):
    answer = client.get(PAGE, {"formato": "csv", **query})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def read_xlsx(client, **query):
    answer = client.get(PAGE, {"formato": "xlsx", **query})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    head, *rows = book.get_sheet_by_index(0).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def cells(page):
    """Row to its cells as the page shows them; the total is one of the rows."""
    found = {}
    table = page[page.index("<tbody>") : page.index("</table>")]
    for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL):
        words = [
            re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        found[words[0]] = words[1:]
    return found


def opened(client, **query):
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    return answer.content.decode()


def as_numbers(words):
    return [int(re.sub(r"\s", "", one)) for one in words]


@pytest.mark.requirement("X-008")
def test_small_groups_stay_hidden_from_anybody_and_other_regions_from_a_dre(client, country):
    page = cells(opened(client, por="ugel"))
    assert page["UGEL Puna"][1:] == ["menos de 5", "menos de 5", "menos de 5", "oculto", "oculto"]
    in_csv = {row["UGEL"]: row for row in read_csv(client, por="ugel")}
    in_xlsx = {row["UGEL"]: row for row in read_xlsx(client, por="ugel")}
    for given in (in_csv, in_xlsx):
        assert [given["UGEL Puna"][name] for name in HEAD] == page["UGEL Puna"][1:]
        for row in given.values():
            assert not {str(row[name]) for name in HEAD} & {"1", "2", "3", "4", "1.0", "2.0", "3.0", "4.0"}
        # Another UGEL of the region is hidden beside it, or the region less the others would tell.
        assert sum(str(row["Docentes"]) in HIDDEN for row in given.values()) == 2

    selva, valle = country["02"], country["011"]
    reader = actor("especialista_dre", selva)
    client.force_login(reader.user)
    caseload = valle.annual_plans.get().caseloads.first()
    plan, school = valle.annual_plans.get(), valle.schools.first()
    shut = [
        reverse("territory:organisation", args=[country["01"].pk]),
        reverse("territory:organisation", args=[valle.pk]),
        reverse("territory:school", args=[school.pk]),
        reverse("accompaniment:caseload", args=[caseload.pk]),
        reverse("accompaniment:caseload_year", args=[caseload.pk]),
        reverse("accompaniment:caseload_map", args=[plan.pk]),
        f"{reverse('accompaniment:ugel_year')}?ugel={valle.code}",
        f"{reverse('accompaniment:caseloads')}?ugel={valle.code}",
        reverse("api:school", args=[school.pk]),
    ]
    assert [(url, client.get(url).status_code) for url in shut] == [(url, 404) for url in shut]
    assert client.post(reverse("shell:choose_place"), {"place": country["01"].pk}).status_code == 404
    lists = {
        "api:organisations": Organisation,
        "api:schools": School,
        "api:caseloads": Caseload,
        "api:annual_plans": AnnualPlan,
    }
    for name, model in lists.items():
        listed = {UUID(row["id"]) for row in client.get(reverse(name)).json()["results"]}
        assert listed == set(
            model.objects.filter(path__startswith=selva.path).values_list("pk", flat=True)
        ), name
    assert client.get(reverse("territory:organisation", args=[selva.pk])).status_code == 200


@pytest.mark.requirement("X-008")
def test_a_dre_opens_no_activity_and_no_decision_of_another_region(client, country):
    for code in ("011", "021"):
        make_run(country[code], SchoolService.objects.filter(school__organisation=country[code]), version=2)
    client.force_login(actor("especialista_dre", country["02"]).user)

    def answers(code):
        activity = Activity.objects.filter(path=country[code].path).first()
        decision = TargetingDecision.objects.filter(run__organisation=country[code], reasons__isnull=False)[0]
        pages = {
            reverse("agenda:activity", args=[activity.pk]),
            reverse("api:activity", args=[activity.pk]),
            reverse("accompaniment:decision", args=[decision.pk]),
        }
        return {client.get(url).status_code for url in pages}

    assert answers("021") == {HTTPStatus.OK}
    assert answers("011") == {HTTPStatus.NOT_FOUND}
    decided = client.get(reverse("api:targeting_decisions"), {"year": YEAR}).json()["results"]
    assert len(decided) == country["021"].schools.count()
    for code, listed in (("021", True), ("011", False)):
        asked = client.get(reverse("api:activities"), {"path": country[code].path})
        assert (asked.status_code, bool(asked.json()["results"])) == (HTTPStatus.OK, listed)


@pytest.mark.requirement("X-008")
def test_names_of_teachers_are_read_by_the_ugel_and_not_by_the_dre_above_it(client, country):
    ugel = country["021"]
    activity, teacher = Activity.objects.filter(path=ugel.path).first(), Post.objects.get(code="021D0")
    Participation.objects.create(activity=activity, post=teacher, part=Part.ATTENDS)
    pages = [
        reverse("agenda:activity", args=[activity.pk]),
        reverse("territory:school", args=[teacher.service.school_id]),
    ]
    for role, place, named in (("especialista_ugel", ugel, True), ("especialista_dre", country["02"], False)):
        client.force_login(actor(role, place).user)
        opened = [client.get(url) for url in pages]
        assert [answer.status_code for answer in opened] == [HTTPStatus.OK] * len(pages)
        assert ["Qori 021D0" in answer.content.decode() for answer in opened] == [named] * len(pages)


@pytest.mark.usefixtures("country")
def test_regions_open_the_page_with_a_total_that_counts_what_is_hidden(client):
    page = cells(opened(client))
    assert list(page) == ["DRE Selva", "DRE Sierra", "Total"]
    assert as_numbers(page["DRE Sierra"]) == [28, 103, 15, 927, 312]
    assert as_numbers(page["DRE Selva"]) == [6, 20, 5, 180, 0]
    assert as_numbers(page["Total"]) == [34, 123, 20, 1107, 312]


@pytest.mark.usefixtures("country")
def test_a_region_shows_its_ugel_and_its_own_total(client):
    text = opened(client, region="01")
    page = cells(text)
    assert list(page) == ["UGEL Cerro", "UGEL Puna", "UGEL Valle", "Total"]
    assert as_numbers(page["Total"]) == [28, 103, 15, 927, 312]
    assert as_numbers(page["UGEL Valle"]) == [11, 40, 6, 360, 100]
    assert page["UGEL Cerro"] == ["oculto"] * 5
    assert "«menos de 5»" in text
    assert "una resta o una división" in text
    assert "UGEL Río" not in page


@pytest.mark.usefixtures("country")
def test_what_cannot_be_asked_for_gives_way_to_what_opens_the_page(client):
    asked = opened(client, region="99", anio="pe-1999", por="escuela", sort="nada", page="x")
    assert cells(asked) == cells(opened(client))


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("order", ["teachers", "-teachers"])
def test_order_tells_nothing_of_hidden_counts(client, order):
    found = [row["UGEL"] for row in read_csv(client, por="ugel", sort=order)][:-1]
    shown = ["UGEL Río", "UGEL Valle"]
    hidden = ["UGEL Cerro", "UGEL Puna"]
    assert found == (hidden + shown if order == "teachers" else shown[::-1] + hidden)


@pytest.mark.usefixtures("country")
def test_files_hold_the_rows_that_the_page_shows(client):
    rows = read_csv(client, region="01", sort="-name")
    assert [row["UGEL"] for row in rows] == ["UGEL Valle", "UGEL Puna", "UGEL Cerro", "Total"]
    assert [rows[-1][name] for name in HEAD] == ["28", "103", "15", "927", "312"]
    assert read_xlsx(client, region="01")[2]["Docentes"] == 40
    assert "Región" in read_csv(client)[0]


@pytest.mark.usefixtures("country")
def test_nobody_and_no_school_is_named(client):
    for query in ({}, {"por": "ugel"}, {"region": "01"}):
        text = opened(client, **query)
        assert not re.search(r"Wayra|Qori|Quilla|IE \d", text)
        assert not re.search(r"Wayra|Qori|Quilla|IE \d", str(read_csv(client, **query)))


def test_only_published_plans_count(client, country):
    before = cells(opened(client, por="ugel"))
    for state in (PlanState.PROPOSAL, PlanState.SUPERSEDED):
        publish(country["012"], teachers=9, accompanists=7, schools=9, visits=(90, 0), state=state)
    other = body("ugel", "013", "UGEL Propuesta", country["01"])
    publish(other, teachers=50, accompanists=7, schools=9, state=PlanState.PROPOSAL)
    assert cells(opened(client, por="ugel")) == before
    assert "UGEL Propuesta" not in before


def test_another_year_and_another_country_are_chosen_by_one_filter(client, country):
    slep = body("slep", "7", "SLEP Sur", body("ministerio", "mineduc", "MINEDUC", country="cl"), country="cl")
    publish(slep, teachers=30, accompanists=5, schools=8)
    publish(country["011"], teachers=45, accompanists=6, schools=11, year=YEAR - 1)
    text = opened(client, anio=f"pe-{YEAR - 1}")
    assert as_numbers(cells(text)["DRE Sierra"]) == [11, 45, 6, 0, 0]
    assert f"Perú, {YEAR - 1}" in text
    assert as_numbers(cells(opened(client, anio=f"cl-{YEAR}"))["Total"]) == [8, 30, 5, 0, 0]


def test_without_published_plans_the_page_says_so(client):
    text = opened(client)
    assert "Todavía no hay planes publicados" in text
    assert "<table" not in text
    assert read_csv(client) == []


def test_number_of_queries_does_not_grow_with_the_ugel(client, country):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as found:
            opened(client, por="ugel")
        return len(found)

    few = asked()
    for number in range(3, 9):
        publish(
            body("ugel", f"01{number}", f"UGEL {number}", country["01"]),
            teachers=12,
            accompanists=5,
            schools=6,
        )
    assert asked() == few <= 5


def test_visits_are_counted_and_nothing_else_of_the_plan(client, country):
    Activity.objects.filter(path=country["011"].path, number=0).update(kind="accompaniment.gia")
    assert as_numbers(cells(opened(client, region="01"))["UGEL Valle"]) == [11, 40, 6, 359, 99]


def test_names_of_bodies_are_text(client, country):
    hostile = "<script>alert(1)</script>"
    country["012"].short_name = hostile
    country["012"].save()
    text = opened(client, por="ugel")
    assert hostile not in text
    assert "&lt;script&gt;" in text


def test_sign_in_and_every_foot_lead_to_it(client, country):
    assert f'href="{PAGE}"' in client.get("/cuenta/login/").content.decode()
    assert "Entrar" in opened(client)
    client.force_login(actor("especialista_dre", country["02"]).user)
    page = opened(client, por="ugel")
    assert f'href="{PAGE}"' in page
    assert 'aria-label="Principal"' in page
    assert list(cells(page)) == ["UGEL Cerro", "UGEL Puna", "UGEL Río", "UGEL Valle", "Total"]


@pytest.mark.usefixtures("country")
def test_sorting_asks_for_the_table_alone(client):
    part = client.get(
        PAGE, {"sort": "teachers"}, headers={"HX-Request": "true", "HX-Target": "tabla"}
    ).content.decode()
    assert part.lstrip().startswith('<section id="tabla"')
    assert "<html" not in part


@pytest.mark.usefixtures("country")
def test_nothing_can_be_written_here(client):
    assert client.post(PAGE).status_code == 405
