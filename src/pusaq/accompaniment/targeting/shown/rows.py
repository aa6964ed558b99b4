"""Rows of the list of a targeting: a column for each criterion of the norm, on the page and in files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_tables2
from django.db.models import F
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from pusaq.accompaniment.addresses import DECISION, address
from pusaq.accompaniment.targeting.queries.explanation import RuleWords
from pusaq.accompaniment.targeting.templatetags.targeting import chip, letter, named, result, said
from pusaq.shell.statuses import STATUSES
from pusaq.shell.tables import RIGHT, Column, NumberColumn, Table
from pusaq.shell.templatetags.pusaq import criterion
from pusaq.territory.naming import school_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.utils.safestring import SafeString

    from pusaq.accompaniment.targeting.models import TargetingDecision, TargetingRun
    from pusaq.accompaniment.targeting.queries.explanation import RuleSeen
    from pusaq_core.norms.norm import Norm
    from pusaq_core.norms.targeting_model import Rule

ONLY_IN_FILES = ("code", "district")


class Reader:
    """Rules of each decision in words, made once for each row."""

    def __init__(self, norm: Norm, runs: Sequence[TargetingRun]) -> None:
        self.norm = norm
        self.runs: Mapping[UUID, TargetingRun] = {run.pk: run for run in runs}
        self._words = RuleWords(norm)
        self._row: tuple[UUID, dict[str, RuleSeen]] | None = None

    def rules(self, decision: TargetingDecision) -> dict[str, RuleSeen]:
        if self._row is None or self._row[0] != decision.pk:
            found = self._words.seen(decision.reasons, self.runs[decision.run_id])
            self._row = decision.pk, {rule.rule: rule for rule in found}
        return self._row[1]


class CriterionColumn(Column):
    """One criterion: whether it holds and the value seen."""

    def __init__(self, rule: Rule, reader: Reader, mark: str) -> None:
        super().__init__(
            verbose_name=f"{mark}. {rule.title}",
            accessor="reasons",
            orderable=False,
            empty_values=(),
            # A phone has no head of a column: the letter is that of the list above.
            attrs={"td": {"label": mark}},
        )
        self.rule, self.reader = rule.id, reader

    def render(self, record: TargetingDecision) -> SafeString | str:
        seen = self.reader.rules(record).get(self.rule)
        return chip(seen) if seen else "–"

    def value(self, record: TargetingDecision) -> str:
        seen = self.reader.rules(record).get(self.rule)
        return said(seen) if seen else ""


class ExclusionsColumn(Column):
    """What takes a service out although it meets the criteria."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(verbose_name=_("Exclusiones"), accessor="reasons", orderable=False, empty_values=())
        self.reader = reader

    def render(self, record: TargetingDecision) -> SafeString | str:
        rules = [rule for rule in self.reader.rules(record).values() if rule.kind == "exclusion"]
        if met := [rule for rule in rules if rule.met]:
            return criterion("no", ", ".join(rule.title for rule in met)).replace(
                'class="crit', 'class="whitespace-normal crit'
            )
        unknown = sum(rule.met is None for rule in rules)
        return criterion("unknown", _("%(n)d sin dato") % {"n": unknown}) if unknown else str(_("ninguna"))

    def value(self, record: TargetingDecision) -> str:
        rules = [rule for rule in self.reader.rules(record).values() if rule.kind == "exclusion"]
        found = [rule.title for rule in rules if rule.met]
        found += [f"{rule.title}: {STATUSES['no_data'].word}" for rule in rules if rule.met is None]
        return "; ".join(found) or str(_("ninguna"))


