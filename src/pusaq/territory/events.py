"""What the territory tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pusaq.common.domain.events import Payload


@dataclass(frozen=True, slots=True)
class RegistryLoaded(Payload):
    """Schools and bodies of a country are as a new registry says.

    Attributes:
        country: code of the pack.
        source_date: day of the registry, ISO.
        moved: bodies whose path changed: the old one and the new one.
    """

    kind: ClassVar[str] = "territory.registry_loaded"

    country: str
    source_date: str
    moved: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OrganisationRegistered(Payload):
    """A person entered or changed a body."""

    kind: ClassVar[str] = "territory.organisation_registered"

    code: str
