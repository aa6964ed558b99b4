from __future__ import annotations

import gzip
import json

import pytest
from django.core.files.storage import default_storage

from pusaq.common.models import BulkRecord, Event
from pusaq.territory.models import DataLoad, Organisation, School, SchoolService
from pusaq_core.errors import InputError
from tests.pusaq.files import DAY, LATER, TWO_UNITS, services

NOTHING = {"added": 0, "changed": 0, "back": 0, "gone": 0}


def changes(loaded, table):
    return {name: count for name, count in loaded.load.counts[table].items() if name != "same" and count}


def test_a_registry_becomes_the_tree_with_schools_and_services(load):
    loaded = load(TWO_UNITS)
    paths = {row.path: (row.kind, row.short_name) for row in Organisation.objects.all()}
    assert paths == {
        "pe/": ("ministerio", "MINEDU"),
        "pe/160000/": ("dre", "DRE Loreto"),
        "pe/160000/160004/": ("ugel", "UGEL Loreto - Nauta"),
        "pe/160000/160004/r-rer-lamas-1/": ("red", "RER Lamas 1"),
        "pe/220000/": ("dre", "DRE San Martín"),
        "pe/220000/220004/": ("ugel", "UGEL Lamas"),
        "pe/220000/220004/r-rer-lamas-1/": ("red", "RER Lamas 1"),
    }
    parents = {row.path: row.parent.path for row in Organisation.objects.exclude(parent=None)}
    assert all(path.startswith(above) and path != above for path, above in parents.items())
    school = School.objects.get(code="100001")
    assert (school.path, school.name, school.sort_key) == (
        "pe/220000/220004/s-100001/",
        "0110 Ñahuin",
        "000000110 n\x7fahuin",
    )
    assert (school.organisation.code, school.network.name) == ("220004", "RER Lamas 1")
    assert (school.district, school.is_rural, school.latitude) == ("San Roque de Cumbaza", True, -6.4)
    assert School.objects.get(code="100002").network is None
    assert [(s.path, s.level, s.students) for s in school.services.order_by("path")] == [
        ("pe/220000/220004/s-100001/0000001-0/", "primaria", 20),
        ("pe/220000/220004/s-100001/0000002-0/", "secundaria", 9),
    ]
    assert loaded.load.counts["services"] == NOTHING | {"added": 4, "same": 0}
    assert (loaded.load.source, loaded.load.source_date, loaded.load.file_name) == (
        "ESCALE",
        DAY,
        "padron.csv",
    )


def test_names_are_shown_with_their_accents_and_kept_as_the_registry_has_them(load):
    load(TWO_UNITS)
    region = Organisation.objects.get(path="pe/220000/")
    assert (region.name, region.short_name, region.registry_name, region.sort_key) == (
        "Dirección Regional de Educación San Martín",
        "DRE San Martín",
        "DRE SAN MARTIN",
        "dre san martin",
    )
    assert Organisation.objects.get(path="pe/").registry_name == ""
    assert set(School.objects.values_list("region", flat=True)) == {"San Martín"}
    load(services({"D_DRE": "GRE SAN MARTIN"}), day=LATER)
    region.refresh_from_db()
    assert (region.short_name, region.registry_name) == ("GRE San Martin", "GRE SAN MARTIN")


def test_the_same_registry_again_changes_nothing(load):
    load(TWO_UNITS)
    before = [list(model.objects.order_by("pk").values()) for model in (Organisation, School, SchoolService)]
    again = load(TWO_UNITS, day=LATER)
    assert before == [
        list(model.objects.order_by("pk").values()) for model in (Organisation, School, SchoolService)
    ]
    assert again.load.counts["services"] == NOTHING | {"same": 4}
    assert BulkRecord.objects.count() == Event.objects.filter(kind="territory.registry_loaded").count() == 1
    assert DataLoad.objects.count() == 2


def test_what_is_gone_is_marked_and_comes_back(load):
    load(TWO_UNITS)
    known = School.objects.get(code="100003").pk
    loaded = load(TWO_UNITS[:3], day=LATER)
    assert changes(loaded, "services") == changes(loaded, "schools") == {"gone": 1}
    assert changes(loaded, "organisations") == {"gone": 3}
    gone = SchoolService.objects.get(modular_code="0000004")
    assert (gone.gone_since, gone.school.gone_since) == (LATER, LATER)
    assert Organisation.objects.get(code="160004").closed_on == LATER
    assert changes(load(TWO_UNITS[:3], day=LATER), "services") == {}
    back = load(TWO_UNITS, day=LATER)
    assert changes(back, "services") == changes(back, "schools") == {"back": 1}
    assert changes(back, "organisations") == {"back": 3}
    assert School.objects.get(code="100003").pk == known
    assert not SchoolService.objects.exclude(gone_since=None).exists()


def test_a_partial_file_leaves_other_units_alone(load):
    load(TWO_UNITS)
    loaded = load(TWO_UNITS[:2], day=LATER, partial=True)
    assert changes(loaded, "services") == {"gone": 1}
    assert list(SchoolService.objects.exclude(gone_since=None).values_list("modular_code", flat=True)) == [
        "0000003"
    ]
    assert Organisation.objects.get(code="160004").closed_on is None


