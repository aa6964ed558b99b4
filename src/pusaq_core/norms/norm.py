"""A norm as loaded: every number, rule and period with the numeral on which it rests."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pusaq_core.errors import InputError, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from pusaq_core.catalogue_reader.tree import Node
    from pusaq_core.kinds import Dose
    from pusaq_core.norms.targeting_model import Datum, Derived, Profile, RatioCase, Rule
    from pusaq_core.norms.text_model import (
        Assumption,
        Case,
        Clause,
        Competency,
        Duty,
        MatrixRow,
        Note,
        Stage,
        Strategy,
        Term,
        Validity,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One value that an amendment changed.

    Attributes:
        path: keys that lead to the value, such as `dosis.multigrado.visita.total`.
        before: what it was, as text; empty where there was none.
        after: what it is, as text; empty where it was taken out.
        numeral: numeral of the amendment.
        amendment: id of the amendment.
        since: day from which it applies.
        base_numeral: numeral of the amended norm on which the value rested.
    """

    path: str
    before: str
    after: str
    numeral: str
    amendment: str
    since: dt.date
    base_numeral: str


@dataclass(frozen=True, slots=True)
class Norm:
    """A norm with its amendments up to some day.

    Mappings are by the ids of the norm file, in its order; nobody changes them after loading.

    Attributes:
        id: name of the norm in the catalogue.
        title: its title.
        code: its official code.
        approved_by: document that approved it.
        country: pack of the country, such as `pe`.
        valid: period.
        scope: bodies and schools to which it applies.
        legal_base: norms on which it rests.
        definitions: words that it defines.
        acronyms: acronyms that it uses.
        data: what its rules read.
        derived: named conditions and figures.
        profiles: types of school, in the order in which they are tried.
        rules: criteria, exclusions and priorities; priorities rank in this order.
        ratio: cases by profile id.
        doses: by profile id.
        competencies: what the support develops.
        stages: school years of the support.
        strategies: ways of supporting.
        assessment: formative evaluation of teachers.
        follow_up: matrix of follow-up.
        evaluation: matrix of evaluation.
        training: formation of accompanists.
        duties: who must do what.
        assumptions: what the norm leaves open.
        notes: how its ambiguous places are read.
        cases: its tests.
        file: name of its file.
        sha256: of its text and of those of its amendments, in hexadecimal.
        changes: values that amendments changed.
        tree: the text as nodes, for amendments.
    """

    id: str
    title: str
    code: str
    approved_by: str
    country: str
    valid: Validity
    data: Mapping[str, Datum]
    profiles: tuple[Profile, ...]
    rules: tuple[Rule, ...]
    ratio: Mapping[str, tuple[RatioCase, ...]]
    doses: Mapping[str, Dose]
    assumptions: Mapping[str, Assumption]
    file: str
    sha256: str
    derived: Mapping[str, Derived] = field(default_factory=dict)
    scope: tuple[Clause, ...] = ()
    legal_base: tuple[Clause, ...] = ()
    definitions: tuple[Term, ...] = ()
    acronyms: tuple[Term, ...] = ()
    competencies: tuple[Competency, ...] = ()
    stages: tuple[Stage, ...] = ()
    strategies: tuple[Strategy, ...] = ()
    assessment: tuple[Clause, ...] = ()
    follow_up: tuple[MatrixRow, ...] = ()
    evaluation: tuple[MatrixRow, ...] = ()
    training: tuple[Clause, ...] = ()
    duties: tuple[Duty, ...] = ()
    notes: tuple[Note, ...] = ()
    cases: tuple[Case, ...] = ()
    changes: tuple[Change, ...] = ()
    tree: Node | None = field(default=None, compare=False, repr=False)

    def covers(self, day: dt.date) -> bool:
        """Whether a day lies in the period of the norm."""
        return self.valid.since <= day <= self.valid.until

    def profile(self, name: str) -> Profile:
        """The profile with this id or this name in files.

        Raises:
            InputError: `unknown_profile`.
        """
        for profile in self.profiles:
            if name in {profile.id, profile.file_name}:
                return profile
        raise self._unknown("unknown_profile", name, [profile.file_name for profile in self.profiles])

    def dose(self, profile: str) -> Dose:
        """What a teacher of a profile is owed in a year.

        Args:
            profile: id of the profile or its name in files, such as `full_primary`.

        Raises:
            InputError: `unknown_profile`.
        """
        return self.doses[self.profile(profile).id]

    def assumption(self, name: str) -> Assumption:
        """What the product decides where the norm is silent.

        Raises:
            InputError: `unknown_assumption`.
        """
        if name not in self.assumptions:
            raise self._unknown("unknown_assumption", name, list(self.assumptions))
        return self.assumptions[name]

    def relaxation_order(self) -> tuple[str, ...]:
        """Ids of the relaxable rules of the timetable, from the most to the least important."""
        ordered = [a for a in self.assumptions.values() if a.order is not None and a.relaxable]
        return tuple(a.id for a in sorted(ordered, key=lambda a: a.order or 0))

    def competencies_for(self, profile: str) -> tuple[Competency, ...]:
        """Competencies that the teachers of a profile develop (NT-026-01-MINEDU, 5.2.4).

        Raises:
            InputError: `unknown_profile`.
        """
        wanted = self.profile(profile).id
        return tuple(c for c in self.competencies if not c.profiles or wanted in c.profiles)

    def rules_for(self, profile: str) -> tuple[Rule, ...]:
        """Rules of a profile, in the order of the norm file.

        Raises:
            InputError: `unknown_profile`.
        """
        wanted = self.profile(profile).id
        return tuple(rule for rule in self.rules if wanted in rule.profiles)

    def _unknown(self, code: str, name: str, known: list[str]) -> InputError:
        near = difflib.get_close_matches(name, known, n=1)
        expected = f"name_like:{near[0]}" if near else "one_of:" + "|".join(known)
        return InputError(Problem(code, file=self.file, expected=expected, found=name))


def norm_in_force(norms: tuple[Norm, ...], on: dt.date) -> Norm | None:
    """The norm whose period holds a day, never one outside it; the youngest where several do.

    Args:
        norms: norms of one country and one kind of work.
        on: the day.
    """
    holding = [norm for norm in norms if norm.covers(on)]
    return max(holding, key=lambda norm: (norm.valid.since, norm.id), default=None)
