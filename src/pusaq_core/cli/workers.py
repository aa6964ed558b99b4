"""Several processes for independent problems; with one worker everything stays in this process."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pusaq_core.timetable.ugel_year import Mapper

_In = TypeVar("_In")
_Out = TypeVar("_Out")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The safety cut of the clock; the same moment in every process of the machine.

    Attributes:
        at: value of the monotonic clock from which the answer is True; None for never.
    """

    at: float | None = None

    def __call__(self) -> bool:
        """Whether the time is over."""
        return self.at is not None and time.monotonic() >= self.at


def deadline_in(seconds: float | None) -> Deadline:
    """A deadline so many seconds from now."""
    return Deadline(None if seconds is None else time.monotonic() + seconds)


def default_workers() -> int:
    """As many as there are processors for this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextlib.contextmanager
def workers(number: int) -> Iterator[Mapper]:
    """A mapper over so many processes; interrupting the parent ends them at once.

    Args:
        number: processes; 1 for none beside this one.
    """
    if number <= 1:
        yield map
        return
    pool = ProcessPoolExecutor(
        number, mp_context=multiprocessing.get_context("spawn"), initializer=_leave_interrupts_to_the_parent
    )

    def apply(function: Callable[[_In], _Out], items: Iterable[_In], /) -> Iterable[_Out]:
        return pool.map(function, items)

    try:
        yield apply
    except BaseException:
        for process in list((pool._processes or {}).values()):  # noqa: SLF001  (no public way to end work)
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
