from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pusaq.common.audit import Trail
from pusaq.common.fields import PathField, SortKeyField
from pusaq.common.models import Row
from pusaq.common.scope import ScopedQuerySet
from pusaq.people.enums import PostKind
from pusaq.territory.models import Organisation, School, SchoolService


class Person(Row):
    """Who acts: signs, attends, writes. Posts are held by appointments."""

    country = models.CharField(max_length=2)
    code = models.CharField(max_length=24)
    given_names = models.CharField(max_length=80)
    surnames = models.CharField(max_length=120)
    sort_key = SortKeyField(db_index=True)

    trail = Trail()

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("personas")
        ordering = ["sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["country", "code"], name="person_code")]

    def __str__(self) -> str:
        return f"{self.given_names} {self.surnames}".strip()


class PostQuerySet(ScopedQuerySet["Post"]):
    post_fields = ("pk",)
    person_fields = ("appointments__person",)


class Post(Row):
    """A chair. It owes and is owed; whoever sits in it takes that over."""

    country = models.CharField(max_length=2)
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=PostKind)
    title = models.CharField(max_length=120)
    condition = models.CharField(max_length=40, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    service = models.ForeignKey(
        SchoolService, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    path = PathField(db_index=True)
    gone_since = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()
    trail = Trail()

    class Meta:
        verbose_name = _("plaza")
        verbose_name_plural = _("plazas")
        constraints = [models.UniqueConstraint(fields=["country", "code"], name="post_code")]

    def __str__(self) -> str:
        return f"{self.title} {self.code}"


class AppointmentQuerySet(ScopedQuerySet["Appointment"]):
    path_field = "post__path"
    post_fields = ("post",)
    person_fields = ("person",)

    def on(self, day: object) -> AppointmentQuerySet:
        """Those that hold on a day."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        )


class Appointment(Row):
    """That a person sits in a post from one day to another."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()
    trail = Trail()

    class Meta:
        verbose_name = _("nombramiento")
        verbose_name_plural = _("nombramientos")
        ordering = [F("starts_on").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="appointment_in_order",
            ),
            # Two constraints for one rule: SQLite has no unique constraint in which nulls are equal.
            models.UniqueConstraint(fields=["post", "person", "starts_on"], name="appointment_once"),
            models.UniqueConstraint(
                fields=["post", "person"],
                condition=Q(starts_on__isnull=True),
                name="appointment_without_start_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.post}"


class User(Row, AbstractUser):
    """An account of a person."""

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="user"
    )
    language = models.CharField(max_length=8, blank=True)
    email = models.EmailField(_("correo"), blank=True)
    letter_keys = models.BooleanField(default=True)

    trail = Trail(excluded_fields=["last_login"])

    class Meta:
        verbose_name = _("cuenta")
        verbose_name_plural = _("cuentas")
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="user_email"),
        ]

    def __str__(self) -> str:
        return str(self.person) if self.person_id else self.username


class RoleAssignmentQuerySet(ScopedQuerySet["RoleAssignment"]):
    path_field = "organisation__path"

    def on(self, day: object) -> RoleAssignmentQuerySet:
        """Those that hold on a day."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        )


class RoleAssignment(Row):
    """That a post, or a person by name, has a role in an organisation or at a school."""

    role = models.CharField(max_length=40)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="roles")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="roles")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="roles")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="roles")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()
    trail = Trail()

    class Meta:
        verbose_name = _("rol asignado")
        verbose_name_plural = _("roles asignados")
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=True) ^ Q(person__isnull=True), name="role_of_post_or_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} · {self.organisation}"


class ApiToken(Row):
    """A key by which a program acts for a user. Only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=8, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    role = models.ForeignKey(RoleAssignment, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    trail = Trail(excluded_fields=["used_at", "digest"])

    class Meta:
        verbose_name = _("llave de API")
        verbose_name_plural = _("llaves de API")

    def __str__(self) -> str:
        return self.name
