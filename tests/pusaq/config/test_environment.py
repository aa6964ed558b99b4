"""The environment is read whole: what is unknown or unsafe is refused, and said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from pusaq.config import commands
from pusaq.config.deployment import installation_is_safe
from pusaq.config.environment import (
    EXPECTED,
    UnsafeEnvironmentError,
    database_of,
    mail_of,
    read_environment,
    secret_of,
)

ROOT = Path(__file__).parents[3]
SECRET = "0123456789abcdefghijklmnopqrstuvwxyz"  # noqa: S105  (signs nothing)


def read(**variables):
    return read_environment({f"PUSAQ_{name}": value for name, value in variables.items()})


def refused(**variables):
    with pytest.raises(UnsafeEnvironmentError) as caught:
        read(**variables)
    return caught.value.problems


def test_nothing_given_is_a_laptop():
    found = read_environment({"PATH": "/bin", "PUSAQ_DATA": "somewhere"})
    assert found.home == Path.home() / ".local" / "share" / "pusaq"
    assert (found.https, found.debug, found.demo, found.clock_offset) == (False, False, False, 0.0)
    assert (found.hosts, found.secret_key, found.oidc) == (("localhost", "127.0.0.1", "[::1]"), None, [])
    assert database_of(found)["NAME"] == str(found.home / "pusaq.sqlite3")
    assert mail_of(found)["backend"].endswith("dummy.EmailBackend")


@pytest.mark.parametrize("name", ["HTTPS", "DEBUG", "DEMO"])
@pytest.mark.parametrize("value", ["true", "True", "yes", "sí", "", "on", "2", "1 ", "false"])
def test_a_switch_is_1_or_0_and_nothing_else_turns_it_off(name, value):
    assert refused(**{name: value}) == [f"PUSAQ_{name}: se esperaba 1 o 0"]


@pytest.mark.parametrize("name", ["https", "debug", "demo"])
def test_a_switch_is_on_with_1_and_off_with_0(name):
    assert getattr(read(**{name.upper(): "1"}), name) is True
    assert getattr(read(**{name.upper(): "0"}), name) is False


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOME", "var"),
        ("HOME", ""),
        ("DATABASE_URL", "mysql://root@localhost/pusaq"),
        ("DATABASE_URL", "postgresql://u:p@h/"),
        ("DATABASE_URL", "postgresql://u:p@h/base?ssl=require"),
        ("DATABASE_URL", "postgresql://u:p@h:port/base"),
        ("DATABASE_URL", "postgresql://u:p@h/base?sslmode"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:////a/b?mode=ro"),
        ("DATABASE_URL", "/var/pusaq.sqlite3"),
        ("DATABASE_URL", "sqlite:////srv/pusaq#1/db.sqlite3"),
        ("DATABASE_URL", "sqlite:////a/%00b"),
        ("DATABASE_URL", "postgresql://u:p@h/base#x?sslmode=verify-full"),
        ("DATABASE_URL", "postgresql://u:p@h/base?sslmode="),
        ("DATABASE_URL", "postgresql://u:p@h/base?sslmode=verify-full&sslmode=disable"),
        ("DATABASE_URL", "postgresql://u:p@h/base;sslmode=require"),
        ("SECRET_KEY", "x"),
        ("SECRET_KEY", "x" * 64),
        ("SECRET_KEY", ""),
        ("HOSTS", "*"),
        ("HOSTS", "a.pe,"),
        ("HOSTS", "https://a.pe"),
        ("HOSTS", ".pe"),
        ("HOSTS", "."),
        ("HOSTS", "%2a"),
        ("HOSTS", "a.pe:80"),
        ("CLOCK_OFFSET", "mañana"),
        ("CLOCK_OFFSET", "nan"),
        ("CLOCK_OFFSET", "1e300"),
        ("OIDC", "{}"),
        ("OIDC", '[{"provider_id": "x"}]'),
        ("OIDC", "no"),
        ("EMAIL_URL", "http://mail"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp://u:p@h:x"),
        ("FROM", "nadie"),
        ("FROM", "a\r\nBcc:x@y"),
        ("HOME", "/"),
        ("HOME", "/srv/\0"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_and_not_repeated(name, value):
    (problem, *more) = refused(**{name: value})
    assert problem == f"PUSAQ_{name}: se esperaba {EXPECTED[name.lower()]}"
    assert set(more) <= {problem}


def test_a_variable_that_does_not_exist_names_the_one_that_was_meant():
    assert refused(HTTP="1") == ["PUSAQ_HTTP: no existe esa variable. ¿Es PUSAQ_HTTPS?"]
    (far,) = refused(QWERTY="1")
    assert far.startswith("PUSAQ_QWERTY: no existe esa variable. ¿Es PUSAQ_HOME, PUSAQ_DATABASE_URL")


@pytest.mark.parametrize("name", ["pusaq_https", "Pusaq_HTTPS", "PUSAQ_Debug"])
def test_a_name_that_nobody_would_read_is_refused(name):
    with pytest.raises(UnsafeEnvironmentError) as caught:
        read_environment({name: "1", "PUSAQ_DEBUG": "0"})
    assert caught.value.problems == [f"{name}: los nombres van en mayúsculas, o nadie los lee"]


def test_all_that_is_wrong_is_said_at_once():
    assert len(refused(HTTPS="sí", HOSTS="*", SECRET_KEY="x")) == 3  # noqa: S106  (signs nothing)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"CLOCK_OFFSET": "60"}, "PUSAQ_CLOCK_OFFSET"),
        ({"DEBUG": "1", "HTTPS": "1"}, "PUSAQ_DEBUG"),
        ({"DEMO": "1", "HTTPS": "1"}, "PUSAQ_DEMO"),
        ({"DEMO": "1", "HOSTS": "pusaq.pe"}, "PUSAQ_DEMO"),
        ({"DEBUG": "1", "HOSTS": "localhost,pusaq.pe"}, "PUSAQ_DEBUG"),
    ],
)
def test_what_is_safe_alone_may_not_be_so_together(variables, named):
    (problem,) = refused(**variables)
    assert problem.startswith(named)
    assert read(**(variables | {"CLOCK_OFFSET": "0", "DEBUG": "0", "DEMO": "0"})).debug is False


def test_a_demonstration_may_show_another_hour():
    assert read(DEMO="1", CLOCK_OFFSET="-86400.5").clock_offset == -86400.5


def test_what_the_address_of_a_database_says_reaches_it():
    address = "postgresql://ana:s%40l@db.pe:5433/pusaq?sslmode=verify-full&sslrootcert=/etc/ca.pem"
    found = database_of(read(DATABASE_URL=address))
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("pusaq", "ana", "s@l")
    assert (found["HOST"], found["PORT"]) == ("db.pe", "5433")
    assert found["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}
    by_socket = database_of(read(DATABASE_URL="postgresql:///pusaq?host=%2Frun%2Fpostgresql&port=5434"))
    assert (by_socket["HOST"], by_socket["PORT"], by_socket["OPTIONS"]) == ("/run/postgresql", "5434", {})
    for address in ("sqlite:////srv/p.sqlite3", "sqlite:///srv/p.sqlite3"):
        assert database_of(read(DATABASE_URL=address))["NAME"] == "/srv/p.sqlite3"


@pytest.mark.parametrize(
    ("address", "port", "is_smtps"),
    [
        ("smtp://u:p%40@m.pe", 587, False),
        ("smtps://u:p%40@m.pe", 465, True),
        ("smtp://u:p%40@m.pe:25", 25, False),
    ],
)
def test_mail_goes_to_its_server(address, port, is_smtps):
    found = mail_of(read(EMAIL_URL=address))
    assert (found["host"], found["port"], found["user"], found["password"]) == ("m.pe", port, "u", "p@")
    assert found["is_smtps"] is is_smtps
    assert found["backend"].endswith("smtp.EmailBackend")


def test_a_provider_keeps_what_allauth_reads():
    given = {"provider_id": "ms", "name": "M", "client_id": "c", "secret": "s"}
    (found,) = read(OIDC=json.dumps([given | {"settings": {"server_url": "u"}}]), SECRET_KEY=SECRET).oidc
    assert found.model_dump()["settings"] == {"server_url": "u"}


def test_a_secret_is_made_once_for_all_who_start_and_a_weak_one_is_refused(tmp_path):
    environment = read(HOME=str(tmp_path / "home"))
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(secret_of, [environment] * 8))
    assert len(found) == 1
    assert [path.name for path in environment.home.iterdir()] == ["secret"]
    assert (environment.home / "secret").stat().st_mode & 0o077 == 0
    (environment.home / "secret").write_text("x" * 40, encoding="ascii")
    with pytest.raises(UnsafeEnvironmentError, match="se puede adivinar"):
        secret_of(environment)
    assert secret_of(read(HOME=str(tmp_path), SECRET_KEY=SECRET)) == SECRET


@pytest.mark.parametrize(
    ("host", "is_refused"),
    [
        ("0.0.0.0", True),  # noqa: S104  (the point)
        ("192.0.2.1", True),
        ("x.pe", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("localhost", False),
    ],
)
@pytest.mark.parametrize("name", ["DEBUG", "DEMO"])
def test_what_is_for_this_machine_is_served_to_it_alone(monkeypatch, tmp_path, host, name, is_refused):
    served = []
    monkeypatch.setattr(commands, "prepare", lambda: None)
    monkeypatch.setattr(commands, "serve", lambda address, **_: served.append(address.host) or 0)
    for variable in [one for one in os.environ if one.startswith("PUSAQ_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("PUSAQ_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(f"PUSAQ_{name}", "1")
    done = CliRunner().invoke(commands.serve_command, ["--host", host])
    assert (done.exit_code, served) == ((2, []) if is_refused else (0, [host]))
    assert ("solo se atiende a esta máquina" in done.output) is is_refused


def run(tmp_path, *words, **variables):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PUSAQ_", "DJANGO_"))}
    home = {"PUSAQ_HOME": str(tmp_path / "home"), "LANGUAGE": "es"}
    command = [Path(sys.executable).with_name("pusaq"), *words]
    return subprocess.run(  # noqa: S603  (our own words)
        command, cwd=ROOT, env=kept | home | variables, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("words", [["serve"], ["manage", "check"]])
def test_nothing_starts_in_an_unsafe_environment(words, tmp_path):
    done = run(tmp_path, *words, PUSAQ_HTTPS="true")
    assert done.returncode == 2
    assert done.stderr.startswith("PUSAQ_HTTPS: se esperaba 1 o 0\nNo se inició nada.")
    assert not (tmp_path / "home").exists()


def test_the_check_names_what_is_weak_and_is_silent_where_nothing_is(tmp_path, settings):
    def found():
        return [(one.id, one.msg) for one in installation_is_safe()]

    home = tmp_path / "home"
    settings.ENVIRONMENT = read(DEMO="1", HOME=str(home))
    assert [number for number, _ in found()] == [f"pusaq.W{number:03}" for number in range(1, 6)]
    given = {"HTTPS": "1", "HOSTS": "pusaq.pe", "EMAIL_URL": "smtp://m.pe", "SECRET_KEY": SECRET * 2}
    settings.ENVIRONMENT = read(HOME=str(home), **given)
    assert found() == []
    home.mkdir(mode=0o700)
    (home / "secret").touch(mode=0o644)
    (home / "secret").chmod(0o644)
    assert found() == [("pusaq.W006", f"{home / 'secret'}: otros usuarios de la máquina lo alcanzan.")]
    (home / "secret").chmod(0o600)
    assert found() == []


@pytest.mark.long
def test_a_safe_installation_passes_the_check_of_django_too(tmp_path):
    given = {"HTTPS": "1", "HOSTS": "pusaq.pe", "EMAIL_URL": "smtp://m.pe", "SECRET_KEY": SECRET * 2}
    given = {f"PUSAQ_{name}": value for name, value in given.items()}
    safe = run(tmp_path, "manage", "check", "--deploy", "--fail-level", "WARNING", **given)
    assert (safe.returncode, safe.stderr) == (0, "")
    loose = run(tmp_path, "manage", "check", "--deploy", "--fail-level", "WARNING", PUSAQ_DEMO="1")
    assert loose.returncode == 1
    assert "pusaq.W003" in loose.stderr


@pytest.mark.long
def test_what_an_installation_makes_its_owner_alone_reads(tmp_path):
    assert run(tmp_path, "manage", "migrate", "--verbosity", "0").returncode == 0
    made = [tmp_path / "home", *(tmp_path / "home").rglob("*")]
    assert {path.name for path in made} >= {"home", "secret", "pusaq.sqlite3"}
    assert [path for path in made if path.stat().st_mode & 0o077] == []
