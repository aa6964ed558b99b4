"""A process of its own that reads a Parquet file, because a damaged one can abort its reader."""

from __future__ import annotations

import sys

import polars as pl


def limit_memory(most: int) -> None:
    """Let this process have at most so many bytes of memory, where the system can hold it to that."""
    try:
        import resource  # noqa: PLC0415  (only POSIX has it)
    except ImportError:
        return
    _, allowed = resource.getrlimit(resource.RLIMIT_AS)
    if allowed != resource.RLIM_INFINITY:
        most = min(most, allowed)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def main(source: str, target: str) -> None:
    """Read `source` and write what it holds to `target` in the Arrow IPC format."""
    pl.read_parquet(source).write_ipc(target)


if __name__ == "__main__":
    limit_memory(int(sys.argv[3]))
    main(sys.argv[1], sys.argv[2])
