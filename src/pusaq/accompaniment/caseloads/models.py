from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.targeting.models import TargetingRun
from pusaq.common.audit import Trail
from pusaq.common.fields import PathField
from pusaq.common.models import Row
from pusaq.common.scope import ScopedQuerySet
from pusaq.people.models import Person, Post
from pusaq.territory.models import Organisation, School, SchoolService


class AnnualPlanQuerySet(ScopedQuerySet["AnnualPlan"]):
    post_fields = ("caseloads__accompanist",)


class AnnualPlan(Row):
    """Who accompanies whom in a UGEL, and when: a version of its year.

    One that continues another keeps what that one had, and what was done, before `as_of`.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="annual_plans")
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    targeting = models.ForeignKey(TargetingRun, on_delete=models.PROTECT, related_name="plans")
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.PROPOSAL)
    as_of = models.DateField(null=True, blank=True)
    continues = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    summary = models.JSONField(default=dict)
    path = PathField(db_index=True)
    by_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by_id = models.UUIDField(null=True)

    objects = AnnualPlanQuerySet.as_manager()
    trail = Trail()

    class Meta:
        verbose_name = _("plan anual")
        verbose_name_plural = _("planes anuales")
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "version"], name="plan_version"),
            models.UniqueConstraint(
                fields=["organisation", "year"],
                condition=Q(state=PlanState.PUBLISHED),
                name="one_published_plan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}.{self.version}"


class CaseloadQuerySet(ScopedQuerySet["Caseload"]):
    post_fields = ("accompanist",)


class Caseload(Row):
    """The teachers of one accompanist, with the schools where they are."""

    plan = models.ForeignKey(AnnualPlan, on_delete=models.CASCADE, related_name="caseloads")
    accompanist = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="caseloads")
    letter = models.CharField(max_length=4)
    profile = models.CharField(max_length=40)
    base = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="+")
    base_latitude = models.FloatField(null=True)
    base_longitude = models.FloatField(null=True)
    ratio_min = models.PositiveSmallIntegerField(null=True)
    ratio_max = models.PositiveSmallIntegerField()
    numeral = models.CharField(max_length=40)
    teachers = models.PositiveSmallIntegerField()
    schools = models.PositiveSmallIntegerField()
    weighted_km = models.FloatField()
    travel_km = models.FloatField(null=True)
    travel_bound = models.FloatField(null=True)
    days_used = models.PositiveSmallIntegerField()
    days_available = models.PositiveSmallIntegerField()
    note = models.JSONField(default=list, blank=True)
    path = PathField(db_index=True)

    objects = CaseloadQuerySet.as_manager()

    class Meta:
        verbose_name = _("cartera")
        verbose_name_plural = _("carteras")
        ordering = ["letter"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "accompanist"], name="caseload_once"),
            models.UniqueConstraint(fields=["plan", "letter"], name="caseload_letter"),
        ]

    def __str__(self) -> str:
        return f"{self.letter} · {self.accompanist_id}"


class SlotQuerySet(ScopedQuerySet["Slot"]):
    post_fields = ("post", "caseload_slots__caseload__accompanist")


class Slot(Row):
    """To whom the dose is owed: a post in a school year, whoever sits in it."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="slots")
    year = models.PositiveSmallIntegerField()
    service = models.ForeignKey(SchoolService, on_delete=models.PROTECT, related_name="slots")
    path = PathField(db_index=True)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("cupo")
        verbose_name_plural = _("cupos")
        constraints = [models.UniqueConstraint(fields=["post", "year"], name="slot_once")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.year}"


class CaseloadSlot(Row):
    caseload = models.ForeignKey(Caseload, on_delete=models.CASCADE, related_name="slots")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="caseload_slots")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=60, blank=True)
    note = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("cupo de cartera")
        verbose_name_plural = _("cupos de cartera")
        constraints = [models.UniqueConstraint(fields=["caseload", "slot"], name="caseload_slot_once")]

    def __str__(self) -> str:
        return f"{self.caseload_id} {self.slot_id}"
