"""No module imports itself by way of others, not even for types alone."""

from __future__ import annotations

import sys
from graphlib import CycleError, TopologicalSorter

import grimp
import pytest


def _circle(*packages: str) -> list[str]:
    """Modules that import each other in a round, the first named again at the end; empty without one."""
    graph = grimp.build_graph(*packages, cache_dir=None)
    imports = {name: sorted(graph.find_modules_directly_imported_by(name)) for name in sorted(graph.modules)}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_tree_has_no_circle():
    assert _circle("pusaq_core", "pusaq") == []


@pytest.mark.parametrize(
    "second",
    [
        "from round_trip import first",
        "if TYPE_CHECKING:\n    from round_trip.first import Thing",
        "def late():\n    from round_trip import first",
    ],
)
def test_circle_is_found(tmp_path, monkeypatch, second):
    package = tmp_path / "round_trip"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "first.py").write_text("import round_trip.second\n", encoding="utf-8")
    (package / "second.py").write_text(f"{second}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert set(_circle("round_trip")) == {"round_trip.first", "round_trip.second"}
    assert "round_trip" not in sys.modules
