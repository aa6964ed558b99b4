"""From the text of a norm file to a norm, or to every problem in it with line and column."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from pusaq_core.catalogue_reader.tree import Node, read_tree
from pusaq_core.kinds import Dose
from pusaq_core.norms import reader as r
from pusaq_core.norms import sections_text as texts
from pusaq_core.norms.norm import Change, Norm
from pusaq_core.norms.reader import Key, Report
from pusaq_core.norms.sections_dose import doses
from pusaq_core.norms.sections_targeting import data, derived, profiles, ratio, rules
from pusaq_core.norms.text_model import Validity
from pusaq_core.norms.vocabulary import Vocabulary, scan

if TYPE_CHECKING:
    from pusaq_core.kinds import Owed
    from pusaq_core.norms.targeting_model import Profile

TIE_BREAK = "desempate_de_rango"
"""Assumption that names the datum which ranks services with the same priorities, the greatest first."""

_NUMERAL = Key(r.numeral, "numeral")


def load_norm(text: str, *, file: str) -> Norm:
    """Reads a norm file.

    Args:
        text: its content.
        file: its name as the user gave it, for errors.

    Returns:
        The norm, without amendments.

    Raises:
        InputError: every problem of the file, in its order, each with line, character, path of keys, what
            was expected and what was found.
    """
    return build_norm(read_tree(text, file=file), file=file, sha256=digest(text))


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def build_norm(tree: Node, *, file: str, sha256: str, changes: tuple[Change, ...] = ()) -> Norm:
    """Makes a norm of a tree, as read or as amended.

    Raises:
        InputError: every problem of the tree.
    """
    report = Report()
    names = scan(tree)
    values: dict[str, Any] | None = r.record(dict, _sections(names))(report, tree, "")
    if values is not None:
        _check_tie_break(report, tree, values, names)
    report.raise_if_any()
    found: dict[str, Any] = values or {}
    glossary = found.pop("glossary")
    matrices = found.pop("matrices")
    found["doses"] = _named_doses(found["doses"], found["profiles"])
    return Norm(**found, **glossary, **matrices, file=file, sha256=sha256, changes=changes, tree=tree)


def _sections(names: Vocabulary) -> dict[str, Key]:
    return {
        "id": Key(r.identifier, "id"),
        "titulo": Key(r.text, "title"),
        "codigo": Key(r.text, "code"),
        "aprobada_por": Key(r.text, "approved_by"),
        "pais": Key(r.identifier, "country"),
        "vigencia": Key(_validity, "valid"),
        "alcance": Key(texts.clauses, "scope", default=()),
        "base_normativa": Key(texts.clauses, "legal_base", default=()),
        "glosario": Key(_glossary, "glossary", default={"definitions": (), "acronyms": ()}),
        "datos": Key(data, "data"),
        "derivados": Key(derived(names), "derived", default={}),
        "perfiles": Key(profiles(names), "profiles"),
        "reglas": Key(rules(names), "rules"),
        "ratio": Key(ratio(names), "ratio"),
        "dosis": Key(doses(names), "doses"),
        "competencias": Key(texts.competencies(names), "competencies", default=()),
        "etapas": Key(texts.stages, "stages", default=()),
        "estrategias": Key(texts.strategies, "strategies", default=()),
        "evaluacion": Key(texts.clauses, "assessment", default=()),
        "matrices": Key(_matrices, "matrices", default={"follow_up": (), "evaluation": ()}),
        "formacion": Key(texts.clauses, "training", default=()),
        "responsabilidades": Key(texts.duties(names), "duties", default=()),
        "supuestos": Key(texts.assumptions, "assumptions"),
        "notas": Key(texts.notes, "notes", default=()),
        "casos": Key(texts.cases(names), "cases", default=()),
    }


def _validity(report: Report, node: Node, path: str) -> Validity | None:
    found: Validity | None = r.record(
        Validity,
        {"desde": Key(r.date, "since"), "hasta": Key(r.date, "until"), "numeral": _NUMERAL},
    )(report, node, path)
    if found is not None and found.until < found.since:
        expected = f"date_from:{found.since.isoformat()}"
        report.note("wrong_value", node.get("hasta") or node, r.join(path, "hasta"), expected=expected)
        return None
    return found


_glossary = r.record(
    dict,
    {
        "definiciones": Key(texts.terms, "definitions", default=()),
        "siglas": Key(texts.terms, "acronyms", default=()),
    },
)

_matrices = r.record(
    dict,
    {
        "seguimiento": Key(texts.matrix, "follow_up", default=()),
        "evaluacion": Key(texts.matrix, "evaluation", default=()),
    },
)


def _check_tie_break(report: Report, tree: Node, values: dict[str, Any], names: Vocabulary) -> None:
    """The datum that breaks ties is a number of the registry."""
    assumption = values["assumptions"].get(TIE_BREAK)
    if assumption is None:
        report.note("missing_key", tree, f"supuestos.{TIE_BREAK}", found="")
    elif names.data.get(str(assumption.value)) not in {"entero", "decimal"}:
        section = tree.get("supuestos") or tree
        place = section.get(TIE_BREAK) or section
        numbers = [name for name, kind in names.data.items() if kind in {"entero", "decimal"}]
        expected = "one_of:" + "|".join(numbers)
        report.note("wrong_value", place, f"supuestos.{TIE_BREAK}.valor", expected=expected)


def _named_doses(found: dict[str, dict[str, Owed]], named: tuple[Profile, ...]) -> dict[str, Dose]:
    return {
        profile.id: Dose(profile=profile.file_name, family=profile.family, owed=found[profile.id])
        for profile in named
    }
