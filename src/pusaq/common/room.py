from django.utils.translation import gettext_lazy as _

from pusaq.common.domain.search import follow_change
from pusaq.common.house import Room

ROOM = Room(
    "common",
    says={f"{follow_change.__module__}.{follow_change.__qualname__}": _("Poner al día el buscador")},
)
