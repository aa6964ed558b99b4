"""What the code says to people: every message that `gettext` is asked for, and where.

The source language is Spanish: the text in the code is the key of the catalogues. A call whose text is not
written down in it can be followed in one case only: a look-up in a table of the same package, as in
`_(WORDS[code])`; every word of that table is a message then. Anything else nobody could translate.

Babel reads templates here and keeps the catalogues (`tools.messages`). Its own reader of Python passes over
a call whose text it cannot know, in silence, and follows no table; and its update of a catalogue keeps a
translation when only the plural of its text has changed. So these two are ours.
"""

from __future__ import annotations

import ast
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.messages.extract import extract
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CALLS = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop"})
PLURAL_CALLS = frozenset({"ngettext", "ngettext_lazy"})
CONTEXT_CALLS = frozenset({"pgettext", "pgettext_lazy"})
TEMPLATE_CALLS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
# The core speaks with one catalogue, whoever is its voice; so does code elsewhere that borrows its command's.
CORE = "src/pusaq_core/"
COMMAND_VOICE = "pusaq_core.cli.i18n"


@dataclass(frozen=True)
class Message:
    """One text for people."""

    text: str | tuple[str, str]  # singular and plural where it depends on a number
    context: str | None
    file: str


class UnreadableMessageError(Exception):
    """A call whose text cannot be known before the program runs."""


def messages_of(root: Path, package: str, *, voice_of_command: bool) -> list[Message]:
    """Every message of a package, or of the command wherever its voice is borrowed.

    Args:
        root: the repository.
        package: folder below it whose files are read.
        voice_of_command: take the files that speak as the command does, or those that do not.

    Raises:
        UnreadableMessageError: a text is put together when the program runs.
    """
    found = list(_of_python(root, package, voice_of_command=voice_of_command))
    if not voice_of_command:
        for file in sorted((root / package).rglob("templates/**/*")):
            if file.suffix in {".html", ".txt"}:
                found += _of_template(file.read_text(encoding="utf-8"), file.relative_to(root).as_posix())
    return found


def _of_python(root: Path, package: str, *, voice_of_command: bool) -> Iterator[Message]:
    trees = {
        file.relative_to(root).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
        for file in sorted((root / package).rglob("*.py"))
        if "migrations" not in file.parts
    }
    tables = {file: _tables(tree) for file, tree in trees.items()}
    for file, tree in trees.items():
        if (file.startswith(CORE) or _speaks_as_command(tree)) != voice_of_command:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield from _of_call(node, file, tables)


def _speaks_as_command(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.ImportFrom) and node.module == COMMAND_VOICE for node in tree.body)


def _tables(tree: ast.Module) -> dict[str, dict[str, None]]:
    """Words of each table of constants of a module, in their order."""
    tables = {}
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.Dict):
            words = [_constant(word) for word in value.values]
            if all(words):
                tables[target.id] = dict.fromkeys(word for word in words if word)
    return tables


def _of_call(call: ast.Call, file: str, tables: dict[str, dict[str, dict[str, None]]]) -> Iterator[Message]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    texts = [_constant(argument) for argument in call.args]
    if name in PLURAL_CALLS and len(texts) > 2 and texts[0] and texts[1]:
        yield Message((texts[0], texts[1]), None, file)
    elif name in CONTEXT_CALLS and len(texts) == 2 and texts[1]:
        yield Message(texts[1], texts[0], file)
    elif name in CALLS and len(texts) == 1 and texts[0]:
        yield Message(texts[0], None, file)
    elif name in CALLS and len(call.args) == 1 and (found := _table_of(call.args[0], file, tables)):
        place, words = found
        for word in words:
            yield Message(word, None, place)
    elif name in CALLS | PLURAL_CALLS | CONTEXT_CALLS:
        raise UnreadableMessageError(f"{file}:{call.lineno}: nobody can know the text of {ast.unparse(call)}")


def _table_of(
    node: ast.expr, file: str, tables: dict[str, dict[str, dict[str, None]]]
) -> tuple[str, dict[str, None]] | None:
    """The table that `TABLE[…]` or `module.TABLE[…]` looks into, and its file."""
    if not isinstance(node, ast.Subscript):
        return None
    if isinstance(node.value, ast.Name):
        words = tables[file].get(node.value.id)
        return (file, words) if words else None
    if isinstance(node.value, ast.Attribute) and isinstance(node.value.value, ast.Name):
        place = f"{file.rpartition('/')[0]}/{node.value.value.id}.py"
        words = tables.get(place, {}).get(node.value.attr)
        return (place, words) if words else None
    return None


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _of_template(source: str, file: str) -> Iterator[Message]:
    # Django makes a line of Python of each line of a template; indentation means nothing in it.
    lines = "\n".join(line.strip() for line in templatize(source, origin=file).splitlines())
    for _line, text, _comments, context in extract(
        "python", io.BytesIO(lines.encode()), keywords=TEMPLATE_CALLS, options={"encoding": "utf-8"}
    ):
        yield Message((text[0], text[1]) if isinstance(text, tuple) else text, context, file)
