"""The audit: all rules over one plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq_core.checking.caseload_rules import RULES_OF_CASELOADS
from pusaq_core.checking.change_rules import check_listed, check_past
from pusaq_core.checking.division_rules import RULES_OF_DIVISION
from pusaq_core.checking.dose_rules import RULES_OF_DOSES
from pusaq_core.checking.index import PlanIndex, Records
from pusaq_core.checking.meeting_rules import RULES_OF_MEETINGS
from pusaq_core.checking.missing_rules import RULES_OF_MISSING
from pusaq_core.checking.order_rules import RULES_OF_ORDER, check_sorted
from pusaq_core.checking.reading import (
    TableReader,
    activity_row,
    caseload_row,
    change_row,
    rejected_row,
    targeting_row,
    unplaced_row,
)
from pusaq_core.checking.row_rules import RULES_OF_ROWS
from pusaq_core.checking.spacing_rules import RULES_OF_SPACING
from pusaq_core.checking.summary_rules import check_summary
from pusaq_core.checking.targeting_rules import RULES_OF_TARGETING
from pusaq_core.checking.workshop_rules import RULES_OF_WORKSHOPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pusaq_core.checking.facts import Facts
    from pusaq_core.checking.records import ChangeRow
    from pusaq_core.checking.tables import PlanTables, Violation

PLAN_RULES: tuple[Callable[[PlanIndex], Iterator[Violation]], ...] = (
    *RULES_OF_TARGETING,
    *RULES_OF_CASELOADS,
    *RULES_OF_DIVISION,
    *RULES_OF_ROWS,
    *RULES_OF_MEETINGS,
    *RULES_OF_SPACING,
    *RULES_OF_WORKSHOPS,
    *RULES_OF_DOSES,
    *RULES_OF_MISSING,
    *RULES_OF_ORDER,
)


def check_plan(plan: PlanTables, facts: Facts) -> tuple[Violation, ...]:
    """Find every breach of the plan's rules from its tables and the inputs alone.

    Nothing is shared with the planner: dates, distances, capacities and sums are computed anew.

    Args:
        plan: the tables as written.
        facts: the inputs, the norm's maxima and doses, the assumptions.

    Returns:
        All violations, sorted by file, row, rule and subject; empty for a plan that obeys. Where a table
        lacks a column, only the form of the files is judged.
    """
    reader = TableReader()
    records = Records(
        reader.records("targeting.csv", plan.targeting, targeting_row),
        reader.records("caseloads.csv", plan.caseloads, caseload_row),
        reader.records("activities.csv", plan.activities, activity_row),
        reader.records("unplaced.csv", plan.unplaced, unplaced_row),
    )
    rejected = (
        reader.records("rejected.csv", plan.rejected, rejected_row) if plan.rejected is not None else []
    )
    changes = reader.records("changes.csv", plan.changes, change_row) if plan.changes is not None else []
    if reader.unreadable:
        return tuple(reader.violations)
    index = PlanIndex(records, facts)
    found = list(reader.violations)
    for rule in PLAN_RULES:
        found.extend(rule(index))
    found.extend(check_sorted(index, rejected, [row.activity for row in changes]))
    if plan.summary is not None:
        found.extend(check_summary(index, plan.summary))
    if facts.previous is not None:
        found.extend(_check_changes(index, facts, changes))
    return tuple(sorted(found, key=_place))


def _check_changes(index: PlanIndex, facts: Facts, changes: Sequence[ChangeRow]) -> Iterator[Violation]:
    """The rules of replanning; a previous plan that cannot be read makes every activity new."""
    previous = facts.previous
    if previous is None:
        return
    before = {activity.id: activity for activity in index.previous_activities}
    after = {activity.id: activity for activity in index.records.activities}
    yield from check_past(before, after, previous.as_of.toordinal())
    yield from check_listed(before, after, changes)


def _place(violation: Violation) -> tuple[str, int, str, str, str]:
    return (violation.file, violation.row or 0, violation.rule, violation.subject, violation.found)
