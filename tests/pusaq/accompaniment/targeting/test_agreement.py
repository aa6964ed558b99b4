"""Decisions, cascade, explanation and the independent checker say the same of registries with holes."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pusaq.accompaniment.enums import Decision
from pusaq.accompaniment.targeting.domain.criteria_cascade import criteria_cascades
from pusaq.accompaniment.targeting.queries.explanation import Explanation, RuleSeen
from pusaq.accompaniment.targeting.shown.verdict import verdict
from pusaq_core.checking import RuleFacts
from pusaq_core.checking.records import TargetingRow
from pusaq_core.checking.targeting_rules import check_decisions, check_reasons
from pusaq_core.norms.loader import load_norm
from pusaq_core.norms.targeting import evaluate

TEXT = Path("tests/norms/data/norma-inventada-2030.yaml").read_text(encoding="utf-8")
EXCLUSION = 'tipo: exclusion, titulo: Isla, expr: isla, numeral: "2.3"'
NORM = load_norm(
    TEXT.replace(EXCLUSION, f"{EXCLUSION}, sin_dato: no_cumple, supuesto: sin_lista").replace(
        "supuestos:", "supuestos:\n  sin_lista: {valor: no_cumple, razon: No se publica, cambia: ministerio}"
    ),
    file="x.yaml",
)
NAMES = {profile.id: profile.file_name for profile in NORM.profiles}
FACTS = SimpleNamespace(
    rules=tuple(
        RuleFacts(r.id, r.kind, frozenset(NAMES[p] for p in r.profiles), r.taken) for r in NORM.rules
    ),
    profiles={f"perfil-{key}": name for key, name in NAMES.items()},
)
SAID = {
    Decision.TARGETED: "Está focalizada",
    Decision.TO_VERIFY: "Por verificar",
    Decision.EXCLUDED: "Cumple los criterios, pero",
    Decision.NOT_TARGETED: "No está focalizada",
}

services = st.fixed_dictionaries(
    {
        "CODOOII": st.sampled_from("AB"),
        "ZONA": st.sampled_from(["rural", "urbana", "otra", None]),
        "ALUMNOS": st.sampled_from(["1", "5", "50", "600", None, "x"]),
        "MAESTROS": st.sampled_from(["0", "1", "3", None]),
        "ISLA": st.sampled_from(["0", "1", None]),
    }
)
columns = st.sets(st.sampled_from(["ALUMNOS", "MAESTROS", "ISLA"]), max_size=1)


def registry(rows, without):
    keys = [{"COD_MOD": f"{i:07d}", "ANEXO": "0", "CODLOCAL": f"{i:06d}"} for i in range(len(rows))]
    full = [
        key | {k: v for k, v in row.items() if k not in without} for key, row in zip(keys, rows, strict=True)
    ]
    return pl.DataFrame(full, schema=dict.fromkeys(full[0], pl.String))


def seen(reasons):
    return tuple(
        RuleSeen(r["rule"], r["kind"], r["rule"], r["numeral"], (), r["met"], r.get("taken")) for r in reasons
    )


def explained(row):
    made = SimpleNamespace(decision=row["decision"], priorities_met=0, run=None)
    return Explanation(made, seen(json.loads(row["reasons"])), None, 0, (), (), (), ())


@given(st.lists(services, min_size=1, max_size=10), columns)
@settings(max_examples=40)
def test_four_readings_of_a_targeting_agree(rows, without):
    found = list(evaluate(NORM, registry(rows, without)).explained().iter_rows(named=True))
    records = [
        TargetingRow(n, (r["cod_mod"], r["anexo"]), r["codlocal"], r["cod_ugel"], r["profile"] or "",
                     r["decision"], r["rank"], r["reasons"])
        for n, r in enumerate(found, 2)
    ]  # fmt: skip
    plan = SimpleNamespace(facts=FACTS, records=SimpleNamespace(targeting=records))
    assert [*check_decisions(plan), *check_reasons(plan)] == []
    for profile, figures in criteria_cascades(found).items():
        mine = [row["decision"] for row in found if row["profile"] == profile]
        last = figures["steps"][-1]
        assert (figures["start"], last["left"], last["open"]) == (
            len(mine), mine.count(Decision.TARGETED), mine.count(Decision.TO_VERIFY),
        )  # fmt: skip
    for row in found:
        profile = SimpleNamespace(numeral="2") if row["profile"] else None
        told = explained(row)
        assert verdict(told, profile).startswith(SAID[Decision(row["decision"])])
        if row["decision"] in {Decision.TARGETED, Decision.TO_VERIFY}:
            assert any(rule.is_open for rule in told.rules) == (row["decision"] == Decision.TO_VERIFY)