class DecisionRows(Table):
    """Services of one type of school, in the order of the norm."""

    name = django_tables2.Column(verbose_name=_("Escuela"), accessor="service__name")
    code = django_tables2.Column(verbose_name=_("Código modular"), accessor="service__modular_code")
    district = django_tables2.Column(verbose_name=_("Distrito"), accessor="service__school__district")
    ugel = django_tables2.Column(verbose_name=_("UGEL"), accessor="run_id")
    rank = django_tables2.Column(verbose_name=_("N.º"), attrs=RIGHT, default="–")
    priorities_met = django_tables2.Column(verbose_name=_("Prioridad"), attrs=RIGHT, empty_values=())
    accompanied = NumberColumn(verbose_name=_("Doc."))
    decision = django_tables2.Column(verbose_name=_("Resultado"))

    class Meta:
        attrs = {"class": "t t-stack t-run t-sticky t-tight"}

    reader: Reader
    priorities: int
    word: str

    def render_name(self, record: TargetingDecision) -> SafeString:
        service = record.service
        name = school_label(service.name, self.word)
        return named(name, address(DECISION, record.pk), service.school.district or service.modular_code)

    def value_name(self, record: TargetingDecision) -> str:
        return school_label(record.service.name, self.word)

    def value_code(self, record: TargetingDecision) -> str:
        return f"{record.service.modular_code}-{record.service.annex}"

    def render_ugel(self, record: TargetingDecision) -> str:
        return self.reader.runs[record.run_id].organisation.short_name

    def render_priorities_met(self, record: TargetingDecision) -> SafeString:
        of = format_html('<span class="muted">{}</span>', _("de %(n)d") % {"n": self.priorities})
        return format_html("{} {}", record.priorities_met, of)

    def render_decision(self, record: TargetingDecision) -> SafeString:
        return result(record.decision, self.reader.rules(record).values())

    def order_name(self, rows: Any, descending: bool) -> Any:  # noqa: FBT001  (called by django-tables2)
        return _ordered(rows, descending, "service__sort_key")

    def order_district(self, rows: Any, descending: bool) -> Any:  # noqa: FBT001  (called by django-tables2)
        return _ordered(rows, descending, "service__school__district")

    def order_ugel(self, rows: Any, descending: bool) -> Any:  # noqa: FBT001  (called by django-tables2)
        return _ordered(rows, descending, "run__organisation__sort_key", "rank")

    def order_rank(self, rows: Any, descending: bool) -> Any:  # noqa: FBT001  (called by django-tables2)
        return _ordered(rows, descending, "rank")

    def order_priorities_met(self, rows: Any, descending: bool) -> Any:  # noqa: FBT001  (called by django-tables2)
        return _ordered(rows, descending, "priorities_met")

    def order_accompanied(self, rows: Any, descending: bool) -> Any:  # noqa: FBT001  (called by django-tables2)
        return _ordered(rows, descending, "accompanied")


def _ordered(rows: Any, descending: bool, *fields: str) -> tuple[Any, bool]:  # noqa: FBT001  (as its callers)
    """What is not known stands last in both directions; equal rows by the name of the school."""
    first = [
        F(field).desc(nulls_last=True) if descending else F(field).asc(nulls_last=True) for field in fields
    ]
    return rows.order_by(*first, "service__sort_key", "service_id"), True


def criteria(norm: Norm, profile: str) -> tuple[Rule, ...]:
    """Criteria of a type of school, in the order of the norm."""
    rules = norm.rules_for(profile) if profile else ()
    return tuple(rule for rule in rules if rule.kind == "criterion")


def make_rows(
    rows: Any, *, reader: Reader, profile: str, word: str, in_files: bool, order: str | None, request: Any
) -> DecisionRows:
    """The table of one type of school.

    Args:
        rows: decisions.
        reader: says what came of each rule.
        profile: id in files of plans; empty for services of no type.
        word: what the country calls a school.
        in_files: also what a page shows in a second line.
        order: name of a column.
        request: of the page.
    """
    norm = reader.norm
    columns: list[tuple[str, django_tables2.Column]] = [
        (f"c_{number}", CriterionColumn(rule, reader, letter(number)))
        for number, rule in enumerate(criteria(norm, profile), 1)
    ]
    names = [name for name, _column in columns]
    kinds = [rule.kind for rule in norm.rules_for(profile)] if profile else []
    if "exclusion" in kinds:
        columns.append(("exclusions", ExclusionsColumn(reader)))
        names.append("exclusions")
    hidden: tuple[str, ...] = () if in_files else ONLY_IN_FILES
    hidden += ("ugel",) if len(reader.runs) == 1 else ()
    hidden += () if profile else ("rank", "priorities_met")
    table = DecisionRows(
        rows,
        extra_columns=columns,
        exclude=hidden,
        sequence=("name", "code", "district", "ugel", "rank", "decision", *names, "..."),
        order_by=order,
        request=request,
    )
    table.reader, table.word, table.priorities = reader, word, kinds.count("priority")
    return table
