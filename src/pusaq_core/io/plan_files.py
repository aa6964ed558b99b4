"""A plan on disk: written whole or not at all, replaced only by another plan."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pusaq_core.errors import InputError, Problem
from pusaq_core.io.columns import ROW
from pusaq_core.io.delimited import read_delimited
from pusaq_core.io.plan_schema import OPTIONAL, TABLES, as_text, as_typed, check_facts
from pusaq_core.io.source import read_source, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pusaq_core.io.plan_schema import Content

SUMMARY: Final = "summary.json"
RUN: Final = "run.json"
WORKBOOK: Final = "plan.xlsx"
_SUMMARY: Final[Mapping[str, tuple[type, str]]] = {
    "version": (str, "text"),
    "norm": (str, "text"),
    "norm_sha256": (str, "text"),
    "year": (int, "whole"),
    "seed": (int, "whole"),
    "effort": (int, "whole"),
    "total": (dict, "{…}"),
    "ugel": (dict, "{…}"),
}
"""Type of each key that every summary has, and how a refusal names it."""

SUMMARY_KEYS: Final = tuple(_SUMMARY)
"""Keys by which the summary of a plan is recognised."""

_FIGURES: Final = frozenset({"activities", "km", "km_bound"})
"""Figures of the whole or of a UGEL that planning anew counts with."""

_OURS: Final = frozenset({SUMMARY, RUN, WORKBOOK, *(f"{table}.csv" for table in TABLES)})
_BROKEN_JSON = (ValueError, RecursionError)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as read.

    Attributes:
        folder: where it is, as the user gave it.
        tables: text of each table (null where empty) by its name in `plan_schema.TABLES`.
        summary: content of `summary.json`.
    """

    folder: str
    tables: Mapping[str, pl.DataFrame]
    summary: Mapping[str, Any]

    def typed(self, table: str) -> pl.DataFrame:
        """A table with typed columns.

        Raises:
            InputError: `value_malformed`.
        """
        return as_typed(table, self.tables[table], file=str(Path(self.folder) / f"{table}.csv"))


def check_out_dir(out_dir: str | Path) -> None:
    """Refuse a place where a plan cannot be written; asked before the work begins.

    Args:
        out_dir: folder that the plan will be.

    Raises:
        InputError: `out_parent_missing`, `out_not_writable`, `out_is_file`, `out_not_a_plan` (a folder
            that holds something else), `out_has_other_files` (a plan with files that are not part of it).
    """
    target = Path(out_dir)
    try:
        parent = target.resolve().parent
        if not parent.is_dir():
            raise refusal("out_parent_missing", str(out_dir), found=str(parent))
        if not os.access(parent, os.W_OK | os.X_OK):
            raise refusal("out_not_writable", str(out_dir), found=str(parent))
        if target.is_dir():
            _check_replaceable(target, str(out_dir))
        elif target.exists():
            raise refusal("out_is_file", str(out_dir))
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL
        raise refusal("out_not_writable", str(out_dir), found=str(error)) from None


def _check_replaceable(target: Path, shown: str) -> None:
    names = sorted(path.name for path in target.iterdir())
    if names and not _holds_plan(target):
        raise refusal("out_not_a_plan", shown, found=", ".join(names[:5]))
    others = [name for name in names if name not in _OURS]
    if others:
        raise refusal("out_has_other_files", shown, found=", ".join(others[:5]))


def _holds_plan(folder: Path) -> bool:
    try:
        summary = json.loads((folder / SUMMARY).read_text("utf-8"))
    except (OSError, *_BROKEN_JSON):
        return False
    return isinstance(summary, dict) and all(key in summary for key in SUMMARY_KEYS)


def write_plan(
    out_dir: str | Path,
    tables: Mapping[str, Content],
    *,
    summary: Mapping[str, Any],
    run: Mapping[str, Any],
    write_workbook: Callable[[Path], None] | None = None,
) -> None:
    """Write a plan: all of it, or nothing and what was there before stays.

    The files are written to a new folder beside `out_dir`, forced to disk, then renamed. A plan that was
    there is moved aside first and deleted at the end; if the program is killed between these two
    renames, the next call finds it and puts it back before it begins.

    Args:
        out_dir: folder that the plan will be.
        tables: frames, or rows as mappings, by name as in `plan_schema.TABLES`, sorted as they shall stand.
        summary: content of `summary.json`, with at least `SUMMARY_KEYS`.
        run: content of `run.json`.
        write_workbook: writes the workbook for people to the path it is given.

    Raises:
        InputError: as `check_out_dir`; `out_write_failed` where the system refuses a write.
        ValueError: a table or column is missing, or a summary is not one.
    """
    texts = texts_of(tables)
    if any(key not in summary for key in SUMMARY_KEYS):
        raise ValueError(f"a summary has the keys {SUMMARY_KEYS}")
    check_out_dir(out_dir)
    try:
        target = Path(out_dir).resolve()
        _recover(target)
        with _new_folder(target) as folder:
            _write_files(folder, texts, summary, run, write_workbook)
            _swap(folder, target)
    except OSError as error:
        raise refusal("out_write_failed", str(out_dir), found=error.strerror or str(error)) from error


