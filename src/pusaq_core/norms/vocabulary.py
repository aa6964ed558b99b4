"""Names that a norm file declares, gathered before its sections are read, so that each may name another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, get_args

from pusaq_core.errors import InputError
from pusaq_core.norms.expressions import names_in
from pusaq_core.norms.parser import parse_expression
from pusaq_core.norms.targeting_model import Aggregate, Scope
from pusaq_core.norms.typecheck import DataType, NameInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pusaq_core.catalogue_reader.tree import Node

DATA_TYPES: tuple[DataType, ...] = get_args(DataType)
AGGREGATES: tuple[Aggregate, ...] = get_args(Aggregate)
SCOPES: tuple[str, ...] = get_args(Scope)
PROFILE_NAME = "perfil"
PASSES_NAME = "pasa_criterios"
DISPERSION_NAME = "dispersion"

_PASS_NAMES: dict[str, NameInfo] = {PROFILE_NAME: NameInfo("texto"), PASSES_NAME: NameInfo("logico")}


@dataclass(frozen=True, slots=True)
class DerivedInfo:
    """What other parts of the file must know of a derived value before it is read.

    Attributes:
        type: kind of its values.
        scope: services over which it is a figure; empty where it is none.
        second_pass: it depends on which services pass the criteria.
    """

    type: DataType | None
    scope: str = ""
    second_pass: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names of a norm file.

    Attributes:
        profiles: ids of `perfiles`, in order.
        data: type of each datum; None where the file gives none that is known.
        derived: each derived value, in order.
        assumptions: value of each assumption that is one word; empty for the others.
    """

    profiles: tuple[str, ...]
    data: Mapping[str, DataType | None]
    derived: Mapping[str, DerivedInfo]
    assumptions: Mapping[str, str] = field(default_factory=dict)

    def _datum_names(self) -> dict[str, NameInfo]:
        return {name: NameInfo(kind, is_datum=True) for name, kind in self.data.items()}

    def for_rules(self) -> dict[str, NameInfo]:
        """Names that a rule may read: every datum and derived value."""
        return self._datum_names() | {name: NameInfo(info.type) for name, info in self.derived.items()}

    def for_profiles(self) -> dict[str, NameInfo]:
        """Names that decide a profile: nothing that depends on profiles."""
        first = {name: info for name, info in self.derived.items() if not info.second_pass}
        return self._datum_names() | {name: NameInfo(info.type) for name, info in first.items()}

    def for_ratio(self) -> dict[str, NameInfo]:
        """Names that decide a ratio: the service's own facts and how far its neighbours are."""
        own = {name: info for name, info in self.derived.items() if not info.scope}
        names = self._datum_names() | {name: NameInfo(info.type) for name, info in own.items()}
        return names | {DISPERSION_NAME: NameInfo("texto")}

    def for_derived(self, name: str) -> dict[str, NameInfo]:
        """Names that a derived condition may read: data, and derived values written before it."""
        before = list(self.derived)[: list(self.derived).index(name)] if name in self.derived else []
        return self._datum_names() | {key: NameInfo(self.derived[key].type) for key in before}

    def for_figure(self, name: str) -> dict[str, NameInfo]:
        """Names that say which services count in a figure: also profile and passing the criteria."""
        before = self.for_derived(name)
        first = {
            key: info for key, info in before.items() if info.is_datum or not self.derived[key].second_pass
        }
        return first | _PASS_NAMES

    def figures_behind(self, names: set[str]) -> set[str]:
        """Scopes of the second-pass figures among some names."""
        infos = [self.derived[name] for name in names if name in self.derived]
        return {info.scope for info in infos if info.second_pass}


def scan(tree: Node) -> Vocabulary:
    """Names declared in a norm file; what is wrong with their declarations is noted when they are read."""
    return Vocabulary(
        profiles=tuple(dict.fromkeys(name for name in tree.texts("perfiles", "id") if name)),
        data=(data := _scan_data(tree.get("datos"))),
        derived=_scan_derived(tree.get("derivados"), data),
        assumptions=_scan_assumptions(tree.get("supuestos")),
    )


def _scan_assumptions(node: Node | None) -> dict[str, str]:
    values = [(name.text, entry.get("valor")) for name, entry in node.entries] if node else []
    return {name: value.text if value is not None else "" for name, value in values}


def _scan_data(node: Node | None) -> dict[str, DataType | None]:
    found: dict[str, DataType | None] = {}
    for name, entry in node.entries if node else ():
        kind = entry.get("tipo")
        found[name.text] = next((known for known in DATA_TYPES if kind and kind.text == known), None)
    return found


def _scan_derived(node: Node | None, data: Mapping[str, DataType | None]) -> dict[str, DerivedInfo]:
    found: dict[str, DerivedInfo] = {}
    for name, entry in node.entries if node else ():
        figure = next((key for key, _ in entry.entries if key.text in AGGREGATES), None)
        scope = entry.get("ambito")
        read = _names(entry.get("donde")) if figure else _names(entry.get("expr"))
        behind = [found[key] for key in sorted(read) if key in found]
        second = bool(read & set(_PASS_NAMES)) or any(info.second_pass for info in behind)
        if figure is None:
            inherited = next((info.scope for info in behind if info.second_pass), "") or next(
                (info.scope for info in behind if info.scope), ""
            )
            found[name.text] = DerivedInfo("logico", inherited, second)
        else:
            kind = _figure_type(figure.text, entry.get(figure.text), data)
            found[name.text] = DerivedInfo(kind, scope.text if scope else "", second)
    return found


def _figure_type(aggregate: str, of: Node | None, data: Mapping[str, DataType | None]) -> DataType | None:
    if aggregate == "cuenta":
        return "entero"
    if aggregate == "promedio":
        return "decimal"
    return data.get(of.text) if of else None


def _names(node: Node | None) -> set[str]:
    if node is None or node.kind != "text":
        return set()
    try:
        return {name.name for name in names_in(parse_expression(node.text))}
    except InputError:
        return set()
