"""Databases that are kept: made anew exactly when something of which they were made is otherwise."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import django
import pytest

from tests import pusaq as pusaq_tests
from tests.pusaq import databases, states


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A repository of one module and one norm, of which states were made."""
    monkeypatch.setattr(states, "ROOT", tmp_path)
    monkeypatch.setattr(states, "MADE_OF", tmp_path / "made-of.json")
    for name in (
        "src/room/domain.py",
        "src/room/page.py",
        "catalogue/norm.yaml",
        "uv.lock",
        "pyproject.toml",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    states.MADE_OF.write_text(json.dumps(states.digests(["src/room/domain.py"])))
    return tmp_path


def test_nothing_changed_and_the_key_is_the_same(kept):
    key = states.known_key()
    assert len(key) == 12
    (kept / "src/room/page.py").write_text("another page")
    assert states.known_key() == key


@pytest.mark.parametrize("name", ["src/room/domain.py", "catalogue/norm.yaml", "uv.lock", "pyproject.toml"])
def test_of_what_is_otherwise_or_gone_there_is_no_key(kept, name):
    (kept / name).write_text("otherwise")
    assert states.known_key() == ""
    (kept / name).unlink()
    assert states.known_key() == ""


def test_new_data_make_another_key_necessary(kept):
    (kept / "catalogue/another.yaml").write_text("new")
    assert states.known_key() == ""


class Databases:
    """Databases in name alone: they remember under which key they were kept."""

    kind = "made-up"

    def __init__(self):
        self.keys = []

    def begin(self, state, base):
        """Nothing is made."""

    def end(self):
        """Nothing was."""

    def finish(self, key, states):  # noqa: ARG002  (as of real ones)
        self.keys.append(key)


@pytest.fixture
def make(kept, monkeypatch, settings):
    """Make the one state of that repository while somebody does something; the keys of what is kept."""
    (kept / "stored").mkdir()
    settings.STORAGES = {**settings.STORAGES, "default": {"OPTIONS": {"location": str(kept / "stored")}}}
    made = Databases()
    monkeypatch.setattr(django, "setup", lambda: None)
    plans = SimpleNamespace(forget_plans=lambda: None, keep_plans=lambda: None)
    monkeypatch.setattr(pusaq_tests, "small_country", plans, raising=False)
    monkeypatch.setattr(states, "KEPT", kept)
    monkeypatch.setattr(states, "databases", lambda _home: made)
    monkeypatch.setattr(states, "read_modules", lambda: ["src/room/domain.py"])

    def run(meanwhile):
        monkeypatch.setattr(states, "makers", lambda: {"empty": meanwhile})
        states.main()
        return made.keys

    return SimpleNamespace(run=run, keys=made.keys)


def test_what_nobody_touches_is_kept(make, kept):
    assert make.run(lambda: (kept / "src/room/page.py").write_text("no state reads it")) == [
        states.known_key()
    ]
    assert states.known_key() != ""


@pytest.mark.parametrize(
    "name", ["src/room/domain.py", "catalogue/norm.yaml", "catalogue/new.yaml", "uv.lock"]
)
def test_what_is_edited_while_states_are_made_is_not_kept(make, kept, name):
    before = states.MADE_OF.read_text()
    with pytest.raises(SystemExit, match=name):
        make.run(lambda: (kept / name).write_text("edited"))
    assert make.keys == []
    assert states.MADE_OF.read_text() == before


def test_data_that_go_while_states_are_made_are_missed(make, kept):
    with pytest.raises(SystemExit, match=r"norm\.yaml"):
        make.run((kept / "catalogue/norm.yaml").unlink)
    assert make.keys == []


def test_states_were_made_of_domain_and_data_and_not_of_pages():
    made_of = json.loads(states.MADE_OF.read_text())
    assert {
        "src/pusaq/accompaniment/year/models.py",
        "src/pusaq/agenda/models.py",
        "src/pusaq_core/timetable/year.py",
        "tests/pusaq/world.py",
        "catalogue/roles.yaml",
    } <= set(made_of)
    assert not [name for name in made_of if "/pages/" in name]


@pytest.fixture
def run(kept, tmp_path, monkeypatch):
    """Begin a run on files of one row each; gives its states, and how often they have been made."""
    monkeypatch.setattr(databases, "connection", SimpleNamespace(vendor="sqlite", close=lambda: None))
    made = []
    for module in (states, databases):
        monkeypatch.setattr(module, "KEPT", tmp_path / "kept")

    def make():
        made.append(1)
        files = databases.SqliteFiles(tmp_path)
        files._unfinished.mkdir(parents=True)
        for state in states.BASES:
            write_database(files._unfinished / f"{state}.sqlite3", state)
        (states.KEPT / "files-sqlite").mkdir(exist_ok=True)
        (states.KEPT / "plans").mkdir(exist_ok=True)
        (states.KEPT / "plans/090009").write_text("a plan")
        states.remember_plans()
        files.finish(states.known_key(), states.BASES)

    monkeypatch.setattr(states, "make_elsewhere", make)

    def begin():
        home = kept / f"home-{len(list(kept.iterdir()))}"
        home.mkdir()
        found = states.States(home)
        for state in states.BASES:
            with closing(sqlite3.connect(found._databases.copy("", state, state))) as opened:
                assert opened.execute("SELECT state FROM told").fetchall() == [(state,)]
        return len(made)

    return begin


def write_database(path, *words):
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE told (state TEXT)")
        made.executemany("INSERT INTO told VALUES (?)", [(word,) for word in words])
        made.commit()


def only(folder, name):
    (found,) = folder.glob(name)
    return found


DAMAGE = {
    "cut short": lambda folder: os.truncate(only(folder, "sqlite-*/bare.sqlite3"), 100),
    "empty": lambda folder: os.truncate(only(folder, "sqlite-*/bare.sqlite3"), 0),
    "gone": lambda folder: only(folder, "sqlite-*/bare.sqlite3").unlink(),
    "another's": lambda folder: write_database(only(folder, "sqlite-*/bare.sqlite3"), "bare", "of another"),
    "no digests": lambda folder: only(folder, "sqlite-*/digests.json").unlink(),
    "a plan cut short": lambda folder: os.truncate(folder / "plans/090009", 3),
    "a plan gone": lambda folder: (folder / "plans/090009").unlink(),
    "no digests of plans": lambda folder: (folder / "plans/digests.json").unlink(),
    "no files": lambda folder: shutil.rmtree(folder / "files-sqlite"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_what_is_damaged_is_made_anew_once_and_said(run, what):
    assert (run(), run()) == (1, 1)
    DAMAGE[what](states.KEPT)
    name = {"no files": "files-sqlite"}.get(what, "plans/" if "plan" in what else r"bare\.sqlite3")
    with pytest.warns(states.KeptAnewWarning, match=f"made anew: .*{name}"):
        assert run() == 2
    assert run() == 2


def test_what_is_damaged_when_just_made_ends_the_run(run, monkeypatch):
    assert run() == 1
    DAMAGE["cut short"](states.KEPT)
    monkeypatch.setattr(states, "make_elsewhere", lambda: None)
    with (
        pytest.warns(states.KeptAnewWarning),
        pytest.raises(RuntimeError, match=r"although just made: bare\.sqlite3"),
    ):
        run()


def test_a_template_that_is_gone_or_opens_no_more_is_missed(monkeypatch):
    templates = databases.PostgresTemplates()
    sound = [(f"{templates.mine}_kept_key_{state}",) for state in states.BASES if state != "bare"]
    monkeypatch.setattr(templates, "_execute", lambda _statement: sound)
    assert templates.damaged("key", states.BASES) == [f"{templates.mine}_kept_key_bare"]
