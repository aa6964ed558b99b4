"""From the registry of services, one row a service, to the rows of organisations, schools and services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from pusaq.common.sorting import sort_key
from pusaq.territory.enums import Level, OrganisationKind
from pusaq.territory.naming import corrected, proper_name, slug
from pusaq_core.io.cells import number
from pusaq_core.io.columns import ROW
from pusaq_core.io.registry import SHOWN
from pusaq_core.io.rejections import in_file_order, no_rejections, rejections
from pusaq_core.io.silent_cells import said_only

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pusaq_core.io.country import Country
    from pusaq_core.io.spellings import Spellings

ORGANISATION_COLUMNS: Final = (
    *("kind", "code", "name", "short_name", "registry_name"),
    *("path", "parent_path", "sort_key"),
)

_LEVELS: Final = {"A": Level.INITIAL, "B": Level.PRIMARY, "F": Level.SECONDARY}
_LONGEST: Final = {"COD_MOD": 12, "ANEXO": 4, "CODLOCAL": 24, "CODOOII": 24, "COD_DRE": 24}
_PATH_CODE: Final = r"^[\p{L}\d][\p{L}\d ._-]*$"
_GERENCIA: Final = "Gerencia Regional de Educación"


@dataclass(frozen=True, slots=True)
class RegistryTables:
    """What a registry says, as rows of the tables, without ids.

    Attributes:
        organisations: the columns `ORGANISATION_COLUMNS`; parents stand before their children.
        schools: columns of School; `organisation_path`, `network_path` (null without) for the foreign keys.
        services: columns of SchoolService; `school_code` for the foreign key.
        rejections: rows left out, in the columns of `pusaq_core.io.rejections.SCHEMA`.
    """

    organisations: pl.DataFrame
    schools: pl.DataFrame
    services: pl.DataFrame
    rejections: pl.DataFrame


def tables_of(frame: pl.DataFrame, *, country: Country, spellings: Spellings, file: str) -> RegistryTables:
    """Rows of the tables from a Peruvian registry.

    Args:
        frame: as `pusaq_core.io.registry.read_registry` gives it.
        country: pack, for the labels of the bodies.
        spellings: proper names where the registry writes them otherwise.
        file: name of the file, for rejections.
    """
    frame, left_out = _usable(_with_directorate(said_only(frame, SHOWN)), file)
    root = f"{country.code}/"
    frame = frame.with_columns(
        dre_path=pl.lit(root) + pl.col("COD_DRE") + "/",
        ugel_path=pl.concat_str(pl.lit(root), "COD_DRE", pl.lit("/"), "CODOOII", pl.lit("/")),
        network=_mapped(frame, "RED_EDUCATIVA", slug),
    ).with_columns(
        network_path=pl.col("ugel_path") + "r-" + pl.col("network") + "/",
        school_path=pl.col("ugel_path") + "s-" + pl.col("CODLOCAL") + "/",
    )
    return RegistryTables(
        organisations=_organisations(frame, country, spellings),
        schools=_schools(frame, spellings),
        services=_services(frame),
        rejections=left_out,
    )


def _with_directorate(frame: pl.DataFrame) -> pl.DataFrame:
    """COD_DRE, and every column that is read, also where the file has none."""
    optional = (
        *("COD_DRE", "D_DRE", "D_REGION", "D_DREUGEL", "D_DPTO", "D_PROV", "D_DIST", "CODGEO", "CEN_EDU"),
        *("CEN_POB", "NIV_MOD", "D_NIV_MOD", "D_COD_CAR", "D_GESTION", "D_ESTADO", "DAREACENSO", "EIB"),
        *("LENGUA", "RED_EDUCATIVA", "TALUMNO", "TDOCENTE", "TSECCION"),
    )
    frame = frame.with_columns(
        pl.lit(None, pl.String).alias(name) for name in optional if name not in frame.columns
    )
    return frame.with_columns(COD_DRE=pl.col("COD_DRE").fill_null(pl.col("CODOOII").str.slice(0, 2) + "0000"))


def _usable(frame: pl.DataFrame, file: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows whose codes can stand in a path, and the others."""
    found = [
        rejections(
            frame.filter(~pl.col(name).str.contains(_PATH_CODE) | (pl.col(name).str.len_chars() > longest)),
            file=file,
            column=name,
            code="code_malformed",
        )
        for name, longest in _LONGEST.items()
    ]
    left_out = in_file_order(found)
    if left_out.is_empty():
        return frame, no_rejections()
    return frame.join(
        left_out.select(pl.col("row").alias(ROW)), on=ROW, how="anti", maintain_order="left"
    ), left_out


