"""Shorter outings for a year that already obeys the rules: simulated annealing over segments.

Moves one visit or meeting to another segment, exchanges two, pushes one on to a third segment, or exchanges
whole stays, and keeps every rule at every step, so that any moment is a good moment to stop. The work is a
number of proposals, never a time (Kirkpatrick, Gelatt and Vecchi 1983; the moves are those of a careful
planner: "see B while you are at A").

Why annealing: kilometres of an outing depend on all that lies in it, which a linear objective says badly,
while a change touches two or three runs of the calendar whose lengths are remembered. A quarter of a million
proposals a second in plain Python (decision 11) bring the outings to 1.005 times their bound where nobody
shares schools, from about 1.46 times in the order of the file (benchmarks/README.md).

What is given up: no proof of its own; the bound comes from `trips`. It ends early where that bound is
reached.
"""

from __future__ import annotations

import random
from math import exp
from typing import TYPE_CHECKING

from pusaq_core.timetable.legs import DAY_BITS, HOME, Legs, Part, places_in, runs_of
from pusaq_core.timetable.state import YearState
from pusaq_core.timetable.trips import LONGEST_WEEK, Tours

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from pusaq_core.timetable.task import Task
    from pusaq_core.timetable.year import WeekPlan

HOT = 0.25
COLD = 0.01
NEAR_PLACES = 4
NEAR_SHARE = 0.75
ASK_EVERY = 2000
STAY_REWARD = 0.3
ENOUGH_KM = 1e-6
CHAIN_SHARE = 0.15
STAY_SHARE = 0.1
ITEMS_OF_A_SMALL_YEAR = 30

Moves = tuple[tuple[int, int], ...]
"""(item, segment to which it goes)."""


class _Costs:
    """Kilometres of each run of the calendar, remembered by its loads: three bits of days for each place.

    The search is led by a smoother cost that also rewards long stays at one place, for a trip is saved only
    when its last stay has moved elsewhere.
    """

    def __init__(self, state: YearState, tours: Tours) -> None:
        task = state.task
        self._legs = Legs(tours)
        self._far = [2 * tours.leg(HOME, place) for place in range(len(task.places))]
        self.part = [0 if tours.at_base(i.place) else i.days << (DAY_BITS * i.place) for i in state.items]
        self.load = [sum(self.part[i] for i in held) for held in state.inside]
        self.runs = runs_of(task)
        self.run_of = [0] * len(task.segments)
        self._segments: list[tuple[int, ...]] = []
        for number, run in enumerate(self.runs):
            self._segments.append(tuple(part.segment for part in run if part.segment >= 0))
            for part in run:
                if part.segment >= 0:
                    self.run_of[part.segment] = number
        self._simple = [len(run) == 1 for run in self.runs]
        self._known: dict[int, tuple[float, float]] = {}
        self._known_runs: dict[tuple[int, ...], tuple[float, float]] = {}

    def of_run(self, number: int) -> tuple[float, float]:
        """(smooth cost, kilometres) of a run as it stands."""
        segments = self._segments[number]
        if self._simple[number] and segments:
            load = self.load[segments[0]]
            known = self._known.get(load)
            if known is None:
                known = self._known[load] = self._cost(self.runs[number], (load,))
            return known
        loads = tuple([self.load[s] for s in segments])
        known = self._known_runs.get((number, *loads))
        if known is None:
            known = self._known_runs[number, *loads] = self._cost(self.runs[number], loads)
        return known

    def _cost(self, run: tuple[Part, ...], loads: tuple[int, ...]) -> tuple[float, float]:
        km = self._legs.km(run, loads)
        days: dict[int, int] = {}
        for place, held in [pair for load in loads for pair in places_in(load)]:
            days[place] = days.get(place, 0) + held
        for part in run:
            if part.segment < 0:
                days[part.place] = days.get(part.place, 0) + 1
        reward = sum(self._far[place] * (held / LONGEST_WEEK) ** 2 for place, held in days.items())
        return km - STAY_REWARD * reward, km

    def total(self) -> float:
        """Kilometres of the year."""
        return sum(self.of_run(number)[1] for number in range(len(self.runs)))


