"""Where the command begins: loading the solvers takes a second, and an interruption then is answered too."""

from __future__ import annotations

import sys

INTERRUPTED = 130


def run() -> None:
    """Load the command and run it."""
    try:
        from pusaq_core.cli.main import main  # noqa: PLC0415  (so that an interruption while loading is caught)
    except KeyboardInterrupt:
        sys.stderr.write("Interrumpido. No se escribió nada.\n")
        sys.exit(INTERRUPTED)
    main()


if __name__ == "__main__":
    run()
