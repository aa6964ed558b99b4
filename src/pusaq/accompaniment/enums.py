from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.TextChoices):
    TARGETED = "targeted", _("Focalizada")
    OVER_CAP = "over_cap", _("Cumple, sin acompañante")
    TO_VERIFY = "to_verify", _("Por verificar")
    EXCLUDED = "excluded", _("Excluida")
    NOT_TARGETED = "not_targeted", _("No cumple")


class RunState(models.TextChoices):
    PROPOSAL = "proposal", _("Propuesta")
    REVIEWED = "reviewed", _("Revisada")
    APPROVED = "approved", _("Aprobada")


class PlanState(models.TextChoices):
    PROPOSAL = "proposal", _("Propuesta")
    PUBLISHED = "published", _("Publicado")
    SUPERSEDED = "superseded", _("Reemplazado")
