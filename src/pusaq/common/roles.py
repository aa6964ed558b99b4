"""The matrix of roles, as data: role × capability × scope."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml

from pusaq_core.io.catalogue import catalogue_root

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


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
class Role:
    """A role of one country.

    Attributes:
        id: as in the catalogue.
        name: as people read it.
        country: pack in which it exists.
        held_in: kinds of organisation, or `escuela`, in which one can have it.
        can: capability to how far it reaches.
    """

    id: str
    name: str
    country: str
    held_in: tuple[str, ...]
    can: Mapping[str, Reach]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole matrix.

    Attributes:
        capabilities: id to what it lets one do.
        roles: by id, in the order of the file.
    """

    capabilities: Mapping[str, str]
    roles: Mapping[str, Role]


class MatrixError(ValueError):
    """The matrix contradicts itself; the message says where."""


@lru_cache(maxsize=1)
def matrix() -> Matrix:
    """The matrix of this installation."""
    return read_matrix(catalogue_root() / "roles.yaml")


def read_matrix(path: Path) -> Matrix:
    """Read a matrix.

    Raises:
        MatrixError: an unknown capability, reach or key.
    """
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    if unknown := set(content) - {"capacidades", "roles"}:
        raise MatrixError(", ".join(sorted(unknown)))
    capabilities = dict(content["capacidades"])
    roles = {name: _role(name, body, capabilities) for name, body in content["roles"].items()}
    return Matrix(capabilities, roles)


def _role(name: str, body: Mapping[str, Any], capabilities: Mapping[str, str]) -> Role:
    unknown = set(body) - {"nombre", "pais", "sede", "puede"}
    if unknown:
        raise MatrixError(f"roles.{name}: {', '.join(sorted(unknown))}")
    for capability in body["puede"]:
        if capability not in capabilities:
            raise MatrixError(f"roles.{name}.puede: {capability}")
    try:
        can = {capability: Reach(reach) for capability, reach in body["puede"].items()}
    except ValueError as error:
        raise MatrixError(f"roles.{name}.puede: {error}") from None
    return Role(name, body["nombre"], body["pais"], tuple(body["sede"]), can)
