"""Every package of the core has its place in the contracts that hold the imports."""

from __future__ import annotations

import configparser
from typing import TYPE_CHECKING

from tools.checks.purity import MODULES, PURE
from tools.checks.source import Finding

if TYPE_CHECKING:
    from pathlib import Path

CONTRACTS = ".importlinter"
PACKAGE = "src/pusaq_core"


def check_layers(root: Path) -> list[Finding]:
    """Packages and modules that no layer names, layers that name nothing, and a pure list that disagrees.

    `lint-imports` finds an unnamed package too; this says so in the words of the house and in one place
    with the list of packages whose calls are looked at.

    Returns:
        One finding for each name, sorted.
    """
    parser = configparser.ConfigParser()
    parser.read_string((root / CONTRACTS).read_text(encoding="utf-8"))
    layers = parser["importlinter:contract:layers"]["layers"].replace("|", " ").split()
    pure = {name.removeprefix("pusaq_core.") for name in _words(parser, "pure", "source_modules")}
    present = set(_modules(root / PACKAGE))
    findings = [
        *(f"{name} stands in no layer" for name in present - set(layers)),
        *(f"the layer {name} does not exist" for name in set(layers) - present),
        *(
            f"{name} is called pure in one place only"
            for name in pure.symmetric_difference({*PURE, *MODULES})
        ),
    ]
    return [Finding(CONTRACTS, 0, "layers", message) for message in sorted(findings)]


def _words(parser: configparser.ConfigParser, contract: str, key: str) -> list[str]:
    return parser[f"importlinter:contract:{contract}"][key].split()


def _modules(package: Path) -> list[str]:
    """Direct children that Python can import: packages with modules, and modules."""
    names = []
    for path in sorted(package.iterdir()):
        if path.is_dir() and any(path.glob("*.py")):
            names.append(path.name)
        elif path.suffix == ".py" and path.stem != "__init__":
            names.append(path.stem)
    return names
