"""Text of unknown encoding: Peru's exports come in UTF-8, CP850 (DOS) and Latin-1, seldom labelled."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

_SPANISH: Final = "áéíóúüñÁÉÍÓÚÜÑ°ºª«»¿¡´–—“”‘’"
_LOWER, _UPPER = 1, 2
_SAMPLE, _MANY = 4096, 0.5


class Decoded(NamedTuple):
    """Text and the encoding it was read by: `utf-8`, `utf-16`, `cp850` or `latin-1`."""

    text: str
    encoding: str


def _windows_table() -> str:
    """The 256 characters of Latin-1 with the typographic marks that Windows adds to it."""
    marks = bytes(range(0x80, 0xA0)).decode("cp1252", "replace")
    high = "".join(chr(0x80 + i) if mark == "\ufffd" else mark for i, mark in enumerate(marks))
    latin = bytes(range(256)).decode("latin-1")
    return latin[:0x80] + high + latin[0xA0:]


TABLES: Final[dict[str, str]] = {
    "cp850": bytes(range(256)).decode("cp850"),
    "latin-1": _windows_table(),
}
"""The character of each byte in the encodings of one byte a character."""


def _likelihood(data: bytes, table: str) -> int:
    """How much the bytes above 127 read like Spanish.

    A letter in the case of its neighbours gives 2, another Spanish sign 1, anything else minus 2.
    """
    codes = np.frombuffer(data, dtype=np.uint8)
    places = np.flatnonzero(codes >= 0x80)
    case = np.array([_LOWER if c.islower() else _UPPER if c.isupper() else 0 for c in table], dtype=np.int8)
    spanish = np.array([c in _SPANISH for c in table])
    letter = np.array([c in _SPANISH and c.isalpha() and c not in "ºª" for c in table])
    own = case[codes[places]]
    before = case[codes[places - 1]] * (places > 0)
    after = case[codes[np.minimum(places + 1, len(codes) - 1)]] * (places + 1 < len(codes))
    # A capital after a small letter, or a small letter that ends a word in capitals, is the wrong table.
    clash = ((own == _UPPER) & (before == _LOWER)) | (
        (own == _LOWER) & (before == _UPPER) & (after != _LOWER)
    )
    fits = letter[codes[places]] & ~clash
    score = np.where(fits, 2, np.where(spanish[codes[places]] & ~letter[codes[places]], 1, -2))
    return int(score.sum())


def _valid_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def detect(data: bytes) -> str:
    """The encoding of some bytes: `utf-8`, `cp850` or `latin-1`.

    Valid UTF-8 is UTF-8: text of the other two practically never is. A file in UTF-8 with a few broken
    bytes stays UTF-8. Between the other two, the table decides that gives Spanish letters in fitting case.

    Args:
        data: the whole content; the answer for an empty one is `utf-8`.
    """
    if _valid_utf8(data):
        return "utf-8"
    lenient = data.decode("utf-8", "surrogateescape")
    codes = np.frombuffer(lenient.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    broken = int(((codes >= 0xDC80) & (codes <= 0xDCFF)).sum())
    sound = int((codes >= 0x80).sum()) - broken
    if sound > broken:
        return "utf-8"
    return max(("latin-1", "cp850"), key=lambda name: _likelihood(data, TABLES[name]))


def _sixteen(data: bytes) -> str | None:
    """The codec of UTF-16, by its mark or by zeros at every other place, as «Unicode text» has them."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[: _SAMPLE - _SAMPLE % 2]
    zeros = [sample[start::2].count(0) for start in (0, 1)]
    if max(zeros) > _MANY * len(sample) / 2 and min(zeros) == 0:
        return "utf-16-le" if zeros[1] else "utf-16-be"
    return None


def decode(data: bytes) -> Decoded:
    """Read bytes as text by the encoding that `detect` finds.

    Bytes that are not valid in a file of UTF-8 are read as Latin-1, one by one. A byte-order mark is dropped.
    """
    sixteen = _sixteen(data)
    if sixteen is not None:
        return Decoded(data.decode(sixteen, "replace"), "utf-16")
    encoding = detect(data)
    if encoding == "cp850":
        return Decoded(data.decode("cp850"), encoding)
    windows = TABLES["latin-1"]
    if encoding == "latin-1":
        text = data.decode("latin-1")
        marks = {code: windows[code] for code in range(0x80, 0xA0)}
        return Decoded(text.translate(marks) if any(chr(code) in text for code in marks) else text, encoding)
    text = data.decode("utf-8-sig", "surrogateescape")
    if not _valid_utf8(data):
        text = text.translate({0xDC00 + byte: windows[byte] for byte in range(0x80, 0x100)})
    return Decoded(text, encoding)
