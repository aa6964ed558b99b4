"""Runs the cases of a norm file: a situation, and the result that the norm gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from pusaq_core.norms.dose_model import counts_as, judge_visits
from pusaq_core.norms.ratios import ratios
from pusaq_core.norms.targeting import evaluate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pusaq_core.norms.norm import Norm
    from pusaq_core.norms.text_model import Case

NO_PROFILE = "ninguno"
"""Expected profile of a service that fits none."""

_TIMES = "veces"
_ANY_UGEL = "CASO"


@dataclass(frozen=True, slots=True)
class Difference:
    """A result that is not the expected one.

    Attributes:
        case: name of the case.
        line: line of the norm file where it starts.
        key: key of `espera`.
        expected: what the case says.
        found: what the norm file gives.
    """

    case: str
    line: int
    key: str
    expected: str
    found: str


def run_cases(norm: Norm) -> tuple[Difference, ...]:
    """Every difference between the cases of a norm file and what its own rules give.

    Lists are compared as sets of rules, except `visitas`, which is compared as it is. The lists of a case
    are complete: a rule that is not listed is one that must not be there; a list left out is not compared.
    """
    found: list[Difference] = []
    for case in norm.cases:
        results = _results(norm, case)
        for key, expected in case.expected.items():
            result = results.get(key)
            if _comparable(key, result) != _comparable(key, expected):
                found.append(Difference(case.name, case.line, key, _shown(expected), _shown(result)))
    return tuple(found)


def _comparable(key: str, value: object) -> object:
    return sorted(value) if isinstance(value, tuple) and key != "visitas" else value


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(str(item) for item in value) + "]"
    return "" if value is None else str(value)


def _results(norm: Norm, case: Case) -> dict[str, Any]:
    if case.service:
        return _service_results(norm, case)
    dose = norm.dose(case.profile)
    if case.meeting:
        return {"cuenta": counts_as(dose, case.meeting["kind"], case.meeting["minutes"])}
    return {"hallazgos": tuple(finding.code for finding in judge_visits(dose, case.visits))}


def _service_results(norm: Norm, case: Case) -> dict[str, Any]:
    registry = _registry(case)
    targeting = evaluate(norm, registry)
    row = targeting.table.row(0, named=True)
    reasons = targeting.reasons()[row["cod_mod"], row["anexo"]]
    with_profile = registry.with_columns(
        targeting.table["profile"], dispersion=pl.lit(case.dispersion or None, dtype=pl.String)
    )
    ratio = ratios(norm, with_profile).row(0, named=True)

    def rules(kind: str, *, met: bool | None) -> tuple[str, ...]:
        return tuple(r["rule"] for r in reasons if kind in {r["kind"], "any"} and r["met"] is met)

    results: dict[str, Any] = {
        "perfil": NO_PROFILE,
        "decision": row["decision"],
        "rango": row["rank"],
        "ratio_max": ratio["ratio_max"],
        "ratio_min": ratio["ratio_min"] or 0,
        "no_cumple": rules("criterion", met=False),
        "excluye": rules("exclusion", met=True),
        "prioridades": rules("priority", met=True),
        "sin_dato": rules("any", met=None),
    }
    if row["profile"] is not None:
        results["perfil"] = norm.profile(row["profile"]).id
        results["visitas"] = norm.dose(row["profile"]).visits.lengths
    return results


def _registry(case: Case) -> pl.DataFrame:
    """The service of the case first, then the others, which have its columns where they give none."""
    rows = [dict(case.service)]
    for other in case.others:
        row = {**case.service, **{key: value for key, value in other.items() if key != _TIMES}}
        rows += [row] * int(str(other.get(_TIMES, 1)))
    columns = list(dict.fromkeys(column for row in rows for column in row))
    texts = {column: [_cell(row, column) for row in rows] for column in columns}
    keys = {
        "COD_MOD": [f"{i:07d}" for i in range(len(rows))],
        "ANEXO": ["0"] * len(rows),
        "CODLOCAL": [f"{i:06d}" for i in range(len(rows))],
        "CODOOII": [_ANY_UGEL] * len(rows),
    }
    return pl.DataFrame(keys | texts, schema=dict.fromkeys(keys | texts, pl.String))


def _cell(row: Mapping[str, Any], column: str) -> str | None:
    value = row.get(column)
    if isinstance(value, bool):
        return "1" if value else "0"
    return None if value is None else str(value)
