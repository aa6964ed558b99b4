"""The workbook for people: what it says, that nothing in it runs, that it is the same everywhere."""

from __future__ import annotations

import os
import time
import zipfile
from datetime import date

import polars as pl
import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter.exceptions import FileCreateError

from pusaq_core.io import workbook
from pusaq_core.io.workbook import write_workbook
from pusaq_core.io.workbook_names import Names, names_of
from pusaq_core.io.workbook_sheets import reasons_in_words
from pusaq_core.io.workbook_summary import summary_rows

REASONS = (
    '[{"rule": "eib-rural", "kind": "criterion", "numeral": "5.6.1 a", "seen": {"EIB": "Sí", "N": null}, '
    '"met": true}, {"rule": "coar", "kind": "exclusion", "numeral": "", "seen": {}, "met": null}]'
)
SUMMARY = {
    "version": "0.1.0",
    "norm": "nt-026",
    "norm_sha256": "00ff",
    "year": 2026,
    "seed": 7,
    "effort": 5,
    "fuera_de_periodo": True,
    "cortado": True,
    "inputs": {"padron.csv": "abc"},
    "total": {
        "services": 2,
        "km": 12.5,
        "gap": 0.021,
        "supuestos": {"a": 21, "b": True, "c": [1, 2], "d": "x"},
    },
    "ugel": {"220004": {"services": 2, "km": 12.5}, "040005": {"services": 0}},
}
SUMMARY["total"]["sin_dato"] = {"eib-ece": 4, "otra": 1}
SUMMARY["titulos"] = {"a": "Días entre visitas", "eib-ece": "UGEL con resultados de la ECE"}
SCHOOLS = pl.DataFrame(
    {
        "cod_mod": ["0257337", "0257345"],
        "anexo": ["0", "1"],
        "codlocal": ["000142", "000156"],
        "school": ["José Olaya", ""],
        "place": ["Pamashto", "Lamas"],
        "district": ["LAMAS", "LAMAS"],
        "cod_ugel": "220004",
        "ugel": "UGEL LAMAS",
    }
)
PEOPLE = pl.DataFrame({"person": ["D1"], "surnames": ["=Ríos"], "names": ["Ana"]})


def activity(name, kind="visit", accompanist="A1", start=date(2026, 3, 17), **changes):
    return {
        "activity": name,
        "kind": kind,
        "number": 1,
        "accompanist": accompanist,
        "cod_ugel": "220004",
        "codlocal": "000142",
        "cod_mod": "0257337",
        "anexo": "0",
        "teachers": "D1;D2",
        "start": start,
        "end": start,
        "days": 1,
        "hours": None,
        "trip": "",
        "numeral": "5.6.1 c",
        "note": '=HYPERLINK("http://x")',
        **changes,
    }


def tables(activities=None):
    return {
        "targeting": [
            {
                "cod_mod": "0257337",
                "anexo": "0",
                "codlocal": "000142",
                "cod_ugel": "220004",
                "profile": "eib",
                "decision": "targeted",
                "rank": 1,
                "reasons": REASONS,
            }
        ],
        "caseloads": [
            {
                "accompanist": "A1",
                "cod_ugel": "220004",
                "profile": "eib",
                "cod_mod": "0257345",
                "anexo": "1",
                "codlocal": "000156",
                "teacher": "D1",
                "post": "P1",
                "base_lat": -6.42,
                "base_lon": -76.52,
                "ratio_min": None,
                "ratio_max": 8,
                "numeral": "5.6.1 b",
                "language": "Quechua",
                "note": None,
            }
        ],
        "activities": [activity("v1")] if activities is None else activities,
        "unplaced": [
            {
                "accompanist": "A1",
                "teacher": "D9",
                "kind": "gia",
                "missing": 1,
                "days_missing": 1,
                "reason": "r",
            }
        ],
        "rejected": [{"file": "a", "row": 3, "column": "LAT", "found": "x", "expected": "y"}],
    }


