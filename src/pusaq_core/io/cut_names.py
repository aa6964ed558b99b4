"""Names of columns that DBF cut to ten letters, completed where there is no doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pusaq_core.errors import Problem
from pusaq_core.io.columns import column_name

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

LONGEST: Final = 10
"""Letters of a name in a DBF."""


def completed_names(
    names: Sequence[str], known: Collection[str], *, file: str
) -> tuple[list[str], list[Problem]]:
    """Names with the letters that the format cost them.

    Args:
        names: as the file has them.
        known: names that will be read.
        file: name of the file.

    Returns:
        The names, and a note for each that was completed (`name_completed`) or that could be several
        (`name_ambiguous`), which stays as it is.
    """
    written = [column_name(name) for name in names]
    taken = set(written)
    notes, made = [], []
    for name in written:
        could = sorted({k for k in known if len(k) > LONGEST and k[:LONGEST] == name and k not in taken})
        if len(name) != LONGEST or name in known or not could:
            made.append(name)
            continue
        clear = len(could) == 1 and written.count(name) == 1
        made.append(could[0] if clear else name)
        kind = "name_completed" if clear else "name_ambiguous"
        notes.append(Problem(kind, file=file, column=name, expected=", ".join(could), found=name))
    return made, notes
