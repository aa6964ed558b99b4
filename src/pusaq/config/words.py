"""What people call works, events and what follows them; pages of operations show these words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, _StrPromise] = {
    "accompaniment.plan": _("Cálculo de carteras y plan"),
    "territory.registry_loaded": _("Se cargó el padrón"),
    "territory.organisation_registered": _("Se registró una entidad"),
    "people.staff_loaded": _("Se cargaron plazas o acompañantes"),
    "people.appointment_changed": _("Cambió quién ocupa una plaza"),
    "pusaq.common.domain.search.follow_change": _("Poner al día el buscador"),
}
