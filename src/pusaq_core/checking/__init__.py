"""The auditor: finds every breach of a plan's rules, sharing no code with the planner."""

from __future__ import annotations

from pusaq_core.checking.check import check_plan
from pusaq_core.checking.facts import (
    AccompanistFacts,
    CalendarException,
    CalendarFacts,
    ClosureFacts,
    DoseFacts,
    Facts,
    OwedFacts,
    PreviousPlan,
    RuleFacts,
    ServiceFacts,
    TeacherFacts,
    TravelFacts,
)
from pusaq_core.checking.rules import RULES, Rule
from pusaq_core.checking.tables import Amounts, PlanTables, Violation

__all__ = [
    "RULES",
    "AccompanistFacts",
    "Amounts",
    "CalendarException",
    "CalendarFacts",
    "ClosureFacts",
    "DoseFacts",
    "Facts",
    "OwedFacts",
    "PlanTables",
    "PreviousPlan",
    "Rule",
    "RuleFacts",
    "ServiceFacts",
    "TeacherFacts",
    "TravelFacts",
    "Violation",
    "check_plan",
]
