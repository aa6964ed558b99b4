"""Resources of the catalogue: good practices, training, programmes by week, events. All are read, or none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import yaml

from pusaq_core.errors import InputError, Problem
from pusaq_core.io.catalogue import SUFFIXES, catalogue_root, shown_name
from pusaq_core.io.encoding import decode
from pusaq_core.io.resource_model import (
    KINDS,
    LONGEST,
    Body,
    Fact,
    FactValue,
    Module,
    Programme,
    Resource,
    Session,
)
from pusaq_core.io.source import read_source, refusal
from pusaq_core.io.yaml_nodes import MAX_TEXT, NodeReader, compose, shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NO_DATUM: Final = "sin dato"
_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LINK: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?([/?#][!-~]*)?")
_WHOLE: Final = re.compile(r"\d{1,9}")
_REQUIRED: Final = ("codigo", "tipo", "titulo", "resumen", "seccion", "datos")
_OPTIONAL: Final = ("anio", "region", "entidad", "enlace", "programa")
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "practica": ("anio", "region", "entidad"),
    "formacion": ("anio",),
    "programa": ("programa",),
    "evento": (),
}
_FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "practica": ("Eje temático",),
    "formacion": ("Intervención", "Duración", "Estrategias", "Modelo de gestión", "Alcance"),
    "programa": (),
    "evento": ("Asistentes",),
}
"""Facts that a resource of each kind must speak of; what its source leaves out is said as «sin dato»."""


def read_resources(country: str, *, folder: Path | None = None) -> tuple[Resource, ...]:
    """Resources of every file of a folder, in the order of the files.

    Args:
        country: code of the pack; every file must be of it.
        folder: where the files are; None for those of the catalogue.

    Raises:
        InputError: every problem of every file with line, position and path of keys;
            `resources_missing` where the folder has no file.
    """
    folder = folder or catalogue_root() / "resources" / country
    paths = sorted(path for path in folder.glob("*") if path.suffix in SUFFIXES and path.is_file())
    if not paths:
        raise refusal("resources_missing", "", found=shown_name(folder))
    found: list[Resource] = []
    problems: list[Problem] = []
    places: dict[str, str] = {}
    for path in paths:
        reader = _ResourceReader(shown_name(path), country, places)
        try:
            found += reader.resources(
                compose(decode(read_source(path, max_bytes=MAX_TEXT).data).text, file=reader.file)
            )
            reader.raise_problems()
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*problems)
    return tuple(found)


class _ResourceReader(NodeReader):
    """Reads the nodes of one file; `places` says where each code stands, over all files."""

    def __init__(self, file: str, country: str, places: dict[str, str]) -> None:
        super().__init__(file)
        self.country = country
        self.places = places

    def resources(self, root: yaml.Node) -> list[Resource]:
        keys = self.mapping(root, "", required=("pais", "fuente", "recursos"))
        self.choice(keys.get("pais"), "pais", (self.country,))
        source = self.line(keys.get("fuente"), "fuente", "source")
        return [
            self._resource(item, path, source) for item, path in self.items(keys.get("recursos"), "recursos")
        ]

    def line(self, node: yaml.Node | None, path: str, what: str) -> str:
        """A text that fits its column: printable, not blank; empty where the key is absent."""
        text = self.text(node, path)
        if isinstance(node, yaml.ScalarNode) and not (text.isprintable() and 0 < len(text) <= LONGEST[what]):
            self.problem(node, path, "line_malformed", expected=str(LONGEST[what]), found=shown(node))
        return text

    def _resource(self, item: yaml.Node, path: str, source: str) -> Resource:
        keys = self.mapping(item, path, required=_REQUIRED, optional=_OPTIONAL)
        kind = self.choice(keys.get("tipo"), f"{path}.tipo", KINDS)
        for key in _ALSO.get(kind, ()):
            if key not in keys:
                self.problem(item, f"{path}.{key}", "yaml_missing_key", expected=key)
        if kind and kind != "programa" and "programa" in keys:
            self.problem(keys["programa"], f"{path}.programa", "programme_of_other_kind", found=kind)
        section = self.line(keys.get("seccion"), f"{path}.seccion", "place")
        return Resource(
            code=self._code(keys.get("codigo"), f"{path}.codigo"),
            kind=kind,
            title=self.line(keys.get("titulo"), f"{path}.titulo", "title"),
            summary=self.line(keys.get("resumen"), f"{path}.resumen", "summary"),
            source=source,
            section=section,
            year=self._year(keys.get("anio"), f"{path}.anio"),
            region=self.line(keys.get("region"), f"{path}.region", "name"),
            body=self._body(keys.get("entidad"), f"{path}.entidad", is_known=kind == "practica"),
            link=self._link(keys.get("enlace"), f"{path}.enlace"),
            facts=self._facts(keys.get("datos"), f"{path}.datos", kind, section),
            programme=self._programme(keys.get("programa"), f"{path}.programa"),
        )

    def _code(self, node: yaml.Node | None, path: str) -> str:
        code = self.line(node, path, "code")
        if node is None or not code:
            return code
        if not _CODE.fullmatch(code):
            self.problem(node, path, "slug_malformed", found=shown(node))
        elif code in self.places:
            self.problem(node, path, "resource_repeated", expected=self.places[code], found=code)
        self.places.setdefault(code, f"{self.file}:{node.start_mark.line + 1}")
        return code

    def _year(self, node: yaml.Node | None, path: str) -> int | None:
        year = self.whole(node, path)
        if node is not None and year is not None and not 1900 <= year <= 2100:
            self.problem(node, path, "year_malformed", found=shown(node))
        return year

    def _link(self, node: yaml.Node | None, path: str) -> str:
        link = self.line(node, path, "link")
        if node is not None and link and not _LINK.fullmatch(link):
            self.problem(node, path, "link_malformed", found=shown(node))
        return link

    def _body(self, node: yaml.Node | None, path: str, *, is_known: bool) -> Body | None:
        """The body of a practice has a code, by which its page is found."""
        if node is None:
            return None
        code = ("clase", "codigo")
        keys = self.mapping(
            node, path, required=("nombre", *(code if is_known else ())), optional=() if is_known else code
        )
        return Body(
            kind=self.line(keys.get("clase"), f"{path}.clase", "code"),
            code=self.line(keys.get("codigo"), f"{path}.codigo", "code"),
            name=self.line(keys.get("nombre"), f"{path}.nombre", "name"),
        )

    def _facts(self, node: yaml.Node | None, path: str, kind: str, section: str) -> tuple[Fact, ...]:
        facts: dict[str, Fact] = {}
        for item, place in self.items(node, path):
            fact = self._fact(item, place, section)
            if fact.label in facts:
                self.problem(item, f"{place}.dato", "duplicate_id", found=fact.label)
            if fact.part_of and not _is_part(fact, facts.get(fact.part_of)):
                self.problem(
                    item, f"{place}.parte_de", "part_malformed", expected=fact.part_of, found=_said(fact)
                )
            facts.setdefault(fact.label, fact)
        for label in _FACTS.get(kind, ()):
            if node is not None and label not in facts:
                self.problem(node, path, "fact_missing", expected=label)
        return tuple(facts.values())

    def _fact(self, item: yaml.Node, path: str, section: str) -> Fact:
        keys = self.mapping(
            item,
            path,
            required=("dato",),
            optional=("valor", "mas_de", "unidad", "lugar", "parte_de", "nota"),
        )
        over = self.whole(keys.get("mas_de"), f"{path}.mas_de")
        if ("valor" in keys) == ("mas_de" in keys):
            self.problem(item, path, "fact_without_value", expected="valor, mas_de")
        return Fact(
            label=self.line(keys.get("dato"), f"{path}.dato", "name"),
            value=self._value(keys.get("valor"), f"{path}.valor") if over is None else over,
            unit=self.line(keys.get("unidad"), f"{path}.unidad", "name"),
            place=self.line(keys.get("lugar"), f"{path}.lugar", "place") or section,
            is_over=over is not None,
            part_of=self.line(keys.get("parte_de"), f"{path}.parte_de", "name"),
            note=self.line(keys.get("nota"), f"{path}.nota", "summary"),
        )

    def _value(self, node: yaml.Node | None, path: str) -> FactValue:
        """Unquoted digits are a number, a list is a list of texts, «sin dato» is nothing."""
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.line(item, place, "value") for item, place in self.items(node, path))
        text = self.line(node, path, "value")
        if isinstance(node, yaml.ScalarNode) and not node.style and _WHOLE.fullmatch(text):
            return int(text)
        return None if text == NO_DATUM else text

    def _programme(self, node: yaml.Node | None, path: str) -> Programme | None:
        if node is None:
            return None
        keys = self.mapping(node, path, required=("inicio", "modulos"), optional=("sesiones", "nota"))
        starts_on = self.day(keys["inicio"], f"{path}.inicio") if "inicio" in keys else None
        if starts_on is not None and starts_on.weekday() != 0:
            self.problem(keys["inicio"], f"{path}.inicio", "not_a_monday", found=starts_on.isoformat())
        modules = tuple(
            self._module(item, at) for item, at in self.items(keys.get("modulos"), f"{path}.modulos")
        )
        weeks = sum(module.weeks for module in modules)
        if isinstance(keys.get("modulos"), yaml.SequenceNode) and not modules:
            self.problem(keys["modulos"], f"{path}.modulos", "list_empty")
        sessions = self.items(keys.get("sesiones"), f"{path}.sesiones")
        read = tuple(self._session(item, place, weeks) for item, place in sessions)
        note = self.line(keys.get("nota"), f"{path}.nota", "summary")
        return Programme(starts_on, modules, read, note) if starts_on is not None else None

    def _module(self, item: yaml.Node, path: str) -> Module:
        keys = self.mapping(item, path, required=("titulo", "semanas"))
        weeks = self.whole(keys.get("semanas"), f"{path}.semanas")
        if weeks is not None and not 1 <= weeks <= LONGEST["weeks"]:
            self.problem(
                keys["semanas"],
                f"{path}.semanas",
                "week_out_of_range",
                expected=str(LONGEST["weeks"]),
                found=str(weeks),
            )
            weeks = None
        return Module(self.line(keys.get("titulo"), f"{path}.titulo", "title"), weeks or 0)

    def _session(self, item: yaml.Node, path: str, weeks: int) -> Session:
        keys = self.mapping(item, path, required=("titulo", "semanas"))
        numbers = []
        for one, place in self.items(keys.get("semanas"), f"{path}.semanas"):
            number = self.whole(one, place)
            if weeks and number is not None and not 1 <= number <= weeks:
                self.problem(one, place, "week_out_of_range", expected=str(weeks), found=str(number))
            numbers.append(number or 0)
        return Session(self.line(keys.get("titulo"), f"{path}.titulo", "title"), tuple(numbers))


def _is_part(fact: Fact, whole: Fact | None) -> bool:
    """Whether a count can be part of another that stands before it."""
    return (
        whole is not None
        and isinstance(fact.value, int)
        and isinstance(whole.value, int)
        and fact.unit == whole.unit
        and fact.value <= whole.value
    )


def _said(fact: Fact) -> str:
    return f"{fact.value} {fact.unit}".strip()