def write(path, content=None, **options):
    write_workbook(path, content or tables(), summary=SUMMARY, names=SCHOOLS, people=PEOPLE, **options)
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_sheets_and_what_they_say(tmp_path):
    sheets = write(tmp_path / "plan.xlsx")
    assert list(sheets) == [
        *(
            "Resumen",
            "Focalización",
            "Por verificar",
            "Carteras",
            "Calendario por acompañante",
            "Sin programar",
            "Rechazados",
        )
    ]
    assert sheets["Focalización"][1] == [
        *(
            "220004",
            "UGEL LAMAS",
            "0257337",
            "0",
            "José Olaya",
            "000142",
            "Pamashto, LAMAS",
            "EIB",
            "Focalizada",
        ),
        *(1.0, "5.6.1 a eib-rural: cumple (EIB = Sí, N = sin dato); coar: sin dato"),
    ]
    assert sheets["Carteras"][1] == [
        *("A1", "220004", "EIB", "0257345", "1", "", "000156", "Lamas, LAMAS", "D1", "=Ríos, Ana", "P1"),
        *(-6.42, -76.52, "", 8.0, "5.6.1 b", "Quechua", ""),
    ]
    assert sheets["Calendario por acompañante"][1] == [
        *("A1", "220004", date(2026, 3, 17), "martes", date(2026, 3, 17), 1.0, "Visita en aula", 1.0),
        *("Pamashto, LAMAS", "José Olaya", 2.0, "=Ríos, Ana; D2", "", "", "5.6.1 c"),
        *('=HYPERLINK("http://x")', "v1"),
    ]
    assert sheets["Sin programar"][1] == ["A1", "D9", "", "GIA", 1.0, 1.0, "r"]
    assert sheets["Rechazados"][1] == ["a", 3.0, "LAT", "x", "y"]
    assert sheets["Rechazados"][0] == ["Archivo", "Fila", "Columna", "Se encontró", "Se esperaba"]


def test_changes_have_a_sheet_where_there_are_any(tmp_path):
    change = {
        "activity": "v1",
        "change": "moved",
        "start_before": date(2026, 3, 16),
        "start_after": None,
        "reason": "Lluvias",
    }
    sheets = write(tmp_path / "plan.xlsx", {**tables(), "changes": [change]})
    assert sheets["Cambios"][1] == ["v1", "Cambia de fecha", date(2026, 3, 16), "", "Lluvias"]


def test_the_year_of_each_accompanist_in_the_order_of_the_days(tmp_path):
    shared = activity(
        *("r1", "rtc", "A2;A1", date(2026, 3, 16)),
        codlocal="000142;000142",
        cod_mod="0257337;0257345",
        anexo="0;1",
        hours=3.5,
    )
    workshop = activity(
        *("w1", "own_workshop", "A1", date(2026, 3, 2)), codlocal="", cod_mod="", anexo="", teachers=""
    )
    sheet = write(tmp_path / "plan.xlsx", tables([activity("v1"), shared, workshop]))[
        "Calendario por acompañante"
    ]
    assert [(row[0], row[3], row[16]) for row in sheet[1:]] == [
        ("A1", "lunes", "w1"),
        ("A1", "lunes", "r1"),
        ("A1", "martes", "v1"),
        ("A2", "lunes", "r1"),
    ]
    assert sheet[1][8:12] == ["", "", 0.0, ""]
    assert sheet[2][8:13] == ["Pamashto, LAMAS", "José Olaya; 0257345", 2.0, "=Ríos, Ana; D2", 3.5]


def test_the_summary(tmp_path):
    rows = write(tmp_path / "plan.xlsx", without=["Carteras"])["Resumen"]
    flat = [[cell for cell in row if cell != ""] for row in rows]
    for expected in (
        ["Norma", "nt-026"],
        ["Año", 2026.0],
        ["Norma fuera de su periodo"],
        ["Búsqueda cortada por tiempo: otra corrida puede dar otro plan"],
        ["Hoja «Carteras» omitida: está en los archivos CSV"],
        ["220004 UGEL LAMAS", 2.0, 12.5],
        ["040005", 0.0],
        ["Total", 2.0, 12.5, 0.021],
        ["Días entre visitas", 21.0],
        ["b", "sí"],
        ["c", "1; 2"],
        ["UGEL con resultados de la ECE", 4.0],
        ["otra", 1.0],
        ["padron.csv", "abc"],
    ):
        assert expected in flat, expected


