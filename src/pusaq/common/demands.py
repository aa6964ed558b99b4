"""What a view demands of whoever opens it: the view says it, the gate reads it; without it nothing opens."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


class Demand(enum.Enum):
    """What a view may demand in place of a capability."""

    ANYBODY = "anybody"
    ACCOUNT = "account"


def demands(demand: str | Demand) -> Callable[[F], F]:
    """Say the demand of a function, such as an operation of the API; a class says it by `demand`.

    Raises:
        TypeError: of a view of a class, whose own word counts.
    """

    def said(view: F) -> F:
        if hasattr(view, "view_class"):
            raise TypeError(f"{view.view_class.__name__} says its demand itself")
        view.demand = demand  # type: ignore[attr-defined]  # a function may carry it
        return view

    return said


def demand_of(view: Callable[..., Any]) -> str | Demand | None:
    """A capability or another demand; None where the view says nothing.

    Raises:
        TypeError: an address gives a demand beside that of the class: which counts?
    """
    if "demand" in getattr(view, "view_initkwargs", {}):
        raise TypeError(f"an address says another demand than {view}")
    found: str | Demand | None = getattr(getattr(view, "view_class", view), "demand", None)
    return found
