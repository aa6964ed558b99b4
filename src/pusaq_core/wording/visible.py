"""Words of a file on a line that people read: what would act instead of being read is written out.

A file may hold escape sequences that clear a screen or set its title, and signs that turn the direction of a
line; whoever reads what is wrong with the file must see them, not undergo them.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_ACTS: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of Unicode: control, format, half a surrogate pair, line and paragraph separators."""


def visible(text: str, *, keep: str = "") -> str:
    r"""The text with each sign that acts written as its number, such as `\x1b` or `\u202e`.

    Args:
        text: as it stands in a file.
        keep: signs that may act, such as the ends of lines that are ours.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        _number(sign) if unicodedata.category(sign) in _ACTS and sign not in keep else sign for sign in text
    )


def _number(sign: str) -> str:
    point = ord(sign)
    if point <= 0xFF:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"
