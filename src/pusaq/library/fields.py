"""What a resource says, as its row keeps it: facts, each with its place in the source, and the programme."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from pusaq_core.io.resource_model import Module, Programme, ResourceFact, Session

if TYPE_CHECKING:
    from pusaq_core.io.resource_model import FactValue


@dataclass(frozen=True, slots=True)
class Details:
    """What stands beside the title of a resource."""

    facts: tuple[ResourceFact, ...] = ()
    programme: Programme | None = None


def kept_details(details: Details) -> dict[str, Any]:
    """As JSON."""
    programme = details.programme
    return {
        "facts": [
            {
                "label": fact.label,
                "value": list(fact.value) if isinstance(fact.value, tuple) else fact.value,
                "unit": fact.unit,
                "place": fact.place,
                "is_over": fact.is_over,
                "part_of": fact.part_of,
                "note": fact.note,
            }
            for fact in details.facts
        ],
        "programme": programme
        and {
            "starts_on": programme.starts_on.isoformat(),
            "modules": [{"title": one.title, "weeks": one.weeks} for one in programme.modules],
            "sessions": [{"title": one.title, "weeks": list(one.weeks)} for one in programme.sessions],
            "note": programme.note,
        },
    }


def details_of(kept: Any) -> Details:
    """From JSON.

    Raises:
        ValueError: it is not what `kept_details` gives.
    """
    try:
        if set(kept) != {"facts", "programme"}:
            raise ValueError(sorted(kept))
        programme = None if kept["programme"] is None else _programme(kept["programme"])
        return Details(tuple(_fact(one) for one in kept["facts"]), programme)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(str(error)) from error


def validate_details(kept: Any) -> None:
    """A validator of the column.

    Raises:
        ValidationError: pages could not show it.
    """
    try:
        details_of(kept)
    except ValueError as error:
        raise ValidationError(_("Los datos del recurso no tienen la forma esperada.")) from error


def _fact(kept: dict[str, Any]) -> ResourceFact:
    texts = {name: kept[name] for name in ("label", "unit", "place", "part_of", "note")}
    if not all(isinstance(text, str) for text in texts.values()) or not (texts["label"] and texts["place"]):
        raise ValueError(texts)
    return ResourceFact(value=_value(kept["value"]), is_over=kept["is_over"] is True, **texts)


def _value(kept: Any) -> FactValue:
    if isinstance(kept, list) and all(isinstance(one, str) for one in kept):
        return tuple(kept)
    if kept is None or (isinstance(kept, int | str) and not isinstance(kept, bool)):
        return kept
    raise ValueError(kept)


def _programme(kept: dict[str, Any]) -> Programme:
    starts_on = dt.date.fromisoformat(kept["starts_on"])
    modules = tuple(Module(str(one["title"]), int(one["weeks"])) for one in kept["modules"])
    sessions = tuple(
        Session(str(one["title"]), tuple(int(week) for week in one["weeks"])) for one in kept["sessions"]
    )
    if starts_on.weekday() != 0 or not modules:
        raise ValueError(kept["starts_on"])
    return Programme(starts_on, modules, sessions, str(kept["note"]))
