"""The environment of an installation, read once and typed: what is unknown or unsafe is refused.

A variable that is misspelt, a switch that is neither on nor off, a database of another kind: each could leave
an installation open or lose what it holds, without a word. So nothing starts until all of them are clear.
"""

from __future__ import annotations

import difflib
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Json,
    ValidationError,
    model_validator,
)

from pusaq_core.cli.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "PUSAQ_"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
SHORTEST_SECRET = 32
FEWEST_SIGNS = 8
POSTGRES_OPTIONS = frozenset(
    {
        *("host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout"),
        *("application_name", "options", "target_session_attrs"),
    }
)
"""What may stand after `?` in the address of a PostgreSQL database; libpq knows what each means."""

HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\]")
"""One server by name or number. A dot in front would stand for all below, and nobody owns all of `.pe`."""

DATABASE = re.compile(r"[\w-]+")
SENDER = re.compile(r"[\w.+-]+@[\w.-]+")
FARTHEST = 100 * 365 * 24 * 60 * 60
"""Seconds by which the clock of a demonstration may differ: beyond, there are no dates."""

ELSEWHERE = frozenset({"data"})
"""Variables that other programs of this repository read."""

EXPECTED = {
    "home": _("la ruta entera de una carpeta"),
    "database_url": _("postgresql://usuario:clave@servidor/base o sqlite:////ruta/de/la/base"),
    "secret_key": _("al menos 32 signos al azar, o nada: entonces se crea uno"),
    "hosts": _("nombres de servidor separados por comas"),
    "https": _("1 o 0"),
    "debug": _("1 o 0"),
    "demo": _("1 o 0"),
    "clock_offset": _("segundos"),
    "oidc": _("una lista JSON de proveedores, cada uno con provider_id, name, client_id, secret y settings"),
    "email_url": _("smtp://usuario:clave@servidor:587 o smtps://usuario:clave@servidor:465"),
    "from": _("una dirección de correo"),
}

TOGETHER = {
    "clock_outside_demo": _(
        "PUSAQ_CLOCK_OFFSET: solo en una demostración (PUSAQ_DEMO=1) el reloj puede mostrar otra hora"
    ),
    "demo_for_others": _(
        "PUSAQ_DEMO: ofrece cuentas sin clave; solo sin PUSAQ_HTTPS y con los nombres de esta máquina"
    ),
    "debug_for_others": _(
        "PUSAQ_DEBUG: muestra el interior del sistema; solo sin PUSAQ_HTTPS y con los nombres de esta máquina"
    ),
}


