"""Parts of a norm that people read: terms, strategies, matrices, duties, assumptions, notes, cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pusaq_core.errors import InputError, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of the norm, in its words or shorter.

    Attributes:
        text: what it says.
        numeral: where.
        topic: what it is about, where the section has several.
    """

    text: str
    numeral: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """An acronym or a defined word (`name`) with its meaning."""

    name: str
    meaning: str
    numeral: str


@dataclass(frozen=True, slots=True)
class Competency:
    """A competency that the support develops.

    Attributes:
        code: short code, such as `C2`.
        name: what it says.
        kind: `priorizada`, `complementaria` or `linguistica`.
        numeral: where the norm says so.
        domain: domain of the framework of good teaching, for prioritised ones.
        profiles: ids of the profiles whose teachers develop it; empty for all.
    """

    code: str
    name: str
    kind: str
    numeral: str
    domain: str = ""
    profiles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the stages of the support, each a school year."""

    number: int
    lasts: str
    expects: str
    numeral: str


@dataclass(frozen=True, slots=True)
class Strategy:
    """A way of supporting.

    Attributes:
        id: kind of event that it creates, such as `visita`.
        name: its name.
        aim: `practica`, `gestion` or `complemento`.
        led_by: who is in charge.
        features: what characterises it.
        numeral: where the norm says so.
    """

    id: str
    name: str
    aim: str
    led_by: str
    features: tuple[str, ...]
    numeral: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row of the follow-up or the evaluation matrix.

    Attributes:
        variable: what is measured.
        period: how often or when.
        method: how it is gathered.
        collected_by: who gathers it.
        about: about whom.
        numeral: where the norm says so.
    """

    variable: str
    period: str
    method: str
    collected_by: tuple[str, ...]
    about: str
    numeral: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that a body must do.

    Attributes:
        who: bodies that must do it.
        does: what.
        numeral: where the norm says so.
        creates: what exists afterwards (a report, a plan), where there is such a thing.
        profiles: ids of the profiles concerned; empty for all.
    """

    who: tuple[str, ...]
    does: str
    numeral: str
    creates: str = ""
    profiles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assumption:
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

    id: str
    value: bool | int | float | str | tuple[Any, ...]
    reason: str
    changed_by: str
    order: int | None = None
    relaxable: bool = True
    title: str = ""
    file: str = field(default="", compare=False)
    line: int | None = field(default=None, compare=False)

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
class Note:
    """How an ambiguous place of the norm is read, and why."""

    numeral: str
    about: str
    reading: str


@dataclass(frozen=True, slots=True)
class Case:
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

    name: str
    numeral: str
    expected: Mapping[str, Any]
    service: Mapping[str, Any] = field(default_factory=dict)
    others: tuple[Mapping[str, Any], ...] = ()
    dispersion: str = ""
    profile: str = ""
    visits: tuple[int, ...] = ()
    meeting: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Validity:
    """First and last day on which a norm applies."""

    since: dt.date
    until: dt.date
    numeral: str
