"""Country packs of the catalogue: terms, kinds of organisation, time zone, calendars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from pusaq_core.catalogue_reader.sheet import Entries, Sheet, differences, exactly, key
from pusaq_core.catalogue_reader.values import Text
from pusaq_core.io.calendar import CalendarFile, read_calendar
from pusaq_core.io.coordinates import Extent
from pusaq_core.io.sheets import read_sheet_file
from pusaq_core.io.source import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pusaq_core.catalogue_reader.faults import Fault

WORDS: Final = (*("escuela", "escuelas", "escuela_larga", "local", "servicio", "codigo_servicio", "plaza"),)
LEVELS: Final = ("inicial", "primaria", "secundaria", "otro")

Words = dict[Text, Text]


@dataclass(frozen=True, slots=True)
class Country(Sheet):
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
        extent: where its schools can be; None where the pack does not say.
    """

    code: Annotated[Text, key("codigo")]
    name: Annotated[Text, key("nombre")]
    time_zone: Annotated[Text, key("zona_horaria")]
    organisations: Annotated[Words, key("organizaciones")]
    terms: Annotated[Words, key("terminos")]
    short_labels: Annotated[Words, key("siglas")]
    words: Annotated[Words, exactly(*WORDS), key("palabras")]
    levels: Annotated[Words, exactly(*LEVELS), key("niveles")]
    menu: tuple[Text, ...]
    extent: Annotated[Extent | None, key("territorio")] = None

    @classmethod
    def contradictions(cls, given: Entries) -> Iterable[Fault]:
        """Kinds of organisation and what people call them are the same list."""
        kinds, labels = given.get("organizaciones"), given.get("siglas")
        if not isinstance(kinds, Entries) or not isinstance(labels, Entries):
            return ()
        return differences(labels, tuple(kinds), ("siglas",))


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
    return read_sheet_file(Country, path).content


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
