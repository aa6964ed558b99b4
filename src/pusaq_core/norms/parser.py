"""From the text of a condition to its tree: recursive descent over a closed grammar.

condition  = part { OR part }
part       = term { AND term }
term       = NOT term | "(" condition ")" | operand [ test ]
test       = operator operand | [NOT] IN "(" constant { "," constant } ")"
           | [NOT] BETWEEN operand AND operand | IS [NOT] NULL
operand    = name | integer | decimal | 'text' | TRUE | FALSE
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq_core.norms.expressions import (
    COMPARISONS,
    Between,
    Comparison,
    Constant,
    Expression,
    IsNull,
    Junction,
    Membership,
    Name,
    Not,
    Operand,
)
from pusaq_core.norms.tokens import Token, expression_problem, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable

    from pusaq_core.errors import InputError

MAX_DEPTH = 40
"""Parentheses and NOT inside one another; keeps hostile text from exhausting the stack."""


def parse_expression(text: str) -> Expression:
    """Tree of a condition.

    Args:
        text: the condition, such as `nivel = 'primaria' AND estudiantes >= 30`.

    Raises:
        InputError: `expr_syntax`, `expr_too_long` or `expr_too_deep`; `position` is the character of the
            text, from 1, at which the condition cannot be continued.
    """
    return _Parser(tokenize(text)).whole()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.spot = 0
        self.depth = 0

    @property
    def current(self) -> Token:
        return self.tokens[self.spot]

    def whole(self) -> Expression:
        expression = self.condition()
        if self.current.kind != "end":
            raise self.fault("and_or_end")
        return expression

    def fault(self, expected: str) -> InputError:
        return expression_problem(
            "expr_syntax", self.current.offset, expected=expected, found=self.current.shown
        )

    def accept(self, kind: str, *texts: str) -> Token | None:
        token = self.current
        if token.kind == kind and (not texts or token.text in texts):
            self.spot += 1
            return token
        return None

    def require(self, kind: str, text: str) -> None:
        if self.accept(kind, text) is None:
            raise self.fault(f"word:{text}")

    def condition(self) -> Expression:
        return self.joined("OR", self.part)

    def part(self) -> Expression:
        return self.joined("AND", self.term)

    def joined(self, word: str, read: Callable[[], Expression]) -> Expression:
        start = self.current.offset
        parts = [read()]
        while self.accept("keyword", word):
            parts.append(read())
        return parts[0] if len(parts) == 1 else Junction(word, tuple(parts), start)

    def term(self) -> Expression:
        start = self.current
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise expression_problem("expr_too_deep", start.offset, expected=f"at_most:{MAX_DEPTH}")
        if self.accept("keyword", "NOT"):
            found: Expression = Not(self.term(), start.offset)
        elif self.accept("symbol", "("):
            found = self.condition()
            self.require("symbol", ")")
        else:
            found = self.test(self.operand())
        self.depth -= 1
        return found

    def test(self, operand: Operand) -> Expression:
        start = operand.offset
        if operator := self.accept("symbol", *COMPARISONS):
            return Comparison(operator.text, operand, self.operand(), start)
        if self.accept("keyword", "IS"):
            negated = self.accept("keyword", "NOT") is not None
            self.require("keyword", "NULL")
            if isinstance(operand, Constant):
                raise expression_problem("expr_null_of_constant", start, expected="name")
            return IsNull(operand, negated, start)
        negated = self.accept("keyword", "NOT") is not None
        if self.accept("keyword", "IN"):
            return Membership(operand, self.constants(), negated, start)
        if self.accept("keyword", "BETWEEN"):
            low = self.operand()
            self.require("keyword", "AND")
            return Between(operand, low, self.operand(), negated, start)
        if negated:
            raise self.fault("word:IN|BETWEEN")
        return operand

    def constants(self) -> tuple[Constant, ...]:
        self.require("symbol", "(")
        found = [self.constant()]
        while self.accept("symbol", ","):
            found.append(self.constant())
        self.require("symbol", ")")
        return tuple(found)

    def constant(self) -> Constant:
        value = self.operand()
        if isinstance(value, Name):
            raise expression_problem("expr_syntax", value.offset, expected="constant", found=value.name)
        return value

    def operand(self) -> Operand:
        token = self.current
        if self.accept("name"):
            return Name(token.text, token.offset)
        if self.accept("integer"):
            return Constant(int(token.text), token.offset)
        if self.accept("decimal"):
            return Constant(float(token.text), token.offset)
        if self.accept("text"):
            return Constant(token.text, token.offset)
        if self.accept("keyword", "TRUE", "FALSE"):
            return Constant(token.text == "TRUE", token.offset)
        raise self.fault("operand")
