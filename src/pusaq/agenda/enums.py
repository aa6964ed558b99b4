from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivityState(models.TextChoices):
    PROPOSED = "proposed", _("Propuesta")
    PUBLISHED = "published", _("Publicada")
    HELD = "held", _("Hecha")
    PARTLY_HELD = "partly_held", _("Hecha en parte")
    NOT_HELD = "not_held", _("No se hizo")
    CANCELLED = "cancelled", _("Cancelada")


class Cause(models.TextChoices):
    """Why the system changed an activity, with the blanks of its sentence."""

    NOT_IN_PLAN = "not_in_plan", _("Ya no está en el plan %(year)d, versión %(version)d")


class Part(models.TextChoices):
    CONDUCTS = "conducts", _("Conduce")
    ACCOMPANIED = "accompanied", _("Es acompañado")
    ATTENDS = "attends", _("Asiste")


class BusyLevel(models.IntegerChoices):
    """How firmly a day is taken: two firm things on one day are a conflict."""

    MAY_SHARE = 1, _("comparte el día")
    TAKES_DAY = 2, _("ocupa el día")
