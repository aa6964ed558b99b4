from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pusaq.common.audit import Trail
from pusaq.common.fields import PathField, SortKeyField
from pusaq.common.models import Row, StoredFile
from pusaq.common.scope import ScopedQuerySet
from pusaq.territory.enums import Level, LoadKind, OrganisationKind

NO_ANNEX = "0"


class Organisation(Row):
    """A body of the chain from the ministry to the network, of any country."""

    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=12, choices=OrganisationKind)
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60)
    registry_name = models.CharField(max_length=160, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = PathField(unique=True)
    sort_key = SortKeyField()
    closed_on = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    trail = Trail()

    class Meta:
        verbose_name = _("organización")
        verbose_name_plural = _("organizaciones")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["country", "kind", "code"], name="organisation_code"),
        ]

    def __str__(self) -> str:
        return self.short_name


class School(Row):
    """Premises: where one goes. It may hold several services."""

    country = models.CharField(max_length=2)
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=160)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="schools")
    network = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="network_schools"
    )
    path = PathField(unique=True)
    sort_key = SortKeyField(db_index=True)
    place = models.CharField(max_length=120, blank=True)
    district = models.CharField(max_length=80, blank=True)
    province = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=80, blank=True)
    ubigeo = models.CharField(max_length=8, blank=True)
    is_rural = models.BooleanField(null=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    gone_since = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    trail = Trail()

    class Meta:
        verbose_name = _("local escolar")
        verbose_name_plural = _("locales escolares")
        ordering = ["sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["country", "code"], name="school_code")]

    def __str__(self) -> str:
        return self.name


class SchoolService(Row):
    """A level that is offered at some premises: modular code and annex."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="services")
    modular_code = models.CharField(max_length=12)
    annex = models.CharField(max_length=4, default=NO_ANNEX)
    name = models.CharField(max_length=160)
    level = models.CharField(max_length=12, choices=Level)
    level_name = models.CharField(max_length=80, blank=True)
    character = models.CharField(max_length=60, blank=True)
    management = models.CharField(max_length=80, blank=True)
    is_public = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    eib_form = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=60, blank=True)
    students = models.PositiveIntegerField(null=True, blank=True)
    teachers = models.PositiveIntegerField(null=True, blank=True)
    sections = models.PositiveIntegerField(null=True, blank=True)
    path = PathField(unique=True)
    sort_key = SortKeyField(db_index=True)
    gone_since = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    trail = Trail()

    class Meta:
        verbose_name = _("servicio educativo")
        verbose_name_plural = _("servicios educativos")
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["modular_code", "annex"], name="service_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def full_code(self) -> str:
        """The modular code, with the annex where it is not the service itself."""
        return self.modular_code if self.annex == NO_ANNEX else f"{self.modular_code}-{self.annex}"


class DataLoad(Row):
    """That a file of data was loaded: from where, of which date, by whom, with what result."""

    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=16, choices=LoadKind)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="loads")
    file_name = models.CharField(max_length=200)
    source = models.CharField(max_length=160)
    source_date = models.DateField()
    path = PathField(db_index=True)
    counts = models.JSONField(default=dict)
    by_id = models.UUIDField(null=True)
    loaded_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("carga de datos")
        verbose_name_plural = _("cargas de datos")
        ordering = ["-loaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.source_date}"


class Outline(Row):
    """Border of a territory, as GeoJSON, for maps without tiles."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="outline")
    geometry = models.JSONField()
    source = models.CharField(max_length=160)

    class Meta:
        verbose_name = _("contorno")
        verbose_name_plural = _("contornos")

    def __str__(self) -> str:
        return str(self.organisation)
