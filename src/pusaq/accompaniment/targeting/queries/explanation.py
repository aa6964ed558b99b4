"""Why a service was chosen or not, in words: what the norm asks, what was seen and where, what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from pusaq.accompaniment.enums import Decision
from pusaq.accompaniment.targeting.models import TargetingDecision
from pusaq.library.queries import AssumptionEntry, assumptions, dose_lines, spelled, title_of
from pusaq_core.norms.numerals import split_numerals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from pusaq.accompaniment.targeting.models import TargetingRun
    from pusaq.common.scope import Scope
    from pusaq.territory.models import DataLoad
    from pusaq_core.kinds import Dose
    from pusaq_core.norms.norm import Norm
    from pusaq_core.norms.targeting_model import Datum

STAFF_COLUMN = "docentes_acompanables"
"""The column that is counted from the staff file; all others stand in the registry."""

OF_RANK, OF_CAP = "desempate_de_rango", "cupo_por_prioridad"
PROFILE_RULE = "perfil-"


@dataclass(frozen=True, slots=True)
class Seen:
    """One value that a rule read.

    Attributes:
        label: name of the datum.
        value: for people; «sin dato» where it is not known.
        source: source that the norm names.
        load: file in which it stood, with its date.
        is_known: whether there was a value.
    """

    label: str
    value: str
    source: str
    load: DataLoad
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class RuleSeen:
    """One rule and what came of it.

    Attributes:
        rule: its id.
        kind: `criterion`, `exclusion` or `priority`.
        title: what the norm asks.
        numeral: where.
        seen: what was read.
        met: whether it holds; None where that is not known.
        taken: what it then counted as by an assumption of the norm's file; None where it decided nothing.
    """

    rule: str
    kind: str
    title: str
    numeral: str
    seen: tuple[Seen, ...]
    met: bool | None
    taken: bool | None = None

    @property
    def is_open(self) -> bool:
        """Whether it could change the decision when its datum comes."""
        return self.kind != "priority" and self.met is None and self.taken is None


@dataclass(frozen=True, slots=True)
class Reading:
    """How an ambiguous place of the norm was read."""

    numeral: str
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What each of its teachers is owed in the year."""

    strategy: str
    amount: str
    numeral: str


