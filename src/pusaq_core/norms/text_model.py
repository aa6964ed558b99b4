"""Parts of a norm that people read: terms, strategies, matrices, duties, assumptions, notes, cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import model_validator

from pusaq_core.catalogue_reader.faults import Fault, refusals
from pusaq_core.catalogue_reader.sheet import (
    FILE,
    KEY,
    LINE,
    ONE_OR_MORE,
    Entries,
    Sheet,
    at_least,
    key,
    made_of,
)
from pusaq_core.catalogue_reader.values import (
    Day,
    Flag,
    Free,
    Identifier,
    Reads,
    Text,
    choice,
    known,
    one_of,
    whole,
)
from pusaq_core.errors import InputError, Problem
from pusaq_core.kinds import hosted_kinds
from pusaq_core.norms.numerals import Numeral

if TYPE_CHECKING:
    from collections.abc import Iterable

Texts = Annotated[tuple[Text, ...], at_least(1), ONE_OR_MORE]
ProfileId = Annotated[str, known("profiles")]
ProfileIds = Annotated[tuple[ProfileId, ...], at_least(1), ONE_OR_MORE]
Order = Annotated[int, whole(1, 99)]
Cells = dict[Text, Free]
"""Columns of the registry with what they hold."""


@dataclass(frozen=True, slots=True)
class Clause(Sheet):
    """One sentence of the norm, in its words or shorter.

    Attributes:
        text: what it says.
        numeral: where.
        topic: what it is about, where the section has several.
    """

    text: Annotated[Text, key("texto")]
    numeral: Numeral
    topic: Annotated[Text, key("sobre")] = ""


@dataclass(frozen=True, slots=True)
class Term(Sheet):
    """An acronym or a defined word (`name`) with its meaning."""

    name: Annotated[Text, key("termino")]
    meaning: Annotated[Text, key("significa")]
    numeral: Numeral


@dataclass(frozen=True, slots=True)
class Competency(Sheet):
    """A competency that the support develops.

    Attributes:
        code: short code, such as `C2`.
        name: what it says.
        kind: `priorizada`, `complementaria` or `linguistica`.
        numeral: where the norm says so.
        domain: domain of the framework of good teaching, for prioritised ones.
        profiles: ids of the profiles whose teachers develop it; empty for all.
    """

    code: Annotated[Text, key("codigo")]
    name: Annotated[Text, key("nombre")]
    kind: Annotated[str, choice("priorizada", "complementaria", "linguistica"), key("tipo")]
    numeral: Numeral
    domain: Annotated[Text, key("dominio")] = ""
    profiles: Annotated[ProfileIds, key("perfil")] = ()


@dataclass(frozen=True, slots=True)
class Stage(Sheet):
    """One of the stages of the support, each a school year."""

    number: Annotated[int, whole(1, 20), key("numero")]
    lasts: Annotated[Text, key("dura")]
    expects: Annotated[Text, key("espera")]
    numeral: Numeral


@dataclass(frozen=True, slots=True)
class Strategy(Sheet):
    """A way of supporting.

    Attributes:
        id: kind of event that it creates, such as `visita`.
        name: its name.
        aim: `practica`, `gestion` or `complemento`.
        led_by: who is in charge.
        features: what characterises it.
        numeral: where the norm says so.
    """

    id: Identifier
    name: Annotated[Text, key("nombre")]
    aim: Annotated[str, choice("practica", "gestion", "complemento"), key("para")]
    led_by: Annotated[Text, key("a_cargo")]
    features: Annotated[Texts, key("rasgos")]
    numeral: Numeral


@dataclass(frozen=True, slots=True)
class MatrixRow(Sheet):
    """A row of the follow-up or the evaluation matrix.

    Attributes:
        variable: what is measured.
        period: how often or when.
        method: how it is gathered.
        collected_by: who gathers it.
        about: about whom.
        numeral: where the norm says so.
    """

    variable: Text
    period: Annotated[Text, key("periodo")]
    method: Annotated[Text, key("metodo")]
    collected_by: Annotated[Texts, key("recoge")]
    about: Annotated[Text, key("sobre")]
    numeral: Numeral


@dataclass(frozen=True, slots=True)
class Duty(Sheet):
    """Something that a body must do.

    Attributes:
        who: bodies that must do it.
        does: what.
        numeral: where the norm says so.
        creates: what exists afterwards (a report, a plan), where there is such a thing.
        profiles: ids of the profiles concerned; empty for all.
    """

    who: Annotated[Texts, key("quien")]
    does: Annotated[Text, key("hace")]
    numeral: Numeral
    creates: Annotated[Text, key("crea")] = ""
    profiles: Annotated[ProfileIds, key("perfil")] = ()


@dataclass(frozen=True, slots=True)
class Assumption(Sheet):
    """What the norm leaves open and the product decides; it never has a numeral.

    Attributes:
        id: name.
        value: number, yes or no, text, or a list of these.
        reason: why this value.
        changed_by: who may change it.
        order: place in the order of importance of the rules of the timetable; None for the others.
        relaxable: may give way where no timetable exists.
        title: what people read in place of the id; empty where the file gives none.
        file: norm file, for errors.
        line: its line there.
    """

    FORBIDDEN: ClassVar[dict[str, str]] = {"numeral": "numeral_forbidden"}

    id: Annotated[str, key(KEY)]
    value: Annotated[Free, key("valor")]
    reason: Annotated[Text, key("razon")]
    changed_by: Annotated[Text, key("cambia")]
    order: Annotated[Order | None, key("orden")] = None
    relaxable: Annotated[Flag, key("relajable")] = True
    title: Annotated[Text, key("titulo")] = ""
    file: Annotated[str, key(FILE)] = field(default="", compare=False)
    line: Annotated[int | None, key(LINE)] = field(default=None, compare=False)

    def _wrong(self, expected: str) -> InputError:
        path = f"supuestos.{self.id}.valor"
        return InputError(Problem("wrong_type", self.file, self.line, path, expected, str(self.value)))

    def whole(self) -> int:
        """The value as a whole number.

        Raises:
            InputError: it is none.
        """
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return self.value
        raise self._wrong("integer")

    def number(self) -> float:
        """The value as a number.

        Raises:
            InputError: it is none.
        """
        if isinstance(self.value, (int, float)) and not isinstance(self.value, bool):
            return float(self.value)
        raise self._wrong("number")

    def flag(self) -> bool:
        """The value as yes or no.

        Raises:
            InputError: it is neither.
        """
        if isinstance(self.value, bool):
            return self.value
        raise self._wrong("boolean")

    def word(self) -> str:
        """The value as text.

        Raises:
            InputError: it is none.
        """
        if isinstance(self.value, str):
            return self.value
        raise self._wrong("text")

    def words(self) -> tuple[str, ...]:
        """The value as a list of texts.

        Raises:
            InputError: it is none.
        """
        if isinstance(self.value, tuple) and all(isinstance(item, str) for item in self.value):
            return self.value
        raise self._wrong("list_of_text")


@dataclass(frozen=True, slots=True)
class Note(Sheet):
    """How an ambiguous place of the norm is read, and why."""

    numeral: Numeral
    about: Annotated[Text, key("sobre")]
    reading: Annotated[Text, key("lectura")]


@dataclass(frozen=True, slots=True)
class _Expected(Sheet):
    """What a case may expect; names are those of the file, by which results are compared."""

    perfil: Annotated[str | None, known("profiles", "ninguno")] = None
    decision: Annotated[str | None, choice("targeted", "to_verify", "not_targeted", "excluded")] = None
    rango: Annotated[int | None, whole(1)] = None
    ratio_max: Annotated[int | None, whole(1)] = None
    ratio_min: Annotated[int | None, whole(0)] = None
    visitas: tuple[Annotated[int, whole(1)], ...] | None = None
    no_cumple: tuple[Identifier, ...] | None = None
    excluye: tuple[Identifier, ...] | None = None
    prioridades: tuple[Identifier, ...] | None = None
    sin_dato: tuple[Identifier, ...] | None = None
    hallazgos: tuple[Identifier, ...] | None = None
    cuenta: Flag | None = None


def _hosted_kind(value: Any) -> str:  # noqa: ANN401  (whatever stands there)
    by_key = {kind.dose: kind.id for kind in hosted_kinds()}
    return by_key[one_of(value, tuple(by_key))]


@dataclass(frozen=True, slots=True)
class _Meeting(Sheet):
    """A meeting of a case: its kind, by the key that names its dose, and how long it lasted."""

    kind: Annotated[str, Reads(_hosted_kind), key("tipo")]
    minutes: Annotated[int, whole(0, 2_000), key("minutos")]


def _said(sheet: _Expected | _Meeting) -> dict[str, Any]:
    """What a sheet says, by the names of its fields."""
    values = {one.name: getattr(sheet, one.name) for one in fields(sheet)}
    return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Case(Sheet):
    """A situation with the result that the norm gives it; the tests of a norm file.

    Attributes:
        name: the situation in a few words.
        numeral: what it proves.
        expected: keys and values of `espera`.
        service: columns of the registry for the service in question.
        others: other services of the same UGEL: columns that differ, and `veces`, how many.
        dispersion: `alta`, `baja` or empty.
        profile: profile of a case about visits or a meeting.
        visits: days of each planned visit.
        meeting: `tipo` and `minutos` of a meeting.
        line: line of the file.
    """

    name: Annotated[Text, key("nombre")]
    numeral: Numeral
    expected: Annotated[Mapping[str, Any], made_of(_Expected, _said), key("espera")]
    service: Annotated[Cells, key("servicio")] = field(default_factory=dict)
    others: Annotated[tuple[Cells, ...], key("junto_a")] = ()
    dispersion: Annotated[str, choice("alta", "baja"), key("dispersion")] = ""
    profile: Annotated[ProfileId, key("perfil")] = ""
    visits: Annotated[tuple[Annotated[int, whole(0, 200)], ...], key("plan_de_visitas")] = ()
    meeting: Annotated[Mapping[str, Any], made_of(_Meeting, _said), key("reunion")] = field(
        default_factory=dict
    )
    line: Annotated[int, key(LINE)] = 0

    @classmethod
    def contradictions(cls, given: Entries) -> Iterable[Fault]:
        """A case is of one situation; one without a service names its profile."""
        situations = [name for name in ("servicio", "plan_de_visitas", "reunion") if name in given]
        if len(situations) != 1 or (situations != ["servicio"] and "perfil" not in given):
            yield Fault("case_situation", found=", ".join(situations))


@dataclass(frozen=True, slots=True)
class Validity(Sheet):
    """First and last day on which a norm applies."""

    since: Annotated[Day, key("desde")]
    until: Annotated[Day, key("hasta")]
    numeral: Numeral

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.until < self.since:
            expected = f"date_from:{self.since.isoformat()}"
            raise refusals([Fault("wrong_value", ("hasta",), expected=expected)])
        return self
