from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pusaq.accompaniment.enums import Decision, RunState
from pusaq.common.audit import Trail
from pusaq.common.fields import PathField
from pusaq.common.models import Row
from pusaq.common.scope import ScopedQuerySet
from pusaq.library.models import NormVersion
from pusaq.territory.models import DataLoad, Organisation, SchoolService


class TargetingRun(Row):
    """What a norm decides of every service of a UGEL, with what it saw.

    `absent_columns` is what the norm names and the registry did not have: name of the column to the rules
    that it leaves open and to columns with a name like it, as `summary.json` has it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="targeting_runs")
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    norm = models.ForeignKey(NormVersion, on_delete=models.PROTECT, related_name="targeting_runs")
    registry = models.ForeignKey(DataLoad, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(DataLoad, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.PROPOSAL)
    figures = models.JSONField(default=dict)
    absent_columns = models.JSONField(default=dict)
    path = PathField(db_index=True)
    by_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    trail = Trail()

    class Meta:
        verbose_name = _("focalización")
        verbose_name_plural = _("focalizaciones")
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "version"], name="targeting_version"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}.{self.version}"


class TargetingDecision(Row):
    """The decision on one service, with each rule, the value that it saw, and whether it holds."""

    run = models.ForeignKey(TargetingRun, on_delete=models.CASCADE, related_name="decisions")
    service = models.ForeignKey(SchoolService, on_delete=models.PROTECT, related_name="targeting_decisions")
    profile = models.CharField(max_length=40, blank=True)
    decision = models.CharField(max_length=14, choices=Decision)
    rank = models.PositiveIntegerField(null=True, blank=True)
    reasons = models.JSONField()
    missing = models.PositiveSmallIntegerField(default=0)
    priorities_met = models.PositiveSmallIntegerField(default=0)
    accompanied = models.PositiveSmallIntegerField(default=0)
    path = PathField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("decisión de focalización")
        verbose_name_plural = _("decisiones de focalización")
        constraints = [models.UniqueConstraint(fields=["run", "service"], name="decision_once")]
        indexes = [
            models.Index(fields=["run", "profile", "rank"], name="decision_rank"),
            models.Index(fields=["path"], name="decision_path"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.decision}"
