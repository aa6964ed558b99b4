"""`python -m pusaq.config.demo`: builds the demonstration if it is not there, opens it, and says its address.

| variable | meaning | without it |
|---|---|---|
| `PORT` | where it is served | 8000, or the next free one |
| `SERVE` | `0` builds it, looks that signed-in pages work, and ends | it is served until interrupted |
"""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import replace
from pathlib import Path

import click

from pusaq.config.demo.home import (
    BEGIN,
    LEFT_AT,
    PLANNED_AT,
    Ready,
    clear,
    environment,
    mark_ready,
    program_version,
    ready_demo,
    surroundings,
)

FOLDER = Path("demo")
FIRST_PORT, PORTS = 8000, 50
PATIENCE = 60.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
GUEST = "demo.especialista_ugel"


def main() -> int:
    """Build, open, look, say.

    Returns:
        Exit code: 1 where it could not be built or does not answer.
    """
    started = time.monotonic()
    # Told to end, it ends as after Ctrl-C: the server goes with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    port = chosen_port()
    if port is None:
        click.echo("Ese puerto ya lo usa otro programa: elige otro, por ejemplo `make demo PORT=8123`.")
        return 1
    version = program_version()
    ready = ready_demo(FOLDER, version)
    if ready is None:
        from pusaq.common.clock import real_now  # noqa: PLC0415  (loads half of the core: only to build)

        click.echo("Preparo un país en miniatura: escuelas y personas inventadas.")
        try:
            clear(FOLDER)
        except FileExistsError as error:
            click.echo(f"No toco la carpeta demo/: tiene algo que no es de la demostración ({error}).")
            return 1
        ready = Ready(version, (BEGIN - real_now()).total_seconds())
        # Plans are made before classes begin and people leave later, as their dates on the pages then say.
        steps = (("build", PLANNED_AT), ("since", LEFT_AT))
        if not all(_run(step, (moment - real_now()).total_seconds()) for step, moment in steps):
            click.echo(
                "No se pudo preparar la demostración. Arriba dice por qué; `make demo` empieza de nuevo."
            )
            return 1
        mark_ready(FOLDER, ready)
    return _open(ready, port, started)


def _run(step: str, clock_offset: float) -> bool:
    """Whether a part of the building was done."""
    command = [sys.executable, "-m", f"pusaq.config.demo.{step}"]
    done = subprocess.run(command, env=environment(FOLDER, clock_offset), check=False)  # noqa: S603  (our own)
    return done.returncode == 0


def _open(ready: Ready, port: int, started: float) -> int:
    around = surroundings()
    command = server_command(port, is_prepared=around == ready.prepared)
    server = subprocess.Popen(command, env=environment(FOLDER, ready.clock_offset))  # noqa: S603  (our own)
    address = f"http://localhost:{port}/"
    try:
        if not _works(f"http://127.0.0.1:{port}/", server):
            click.echo("Las páginas no respondieron. `make demo-reset` y `make demo` empiezan de nuevo.")
            return 1
        # Pages answer only after `pusaq serve` has brought tables and static files up to date.
        mark_ready(FOLDER, replace(ready, prepared=around))
        click.echo(f"\nPusaq está abierto en {address}  ({time.monotonic() - started:.0f} s)")
        click.echo("Elige con qué rol entrar; no hay contraseñas. Ctrl-C lo cierra.")
        if os.environ.get("SERVE") == "0":
            return 0
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)
            server.wait()


def server_command(port: int, *, is_prepared: bool) -> list[str]:
    """What opens the pages: tables and static files are brought up to date first, unless they are."""
    if is_prepared:
        return [sys.executable, "-m", "pusaq.config.demo.serving", str(port)]
    return [sys.executable, "-m", "pusaq_core.cli.entry", "serve", "--port", str(port)]


def _works(address: str, server: subprocess.Popen[bytes]) -> bool:
    """Whether somebody who enters sees a page, before patience ends."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            page = browser.open(address, timeout=20).read().decode()
            token = TOKEN.search(page)
            if token is None:
                return False
            words = {"csrfmiddlewaretoken": token[1], "username": GUEST}
            body = urllib.parse.urlencode(words).encode()
            entered = browser.open(f"{address}demostracion/entrar/", body, timeout=20)
            return entered.status == 200 and "Hoy" in entered.read().decode()
        except urllib.error.HTTPError:
            return False
        except OSError:
            time.sleep(0.2)
    return False


def chosen_port() -> int | None:
    """The port asked for, or the first that is free; None where none is."""
    if given := os.environ.get("PORT"):
        return None if _is_taken(int(given)) else int(given)
    free = (port for port in range(FIRST_PORT, FIRST_PORT + PORTS) if not _is_taken(port))
    return next(free, None)


def _is_taken(port: int) -> bool:
    """Two servers can share a port without either of them noticing, and then answer in turns."""
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    sys.exit(main())
