"""Loading resources: what the rows hold, twice the same, what is no longer there, and all or nothing."""

from __future__ import annotations

import datetime as dt
import json
import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from pusaq.common.models import BulkRecord
from pusaq.common.scope import EVERYTHING, NOTHING, Scope
from pusaq.library.domain import load_resources
from pusaq.library.fields import Details, details_of, kept_details, validate_details
from pusaq.library.models import Resource
from pusaq.library.queries import body_of, in_reading_order, resource, resources, with_words
from pusaq_core.errors import InputError
from pusaq_core.io.resources import read_resources
from tests.pusaq.killing import run_elsewhere, was_killed

NOW = dt.datetime(2026, 3, 2, 14, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 4, 2, 14, tzinfo=dt.UTC)
TEXT = """\
pais: pe
fuente: Un documento
recursos:
  - codigo: uno
    tipo: evento
    titulo: Encuentro de Ñahuin
    resumen: Se reunieron en Áncash.
    seccion: I
    datos:
      - {dato: Asistentes, valor: 12, unidad: personas}
  - codigo: dos
    tipo: evento
    titulo: Encuentro de Lamas
    resumen: Otra vez.
    seccion: II
    anio: 2019
    datos:
      - {dato: Asistentes, valor: sin dato}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def load(**more):
    return load_resources(**{"country": "pe", "demo": True, "by": None, "now": NOW} | more)


def rows():
    return list(Resource.objects.order_by("code").values())


def test_rows_hold_what_the_catalogue_says_and_are_marked():
    counts = load()
    read = {one.code: one for one in read_resources("pe")}
    assert counts.added == len(read) == Resource.objects.count()
    for row in Resource.objects.all():
        one = read[row.code]
        assert (row.kind, row.title, row.year, row.region) == (one.kind, one.title, one.year, one.region)
        assert details_of(row.details) == Details(one.facts, one.programme)
        assert (row.country, row.path, row.demo, row.closed_at) == ("pe", "pe/", True, None)
    (record,) = BulkRecord.objects.all()
    assert (record.kind, record.summary["added"], record.summary["demo"]) == ("library.resources", 18, True)


def test_loading_twice_changes_nothing():
    load()
    before = rows()
    counts = load(now=LATER)
    assert (counts.same, counts.added, counts.changed, counts.back, counts.closed) == (18, 0, 0, 0, 0)
    assert rows() == before
    assert BulkRecord.objects.count() == 1


def test_what_the_file_no_longer_has_is_closed_and_comes_back(folder):
    load(folder=folder)
    both = rows()
    (folder / "a.yaml").write_text(TEXT[: TEXT.index("  - codigo: dos")], encoding="utf-8")
    assert load(folder=folder, now=LATER).closed == 1
    assert Resource.objects.get(code="dos").closed_at == LATER
    assert [one.code for one in resources(EVERYTHING)] == ["uno"]
    assert resource("dos", scope=EVERYTHING) is None
    assert load(folder=folder, now=LATER).closed == 0
    (folder / "a.yaml").write_text(TEXT, encoding="utf-8")
    counts = load(folder=folder, now=LATER)
    assert (counts.back, counts.changed, counts.same) == (1, 0, 1)
    assert [row["id"] for row in rows()] == [row["id"] for row in both]


def test_a_changed_file_changes_its_row_alone_and_the_record_says_how(folder):
    load(folder=folder)
    (folder / "a.yaml").write_text(TEXT.replace("anio: 2019", "anio: 2020"), encoding="utf-8")
    counts = load(folder=folder, now=LATER)
    assert (counts.changed, counts.same) == (1, 1)
    assert Resource.objects.get(code="dos").year == 2020
    assert Resource.objects.get(code="uno").loaded_at == NOW
    kept = BulkRecord.objects.order_by("at").last().rows
    with default_storage.open(kept.key) as file:
        (line,) = [json.loads(one) for one in file.read().splitlines()]
    assert (line["code"], line["before"], line["after"]) == ("dos", {"year": 2019}, {"year": 2020})


def test_real_resources_lose_the_mark(folder):
    load(folder=folder)
    counts = load(folder=folder, demo=False)
    assert counts.changed == 2
    assert not Resource.objects.filter(demo=True).exists()


def test_a_broken_file_loads_nothing_of_any_file(folder):
    load(folder=folder)
    before = rows()
    (folder / "a.yaml").write_text(TEXT.replace("Lamas", "Nauta"), encoding="utf-8")
    (folder / "b.yaml").write_text(TEXT.replace("codigo: uno", "codigo: UNO"), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load(folder=folder)
    assert {problem.code for problem in refused.value.problems} == {"wrong_value", "resource_repeated"}
    assert rows() == before


@pytest.mark.usefixtures("transactional_db")
def test_a_load_that_is_killed_before_its_end_leaves_everything_as_it_was(folder):
    load(folder=folder)
    before = rows()
    code = (
        "import datetime as dt\n"
        "from pusaq.library.domain import resources\n"
        "resources.record_bulk = lambda **_words: die()\n"
        "now = dt.datetime(2026, 5, 2, tzinfo=dt.UTC)\n"
        "resources.load_resources(country='pe', demo=False, by=None, now=now)\n"
    )
    ended, said = run_elsewhere(code)
    assert was_killed(ended), said
    assert rows() == before
    assert load(now=LATER).closed == 2


@pytest.mark.usefixtures("transactional_db")
def test_two_loads_at_once_write_each_row_once():
    start, errors = threading.Barrier(2), []

    def go():
        try:
            start.wait(timeout=10)
            load()
        except InputError as error:
            errors.append(error.problems[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert set(errors) <= {"load_busy"}
    assert Resource.objects.count() == 18


@pytest.mark.parametrize(
    "change",
    [
        lambda kept: kept.pop("facts"),
        lambda kept: kept.update(more=1),
        lambda kept: kept["facts"].append("Asistentes: 12"),
        lambda kept: kept["facts"].append(dict(kept["facts"][0], value=True)),
        lambda kept: kept["facts"].append(dict(kept["facts"][0], value=[1])),
        lambda kept: kept["facts"].append(dict(kept["facts"][0], label="")),
        lambda kept: kept["facts"].append(dict(kept["facts"][0], place=None)),
        lambda kept: kept["programme"].update(starts_on="2022-09-06"),
        lambda kept: kept["programme"].update(starts_on="lunes"),
        lambda kept: kept["programme"].update(modules=[]),
        lambda kept: kept["programme"].pop("sessions"),
    ],
)
def test_details_of_another_form_are_no_resource(change):
    (one,) = [one for one in read_resources("pe") if one.programme]
    kept = kept_details(Details(one.facts, one.programme))
    row = Resource(details=kept)
    row.clean_fields(exclude=[field.name for field in Resource._meta.fields if field.name != "details"])
    change(kept)
    with pytest.raises(ValidationError, match="no tienen la forma esperada"):
        row.clean_fields(exclude=[field.name for field in Resource._meta.fields if field.name != "details"])


def test_details_that_are_no_mapping_are_refused():
    for kept in (None, 3, ["facts", "programme"], "facts"):
        with pytest.raises(ValidationError, match="no tienen la forma esperada"):
            validate_details(kept)


def test_words_are_found_without_accents_and_order_is_by_kind_year_and_title(folder):
    load(folder=folder)
    every = in_reading_order(resources(EVERYTHING))
    assert [one.code for one in every] == ["dos", "uno"]
    assert [one.code for one in with_words(every, "ANCASH nahuin")] == ["uno"]
    assert with_words(every, "lamas ancash") == []
    load()
    kinds = [one.kind for one in in_reading_order(resources(EVERYTHING))]
    assert kinds == ["practica"] * 6 + ["formacion"] * 10 + ["programa", "evento"]


def test_resources_are_limited_by_the_scope(folder):
    load(folder=folder)
    assert not resources(NOTHING).exists()
    assert not resources(Scope(paths=("cl/",))).exists()
    assert resources(Scope(paths=("pe/",))).count() == 2


def test_a_body_is_found_by_its_code_where_the_reader_may_see_it(world):
    load()
    lamas = resource("practica-lamas-2017", scope=EVERYTHING)
    ugel = world.organisations["pe/220000/220004/"]
    assert body_of(lamas, scope=EVERYTHING) == ugel
    assert body_of(lamas, scope=Scope(paths=("pe/160000/",))) is None
    assert body_of(resource("practica-castilla-2017", scope=EVERYTHING), scope=EVERYTHING) is None
    assert body_of(resource("diplomado-2019", scope=EVERYTHING), scope=EVERYTHING) is None
    assert str(lamas) == lamas.title
    ugel.closed_on = dt.date(2026, 1, 1)
    ugel.save()
    assert body_of(lamas, scope=EVERYTHING) is None


def test_the_command_says_what_changed_and_refuses_a_broken_file(folder, capsys):
    call_command("load_resources", "--demo")
    assert capsys.readouterr().out.strip() == (
        "Recursos: 18 nuevos, 0 cambian, 0 vuelven, 0 ya no están, 0 igual."
    )
    assert Resource.objects.filter(demo=True).count() == 18
    call_command("load_resources", str(folder))
    assert "2 nuevos, 0 cambian, 0 vuelven, 18 ya no están" in capsys.readouterr().out
    assert set(resources(EVERYTHING).values_list("demo", flat=True)) == {False}
    (folder / "a.yaml").write_text(TEXT.replace("valor: 12", "valor: [[12]]"), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("load_resources", str(folder))
    assert refused.value.returncode == 2
    first, last = str(refused.value).splitlines()[0], str(refused.value).splitlines()[-1]
    assert "a.yaml:10:" in first
    assert "recursos[0].datos[0].valor[0]: se esperaba un texto" in first
    assert last == "No se escribió nada."


def test_a_country_without_files_is_refused():
    with pytest.raises(CommandError, match="no hay archivos de recursos"):
        call_command("load_resources", "--country", "cl")
