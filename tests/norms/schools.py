"""A school of each profile of NT-026-01-MINEDU that meets every criterion, as rows of a registry."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

Maker = Callable[..., pl.DataFrame]

PUBLIC = {"D_GESTION": "Pública de gestión directa", "D_GES_DEP": "Sector Educación", "D_ESTADO": "Activa"}
PUBLIC |= {"D_FORMA": "Escolarizada", "EIB": "", "COAR": "0", "FRONTERA": "0", "VRAEM": "0", "HUALLAGA": "0"}
EIB = PUBLIC | {
    "NIV_MOD": "B0", "D_COD_CAR": "Unidocente", "DAREACENSO": "Rural", "EIB": "Fortalecimiento",
    "TALUMNO": 10, "docentes_acompanables": 1,
}  # fmt: skip
MULTIGRADE = PUBLIC | {
    "NIV_MOD": "B0", "D_COD_CAR": "Polidocente Multigrado", "DAREACENSO": "Rural", "RURALIDAD": "Rural 1",
    "TALUMNO": 20, "docentes_acompanables": 2, "AP_2017_2019": 1,
}  # fmt: skip
PRIMARY = PUBLIC | {
    "NIV_MOD": "B0", "D_COD_CAR": "Polidocente Completo", "DAREACENSO": "Urbana", "RURALIDAD": "Urbano",
    "TALUMNO": 300, "docentes_acompanables": 12, "PCT_NOMBRADOS": 20,
}  # fmt: skip
SECONDARY = PRIMARY | {"NIV_MOD": "F0", "D_COD_CAR": "No Aplica"}
INITIAL = PUBLIC | {
    "NIV_MOD": "A2", "D_COD_CAR": "No Aplica", "DAREACENSO": "Urbana", "RURALIDAD": "Rural 1",
    "TALUMNO": 60, "TSECCION": 3, "docentes_acompanables": 3, "PCT_NOMBRADOS": 10,
}  # fmt: skip
