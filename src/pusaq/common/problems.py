"""Refusals of the core, as they are kept with a work and read again."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from pusaq_core.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable


def problem_lines(problems: Iterable[Problem]) -> str:
    """One problem a line."""
    return "\n".join(json.dumps(asdict(problem), ensure_ascii=False) for problem in problems)


def problems_in(text: str) -> tuple[Problem, ...]:
    """The problems that were kept; none where the text tells of something else, such as a mistake of ours."""
    try:
        return tuple(Problem(**json.loads(line)) for line in text.splitlines())
    except (TypeError, ValueError):
        return ()
