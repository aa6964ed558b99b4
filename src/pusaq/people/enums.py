from django.db import models
from django.utils.translation import gettext_lazy as _


class PostKind(models.TextChoices):
    TEACHER = "docente", _("Docente")
    TEACHER_LEADER = "docente_directivo", _("Docente con función directiva")
    SCHOOL_LEADER = "directivo", _("Directivo")
    ACCOMPANIST = "acompanante", _("Acompañante pedagógico")
    REGIONAL_TRAINER = "epr", _("Especialista pedagógico regional")
    SPECIALIST = "especialista", _("Especialista")
    DIRECTOR = "director", _("Dirección de la entidad")
    DATA_QUALITY = "calidad", _("Calidad de la información")
    SUPPORT_PROFESSIONAL = "uatp", _("Profesional UATP")
    OTHER = "otro", _("Otro cargo")
