"""Names as people write them where an official register does not, from a country pack."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pusaq_core.io.encoding import decode
from pusaq_core.io.source import read_source
from pusaq_core.io.yaml_nodes import MAX_TEXT, NodeReader, compose

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE: Final = "nombres.yaml"
_DEPARTMENTS: Final = "departamentos"


@dataclass(frozen=True, slots=True)
class Spellings:
    """Proper names by code.

    Attributes:
        departments: by the first two digits of the ubigeo.
        bodies: kind of body (`dre`, `ugel`) to short name by code.
    """

    departments: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


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
    source = read_source(path, max_bytes=MAX_TEXT)
    reader = NodeReader(source.file)
    node = compose(decode(source.data).text, file=source.file)
    keys = reader.mapping(node, "", optional=(_DEPARTMENTS, "dre", "ugel"))
    found = {key: reader.texts(value, key) for key, value in keys.items()}
    reader.raise_problems()
    return Spellings(found.pop(_DEPARTMENTS, {}), found)
