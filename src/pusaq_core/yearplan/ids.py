"""Ids of activities, outings and positions: all are made here.

Nobody learns from an id who or what it names: whoever needs that makes the ids of what there is and looks the
one in hand up. Only the series of an activity, which no column of a plan holds, is read out of its id, here.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from pusaq_core.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pusaq_core.kinds import Kind


def series(year: int, kind: Kind, *of: str) -> str:
    """What the activities of one slot, group or accompanist have in common.

    Args:
        year: school year.
        kind: kind of the activities.
        of: post of a visit; accompanist and premises, or premises and who meets there; accompanist.
    """
    return "-".join((str(year), kind.letter, *of))


def numbered(of: str, *numbers: int) -> str:
    """Id of an activity of a series: its number, and for a workshop also that of the row."""
    return "-".join((of, *map(str, numbers)))


def series_of(activity: str) -> str:
    """What an activity is counted with: its id without the last number."""
    return activity.rsplit("-", 1)[0]


def visited_posts(year: int, posts: Iterable[str]) -> dict[str, str]:
    """Series of visits to the post that each is owed to."""
    travelling = [kind for kind in KINDS.values() if kind.travels]
    return {series(year, kind, post): post for post in posts for kind in travelling}


def next_name(stem: str, used: Collection[str], *, digits: int) -> str:
    """The first name, counted on from as many as are used, that is not.

    Args:
        stem: what the names begin with.
        used: names that are taken, with this stem or another.
        digits: least digits of the number.
    """
    mine = sum(name.startswith(f"{stem}-") for name in used)
    names = (f"{stem}-{number:0{digits}d}" for number in count(mine + 1))
    return next(name for name in names if name not in used)
