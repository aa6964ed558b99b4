"""How long the readers take: the national files, the same content in other formats, and growth with rows.

    PUSAQ_DATA=<folder> python benchmarks/readers.py

The folder holds `registry/padron_nacional.csv.gz` and `registry/plazas_nexus.csv.gz`. Prints a table.
"""

from __future__ import annotations

import gzip
import os
import platform
import struct
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from pusaq_core.io.registry import read_registry
from pusaq_core.io.staff import read_staff

REPEATS = 3
GROWTH = (1, 2, 4)
"""The registry this many times over, with other codes, to see how time grows."""


def machine():
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":")[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line
        ]
        model = names[0] if names else model
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, polars {pl.__version__}"


def seconds(read, path):
    """Best wall clock of some runs, with the number of rows."""
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        rows = len(read(path).frame)
        best = min(best, time.perf_counter() - start)
    return best, rows


def write_dbf(frame, path):
    widths = [max(1, frame[name].fill_null("").str.len_chars().max()) for name in frame.columns]
    with path.open("wb") as out:
        start = 32 + 32 * len(widths) + 1
        out.write(struct.pack("<BBBBIHH20x", 3, 126, 1, 1, len(frame), start, 1 + sum(widths)))
        for name, width in zip(frame.columns, widths, strict=True):
            out.write(name.encode()[:11].ljust(11, b"\0") + b"C" + bytes([0, 0, 0, 0, width, 0]) + bytes(14))
        out.write(b"\r")
        for row in frame.iter_rows():
            cells = zip(row, widths, strict=True)
            out.write(b" " + b"".join((c or "").encode("cp850", "replace").ljust(w) for c, w in cells))


def formats(frame, folder):
    text = frame.write_csv()
    (folder / "utf8.csv").write_text(text, encoding="utf-8")
    (folder / "cp850.csv").write_bytes(text.encode("cp850", "replace"))
    (folder / "latin1.csv.gz").write_bytes(gzip.compress(text.encode("latin-1", "replace"), 6))
    frame.write_parquet(folder / "a.parquet")
    frame.write_excel(folder / "a.xlsx")
    write_dbf(frame, folder / "a.dbf")
    return sorted(folder.iterdir())


def grown(frame, times, folder):
    parts = [frame.with_columns(ANEXO=pl.lit(str(number)) + pl.col("ANEXO")) for number in range(times)]
    path = folder / f"times{times}.csv"
    pl.concat(parts).write_csv(path)
    return path


def line(name, path, result):
    taken, rows = result
    print(f"| {name} | {path.stat().st_size / 1e6:.1f} | {rows:,} | {taken:.2f} | {1e6 * taken / rows:.1f} |")


def main():
    if "PUSAQ_DATA" not in os.environ:
        sys.exit("PUSAQ_DATA is not set")
    folder = Path(os.environ["PUSAQ_DATA"]) / "registry"
    registry, staff = folder / "padron_nacional.csv.gz", folder / "plazas_nexus.csv.gz"
    print(f"{machine()}; best of {REPEATS}; read and validated\n")
    print("| file | MB | rows | s | µs a row |\n|---|---|---|---|---|")
    line("registry, CSV.gz", registry, seconds(read_registry, registry))
    line("staff, CSV.gz", staff, seconds(read_staff, staff))
    frame = pl.read_csv(registry, infer_schema=False)
    with tempfile.TemporaryDirectory() as place:
        for path in formats(frame, Path(place)):
            line(f"registry, {path.name}", path, seconds(read_registry, path))
    with tempfile.TemporaryDirectory() as place:
        for times in GROWTH:
            path = grown(frame, times, Path(place))
            line(f"registry, {times}×, CSV", path, seconds(read_registry, path))


if __name__ == "__main__":
    main()
