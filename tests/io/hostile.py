"""Text that acts in a spreadsheet, and an eye for what acts in a file."""

from __future__ import annotations

import re

SIGNS = "=+-@＝＋－＠"
NUMBER = re.compile(r"[+-]\d+([.,]\d+)?")
HOSTILE = [
    *("=1+1", "+1+1", "-1-1", "@SUM(A1)", "\t=1", "\r=1", " =1", '"=1', "＝1", "\n=1", "-", "=", "+51 =1"),
    *('A;=HYPERLINK("http://x")', "A\t=1", "A\n=1", "A\r\n=1", 'A; "=1', "-1;=1", ";;=1", "=1;=1", "a;;-"),
]


def acting(text, at=r"[;\t\r\n]"):
    """Pieces of a text that begin a formula when it is separated at some signs."""
    pieces = (piece.lstrip(' \t"').rstrip('"') for piece in re.split(at, text))
    return [piece for piece in pieces if piece and piece[0] in SIGNS and not NUMBER.fullmatch(piece)]
