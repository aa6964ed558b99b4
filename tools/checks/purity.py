"""The pure part of the core reads no file, no clock, no network, and repeats itself exactly.

Imports are held by `.importlinter`; here stand the calls that no import gives away.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tools.checks.source import Finding, PythonFile, dotted, imported_names, nodes, python_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PURE = (
    *("catalogue_reader", "norms", "planning", "timetable", "checking", "yearplan", "outlines"),
    *("disclosure", "findings", "wording"),
)
MODULES = ("cell_text", "errors", "kinds")
"""What everybody may use is one file each."""
BUILT_IN = frozenset(
    {"open", "print", "input", "eval", "exec", "compile", "breakpoint", "__import__", "hash", "id", "globals"}
)
CLOCK = frozenset(
    {
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "datetime.date.today",
    }
)
CLOCK_MODULES = ("time.",)
FILE_OF_NUMPY = frozenset({"load", "loadtxt", "genfromtxt", "fromfile", "memmap", "save", "savez", "savetxt"})
RANDOM_BY_STATE = frozenset({"Random"})
NUMPY_BY_STATE = frozenset({"default_rng", "Generator", "PCG64", "SeedSequence", "BitGenerator"})
POLARS_FILE = re.compile(r"polars\.(read|scan)_")
FRAME_FILE = re.compile(r"(write|sink)_(csv|parquet|excel|json|ndjson|ipc|avro|database|delta|iceberg)")
PATH_FILE = frozenset({"tofile", "read_text", "write_text", "read_bytes", "write_bytes"})
WALL_CLOCK_LIMITS = frozenset({"max_time_in_seconds", "time_limit", "SetTimeLimit", "set_time_limit"})
WORKERS = frozenset({"num_workers", "num_search_workers"})
KEEPS_ORDER = frozenset({"list", "tuple", "enumerate", "iter", "zip"})
LOSES_ORDER = frozenset({"sorted", "set", "frozenset", "any", "all", "len"})
OF_SYS = frozenset({"sys.intern", "sys.maxsize", "sys.float_info"})
NUMERAL = re.compile(r"^\d\.\d+(\.\d+)+( [a-z])?$")


def check_purity(root: Path) -> list[Finding]:
    """Calls in the pure packages that reach outside or would answer differently another time.

    Args:
        root: repository with `src/pusaq_core`.

    Returns:
        One finding for each call, sorted.
    """
    folders = [f"src/pusaq_core/{name}" for name in PURE]
    modules = {f"src/pusaq_core/{name}.py" for name in MODULES}
    files = [file for file in python_files(root, "src/pusaq_core") if file.path in modules]
    return sorted(
        finding for file in (*files, *python_files(root, *folders)) for finding in _file_findings(file)
    )


def _file_findings(file: PythonFile) -> Iterator[Finding]:
    names = imported_names(file.tree)
    excused = _excused(file.tree)
    for node in nodes(file.tree):
        if id(node) in excused:
            continue
        for rule, message in _node_findings(node, names):
            yield Finding(file.path, getattr(node, "lineno", 0), rule, message)
    for line in sorted(_lines_in_order_of_a_set(file.tree)):
        message = "the order of a set changes from run to run: sort it"
        yield Finding(file.path, line, "set-order", message)


def _node_findings(node: ast.AST, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Call):
        yield from _call_findings(node, names)
    elif isinstance(node, ast.Attribute):
        name = dotted(node, names)
        if name.startswith("sys.") and name not in OF_SYS:
            yield "reaches-out", f"{name} is not pure"
    elif isinstance(node, ast.Global):
        yield "global", "a global that changes"
    elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        yield from _solver_setting(node)
    elif isinstance(node, ast.Constant):
        yield from _text_findings(node.value)


def _call_findings(call: ast.Call, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    name = dotted(call.func, names)
    yield from _function_findings(call, name)
    if isinstance(call.func, ast.Attribute):
        yield from _method_findings(call.func.attr)
    for keyword in call.keywords:
        yield from _limit(keyword.arg or "", keyword.value)


def _text_findings(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and NUMERAL.match(value):
        yield "numeral", f"«{value}»: numerals of a norm come from its file"


def _function_findings(call: ast.Call, name: str) -> Iterator[tuple[str, str]]:
    if name in BUILT_IN:
        yield "reaches-out", f"{name}() is not pure"
    elif name in CLOCK or name.startswith(CLOCK_MODULES):
        yield "clock", f"{name}() reads the clock: take the moment as an argument"
    elif name.startswith("random.") and name.split(".")[1] not in RANDOM_BY_STATE:
        yield "random", f"{name}() uses the global generator"
    elif name.startswith("numpy.random."):
        yield from _numpy_random(call, name.removeprefix("numpy.random."))
    elif POLARS_FILE.match(name) or (name.startswith("numpy.") and name.split(".")[1] in FILE_OF_NUMPY):
        yield "file", f"{name}() reads or writes a file"


def _method_findings(method: str) -> Iterator[tuple[str, str]]:
    if FRAME_FILE.fullmatch(method) or method in PATH_FILE:
        yield "file", f".{method}() reads or writes a file"
    if method in WALL_CLOCK_LIMITS:
        yield "wall-clock", f"{method} stops by the clock: limit the work"


def _numpy_random(call: ast.Call, rest: str) -> Iterator[tuple[str, str]]:
    if rest not in NUMPY_BY_STATE:
        yield "random", f"numpy.random.{rest}() uses the global generator"
    elif rest == "default_rng" and not (call.args or call.keywords):
        yield "random", "default_rng() without a seed"


def _solver_setting(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> Iterator[tuple[str, str]]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        if isinstance(target, ast.Attribute) and node.value is not None:
            yield from _limit(target.attr, node.value)


def _limit(name: str, value: ast.expr) -> Iterator[tuple[str, str]]:
    if name in WALL_CLOCK_LIMITS:
        yield "wall-clock", f"{name} stops by the clock: limit the work"
    elif name in WORKERS and not (isinstance(value, ast.Constant) and value.value == 1):
        yield "workers", f"{name} must be 1: several workers answer differently run to run"


def _lines_in_order_of_a_set(tree: ast.Module) -> set[int]:
    """Lines whose result depends on the order in which a set gives its members."""
    found: list[ast.expr] = []
    for node in nodes(tree):
        if isinstance(node, ast.For):
            found.append(node.iter)
        elif isinstance(node, ast.ListComp | ast.GeneratorExp | ast.DictComp):
            found.extend(part.iter for part in node.generators)
        elif isinstance(node, ast.Call) and _called(node) in KEEPS_ORDER:
            found.extend(node.args)
    orderless = {
        id(part.iter)
        for node in nodes(tree)
        if isinstance(node, ast.Call) and _called(node) in LOSES_ORDER
        for inner in node.args
        if isinstance(inner, ast.GeneratorExp | ast.ListComp)
        for part in inner.generators
    }
    return {node.lineno for node in found if _is_set(node) and id(node) not in orderless}


def _is_set(node: ast.expr) -> bool:
    if isinstance(node, ast.Set | ast.SetComp):
        return True
    return isinstance(node, ast.Call) and _called(node) in {"set", "frozenset"}


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _excused(tree: ast.Module) -> set[int]:
    """Identities of docstrings, and of all that stands inside `__hash__`, whose value no result shows."""
    excused: set[int] = set()
    for node in nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            excused.add(id(node.value))
        elif isinstance(node, ast.FunctionDef) and node.name == "__hash__":
            excused.update(id(inner) for inner in ast.walk(node))
    return excused