def _organisations(frame: pl.DataFrame, country: Country, spellings: Spellings) -> pl.DataFrame:
    labels = country.organisations
    root = f"{country.code}/"
    rows: list[tuple[str | None, ...]] = [
        (
            *(
                OrganisationKind.MINISTRY.value,
                country.code,
                labels["ministerio"],
                country.short_labels["ministerio"],
                "",
            ),
            *(root, None),
        )
    ]
    regions = frame.group_by("COD_DRE", maintain_order=True).agg(
        pl.col("dre_path").first(),
        name=pl.coalesce("D_DRE", pl.lit("DRE ") + pl.col("D_REGION"), pl.lit("DRE ") + pl.col("D_DPTO"))
        .drop_nulls()
        .first(),
    )
    for code, path, name in regions.sort("COD_DRE").iter_rows():
        kind = OrganisationKind.REGIONAL_DIRECTORATE.value
        short = _short(name or f"DRE {code}", spellings.bodies.get(kind, {}).get(code))
        rows.append((kind, code, _long(short, labels), short, name or "", path, root))
    units = frame.group_by("CODOOII", maintain_order=True).agg(
        pl.col("ugel_path", "dre_path").first(), pl.col("D_DREUGEL").drop_nulls().first()
    )
    for code, path, parent, name in units.sort("CODOOII").iter_rows():
        kind = OrganisationKind.LOCAL_UNIT.value
        short = _short(name or f"UGEL {code}", spellings.bodies.get(kind, {}).get(code))
        rows.append((kind, code, _long(short, labels), short, name or "", path, parent))
    networks = (
        frame.filter(pl.col("network").is_not_null())
        .group_by("network_path", maintain_order=True)
        .agg(pl.col("CODOOII", "network", "RED_EDUCATIVA", "ugel_path").first())
    )
    for path, ugel, code, name, parent in networks.sort("network_path").iter_rows():
        short = proper_name(name)
        rows.append(
            (OrganisationKind.SCHOOL_NETWORK.value, f"{ugel}-{code}", short, short, name, path, parent)
        )
    return pl.DataFrame(
        [(*row, sort_key(row[3] or "")) for row in rows],
        schema=dict.fromkeys(ORGANISATION_COLUMNS, pl.String),
        orient="row",
    )


def _short(name: str, proper: str | None) -> str:
    return corrected(proper_name(name), proper)


def _long(short: str, labels: Mapping[str, str]) -> str:
    """`UGEL Lamas` in full."""
    head, _space, rest = short.partition(" ")
    words = {"UGEL": labels["ugel"], "DRE": labels["dre"], "GRE": _GERENCIA}
    return f"{words[head]} {rest}" if head in words and rest else short


