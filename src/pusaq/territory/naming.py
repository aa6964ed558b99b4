"""Names as people write them, from registers that know capitals only."""

from __future__ import annotations

import re
from typing import Final

from pusaq.common.sorting import folded

_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"[IVX]+")
_SMALL: Final = frozenset({"de", "del", "y", "e", "en", "al"})
_ARTICLES: Final = frozenset({"la", "las", "los", "el"})
_ACRONYMS: Final = frozenset(
    {"UGEL", "DRE", "GRE", "RER", "IE", "IEI", "IEP", "CEBA", "CEBE", "PRITE", "SLEP"}
)
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


def proper_name(text: str) -> str:
    """A name in capitals with small letters where people write them; any other name as it is.

    Accents that a register lost stay lost: nobody can guess them. Those of bodies and departments stand in
    the country pack: see `corrected`.
    """
    if text != text.upper():
        return text
    before = ""

    def written(match: re.Match[str]) -> str:
        nonlocal before
        word, last = match[0], before
        before = word.lower()
        if word in _ACRONYMS or (_ROMAN.fullmatch(word) and last):
            return word
        # «San Marcos de la Encañada», but «La Libertad» and «Villa El Salvador».
        is_small = before in _SMALL or (before in _ARTICLES and last == "de")
        return before if last and is_small else word.capitalize()

    return _WORD.sub(written, text)


def corrected(written: str, proper: str | None) -> str:
    """The proper name where it differs in accents and capitals alone; otherwise what was written."""
    return proper if proper is not None and folded(proper) == folded(written) else written


def is_written_otherwise(name: str, in_register: str) -> bool:
    """Whether a register writes a name with other letters, not only in capitals."""
    return bool(in_register) and in_register.casefold() != name.casefold()


def slug(text: str) -> str:
    """A name as a code: `RER Ñahuin 2` becomes `rer-nahuin-2`."""
    return _NOT_PLAIN.sub("-", folded(text)).strip("-")


def school_label(name: str, word: str) -> str:
    """A school as people call it: one whose name is a number gets the country's word before it."""
    return f"{word} {name}" if name[:1].isdigit() else name
