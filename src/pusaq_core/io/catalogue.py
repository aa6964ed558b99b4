"""Norms of the catalogue: where they are, and reading them with their amendments."""

from __future__ import annotations

import datetime as dt
import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import pusaq_core
from pusaq_core.catalogue_reader.tree import MAX_CHARACTERS, read_tree
from pusaq_core.errors import InputError, Problem
from pusaq_core.norms.amendments import (
    Amendment,
    apply_amendments,
    changes_another,
    is_amendment,
    load_amendment,
)
from pusaq_core.norms.competencies import load_framework
from pusaq_core.norms.loader import build_norm, digest, load_norm

if TYPE_CHECKING:
    from pusaq_core.norms.competencies import Framework
    from pusaq_core.norms.norm import Norm

SUFFIXES = (".yaml", ".yml")


def catalogue_root() -> Path:
    """Folder of the catalogue: inside the installed package, or that of the repository."""
    package = Path(pusaq_core.__file__).resolve().parent
    packaged = package / "_catalogue"
    return packaged if packaged.is_dir() else package.parents[1] / "catalogue"


def norm_files(root: Path | None = None) -> tuple[Path, ...]:
    """Norms and amendments of a catalogue, by path.

    Args:
        root: folder of the catalogue; None for the one that came with the program.
    """
    return _files((root or catalogue_root()) / "norms")


def framework_files(root: Path | None = None) -> tuple[Path, ...]:
    """Frameworks of competencies of a catalogue, by path.

    Args:
        root: folder of the catalogue; None for the one that came with the program.
    """
    return _files((root or catalogue_root()) / "competencies")


def read_frameworks(root: Path | None = None) -> tuple[Framework, ...]:
    """Every framework of competencies of a catalogue, by path.

    Args:
        root: folder of the catalogue; None for the one that came with the program.

    Raises:
        InputError: one of them cannot be read.
    """
    return tuple(load_framework(read_norm_text(p), file=shown_name(p)) for p in framework_files(root))


def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file()))


def read_norm_text(path: Path) -> str:
    """Text of a norm file.

    Raises:
        InputError: it cannot be read, is no text in UTF-8, or is far too large for a norm.
    """
    file = shown_name(path)
    try:
        if path.stat().st_size > 4 * MAX_CHARACTERS:
            raise InputError(Problem("file_too_big", file, expected=f"at_most:{MAX_CHARACTERS}"))
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(Problem("unreadable_file", file, found=error.strerror or "")) from error
    except UnicodeDecodeError as error:
        raise InputError(Problem("not_utf8", file, found=f"0x{error.object[error.start]:02X}")) from error


def shown_name(path: Path) -> str:
    """Name of a file for people: within the repository or the package where it is one of the catalogue."""
    root = catalogue_root()
    return str(path.relative_to(root.parent)) if path.is_relative_to(root) else str(path)


def list_norms(root: Path | None = None) -> tuple[Norm, ...]:
    """Norms of a catalogue as first published, by id.

    Args:
        root: folder of the catalogue; None for the one that came with the program.

    Raises:
        InputError: one of them cannot be read.
    """
    norms = []
    for path in norm_files(root):
        text = read_norm_text(path)
        if not is_amendment(text, file=shown_name(path)):
            norms.append(load_norm(text, file=shown_name(path)))
    return tuple(sorted(norms, key=lambda norm: norm.id))


def read_amendments(norm: str, paths: tuple[Path, ...]) -> tuple[Amendment, ...]:
    """Amendments of a norm among some files.

    Args:
        norm: id of the amended norm.
        paths: files to look at.

    Raises:
        InputError: one of the files cannot be read.
    """
    found = []
    for path in paths:
        text = read_norm_text(path)
        if is_amendment(text, file=shown_name(path)):
            found.append(load_amendment(text, file=shown_name(path)))
    return tuple(amendment for amendment in found if amendment.modifies == norm)


def read_norm(id_or_path: str, on: dt.date | None = None, *, root: Path | None = None) -> Norm:
    """A norm with its amendments.

    Args:
        id_or_path: id of a norm of the catalogue, or path of a norm file; the amendments of the latter are
            looked for beside it.
        on: day on which the amendments must apply (of a school year, its first school day); None for all.
        root: folder of the catalogue; None for the one that came with the program.

    Raises:
        InputError: there is no such norm, or it or one of its amendments cannot be read.
    """
    norm, amendments = read_norm_and_amendments(id_or_path, root=root)
    return apply_amendments(norm, amendments, on=on or dt.date.max)


def read_norm_and_amendments(
    id_or_path: str, *, root: Path | None = None
) -> tuple[Norm, tuple[Amendment, ...]]:
    """A norm as first published, and its amendments, for whoever needs the versions of a school year.

    Args:
        id_or_path: id of a norm of the catalogue, or path of a norm file.
        root: folder of the catalogue; None for the one that came with the program.

    Raises:
        InputError: there is no such norm, or it or one of its amendments cannot be read.
    """
    given = Path(id_or_path)
    if given.suffix in SUFFIXES or given.parent != Path():
        path, beside = given, _files_beside(given)
    else:
        beside = norm_files(root)
        path = _by_id(id_or_path, beside)
    text = read_norm_text(path)
    tree = read_tree(text, file=shown_name(path))
    if changes_another(tree):
        raise InputError(Problem("is_amendment", shown_name(path), found=path.stem))
    norm = build_norm(tree, file=shown_name(path), sha256=digest(text))
    return norm, read_amendments(norm.id, tuple(other for other in beside if other != path))


def _files_beside(path: Path) -> tuple[Path, ...]:
    if not path.parent.is_dir():
        return ()
    return tuple(sorted(other for other in path.parent.iterdir() if other.suffix in SUFFIXES))


def _by_id(norm: str, paths: tuple[Path, ...]) -> Path:
    for path in paths:
        if path.stem == norm:
            return path
    known = [path.stem for path in paths]
    near = difflib.get_close_matches(norm, known, n=1)
    expected = f"name_like:{near[0]}" if near else "one_of:" + "|".join(known)
    raise InputError(Problem("unknown_norm", expected=expected, found=norm))
