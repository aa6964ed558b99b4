"""What `pusaq manage check --deploy` says of an installation, beside what Django says by itself."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import Tags, Warning, register  # noqa: A004  (Django's own name)

from pusaq_core.cli.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

OTHERS = stat.S_IRWXG | stat.S_IRWXO


@register(Tags.security, deploy=True)
def installation_is_safe(**_options: Any) -> list[Warning]:
    """What an administrator should mend before people enter their data."""
    return [Warning(said, hint=hint, id=f"pusaq.W{number:03}") for number, said, hint in _weak_places()]


def _weak_places() -> Iterator[tuple[int, str, str]]:
    environment = settings.ENVIRONMENT
    if not environment.https:
        yield 1, _("Las páginas viajan sin cifrar."), _("Un proxy con HTTPS delante, y PUSAQ_HTTPS=1.")
    if environment.is_local:
        yield 2, _("Solo se atiende a esta máquina."), _("El nombre del servidor en PUSAQ_HOSTS.")
    if environment.demo:
        yield 3, _("Es una demostración: hay cuentas que entran sin clave."), _("Quita PUSAQ_DEMO.")
    if not environment.email_url:
        yield (
            4,
            _("No sale correo: nadie puede renovar su clave."),
            _("El servidor de correo en PUSAQ_EMAIL_URL."),
        )
    if environment.secret_key is None:
        yield (
            5,
            _("La clave que firma las sesiones está en la misma carpeta que los datos."),
            _("Guárdala aparte y dala en PUSAQ_SECRET_KEY."),
        )
    for path in _kept(environment.home):
        if path.exists() and path.stat().st_mode & OTHERS:
            yield (
                6,
                _("%(path)s: otros usuarios de la máquina lo alcanzan.") % {"path": path},
                f"chmod go= {path}",
            )


def _kept(home: Path) -> list[Path]:
    database = settings.DATABASES["default"]
    files = [Path(database["NAME"])] if database["ENGINE"].endswith("sqlite3") else []
    return [home, home / "secret", home / "files", *files]
