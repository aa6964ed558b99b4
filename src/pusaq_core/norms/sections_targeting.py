"""Reads `datos`, `derivados`, `perfiles`, `reglas` and `ratio` of a norm file."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pusaq_core.errors import InputError
from pusaq_core.norms import reader as r
from pusaq_core.norms.expressions import names_in
from pusaq_core.norms.parser import parse_expression
from pusaq_core.norms.reader import Key
from pusaq_core.norms.targeting_model import Condition, Datum, Derived, Profile, RatioCase, Rule
from pusaq_core.norms.typecheck import NameInfo, faults_in
from pusaq_core.norms.vocabulary import AGGREGATES, DATA_TYPES, SCOPES, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pusaq_core.catalogue_reader.tree import Node
    from pusaq_core.norms.reader import Reading, Report

MAX_PEOPLE = 10_000
MAX_PRIORITIES = 60
"""Of one profile; they are the digits of a whole number of 64 bits."""

KINDS = {"criterio": "criterion", "exclusion": "exclusion", "prioridad": "priority"}


def condition(names: Mapping[str, NameInfo]) -> Reading:
    """A condition that may read the given names; problems stand at their own character of the file."""

    def read(report: Report, node: Node, path: str) -> Condition | None:
        text = r.text(report, node, path)
        if text is None:
            return None
        try:
            tree = parse_expression(node.text)
        except InputError as error:
            for problem in error.problems:
                place = node.locate((problem.position or 1) - 1)
                _note_at(report, node, path, place, (problem.code, problem.expected, problem.found))
            return None
        faults = faults_in(tree, names)
        for fault in faults:
            _note_at(report, node, path, node.locate(fault.offset), (fault.code, fault.expected, fault.found))
        return None if faults else Condition(text, tree)

    return read


def _note_at(
    report: Report, node: Node, path: str, place: tuple[int, int], fault: tuple[str, str, str]
) -> None:
    code, expected, found = fault
    report.note(code, replace(node, line=place[0], column=place[1]), path, expected=expected, found=found)


def word(report: Report, node: Node, path: str) -> str | None:
    """Text kept exactly as the registry writes it."""
    return node.text if r.text(report, node, path) is not None else None


def data(report: Report, node: Node, path: str) -> dict[str, Any] | None:
    """Section `datos`."""
    one = r.record(
        dict,
        {
            "titulo": _TITLE,
            "columna": Key(word, "column"),
            "tipo": Key(r.choice(*DATA_TYPES), "type"),
            "fuente": Key(r.text, "source"),
            "numeral": Key(r.numeral, "numeral"),
            "obligatorio": Key(r.boolean, "required", default=False),
            "si_falta": Key(word, "fallback", default=""),
            "primeros": Key(r.integer(1, 20), "first", default=0),
            "valores": Key(r.keyed(word, key=word), "values", default=None),
        },
    )
    found: dict[str, Any] | None = r.keyed(one)(report, node, path)
    return found and {name: Datum(id=name, **values) for name, values in found.items() if values}


def derived(names: Vocabulary) -> Reading:
    """Section `derivados`: named conditions, and figures over the services of a scope."""

    def read_one(report: Report, node: Node, path: str) -> Derived | None:
        name = path.rpartition(".")[2]
        figures = [key.text for key, _ in node.entries if key.text in AGGREGATES]
        if figures:
            figure: Derived | None = _figure(names, name, figures[0])(report, node, path)
            return figure
        keys = {
            "titulo": _TITLE,
            "expr": Key(condition(names.for_derived(name)), "condition"),
            "numeral": _NUMERAL,
        }
        second = name in names.derived and names.derived[name].second_pass
        made: Derived | None = r.record(_with(id=name, second_pass=second), keys)(report, node, path)
        return made

    return r.keyed(read_one)


_NUMERAL = Key(r.numeral, "numeral")
_TITLE = Key(r.text, "title", default="")


def _with(**fixed: Any) -> Callable[..., Derived]:  # noqa: ANN401  (fields of several types)
    return partial(Derived, **fixed)


def _figure(names: Vocabulary, name: str, aggregate: str) -> Reading:
    numbers = tuple(key for key, kind in names.data.items() if kind in {"entero", "decimal", None})
    of = ("servicios",) if aggregate == "cuenta" else numbers
    keys = {
        "titulo": _TITLE,
        aggregate: Key(r.choice(*of), "of"),
        "ambito": Key(r.choice(*SCOPES), "scope"),
        "donde": Key(condition(names.for_figure(name)), "where", default=None),
        "numeral": _NUMERAL,
    }
    second = name in names.derived and names.derived[name].second_pass
    return r.record(_with(id=name, aggregate=aggregate, second_pass=second), keys)


def profiles(names: Vocabulary) -> Reading:
    """Section `perfiles`, in the order in which they are tried."""
    one = r.record(
        Profile,
        {
            "id": Key(r.identifier, "id"),
            "titulo": Key(r.text, "title"),
            "en_archivos": Key(r.identifier, "file_name"),
            "familia": Key(r.identifier, "family"),
            "cuando": Key(condition(names.for_profiles()), "when"),
            "numeral": _NUMERAL,
            "direccion": Key(r.text, "directorate", default=""),
        },
    )
    return _unique(r.listed(one, least=1), "id", "en_archivos")


def rules(names: Vocabulary) -> Reading:
    """Section `reglas`; priorities rank in the order in which they stand."""
    one = r.record(
        dict,
        {
            "id": Key(r.identifier, "id"),
            "perfil": Key(r.one_or_more(r.choice(*names.profiles)), "profiles"),
            "tipo": Key(r.choice(*KINDS), "kind"),
            "ambito": Key(r.choice(*SCOPES), "scope", default=None),
            "numeral": _NUMERAL,
            "titulo": Key(r.text, "title"),
            "expr": Key(condition(names.for_rules()), "condition"),
        },
    )

    def read_one(report: Report, node: Node, path: str) -> Rule | None:
        values = one(report, node, path)
        if values is None:
            return None
        rule = Rule(**(values | {"kind": KINDS[values["kind"]]}))
        problem = _scope_problem(rule, names)
        if problem is None:
            return rule
        report.note("rule_scope", node, r.join(path, "ambito"), expected=problem, found=rule.scope or "")
        return None

    def read(report: Report, node: Node, path: str) -> tuple[Rule | None, ...] | None:
        found: tuple[Rule | None, ...] | None = _unique(r.listed(read_one, least=1), "id")(report, node, path)
        for profile in names.profiles:
            ranking = [rule for rule in found or () if rule and rule.kind == "priority"]
            if len([rule for rule in ranking if profile in rule.profiles]) > MAX_PRIORITIES:
                report.note(
                    "too_many_priorities", node, path, expected=f"at_most:{MAX_PRIORITIES}", found=profile
                )
        return found

    return read


def _scope_problem(rule: Rule, names: Vocabulary) -> str | None:
    """What `ambito` ought to be: that of the figure which depends on the other services, for a criterion."""
    scopes = names.figures_behind({name.name for name in names_in(rule.condition.tree)})
    if not scopes:
        return "no_scope" if rule.scope else None
    if rule.kind != "criterion":
        return "criterion"
    return None if rule.scope in scopes else "one_of:" + "|".join(sorted(scopes))


def _unique(read_list: Reading, *keys: str) -> Reading:
    def read(report: Report, node: Node, path: str) -> tuple[Any, ...] | None:
        seen: set[tuple[str, str]] = set()
        for i, item in enumerate(node.items):
            for key in keys:
                value = item.get(key)
                if value is not None and (key, value.text) in seen:
                    report.note("duplicate_id", value, f"{path}[{i}].{key}")
                elif value is not None:
                    seen.add((key, value.text))
        found: tuple[Any, ...] | None = read_list(report, node, path)
        return found

    return read


def ratio(names: Vocabulary) -> Reading:
    """Section `ratio`: for each profile the cases in order, the last without condition."""
    one = r.record(
        RatioCase,
        {
            "cuando": Key(condition(names.for_ratio()), "when", default=None),
            "min": Key(r.integer(1, MAX_PEOPLE), "minimum", default=None),
            "max": Key(r.integer(1, MAX_PEOPLE), "maximum"),
            "numeral": _NUMERAL,
        },
    )

    def read_case(report: Report, node: Node, path: str) -> RatioCase | None:
        case: RatioCase | None = one(report, node, path)
        if case is not None and case.minimum is not None and case.minimum > case.maximum:
            expected = f"integer_between:1:{case.maximum}"
            report.note("wrong_value", node.get("min") or node, r.join(path, "min"), expected=expected)
        return case

    def read_cases(report: Report, node: Node, path: str) -> tuple[RatioCase, ...] | None:
        cases: tuple[RatioCase, ...] | None = r.listed(read_case, least=1)(report, node, path)
        for i, item in enumerate(node.items):
            if (item.get("cuando") is None) != (i == len(node.items) - 1):
                report.note("ratio_last_case", item, f"{path}[{i}]", found="")
        return cases

    return by_profile(read_cases, names)


def by_profile(value: Reading, names: Vocabulary) -> Reading:
    """A map with one entry for each profile of the norm."""
    read_map = r.keyed(value, key=r.choice(*names.profiles))

    def read(report: Report, node: Node, path: str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = read_map(report, node, path)
        for profile in names.profiles if found is not None else ():
            if profile not in (found or {}) and node.get(profile) is None:
                report.note("missing_key", node, r.join(path, profile), found="")
        return found

    return read
