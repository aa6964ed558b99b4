from __future__ import annotations

import uuid_utils.compat
from django.db import models
from django.utils.translation import gettext_lazy as _

from pusaq.common.enums import DeliveryState, JobState
from pusaq.common.fields import PathField, SortKeyField
from pusaq.common.refs import Ref
from pusaq.common.scope import ScopedQuerySet


class Row(models.Model):
    """What every table has: an id that can be given before the row is written, and that grows with time."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)

    class Meta:
        abstract = True


class Referring(models.Model):
    """A row that remembers what it is about in a room above."""

    ref_kind = models.CharField(max_length=80, blank=True)
    ref_id = models.UUIDField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def ref(self) -> Ref | None:
        return Ref(self.ref_kind, self.ref_id) if self.ref_id else None


class Event(Row, Referring):
    """Something that happened, written in the transaction in which it happened."""

    kind = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    path = PathField()
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("suceso")
        verbose_name_plural = _("sucesos")
        indexes = [
            models.Index(fields=["ref_kind", "ref_id"], name="event_ref"),
            models.Index(fields=["kind", "at"], name="event_kind_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class DeliveryQuerySet(ScopedQuerySet["EventDelivery"]):
    path_field = "event__path"


class EventDelivery(Row):
    """That a handler owes an event its effect. Run and marked in one transaction: the effect happens once."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=160)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=20, blank=True)
    error_type = models.CharField(max_length=80, blank=True)
    error = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entrega de suceso")
        verbose_name_plural = _("entregas de sucesos")
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="delivery_once")]
        indexes = [models.Index(fields=["state", "due_at"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.handler}"


class Job(Row, Referring):
    """Long work: how far it is, that it lives, that it was asked to stop.

    What it is about and how far it is are kept as values, and said by the roof's words for its kind. What of
    its input could not be used is in `problems`; a mistake of ours has a `code`, under which it stands in the
    log, and its traceback in `error`.

    When it was asked for, began and ended is on the clock that the system shows; `queued_at` and
    `heartbeat_at`, which tell whether it lives, are real moments.
    """

    kind = models.CharField(max_length=60)
    about = models.JSONField(default=dict)
    path = PathField(db_index=True)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    stage = models.CharField(max_length=40, blank=True)
    part = models.CharField(max_length=120, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    finished_parts = models.JSONField(default=list)
    cancel_asked = models.BooleanField(default=False)
    problems = models.JSONField(default=list)
    code = models.CharField(max_length=20, blank=True)
    error = models.TextField(blank=True)
    by_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    revivals = models.PositiveSmallIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("trabajo largo")
        verbose_name_plural = _("trabajos largos")
        indexes = [models.Index(fields=["kind", "-created_at"], name="job_kind_created")]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}

    @property
    def is_done(self) -> bool:
        return self.state == JobState.DONE

    @property
    def has_failed(self) -> bool:
        return self.state == JobState.FAILED

    @property
    def is_cancelled(self) -> bool:
        return self.state == JobState.CANCELLED

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


class StoredFile(Row):
    """A file that some row owns. The same bytes are kept once."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("archivo guardado")
        verbose_name_plural = _("archivos guardados")

    def __str__(self) -> str:
        return self.key


class BulkRecord(Row, Referring):
    """One record for a load or a publication of many rows, with the changed rows as a file."""

    kind = models.CharField(max_length=60)
    path = PathField(db_index=True)
    summary = models.JSONField(default=dict)
    rows = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="bulk_records")
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("registro de carga")
        verbose_name_plural = _("registros de cargas")
        indexes = [models.Index(fields=["kind", "-at"], name="bulk_kind_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class SearchEntry(Row, Referring):
    """What people find by name or code; kept by events."""

    label = models.CharField(max_length=200)
    hint = models.CharField(max_length=200, blank=True)
    folded = models.CharField(max_length=400)
    sort_key = SortKeyField(db_index=True)
    path = PathField(db_index=True)
    capability = models.CharField(max_length=60)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("entrada del buscador")
        verbose_name_plural = _("entradas del buscador")
        constraints = [models.UniqueConstraint(fields=["ref_kind", "ref_id"], name="search_entry_once")]

    def __str__(self) -> str:
        return self.label


class WorkerPulse(Row):
    """That a worker lives: each says so once a minute."""

    name = models.CharField(max_length=120, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("señal de un proceso de trabajo")
        verbose_name_plural = _("señales de procesos de trabajo")

    def __str__(self) -> str:
        return self.name
