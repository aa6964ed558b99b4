"""Letters of caseloads, by which tables and maps give the same colour and shape to the same caseload."""

from __future__ import annotations


def index_of_letter(letter: str) -> int:
    """Place of a letter in the alphabet of caseloads, from 0: its colour and its shape."""
    number = 0
    for one in letter:
        number = number * 26 + ord(one) - ord("A") + 1
    return number - 1
