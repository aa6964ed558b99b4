"""Resources of the catalogue: good practices, training, programmes by week, events. All are read, or none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pusaq_core.errors import InputError, Problem
from pusaq_core.io.catalogue import SUFFIXES, catalogue_root, shown_name
from pusaq_core.io.resource_model import ResourceFile
from pusaq_core.io.sheets import read_sheet_file
from pusaq_core.io.source import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pusaq_core.io.resource_model import Resource


def read_resources(country: str, *, folder: Path | None = None) -> tuple[Resource, ...]:
    """Resources of every file of a folder, in the order of the files.

    Args:
        country: code of the pack; every file must be of it.
        folder: where the files are; None for those of the catalogue.

    Raises:
        InputError: every problem of every file with line, position and path of keys;
            `resources_missing` where the folder has no file.
    """
    folder = folder or catalogue_root() / "resources" / country
    paths = sorted(path for path in folder.glob("*") if path.suffix in SUFFIXES and path.is_file())
    if not paths:
        raise refusal("resources_missing", "", found=shown_name(folder))
    found: list[Resource] = []
    problems: list[Problem] = []
    context = {"countries": (country,), "places": {}}
    for path in paths:
        try:
            read = read_sheet_file(ResourceFile, path, file=shown_name(path), context=context)
            found += _placed(read.content)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*problems)
    return tuple(found)


def _placed(read: ResourceFile) -> Iterator[Resource]:
    """Resources with their source; a fact without a place of its own stands where its resource does."""
    for one in read.resources:
        facts = tuple(replace(fact, place=fact.place or one.section) for fact in one.facts)
        yield replace(one, source=read.source, facts=facts)
