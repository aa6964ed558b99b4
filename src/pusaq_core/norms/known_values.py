"""Which texts the rules of a norm know, and which a registry holds that none of them does."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import polars as pl

from pusaq_core.cell_text import folded
from pusaq_core.norms.expressions import Comparison, Constant, Junction, Membership, Name, Not

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pusaq_core.norms.expressions import Expression
    from pusaq_core.norms.norm import Norm
    from pusaq_core.norms.targeting_model import Datum


def compared_texts(norm: Norm) -> dict[str, tuple[str, ...]]:
    """The texts with which conditions of a norm compare each datum, ascending."""
    found: dict[str, set[str]] = defaultdict(set)
    for tree in _trees(norm):
        for name, text in _texts(tree):
            if name in norm.data:
                found[name].add(text)
    return {name: tuple(sorted(texts)) for name, texts in found.items()}


def spellings(datum: Datum, compared: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """What each text that a norm knows of a datum means, by the folded text."""
    known = {folded(text): text for text in compared.get(datum.id, ())}
    return known | {folded(written): means for written, means in (datum.values or {}).items()}


def unfamiliar_values(norm: Norm, facts: pl.DataFrame, *, value: str) -> pl.DataFrame:
    """Texts that stand in the registry where rules compare, and that the norm does not know.

    A text that the file lists in `otros_valores` is known although no rule asks for it.

    Args:
        norm: says what its rules know.
        facts: rows with `CODOOII` and the texts of each datum.
        value: prefix of the column that holds the text of a datum.

    Returns:
        `cod_ugel`, `column`, `value`, `services`, sorted; `value` is the text that is compared.
    """
    compared = compared_texts(norm)
    parts = [
        facts.select(cod_ugel="CODOOII", column=pl.lit(datum.column), value=value + datum.id)
        .filter(~pl.col("value").str.to_lowercase().is_in(_known(datum, compared)))
        .group_by("cod_ugel", "column", "value")
        .agg(services=pl.len().cast(pl.Int64))
        for datum in norm.data.values()
        if datum.type == "texto" and (datum.id in compared or datum.others)
    ]
    schema = {"cod_ugel": pl.String, "column": pl.String, "value": pl.String, "services": pl.Int64}
    found = pl.concat([pl.DataFrame(schema=schema), *parts])
    return found.unique().sort("cod_ugel", "column", "value")


def _known(datum: Datum, compared: Mapping[str, tuple[str, ...]]) -> list[str]:
    said = spellings(datum, compared)
    return sorted({*said, *map(folded, said.values()), *map(folded, datum.others)})


def _trees(norm: Norm) -> Iterator[Expression]:
    for profile in norm.profiles:
        yield profile.when.tree
    for rule in norm.rules:
        yield rule.condition.tree
    for derived in norm.derived.values():
        for condition in (derived.condition, derived.where):
            if condition is not None:
                yield condition.tree
    for cases in norm.ratio.values():
        for case in cases:
            if case.when is not None:
                yield case.when.tree


def _texts(tree: Expression) -> Iterator[tuple[str, str]]:
    """Each name with each text that a condition compares it with."""
    match tree:
        case Comparison(left=Name(name=name), right=Constant(value=str(text))):
            yield name, text
        case Comparison(left=Constant(value=str(text)), right=Name(name=name)):
            yield name, text
        case Membership(operand=Name(name=name), constants=constants):
            yield from ((name, one.value) for one in constants if isinstance(one.value, str))
        case Not(operand=inner):
            yield from _texts(inner)
        case Junction(parts=parts):
            for part in parts:
                yield from _texts(part)
        case _:
            return
