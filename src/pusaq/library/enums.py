from django.db import models
from django.utils.translation import gettext_lazy as _


class ResourceKind(models.TextChoices):
    """What a resource is; the values are those of the catalogue's files."""

    PRACTICE = "practica", _("Buena práctica")
    TRAINING = "formacion", _("Acción formativa")
    PROGRAMME = "programa", _("Programa por semanas")
    EVENT = "evento", _("Encuentro")
