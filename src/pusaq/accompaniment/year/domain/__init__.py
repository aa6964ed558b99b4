"""Writes of accompaniment."""

from pusaq.accompaniment.year.domain.planning import (
    AsOfError,
    DataMissingError,
    PlanningRunsError,
    cancel_planning,
    start_planning,
)
from pusaq.accompaniment.year.domain.publishing import (
    REPLACED,
    SCHOOL_GONE,
    PlanNotPublishableError,
    preview_publication,
    publish_plan,
)
from pusaq.accompaniment.year.domain.storing import MadePlan, store_plan

__all__ = [
    "REPLACED",
    "SCHOOL_GONE",
    "AsOfError",
    "DataMissingError",
    "MadePlan",
    "PlanNotPublishableError",
    "PlanningRunsError",
    "cancel_planning",
    "preview_publication",
    "publish_plan",
    "start_planning",
    "store_plan",
]
