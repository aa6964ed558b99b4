"""What the kinds of activity are called on a terminal."""

from __future__ import annotations

from pusaq_core.cli.i18n import _

WORDS: dict[str, tuple[str, str]] = {
    "visit": (_("visita en aula"), _("visitas en aula")),
    "gia": (_("GIA"), _("GIA")),
    "rtc": (_("RTC"), _("RTC")),
    "workshop": (_("taller de docentes"), _("talleres de docentes")),
    "own_workshop": (_("taller del acompañante"), _("talleres del acompañante")),
}
"""One, and many of each kind."""


def one_of(kind: str) -> str:
    """A kind in the singular; its id where it has no name."""
    return WORDS.get(kind, (kind, kind))[0]


def many_of(kind: str) -> str:
    """A kind in the plural; its id where it has no name."""
    return WORDS.get(kind, (kind, kind))[1]
