"""Words of a condition: names, keywords, numbers, texts in single quotes, operators."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pusaq_core.errors import InputError, Problem

MAX_LENGTH = 4_000
"""Characters of one condition; the longest of the published norms has about 150."""

KEYWORDS = frozenset({"AND", "OR", "NOT", "IN", "BETWEEN", "IS", "NULL", "TRUE", "FALSE"})

TokenKind = Literal["name", "keyword", "integer", "decimal", "text", "symbol", "end"]

_WHOLE = r"-?(?:0|[1-9][0-9]{0,14})"
"""No zero in front: whoever writes 012 may mean a code, or ten, and is asked."""

_TOKEN = re.compile(
    rf"(?P<decimal>{_WHOLE}\.[0-9]{{1,15}}(?![\w.]))"
    rf"|(?P<integer>{_WHOLE}(?![\w.]))"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<text>'(?:[^']|'')*')"
    r"|(?P<symbol><=|>=|<>|[=<>(),])"
)
_LEADING_ZERO = re.compile(r"-?0[0-9]")
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a condition.

    Attributes:
        kind: what it is; `end` after the last one.
        text: as written; keywords in capitals, texts without their quotes.
        offset: character of the condition where it starts, from 0.
    """

    kind: TokenKind
    text: str
    offset: int

    @property
    def shown(self) -> str:
        """For "found": the word, or `@end`."""
        return "@end" if self.kind == "end" else self.text


def expression_problem(code: str, offset: int, *, expected: str = "", found: str = "") -> InputError:
    """The error of a condition at a character of its text (`position` counts from 1)."""
    return InputError(Problem(code, expected=expected, found=found, position=offset + 1))


def tokenize(text: str) -> list[Token]:
    """Words of a condition, closed by one of kind `end`.

    Raises:
        InputError: `expr_too_long`, or `expr_syntax` at the first character that starts no word.
    """
    if len(text) > MAX_LENGTH:
        raise expression_problem("expr_too_long", 0, expected=f"at_most:{MAX_LENGTH}", found=str(len(text)))
    tokens: list[Token] = []
    spot = _skip_space(text, 0)
    while spot < len(text):
        match = _TOKEN.match(text, spot)
        if match is None:
            expected = "closing_quote" if text[spot] == "'" else "condition"
            expected = "no_leading_zero" if _LEADING_ZERO.match(text, spot) else expected
            raise expression_problem("expr_syntax", spot, expected=expected, found=text[spot : spot + 12])
        tokens.append(_token(match, spot))
        spot = _skip_space(text, match.end())
    tokens.append(Token("end", "", len(text)))
    return tokens


def _skip_space(text: str, spot: int) -> int:
    match = _SPACE.match(text, spot)
    return match.end() if match else spot


def _token(match: re.Match[str], spot: int) -> Token:
    word = match.group()
    if match.lastgroup == "text":
        return Token("text", word[1:-1].replace("''", "'"), spot)
    if match.lastgroup == "name" and word.upper() in KEYWORDS:
        return Token("keyword", word.upper(), spot)
    kinds: dict[str | None, TokenKind] = {
        "decimal": "decimal",
        "integer": "integer",
        "name": "name",
        "symbol": "symbol",
    }
    return Token(kinds[match.lastgroup], word, spot)
