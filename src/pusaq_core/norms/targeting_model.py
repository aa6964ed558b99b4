"""Parts of a norm that decide who is supported: data, derived values, profiles, rules, ratios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pusaq_core.norms.expressions import Expression

DataType = Literal["texto", "entero", "decimal", "logico"]
Aggregate = Literal["suma", "cuenta", "minimo", "maximo", "promedio"]
Scope = Literal["ugel", "distrito", "red", "local", "pais"]
RuleKind = Literal["criterion", "exclusion", "priority"]


@dataclass(frozen=True, slots=True)
class Datum:
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
    """

    id: str
    column: str
    type: DataType
    source: str
    numeral: str
    required: bool = False
    fallback: str = ""
    first: int = 0
    values: Mapping[str, str] | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as written and as tree."""

    text: str
    tree: Expression


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
class Profile:
    """A type of school with its own rules; a service has the first profile whose condition holds.

    Attributes:
        id: name in the norm file.
        title: name for people.
        file_name: name in the files of a plan, such as `full_primary`.
        family: accompanists of a family share their workshops.
        when: condition.
        numeral: section of the norm for this type.
        directorate: who answers for it in the ministry.
    """

    id: str
    title: str
    file_name: str
    family: str
    when: Condition
    numeral: str
    directorate: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A criterion (all must hold), an exclusion (none may) or a priority (ranks).

    Attributes:
        id: unique name.
        profiles: ids of the profiles to which it applies.
        kind: what it does.
        numeral: where the norm says so.
        title: the rule in a few words, for people.
        condition: what is asked.
        scope: of a rule that depends on which other services pass; None otherwise.
    """

    id: str
    profiles: tuple[str, ...]
    kind: RuleKind
    numeral: str
    title: str
    condition: Condition
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class RatioCase:
    """Teachers per accompanist where a condition holds; the first case that holds counts.

    Attributes:
        maximum: most teachers.
        minimum: least teachers; None where the norm gives none.
        numeral: where it does.
        when: condition; None for the last case.
    """

    maximum: int
    numeral: str
    minimum: int | None = None
    when: Condition | None = None
