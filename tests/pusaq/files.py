"""Small official files, made to be changed by a test: a row is a mapping, columns stand once."""

from __future__ import annotations

import datetime as dt

import polars as pl

NOW = dt.datetime(2026, 3, 2, 14, tzinfo=dt.UTC)
DAY = dt.date(2026, 3, 1)
LATER = dt.date(2026, 6, 1)

SERVICE = {
    "COD_MOD": "0000001",
    "ANEXO": "0",
    "CODLOCAL": "100001",
    "CEN_EDU": "0110 ÑAHUIN",
    "NIV_MOD": "B0",
    "D_NIV_MOD": "Primaria",
    "D_COD_CAR": "Unidocente",
    "D_GESTION": "Pública de gestión directa",
    "DAREACENSO": "Rural",
    "CODOOII": "220004",
    "D_DREUGEL": "UGEL LAMAS",
    "COD_DRE": "220000",
    "D_DRE": "DRE SAN MARTIN",
    "CODGEO": "220501",
    "D_DPTO": "SAN MARTIN",
    "D_PROV": "LAMAS",
    "D_DIST": "SAN ROQUE DE CUMBAZA",
    "CEN_POB": "AUCALOMA",
    "NLAT_IE": "-6.4",
    "NLONG_IE": "-76.5",
    "D_ESTADO": "Activa",
    "TALUMNO": "20",
    "TDOCENTE": "1",
    "TSECCION": "6",
    "RED_EDUCATIVA": "RER LAMAS 1",
}
POST = {
    "COD_PLAZA": "Z1",
    "COD_MOD": "0000001",
    "ANEXO": "0",
    "CARGO": "PROFESOR",
    "CONDICION": "NOMBRADO",
    "COD_PERSONA": "P1",
    "NOMBRES": "Luz",
    "APELLIDOS": "Ñahui Alva",
    "FECHA_INICIO": "2020-03-01",
    "FECHA_FIN": "",
}


def services(*changes):
    """Rows of a registry: the usual service with other values."""
    return [SERVICE | change for change in changes]


def posts(*changes):
    """Rows of a staffing file."""
    return [POST | change for change in changes]


def written(rows, path):
    """Write rows as CSV; answers with the path."""
    pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)).write_csv(path)
    return path


TWO_UNITS = services(
    {},
    {
        "COD_MOD": "0000002",
        "CEN_EDU": "Los Ángeles",
        "NIV_MOD": "F0",
        "D_NIV_MOD": "Secundaria",
        "TALUMNO": "9",
    },
    {"COD_MOD": "0000003", "CODLOCAL": "100002", "CEN_EDU": "EL PORVENIR", "RED_EDUCATIVA": ""},
    {
        "COD_MOD": "0000004",
        "CODLOCAL": "100003",
        "CODOOII": "160004",
        "D_DREUGEL": "UGEL LORETO - NAUTA",
        "COD_DRE": "160000",
        "D_DRE": "DRE LORETO",
        "CEN_EDU": "6010 NAUTA",
    },
)
"""Four services of three premises in two UGEL of two regions."""
