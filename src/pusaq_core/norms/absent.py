"""Columns that a norm names and a registry does not have, and what that leaves open."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pusaq_core.norms.reasons import PROFILE_RULE
from pusaq_core.norms.registry import all_data

if TYPE_CHECKING:
    from collections.abc import Collection

    from pusaq_core.norms.condition import Condition
    from pusaq_core.norms.norm import Norm

_LIKENESS: Final = 0.7
"""From 0 to 1: above it the name of a column is taken for that of another."""

_NEAR: Final = 3


@dataclass(frozen=True, slots=True)
class AbsentColumn:
    """A column that the norm names and the file does not have.

    Attributes:
        column: its name.
        leaves_open: rules that then cannot be judged and leave services to be verified (the condition of a
            profile is `perfil-<id>`), in the order of the norm.
        others: rules that read it and decide without it: priorities, and those whose assumption says what
            unknown counts as.
        near: columns of the file with a name like it that the norm does not read, the likest first.
    """

    column: str
    leaves_open: tuple[str, ...]
    others: tuple[str, ...]
    near: tuple[str, ...]


def absent_columns(norm: Norm, columns: Collection[str]) -> tuple[AbsentColumn, ...]:
    """What a norm reads and a file lacks, in the order of the norm; a datum with a second column needs one.

    Args:
        norm: the norm.
        columns: of the registry, with those that the program counts itself.
    """
    present = set(columns)
    read = {name for datum in norm.data.values() for name in (datum.column, datum.fallback)}
    free = sorted(present - read)
    absent: dict[str, list[str]] = {}
    for datum in norm.data.values():
        if not {datum.column, datum.fallback} & present:
            absent.setdefault(datum.column, []).append(datum.id)
    found = []
    for column, data in absent.items():
        readers = _readers(norm, data)
        found.append(
            AbsentColumn(
                column,
                tuple(rule for rule, is_open in readers.items() if is_open),
                tuple(rule for rule, is_open in readers.items() if not is_open),
                tuple(difflib.get_close_matches(column, free, n=_NEAR, cutoff=_LIKENESS)),
            )
        )
    return tuple(found)


def _readers(norm: Norm, data: Collection[str]) -> dict[str, bool]:
    """Rules that rest on some data, and whether what is unknown leaves a service to be verified by them."""

    def rests(condition: Condition) -> bool:
        return not all_data(norm, condition).isdisjoint(data)

    profiles = {PROFILE_RULE + profile.id: True for profile in norm.profiles if rests(profile.when)}
    return profiles | {
        rule.id: rule.kind != "priority" and rule.taken is None
        for rule in norm.rules
        if rests(rule.condition)
    }
