from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pusaq.common.fields import PathField, SortKeyField
from pusaq.common.models import Row, StoredFile
from pusaq.common.scope import ScopedQuerySet
from pusaq.library.enums import ResourceKind
from pusaq.library.fields import validate_details
from pusaq_core.io.resource_model import LONGEST


class NormVersion(Row):
    """The text of a norm as some plan used it, so that what rests on it can be read for years."""

    norm_id = models.CharField(max_length=80)
    country = models.CharField(max_length=2)
    code = models.CharField(max_length=80)
    title = models.CharField(max_length=400)
    sha256 = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="norm_versions")
    valid_since = models.DateField()
    valid_until = models.DateField()
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("versión de norma")
        verbose_name_plural = _("versiones de normas")
        ordering = ["norm_id", "-loaded_at"]
        constraints = [models.UniqueConstraint(fields=["norm_id", "sha256"], name="norm_version_once")]

    def __str__(self) -> str:
        return self.code


class Resource(Row):
    """Something from which others can learn, as a document tells of it: a practice, a training, an event.

    `demo` says that it came as an example. A row that a later load no longer brings is closed, not deleted.
    """

    country = models.CharField(max_length=2)
    path = PathField()
    code = models.CharField(max_length=LONGEST["code"])
    kind = models.CharField(max_length=12, choices=ResourceKind)
    title = models.CharField(max_length=LONGEST["title"])
    summary = models.CharField(max_length=LONGEST["summary"])
    source = models.CharField(max_length=LONGEST["source"])
    section = models.CharField(max_length=LONGEST["place"])
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    region = models.CharField(max_length=LONGEST["name"], blank=True)
    body_kind = models.CharField(max_length=LONGEST["code"], blank=True)
    body_code = models.CharField(max_length=LONGEST["code"], blank=True)
    body_name = models.CharField(max_length=LONGEST["name"], blank=True)
    link = models.CharField(max_length=LONGEST["link"], blank=True)
    details = models.JSONField(validators=[validate_details])
    demo = models.BooleanField()
    sort_key = SortKeyField()
    loaded_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("recurso")
        verbose_name_plural = _("recursos")
        ordering = ["sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["country", "code"], name="resource_code")]

    def __str__(self) -> str:
        return self.title
