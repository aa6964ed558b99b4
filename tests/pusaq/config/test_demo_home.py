from __future__ import annotations

import json
import socket

import pytest

import pusaq
from pusaq.config.demo import home
from pusaq.config.demo.__main__ import chosen_port, server_command


def test_a_demonstration_is_ready_for_the_program_that_built_it_alone(tmp_path):
    assert home.ready_demo(tmp_path, "one") is None
    ready = home.Ready("one", 12.5, "built")
    home.mark_ready(tmp_path, ready)
    assert home.ready_demo(tmp_path, "one") == ready
    assert home.ready_demo(tmp_path, "two") is None


def test_a_demonstration_of_an_earlier_program_was_never_brought_up_to_date(tmp_path):
    (tmp_path / home.READY).write_text(json.dumps({"version": "one", "clock_offset": 1.0}))
    assert home.ready_demo(tmp_path, "one").prepared == ""


def test_other_packages_or_other_built_files_are_other_surroundings(tmp_path, monkeypatch):
    package = tmp_path / "src/pusaq"
    static = package / "shell/static/pusaq"
    static.mkdir(parents=True)
    (package / "__init__.py").touch()
    (tmp_path / "uv.lock").write_text("a")
    (static / "app.css").write_text("a")
    monkeypatch.setattr(pusaq, "__file__", str(package / "__init__.py"))
    seen = {home.surroundings()}
    assert home.surroundings() in seen
    for changed in (tmp_path / "uv.lock", static / "app.css", static / "new.js"):
        changed.write_text("b")
        seen.add(home.surroundings())
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("is_prepared", "program"), [(False, "pusaq_core.cli.entry"), (True, "pusaq.config.demo.serving")]
)
def test_tables_are_brought_up_to_date_unless_they_are(is_prepared, program):
    command = server_command(8123, is_prepared=is_prepared)
    assert command[2] == program
    assert command[-1] == "8123"


def test_a_port_where_somebody_listens_is_not_shared(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(taken))
        assert chosen_port() is None
    assert chosen_port() == taken
    monkeypatch.delenv("PORT")
    assert 8000 <= chosen_port() < 8050
