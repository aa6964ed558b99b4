"""Country packs of the catalogue: terms, kinds of organisation, time zone, calendars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq_core.io.calendar import CalendarFile, read_calendar
from pusaq_core.io.encoding import decode
from pusaq_core.io.source import read_source, refusal
from pusaq_core.io.yaml_nodes import MAX_TEXT, NodeReader, compose

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Country:
    """What differs from country to country.

    Attributes:
        code: two letters, `pe`.
        name: as people write it.
        time_zone: name in the tz database.
        organisations: kinds of organisation from the widest to the narrowest: id to name.
        terms: word of the domain by id.
    """

    code: str
    name: str
    time_zone: str
    organisations: Mapping[str, str]
    terms: Mapping[str, str]


def read_country(code: str, *, root: Path) -> Country:
    """Read `pais.yaml` of a country pack.

    Args:
        code: code of the pack, such as `pe`.
        root: folder of the catalogue.

    Raises:
        InputError: `country_unknown`; every problem of the file with line, position and path of keys.
    """
    path = root / "countries" / code / "pais.yaml"
    if not path.is_file():
        known = sorted(folder.parent.name for folder in root.glob("countries/*/pais.yaml"))
        raise refusal("country_unknown", "", expected=", ".join(known), found=code)
    source = read_source(path, max_bytes=MAX_TEXT)
    reader = NodeReader(source.file)
    required = ("codigo", "nombre", "zona_horaria", "organizaciones", "terminos")
    keys = reader.mapping(compose(decode(source.data).text, file=source.file), "", required=required)
    country = Country(
        code=reader.text(keys.get("codigo"), "codigo"),
        name=reader.text(keys.get("nombre"), "nombre"),
        time_zone=reader.text(keys.get("zona_horaria"), "zona_horaria"),
        organisations=reader.texts(keys.get("organizaciones"), "organizaciones"),
        terms=reader.texts(keys.get("terminos"), "terminos"),
    )
    reader.raise_problems()
    return country


def default_calendar(country: str, year: int, *, root: Path) -> CalendarFile:
    """The calendar that a country pack has for a year.

    Args:
        country: code of the pack, such as `pe`.
        year: calendar year.
        root: folder of the catalogue.

    Raises:
        InputError: `calendar_missing` where the pack has none; as `read_calendar`.
    """
    folder = root / "countries" / country / "calendars"
    path = folder / f"{year}.yaml"
    if not path.is_file():
        known = sorted(file.stem for file in folder.glob("*.yaml"))
        file = f"countries/{country}/calendars/{year}.yaml"
        raise refusal("calendar_missing", file, expected=", ".join(known), found=str(year))
    return read_calendar(path)
