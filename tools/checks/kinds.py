"""Kinds of activity are rows of tables: few files name one, and the list of them is kept here.

A file names a kind where a text that a program reads holds its id or the key of its dose: alone, in a list,
after a dot, with `_days` behind it, or, in Spanish, as a part of the key of an assumption. Acronyms belong to
one kind, so they count as a part of any name, label or text, in either case. `visit` and `workshop` are also
the words for what travels and for what binds a UGEL: as a part of a longer name of ours (`visit_gap`,
`visits_too_close`) they say the property, and do not count; in the core an attribute may be called so, as the
checker's `audited(kind).visit`, in the system it asks for one kind. Nor do comments, docstrings and sentences
for people count: no program reads them. A letter alone (`"G"`) is not seen: too many are something else.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tools.checks.source import Finding, PythonFile, nodes, python_files, repository_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST = 12
"""More files than these mean that somebody decides by name what a property should decide."""

NAMING = frozenset(
    {
        "src/pusaq_core/kinds.py",
        "src/pusaq_core/checking/kinds.py",
        "src/pusaq_core/cli/kind_words.py",
        "src/pusaq_core/io/workbook_names.py",
        "src/pusaq/accompaniment/looks.py",
    }
)
"""The tables: the recipe for a new kind in CONTRIBUTING.md goes through them."""

BESIDE = frozenset(
    {
        "src/pusaq_core/checking/row_rules.py",
        "src/pusaq_core/checking/rules.py",
        "src/pusaq_core/norms/cases.py",
        "src/pusaq_core/norms/sections_dose.py",
        "src/pusaq_core/norms/text_model.py",
        "src/pusaq_core/timetable/problem.py",
    }
)
"""What names a kind and is no table: keys of norm files, of cases and of assumptions, codes of rules."""

IDS = frozenset({"visit", "gia", "rtc", "workshop", "own_workshop", "visita", "taller", "taller_propio"})
MEASURES = frozenset(f"{kind}_days" for kind in IDS)
"""Columns by which a year is told: an identifier with one of these names asks for one kind."""

OURS = frozenset({"visit", "gia", "rtc", "workshop", "own_workshop"})
"""Ids of the system, which are no Spanish words."""

SYSTEM = "src/pusaq/"
FOLDERS = ("src/pusaq", "src/pusaq_core", "frontend/src")
TEXTS = frozenset({".html", ".css", ".js", ".ts", ".svg", ".json"})
GETTEXT = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext"})
_ACRONYM = re.compile(r"(?<![^\W_])(gia|rtc)(?![^\W_])", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ONE = re.compile(rf"_*({'|'.join(sorted(IDS))})(_days)?_*")
_KEY = re.compile(r"(?<![^\W_])(visitas?|taller(es)?)(?![^\W_])|own_workshop")
_QUOTED = re.compile(r"([\"'`])([^\"'`\n]*)\1")
_MEMBER = re.compile(rf"[.#-]({'|'.join(sorted(IDS))})(_days)?(?![\w-])")
_KEY_OF_OBJECT = re.compile(rf"[{{,]\s*({'|'.join(sorted(OURS))})(_days)?\s*:(?!:)")
_CLASSES = re.compile(rf"\bclass=[\"'][^\"']*(?<![\w-])({'|'.join(sorted(OURS))})(?![\w-])")
_SENTENCES = re.compile(
    r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}|{%\s*translate\s+(\"[^\"]*\"|'[^']*')"
    r"|(?<!\w)_\((\"[^\"]*\"|'[^']*')\)|{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}|<!--.*?-->|/\*.*?\*/|(?<![:\w])//[^\n]*",
    re.DOTALL,
)


def check_kinds(root: Path) -> list[Finding]:
    """Files that name a kind and are not listed, listed ones that do not, and too long a list.

    Args:
        root: repository.

    Returns:
        Findings, sorted.
    """
    naming, listed = dict(_naming(root)), NAMING | BESIDE
    found = [
        Finding(path, line, "kind-named", "names a kind of activity: ask the tables for the property instead")
        for path, line in naming.items()
        if path not in listed
    ]
    found += [
        Finding(path, 0, "kind-not-named", "is listed as naming kinds and names none")
        for path in listed - naming.keys()
        if (root / path).exists()
    ]
    if len(listed) > MOST:
        message = f"more than {MOST} files name kinds"
        found.append(Finding("tools/checks/kinds.py", 0, "kinds-in-many", message))
    return sorted(found)


def _naming(root: Path) -> Iterator[tuple[str, int]]:
    """Each file that names a kind, with the first line that does."""
    for file in python_files(root, *FOLDERS):
        line = min(_named_in(file), default=0)
        if line:
            yield file.path, line
    for path in repository_files(root, *FOLDERS):
        if path.suffix in TEXTS:
            text = _SENTENCES.sub(_blank, path.read_text(encoding="utf-8"))
            for number, line_of in enumerate(text.splitlines(), 1):
                texts = [quoted[2] for quoted in _QUOTED.finditer(line_of)]
                named = any(one.search(line_of) for one in (_MEMBER, _KEY_OF_OBJECT, _CLASSES))
                if named or _says_acronym(line_of) or any(map(_says_kind, texts)):
                    yield path.relative_to(root).as_posix(), number
                    break


def _named_in(file: PythonFile) -> Iterator[int]:
    sentences = _sentences_of(file)
    for node in nodes(file.tree):
        if isinstance(node, ast.Call):
            if _names_in_call(node):
                yield node.lineno
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str) and id(node) not in sentences and _says_kind(node.value):
                yield node.lineno
        elif any(_says_acronym(name) or name in MEASURES for name in _names(node)) or (
            file.path.startswith(SYSTEM) and _asks_for_one(node)
        ):
            yield getattr(node, "lineno", 1)


def _asks_for_one(node: ast.AST) -> bool:
    """`cell.visit`, `Owed(visit=1)`, `row['visits']`: a column or field of one kind."""
    match node:
        case ast.Attribute(attr=name) | ast.keyword(arg=name):
            return name in OURS
        case ast.Subscript(slice=ast.Constant(value=str() as name)):
            return name.removesuffix("s") in OURS
        case _:
            return False


def _sentences_of(file: PythonFile) -> set[int]:
    """Ids of the nodes that are for people: docstrings, and what is translated."""
    found = {id(node.value) for node in nodes(file.tree) if isinstance(node, ast.Expr)}
    for node in nodes(file.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT:
            found |= {id(text) for text in node.args if not _is_id(text)}
    return found


def _is_id(node: ast.expr) -> bool:
    """An id of ours alone is no word of Spanish, also where it is translated: somebody compares with it."""
    return isinstance(node, ast.Constant) and node.value in OURS


def _names_in_call(call: ast.Call) -> bool:
    """`dict(visit=1)` and `"peer visit".split()`: names and words that are texts when they run."""
    match call.func:
        case ast.Name(id="dict"):
            return any(_ONE.fullmatch(word.arg or "") for word in call.keywords)
        case ast.Attribute(value=ast.Constant(value=str() as text), attr="split"):
            return _says_kind(text, is_split=True)
        case _:
            return False


def _says_kind(text: str, *, is_split: bool = False) -> bool:
    """A text that a program reads names a kind: one id, a list or path with one, or a key that holds one.

    A text with blanks is a list where it is split, or where every word of it is an id; else it is a sentence.
    """
    if _says_acronym(text):
        return True
    items = re.split(r"\s*[,;|]\s*", text.strip())
    words = [word for item in items for word in item.split()]
    if not is_split and len(words) > len(items) and not all(_ONE.fullmatch(word) for word in words):
        return False
    return any(
        any(_ONE.fullmatch(part) for part in re.split(r"\W+", word)) or _KEY.search(word) for word in words
    )


def _says_acronym(text: str) -> bool:
    return bool(_ACRONYM.search(_CAMEL.sub("_", text)))


def _blank(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _names(node: ast.AST) -> Iterator[str]:
    for field in ("id", "attr", "arg", "name"):
        name = getattr(node, field, None)
        if isinstance(name, str):
            yield name
