"""From what was read to a plan: targeting, caseloads, the year, the audit. Pure; no file is touched.

The order of work is the chain of the product: norm, who, when. Every stage is a list of independent problems
that a mapper may solve in parallel; the answer does not depend on how.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from pusaq_core.checking import PlanTables, check_plan
from pusaq_core.planning.caseloads import solve_caseloads
from pusaq_core.planning.problem import CaseloadParams, CaseloadProblem, CaseloadResult, Stop, never_stop
from pusaq_core.timetable.problem import YearParams
from pusaq_core.timetable.ugel_year import solve_ugel_year
from pusaq_core.yearplan.as_checked import as_checked, as_written, changes_of, of_what_is_planned
from pusaq_core.yearplan.assigned import AssignedCaseload, TargetedService, share_problem, shares_of
from pusaq_core.yearplan.audit import facts_of
from pusaq_core.yearplan.carry import carry_all
from pusaq_core.yearplan.figures import figures_of
from pusaq_core.yearplan.next_year import continuation, keep_pairs, pair_figures
from pusaq_core.yearplan.places import Places, locate
from pusaq_core.yearplan.posts import add_posts
from pusaq_core.yearplan.replan import replan_ugel
from pusaq_core.yearplan.rows import ActivityRows, caseload_rows, unplaced_rows
from pusaq_core.yearplan.season import district_of
from pusaq_core.yearplan.summary import UgelFigures, summary_of
from pusaq_core.yearplan.targeting import Decisions, decide

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import polars as pl

    from pusaq_core.checking import Violation
    from pusaq_core.timetable.problem import YearResult
    from pusaq_core.timetable.ugel_year import Mapper
    from pusaq_core.yearplan.figures import CaseloadFigures
    from pusaq_core.yearplan.inputs import Hired, Inputs, Options
    from pusaq_core.yearplan.tables import CaseloadRow, Tables, TargetingRow

FIRST_COLUMNS = {
    "caseloads": ("accompanist", "cod_ugel", "profile", "cod_mod", "anexo", "codlocal", "teacher"),
    "activities": ("activity",),
    "unplaced": ("accompanist", "teacher", "kind"),
    "changes": ("activity",),
}
"""Columns by which the rows of a file ascend."""

CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan in memory.

    Attributes:
        tables: name of each file to its rows, in the order of the file.
        summary: content of the summary but for what only the caller knows (inputs, version).
        violations: what the independent checker found.
        cut: a safety cut ended some search early.
        caseloads: what each caseload costs, by code of the accompanist.
    """

    tables: Tables
    summary: Mapping[str, Any]
    violations: tuple[Violation, ...]
    cut: bool
    caseloads: Mapping[str, CaseloadFigures] = field(default_factory=dict)


def _quiet(_stage: str, _done: int, _total: int) -> None:
    return None


def make_plan(
    inputs: Inputs,
    options: Options,
    *,
    mapper: Mapper = map,
    stop: Stop = never_stop,
    progress: Callable[[str, int, int], None] = _quiet,
) -> Plan:
    """Make the plan of the chosen UGEL.

    Args:
        inputs: everything that was read.
        options: how the plan is to be made.
        mapper: applies a function to independent problems, in order.
        stop: asked during searches; True ends them with the best found.
        progress: told of the stage (`targeting`, `caseloads`, `timetable`, `check`), done and total.

    Raises:
        InputError: the registry lacks what the norm's criteria need.
    """
    factor = inputs.norm.assumption("factor_camino").number()
    places = locate(inputs.registry, factor=factor, travel=inputs.travel)
    progress("targeting", 0, 1)
    decisions = _decisions(inputs, options, places)
    progress("targeting", 1, 1)
    shares, solved, over_cap = _caseloads(inputs, options, decisions.targeted, places, mapper, stop, progress)
    decisions = decisions.over_cap(over_cap)
    tables: dict[str, list[Any]] = {"targeting": _targeting_rows(inputs, decisions)}
    written = [name for name in FIRST_COLUMNS if name != CHANGES or inputs.previous is not None]
    tables |= {name: [] for name in written}
    figures: dict[str, UgelFigures] = {}
    for done, ugel in enumerate(options.ugels):
        progress("timetable", done, len(options.ugels))
        mine = shares.get(ugel, ())
        year, rows, of_each = _year(inputs, options, ugel, mine, places, mapper, stop)
        rows["caseloads"] = _caseload_rows(inputs, decisions, ugel, mine, places)
        for name, made in rows.items():
            tables[name] += made
        figures[ugel] = UgelFigures(mine, solved.get(ugel, ()), year, rows, of_each)
    progress("timetable", len(options.ugels), len(options.ugels))
    for name in written:
        tables[name].sort(key=partial(_leading, first=FIRST_COLUMNS[name]))
    violations = _audit(inputs, options, decisions, places, tables, progress)
    summary = summary_of(inputs, options, decisions, figures, violations)
    if inputs.staff_rows is not None:
        add_posts(summary, inputs.staff_rows, decisions, figures)
    for ugel, pairs in pair_figures(inputs, decisions, shares, places).items():
        summary["ugel"][ugel] |= pairs
    found = tuple(violation for ugel in options.ugels for violation in violations[ugel])
    return _plan_of(tables, summary, found, figures)


