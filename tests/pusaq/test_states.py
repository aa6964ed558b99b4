"""Databases that are kept: made anew exactly when something of which they were made is otherwise."""

from __future__ import annotations

import json

import pytest

from tests.pusaq import states


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A repository of one module and one norm, of which states were made."""
    monkeypatch.setattr(states, "ROOT", tmp_path)
    monkeypatch.setattr(states, "MADE_OF", tmp_path / "made-of.json")
    for name in ("src/room/domain.py", "src/room/page.py", "catalogue/norm.yaml", "uv.lock"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    states.MADE_OF.write_text(json.dumps(states.digests(["src/room/domain.py"])))
    return tmp_path


def test_nothing_changed_and_the_key_is_the_same(kept):
    key = states.known_key()
    assert len(key) == 12
    (kept / "src/room/page.py").write_text("another page")
    assert states.known_key() == key


@pytest.mark.parametrize("name", ["src/room/domain.py", "catalogue/norm.yaml", "uv.lock"])
def test_of_what_is_otherwise_or_gone_there_is_no_key(kept, name):
    (kept / name).write_text("otherwise")
    assert states.known_key() == ""
    (kept / name).unlink()
    assert states.known_key() == ""


def test_new_data_make_another_key_necessary(kept):
    (kept / "catalogue/another.yaml").write_text("new")
    assert states.known_key() == ""


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
