"""A framework of good teaching as data: its competencies, and the criteria by which practice is observed.

A norm names the competencies that it wants developed; the framework of its country says which criteria of
which instrument look at each of them. A criterion serves one competency, so that what is observed adds up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pusaq_core.catalogue_reader.faults import problem_of
from pusaq_core.catalogue_reader.sheet import FILE, Sheet, at_least, key, read_sheet, unique
from pusaq_core.catalogue_reader.tree import Node, read_tree
from pusaq_core.catalogue_reader.values import Identifier, Text, choice, known

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pusaq_core.errors import Problem
    from pusaq_core.norms.norm import Norm

PRIORITISED = "priorizada"
OWN = "pusaq"
"""Origin of an instrument that Pusaq proposes where the official ones look at nothing."""


@dataclass(frozen=True, slots=True)
class Domain(Sheet):
    """A group of competencies (`code` such as `II`)."""

    code: Annotated[Text, key("codigo")]
    name: Annotated[Text, key("nombre")]


@dataclass(frozen=True, slots=True)
class FrameworkCompetency(Sheet):
    """A competency of the framework.

    Attributes:
        code: short code, such as `C2`; norms use the same.
        domain: code of its domain.
        name: what it says, in few words of our own.
    """

    code: Annotated[Text, key("codigo")]
    domain: Annotated[str, known("domains"), key("dominio")]
    name: Annotated[Text, key("nombre")]


@dataclass(frozen=True, slots=True)
class Criterion(Sheet):
    """Something that is looked at in a teacher's practice.

    Attributes:
        code: unique within its instrument.
        competency: code of the one competency that it serves.
        name: what is looked at, in few words of our own.
    """

    code: Annotated[Identifier, key("codigo")]
    competency: Annotated[str, known("competencies"), key("competencia")]
    name: Annotated[Text, key("nombre")]


@dataclass(frozen=True, slots=True)
class Instrument(Sheet):
    """A set of criteria that are used together.

    Attributes:
        id: its name in protocols.
        name: its name for people.
        origin: `oficial`, or `pusaq` for a proposal of ours.
        criteria: at least one.
    """

    id: Identifier
    name: Annotated[Text, key("nombre")]
    origin: Annotated[str, choice("oficial", OWN), key("origen")]
    criteria: Annotated[tuple[Criterion, ...], at_least(1), unique("codigo"), key("criterios")]


@dataclass(frozen=True, slots=True)
class Framework(Sheet):
    """Competencies of a country's teachers and the instruments that observe them.

    Attributes:
        id: name of its file.
        name: for people.
        country: code of the country.
        approved_by: the document that it comes from.
        domains: in the order of the file.
        competencies: in the order of the file.
        instruments: in the order of the file.
        file: name of the file, for errors.
    """

    id: Identifier
    name: Annotated[Text, key("nombre")]
    country: Annotated[Identifier, key("pais")]
    approved_by: Annotated[Text, key("aprobado_por")]
    domains: Annotated[tuple[Domain, ...], unique("codigo"), key("dominios")]
    competencies: Annotated[
        tuple[FrameworkCompetency, ...], at_least(1), unique("codigo"), key("competencias")
    ]
    instruments: Annotated[tuple[Instrument, ...], at_least(1), unique("id"), key("instrumentos")]
    file: Annotated[str, key(FILE)]

    def criteria_for(self, competency: str) -> tuple[tuple[Instrument, Criterion], ...]:
        """Criteria that serve a competency, with their instruments, in the order of the file."""
        return tuple(
            (instrument, criterion)
            for instrument in self.instruments
            for criterion in instrument.criteria
            if criterion.competency == competency
        )


def is_framework(text: str, *, file: str) -> bool:
    """Whether a file of the catalogue is a framework of competencies and no norm.

    Raises:
        InputError: it is no YAML.
    """
    return read_tree(text, file=file).get("instrumentos") is not None


def load_framework(text: str, *, file: str) -> Framework:
    """Reads a framework.

    Args:
        text: content of the file.
        file: its name as the user gave it, for errors.

    Raises:
        InputError: every problem of the file with line, character and path of keys: repeated codes, domains
            and competencies that are not there, and whatever has the wrong form.
    """
    return read_sheet(Framework, text, file=file, context=_codes)


def _codes(tree: Node) -> dict[str, tuple[str, ...]]:
    return {
        "domains": tree.texts("dominios", "codigo"),
        "competencies": tree.texts("competencias", "codigo"),
    }


def missing_criteria(norm: Norm, frameworks: Iterable[Framework]) -> tuple[Problem, ...]:
    """Prioritised competencies of a norm that no criterion observes.

    Args:
        norm: the norm.
        frameworks: those of any country; only those of the norm's country count.

    Returns:
        For each a problem: `competency_unknown` where no framework has it, else `competency_unobserved`.
    """
    own = [framework for framework in frameworks if framework.country == norm.country]
    codes = [competency.code for framework in own for competency in framework.competencies]
    section = norm.tree.get("competencias") if norm.tree is not None else None
    problems: list[Problem] = []
    for index, item in enumerate(section.items if section is not None else ()):
        code, kind = item.get("codigo"), item.get("tipo")
        if code is None or kind is None or kind.text != PRIORITISED:
            continue
        path = f"competencias[{index}].codigo"
        if code.text not in codes:
            expected = "one_of:" + "|".join(codes)
            problems.append(problem_of(code, "competency_unknown", path, expected=expected))
        elif not any(framework.criteria_for(code.text) for framework in own):
            problems.append(problem_of(code, "competency_unobserved", path))
    return tuple(problems)
