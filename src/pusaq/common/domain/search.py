"""Keeping the table in which people search, by asking every room what can be found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from django.db import transaction

from pusaq.common.domain.bulk import insert_rows, update_rows
from pusaq.common.frames import ID, differences, fitted, frame_of, identified
from pusaq.common.models import SearchEntry
from pusaq.common.ports import SEARCH, answers
from pusaq.common.scope import below
from pusaq.common.sorting import folded, sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pusaq.common.models import Event
    from pusaq.common.ports import SearchRow

_COLUMNS = ("ref_kind", "ref_id", "label", "hint", "folded", "sort_key", "path", "capability")
_DELETED_AT_ONCE = 500


@transaction.atomic
def refresh_search(*, path: str) -> None:
    """Make the search table hold, for a place and below, exactly what the rooms say can be found there."""
    rows = (row for room in answers(SEARCH) for row in room.search_rows(path=path))
    wanted = pl.DataFrame(_cells(rows), schema=dict.fromkeys(_COLUMNS, pl.String), orient="row")
    wanted = fitted(SearchEntry, wanted)
    here = SearchEntry.objects.filter(below(path))
    there = frame_of(here, *_COLUMNS)
    # What moved here from elsewhere stands in the table under its old path.
    moved = wanted.join(there, on=["ref_kind", "ref_id"], how="anti")["ref_id"].to_list()
    if moved and path.count("/") > 1:
        others = (
            frame_of(SearchEntry.objects.filter(ref_id__in=moved[at : at + _DELETED_AT_ONCE]), *_COLUMNS)
            for at in range(0, len(moved), _DELETED_AT_ONCE)
        )
        there = pl.concat([there, *others]).unique(ID)
    found = differences(there, identified(there, wanted, key=("ref_kind", "ref_id")))
    insert_rows(SearchEntry, found.added)
    update_rows(SearchEntry, found.changed)
    lost = found.missing[ID].to_list()
    for at in range(0, len(lost), _DELETED_AT_ONCE):
        SearchEntry.objects.filter(pk__in=lost[at : at + _DELETED_AT_ONCE]).delete()


def follow_change(event: Event) -> None:
    """Let what can be found follow an event: at the place of the event and below."""
    refresh_search(path=event.path)


def _cells(rows: Iterable[SearchRow]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        text = folded(f"{row.label} {row.hint} {row.text}")
        yield (
            *(row.ref.kind, row.ref.id.hex, row.label, row.hint, text, sort_key(row.label)),
            *(row.path, row.capability),
        )