def _plan_of(
    tables: Mapping[str, list[Any]],
    summary: Mapping[str, Any],
    violations: tuple[Violation, ...],
    figures: Mapping[str, UgelFigures],
) -> Plan:
    costs = {key: cost for ugel in figures.values() for key, cost in ugel.caseloads.items()}
    return Plan(
        cast("Tables", tables), summary, violations, any(ugel.cut for ugel in figures.values()), costs
    )


def _decisions(inputs: Inputs, options: Options, places: Places) -> Decisions:
    """What the norm decides; services that continue from last year come first in their order."""
    decisions = decide(inputs, options.ugels, places=places)
    if inputs.last_year is None:
        return decisions
    return continuation(inputs.last_year, inputs.norm).reranked(decisions)


def _targeting_rows(inputs: Inputs, decisions: Decisions) -> list[TargetingRow]:
    rows = cast("list[TargetingRow]", decisions.rows())
    if inputs.last_year is None:
        return rows
    return continuation(inputs.last_year, inputs.norm).explained(rows, decisions)


def _leading(row: Mapping[str, object], *, first: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(row[column]) for column in first)


def _caseload_rows(
    inputs: Inputs, decisions: Decisions, ugel: str, shares: Sequence[AssignedCaseload], places: Places
) -> list[CaseloadRow]:
    targeted = [s for s in decisions.targeted if s.ugel == ugel and s.key not in decisions.left_out]
    return caseload_rows(shares, targeted, norm=inputs.norm, places=places, other_posts=decisions.other_posts)


def _caseloads(
    inputs: Inputs,
    options: Options,
    targeted: Sequence[TargetedService],
    places: Places,
    mapper: Mapper,
    stop: Stop,
    progress: Callable[[str, int, int], None],
) -> tuple[
    dict[str, tuple[AssignedCaseload, ...]], dict[str, list[CaseloadResult]], frozenset[tuple[str, str]]
]:
    """Caseloads by UGEL, what the solver said of them, and the services without an accompanist."""
    if inputs.previous is not None:
        return carry_all(inputs, inputs.previous.plan, targeted, places)
    groups: dict[tuple[str, str], list[TargetedService]] = defaultdict(list)
    for service in targeted:
        groups[service.ugel, service.profile].append(service)
    posed = [
        share_problem(
            services,
            places=places,
            visits=inputs.norm.dose(profile).visits.times,
            language_minimum=inputs.norm.assumption("lengua_minimo_docentes").whole(),
            hired=_people(inputs.hired, ugel, profile),
            spare=options.spare,
        )
        for (ugel, profile), services in sorted(groups.items())
    ]
    solve = partial(_solve_share, stop=stop, seed=options.seed, effort=options.effort)
    shares: dict[str, tuple[AssignedCaseload, ...]] = {}
    solved: dict[str, list[CaseloadResult]] = defaultdict(list)
    for done, (question, result) in enumerate(
        zip(posed, mapper(solve, [q.problem for q in posed]), strict=True)
    ):
        progress("caseloads", done, len(posed))
        shares[question.ugel] = (*shares.get(question.ugel, ()), *shares_of(question, result, places))
        solved[question.ugel].append(result)
    progress("caseloads", len(posed), len(posed))
    ordered = {ugel: tuple(sorted(found, key=lambda share: share.key)) for ugel, found in shares.items()}
    if inputs.last_year is not None:
        ordered = keep_pairs(ordered, inputs.last_year)
    return ordered, solved, frozenset(key for question in posed for key in question.over_cap)


