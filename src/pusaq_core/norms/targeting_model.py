"""Parts of a norm that decide who is supported: data, derived values, profiles, rules, ratios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self, get_args

from pydantic import ValidationInfo, model_validator

from pusaq_core.catalogue_reader.faults import Fault, refusals
from pusaq_core.catalogue_reader.sheet import KEY, Entries, Sheet, key
from pusaq_core.catalogue_reader.tree import Node
from pusaq_core.catalogue_reader.values import (
    Flag,
    Identifier,
    Reads,
    Text,
    Written,
    choice,
    known,
    one_of,
    whole,
)
from pusaq_core.norms.condition import Condition, condition_over
from pusaq_core.norms.expressions import names_in
from pusaq_core.norms.numerals import Numeral
from pusaq_core.norms.text_model import ProfileIds
from pusaq_core.norms.typecheck import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator

Aggregate = Literal["suma", "cuenta", "minimo", "maximo", "promedio"]
Scope = Literal["ugel", "distrito", "red", "local", "pais"]
RuleKind = Literal["criterion", "exclusion", "priority"]
Unknown = Literal["met", "not_met", "to_verify"]
"""What a criterion or an exclusion counts as where it is not known whether it holds."""

MAX_PEOPLE: Final = 10_000
_RULE_KINDS: Final[dict[str, RuleKind]] = {
    "criterio": "criterion",
    "exclusion": "exclusion",
    "prioridad": "priority",
}
_UNKNOWNS: Final[dict[str, Unknown]] = {"cumple": "met", "no_cumple": "not_met", "por_verificar": "to_verify"}


def _unknown(value: Any) -> Unknown:  # noqa: ANN401  (whatever stands there)
    return _UNKNOWNS[one_of(value, tuple(_UNKNOWNS))]


def _rule_kind(value: Any) -> RuleKind:  # noqa: ANN401  (whatever stands there)
    return _RULE_KINDS[one_of(value, tuple(_RULE_KINDS))]


@dataclass(frozen=True, slots=True)
class Datum(Sheet):
    """A fact about a service that the rules read.

    Attributes:
        id: name used in conditions.
        column: column of the registry, as published.
        type: how the text of the column is understood.
        source: source that the norm names for it.
        numeral: where it does.
        required: without the column no targeting is possible.
        fallback: column read, and named in the reasons, where `column` has nothing.
        first: characters of the text that count, from its start; 0 for all.
        values: other ways of writing a value, by what stands in the registry.
        title: what people read in place of the id; empty where the file gives none.
        others: texts that the column may hold although no rule asks for them.
    """

    id: Annotated[str, key(KEY)]
    column: Annotated[Written, key("columna")]
    type: Annotated[DataType, choice(*get_args(DataType)), key("tipo")]
    source: Annotated[Text, key("fuente")]
    numeral: Numeral
    required: Annotated[Flag, key("obligatorio")] = False
    fallback: Annotated[Written, key("si_falta")] = ""
    first: Annotated[int, whole(1, 20), key("primeros")] = 0
    values: Annotated[dict[Written, Written] | None, key("valores")] = None
    title: Annotated[Text, key("titulo")] = ""
    others: Annotated[tuple[Written, ...], key("otros_valores")] = ()


@dataclass(frozen=True, slots=True)
class Derived:
    """A named condition, or a figure over all services of a scope.

    Attributes:
        id: name used in conditions.
        numeral: what it rests on.
        condition: of a named condition; None for a figure.
        aggregate: of a figure; None for a named condition.
        of: datum that is summed or compared; `servicios` for a count.
        scope: services over which the figure is taken, always of the whole registry.
        where: services that count; None for all.
        second_pass: the figure depends on which services pass the other criteria of their profile.
        title: what people read in place of the id; empty where the file gives none.
    """

    id: str
    numeral: str
    condition: Condition | None = None
    aggregate: Aggregate | None = None
    of: str = ""
    scope: Scope | None = None
    where: Condition | None = None
    second_pass: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Profile(Sheet):
    """A type of school with its own rules; a service has the first profile whose condition holds.

    Attributes:
        id: name in the norm file.
        title: name for people.
        file_name: name in the files of a plan, such as `full_primary`.
        family: accompanists of a family share their workshops.
        when: condition.
        numeral: section of the norm for this type.
        directorate: who answers for it in the ministry.
        short: name in a few words, where there is little room; empty where the title is short enough.
    """

    id: Identifier
    title: Annotated[Text, key("titulo")]
    file_name: Annotated[Identifier, key("en_archivos")]
    family: Annotated[Identifier, key("familia")]
    when: Annotated[Condition, condition_over(lambda context: context["names"].for_profiles()), key("cuando")]
    numeral: Numeral
    directorate: Annotated[Text, key("direccion")] = ""
    short: Annotated[Text, key("corto")] = ""

    @property
    def label(self) -> str:
        """What it is called where there is little room."""
        return self.short or self.title


@dataclass(frozen=True, slots=True)
class Rule(Sheet):
    """A criterion (all must hold), an exclusion (none may) or a priority (ranks).

    Attributes:
        id: unique name.
        profiles: ids of the profiles to which it applies.
        kind: what it does.
        numeral: where the norm says so.
        title: the rule in a few words, for people.
        condition: what is asked.
        scope: of a rule that depends on which other services pass; None otherwise.
        unknown: what it counts as where it is not known whether it holds; a priority then never counts.
        assumption: where that is not `to_verify`, the assumption that says why; empty otherwise.
    """

    id: Identifier
    profiles: Annotated[ProfileIds, key("perfil")]
    kind: Annotated[RuleKind, Reads(_rule_kind), key("tipo")]
    numeral: Numeral
    title: Annotated[Text, key("titulo")]
    condition: Annotated[Condition, condition_over(lambda context: context["names"].for_rules()), key("expr")]
    scope: Annotated[Scope | None, choice(*get_args(Scope)), key("ambito")] = None
    unknown: Annotated[Unknown, Reads(_unknown), key("sin_dato")] = "to_verify"
    assumption: Annotated[str, known("assumptions"), key("supuesto")] = ""

    @property
    def taken(self) -> bool | None:
        """What counts where it is not known whether the rule holds; None where nobody decides it."""
        return None if self.unknown == "to_verify" else self.unknown == "met"

    @classmethod
    def contradictions(cls, given: Entries) -> Iterator[Fault]:
        """Only a criterion or an exclusion says what unknown means, and a choice stands on an assumption."""
        said, kind = _text(given, "sin_dato"), _text(given, "tipo")
        if kind == "prioridad":
            yield from (Fault("unknown_of_priority", (name,)) for name in _OF_UNKNOWN if name in given)
        elif said in _CHOSEN and "supuesto" not in given:
            yield Fault("missing_assumption", ("supuesto",))
        elif said not in _CHOSEN and "supuesto" in given:
            yield Fault("assumption_of_nothing", ("supuesto",), "one_of:" + "|".join(_CHOSEN))

    @model_validator(mode="after")
    def _says_what_its_assumption_says(self, info: ValidationInfo) -> Self:
        value = (info.context or {})["assumptions"].get(self.assumption, "")
        if self.assumption and self.taken is not None and _UNKNOWNS.get(value) != self.unknown:
            raise refusals([Fault("assumption_differs", ("sin_dato",), f"one_of:{value}", self.assumption)])
        return self

    @model_validator(mode="after")
    def _has_the_scope_of_its_figures(self, info: ValidationInfo) -> Self:
        names = {name.name for name in names_in(self.condition.tree)}
        expected = self._scope_expected((info.context or {})["names"].figures_behind(names))
        if expected is not None:
            raise refusals([Fault("rule_scope", ("ambito",), expected=expected, found=self.scope or "")])
        return self

    def _scope_expected(self, scopes: set[str]) -> str | None:
        """What `ambito` ought to be: that of the figure which depends on other services, for a criterion."""
        if not scopes:
            return "no_scope" if self.scope else None
        if self.kind != "criterion":
            return "criterion"
        return None if self.scope in scopes else "one_of:" + "|".join(sorted(scopes))


_CHOSEN: Final = ("cumple", "no_cumple")
_OF_UNKNOWN: Final = ("sin_dato", "supuesto")


def _text(given: Entries, name: str) -> str:
    said = given.get(name)
    return said.text if isinstance(said, Node) else ""


@dataclass(frozen=True, slots=True)
class RatioCase(Sheet):
    """Teachers per accompanist where a condition holds; the first case that holds counts.

    Attributes:
        maximum: most teachers.
        minimum: least teachers; None where the norm gives none.
        numeral: where it does.
        when: condition; None for the last case.
    """

    maximum: Annotated[int, whole(1, MAX_PEOPLE), key("max")]
    numeral: Numeral
    minimum: Annotated[int | None, whole(1, MAX_PEOPLE), key("min")] = None
    when: Annotated[
        Condition | None, condition_over(lambda context: context["names"].for_ratio()), key("cuando")
    ] = None

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.minimum is not None and self.minimum > self.maximum:
            expected = f"integer_between:1:{self.maximum}"
            raise refusals([Fault("wrong_value", ("min",), expected=expected)])
        return self
