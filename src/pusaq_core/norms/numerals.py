"""Numerals of a norm: how they are written, and which rest on which."""

from __future__ import annotations

import re
from typing import Annotated

from pusaq_core.catalogue_reader.values import matching

_ONE = r"(?:[^\W\d][\w./-]* )?[0-9]{1,3}(?:\.[0-9]{1,3}){0,5}(?: [a-z])?"
NUMERAL_PATTERN = re.compile(rf"{_ONE}(?:; {_ONE})*\Z")
"""`5.6.1 a`; several as `5.6.1 d; 5.2.6 b`; those of an amending norm as `RVM-045-2021 2.1`."""

Numeral = Annotated[str, matching(NUMERAL_PATTERN, "numeral")]
"""One numeral of the norm, or several separated by `;`."""


def split_numerals(numerals: str) -> tuple[str, ...]:
    """Single numerals of a citation such as `5.6.1 d; 5.2.6 b`."""
    return tuple(part for part in numerals.split("; ") if part)


def rests_on(numerals: str, asked: str) -> bool:
    """Whether a citation names the asked numeral or a part of it.

    Args:
        numerals: citation of a value, such as `5.6.1 d; 5.2.6 b`.
        asked: one numeral, such as `5.6`, `5.6.1` or `5.6.1 d`.
    """
    wanted = _steps(asked)
    return any(_steps(one)[: len(wanted)] == wanted for one in split_numerals(numerals))


def _steps(one: str) -> list[str]:
    return re.split(r"[. ]", re.sub(r"\s+", " ", one.strip().rstrip(".").lower()))