def test_a_unit_that_moves_takes_everything_below_with_it(load):
    load(TWO_UNITS)
    ids = dict(SchoolService.objects.values_list("modular_code", "pk"))
    moved = {"COD_DRE": "250000", "D_DRE": "DRE UCAYALI"}
    load([row | (moved if row["CODOOII"] == "160004" else {}) for row in TWO_UNITS], day=LATER)
    service = SchoolService.objects.get(modular_code="0000004")
    assert service.path == "pe/250000/160004/s-100003/0000004-0/"
    assert service.school.path == "pe/250000/160004/s-100003/"
    unit = service.school.organisation
    assert (unit.path, unit.parent.code) == ("pe/250000/160004/", "250000")
    assert service.school.network.path == "pe/250000/160004/r-rer-lamas-1/"
    assert dict(SchoolService.objects.values_list("modular_code", "pk")) == ids
    event = Event.objects.filter(kind="territory.registry_loaded").latest("at", "pk")
    assert ["pe/160000/160004/", "pe/250000/160004/"] in event.payload["moved"]


def test_a_service_that_moves_to_other_premises_keeps_its_id(load):
    load(TWO_UNITS)
    known = SchoolService.objects.get(modular_code="0000002").pk
    rows = [row | ({"CODLOCAL": "100002"} if row["COD_MOD"] == "0000002" else {}) for row in TWO_UNITS]
    assert changes(load(rows, day=LATER), "services") == {"changed": 1}
    service = SchoolService.objects.get(pk=known)
    assert (service.school.code, service.path) == ("100002", "pe/220000/220004/s-100002/0000002-0/")


def test_rows_left_out_are_named_by_row_and_column(load):
    rows = [*TWO_UNITS * 6, *services({"COD_MOD": "0000009", "CODOOII": ""}, {"COD_MOD": "1/2"})]
    many = [row | {"ANEXO": str(number % 24)} for number, row in enumerate(rows)]
    loaded = load(many)
    told = loaded.rejections.select("row", "column", "code").rows()
    assert told == [(26, "CODOOII", "key_missing"), (27, "COD_MOD", "code_malformed")]
    assert loaded.load.counts["rejected"] == 2
    assert not SchoolService.objects.filter(modular_code="0000009").exists()


def test_places_and_cells_that_cannot_be_are_listed_and_the_service_is_loaded(load):
    there = TWO_UNITS[0]
    swapped = {"COD_MOD": "0000007", "CODLOCAL": "100007"} | {
        "NLAT_IE": there["NLONG_IE"], "NLONG_IE": there["NLAT_IE"]
    }  # fmt: skip
    silent = {"COD_MOD": "0000008", "CODLOCAL": "100008", "CEN_EDU": "S/D", "TALUMNO": "-"}
    broken = {"COD_MOD": "0000010", "CODLOCAL": "100010", "RED_EDUCATIVA": "#N/A"}
    many = [row | {"ANEXO": str(number)} for number, row in enumerate(TWO_UNITS * 6)]
    loaded = load([*many, *services(swapped, silent, broken)])
    assert loaded.rejections.is_empty()
    assert loaded.cells.select("row", "column", "code").rows() == [
        (26, "NLAT_IE", "coordinates_swapped"),
        (28, "RED_EDUCATIVA", "cell_error"),
    ]
    assert loaded.load.counts["cells"] == 2
    assert School.objects.get(code="100007").latitude is None
    quiet = SchoolService.objects.get(modular_code="0000008")
    assert (quiet.name, quiet.students) == ("0000008", None)
    assert School.objects.get(code="100010").network is None


def test_a_registry_with_too_many_bad_rows_writes_nothing(load):
    with pytest.raises(InputError) as refused:
        load([*TWO_UNITS, *services({"COD_MOD": "0000009", "CODOOII": ""})])
    assert refused.value.problems[0].code == "too_many_rejected"
    assert not Organisation.objects.exists()
    assert not DataLoad.objects.exists()


def test_the_record_keeps_what_changed_before_and_after(load):
    load(TWO_UNITS)
    renamed = [
        row | ({"CEN_EDU": "Villa El Salvador"} if row["COD_MOD"] == "0000003" else {}) for row in TWO_UNITS
    ]
    loaded = load(renamed, day=LATER)
    record = BulkRecord.objects.get(ref_id=loaded.load.pk)
    with default_storage.open(record.rows.key) as file:
        lines = [json.loads(line) for line in gzip.decompress(file.read()).splitlines()]
    (service,) = [line for line in lines if line["table"] == "services"]
    assert (service["change"], service["modular_code"]) == ("changed", "0000003")
    assert (service["before"]["name"], service["after"]["name"]) == ("El Porvenir", "Villa El Salvador")
    assert {line["table"] for line in lines} == {"schools", "services"}
    assert record.summary == loaded.load.counts


def test_an_inactive_service_is_said_to_be_inactive(load):
    load([*TWO_UNITS, *services({"COD_MOD": "0000005", "D_ESTADO": "Inactiva"})])
    assert list(SchoolService.objects.filter(is_active=False).values_list("modular_code", flat=True)) == [
        "0000005"
    ]
