from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    WAITING = "waiting", _("en espera")
    RUNNING = "running", _("en marcha")
    DONE = "done", _("terminado")
    FAILED = "failed", _("no se pudo")
    CANCELLED = "cancelled", _("cancelado")


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("pendiente")
    DONE = "done", _("entregado")
    FAILED = "failed", _("no se pudo entregar")
