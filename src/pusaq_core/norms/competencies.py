"""A framework of good teaching as data: its competencies, and the criteria by which practice is observed.

A norm names the competencies that it wants developed; the framework of its country says which criteria of
which instrument look at each of them. A criterion serves one competency, so that what is observed adds up.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pusaq_core.catalogue_reader.tree import read_tree
from pusaq_core.norms import reader as r
from pusaq_core.norms.reader import Key, Report, join

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pusaq_core.catalogue_reader.tree import Node
    from pusaq_core.errors import Problem
    from pusaq_core.norms.norm import Norm

PRIORITISED = "priorizada"
OWN = "pusaq"
"""Origin of an instrument that Pusaq proposes where the official ones look at nothing."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A group of competencies (`code` such as `II`)."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class FrameworkCompetency:
    """A competency of the framework.

    Attributes:
        code: short code, such as `C2`; norms use the same.
        domain: code of its domain.
        name: what it says, in few words of our own.
    """

    code: str
    domain: str
    name: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that is looked at in a teacher's practice.

    Attributes:
        code: unique within its instrument.
        competency: code of the one competency that it serves.
        name: what is looked at, in few words of our own.
    """

    code: str
    competency: str
    name: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """A set of criteria that are used together.

    Attributes:
        id: its name in protocols.
        name: its name for people.
        origin: `oficial`, or `pusaq` for a proposal of ours.
        criteria: at least one.
    """

    id: str
    name: str
    origin: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Framework:
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

    id: str
    name: str
    country: str
    approved_by: str
    domains: tuple[Domain, ...]
    competencies: tuple[FrameworkCompetency, ...]
    instruments: tuple[Instrument, ...]
    file: str

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
    tree = read_tree(text, file=file)
    report = Report()
    domains = _codes(tree.get("dominios"))
    competencies = _codes(tree.get("competencias"))
    values: dict[str, Any] | None = r.record(dict, _sections(domains, competencies))(report, tree, "")
    _unique(report, tree)
    report.raise_if_any()
    return Framework(file=file, **(values or {}))


def missing_criteria(norm: Norm, frameworks: Iterable[Framework]) -> tuple[Problem, ...]:
    """Prioritised competencies of a norm that no criterion observes.

    Args:
        norm: the norm.
        frameworks: those of any country; only those of the norm's country count.

    Returns:
        For each a problem: `competency_unknown` where no framework has it, else `competency_unobserved`.
    """
    own = [framework for framework in frameworks if framework.country == norm.country]
    known = [competency.code for framework in own for competency in framework.competencies]
    section = norm.tree.get("competencias") if norm.tree is not None else None
    report = Report()
    for index, item in enumerate(section.items if section is not None else ()):
        code, kind = item.get("codigo"), item.get("tipo")
        if code is None or kind is None or kind.text != PRIORITISED:
            continue
        path = f"competencias[{index}].codigo"
        if code.text not in known:
            report.note("competency_unknown", code, path, expected="one_of:" + "|".join(known))
        elif not any(framework.criteria_for(code.text) for framework in own):
            report.note("competency_unobserved", code, path)
    return tuple(report.problems)


def _codes(section: Node | None) -> tuple[str, ...]:
    """Codes of a list as far as they can be read; what is wrong with it is said by its own reader."""
    found = (item.get("codigo") for item in (section.items if section is not None else ()))
    return tuple(code.text for code in found if code is not None and code.kind == "text")


def _sections(domains: Collection[str], competencies: Collection[str]) -> dict[str, Key]:
    name = Key(r.text, "name")
    criterion = r.record(
        Criterion,
        {
            "codigo": Key(r.identifier, "code"),
            "competencia": Key(r.choice(*competencies), "competency"),
            "nombre": name,
        },
    )
    instrument = r.record(
        Instrument,
        {
            "id": Key(r.identifier, "id"),
            "nombre": name,
            "origen": Key(r.choice("oficial", OWN), "origin"),
            "criterios": Key(r.listed(criterion, least=1), "criteria"),
        },
    )
    competency = r.record(
        FrameworkCompetency,
        {"codigo": Key(r.text, "code"), "dominio": Key(r.choice(*domains), "domain"), "nombre": name},
    )
    return {
        "id": Key(r.identifier, "id"),
        "nombre": name,
        "pais": Key(r.identifier, "country"),
        "aprobado_por": Key(r.text, "approved_by"),
        "dominios": Key(
            r.listed(r.record(Domain, {"codigo": Key(r.text, "code"), "nombre": name})), "domains"
        ),
        "competencias": Key(r.listed(competency, least=1), "competencies"),
        "instrumentos": Key(r.listed(instrument, least=1), "instruments"),
    }


def _unique(report: Report, tree: Node) -> None:
    """Notes codes that stand twice in a list, at the second place."""
    for path, section, key in _lists(tree):
        seen: Counter[str] = Counter()
        for index, item in enumerate(section.items):
            code = item.get(key)
            if code is None or code.kind != "text":
                continue
            seen[code.text] += 1
            if seen[code.text] > 1:
                report.note("duplicate_id", code, f"{path}[{index}].{key}")


def _lists(tree: Node) -> Iterator[tuple[str, Node, str]]:
    """Lists whose entries have a code of their own: path, list, key of the code."""
    for name, key in (("dominios", "codigo"), ("competencias", "codigo"), ("instrumentos", "id")):
        section = tree.get(name)
        if section is not None:
            yield name, section, key
    instruments = tree.get("instrumentos")
    for index, item in enumerate(instruments.items if instruments is not None else ()):
        criteria = item.get("criterios")
        if criteria is not None:
            yield join(f"instrumentos[{index}]", "criterios"), criteria, "codigo"