def _people(hired: Sequence[Hired] | None, ugel: str, profile: str) -> tuple[Hired, ...] | None:
    if hired is None:
        return None
    return tuple(person for person in hired if (person.ugel, person.profile) == (ugel, profile))


def _solve_share(problem: CaseloadProblem, *, stop: Stop, seed: int, effort: int) -> CaseloadResult:
    return solve_caseloads(problem, stop=stop, seed=seed, params=CaseloadParams(effort=effort))


def _year(
    inputs: Inputs,
    options: Options,
    ugel: str,
    shares: Sequence[AssignedCaseload],
    places: Places,
    mapper: Mapper,
    stop: Stop,
) -> tuple[YearResult | None, dict[str, list[Any]], Mapping[str, CaseloadFigures]]:
    if not shares:
        return None, {"activities": [], "unplaced": []}, {}
    district = district_of(
        ugel, shares, norm=inputs.norm, calendar=inputs.calendar, events=inputs.events, places=places
    )
    if inputs.previous is not None:
        again = replan_ugel(inputs, ugel, shares, district, seed=options.seed, stop=stop, mapper=mapper)
        return (
            again.year,
            cast("dict[str, list[Any]]", again.tables()),
            figures_of(shares, district, again.year),
        )
    params = YearParams(effort=options.effort)
    year = solve_ugel_year(district, seed=options.seed, params=params, stop=stop, mapper=mapper)
    rows: dict[str, list[Any]] = {
        "activities": ActivityRows(district, year, shares, norm=inputs.norm).rows(),
        "unplaced": unplaced_rows(year),
    }
    return year, rows, figures_of(shares, district, year)


def _audit(
    inputs: Inputs,
    options: Options,
    decisions: Decisions,
    places: Places,
    tables: Mapping[str, list[Any]],
    progress: Callable[[str, int, int], None],
) -> dict[str, tuple[Violation, ...]]:
    """What the independent checker finds, UGEL by UGEL: no rule looks beyond one."""
    owner = {row["accompanist"]: row["cod_ugel"] for row in tables["caseloads"]}
    found = {}
    for done, ugel in enumerate(options.ugels):
        progress("check", done, len(options.ugels))
        mine = {
            name: [row for row in rows if row["cod_ugel"] == ugel]
            for name, rows in tables.items()
            if name not in {"unplaced", CHANGES}
        }
        mine["unplaced"] = [row for row in tables["unplaced"] if owner[row["accompanist"]] == ugel]
        if CHANGES in tables:
            mine[CHANGES] = changes_of(ugel, tables, inputs.previous)
        found[ugel] = _checked(inputs, (ugel,), decisions, places, mine)
    progress("check", len(options.ugels), len(options.ugels))
    return found


def check_tables(
    inputs: Inputs, ugels: Sequence[str], tables: Mapping[str, pl.DataFrame], *, summary: Mapping[str, Any]
) -> tuple[Violation, ...]:
    """What the independent checker finds in the tables of a plan on disk.

    Args:
        inputs: what the plan was made from.
        ugels: codes of its UGEL.
        tables: by name of the file.
        summary: its `summary.json`.

    Raises:
        InputError: the registry lacks what the norm's criteria need.
    """
    places = locate(
        inputs.registry, factor=inputs.norm.assumption("factor_camino").number(), travel=inputs.travel
    )
    decisions = decide(inputs, ugels, places=places)
    return _checked(inputs, ugels, decisions, places, tables, summary=summary)


def _checked(
    inputs: Inputs,
    ugels: Sequence[str],
    decisions: Decisions,
    places: Places,
    tables: Mapping[str, Any],
    *,
    summary: Mapping[str, Any] | None = None,
) -> tuple[Violation, ...]:
    """The independent checker over the tables of some UGEL."""
    previous = None
    if inputs.previous is not None:
        tables, previous, summary = as_checked(tables, inputs.previous, ugels=ugels, summary=summary)
    facts = facts_of(
        inputs,
        ugels=ugels,
        services=decisions.services_of(*ugels),
        teachers=decisions.teachers_of(*ugels),
        places=places,
        previous=previous,
    )
    shown = {name: as_written(table) for name, table in tables.items()}
    plan = PlanTables(
        shown["targeting"],
        shown["caseloads"],
        shown["activities"],
        shown["unplaced"],
        changes=shown.get(CHANGES),
        summary=summary,
    )
    found = check_plan(plan, facts)
    if inputs.previous is not None and inputs.previous.happened:
        found = of_what_is_planned(found, tables["activities"], since=inputs.previous.as_of)
    return found
