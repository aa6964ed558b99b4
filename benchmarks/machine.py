"""The machine that a table was made on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path


def machine():
    """Processor, cores, Python and versions of what does the work, in one line."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        model = next((line.split(":")[1].strip() for line in lines if "model name" in line), model)
    versions = ", ".join(f"{name} {version(name)}" for name in ("ortools", "pusaq"))
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}"
