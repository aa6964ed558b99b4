"""One accompanist's year as text: a row a month, a sign a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rich.text import Text

from pusaq_core.cli.i18n import _
from pusaq_core.cli.kind_words import many_of, one_of
from pusaq_core.kinds import KINDS, Way

if TYPE_CHECKING:
    from pusaq_core.kinds import Kind
    from pusaq_core.yearplan.plan import Plan
    from pusaq_core.yearplan.tables import ActivityRow

STYLES = {Way.TRAVELS: "green", Way.HOSTED: "yellow", Way.OF_UGEL: "cyan"}
MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic")
WEEKEND = 5


def year_picture(plan: Plan, accompanist: str | None = None) -> Text:
    """The year of an accompanist, by default of the one with most activities.

    Args:
        plan: the plan in memory.
        accompanist: code; None for the busiest.
    """
    mine: dict[str, list[ActivityRow]] = defaultdict(list)
    for row in plan.tables["activities"]:
        for key in row["accompanist"]:
            mine[key].append(row)
    if not mine:
        return Text(_("No hay actividades que mostrar.") + "\n")
    key = accompanist or max(sorted(mine), key=lambda k: len(mine[k]))
    rows = mine[key]
    kind_on: dict[date, str] = {}
    for row in rows:
        for offset in range(int(row["days"])):
            kind_on[row["start"] + timedelta(offset)] = str(row["kind"])
    teachers = sum(1 for row in plan.tables["caseloads"] if row["accompanist"] == key)
    picture = Text(
        _("El año de {key}: {teachers} docentes, {activities}").format(
            key=key,
            teachers=teachers,
            activities=", ".join(
                f"{sum(row['kind'] == kind.id for row in rows)} {many_of(kind.id)}"
                for kind in KINDS.values()
                if kind.unit == "times"
            ),
        )
        + "\n"
    )
    year = min(kind_on).year
    for month, name in enumerate(MONTHS, 1):
        if month >= min(kind_on).month:
            picture.append_text(_month(year, month, name, kind_on))
    legend = [f"{_sign(kind)} {one_of(kind.id)}" for kind in KINDS.values()]
    picture.append("   ".join([*legend, _("· día hábil libre")]) + "\n")
    return picture


def _sign(kind: Kind) -> str:
    return "█" if kind.travels else kind.letter


def _month(year: int, month: int, name: str, kind_on: dict[date, str]) -> Text:
    line = Text(f"  {name}  ")
    day = date(year, month, 1)
    while day.month == month:
        kind = kind_on.get(day)
        if kind is not None:
            line.append(_sign(KINDS[kind]), style=STYLES[KINDS[kind].way])
        else:
            line.append(" " if day.weekday() >= WEEKEND else "·", style="dim")
        day += timedelta(1)
    line.append("\n")
    return line
