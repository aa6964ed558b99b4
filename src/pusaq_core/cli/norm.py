"""`pusaq norm`: check norm files, and show what rests on which numeral."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pusaq_core.cli.i18n import _, ngettext
from pusaq_core.cli.messages import sentence
from pusaq_core.cli.norm_tables import tables_for
from pusaq_core.cli.spanish import SpanishGroup
from pusaq_core.cli.terminal import BAD_INPUT, Terminal
from pusaq_core.errors import InputError, Problem
from pusaq_core.io.catalogue import (
    framework_files,
    norm_files,
    read_frameworks,
    read_norm,
    read_norm_text,
    shown_name,
)
from pusaq_core.norms.amendments import apply_amendments, is_amendment, load_amendment
from pusaq_core.norms.cases import run_cases
from pusaq_core.norms.competencies import is_framework, load_framework, missing_criteria
from pusaq_core.norms.loader import load_norm
from pusaq_core.norms.numerals import NUMERAL_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pusaq_core.norms.norm import Norm


@click.group(cls=SpanishGroup, name="norm", help=_("Normas como datos: revisarlas y leerlas por numeral."))
def norm_group() -> None:
    """Commands about norm files."""


@norm_group.command(
    name="check", help=_("Revisa normas y ejecuta sus casos. Sin archivos, las del catálogo.")
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[ARCHIVO]…")
def check_command(files: tuple[Path, ...]) -> None:
    """Read each file, run its cases, and say every problem."""
    out, failed = _console(), False
    for path in files or (*norm_files(), *framework_files()):
        try:
            problems, summary = _check(path)
        except InputError as error:
            problems, summary = error.problems, ""
        for problem in problems:
            _console(stderr=True).print(sentence(problem), markup=False)
        failed = failed or bool(problems)
        if not problems:
            out.print(f"{shown_name(path)}: {summary}", markup=False)
    if failed:
        raise SystemExit(BAD_INPUT)


@norm_group.command(name="show", help=_("Muestra una norma, o lo que descansa en un numeral de ella."))
@click.argument("norm_id", metavar="ID")
@click.argument("numeral", nargs=-1, metavar="[NUMERAL]")
@click.option(
    "--on", "on", metavar="AAAA-MM-DD", help=_("Como rige ese día, con las modificatorias hasta entonces.")
)
def show_command(norm_id: str, numeral: tuple[str, ...], on: str | None) -> None:
    """Print the tables of a norm."""
    try:
        _show(norm_id, " ".join(numeral), on)
    except InputError as error:
        for problem in error.problems:
            _console(stderr=True).print(sentence(problem), markup=False)
        raise SystemExit(BAD_INPUT) from None


def _console(*, stderr: bool = False) -> Terminal:
    return Terminal(stderr=stderr, soft_wrap=stderr)


def _check(path: Path) -> tuple[tuple[Problem, ...], str]:
    """Problems of one file that could be read, and what to say where there are none."""
    text = read_norm_text(path)
    if is_amendment(text, file=shown_name(path)):
        return _check_amendment(path, text)
    if is_framework(text, file=shown_name(path)):
        return _check_framework(path, text)
    norm = load_norm(text, file=shown_name(path))
    problems = tuple(
        Problem("case_failed", norm.file, d.line, f"casos[«{d.case}»].{d.key}", d.expected, d.found)
        for d in run_cases(norm)
    )
    count = ngettext("correcta, {n} caso cumplido", "correcta, {n} casos cumplidos", len(norm.cases))
    problems += missing_criteria(norm, read_frameworks())
    return (*_named_as_file(path, norm.id), *problems), count.format(n=len(norm.cases))


def _check_framework(path: Path, text: str) -> tuple[tuple[Problem, ...], str]:
    framework = load_framework(text, file=shown_name(path))
    number = sum(len(instrument.criteria) for instrument in framework.instruments)
    count = ngettext("correcto, {n} criterio", "correcto, {n} criterios", number)
    return _named_as_file(path, framework.id), count.format(n=number)


def _check_amendment(path: Path, text: str) -> tuple[tuple[Problem, ...], str]:
    amendment = load_amendment(text, file=shown_name(path))
    for base in (*sorted(path.parent.glob("*.yaml")), *norm_files()):
        if base.stem == amendment.modifies:
            norm = load_norm(read_norm_text(base), file=shown_name(base))
            changed = apply_amendments(norm, [amendment], on=amendment.since)
            count = ngettext("correcta, {n} cambio", "correcta, {n} cambios", len(changed.changes))
            return _named_as_file(path, amendment.id), count.format(n=len(changed.changes))
    problem = Problem("modified_norm_missing", amendment.file, None, "modifica", found=amendment.modifies)
    return (problem,), ""


def _named_as_file(path: Path, identifier: str) -> tuple[Problem, ...]:
    """The catalogue finds a norm by the name of its file."""
    if path.stem == identifier:
        return ()
    return (Problem("id_is_not_file_name", shown_name(path), None, "id", f"{identifier}.yaml", path.name),)


def _show(norm_id: str, numeral: str, on: str | None) -> None:
    day = _day(on)
    numeral = re.sub(r"(?<=[0-9])([a-z])$", r" \1", numeral.strip().rstrip("."))
    if numeral and not NUMERAL_PATTERN.match(numeral):
        raise InputError(Problem("wrong_value", column="NUMERAL", expected="numeral", found=numeral))
    norm = read_norm(norm_id, day)
    tables = tables_for(norm, numeral, read_frameworks())
    if numeral and not tables:
        raise InputError(Problem("numeral_not_found", norm.file, found=numeral))
    out = _console()
    for line in _head(norm, day):
        out.print(line, markup=False)
    for table in tables:
        out.print()
        out.print(table)


def _day(on: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(on) if on else None
    except ValueError:
        raise InputError(Problem("wrong_value", column="--on", expected="date", found=str(on))) from None


def _head(norm: Norm, day: dt.date | None) -> Iterable[str]:
    yield f"{norm.code}: {norm.title}"
    yield _("{approved}. Rige del {since} al {until} (numeral {numeral}).").format(
        approved=norm.approved_by,
        since=norm.valid.since.isoformat(),
        until=norm.valid.until.isoformat(),
        numeral=norm.valid.numeral,
    )
    yield f"{norm.file}  sha256 {norm.sha256[:16]}…"
    if day is not None and not norm.covers(day):
        yield _("{day} está fuera de su periodo: solo se obedece si se la elige por su nombre.").format(
            day=day.isoformat()
        )
