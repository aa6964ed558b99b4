"""Refusals of the core, as they are kept with a work and read again; and our own mistakes, by their code."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pusaq_core.errors import Problem

if TYPE_CHECKING:
    import logging
    from collections.abc import Iterable


def problems_as_data(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as values of JSON."""
    return [asdict(problem) for problem in problems]


def problems_from(data: Iterable[dict[str, Any]]) -> tuple[Problem, ...]:
    """The problems that were kept."""
    return tuple(Problem(**one) for one in data)


def log_failure(log: logging.Logger, what: str, error: BaseException | None) -> str:
    """Write a mistake of ours into the log, with its traceback, under a code that people can be shown.

    Returns:
        The code, which people read and say to the help desk.
    """
    code = f"PQ-{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()
    log.error("%s %s", code, what, exc_info=error)
    return code
