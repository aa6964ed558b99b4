"""`python -m tools.chromium`: Chromium and fonts from the system's packages; needs root and Debian."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PACKAGES = ("chromium", "fonts-noto-core")
PROGRAM = "chromium"
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""What a browser needs in a container, and nothing that speaks to its maker."""


def chromium() -> str | None:
    """Where Chromium is, or None."""
    return shutil.which(PROGRAM)


def main() -> int:
    """Install, where it can be done.

    Returns:
        Exit code: 1 where somebody else has to do it.
    """
    if chromium():
        return 0
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        print(f"Chromium is missing. As root: apt-get install -y {' '.join(PACKAGES)}", file=sys.stderr)
        return 1
    for step in (("update", "-qq"), ("install", "-y", "-qq", "--no-install-recommends", *PACKAGES)):
        code = subprocess.run([apt, *step], check=False).returncode  # noqa: S603  (our own words)
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