def shorten(
    task: Task,
    plan: WeekPlan,
    active: Collection[str],
    *,
    goal: float,
    proposals: int,
    seed: int,
    stop: Callable[[], bool],
) -> WeekPlan:
    """A year with shorter outings under the same rules.

    Args:
        task: the accompanist's year.
        plan: a year that keeps the active rules.
        active: ids of the product rules that hold.
        goal: kilometres at which there is nothing left to gain.
        proposals: how many changes are tried for each 30 visits and meetings that may move.
        seed: random seed.
        stop: asked now and then; the best so far is returned.
    """
    state = YearState(task, plan, active)
    if not state.items:
        return state.plan()
    draw = random.Random(seed)  # noqa: S311  (a search, no secret)
    search = _Search(state, _Costs(state, Tours(task.km)), draw)
    tries = max(1, proposals * len(state.items) // ITEMS_OF_A_SMALL_YEAR)
    search.run(goal=goal, proposals=tries, stop=stop)
    state.restore(search.best)
    return state.plan()


class _Search:
    """Simulated annealing from the state as it stands."""

    def __init__(self, state: YearState, costs: _Costs, draw: random.Random) -> None:
        self._state, self._costs, self._draw = state, costs, draw
        self._near = _near_items(state)
        self.total = costs.total()
        self.best_total, self.best = self.total, state.snapshot()

    def run(self, *, goal: float, proposals: int, stop: Callable[[], bool]) -> None:
        """Try so many changes."""
        if self.total <= goal + ENOUGH_KM:
            return
        draw = self._draw.random
        # Hot and cold are parts of an average outing, so that a spread-out UGEL and a dense one cool alike.
        heat = HOT * self.total / max(1, sum(1 for held in self._state.inside if held))
        cooling = (COLD / HOT) ** (1 / proposals)
        for step in range(proposals):
            heat *= cooling
            if step % ASK_EVERY == 0 and stop():
                return
            moves = self._propose()
            if moves is None:
                continue
            cost, km = self._weigh(moves)
            # The cost is cheap and the rules are not: rules are asked only of what the cost lets through.
            refused = cost > 0 and draw() >= exp(-cost / heat)
            if refused or not self._apply(moves):
                self._undo(moves)
                continue
            self.total += km
            if self.total < self.best_total - ENOUGH_KM:
                self.best_total, self.best = self.total, self._state.snapshot()
                if self.total <= goal + ENOUGH_KM:
                    return

    def _weigh(self, moves: Moves) -> tuple[float, float]:
        """Change the loads, not yet the items: (difference in smooth cost, in kilometres) of the runs."""
        items, costs = self._state.items, self._costs
        run_of, load, of_run = costs.run_of, costs.load, costs.of_run
        touched = {run_of[items[moves[0][0]].at], run_of[moves[0][1]]}
        if len(moves) > 1:
            touched.update([run_of[target] for _, target in moves])
        cost = km = 0.0
        for run in touched:
            known = of_run(run)
            cost -= known[0]
            km -= known[1]
        for index, target in moves:
            part = costs.part[index]
            load[items[index].at] -= part
            load[target] += part
        for run in touched:
            known = of_run(run)
            cost += known[0]
            km += known[1]
        return cost, km

    def _undo(self, moves: Moves) -> None:
        """Put the loads back; the items are where they were."""
        items, load = self._state.items, self._costs.load
        for index, target in moves:
            part = self._costs.part[index]
            load[target] -= part
            load[items[index].at] += part

    def _apply(self, moves: Moves) -> bool:
        """Move the items if the rules allow it."""
        state = self._state
        back = [(index, state.items[index].at) for index, _ in moves]
        for index, target in moves:
            state.move(index, target)
        if all(state.kept(index) for index, _ in moves):
            return True
        for index, source in back:
            state.move(index, source)
        return False

    def _propose(self) -> Moves | None:
        """A change that fits by length and place; whether the rules allow it is asked later."""
        state, draw = self._state, self._draw.random
        index = int(draw() * len(state.items))
        item = state.items[index]
        # Mostly to where a neighbour lies, for only neighbours share an outing; sometimes anywhere, to get
        # loose.
        if draw() < NEAR_SHARE:
            close = self._near[index]
            target = state.items[close[int(draw() * len(close))]].at
        else:
            target = int(draw() * len(state.inside))
        source = item.at
        if target == source or target not in state.allowed[index]:
            return None
        kind = draw()
        if kind < CHAIN_SHARE:
            return self._chain(index, target)
        if kind < CHAIN_SHARE + STAY_SHARE:
            return self._exchange(index, target)
        if state.room[target] >= item.days:
            return ((index, target),)
        held = state.inside[target]
        other = held[int(draw() * len(held))]
        partner = state.items[other]
        fits = (
            source in state.allowed[other]
            and state.room[target] + partner.days >= item.days
            and state.room[source] + item.days >= partner.days
        )
        return ((index, target), (other, source)) if fits else None

    def _chain(self, index: int, target: int) -> Moves | None:
        """An item takes the place of another, which goes to a third segment, where its like are."""
        state, draw = self._state, self._draw.random
        held = state.inside[target]
        if not held:
            return None
        other = held[int(draw() * len(held))]
        close = self._near[other]
        third = state.items[close[int(draw() * len(close))]].at
        item, partner = state.items[index], state.items[other]
        if third in (target, item.at) or third not in state.allowed[other]:
            return None
        if state.room[third] < partner.days or state.room[target] + partner.days < item.days:
            return None
        return ((index, target), (other, third))

    def _exchange(self, index: int, target: int) -> Moves | None:
        """All stays at one place change the segment, with as much of what lies there as makes room."""
        state = self._state
        source, place = state.items[index].at, state.items[index].place
        going = [i for i in state.inside[source] if state.items[i].place == place]
        if any(target not in state.allowed[i] for i in going):
            return None
        days = sum(state.items[i].days for i in going)
        room, spare = state.room[target] - days, state.room[source] + days
        coming: list[int] = []
        for other in state.inside[target]:
            if room >= 0:
                break
            partner = state.items[other]
            if partner.place != place and source in state.allowed[other] and spare >= partner.days:
                coming.append(other)
                room += partner.days
                spare -= partner.days
        if room < 0:
            return None
        return (*((i, target) for i in going), *((i, source) for i in coming))


def _near_items(state: YearState) -> list[list[int]]:
    """For each item the items at its own and the nearest places."""
    task = state.task
    at_place: list[list[int]] = [[] for _ in task.places]
    for index, item in enumerate(state.items):
        at_place[item.place].append(index)
    near = []
    for item in state.items:
        order = sorted(range(len(task.places)), key=lambda p: (float(task.km[item.place + 1, p + 1]), p))
        near.append([i for p in order[:NEAR_PLACES] for i in at_place[p]])
    return near
