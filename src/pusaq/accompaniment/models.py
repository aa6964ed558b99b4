"""Django finds the tables of an app here; each sub-room has its own."""

from pusaq.accompaniment.caseloads.models import AnnualPlan, Caseload, CaseloadSlot, Slot
from pusaq.accompaniment.targeting.models import TargetingDecision, TargetingRun
from pusaq.accompaniment.year.models import Meeting, PlanItem, Unplaced, Visit, Workshop

__all__ = [
    "AnnualPlan",
    "Caseload",
    "CaseloadSlot",
    "Meeting",
    "PlanItem",
    "Slot",
    "TargetingDecision",
    "TargetingRun",
    "Unplaced",
    "Visit",
    "Workshop",
]
