"""What can be wrong with one translation: nothing said, or not the same blanks and marks as the source."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PERCENT = re.compile(r"%\(\w+\)[a-z]|%[sd]|%%")
BRACES = re.compile(r"\{[^{}]*\}")
TAGS = re.compile(r"</?[a-z][^>]*>")
ENTITIES = re.compile(r"&[a-z]+;|&#\d+;")


@dataclass(frozen=True)
class Entry:
    """One message of a catalogue with its translation, one text for each form of the plural."""

    text: str | tuple[str, str]
    context: str | None
    translations: tuple[str, ...]
    fuzzy: bool


def faults_of_translation(entry: Entry) -> Iterator[str]:
    """What is wrong with it, one phrase each."""
    if entry.fuzzy:
        yield "is a guess (fuzzy)"
    if not all(translation.strip() for translation in entry.translations):
        yield "is not translated"
        return
    if isinstance(entry.text, str):
        yield from _differences(entry.text, entry.translations[0])
        return
    singular, plural = entry.text
    if len(entry.translations) != 2:
        yield f"has {len(entry.translations)} forms, not 2"
        return
    # «One school» may leave the number out, «3 schools» may not.
    if _blanks(entry.translations[0]) not in (_blanks(singular), _blanks(plural)):
        yield f"blanks differ in the singular: {sorted(_blanks(entry.translations[0]))}"
    yield from _differences(plural, entry.translations[1])


def _differences(source: str, translation: str) -> Iterator[str]:
    if _blanks(source) != _blanks(translation):
        yield f"blanks differ: {sorted(_blanks(source))} and {sorted(_blanks(translation))}"
    for what, pattern in (("tags", TAGS), ("entities", ENTITIES)):
        here, there = Counter(pattern.findall(source)), Counter(pattern.findall(translation))
        if here != there:
            yield f"{what} differ: {sorted(here.elements())} and {sorted(there.elements())}"
    for edge, mine, other in (("start", source[0], translation[0]), ("end", source[-1], translation[-1])):
        if mine.isspace() != other.isspace():
            yield f"only one has a space at the {edge}"


def _blanks(text: str) -> set[str]:
    return {*PERCENT.findall(text), *BRACES.findall(text)}
