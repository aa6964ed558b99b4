"""Country packs of the catalogue: terms, kinds of organisation, time zone, calendars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pusaq_core.io.calendar import CalendarFile, read_calendar
from pusaq_core.io.encoding import decode
from pusaq_core.io.source import read_source, refusal
from pusaq_core.io.yaml_nodes import MAX_TEXT, NodeReader, compose

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import yaml

_REQUIRED: Final = (
    *("codigo", "nombre", "zona_horaria", "organizaciones", "siglas"),
    *("palabras", "niveles", "terminos", "menu"),
)
WORDS: Final = (*("escuela", "escuelas", "escuela_larga", "local", "servicio", "codigo_servicio", "plaza"),)
LEVELS: Final = ("inicial", "primaria", "secundaria", "otro")


@dataclass(frozen=True, slots=True)
class Country:
    """What differs from country to country.

    Attributes:
        code: two letters, `pe`.
        name: as people write it.
        time_zone: name in the tz database.
        organisations: kinds of organisation from the widest to the narrowest: id to name.
        terms: word of the domain by id.
        short_labels: what people call each kind of organisation in running text.
        words: what people call a school, its parts and its posts, by id.
        levels: name of each level of education, by id.
        menu: ids of the areas of work in the order in which the country's people read them.
    """

    code: str
    name: str
    time_zone: str
    organisations: Mapping[str, str]
    terms: Mapping[str, str]
    short_labels: Mapping[str, str]
    words: Mapping[str, str]
    levels: Mapping[str, str]
    menu: tuple[str, ...]


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
    keys = reader.mapping(compose(decode(source.data).text, file=source.file), "", required=_REQUIRED)
    organisations = reader.texts(keys.get("organizaciones"), "organizaciones")
    short_labels = reader.texts(keys.get("siglas"), "siglas")
    _check_short_labels(reader, keys, organisations, short_labels)
    country = Country(
        code=reader.text(keys.get("codigo"), "codigo"),
        name=reader.text(keys.get("nombre"), "nombre"),
        time_zone=reader.text(keys.get("zona_horaria"), "zona_horaria"),
        organisations=organisations,
        terms=reader.texts(keys.get("terminos"), "terminos"),
        short_labels=short_labels,
        words=_words(reader, keys.get("palabras"), "palabras", WORDS),
        levels=_words(reader, keys.get("niveles"), "niveles", LEVELS),
        menu=tuple(reader.text(item, path) for item, path in reader.items(keys.get("menu"), "menu")),
    )
    reader.raise_problems()
    return country


def _words(
    reader: NodeReader, node: yaml.Node | None, path: str, required: tuple[str, ...]
) -> Mapping[str, str]:
    """A mapping that every country fills with its own words; whatever is missing is a problem."""
    if node is None:
        return {}
    keys = reader.mapping(node, path, required=required)
    return {key: reader.text(value, f"{path}.{key}") for key, value in keys.items()}


def _check_short_labels(
    reader: NodeReader,
    keys: Mapping[str, yaml.Node],
    organisations: Mapping[str, str],
    short_labels: Mapping[str, str],
) -> None:
    """Kinds of organisation and what people call them must be the same list."""
    if "siglas" not in keys or "organizaciones" not in keys:
        return
    for kind in organisations:
        if kind not in short_labels:
            reader.problem(keys["siglas"], f"siglas.{kind}", "yaml_missing_key", expected=kind)
    for kind in short_labels:
        if kind not in organisations:
            expected = ", ".join(organisations)
            reader.problem(
                keys["siglas"], f"siglas.{kind}", "yaml_unknown_key", expected=expected, found=kind
            )


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
