"""Refusals of the core, as they are kept with a work and read again; and our own mistakes, by their code."""

from __future__ import annotations

import logging
import secrets
import traceback
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pusaq_core.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable


def storable(text: str) -> str:
    """Text that every database keeps: a zero character and half a surrogate pair are written out.

    PostgreSQL refuses the first in texts and in JSON, and nothing encodes the second as UTF-8.
    """
    return text.replace("\0", r"\x00").encode("utf-8", "backslashreplace").decode()


def said_by(error: BaseException) -> str:
    """What an error says, storable; its type alone where even asking fails."""
    try:
        return storable(str(error))
    except Exception:  # noqa: BLE001  (the code of an error may be as broken as what raised it)
        return type(error).__name__


def problems_as_data(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as values of JSON that every database keeps."""
    return [
        {name: storable(value) if isinstance(value, str) else value for name, value in asdict(one).items()}
        for one in problems
    ]


def problems_from(data: Iterable[dict[str, Any]]) -> tuple[Problem, ...]:
    """The problems that were kept."""
    return tuple(Problem(**one) for one in data)


def log_failure(log: logging.Logger, what: str, error: BaseException | None) -> str:
    """Write a mistake of ours into the log, with its traceback, under a code that people can be shown.

    Returns:
        The code, which people read and say to the help desk.
    """
    code = f"PQ-{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()
    if error is None:
        log.error("%s %s", code, what)
        return code
    place = log.findCaller(stacklevel=2)[:3]
    raised = (type(error), error, error.__traceback__)
    record = log.makeRecord(log.name, logging.ERROR, *place[:2], "%s %s", (code, what), raised, place[2])
    # A log is UTF-8 as well: a handler that cannot encode the traceback would lose it.
    record.exc_text = storable("".join(traceback.format_exception(error)))
    log.handle(record)
    return code
