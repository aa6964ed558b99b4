"""The folder of a demonstration: what was built in it, of which version, and what its clock shows."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import pusaq
import pusaq_core

BEGIN = dt.datetime(2026, 8, 20, 14, tzinfo=dt.UTC)
"""Thursday, nine o'clock in Lima: the moment that the demonstration shows when it is built."""

PLANNED_AT = dt.datetime(2026, 3, 11, 14, tzinfo=dt.UTC)
"""When the demonstration's plans were made and published: before classes began."""

LEFT_AT = dt.datetime(2026, 8, 3, 14, tzinfo=dt.UTC)
"""When it was entered that some people had left."""

READY = "ready.json"
SOURCES = (".py", ".yaml", ".csv", ".html")


@dataclass(frozen=True, slots=True)
class Ready:
    """A demonstration that was built whole.

    Attributes:
        version: of the program that built it.
        clock_offset: seconds by which its clock differs from the real one.
        prepared: of the packages and the built files for which tables and static files were last brought up
            to date; empty where that was never done.
    """

    version: str
    clock_offset: float
    prepared: str = ""


def program_version() -> str:
    """Digest of the program and its catalogue: another program builds another demonstration."""
    digest = hashlib.sha256()
    roots = [Path(pusaq.__file__).parent, Path(pusaq_core.__file__).parent]
    catalogue = roots[0].parents[1] / "catalogue"
    for root in (*roots, catalogue):
        for path in sorted(p for p in root.rglob("*") if p.suffix in SOURCES and "/static/" not in str(p)):
            digest.update(str(path.relative_to(root)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def surroundings() -> str:
    """Digest of what else decides about tables and static files: the packages, and what the build made."""
    digest = hashlib.sha256(sys.version.encode())
    root = Path(pusaq.__file__).parent
    lock = root.parents[1] / "uv.lock"
    if lock.exists():
        digest.update(lock.read_bytes())
    for path in sorted(p for p in root.glob("*/static/**/*") if p.is_file()):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def ready_demo(folder: Path, version: str) -> Ready | None:
    """The demonstration in a folder, if this program built it whole."""
    try:
        kept = Ready(**json.loads((folder / READY).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return kept if kept.version == version else None


def mark_ready(folder: Path, ready: Ready) -> None:
    """Say that the demonstration is whole."""
    path = folder / READY
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(ready)), encoding="utf-8")
    part.replace(path)


def clear(folder: Path) -> None:
    """An empty folder; one that holds something else than a demonstration is left alone.

    Raises:
        FileExistsError: the folder holds something else.
    """
    ours = {READY, "pusaq.sqlite3", "secret", "files", "static", "datos", "plan"}
    if folder.is_dir():
        strange = [
            p.name
            for p in folder.iterdir()
            if p.name.split(".part")[0] not in ours and not p.name.startswith("pusaq.sqlite3")
        ]
        if strange and not (folder / READY).exists():
            raise FileExistsError(f"{folder}: {', '.join(sorted(strange)[:3])}")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


def environment(folder: Path, clock_offset: float) -> dict[str, str]:
    """What every process of the demonstration is given."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "pusaq.config.settings",
        "PUSAQ_HOME": str(folder.resolve()),
        "PUSAQ_DATABASE_URL": f"sqlite:///{folder.resolve()}/pusaq.sqlite3",
        "PUSAQ_DEMO": "1",
        "PUSAQ_CLOCK_OFFSET": repr(clock_offset),
        "PUSAQ_HOSTS": "localhost,127.0.0.1,[::1]",
    }
