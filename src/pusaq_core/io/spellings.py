"""Names as people write them where an official register does not, from a country pack."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Final

from pusaq_core.catalogue_reader.sheet import Sheet, key
from pusaq_core.catalogue_reader.values import Text
from pusaq_core.io.sheets import read_sheet_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE: Final = "nombres.yaml"


@dataclass(frozen=True, slots=True)
class Spellings:
    """Proper names by code.

    Attributes:
        departments: by the first two digits of the ubigeo.
        bodies: kind of body (`dre`, `ugel`) to short name by code.
    """

    departments: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Names(Sheet):
    """The file: short names by code."""

    departments: Annotated[dict[Text, Text], key("departamentos")] = field(default_factory=dict)
    dre: dict[Text, Text] = field(default_factory=dict)
    ugel: dict[Text, Text] = field(default_factory=dict)


def read_spellings(country: str, *, root: Path) -> Spellings:
    """Read `nombres.yaml` of a country pack; a pack without that file corrects nothing.

    Args:
        country: code of the pack, such as `pe`.
        root: folder of the catalogue.

    Raises:
        InputError: every problem of the file with line, position and path of keys.
    """
    path = root / "countries" / country / FILE
    if not path.is_file():
        return Spellings()
    said = read_sheet_file(_Names, path).content
    bodies = {"dre": said.dre, "ugel": said.ugel}
    return Spellings(said.departments, {kind: names for kind, names in bodies.items() if names})
