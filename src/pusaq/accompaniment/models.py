from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pusaq.accompaniment.enums import Decision, ItemKind, PlanState, Profile, RunState
from pusaq.agenda.models import Activity
from pusaq.common.audit import Trail
from pusaq.common.fields import PathField
from pusaq.common.models import Row
from pusaq.common.scope import ScopedQuerySet
from pusaq.library.models import NormVersion
from pusaq.people.models import Person, Post
from pusaq.territory.models import DataLoad, Organisation, School, SchoolService


class TargetingRun(Row):
    """What a norm decides of every service of a UGEL, with what it saw."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="targeting_runs")
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    norm = models.ForeignKey(NormVersion, on_delete=models.PROTECT, related_name="targeting_runs")
    registry = models.ForeignKey(DataLoad, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(DataLoad, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.PROPOSAL)
    figures = models.JSONField(default=dict)
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
    profile = models.CharField(max_length=20, choices=Profile, blank=True)
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


class AnnualPlanQuerySet(ScopedQuerySet["AnnualPlan"]):
    post_fields = ("caseloads__accompanist",)


class AnnualPlan(Row):
    """Who accompanies whom in a UGEL, and when: a version of its year."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="annual_plans")
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    targeting = models.ForeignKey(TargetingRun, on_delete=models.PROTECT, related_name="plans")
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.PROPOSAL)
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
    profile = models.CharField(max_length=20, choices=Profile)
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
    note = models.TextField(blank=True)
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
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("cupo de cartera")
        verbose_name_plural = _("cupos de cartera")
        constraints = [models.UniqueConstraint(fields=["caseload", "slot"], name="caseload_slot_once")]

    def __str__(self) -> str:
        return f"{self.caseload_id} {self.slot_id}"


class PlanItem(Row):
    """A visit, meeting or workshop of a version of the year; published, it becomes an activity."""

    plan = models.ForeignKey(AnnualPlan, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=90)
    kind = models.CharField(max_length=14, choices=ItemKind)
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
    note = models.TextField(blank=True)

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
    kind = models.CharField(max_length=14, choices=ItemKind)
    times = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    reason = models.TextField()

    class Meta:
        verbose_name = _("lo que no cabe")
        verbose_name_plural = _("lo que no cabe")

    def __str__(self) -> str:
        return self.reason


class ServiceRecord(models.Model):
    """What accompaniment alone knows of an activity; dates, places and people are the activity's."""

    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, primary_key=True, related_name="+")
    key = models.CharField(max_length=90, unique=True)
    year = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key


class Visit(ServiceRecord):
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="visits")

    class Meta:
        verbose_name = _("visita en aula")
        verbose_name_plural = _("visitas en aula")


class Meeting(ServiceRecord):
    """GIA or RTC."""

    kind = models.CharField(
        max_length=14, choices=[(ItemKind.GIA, ItemKind.GIA.label), (ItemKind.RTC, ItemKind.RTC.label)]
    )
    slots = models.ManyToManyField(Slot, related_name="meetings")

    class Meta:
        verbose_name = _("reunión")
        verbose_name_plural = _("reuniones")


class Workshop(ServiceRecord):
    kind = models.CharField(
        max_length=14,
        choices=[
            (ItemKind.WORKSHOP, ItemKind.WORKSHOP.label),
            (ItemKind.OWN_WORKSHOP, ItemKind.OWN_WORKSHOP.label),
        ],
    )
    slots = models.ManyToManyField(Slot, related_name="workshops")

    class Meta:
        verbose_name = _("taller")
        verbose_name_plural = _("talleres")