def _schools(frame: pl.DataFrame, spellings: Spellings) -> pl.DataFrame:
    """One row for each premises; what services say differently is taken from the one with most students."""
    networks = (
        frame.filter(pl.col("network").is_not_null())
        .group_by("CODLOCAL", "network_path")
        .len()
        .sort("len", "network_path", descending=[True, False])
        .unique("CODLOCAL", keep="first", maintain_order=True)
        .select("CODLOCAL", "network_path")
    )
    first = frame.sort(
        number("TALUMNO").fill_null(-1),
        "COD_MOD",
        "ANEXO",
        descending=[True, False, False],
        maintain_order=True,
    )
    schools = first.group_by("CODLOCAL", maintain_order=True).agg(
        pl.col(name).drop_nulls().first()
        for name in (
            *("CEN_EDU", "ugel_path", "school_path", "CEN_POB", "D_DIST", "D_PROV", "D_DPTO"),
            *("CODGEO", "DAREACENSO", "lat", "lon"),
        )
    )
    area = pl.col("DAREACENSO").str.to_lowercase().str.slice(0, 3)
    named = _name(schools, "CEN_EDU", "CODLOCAL")
    return schools.join(networks, on="CODLOCAL", how="left", maintain_order="left").select(
        code="CODLOCAL",
        name=named,
        organisation_path="ugel_path",
        network_path="network_path",
        path="school_path",
        sort_key=_key(schools, named),
        place=_mapped(schools, "CEN_POB", proper_name).fill_null(""),
        district=_mapped(schools, "D_DIST", proper_name).fill_null(""),
        province=_mapped(schools, "D_PROV", proper_name).fill_null(""),
        region=_region(schools, spellings.departments),
        ubigeo=pl.col("CODGEO").fill_null(""),
        is_rural=pl.when(area == "rur").then(statement=True).when(area == "urb").then(statement=False),
        latitude="lat",
        longitude="lon",
    )


def _region(schools: pl.DataFrame, proper: Mapping[str, str]) -> pl.Expr:
    """The department, by its name and the first two digits of the ubigeo."""
    parts = schools.select(department="D_DPTO", digits=pl.col("CODGEO").str.slice(0, 2)).unique()
    written = {
        (name, digits): corrected(proper_name(name), proper.get(digits or ""))
        for name, digits in parts.iter_rows()
        if name is not None
    }
    found = [
        written.get(pair, "")
        for pair in zip(schools["D_DPTO"], schools["CODGEO"].str.slice(0, 2), strict=True)
    ]
    return pl.lit(pl.Series(found, dtype=pl.String))


def _services(frame: pl.DataFrame) -> pl.DataFrame:
    level = pl.col("NIV_MOD").str.slice(0, 1).str.to_uppercase()
    named = _name(frame, "CEN_EDU", "COD_MOD")
    return frame.select(
        modular_code="COD_MOD",
        annex="ANEXO",
        school_code="CODLOCAL",
        name=named,
        level=level.replace_strict({k: v.value for k, v in _LEVELS.items()}, default=Level.OTHER.value),
        level_name=pl.col("D_NIV_MOD").fill_null(""),
        character=pl.when(pl.col("D_COD_CAR").str.to_lowercase() != "no aplica")
        .then("D_COD_CAR")
        .fill_null(""),
        management=pl.col("D_GESTION").fill_null(""),
        is_public=~pl.col("D_GESTION").str.to_lowercase().str.starts_with("priv").fill_null(value=False),
        is_active=~pl.col("D_ESTADO").str.to_lowercase().str.starts_with("inact").fill_null(value=False),
        eib_form=pl.col("EIB").fill_null(""),
        language=pl.col("LENGUA").fill_null(""),
        students=_count("TALUMNO"),
        teachers=_count("TDOCENTE"),
        sections=_count("TSECCION"),
        path=pl.concat_str("school_path", "COD_MOD", pl.lit("-"), "ANEXO", pl.lit("/")),
        sort_key=_key(frame, named),
    )


def _count(name: str) -> pl.Expr:
    found = number(name).round()
    return pl.when(found.is_between(0, 2**31 - 1)).then(found.cast(pl.Int64, strict=False))


def _name(frame: pl.DataFrame, name: str, otherwise: str) -> pl.Expr:
    return pl.coalesce(_mapped(frame, name, proper_name), otherwise)


def _key(frame: pl.DataFrame, name: pl.Expr) -> pl.Expr:
    """Sort keys: made once for each different name."""
    names = frame.select(name.alias("name"))["name"].unique().to_list()
    return name.replace_strict({text: sort_key(text) for text in names}, return_dtype=pl.String)


def _mapped(frame: pl.DataFrame, name: str, change: Callable[[str], str]) -> pl.Expr:
    """A column of text changed by a function, called once for each different text."""
    texts = frame[name].drop_nulls().unique().to_list()
    changed = {text: change(text) for text in texts}
    return pl.col(name).replace_strict(changed, default=None, return_dtype=pl.String)
