"""Every status of the interface: a word, an icon and a tone. Colour never speaks alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from pusaq.shell.enums import Tone

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Status:
    """How a state is shown."""

    word: _StrPromise
    icon: str
    tone: Tone


STATUSES: dict[str, Status] = {
    "done": Status(_("Hecho"), "done", Tone.OK),
    "on_track": Status(_("Al día"), "check", Tone.OK),
    "to_do": Status(_("Por hacer"), "ring", Tone.IDLE),
    "late": Status(_("Atrasada"), "diamond", Tone.DUE),
    "overdue": Status(_("Vencido"), "clock", Tone.DUE),
    "to_verify": Status(_("Por verificar"), "eye", Tone.INFO),
    "verified": Status(_("Verificado"), "double-check", Tone.OK),
    "returned": Status(_("Devuelto"), "back", Tone.DUE),
    "conflict": Status(_("En conflicto"), "conflict", Tone.DUE),
    "on_phone": Status(_("En este teléfono"), "phone", Tone.IDLE),
    "sending": Status(_("Enviando"), "up", Tone.INFO),
    "send_failed": Status(_("No se pudo enviar"), "octagon", Tone.BAD),
    "failed": Status(_("Falló"), "octagon", Tone.BAD),
    "meets": Status(_("Cumple"), "check", Tone.OK),
    "fails": Status(_("No cumple"), "cross", Tone.IDLE),
    "not_applicable": Status(_("No aplica"), "cross", Tone.IDLE),
    "targeted": Status(_("Focalizada"), "check", Tone.OK),
    "exception": Status(_("Excepción"), "flag", Tone.DUE),
    "pinned": Status(_("Fijado a mano"), "pin", Tone.INFO),
    "not_planned": Status(_("No planificar"), "barred", Tone.IDLE),
    "no_data": Status(_("Sin dato"), "question", Tone.DUE),
    "draft": Status(_("Borrador"), "pencil", Tone.IDLE),
    "published": Status(_("Publicado"), "done", Tone.OK),
    "demo": Status(_("Demostración"), "flask", Tone.INFO),
}
