"""The baseline of the timetable: a careful person with a calendar, who goes down the list of teachers.

Round by round every teacher is given the first days that are free and late enough after the visit before; a
group's GIA follows when its part of the year's visits is made, the RTC lie in the middle of their halves.
Fixed meetings stay where they are. What finds no day is counted.
"""

from __future__ import annotations

from pusaq_core.timetable.placing import Stop, outing_km
from pusaq_core.timetable.problem import week
from pusaq_core.timetable.trips import Tours


def file_order(task):
    """Kilometres of the outings, and how many visits and meetings found no day."""
    stops = [
        Stop(day, 1, group.host, group=position)
        for position, group in enumerate(task.groups)
        for day in group.fixed or ()
        if day is not None
    ]
    taken = {stop.start for stop in stops}
    lost = 0
    rounds = max(map(len, task.owed), default=0)
    last = dict.fromkeys(range(len(task.at)), 0)
    for turn in range(rounds):
        for teacher, place in enumerate(task.at):
            if turn >= len(task.owed[teacher]):
                continue
            days = task.owed[teacher][turn]
            start = _first(task.open_days[place] - taken, days, last[teacher])
            if start is None:
                lost += 1
                continue
            last[teacher] = start + task.rules.visit_gap
            stops.append(Stop(start, days, place, teacher=teacher))
            taken.update(range(start, start + days))
        lost += _meetings(task, turn, rounds, stops, taken)
    return outing_km(stops, Tours(task.km)), lost


def _first(free, days, earliest):
    """First day from which so many days in a row are free within one week."""
    for start in sorted(day for day in free if day >= earliest):
        stretch = range(start, start + days)
        if week(start) == week(stretch[-1]) and all(day in free for day in stretch):
            return start
    return None


def _meetings(task, turn, rounds, stops, taken):
    """Hold the meetings that are due after so many rounds of visits."""
    lost = 0
    for position, group in enumerate(task.groups):
        if group.fixed is not None:
            continue
        due = group.times * (turn + 1) // rounds - group.times * turn // rounds
        last = max((stop.start + stop.days for stop in stops if stop.teacher in group.members), default=0)
        for _ in range(due):
            day = next((d for d in group.days if d >= last and d not in taken), None)
            if day is None:
                lost += 1
                continue
            stops.append(Stop(day, 1, group.host, group=position))
            taken.add(day)
    return lost
