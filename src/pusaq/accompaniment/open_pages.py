"""Port `open_pages`: accompaniment in figures, for anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pusaq.accompaniment.addresses import IN_FIGURES, address
from pusaq.shell.ports import MenuPage

if TYPE_CHECKING:
    from collections.abc import Sequence


def open_pages() -> Sequence[MenuPage]:
    return (MenuPage(_("Acompañamiento en cifras"), address(IN_FIGURES)),)
