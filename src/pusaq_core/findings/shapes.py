"""What the core finds, as facts: each a code with its values. Sentences are made where people read.

A fact is a frozen dataclass: `code` names its kind, its fields are its values, and both are declared here and
nowhere else. In files, tables and answers a cell holds a list of them, `[{"code": …, "params": {…}}]`.
A new fact is a class here, a place in the family of the column that may hold it, and a sentence in
`pusaq_core.wording`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003  (the reader of facts asks for the types at run time)
from typing import ClassVar, Final, NewType

Word = NewType("Word", str)
"""An identifier: a code of a person, a post, a rule; `is_word` says which text can be one."""

Quoted = NewType("Quoted", str)
"""What an input says, as it says it: the name of a language, the motive of an event."""

_NO_WORD: Final = frozenset(";\u2028\u2029").union(map(chr, [*range(0x20), *range(0x7F, 0xA0)]))


def is_word(text: str) -> bool:
    """Whether a text can be an identifier: one line, no list sign, no blank at its ends, never empty.

    The files of the ministry have codes with blanks inside; whatever their readers let pass can be one.
    """
    return bool(text) and text == text.strip() and _NO_WORD.isdisjoint(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing found; each kind of fact is a class of its own."""

    code: ClassVar[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedDays:
    """A run of days that was counted, and how often each of them."""

    first: date
    last: date
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack(Fact):
    """Why something has no place in the year, with the count that shows it.

    Attributes:
        needed: what would be needed, in the unit of the code.
        available: what there is.
        counted: the days that were counted, where not all count alike.
    """

    needed: int
    available: int
    counted: tuple[CountedDays, ...] = ()

    @property
    def decides(self) -> bool:
        """Whether the count shows that it is impossible; a search that found nothing shows nothing."""
        return self.needed > self.available


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCapacity(Lack):
    """The dose asks for more days than are free."""

    code = "no_capacity"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSpan(Lack):
    """So many times, `gap` days apart, do not fit the calendar of the premises."""

    code = "no_span"
    gap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCommonDay(Lack):
    """Too few days of class that follow each other and that all share."""

    code = "no_common_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Away(Lack):
    """The accompanist is not there on these days."""

    code = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCombination(Lack):
    """No combination of days keeps the rules."""

    code = "no_combination"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedCapacity(Lack):
    """As `NoCapacity`, with the groups of meetings as the plan has them."""

    code = "grouped_capacity"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedCombination(Lack):
    """As `NoCombination`, with the groups of meetings as the plan has them."""

    code = "grouped_combination"


@dataclass(frozen=True, slots=True, kw_only=True)
class BelowMinimum(Fact):
    """A caseload that does not reach the norm's minimum."""

    code = "below_minimum"
    teachers: int
    minimum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BelowSuggestion(Fact):
    """A caseload under a share of its maximum, where the norm gives no minimum (`minimo_sugerido`)."""

    code = "below_suggestion"
    teachers: int
    maximum: int
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallLanguage(Fact):
    """A language with too few teachers for a caseload of its own (`lengua_minimo_docentes`)."""

    code = "small_language"
    language: Quoted
    teachers: int
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignLanguage(Fact):
    """An accompanist who does not speak a language of the caseload."""

    code = "foreign_language"
    language: Quoted
    spoken: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided(Fact):
    """A school above the maximum, divided among caseloads."""

    code = "divided"
    parts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitByLanguage(Fact):
    """Premises whose services have different languages, each with an accompanist of its own."""

    code = "split_by_language"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPosts(Fact):
    """A person who holds further posts, and is accompanied once."""

    code = "other_posts"
    posts: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuessedPlace(Fact):
    """A school without coordinates, taken for the middle of its district."""

    code = "guessed_place"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedMeeting(Fact):
    """A meeting of several schools, of which at most one has many accompanied teachers (`gia_red_hasta`)."""

    code = "shared_meeting"
    schools: int
    up_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkMeeting(Fact):
    """A meeting that schools of one network hold together, such as an RTC (NT-026-01-MINEDU, 5.2.7)."""

    code = "network_meeting"
    schools: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseloadMeeting(Fact):
    """A meeting that schools of one caseload hold together, such as an RTC (NT-026-01-MINEDU, 5.2.7)."""

    code = "caseload_meeting"
    schools: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JointMeeting(Fact):
    """A meeting of several caseloads at one premises."""

    code = "joint_meeting"
    caseloads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed(Fact):
    """Assumptions that had to be given up, by their ids in the norm file."""

    code = "relaxed"
    rules: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedNow(Fact):
    """It is owed from now on and was not in the plan: a new post, or another dose."""

    code = "owed_now"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedNoMore(Fact):
    """It is owed no more, or has no place: `unplaced.csv` says which."""

    code = "owed_no_more"


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysTaken(Fact):
    """An event takes a day of the activity.

    Attributes:
        first: first day of the event.
        last: its last day, included.
        motive: as the file of events says it; empty where it says nothing.
    """

    code = "days_taken"
    first: date
    last: date
    motive: Quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class GivesWay(Fact):
    """It leaves its date to another activity that had to move."""

    code = "gives_way"


@dataclass(frozen=True, slots=True, kw_only=True)
class PutByHand(Fact):
    """A person had put it on the day that it leaves."""

    code = "put_by_hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Fact):
    """Who takes part from now on (COD_PERSONA)."""

    code = "joined"
    people: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Fact):
    """Who takes part no more (COD_PERSONA)."""

    code = "left"
    people: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OthersTakePart(Fact):
    """Other accompanists or premises take part."""

    code = "others_take_part"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedText(Fact):
    """What an earlier version kept as text, shown as it stands. Nothing writes it any more."""

    code = "recorded_text"
    text: Quoted


Family = tuple[type[Fact], ...]

LACKS: Final[Family] = (
    NoCapacity,
    NoSpan,
    NoCommonDay,
    Away,
    NoCombination,
    GroupedCapacity,
    GroupedCombination,
)
"""What the reason of something without a place may be."""

CASELOAD_NOTES: Final[Family] = (
    BelowMinimum,
    BelowSuggestion,
    SmallLanguage,
    ForeignLanguage,
    Divided,
    SplitByLanguage,
    OtherPosts,
    GuessedPlace,
)
"""What may be said of a caseload, or of a teacher in it."""

ACTIVITY_NOTES: Final[Family] = (SharedMeeting, NetworkMeeting, CaseloadMeeting, JointMeeting, Relaxed)
"""What may be said of an activity."""

CHANGE_REASONS: Final[Family] = (
    OwedNow,
    OwedNoMore,
    DaysTaken,
    GivesWay,
    PutByHand,
    Joined,
    Left,
    OthersTakePart,
)
"""Why an activity differs from the plan before."""

STORED: Final[Family] = (*LACKS, *CASELOAD_NOTES, *ACTIVITY_NOTES, *CHANGE_REASONS, RecordedText)
"""Whatever a table may hold."""
