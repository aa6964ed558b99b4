"""Refusals of the core, as they are kept with a work and read again; and our own mistakes, by their code."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING

from pusaq_core.errors import Problem

if TYPE_CHECKING:
    import logging
    from collections.abc import Iterable

CODE = re.compile(r"^PQ-[0-9A-F]{4}-[0-9A-F]{4}\b")
"""What people read and say to the help desk, and what stands in the log beside the traceback."""


def problem_lines(problems: Iterable[Problem]) -> str:
    """One problem a line."""
    return "\n".join(json.dumps(asdict(problem), ensure_ascii=False) for problem in problems)


def problems_in(text: str) -> tuple[Problem, ...]:
    """The problems that were kept; none where the text tells of something else, such as a mistake of ours."""
    try:
        return tuple(Problem(**json.loads(line)) for line in text.splitlines())
    except (TypeError, ValueError):
        return ()


def log_failure(log: logging.Logger, what: str, error: BaseException | None) -> str:
    """Write a mistake of ours into the log, with its traceback, under a code that people can be shown.

    Returns:
        The code.
    """
    code = f"PQ-{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()
    log.error("%s %s", code, what, exc_info=error)
    return code


def code_in(text: str) -> str:
    """The code under which a kept error stands in the log; empty where it has none."""
    found = CODE.match(text)
    return found[0] if found else ""
