"""Databases of the tests: made once for a version of the code, copied for a run and for a test that commits.

What is made is kept in `build/states` or on the server, under a key that follows from every file of which it
was made. Two runs at once make it once: whoever comes second waits.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "build" / "states"
DIGESTS = "digests.json"


@contextmanager
def alone():
    """One process of this repository at a time."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def connect_to(name):
    """From now on the default database is another one of the same kind, in every thread that connects."""
    connection.close()
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = str(name)


def databases(home):
    """Those of the kind that the settings name; copies of files stand in the folder of the run."""
    return SqliteFiles(home) if connection.vendor == "sqlite" else PostgresTemplates()


class SqliteFiles:
    """A database is a file, and so is its copy; a run takes all of them along when it begins."""

    kind = "sqlite"

    def __init__(self, home):
        self.home = home

    def kept(self, key):
        return KEPT / f"sqlite-{key}"

    def are_made(self, key):
        return self.kept(key).is_dir()

    def damaged(self, key, states):
        """Files that are gone or not as they were made: nobody writes to them."""
        made = self.kept(key) / DIGESTS
        known = json.loads(made.read_text()) if made.exists() else {}
        return [
            f"{state}.sqlite3" for state in states if self._digest(self.kept(key), state) != known.get(state)
        ]

    def begin(self, state, base):
        """Connect to the unfinished database of a state, which begins as another state ended."""
        connection.close()  # so that all of the other is in its file
        self._unfinished.mkdir(parents=True, exist_ok=True)
        if base is not None:
            shutil.copyfile(self._unfinished / f"{base}.sqlite3", self._unfinished / f"{state}.sqlite3")
        connect_to(self._unfinished / f"{state}.sqlite3")

    def end(self):
        """Of a file nothing is left to do."""

    def finish(self, key, states):
        """What was made is kept under its key, and what was kept before is no more."""
        connection.close()
        digests = {state: self._digest(self._unfinished, state) for state in states}
        (self._unfinished / DIGESTS).write_text(json.dumps(digests))
        for old in KEPT.glob("sqlite-*"):
            if old != self._unfinished:
                shutil.rmtree(old)
        self._unfinished.rename(self.kept(key))

    def take(self, key):
        """Before this run copies: what is kept now stays at hand, also when newer code takes its place."""
        shutil.copytree(self.kept(key), self.home / "states")

    def copy(self, key, state, name):  # noqa: ARG002  (the folder has one key)
        """A database of this run, as the state is."""
        return str(shutil.copyfile(self.home / "states" / f"{state}.sqlite3", self.home / f"{name}.sqlite3"))

    def remove(self, database):
        for suffix in ("", "-wal", "-shm"):
            Path(f"{database}{suffix}").unlink(missing_ok=True)

    @staticmethod
    def _digest(folder, state):
        file = folder / f"{state}.sqlite3"
        return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""

    @property
    def _unfinished(self):
        return KEPT / f"sqlite-unfinished-{os.getpid()}"


class PostgresTemplates:
    """A database of the server is the template of its copies; its name says whose it is."""

    kind = "postgresql"

    def __init__(self):
        self.mine = f"pusaq_{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"
        self.run = f"{self.mine}_run_{os.getpid()}"

    def are_made(self, key):
        return self._named(f"{self.mine}_kept_{key}") != []

    def damaged(self, key, states):
        """Templates that are gone, or were being dropped when the server stopped: those open no more."""
        sound = self._execute("SELECT datname FROM pg_database WHERE datconnlimit <> -2")
        needed = [f"{self.mine}_kept_{key}_{state}" for state in states]
        return [name for name in needed if (name,) not in sound]

    def begin(self, state, base):
        connection.close()
        self._create(f"{self.run}_{state}", f"{self.run}_{base}" if base else "template1")
        connect_to(f"{self.run}_{state}")

    def end(self):
        """Templates have statistics, so that no copy needs to count its own rows."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def finish(self, key, states):
        connect_to("postgres")
        for old in self._named(f"{self.mine}_kept"):
            self._drop(old)
        for state in states:
            self._execute(f'ALTER DATABASE "{self.run}_{state}" RENAME TO "{self.mine}_kept_{key}_{state}"')

    def take(self, key):  # noqa: ARG002  (templates stay until others are made)
        """Before this run copies: what earlier runs left goes."""
        for left in self._named(f"{self.mine}_run"):
            if not _runs(int(left.removeprefix(f"{self.mine}_run_").partition("_")[0])):
                self._drop(left)

    def copy(self, key, state, name):
        self._create(f"{self.run}_{name}", f"{self.mine}_kept_{key}_{state}")
        return f"{self.run}_{name}"

    def remove(self, database):
        """It stays until the next run: the server writes all to the disk before it drops a database."""

    def _drop(self, database):
        self._execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def _create(self, database, template):
        self._execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')

    def _named(self, start):
        every = self._execute("SELECT datname FROM pg_database")
        return [name for (name,) in every if name.startswith(start)]

    @staticmethod
    def _execute(statement):
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def _runs(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
