from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """Kinds of both countries; which a country has, and what it calls them, says its pack."""

    MINISTRY = "ministerio", _("Ministerio de Educación")
    MINISTRY_UNIT = "unidad", _("Unidad orgánica")
    REGIONAL_DIRECTORATE = "dre", _("Dirección Regional de Educación")
    LOCAL_UNIT = "ugel", _("Unidad de Gestión Educativa Local")
    SCHOOL_NETWORK = "red", _("Red educativa")
    PUBLIC_DIRECTORATE = "dep", _("Dirección de Educación Pública")
    SLEP = "slep", _("Servicio Local de Educación Pública")
    UATP = "uatp", _("Unidad de Apoyo Técnico-Pedagógico")


class Level(models.TextChoices):
    INITIAL = "inicial", _("Inicial")
    PRIMARY = "primaria", _("Primaria")
    SECONDARY = "secundaria", _("Secundaria")
    OTHER = "otro", _("Otra modalidad")


class LoadKind(models.TextChoices):
    REGISTRY = "padron", _("Padrón de servicios educativos")
    STAFF = "plazas", _("Plazas y sus titulares")
    ACCOMPANISTS = "acompanantes", _("Acompañantes contratados")
    EVENTS = "eventos", _("Días no disponibles")
    TRAVEL = "viajes", _("Viajes medidos")
    OUTLINES = "contornos", _("Contornos del territorio")
