"""How good a plan is, in figures, by UGEL and in all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pusaq_core.norms.reasons import PROFILE_RULE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pusaq_core.checking import Violation
    from pusaq_core.norms.absent import AbsentColumn
    from pusaq_core.planning.problem import CaseloadResult
    from pusaq_core.timetable.problem import YearResult
    from pusaq_core.yearplan.assigned import AssignedCaseload
    from pusaq_core.yearplan.figures import CaseloadFigures
    from pusaq_core.yearplan.inputs import Inputs, Options
    from pusaq_core.yearplan.targeting import Decisions

SUMS = (
    "services", "targeted", "to_verify", "over_cap", "teachers", "accompanists", "km", "km_bound",
    "timetable_km", "timetable_bound", "activities", "unplaced", "violations",
)  # fmt: skip
COUNTS = ("sin_dato", "por_verificar")
"""By rule: services that it could not judge, and of these those that it leaves to be verified."""


@dataclass(frozen=True, slots=True)
class UgelFigures:
    """What was found for one UGEL.

    Attributes:
        shares: its caseloads.
        solved: what the caseload solver said of each profile.
        year: its timetable; None without caseloads.
        rows: its rows by name of the file.
        caseloads: what each caseload costs.
    """

    shares: Sequence[AssignedCaseload]
    solved: Sequence[CaseloadResult]
    year: YearResult | None
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    caseloads: Mapping[str, CaseloadFigures]

    @property
    def cut(self) -> bool:
        """Whether the safety cut ended some search early."""
        return any(result.cut for result in self.solved) or (self.year is not None and self.year.cut)


def gap_of(km: float, bound: float) -> float | None:
    """Share by which the kilometres exceed what is proven to be needed; 0 when optimal.

    None where nothing is proven: a bound of nothing lies below every plan.
    """
    if km <= 0:
        return 0.0
    return round(km / bound - 1, 4) if bound > 0 else None


def summary_of(
    inputs: Inputs,
    options: Options,
    decisions: Decisions,
    figures: Mapping[str, UgelFigures],
    violations: Mapping[str, Sequence[Violation]],
) -> dict[str, Any]:
    """The part of `summary.json` that follows from the plan.

    Args:
        inputs: norm and calendar.
        options: seed and effort.
        decisions: of the targeting.
        figures: by UGEL.
        violations: by UGEL.
    """
    assumptions = {name: _plain(a.value) for name, a in inputs.norm.assumptions.items()}
    by_ugel = {
        ugel: _figures(ugel, decisions, figures[ugel]) | {"supuestos": assumptions} for ugel in options.ugels
    }
    for ugel in options.ugels:
        by_ugel[ugel]["violations"] = len(violations[ugel])
    total: dict[str, Any] = {name: _rounded(sum(u[name] for u in by_ugel.values())) for name in SUMS}
    total["gap"] = gap_of(total["km"], total["km_bound"])
    for name in COUNTS:
        total[name] = _added(u[name] for u in by_ugel.values())
    total |= _of_inputs(by_ugel)
    total["supuestos"] = assumptions
    rules = {rule.id: rule.title for rule in inputs.norm.rules}
    rules |= {PROFILE_RULE + profile.id: profile.title for profile in inputs.norm.profiles}
    titles = {name: a.title for name, a in inputs.norm.assumptions.items() if a.title}
    titles |= {name: rules[name] for name in total["sin_dato"] if name in rules}
    first = inputs.calendar.school_days()
    outside = bool(first) and not inputs.norm.covers(first[0])
    return {
        "norm": inputs.norm.id,
        "norm_sha256": inputs.norm.sha256,
        "fuera_de_periodo": outside,
        "year": inputs.calendar.year,
        "seed": options.seed,
        "effort": options.effort,
        "titulos": titles,
        "columnas_ausentes": {one.column: _absent(one) for one in decisions.targeting.absent},
        "total": total,
        "ugel": by_ugel,
    }


def _of_inputs(by_ugel: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What the registry has that cannot be read, and that no rule knows, of all UGEL together."""
    values = [u["valores_desconocidos"] for u in by_ugel.values()]
    columns = sorted({column for one in values for column in one})
    return {
        "ilegibles": _added(u["ilegibles"] for u in by_ugel.values()),
        "valores_desconocidos": {name: _added(one.get(name, {}) for one in values) for name in columns},
    }


def _added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Counts of all UGEL together, by name."""
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(sorted(total.items()))


def _figures(ugel: str, decisions: Decisions, figures: UgelFigures) -> dict[str, Any]:
    km = sum(result.km for result in figures.solved)
    bound = sum(result.km_bound for result in figures.solved)
    year = figures.year
    count = decisions.count(ugel)
    return {
        "services": sum(count.values()),
        "targeted": count["targeted"],
        "to_verify": count["to_verify"],
        "over_cap": count["over_cap"],
        "teachers": sum(len(share.members) for share in figures.shares),
        "accompanists": len(figures.shares),
        "km": _rounded(km),
        "km_bound": _rounded(bound),
        "gap": gap_of(km, bound),
        "timetable_km": _rounded(sum(year.km.values()) if year else 0),
        "timetable_bound": _rounded(sum(year.km_bound.values()) if year else 0),
        "activities": len(figures.rows["activities"]),
        "unplaced": sum(int(row["missing"]) for row in figures.rows["unplaced"]),
        "violations": 0,
        "sin_dato": decisions.unknown(ugel),
        "por_verificar": decisions.targeting.left_open([ugel]),
        "ilegibles": decisions.unreadable(ugel),
        "valores_desconocidos": decisions.unfamiliar(ugel),
    }


def _absent(one: AbsentColumn) -> dict[str, list[str]]:
    """Rules that a column which is not there leaves open, those that decide without it, and names like it."""
    return {
        "dejan_por_verificar": list(one.leaves_open),
        "otras": list(one.others),
        "parecidas": list(one.near),
    }


def _rounded(value: float) -> float | int:
    return value if isinstance(value, int) else round(value, 1)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
