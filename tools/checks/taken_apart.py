"""Text is taken apart where it comes from outside, and each place says what text that is.

A fact that became a sentence and is read back breaks with the next word that changes. What the code itself
has written is kept as values instead (`pusaq_core.findings`, `common.Job.about` and the like).

A place is seen by how it is written: a call of a library that reads text, by whatever name it is imported; a
method that cuts text; of what is stored for people also what only looks at its letters, by the names of its
columns and through one assignment in the same function. To shorten it is to take nothing apart, nor is
another first letter. What is given to another function and cut there under a name of its own is not seen, nor
what goes through two assignments, nor a comparison with a whole sentence.
"""

from __future__ import annotations

import ast
import re
import tomllib
from typing import TYPE_CHECKING, Final

from tools.checks.source import Finding, PythonFile, dotted, imported_names, nodes, python_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

RULE: Final = "taken-apart"
REASONS: Final = "tools/taken_apart.toml"
"""Every file of `src` and `frontend/src` that takes text apart, and what text it is."""

READERS: Final = ("re.", "regex.", "csv.reader", "csv.DictReader", "shlex.")
METHODS: Final = frozenset({"split", "rsplit", "partition", "rpartition", "splitlines"})
OF_FRAMES: Final = re.compile(r"extract|replace|contains|split|find|count_matches|strip_(prefix|suffix)|tail")
"""Methods of a column's `.str` that look for something within its text."""

