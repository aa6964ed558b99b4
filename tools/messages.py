"""`python -m tools.messages extract|compile|check`: the catalogues of translations, kept complete.

`extract` brings every catalogue up to the code, keeps what is translated and lists what is missing; `compile`
makes what the programs read; `check` fails where a catalogue and the code disagree. The catalogues are
`locale/<language>/LC_MESSAGES/<domain>.po` of each package; Spanish, the language of the code, has one only
to say better what the libraries say badly.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import allauth
import django
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import PoFileParser, write_po

from tools.message_checks import Entry, faults_of_translation
from tools.message_sources import Message, UnreadableMessageError, messages_of

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = {"en": "English", "qu": "Southern Quechua (Runasimi)"}
SOURCE_LANGUAGE = "es"
PLURAL_FORMS = "nplurals=2; plural=(n != 1);"  # of each of them
WIDTH = 110
SHOWN = 60


@dataclass(frozen=True)
class Domain:
    """The messages of one program."""

    name: str
    folder: str
    sources: tuple[tuple[str, bool], ...]  # a package, and whether what borrows the voice of the command

    def catalogue(self, root: Path, language: str) -> Path:
        """Where the translations into a language are."""
        return root / self.folder / language / "LC_MESSAGES" / f"{self.name}.po"

    def messages(self, root: Path) -> list[Message]:
        """What the code says."""
        found = []
        for package, voice in self.sources:
            found += messages_of(root, package, voice_of_command=voice)
        return found


DOMAINS = (
    Domain("django", "src/pusaq/locale", (("src/pusaq", False),)),
    Domain("pusaq_core", "src/pusaq_core/locale", (("src/pusaq_core", True), ("src/pusaq", True))),
)


def extract_all(root: Path) -> int:
    """Bring every catalogue up to the code, and list what is to be translated.

    Returns:
        Exit code 0: a missing translation is work to do, and `check` refuses it.
    """
    for domain in DOMAINS:
        messages = domain.messages(root)
        for language in LANGUAGES:
            path = domain.catalogue(root, language)
            known = _read(path, language)
            fresh, missing = _brought_up(known, messages, language)
            _write(path, fresh, language)
            print(f"{path.relative_to(root)}: {len(fresh)} messages, {len(missing)} to translate")
            for text in missing[:SHOWN]:
                print(f"  {text}")
            if len(missing) > SHOWN:
                print(f"  … and {len(missing) - SHOWN} more")
    return 0


def compile_all(root: Path) -> int:
    """Make the file that the programs read of each catalogue.

    Returns:
        Exit code 0.
    """
    for path in sorted(root.glob("src/*/locale/*/LC_MESSAGES/*.po")):
        compiled = path.with_suffix(".mo")
        partial = compiled.with_suffix(".part")
        with partial.open("wb") as file:
            write_mo(file, _read(path, path.parts[-3]))
        partial.replace(compiled)
    return 0


def check_all(root: Path) -> int:
    """Print where catalogues and code disagree.

    Returns:
        Exit code: 1 where they do.
    """
    try:
        faults = [fault for domain in DOMAINS for fault in _faults(root, domain)]
    except UnreadableMessageError as error:
        faults = [str(error)]
    for fault in faults:
        print(fault)
    print(f"translations: {len(faults)} findings")
    return 1 if faults else 0


def _faults(root: Path, domain: Domain) -> Iterator[str]:
    wanted = {(message.text, message.context): message.file for message in domain.messages(root)}
    for (text, context), file in wanted.items():
        if isinstance(text, tuple) and (text[0], context) in wanted:
            yield f"{file}: {text[0]!r} is said elsewhere without a number; a catalogue keeps one of both"
    for language in LANGUAGES:
        yield from _faults_of_catalogue(root, domain.catalogue(root, language), language, wanted)
    overrides = domain.catalogue(root, SOURCE_LANGUAGE)
    if overrides.exists():
        known = _said_by_libraries()
        for entry in _entries(_read(overrides, SOURCE_LANGUAGE)):
            shown = f"{overrides.relative_to(root)}: {_shown(entry.text)}"
            if entry.text not in known:
                yield f"{shown} is said by no library"
            yield from (f"{shown}: {fault}" for fault in faults_of_translation(entry))


def _faults_of_catalogue(
    root: Path, path: Path, language: str, wanted: dict[tuple[str | tuple[str, str], str | None], str]
) -> Iterator[str]:
    place = path.relative_to(root)
    entries = {(entry.text, entry.context): entry for entry in _entries(_read(path, language))}
    for key, file in wanted.items():
        if key not in entries:
            yield f"{place}: lacks {_shown(key[0])} of {file}; `make messages` adds it"
    for key, entry in entries.items():
        if key not in wanted:
            yield f"{place}: nothing says {_shown(entry.text)} any more; `make messages` drops it"
        else:
            yield from (f"{place}: {_shown(entry.text)}: {fault}" for fault in faults_of_translation(entry))


def _brought_up(known: Catalog, messages: list[Message], language: str) -> tuple[Catalog, list[str]]:
    fresh = Catalog(locale=language, header_comment=known.header_comment)
    for message in messages:
        translated = known.get(_key(message.text), message.context)
        fresh.add(
            message.text,
            translated.string if translated and translated.id == message.text else None,
            locations=[(message.file, 0)],
            flags=[flag for flag in ("fuzzy",) if translated and flag in translated.flags],
            user_comments=translated.user_comments if translated else (),
            context=message.context,
        )
    unfinished = [entry for entry in _entries(fresh) if entry.fuzzy or not all(entry.translations)]
    return fresh, [_shown(entry.text) for entry in unfinished]


def _key(text: str | tuple[str, str]) -> str:
    return text if isinstance(text, str) else text[0]


def _shown(text: str | tuple[str, str]) -> str:
    return repr(_key(text))


def _entries(catalogue: Catalog) -> list[Entry]:
    entries = []
    for message in catalogue:
        if message.id:
            strings = message.string if isinstance(message.string, tuple | list) else [message.string]
            # Babel leaves a translation of which not one form is given empty.
            forms = [text or "" for text in strings] or [""]
            text = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
            entries.append(Entry(text, message.context, tuple(forms), message.fuzzy))
    return entries


def _read(path: Path, language: str) -> Catalog:
    catalogue = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            # Strict: a damaged line stops the work, and is never skipped.
            PoFileParser(catalogue, ignore_obsolete=True, abort_invalid=True).parse(file)
        catalogue.fuzzy = False
    return catalogue


def _write(path: Path, catalogue: Catalog, language: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for message in catalogue:
        message.flags &= {"fuzzy"}  # what a placeholder is, `check` knows; guesses of the format only disturb
    with path.open("wb") as file:
        file.write(_header(catalogue, language).encode())
        # No line numbers and no dates: a catalogue changes where a text changes, and nowhere else.
        write_po(
            file,
            catalogue,
            width=WIDTH,
            omit_header=True,
            sort_by_file=True,
            include_lineno=False,
            ignore_obsolete=True,
        )


def _header(catalogue: Catalog, language: str) -> str:
    given = catalogue.header_comment
    comment = f"# {LANGUAGES[language]}." if "PROJECT" in given else given  # Babel's own, of a new catalogue
    return (
        f'{comment.strip()}\nmsgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURAL_FORMS}\\n"\n\n'
    )


def _said_by_libraries() -> set[str | tuple[str, str]]:
    """What Django and the library of accounts say, in their English."""
    said = set()
    for library in (allauth, django):
        for path in Path(str(library.__file__)).parent.rglob("locale/es/LC_MESSAGES/django.mo"):
            with path.open("rb") as file:
                said |= {entry.text for entry in _entries(read_mo(file))}
    return said


COMMANDS = {"extract": extract_all, "compile": compile_all, "check": check_all}


def main(words: list[str], root: Path) -> int:
    """Do what is asked.

    Returns:
        Exit code of the command; 2 where there is none of that name.
    """
    if len(words) != 1 or words[0] not in COMMANDS:
        print(f"usage: python -m tools.messages {'|'.join(COMMANDS)}")
        return 2
    return COMMANDS[words[0]](root)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path.cwd()))
