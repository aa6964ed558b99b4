"""The matrix of roles, as data: role × capability × scope."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

from pusaq_core.catalogue_reader.sheet import KEY, Sheet, key, made_of, variant
from pusaq_core.catalogue_reader.values import Text, known, member
from pusaq_core.io.catalogue import catalogue_root, shown_name
from pusaq_core.io.sheets import read_sheet_file

if TYPE_CHECKING:
    from pathlib import Path

    from pusaq_core.catalogue_reader.tree import Node

Capability = Annotated[str, known("capabilities")]


class Reach(enum.Enum):
    """How far a capability of a role reaches."""

    COUNTRY = "pais"
    TERRITORY = "territorio"
    SCHOOL = "escuela"
    CASELOAD = "cartera"
    OWN = "propio"


WIDE = frozenset({Reach.TERRITORY, Reach.COUNTRY})
"""Of those whose work is a whole territory."""


@dataclass(frozen=True, slots=True)
class Role(Sheet):
    """A role of one country.

    Attributes:
        id: as in the catalogue.
        name: as people read it.
        country: pack in which it exists.
        held_in: kinds of organisation, or `escuela`, in which one can have it.
        can: capability to how far it reaches.
    """

    id: Annotated[str, key(KEY)]
    name: Annotated[Text, key("nombre")]
    country: Annotated[Text, key("pais")]
    held_in: Annotated[tuple[Text, ...], key("sede")]
    can: Annotated[dict[Capability, Annotated[Reach, member(Reach)]], key("puede")]


@dataclass(frozen=True, slots=True)
class _SameAs(Sheet):
    """A role that differs from another, written out in the file, only by its name."""

    id: Annotated[str, key(KEY)]
    name: Annotated[Text, key("nombre")]
    other: Annotated[str, known("roles"), key("igual_a")]


AnyRole = Annotated[Role | _SameAs, variant(lambda said: _SameAs if "igual_a" in said else Role)]


def _written_out(said: dict[str, Role | _SameAs]) -> dict[str, Role]:
    whole = {name: role for name, role in said.items() if isinstance(role, Role)}
    return {
        name: role if isinstance(role, Role) else replace(whole[role.other], id=name, name=role.name)
        for name, role in said.items()
    }


@dataclass(frozen=True, slots=True)
class Matrix(Sheet):
    """The whole matrix.

    Attributes:
        capabilities: id to what it lets one do.
        roles: by id, in the order of the file.
    """

    capabilities: Annotated[dict[Text, Text], key("capacidades")]
    roles: Annotated[dict[str, Role], made_of(dict[Text, AnyRole], _written_out)]


@lru_cache(maxsize=1)
def matrix() -> Matrix:
    """The matrix of this installation."""
    return read_matrix(catalogue_root() / "roles.yaml")


def read_matrix(path: Path) -> Matrix:
    """Read a matrix.

    Raises:
        InputError: every problem of the file, such as an unknown capability, reach or key.
    """
    return read_sheet_file(Matrix, path, file=shown_name(path), context=_declared).content


def _declared(tree: Node) -> dict[str, tuple[str, ...]]:
    """Capabilities, and the roles that are written out."""
    capabilities, roles = tree.get("capacidades"), tree.get("roles")
    return {
        "capabilities": tuple(name.text for name, _ in (capabilities.entries if capabilities else ())),
        "roles": tuple(
            name.text for name, role in (roles.entries if roles else ()) if role.get("puede") is not None
        ),
    }
