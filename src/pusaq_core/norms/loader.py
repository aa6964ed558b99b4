"""From the text of a norm file to a norm, or to every problem in it with line and column."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import ValidationInfo, WrapValidator, model_validator

from pusaq_core.catalogue_reader.faults import Fault, read_with, refusals
from pusaq_core.catalogue_reader.sheet import Entries, Sheet, key, read_nodes
from pusaq_core.catalogue_reader.tree import Node, read_tree
from pusaq_core.catalogue_reader.values import Identifier, Text
from pusaq_core.kinds import Dose
from pusaq_core.norms.norm import Change, Norm
from pusaq_core.norms.sections_dose import OwedByKind
from pusaq_core.norms.sections_targeting import (
    FOR_EACH_PROFILE,
    DerivedValue,
    Profiles,
    RatioCases,
    Rules,
)
from pusaq_core.norms.targeting_model import Datum
from pusaq_core.norms.text_model import (
    Assumption,
    Case,
    Clause,
    Competency,
    Duty,
    MatrixRow,
    Note,
    ProfileId,
    Stage,
    Strategy,
    Term,
    Validity,
)
from pusaq_core.norms.vocabulary import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TIE_BREAK = "desempate_de_rango"
"""Assumption that names the datum which ranks services with the same priorities, the greatest first."""


def _orders_differ(value: Any, read: Callable[[Any], Any]) -> Any:  # noqa: ANN401  (whatever stands there)
    """No two assumptions have the same place in the order of importance."""
    return read_with(lambda: read(value), _same_orders(value) if isinstance(value, Entries) else ())


def _same_orders(assumptions: Entries) -> Iterator[Fault]:
    taken: set[str] = set()
    for name, said in assumptions.items():
        order = said.get("orden") if isinstance(said, Entries) else None
        if isinstance(order, Node):
            if order.text in taken:
                yield Fault("duplicate_id", (name, "orden"))
            taken.add(order.text)


@dataclass(frozen=True, slots=True)
class _Glossary(Sheet):
    definitions: Annotated[tuple[Term, ...], key("definiciones")] = ()
    acronyms: Annotated[tuple[Term, ...], key("siglas")] = ()


@dataclass(frozen=True, slots=True)
class _Matrices(Sheet):
    follow_up: Annotated[tuple[MatrixRow, ...], key("seguimiento")] = ()
    evaluation: Annotated[tuple[MatrixRow, ...], key("evaluacion")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NormFile(Sheet):
    """The sections of a norm file."""

    id: Identifier
    title: Annotated[Text, key("titulo")]
    code: Annotated[Text, key("codigo")]
    approved_by: Annotated[Text, key("aprobada_por")]
    country: Annotated[Identifier, key("pais")]
    valid: Annotated[Validity, key("vigencia")]
    scope: Annotated[tuple[Clause, ...], key("alcance")] = ()
    legal_base: Annotated[tuple[Clause, ...], key("base_normativa")] = ()
    glossary: Annotated[_Glossary, key("glosario")] = _Glossary()
    data: Annotated[dict[Identifier, Datum], key("datos")]
    derived: Annotated[dict[Identifier, DerivedValue], key("derivados")] = field(default_factory=dict)
    profiles: Annotated[Profiles, key("perfiles")]
    rules: Annotated[Rules, key("reglas")]
    ratio: Annotated[dict[ProfileId, RatioCases], FOR_EACH_PROFILE]
    doses: Annotated[dict[ProfileId, OwedByKind], FOR_EACH_PROFILE, key("dosis")]
    competencies: Annotated[tuple[Competency, ...], key("competencias")] = ()
    stages: Annotated[tuple[Stage, ...], key("etapas")] = ()
    strategies: Annotated[tuple[Strategy, ...], key("estrategias")] = ()
    assessment: Annotated[tuple[Clause, ...], key("evaluacion")] = ()
    matrices: _Matrices = _Matrices()
    training: Annotated[tuple[Clause, ...], key("formacion")] = ()
    duties: Annotated[tuple[Duty, ...], key("responsabilidades")] = ()
    assumptions: Annotated[dict[Identifier, Assumption], WrapValidator(_orders_differ), key("supuestos")]
    notes: Annotated[tuple[Note, ...], key("notas")] = ()
    cases: Annotated[tuple[Case, ...], key("casos")] = ()

    @model_validator(mode="after")
    def _ties_are_broken_by_a_number(self, info: ValidationInfo) -> Self:
        data = (info.context or {})["names"].data
        numbers = [name for name, kind in data.items() if kind in {"entero", "decimal"}]
        assumption = self.assumptions.get(TIE_BREAK)
        if assumption is None:
            raise refusals([Fault("missing_key", ("supuestos", TIE_BREAK))])
        if assumption.value not in numbers:
            expected = "one_of:" + "|".join(numbers)
            raise refusals([Fault("wrong_value", ("supuestos", TIE_BREAK, "valor"), expected)])
        return self


def _names(tree: Node) -> dict[str, Any]:
    """What the file declares, for sections that name it."""
    names = scan(tree)
    return {"names": names, "profiles": names.profiles, "assumptions": names.assumptions}


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
    read = read_nodes(NormFile, tree, context=_names)
    said = {one.name: getattr(read, one.name) for one in fields(read)}
    for nested in (said.pop("glossary"), said.pop("matrices")):
        said |= {one.name: getattr(nested, one.name) for one in fields(nested)}
    said["doses"] = {
        profile.id: Dose(profile=profile.file_name, family=profile.family, owed=read.doses[profile.id])
        for profile in read.profiles
    }
    return Norm(**said, file=file, sha256=sha256, changes=changes, tree=tree)