LETTERS: Final = frozenset(
    {
        *(*METHODS, "search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "scan"),
        *("removeprefix", "removesuffix", "startswith", "endswith", "find", "rfind", "index", "rindex"),
        *("replace", "count", "extract", "extract_all", "contains", "replace_all"),
    }
)
"""Methods that read what is stored by its letters."""

STORED: Final = frozenset(
    {
        *("note", "notes", "reason", "reasons", "error", "errors", "title", "stage", "motive", "said", "why"),
        *("message", "messages", "sentence", "sentences", "lead", "plurals"),
    }
)
"""Columns and attributes that hold, or once held, what people read: no reason excuses these."""

LOOKUP: Final = re.compile(
    rf"(?:^|.*__)({'|'.join(sorted(STORED))})__i?(regex|contains|startswith|endswith)$"
)
SAYING: Final = frozenset({"say", "said", "_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"})
"""What answers with a sentence."""

AS_TEXT: Final = frozenset({"strip", "lower", "upper", "casefold"})
OTHER_MEANING: Final = ("numpy.",)
SCRIPT: Final = re.compile(
    r"\.(split|match|matchAll|replace|replaceAll|substring|slice|search|exec|indexOf|startsWith|endsWith)\("
    r"""\s*(?=["'`/])|\bnew RegExp\b|/[gimsuy]*\.(exec|test)\("""
)
"""A script that cuts by a text or a pattern."""


def check_taken_apart(root: Path) -> list[Finding]:
    """Files that take text apart without a reason, reasons without such a file, and stored words taken apart.

    Args:
        root: repository with `src` and `tools/taken_apart.toml`.
    """
    path = root / REASONS
    reasons = tomllib.loads(path.read_text(encoding="utf-8"))["files"] if path.exists() else {}
    found: list[Finding] = []
    taking = {}
    for file in python_files(root, "src"):
        names = imported_names(file.tree)
        calls = [node for node in nodes(file.tree) if isinstance(node, ast.Call)]
        if places := [call.lineno for call in calls if _takes_apart(call, names)]:
            taking[file.path] = min(places)
        found += _stored(file)
    for script in sorted((root / "frontend/src").rglob("*.ts")):
        text = script.read_text(encoding="utf-8")
        if cut := SCRIPT.search(text):
            taking[script.relative_to(root).as_posix()] = text.count("\n", 0, cut.start()) + 1
    found += [
        Finding(name, line, RULE, f"say in {REASONS} what text this takes apart")
        for name, line in taking.items()
        if not reasons.get(name, "").strip()
    ]
    idle = sorted(set(reasons) - taking.keys())
    return sorted(found) + [
        Finding(REASONS, 0, RULE, f"{name} takes nothing apart any more") for name in idle
    ]


def _takes_apart(call: ast.Call, names: dict[str, str]) -> bool:
    """A call of what reads text, or of a method that cuts it."""
    name = dotted(call.func, names)
    if name.startswith(READERS):
        return True
    match call.func:
        case ast.Attribute(value=ast.Attribute(attr="str"), attr=method) if OF_FRAMES.search(method):
            return True
        case ast.Attribute(attr=method):
            return method in METHODS and not name.startswith(OTHER_MEANING)
        case _:
            return False


def _stored(file: PythonFile) -> Iterator[Finding]:
    """Places where what is stored for people is cut, searched or asked for its letters, each once."""
    functions = [one for one in nodes(file.tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    seen: set[int] = set()
    for scope in (*functions, file.tree):
        inside = [node for node in ast.walk(scope) if id(node) not in seen]
        seen.update(id(node) for node in inside)
        aliases = frozenset(f"{name}=" for node in inside for name in _assigned(node))
        for node in inside:
            if _reads_letters(node, aliases):
                said = f"what is stored for people is taken apart: {ast.unparse(node)}"
                yield Finding(file.path, getattr(node, "lineno", 0), RULE, said)


def _assigned(node: ast.AST) -> Iterator[str]:
    """Names that an assignment, or a comprehension, gives to stored words."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_stored(value, frozenset()):
            yield name
        case (
            ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            | ast.NamedExpr(target=ast.Name(id=name), value=value)
        ) if _is_stored(value, frozenset()):
            yield name
        case _:
            return


def _reads_letters(node: ast.AST, aliases: frozenset[str]) -> bool:
    """Whether stored words are searched, cut, or asked for a part of them."""
    read: Iterable[ast.expr] = ()
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr=method), args=args) if method in LETTERS:
            read = (value, *args)
        case ast.Call(func=ast.Name(id=name), args=args) if name in LETTERS:
            read = args
        case ast.Subscript(value=value, slice=ast.Slice(lower=ast.expr() as lower)):
            read = () if isinstance(lower, ast.Constant) and lower.value == 1 else (value,)
        case ast.Compare(left=ast.Constant(value=str()), ops=[ast.In() | ast.NotIn()], comparators=within):
            read = within
        case ast.keyword(arg=str() as name) | ast.Constant(value=str() as name):
            return bool(LOOKUP.match(name))
    return any(_is_stored(one, aliases) for one in read)


def _is_stored(node: ast.expr, aliases: frozenset[str]) -> bool:
    """Whether an expression is a column or attribute of stored words, as it is or only made a text."""
    name, within = _asked(node)
    return name in STORED or any(_is_stored(one, aliases) for one in within) or name in aliases


def _asked(node: ast.expr) -> tuple[object, Sequence[ast.expr]]:
    """The name by which an expression asks for a value, and what it only makes a text of."""
    name: object = ""
    within: Sequence[ast.expr] = ()
    match node:
        case ast.Name(id=local):
            name = f"{local}="
        case ast.Attribute(value=value, attr="str"):
            within = (value,)
        case ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=name)):
            pass
        case ast.Call(func=ast.Attribute(attr="get" | "col"), args=[ast.Constant(value=name), *_rest]):
            pass
        case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=name), *_rest]):
            pass
        case ast.Call(func=ast.Name(id="str"), args=within) | ast.BoolOp(values=within):
            pass
        case ast.Call(func=ast.Attribute(value=value, attr=method)) if method in AS_TEXT:
            within = (value,)
        case ast.Call(func=ast.Name(id=said) | ast.Attribute(attr=said)) if said in SAYING:
            name = "said"
    return name, within
