"""The reasons of a decision in the workbook, as sentences."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MET: Final[dict[tuple[str, bool | None], str]] = {
    ("criterion", True): "cumple",
    ("criterion", False): "no cumple",
    ("exclusion", True): "excluye",
    ("exclusion", False): "no excluye",
    ("priority", True): "prioriza",
    ("priority", False): "no prioriza",
}


def reasons_in_words(reasons: str) -> str:
    """The reasons of a decision as a sentence: numeral, rule, verdict and what was seen."""
    return _in_words(json.loads(reasons))


def open_in_words(reasons: str) -> str:
    """Of the reasons, those that are not known and leave the decision open."""
    return _in_words(
        reason
        for reason in json.loads(reasons)
        if reason["kind"] != "priority" and reason["met"] is None and reason.get("taken") is None
    )


def _in_words(reasons: Iterable[Mapping[str, Any]]) -> str:
    words = []
    for reason in reasons:
        seen = ", ".join(f"{name} = {_value(value)}" for name, value in reason["seen"].items())
        head = " ".join(filter(None, (reason["numeral"], reason["rule"])))
        words.append(f"{head}: {_verdict(reason)}" + (f" ({seen})" if seen else ""))
    return "; ".join(words)


def _verdict(reason: Mapping[str, Any]) -> str:
    known = _MET.get((reason["kind"], reason["met"]))
    if known is not None:
        return known
    taken = _MET.get((reason["kind"], reason.get("taken")))
    return "sin dato" if taken is None else f"sin dato, se supone que {taken} ({reason['assumption']})"


def _value(value: Any) -> str:  # noqa: ANN401  (text, a number, the two ends of a figure, or nothing)
    if isinstance(value, list):
        low, high = value
        return f"{low} o más" if high is None else f"de {low} a {high}"
    return "sin dato" if value is None else str(value)
