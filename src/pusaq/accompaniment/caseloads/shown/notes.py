"""Notes of a plan, which are kept as facts, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from pusaq.common.speech import kept_facts, readers_speech
from pusaq.shell.tables import Column
from pusaq_core.wording.facts import told


def in_words(note: object) -> str:
    """The facts of a note, as it is kept."""
    return told(kept_facts(note), readers_speech())


class NoteColumn(Column):
    """A note; facts have no order, so nothing sorts by them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"verbose_name": _("Nota"), "orderable": False, "empty_values": (None, "", []), **kwargs}
        )

    def render(self, value: object) -> str:
        return in_words(value)
