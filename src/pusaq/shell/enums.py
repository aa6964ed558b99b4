from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class NavSection(models.TextChoices):
    """What people do, in the order of the navigation."""

    TODAY = "today", _("Hoy")
    AGENDA = "agenda", _("Agenda")
    ACCOMPANIMENT = "accompaniment", _("Acompañamiento")
    ASSISTANCE = "assistance", _("Asistencia técnica")
    TRAINING = "training", _("Formación")
    SUPPORT = "support", _("Apoyo a escuelas")
    PRACTICES = "practices", _("Buenas prácticas")
    CAMPAIGNS = "campaigns", _("Campañas")
    INDICATORS = "indicators", _("Indicadores")
    TERRITORY = "territory", _("Territorio")
    CATALOGUE = "catalogue", _("Catálogo")
    OPERATIONS = "operations", _("Operación")


SHORT = {
    NavSection.ACCOMPANIMENT: _("Acompañar"),
    NavSection.ASSISTANCE: _("Asistencia"),
    NavSection.SUPPORT: _("Apoyo"),
    NavSection.PRACTICES: _("Prácticas"),
}
"""Where a word has a fifth of a phone's width."""


class Tone(StrEnum):
    """Three meanings and two greys: green done, ochre attention, red broken."""

    OK = "ok"
    DUE = "due"
    BAD = "bad"
    IDLE = "idle"
    INFO = "info"
