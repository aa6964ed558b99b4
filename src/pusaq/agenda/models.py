from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pusaq.agenda.enums import ActivityState, BusyLevel, Part
from pusaq.common.audit import Trail
from pusaq.common.fields import PathField
from pusaq.common.models import Referring, Row
from pusaq.common.scope import ScopedQuerySet, below
from pusaq.people.models import Person, Post, RoleAssignment, User
from pusaq.territory.models import School

if TYPE_CHECKING:
    from pusaq.common.scope import Scope


SCHOOL_STEP = "/s-"
"""Opens the part of a path that names premises."""


class ActivityQuerySet(ScopedQuerySet["Activity"]):
    def within(self, scope: Scope) -> Self:
        """Only what lies in a scope, each activity once.

        A school also sees what is held elsewhere for it: a meeting of several schools lies at its host.
        """
        if "" in scope.paths:
            return self
        allowed = Q(pk__in=[])
        for path in scope.paths:
            allowed |= below(path)
            if SCHOOL_STEP in path:
                at_school = ActivityPlace.objects.filter(below(path, "school__path"))
                allowed |= Q(pk__in=at_school.values("activity"))
        if scope.posts:
            convened = Participation.objects.filter(post__in=scope.posts)
            allowed |= Q(pk__in=convened.values("activity"))
        if scope.person:
            there = BusyDay.objects.filter(person=scope.person)
            allowed |= Q(pk__in=Participation.objects.filter(person=scope.person).values("activity"))
            allowed |= Q(pk__in=there.values("activity"))
        return self.filter(allowed)


class Activity(Row, Referring):
    """The only row with the dates, hours, places and people of anything planned."""

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=ActivityState, default=ActivityState.PROPOSED)
    path = PathField(db_index=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    hours = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    numeral = models.CharField(max_length=40, blank=True)
    norm_id = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    """In the words of whoever changed it."""
    cause = models.JSONField(default=dict, blank=True)
    """Why the system changed it, as a fact: `code` of a `Cause`, `params` of its sentence."""
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    objects = ActivityQuerySet.as_manager()
    trail = Trail()

    class Meta:
        verbose_name = _("actividad")
        verbose_name_plural = _("actividades")
        ordering = ["starts_on", "pk"]
        indexes = [
            models.Index(fields=["path", "starts_on"], name="activity_path_start"),
            models.Index(fields=["ref_kind", "ref_id"], name="activity_ref"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="activity_in_order"),
        ]

    def __str__(self) -> str:
        return self.title


class ActivityDay(Row):
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(db_index=True)

    class Meta:
        verbose_name = _("día de actividad")
        verbose_name_plural = _("días de actividad")
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["activity", "date"], name="activity_day_once")]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.date}"


class ActivityPlace(Row):
    """Where it happens; the first place is the host."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="places")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="activity_places")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("lugar de actividad")
        verbose_name_plural = _("lugares de actividad")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["activity", "school"], name="activity_place_once")]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.school_id}"


class Participation(Row):
    """Who takes part: the post is convened, the person was there."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="participations")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="participations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="participations")
    part = models.CharField(max_length=12, choices=Part)

    class Meta:
        verbose_name = _("participación")
        verbose_name_plural = _("participaciones")
        constraints = [
            # Three constraints for one rule: SQLite has no unique constraint in which nulls are equal.
            models.UniqueConstraint(fields=["activity", "post", "person"], name="participation_once"),
            models.UniqueConstraint(
                fields=["activity", "post"],
                condition=Q(person__isnull=True),
                name="participation_of_post_once",
            ),
            models.UniqueConstraint(
                fields=["activity", "person"],
                condition=Q(post__isnull=True),
                name="participation_of_person_once",
            ),
            models.CheckConstraint(
                condition=Q(post__isnull=False) | Q(person__isnull=False), name="participation_of_someone"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.part}"


class PersonCalendar(models.Model):
    """One row a person: what writers lock, in the order of ids, before they take her days."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="calendar")
    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("calendario de persona")
        verbose_name_plural = _("calendarios de personas")

    def __str__(self) -> str:
        return str(self.person_id)


class BusyDay(Row):
    """A day that an activity takes of a person; the table by which conflicts are found."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="busy_days")
    date = models.DateField()
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="busy_days")
    level = models.PositiveSmallIntegerField(choices=BusyLevel, default=BusyLevel.TAKES_DAY)

    class Meta:
        verbose_name = _("día ocupado")
        verbose_name_plural = _("días ocupados")
        constraints = [
            models.UniqueConstraint(fields=["person", "date", "activity"], name="busy_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.date}"


class CalendarFeed(Row):
    """A private address from which a calendar program reads. Only the digest of its key is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_feeds")
    role = models.ForeignKey(RoleAssignment, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    trail = Trail(excluded_fields=["used_at", "digest"])

    class Meta:
        verbose_name = _("suscripción de calendario")
        verbose_name_plural = _("suscripciones de calendario")

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%Y-%m-%d}"
