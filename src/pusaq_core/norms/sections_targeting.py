"""Lists and maps of a norm file that decide who is supported: `derivados`, `perfiles`, `reglas`, `ratio`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, get_args

from pydantic import AfterValidator, ValidationInfo, WrapValidator

from pusaq_core.catalogue_reader.faults import Fault, read_with, refusal, refusals
from pusaq_core.catalogue_reader.sheet import Entries, Sheet, at_least, key, unique, validated
from pusaq_core.catalogue_reader.values import Reads, Text, choice, one_of
from pusaq_core.norms.condition import Condition, condition_over
from pusaq_core.norms.numerals import Numeral
from pusaq_core.norms.targeting_model import Aggregate, Derived, Profile, RatioCase, Rule, Scope
from pusaq_core.norms.vocabulary import AGGREGATES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MAX_PRIORITIES: Final = 60
"""Of one profile; they are the digits of a whole number of 64 bits."""


def _summed(value: Any, context: Mapping[str, Any]) -> str:  # noqa: ANN401  (whatever stands there)
    """A datum that is a number, as far as the file says its type."""
    data = context["names"].data
    return one_of(value, tuple(name for name, kind in data.items() if kind in {"entero", "decimal", None}))


Summed = Annotated[str | None, Reads(_summed, in_context=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named(Sheet):
    """A derived value that is a condition with a name."""

    title: Annotated[Text, key("titulo")] = ""
    condition: Annotated[
        Condition, condition_over(lambda context: context["names"].for_derived(context["name"])), key("expr")
    ]
    numeral: Numeral


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure(Sheet):
    """A derived value that is a figure over all services of a scope, of the one kind that it names."""

    total: Annotated[Summed, key("suma")] = None
    count: Annotated[str | None, choice("servicios"), key("cuenta")] = None
    least: Annotated[Summed, key("minimo")] = None
    most: Annotated[Summed, key("maximo")] = None
    mean: Annotated[Summed, key("promedio")] = None
    title: Annotated[Text, key("titulo")] = ""
    scope: Annotated[Scope, choice(*get_args(Scope)), key("ambito")]
    where: Annotated[
        Condition | None,
        condition_over(lambda context: context["names"].for_figure(context["name"])),
        key("donde"),
    ] = None
    numeral: Numeral

    @classmethod
    def contradictions(cls, given: Entries) -> Iterator[Fault]:
        """A figure is of one kind."""
        first, *others = (name for name in given if name in AGGREGATES)
        yield from (Fault("unknown_key", (name,), f"one_of:{first}") for name in others)

    def kind(self) -> tuple[Aggregate, str]:
        """Which figure, and of what."""
        of = (self.total, self.count, self.least, self.most, self.mean)
        return next((name, said) for name, said in zip(AGGREGATES, of, strict=True) if said is not None)


def _derived(value: Any, context: Mapping[str, Any]) -> Derived:  # noqa: ANN401  (whatever stands there)
    if not isinstance(value, Entries):
        raise refusal(Fault("wrong_type", expected="map"))
    inner = {**context, "name": value.key}
    info = context["names"].derived.get(value.key)
    second = info is not None and info.second_pass
    if not any(name in AGGREGATES for name in value):
        named: _Named = validated(_Named, value, inner)
        return Derived(
            id=value.key,
            numeral=named.numeral,
            condition=named.condition,
            second_pass=second,
            title=named.title,
        )
    figure: _Figure = validated(_Figure, value, inner)
    aggregate, of = figure.kind()
    return Derived(
        id=value.key,
        numeral=figure.numeral,
        aggregate=aggregate,
        of=of,
        scope=figure.scope,
        where=figure.where,
        second_pass=second,
        title=figure.title,
    )


def _not_too_many(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    ranking = [profile for rule in rules if rule.kind == "priority" for profile in rule.profiles]
    crowded = [profile for profile in dict.fromkeys(ranking) if ranking.count(profile) > MAX_PRIORITIES]
    if crowded:
        expected = f"at_most:{MAX_PRIORITIES}"
        raise refusals(Fault("too_many_priorities", (), expected, profile) for profile in crowded)
    return rules


def _only_the_last_without_condition(value: Any, read: Callable[[Any], Any]) -> Any:  # noqa: ANN401  (same)
    cases = value if isinstance(value, tuple) else ()
    wrong = [
        Fault("ratio_last_case", (at,), found="")
        for at, case in enumerate(cases)
        if isinstance(case, Entries) and ("cuando" not in case) != (at == len(cases) - 1)
    ]
    return read_with(lambda: read(value), wrong)


def _for_each_profile(value: Any, read: Callable[[Any], Any], info: ValidationInfo) -> Any:  # noqa: ANN401  (same)
    known = (info.context or {})["profiles"] if isinstance(value, Entries) else ()
    missing = [Fault("missing_key", (profile,)) for profile in known if profile not in value]
    return read_with(lambda: read(value), missing)


FOR_EACH_PROFILE: Final = WrapValidator(_for_each_profile)
"""A map with one entry for each profile of the norm."""

DerivedValue = Annotated[Derived, Reads(_derived, in_context=True)]
Profiles = Annotated[tuple[Profile, ...], at_least(1), unique("id", "en_archivos")]
"""In the order in which they are tried."""

Rules = Annotated[tuple[Rule, ...], at_least(1), AfterValidator(_not_too_many), unique("id")]
"""Priorities rank in the order in which they stand."""

RatioCases = Annotated[tuple[RatioCase, ...], at_least(1), WrapValidator(_only_the_last_without_condition)]
"""In order; the last has no condition."""
