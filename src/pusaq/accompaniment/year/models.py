from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pusaq.accompaniment.caseloads.models import AnnualPlan, Caseload, Slot
from pusaq.agenda.models import Activity
from pusaq.common.models import Row
from pusaq_core.kinds import LONGEST


class PlanItem(Row):
    """A visit, meeting or workshop of a version of the year; published, it becomes an activity."""

    plan = models.ForeignKey(AnnualPlan, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=90)
    kind = models.CharField(max_length=LONGEST)
    number = models.PositiveSmallIntegerField()
    caseloads = models.ManyToManyField(Caseload, related_name="items")
    slots = models.ManyToManyField(Slot, related_name="items")
    schools = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    hours = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    trip = models.CharField(max_length=80, blank=True)
    numeral = models.CharField(max_length=40)
    note = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("elemento del plan")
        verbose_name_plural = _("elementos del plan")
        ordering = ["starts_on", "key"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="plan_item_once")]
        indexes = [models.Index(fields=["plan", "starts_on"], name="plan_item_start")]

    def __str__(self) -> str:
        return self.key


class Unplaced(Row):
    """What the norm owes and the year cannot hold, with the arithmetic."""

    plan = models.ForeignKey(AnnualPlan, on_delete=models.CASCADE, related_name="unplaced")
    caseload = models.ForeignKey(Caseload, on_delete=models.CASCADE, related_name="unplaced")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=LONGEST)
    times = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    reason = models.JSONField(default=list)

    class Meta:
        verbose_name = _("lo que no cabe")
        verbose_name_plural = _("lo que no cabe")

    def __str__(self) -> str:
        return f"{self.kind} × {self.times}"


class ActivityRecord(models.Model):
    """What accompaniment alone knows of an activity; dates, places and people are the activity's."""

    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, primary_key=True, related_name="+")
    key = models.CharField(max_length=90, unique=True)
    year = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key


class Visit(ActivityRecord):
    """What goes to one teacher."""

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="visits")

    class Meta:
        verbose_name = _("visita en aula")
        verbose_name_plural = _("visitas en aula")


class Meeting(ActivityRecord):
    """What a school hosts for a group."""

    slots = models.ManyToManyField(Slot, related_name="meetings")

    class Meta:
        verbose_name = _("reunión")
        verbose_name_plural = _("reuniones")


class Workshop(ActivityRecord):
    """What a family of a whole UGEL holds."""

    slots = models.ManyToManyField(Slot, related_name="workshops")

    class Meta:
        verbose_name = _("taller")
        verbose_name_plural = _("talleres")
