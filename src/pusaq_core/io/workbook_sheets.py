"""The sheets of the workbook for people, as tables with Spanish titles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import polars as pl

from pusaq_core.io.workbook_names import (
    CHANGE_LABELS,
    DECISION_LABELS,
    KIND_LABELS,
    PROFILE_LABELS,
    WEEKDAYS,
)
from pusaq_core.io.workbook_reasons import open_in_words, reasons_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pusaq_core.io.workbook_names import Names


class SheetColumn(NamedTuple):
    """A column of a sheet: its title, width in characters, how its cells are shown."""

    title: str
    width: float
    kind: Literal["text", "whole", "number", "coordinate", "day"] = "text"


class Sheet(NamedTuple):
    """A table of the workbook: `frame` has one column for each of `columns`, in order."""

    title: str
    columns: tuple[SheetColumn, ...]
    frame: pl.DataFrame


def sheets_of(tables: Mapping[str, pl.DataFrame], names: Names) -> tuple[Sheet, ...]:
    """All tables of the workbook; the summary is not one of them.

    Args:
        tables: typed, by name as in `plan_schema.TABLES`.
        names: what codes are called.
    """
    sheets = [targeting_sheet(tables, names), to_verify_sheet(tables, names), caseload_sheet(tables, names)]
    sheets += [calendar_sheet(tables, names), unplaced_sheet(tables, names)]
    if "changes" in tables:
        sheets.append(change_sheet(tables))
    return (*sheets, rejected_sheet(tables))


def _label(column: str, labels: Mapping[str, str]) -> pl.Expr:
    return pl.col(column).replace(labels) if labels else pl.col(column)


def _name(column: str, labels: Mapping[str, str]) -> pl.Expr:
    return pl.col(column).replace_strict(labels, default=None, return_dtype=pl.String)


def _service_name(names: Names) -> pl.Expr:
    labels = {f"{cod_mod} {anexo}": name for (cod_mod, anexo), name in names.services.items()}
    key = pl.concat_str("cod_mod", "anexo", separator=" ")
    return key.replace_strict(labels, default=None, return_dtype=pl.String)


SERVICE_COLUMNS = (
    SheetColumn("UGEL", 9),
    SheetColumn("Nombre de la UGEL", 24),
    SheetColumn("Código modular", 14),
    SheetColumn("Anexo", 7),
    SheetColumn("Institución educativa", 32),
)


def targeting_sheet(tables: Mapping[str, pl.DataFrame], names: Names) -> Sheet:
    """One row a service: decision, rank, reasons in words."""
    columns = (
        *SERVICE_COLUMNS,
        SheetColumn("Código de local", 14),
        SheetColumn("Lugar", 32),
        SheetColumn("Perfil", 30),
        SheetColumn("Decisión", 17),
        SheetColumn("Orden", 8, "whole"),
        SheetColumn("Motivos", 90),
    )
    frame = tables["targeting"].select(
        "cod_ugel",
        _name("cod_ugel", names.ugels).alias("ugel"),
        "cod_mod",
        "anexo",
        _service_name(names).alias("school"),
        "codlocal",
        _name("codlocal", names.places).alias("place"),
        _label("profile", PROFILE_LABELS),
        _label("decision", DECISION_LABELS),
        "rank",
        pl.col("reasons").map_elements(reasons_in_words, return_dtype=pl.String),
    )
    return Sheet("Focalización", columns, frame)


def to_verify_sheet(tables: Mapping[str, pl.DataFrame], names: Names) -> Sheet:
    """One row a service that nobody plans until a datum comes: what is not known of it."""
    columns = (
        *SERVICE_COLUMNS,
        SheetColumn("Lugar", 32),
        SheetColumn("Perfil", 30),
        SheetColumn("Qué falta saber", 90),
    )
    frame = (
        tables["targeting"]
        .filter(decision="to_verify")
        .select(
            "cod_ugel",
            _name("cod_ugel", names.ugels).alias("ugel"),
            *("cod_mod", "anexo"),
            _service_name(names).alias("school"),
            _name("codlocal", names.places).alias("place"),
            _label("profile", PROFILE_LABELS),
            pl.col("reasons").map_elements(open_in_words, return_dtype=pl.String),
        )
    )
    return Sheet("Por verificar", columns, frame)


def caseload_sheet(tables: Mapping[str, pl.DataFrame], names: Names) -> Sheet:
    """One row a teacher."""
    columns = (
        SheetColumn("Acompañante", 24),
        SheetColumn("UGEL", 9),
        SheetColumn("Perfil", 30),
        SheetColumn("Código modular", 14),
        SheetColumn("Anexo", 7),
        SheetColumn("Institución educativa", 32),
        SheetColumn("Código de local", 14),
        SheetColumn("Lugar", 32),
        SheetColumn("Docente", 14),
        SheetColumn("Apellidos y nombres", 34),
        SheetColumn("Plaza", 14),
        SheetColumn("Latitud de la base", 12, "coordinate"),
        SheetColumn("Longitud de la base", 12, "coordinate"),
        SheetColumn("Mínimo", 8, "whole"),
        SheetColumn("Máximo", 8, "whole"),
        SheetColumn("Numeral", 12),
        SheetColumn("Lengua", 18),
        SheetColumn("Nota", 60),
    )
    frame = tables["caseloads"].select(
        *("accompanist", "cod_ugel"),
        _label("profile", PROFILE_LABELS),
        *("cod_mod", "anexo"),
        _service_name(names).alias("school"),
        "codlocal",
        _name("codlocal", names.places).alias("place"),
        "teacher",
        _name("teacher", names.people).alias("person"),
        *("post", "base_lat", "base_lon", "ratio_min", "ratio_max", "numeral", "language", "note"),
    )
    return Sheet("Carteras", columns, frame)


CALENDAR_COLUMNS = (
    SheetColumn("Acompañante", 24),
    SheetColumn("UGEL", 9),
    SheetColumn("Inicio", 12, "day"),
    SheetColumn("Día", 11),
    SheetColumn("Fin", 12, "day"),
    SheetColumn("Días", 6, "whole"),
    SheetColumn("Actividad", 24),
    SheetColumn("N.º", 6, "whole"),
    SheetColumn("Lugar", 40),
    SheetColumn("Institución educativa", 40),
    SheetColumn("Número de docentes", 11, "whole"),
    SheetColumn("Docentes", 50),
    SheetColumn("Horas", 7, "number"),
    SheetColumn("Salida", 22),
    SheetColumn("Numeral", 14),
    SheetColumn("Nota", 60),
    SheetColumn("Código", 34),
)


def calendar_sheet(tables: Mapping[str, pl.DataFrame], names: Names) -> Sheet:
    """The year of each accompanist: one row an activity, in the order of the days."""
    activities = tables["activities"]
    services = activities.select("activity", pl.col("cod_mod", "anexo")).explode("cod_mod", "anexo")
    services = services.select("activity", school=_service_name(names).fill_null(pl.col("cod_mod")))
    schools = _joined(services, "school")
    places = activities.select("activity", pl.col("codlocal")).explode("codlocal")
    places = places.select("activity", place=_name("codlocal", names.places).fill_null(pl.col("codlocal")))
    people = activities.select("activity", pl.col("teachers")).explode("teachers")
    people = people.select("activity", person=_name("teachers", names.people).fill_null(pl.col("teachers")))
    frame = (
        activities.join(schools, on="activity", how="left", maintain_order="left")
        .join(_joined(places, "place"), on="activity", how="left", maintain_order="left")
        .join(_joined(people, "person"), on="activity", how="left", maintain_order="left")
        .with_columns(pl.col("teachers").list.len())
        .explode("accompanist")
        .sort("accompanist", "start", "activity", maintain_order=True)
        .select(
            *("accompanist", "cod_ugel", "start"),
            pl.col("start").dt.weekday().replace_strict(dict(enumerate(WEEKDAYS, 1))).alias("weekday"),
            *("end", "days"),
            _label("kind", KIND_LABELS),
            *(
                "number",
                "place",
                "school",
                "teachers",
                "person",
                "hours",
                "trip",
                "numeral",
                "note",
                "activity",
            ),
        )
    )
    return Sheet("Calendario por acompañante", CALENDAR_COLUMNS, frame)


def _joined(long: pl.DataFrame, column: str) -> pl.DataFrame:
    """The different values of each activity in one cell, in their order."""
    values = pl.col(column).drop_nulls().unique(maintain_order=True)
    return long.group_by("activity", maintain_order=True).agg(values.str.join("; "))


def unplaced_sheet(tables: Mapping[str, pl.DataFrame], names: Names) -> Sheet:
    """What could not be placed, with the arithmetic."""
    columns = (
        SheetColumn("Acompañante", 24),
        SheetColumn("Docente", 14),
        SheetColumn("Apellidos y nombres", 34),
        SheetColumn("Actividad", 24),
        SheetColumn("Veces que faltan", 10, "whole"),
        SheetColumn("Días que faltan", 10, "whole"),
        SheetColumn("Motivo", 100),
    )
    frame = tables["unplaced"].select(
        "accompanist",
        "teacher",
        _name("teacher", names.people).alias("person"),
        _label("kind", KIND_LABELS),
        *("missing", "days_missing", "reason"),
    )
    return Sheet("Sin programar", columns, frame)


def change_sheet(tables: Mapping[str, pl.DataFrame]) -> Sheet:
    """What differs from the previous plan."""
    columns = (
        SheetColumn("Código", 34),
        SheetColumn("Cambio", 22),
        SheetColumn("Inicio anterior", 13, "day"),
        SheetColumn("Inicio nuevo", 13, "day"),
        SheetColumn("Motivo", 80),
    )
    frame = tables["changes"].with_columns(_label("change", CHANGE_LABELS))
    return Sheet("Cambios", columns, frame)


def rejected_sheet(tables: Mapping[str, pl.DataFrame]) -> Sheet:
    """Rows of the inputs that were left out."""
    columns = (
        SheetColumn("Archivo", 40),
        SheetColumn("Fila", 9, "whole"),
        SheetColumn("Columna", 18),
        SheetColumn("Se encontró", 40),
        SheetColumn("Se esperaba", 60),
    )
    return Sheet("Rechazados", columns, tables["rejected"])