@dataclass(frozen=True, slots=True)
class Version:
    """What an earlier or later targeting decided of the same service.

    Attributes:
        decision: that decision.
        changed: titles of the rules that came out otherwise than in the version before.
    """

    decision: TargetingDecision
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that answers «¿por qué?».

    Attributes:
        decision: with service, school and run.
        rules: in the order of the norm.
        rank: place in the order of priority; None without one.
        ranked: how many have one in the UGEL and profile.
        owed: what its teachers are owed; empty where it is not targeted.
        readings: how ambiguous places were read.
        assumptions: what the product assumed.
        history: versions, the youngest first.
    """

    decision: TargetingDecision
    rules: tuple[RuleSeen, ...]
    rank: int | None
    ranked: int
    owed: tuple[Owed, ...]
    readings: tuple[Reading, ...]
    assumptions: tuple[AssumptionEntry, ...]
    history: tuple[Version, ...]

    def of_kind(self, kind: str) -> tuple[RuleSeen, ...]:
        return tuple(rule for rule in self.rules if rule.kind == kind)


def decision_in(scope: Scope, pk: UUID) -> TargetingDecision | None:
    """A decision with all that explains it, where the reader may see it."""
    return (
        TargetingDecision.objects.within(scope)
        .select_related(
            "service",
            "service__school",
            "service__school__network",
            "run",
            "run__organisation",
            "run__norm",
            "run__norm__file",
            "run__registry",
            "run__staff",
        )
        .filter(pk=pk)
        .first()
    )


def explanation(decision: TargetingDecision, norm: Norm) -> Explanation:
    """Explain a decision.

    Args:
        decision: as `decision_in` gives it.
        norm: the norm as its run used it.
    """
    run = decision.run
    ranked = run.decisions.filter(profile=decision.profile).aggregate(last=Max("rank"))["last"] or 0
    rules = rules_seen(decision.reasons, norm, run)
    cited = {numeral for rule in rules for numeral in split_numerals(rule.numeral)}
    targeted = decision.decision == Decision.TARGETED
    return Explanation(
        decision=decision,
        rules=rules,
        rank=decision.rank,
        ranked=ranked if decision.rank else 0,
        owed=_owed(norm.dose(decision.profile)) if targeted else (),
        readings=tuple(
            Reading(note.numeral, note.about, note.reading)
            for note in norm.notes
            if cited & set(split_numerals(note.numeral))
        ),
        assumptions=_assumed(decision, norm),
        history=_history(decision, norm),
    )


def _owed(dose: Dose) -> tuple[Owed, ...]:
    """What the teachers of the service are owed."""
    return tuple(Owed(line.strategy, line.text, line.numeral) for line in dose_lines(dose) if not line.own)


class RuleWords:
    """The rules of a norm in words, looked up once for any number of decisions."""

    def __init__(self, norm: Norm) -> None:
        self._norm = norm
        self._titles = {rule.id: rule.title for rule in norm.rules}
        self._titles |= {PROFILE_RULE + profile.id: profile.title for profile in norm.profiles}
        self._columns = _columns(norm)

    def seen(self, reasons: Sequence[Mapping[str, Any]], run: TargetingRun) -> tuple[RuleSeen, ...]:
        """Reasons of a decision in words; also what the chips of a list show."""
        return tuple(
            RuleSeen(
                rule=reason["rule"],
                kind=reason["kind"],
                title=self._titles.get(reason["rule"], reason["rule"]),
                numeral=reason["numeral"],
                seen=tuple(
                    _seen(name, value, self._columns, self._norm, run)
                    for name, value in reason["seen"].items()
                ),
                met=reason["met"],
                taken=reason.get("taken"),
            )
            for reason in reasons
        )


def rules_seen(reasons: Sequence[Mapping[str, Any]], norm: Norm, run: TargetingRun) -> tuple[RuleSeen, ...]:
    """Reasons of one decision in words."""
    return RuleWords(norm).seen(reasons, run)


def _columns(norm: Norm) -> dict[str, Datum]:
    """Column to the datum that reads it; the first where several do."""
    found: dict[str, Datum] = {}
    for datum in norm.data.values():
        found.setdefault(datum.column, datum)
    for datum in norm.data.values():
        if datum.fallback:
            found.setdefault(datum.fallback, datum)
    return found


def _seen(name: str, value: Any, columns: Mapping[str, Datum], norm: Norm, run: TargetingRun) -> Seen:
    datum = columns.get(name)
    if datum is None:
        derived = norm.derived.get(name)
        behind = norm.data.get(derived.of) if derived is not None else None
        source = behind.source if behind is not None else ""
        from_staff = behind is not None and behind.column == STAFF_COLUMN
        load = run.staff if from_staff else run.registry
        label = title_of(derived) if derived is not None else spelled(name)
        return Seen(label, _shown(value, "decimal"), source, load, _is_known(value))
    load = run.staff if name == STAFF_COLUMN else run.registry
    shown = _shown(_as_the_norm_says(value, datum), datum.type)
    return Seen(title_of(datum), shown, datum.source, load, _is_known(value))


def _as_the_norm_says(value: Any, datum: Datum) -> Any:
    """«primaria» for the code B0: a code of the registry whose meaning the norm's file gives."""
    if not isinstance(value, str) or not datum.first or datum.values is None:
        return value
    return datum.values.get(value[: datum.first], value)


def _is_known(value: Any) -> bool:
    return value is not None and value != ""


def _shown(value: Any, kind: str) -> str:
    if not _is_known(value):
        return _("sin dato")
    if isinstance(value, list):
        return _between(*value)
    if kind == "logico" and value in (0, 1):
        return _("sí") if value else _("no")
    if isinstance(value, float):
        return number_format(value, None if value % 1 else 0)
    return number_format(value) if isinstance(value, int) else str(value)


def _between(low: float | None, high: float | None) -> str:
    """A figure that is known between two bounds."""
    if high is None:
        return _("%(low)s o más") % {"low": _shown(low, "decimal")}
    return _("de %(low)s a %(high)s") % {"low": _shown(low, "decimal"), "high": _shown(high, "decimal")}


def _assumed(decision: TargetingDecision, norm: Norm) -> tuple[AssumptionEntry, ...]:
    wanted = {OF_RANK} if decision.rank else set()
    if decision.decision == Decision.OVER_CAP:
        wanted.add(OF_CAP)
    wanted |= {reason["assumption"] for reason in decision.reasons if "assumption" in reason}
    return tuple(entry for entry in assumptions(norm) if entry.id in wanted)


def _history(decision: TargetingDecision, norm: Norm) -> tuple[Version, ...]:
    rows = (
        TargetingDecision.objects.filter(service=decision.service_id)
        .select_related("run")
        .order_by("run__year", "run__version")
    )
    titles = {rule.id: rule.title for rule in norm.rules}
    versions: list[Version] = []
    before: dict[str, Any] = {}
    for row in rows:
        now = {reason["rule"]: reason["met"] for reason in row.reasons}
        changed = [titles.get(r, r) for r in now if versions and (r not in before or before[r] != now[r])]
        versions.append(Version(row, tuple(changed)))
        before = now
    return tuple(reversed(versions))
