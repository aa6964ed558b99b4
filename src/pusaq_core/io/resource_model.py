"""What a resource of the catalogue is, and how its file says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Self

from pydantic import AfterValidator, WrapValidator, model_validator

from pusaq_core.catalogue_reader.faults import Fault, read_with, refusal, refusals
from pusaq_core.catalogue_reader.sheet import (
    Entries,
    Sheet,
    at_least,
    key,
    made_of,
    one_or_list,
    unique,
    variant,
)
from pusaq_core.catalogue_reader.tree import Node
from pusaq_core.catalogue_reader.values import Day, Reads, check_digits, choice, known, whole, written

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

KINDS: Final = ("practica", "formacion", "programa", "evento")
LONGEST: Final = {
    "code": 60,
    "name": 120,
    "title": 240,
    "summary": 400,
    "source": 240,
    "place": 160,
    "link": 300,
    "value": 240,
    "weeks": 60,
}
"""Characters that each text may have, and weeks a module."""

NO_DATUM: Final = "sin dato"
_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_LINK: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?([/?#][!-~]*)?\Z")
_WHOLE: Final = re.compile(r"[0-9]+\Z")
_DIGITS: Final = 9

FactValue = int | str | tuple[str, ...] | None


def _line(what: str, form: re.Pattern[str] | None = None, said: str = "") -> Callable[[Any], str]:
    """A text that fits its column: printable, not blank, and of a form where there is one (`said`)."""

    def read(value: Any) -> str:  # noqa: ANN401  (whatever stands there)
        text = written(value, "text").strip()
        if not (text.isprintable() and 0 < len(text) <= LONGEST[what]):
            raise refusal(Fault("wrong_value", expected=f"line:{LONGEST[what]}"))
        if form is not None and not form.match(text):
            raise refusal(Fault("wrong_value", expected=said))
        return text

    return read


def _own_code(value: Any, context: dict[str, Any]) -> str:  # noqa: ANN401  (same)
    """A code that no file before has; the context keeps where each stands."""
    code = _line("code", _CODE, "slug")(value)
    before = context["places"].setdefault(code, f"{value.file}:{value.line}")
    if before != f"{value.file}:{value.line}":
        raise refusal(Fault("resource_repeated", expected=before))
    return code


def _number_or_text(value: Any) -> int | str:  # noqa: ANN401  (same)
    """Unquoted digits are a number."""
    text = _line("value")(value)
    if value.style or not _WHOLE.match(text):
        return text
    check_digits(text, f"number_or_quoted:{_DIGITS}", _DIGITS)
    return int(text)


def _monday(day: dt.date) -> dt.date:
    if day.weekday() != 0:
        raise refusal(Fault("not_a_monday", found=day.isoformat()))
    return day


NumberOrText = Annotated[int | str, Reads(_number_or_text)]
ValueLine = Annotated[str, Reads(_line("value"))]
Code = Annotated[str, Reads(_line("code"))]
Name = Annotated[str, Reads(_line("name"))]
Title = Annotated[str, Reads(_line("title"))]
Summary = Annotated[str, Reads(_line("summary"))]
Source = Annotated[str, Reads(_line("source"))]
Place = Annotated[str, Reads(_line("place"))]
Link = Annotated[str, Reads(_line("link", _LINK, "link"))]
Year = Annotated[int, whole(1900, 2100)]
Count = Annotated[int, whole(0, 999_999_999)]


@dataclass(frozen=True, slots=True)
class ResourceFact:
    """Something that a document says.

    Attributes:
        label: what is said, such as «Duración».
        value: a number, a text or several; None where the document does not say.
        unit: of the number, in the plural.
        place: where in the document.
        is_over: the document says that it is more than the number.
        part_of: label of the count of which this one is a part.
        note: how we read what is not plain; may be empty.
    """

    label: str
    value: FactValue
    unit: str = ""
    place: str = ""
    is_over: bool = False
    part_of: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _FactLine(Sheet):
    """A fact as the file says it: with `valor`, or with `mas_de`."""

    label: Annotated[Name, key("dato")]
    value: Annotated[FactValue, one_or_list(NumberOrText, ValueLine), key("valor")] = None
    over: Annotated[Count | None, key("mas_de")] = None
    unit: Annotated[Name, key("unidad")] = ""
    place: Annotated[Place, key("lugar")] = ""
    part_of: Annotated[Name, key("parte_de")] = ""
    note: Annotated[Summary, key("nota")] = ""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.value is None) == (self.over is None):
            raise refusals([Fault("fact_without_value", expected="valor, mas_de", found="")])
        return self

    def fact(self) -> ResourceFact:
        value = None if self.value == NO_DATUM else self.value
        is_over = self.over is not None
        return ResourceFact(
            self.label,
            self.over if is_over else value,
            self.unit,
            self.place,
            is_over,
            self.part_of,
            self.note,
        )


def _facts(lines: tuple[_FactLine, ...]) -> tuple[ResourceFact, ...]:
    facts = tuple(line.fact() for line in lines)
    if faults := list(_no_parts(facts)):
        raise refusals(faults)
    return facts


def _no_parts(facts: tuple[ResourceFact, ...]) -> Iterator[Fault]:
    before: dict[str, ResourceFact] = {}
    for index, fact in enumerate(facts):
        if fact.part_of and not _is_part(fact, before.get(fact.part_of)):
            said = f"{fact.value} {fact.unit}".strip()
            yield Fault("part_malformed", (index, "parte_de"), expected=fact.part_of, found=said)
        before.setdefault(fact.label, fact)


def _is_part(fact: ResourceFact, whole: ResourceFact | None) -> bool:
    """Whether a count can be part of another that stands before it."""
    return (
        whole is not None
        and isinstance(fact.value, int)
        and isinstance(whole.value, int)
        and fact.unit == whole.unit
        and fact.value <= whole.value
    )


def _speaking_of(*labels: str) -> WrapValidator:
    """Facts of which a kind of resource must speak; what its source leaves out is said as «sin dato»."""

    def check(value: Any, read: Callable[[Any], Any]) -> Any:  # noqa: ANN401  (whatever stands there)
        items = value if isinstance(value, tuple) else ()
        said = {item["dato"].text for item in items if isinstance(item, Entries) and _is_node(item, "dato")}
        missing = [label for label in labels if label not in said]
        return read_with(
            lambda: read(value), [Fault("fact_missing", expected=label, found="") for label in missing]
        )

    return WrapValidator(check)


def _is_node(item: Entries, name: str) -> bool:
    return isinstance(item.get(name), Node)


FACTS: Final = made_of(Annotated[tuple[_FactLine, ...], unique("dato")], _facts)


@dataclass(frozen=True, slots=True)
class Module(Sheet):
    """A part of a programme: its weeks follow those of the module before."""

    title: Annotated[Title, key("titulo")]
    weeks: Annotated[int, whole(1, LONGEST["weeks"]), key("semanas")]


@dataclass(frozen=True, slots=True)
class Session(Sheet):
    """What happens in some weeks of a programme, by their numbers from 1."""

    title: Annotated[Title, key("titulo")]
    weeks: Annotated[tuple[Annotated[int, whole(1)], ...], key("semanas")]


@dataclass(frozen=True, slots=True)
class Programme(Sheet):
    """A training programme by weeks.

    Attributes:
        starts_on: the first Monday.
        modules: in their order.
        sessions: in the order of the document.
        note: how we read what is not plain; may be empty.
    """

    starts_on: Annotated[Day, AfterValidator(_monday), key("inicio")]
    modules: Annotated[tuple[Module, ...], at_least(1), key("modulos")]
    sessions: Annotated[tuple[Session, ...], key("sesiones")] = ()
    note: Annotated[Summary, key("nota")] = ""

    @model_validator(mode="after")
    def _sessions_lie_in_modules(self) -> Self:
        last = sum(module.weeks for module in self.modules)
        late = [
            Fault("week_out_of_range", ("sesiones", at, "semanas", index), expected=str(last))
            for at, session in enumerate(self.sessions)
            for index, week in enumerate(session.weeks)
            if week > last
        ]
        if late:
            raise refusals(late)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Sheet):
    """Whose the resource is; kind and code as the registry has them, empty where it has no such body."""

    name: Annotated[Name, key("nombre")]
    kind: Annotated[Code, key("clase")] = ""
    code: Annotated[Code, key("codigo")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryBody(Body):
    """The body of a practice has a code, by which its page is found."""

    kind: Annotated[Code, key("clase")]
    code: Annotated[Code, key("codigo")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Sheet):
    """A resource of the catalogue.

    Attributes:
        code: unique in its country, fit for an address.
        kind: one of `KINDS`.
        title: as the document writes it.
        summary: one sentence of our own.
        source: title of the document.
        section: where in the document the resource stands.
        year: of its edition; None where the document does not say.
        region: empty where it is of the whole country.
        body: None where nobody is named.
        link: address that the document gives; empty for none.
        facts: in the order of the file.
        programme: of those that have weeks.
    """

    code: Annotated[str, Reads(_own_code, in_context=True), key("codigo")]
    kind: Annotated[str, choice(*KINDS), key("tipo")]
    title: Annotated[Title, key("titulo")]
    summary: Annotated[Summary, key("resumen")]
    section: Annotated[Place, key("seccion")]
    facts: Annotated[tuple[ResourceFact, ...], FACTS, key("datos")]
    source: Annotated[str, key("@source")] = ""
    year: Annotated[Year | None, key("anio")] = None
    region: Annotated[Name, key("region")] = ""
    body: Annotated[Body | None, key("entidad")] = None
    link: Annotated[Link, key("enlace")] = ""
    programme: Annotated[Programme | None, key("programa")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice(Resource):
    """A good practice: of a year, a place and a body."""

    FORBIDDEN: ClassVar[dict[str, str]] = {"programa": "programme_of_other_kind"}
    facts: Annotated[tuple[ResourceFact, ...], FACTS, _speaking_of("Eje temático"), key("datos")]
    year: Annotated[Year, key("anio")]
    region: Annotated[Name, key("region")]
    body: Annotated[RegistryBody, key("entidad")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Training(Resource):
    """A training of a year."""

    FORBIDDEN: ClassVar[dict[str, str]] = {"programa": "programme_of_other_kind"}
    facts: Annotated[
        tuple[ResourceFact, ...],
        FACTS,
        _speaking_of("Intervención", "Duración", "Estrategias", "Modelo de gestión", "Alcance"),
        key("datos"),
    ]
    year: Annotated[Year, key("anio")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly(Resource):
    """A training programme by weeks."""

    programme: Annotated[Programme, key("programa")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Resource):
    """An event."""

    FORBIDDEN: ClassVar[dict[str, str]] = {"programa": "programme_of_other_kind"}
    facts: Annotated[tuple[ResourceFact, ...], FACTS, _speaking_of("Asistentes"), key("datos")]


_OF_KIND: Final[dict[str, type[Resource]]] = {
    "practica": Practice,
    "formacion": Training,
    "programa": Weekly,
    "evento": Meeting,
}


def _of_its_kind(entries: Entries) -> type[Resource]:
    """What a resource of its kind must say; of an unknown kind, what all must."""
    kind = entries.get("tipo")
    return _OF_KIND.get(kind.text, Resource) if isinstance(kind, Node) else Resource


@dataclass(frozen=True, slots=True)
class ResourceFile(Sheet):
    """Resources of one document."""

    country: Annotated[str, known("countries"), key("pais")]
    source: Annotated[Source, key("fuente")]
    resources: Annotated[tuple[Annotated[Resource, variant(_of_its_kind)], ...], key("recursos")]