def test_a_summary_with_less():
    rows = list(summary_rows({"total": {}, "ugel": {}}, {}, ()))
    assert [row[0][1] for row in rows if row] == ["Plan de acompañamiento pedagógico", "UGEL", "Total"]


def test_a_bound_of_nothing_is_no_proof_in_the_workbook():
    total = {"km": 12.5, "km_bound": 0.0, "gap": None, "timetable_km": 3.0, "timetable_bound": 2.0}
    rows = list(
        summary_rows({"total": total, "ugel": {"1": {"km": 0.0, "km_bound": 0.0, "gap": 0.0}}}, {}, ())
    )
    (head, ugel, whole) = (row for row in rows if len(row) > 5)
    shown = [
        dict(zip((title for _, title in head[1:]), (v for _, v in row[1:]), strict=True))
        for row in (ugel, whole)
    ]
    names = ("Cota inferior", "Brecha", "Cota del calendario")
    assert [shown[0][name] for name in names] == [0.0, 0.0, None]
    assert [shown[1][name] for name in names] == ["sin cota demostrada", "sin cota demostrada", 2.0]


def test_sheets_left_out_and_sheets_that_go_on(tmp_path):
    activities = [activity(f"v{number}") for number in range(5)]
    sheets = write(tmp_path / "plan.xlsx", tables(activities), without=["Focalización"], max_rows=3)
    assert "Focalización" not in sheets
    names = [name for name in sheets if name.startswith("Calendario")]
    assert names == [f"Calendario por acompañante{tail}" for tail in ("", " (2)", " (3)")]
    assert [len(sheets[name]) for name in names] == [3, 3, 2]
    assert [row[16] for name in names for row in sheets[name][1:]] == [f"v{number}" for number in range(5)]


def test_nothing_in_the_workbook_runs(tmp_path):
    write(tmp_path / "plan.xlsx")
    with zipfile.ZipFile(tmp_path / "plan.xlsx") as packed:
        text = "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml"))
        names = packed.namelist()
    assert "<f>" not in text
    assert "<hyperlink" not in text
    assert not [name for name in names if "externalLink" in name or "vba" in name]


def test_the_same_bytes_whatever_the_clock_and_the_time_zone(tmp_path, monkeypatch):
    write(tmp_path / "a.xlsx")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    os.umask(previous := os.umask(0o077))
    write(tmp_path / "b.xlsx")
    os.umask(previous)
    monkeypatch.undo()
    time.tzset()
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_large_workbooks_are_compressed(tmp_path, monkeypatch):
    write(tmp_path / "a.xlsx")
    monkeypatch.setattr(workbook, "STORED_BYTES", 1000)
    assert len(write(tmp_path / "b.xlsx")) == 7
    assert (tmp_path / "b.xlsx").stat().st_size < (tmp_path / "a.xlsx").stat().st_size / 2


def test_very_long_text_is_cut(tmp_path):
    sheets = write(tmp_path / "plan.xlsx", tables([activity("v1", note="x" * 40_000)]))
    assert len(sheets["Calendario por acompañante"][1][15]) == 32_767


def test_a_disk_that_fills_up_is_an_error_of_the_system(tmp_path, monkeypatch):
    real = workbook.xlsxwriter.Workbook.close

    def full(book):
        real(book)
        raise FileCreateError("No space left on device")

    monkeypatch.setattr(workbook.xlsxwriter.Workbook, "close", full)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path / "plan.xlsx")


def test_a_place_where_no_file_can_be_written(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        write(tmp_path / "no" / "plan.xlsx")


def test_reasons_without_numeral_or_value():
    assert reasons_in_words("[]") == ""
    priority = (
        '[{"rule": "vraem", "kind": "priority", "numeral": "5.6.1 a", "seen": {"VRAEM": "1"}, "met": false}]'
    )
    assert reasons_in_words(priority) == "5.6.1 a vraem: no prioriza (VRAEM = 1)"


def test_names_where_columns_are_absent():
    assert names_of(pl.DataFrame({"codlocal": ["1"], "place": ["Lamas"]})) == Names(places={"1": "Lamas"})
