"""What tests find in the database: nothing, a bare territory, a country of counts, or a small UGEL.

The UGEL is loaded, planned or published.

Each state is a database of its own, made once for a version of the code. A test gets the state that its
fixtures name, and what it does is rolled back; a test that commits gets a copy of its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.pusaq.databases import DIGESTS, KEPT, ROOT, alone, connect_to, databases

BASES = {
    "empty": None,
    "bare": "empty",
    "counted": "empty",
    "loaded": "empty",
    "planned": "loaded",
    "published": "planned",
}
"""Each state and the one on which it stands."""

MADE_OF = KEPT / "made-of.json"
"""Digests of the files of which the states were made last."""

PLANS = "plans"
"""Folder of the plans that are kept beside the states."""

AS_KEPT = "TEST_STATES_AS_KEPT"

DATA = {".yaml", ".csv"}
"""Data that modules read: all of it counts, as nobody can see which was read."""


class KeptAnewWarning(UserWarning):
    """Something that was kept could not be used; the run goes on with new databases."""


class States:
    """The databases of one run.

    Attributes:
        state: the state of the database to which the tests are connected.
    """

    def __init__(self, home):
        self.home = home
        self.state = ""
        self._databases = databases(home)
        self._standing = {}
        self._copies = 0
        with alone():
            self._key = known_key()
            if not self._key or not self._databases.are_made(self._key):
                self._make()
            elif damage := self._damage():
                say_anew(damage)
                self._make()
            shutil.copytree(KEPT / f"files-{self._databases.kind}", home / "files", dirs_exist_ok=True)
            self._databases.take(self._key)

    def _make(self):
        make_elsewhere()
        self._key = known_key()
        if damage := self._damage():
            raise RuntimeError(f"damaged although just made: {', '.join(damage)}")

    def _damage(self):
        """What was kept under the key and cannot be used."""
        files = KEPT / f"files-{self._databases.kind}"
        gone = [] if files.is_dir() else [files.name]
        return [*gone, *damaged_plans(), *self._databases.damaged(self._key, BASES)]

    def stand_on(self, state):
        """Connect to the database of a state, in which nothing is ever committed."""
        if state not in self._standing:
            self._standing[state] = self._databases.copy(self._key, state, state)
        if state != self.state:
            connect_to(self._standing[state])
            self.state = state

    def open_own(self, state):
        """Connect to a copy of a state, made for one test."""
        self._copies += 1
        own = self._databases.copy(self._key, state, f"own_{self._copies}")
        connect_to(own)
        self.state = state
        return own

    def close_own(self, own):
        connection.close()
        self._databases.remove(own)
        self.state = ""

    def close(self):
        connection.close()
        for database in self._standing.values():
            self._databases.remove(database)


def say_anew(damage):
    """A warning that no test fails by; pytest lists it at the end of the run."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", KeptAnewWarning)
        warnings.warn(f"damaged, and made anew: {', '.join(damage)}", KeptAnewWarning, stacklevel=3)


def remember_plans():
    """Digests of the plans that were kept beside the states."""
    (KEPT / PLANS).mkdir(parents=True, exist_ok=True)
    digests = {path.name: _digest(path) for path in (KEPT / PLANS).iterdir() if path.name != DIGESTS}
    (KEPT / PLANS / DIGESTS).write_text(json.dumps(digests))


def damaged_plans():
    """Kept plans that are gone or not as they were made: every process would read what is broken."""
    made = KEPT / PLANS / DIGESTS
    known = json.loads(made.read_text()) if made.exists() else {DIGESTS: ""}
    return [
        f"{PLANS}/{name}"
        for name, digest in known.items()
        if not digest or _digest(KEPT / PLANS / name) != digest
    ]


def known_key():
    """The key of the states, where every file of which they were made is as it was.

    A copy of the tree that is broken on purpose (`tools/mutants.py`) takes the states of the whole one.
    """
    if not MADE_OF.exists():
        return ""
    known = json.loads(MADE_OF.read_text())
    same = AS_KEPT in os.environ or known == digests(known)
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:12] if same else ""


def digests(paths):
    """Digests of some files of the repository and of all its data, by path; of a file that is gone, none."""
    files = [path for top in ("catalogue", "src") for path in (ROOT / top).rglob("*")]
    data = [_name(path) for path in files if path.suffix in DATA]
    return {path: _digest(ROOT / path) for path in sorted({*paths, *data, "uv.lock", "pyproject.toml"})}


def make_elsewhere():
    """Make the states in a process of its own, which reads no more modules than they are made of."""
    command = [sys.executable, "-m", "tests.pusaq.states"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  (our own)
    if made.returncode:
        raise RuntimeError(f"the states of the tests cannot be made:\n{made.stdout}{made.stderr}")


def main():
    """Make every state and keep it under the key of what it was made of.

    Digests are taken before anything is read: of a file that somebody edits meanwhile, nobody could say later
    which of its versions the states were made of. Then nothing is kept.
    """
    before = digests(sources())
    import django  # noqa: PLC0415  (only here is Django not set up yet)

    django.setup()
    from tests.pusaq import small_country  # noqa: PLC0415  (when Django is set up)

    small_country.forget_plans()
    made = databases(Path(settings.STORAGES["default"]["OPTIONS"]["location"]).parent)
    for state, make in makers().items():
        made.begin(state, BASES[state])
        make()
        made.end()
    read = digests({*read_modules(), *(path for path in before if not path.endswith(".py"))})
    if changed := [path for path, digest in read.items() if digest != before.get(path)]:
        sys.exit(f"changed while the states were being made, run again: {', '.join(changed)}")
    files = KEPT / f"files-{made.kind}"
    shutil.rmtree(files, ignore_errors=True)
    shutil.copytree(settings.STORAGES["default"]["OPTIONS"]["location"], files)
    small_country.keep_plans()
    remember_plans()
    MADE_OF.write_text(json.dumps(read))
    made.finish(known_key(), BASES)


def sources():
    """Names of all files of this repository that may be read as modules."""
    return [_name(path) for top in ("src", "tests", "tools") for path in (ROOT / top).rglob("*.py")]


def read_modules():
    """Names of the files of this repository that this process has read as modules."""
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    paths = [Path(file) for file in files if file]
    return [_name(path) for path in paths if path.is_relative_to(ROOT) and ".venv" not in path.parts]


def makers():
    """What makes each state out of the one on which it stands."""
    from django.apps import apps  # noqa: PLC0415  (when Django is set up)
    from django.core.management import call_command  # noqa: PLC0415  (when Django is set up)

    from pusaq.accompaniment.models import AnnualPlan  # noqa: PLC0415  (when Django is set up)
    from pusaq.accompaniment.year.domain import publish_plan  # noqa: PLC0415  (when Django is set up)
    from tests.pusaq import planned, published, world  # noqa: PLC0415  (when Django is set up)

    def tables():
        settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
        call_command("migrate", run_syncdb=True, verbosity=0)

    return {
        "empty": tables,
        "bare": world.make_world,
        "counted": published.publish_country,
        "loaded": planned.load_ugel,
        "planned": lambda: planned.loaded_ugel().store(),
        "published": lambda: publish_plan(plan=AnnualPlan.objects.get(), by=None, now=planned.NOW),
    }


def _name(path):
    return path.relative_to(ROOT).as_posix()


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else ""


if __name__ == "__main__":
    main()