def texts_of(tables: Mapping[str, Content]) -> dict[str, pl.DataFrame]:
    """The tables of a plan as their files hold them.

    Raises:
        ValueError: a table or column is missing or unknown.
    """
    wrong = sorted((set(TABLES) - OPTIONAL - set(tables)) | (set(tables) - set(TABLES)))
    if wrong:
        raise ValueError(f"a plan has the tables {', '.join(TABLES)}; look at {', '.join(wrong)}")
    return {name: as_text(name, tables[name]) for name in TABLES if name in tables}


@contextlib.contextmanager
def _new_folder(target: Path) -> Iterator[Path]:
    """A folder beside the target that is gone afterwards, whatever happens, unless it was renamed."""
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.nuevo-", dir=target.parent))
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write_files(
    folder: Path,
    texts: Mapping[str, pl.DataFrame],
    summary: Mapping[str, Any],
    run: Mapping[str, Any],
    write_workbook: Callable[[Path], None] | None,
) -> None:
    for name, frame in texts.items():
        (folder / f"{name}.csv").write_bytes(frame.write_csv(line_terminator="\n").encode())
    for name, content in ((SUMMARY, summary), (RUN, run)):
        text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
        (folder / name).write_bytes(text.encode() + b"\n")
    if write_workbook is not None:
        write_workbook(folder / WORKBOOK)
    for path in sorted(folder.iterdir()):
        _force_to_disk(path)
    _force_to_disk(folder)


def _force_to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _aside(target: Path) -> Path:
    """Where the plan that is being replaced waits until the new one stands."""
    return target.parent / f".{target.name}.anterior"


def _swap(folder: Path, target: Path) -> None:
    aside = _aside(target)
    if target.is_dir():
        shutil.rmtree(aside, ignore_errors=True)
        target.rename(aside)
    try:
        folder.rename(target)
    except BaseException:
        if aside.is_dir() and not target.exists():
            aside.rename(target)
        raise
    try:
        with contextlib.suppress(OSError):  # the plan stands; some file systems cannot force a folder to disk
            _force_to_disk(target.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _recover(target: Path) -> None:
    """Put back the plan of a run that was killed between moving it aside and putting the new one in place."""
    aside = _aside(target)
    if not target.exists() and _holds_plan(aside):
        aside.rename(target)


def read_plan(folder: str | Path) -> Plan:
    """Read a plan; accents that a disk or a program took off their letters are joined with them (NFC).

    Args:
        folder: where it is.

    Raises:
        InputError: `not_a_plan` (no summary of ours), `value_malformed` for each key of the summary that
            is not of its type, `columns_differ`, `facts_malformed` (also where an earlier version wrote
            sentences); as `read_source` and `read_delimited`.
    """
    place = Path(folder)
    source = read_source(place / SUMMARY)
    try:
        summary = json.loads(unicodedata.normalize("NFC", source.data.decode("utf-8-sig")))
    except _BROKEN_JSON:
        raise refusal("not_a_plan", str(folder), found=SUMMARY) from None
    if not isinstance(summary, dict) or any(key not in summary for key in SUMMARY_KEYS):
        raise refusal("not_a_plan", str(folder), found=SUMMARY)
    _check_summary(summary, str(place / SUMMARY))
    tables = {}
    for name in TABLES:
        path = place / f"{name}.csv"
        if name not in OPTIONAL or path.exists():
            tables[name] = _read_table(name, path)
    return Plan(str(folder), tables, summary)


def _check_summary(summary: Mapping[str, Any], file: str) -> None:
    """Refuse a summary that is not in the form in which plans are written."""
    wrong = [
        (key, expected, summary[key])
        for key, (kind, expected) in _SUMMARY.items()
        if not isinstance(summary[key], kind) or isinstance(summary[key], bool)
    ]
    blocks: dict[str, Any] = {}
    if not wrong:
        blocks = {"total": summary["total"], **{f"ugel.{key}": one for key, one in summary["ugel"].items()}}
    for name, block in blocks.items():
        if not isinstance(block, dict):
            wrong.append((name, "{…}", block))
            continue
        wrong += [
            (f"{name}.{key}", "number", block[key])
            for key in sorted(_FIGURES & block.keys())
            if not isinstance(block[key], int | float) or isinstance(block[key], bool)
        ]
    if wrong:
        raise InputError(
            *(
                Problem("value_malformed", file, None, key, expected, json.dumps(found, ensure_ascii=False))
                for key, expected, found in wrong
            )
        )


def _read_table(name: str, path: Path) -> pl.DataFrame:
    source = read_source(path)
    wanted = [column.name for column in TABLES[name]]
    frame, _ = read_delimited(source, [column.upper() for column in wanted])
    found = [column.lower() for column in frame.columns if column != ROW]
    if found != wanted:
        raise refusal("columns_differ", source.file, row=1, expected=",".join(wanted), found=",".join(found))
    joined = pl.all().str.normalize("NFC")
    text = frame.rename(str.lower).select(wanted).with_columns(joined.replace("", None))
    check_facts(name, text, file=source.file)
    return text
