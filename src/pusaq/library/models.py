from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pusaq.common.models import Row, StoredFile


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