class UnsafeEnvironmentError(Exception):
    """Variables that cannot be used.

    Attributes:
        problems: one sentence for each, in the language of the terminal.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _switch(value: object) -> object:
    if value not in {"1", "0"}:
        raise ValueError("neither on nor off")
    return value == "1"


def _whole_path(value: str) -> Path:
    path = Path(value)
    if "\0" in value or not path.is_absolute() or path == Path(path.anchor):
        raise ValueError("depends on the folder of the moment")
    return path


def _secret(value: str) -> str:
    if len(value) < SHORTEST_SECRET or len(set(value)) < FEWEST_SIGNS:
        raise ValueError("can be guessed")
    return value


def _hosts(value: str) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in value.split(","))
    if not all(host in LOCAL_HOSTS or HOST.fullmatch(host) for host in hosts):
        raise ValueError("not the names of servers")
    return hosts


def _database(value: str) -> str:
    url = _parts(value)
    options = parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query))
    names = [name for name, _value in options]
    if url.scheme == "sqlite":
        if url.hostname or options or not url.path.strip("/"):
            raise ValueError("no file")
    elif url.scheme in {"postgresql", "postgres"}:
        known = set(names) <= POSTGRES_OPTIONS and len(set(names)) == len(names)
        if not known or not all(given for _name, given in options):
            raise ValueError("an option that would be dropped")
        if not DATABASE.fullmatch(unquote(url.path.removeprefix("/"))):
            raise ValueError("no database")
    else:
        raise ValueError("another kind of database")
    return value


def _mail(value: str) -> str:
    url = _parts(value)
    if url.scheme not in {"smtp", "smtps"} or not url.hostname or url.query or url.path.strip("/"):
        raise ValueError("no server of mail")
    return value


def _parts(value: str) -> SplitResult:
    """An address in its parts, each of which is used; what stands behind `#` would be dropped."""
    url = urlsplit(value)
    if "#" in value or any(ord(sign) <= ord(" ") for sign in unquote(value)):
        raise ValueError("something in it would be dropped")
    int(url.port or 0)
    return url


def _address(value: str) -> str:
    if not SENDER.fullmatch(value):
        raise ValueError("no address")
    return value


class Provider(BaseModel):
    """One OpenID Connect provider, as `allauth` reads it."""

    model_config = ConfigDict(extra="allow")

    provider_id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    client_id: str = Field(min_length=1)
    secret: str
    settings: dict[str, Any]


Switch = Annotated[bool, BeforeValidator(_switch)]


class Environment(BaseModel):
    """Variables of the environment without `PUSAQ_`, in small letters; see docs/operations.md."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: Annotated[Path, BeforeValidator(_whole_path)] = Field(
        default_factory=lambda: Path.home() / ".local" / "share" / "pusaq"
    )
    database_url: Annotated[str, AfterValidator(_database)] = ""
    secret_key: Annotated[str, AfterValidator(_secret)] | None = None
    hosts: Annotated[tuple[str, ...], BeforeValidator(_hosts)] = LOCAL_HOSTS
    https: Switch = False
    debug: Switch = False
    demo: Switch = False
    clock_offset: Annotated[float, Field(ge=-FARTHEST, le=FARTHEST, allow_inf_nan=False)] = 0.0
    oidc: Json[list[Provider]] = []
    email_url: Annotated[str, AfterValidator(_mail)] = ""
    sender: Annotated[str, AfterValidator(_address)] = Field(default="pusaq@localhost", alias="from")

    @property
    def is_local(self) -> bool:
        """Whether nobody from another machine is answered."""
        return set(self.hosts) <= set(LOCAL_HOSTS)

    @model_validator(mode="after")
    def _fits_together(self) -> Environment:
        if self.clock_offset and not self.demo:
            raise ValueError("clock_outside_demo")
        if self.debug and (self.https or not self.is_local):
            raise ValueError("debug_for_others")
        if self.demo and (self.https or not self.is_local):
            raise ValueError("demo_for_others")
        return self


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """The variables of this installation.

    Raises:
        UnsafeEnvironmentError: some are unknown, broken or unsafe; all of them are told.
    """
    ours = {name: value for name, value in variables.items() if name.upper().startswith(PREFIX)}
    said = _("%(variable)s: los nombres van en mayúsculas, o nadie los lee")
    small = [said % {"variable": name} for name in ours if name != name.upper()]
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in ours.items()
        if name == name.upper() and name.removeprefix(PREFIX).lower() not in ELSEWHERE
    }
    try:
        found = Environment.model_validate(given)
    except ValidationError as error:
        raise UnsafeEnvironmentError(small + [_said(one) for one in error.errors()]) from None
    if small:
        raise UnsafeEnvironmentError(small)
    return found


def secret_of(environment: Environment) -> str:
    """The secret of this installation: given, or made once and readable by its owner alone.

    Raises:
        UnsafeEnvironmentError: the kept one can be guessed.
    """
    if environment.secret_key:
        return environment.secret_key
    kept = environment.home / "secret"
    if not kept.exists():
        environment.home.mkdir(parents=True, exist_ok=True)
        made = kept.with_suffix(f".{secrets.token_hex(8)}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(50), encoding="ascii")
        # Of two that start at once the first gives its secret to both: a link never replaces.
        with suppress(FileExistsError):
            kept.hardlink_to(made)
        made.unlink()
    try:
        return _secret(kept.read_text(encoding="ascii").strip())
    except ValueError:
        said = _("%(path)s: ese secreto se puede adivinar. Bórralo y se crea otro")
        raise UnsafeEnvironmentError([said % {"path": kept}]) from None


def database_of(environment: Environment) -> dict[str, Any]:
    """The database as Django wants it."""
    url = urlsplit(environment.database_url or f"sqlite:///{environment.home / 'pusaq.sqlite3'}")
    if url.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": "/" + unquote(url.path).lstrip("/"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768;",
            },
        }
    options = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", url.hostname or ""),
        "PORT": options.pop("port", str(url.port or "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def mail_of(environment: Environment) -> dict[str, Any]:
    """Settings of outgoing mail; without a server nothing leaves, and nothing is written down either."""
    url = urlsplit(environment.email_url)
    is_smtps = url.scheme == "smtps"
    return {
        "backend": f"django.core.mail.backends.{'smtp' if url.hostname else 'dummy'}.EmailBackend",
        "host": url.hostname or "",
        "port": url.port or (465 if is_smtps else 587),
        "user": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "is_smtps": is_smtps,
    }


def _said(error: Any) -> str:
    """One problem in words; the value of a secret is never repeated."""
    if not error["loc"]:
        return TOGETHER[str(error["ctx"]["error"])]
    name = str(error["loc"][0])
    variable = PREFIX + name.upper()
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, EXPECTED, n=1)
        known = ", ".join(PREFIX + one.upper() for one in (near or EXPECTED))
        return _("%(variable)s: no existe esa variable. ¿Es %(known)s?") % {
            "variable": variable,
            "known": known,
        }
    return _("%(variable)s: se esperaba %(expected)s") % {"variable": variable, "expected": EXPECTED[name]}
