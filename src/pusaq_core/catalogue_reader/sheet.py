"""How a format is declared, and how a file is read into it.

A format is a dataclass on `Sheet` whose fields have types of `values` and, with `key`, the word of the file:

    @dataclass(frozen=True, slots=True)
    class Clause(Sheet):
        text: Annotated[Text, key("texto")]
        numeral: Numeral
        topic: Annotated[Text, key("sobre")] = ""

What has no default must be there, what is not declared is refused. A check of several fields is a
`model_validator(mode="after")` that raises `refusals`; objects made in Python are not checked.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias, TypeVar, get_type_hints

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    WrapValidator,
)
from pydantic.fields import FieldInfo
from pydantic_core import core_schema

from pusaq_core.catalogue_reader.faults import (
    Fault,
    Places,
    describe,
    join,
    order,
    problem_at,
    problem_of,
    read_with,
    refusal,
    stranger,
)
from pusaq_core.catalogue_reader.tree import Node, read_tree
from pusaq_core.catalogue_reader.values import Reads
from pusaq_core.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

T = TypeVar("T")
Context: TypeAlias = "Mapping[str, Any] | Callable[[Node], Mapping[str, Any]] | None"

KEY: Final = "@key"
LINE: Final = "@line"
FILE: Final = "@file"
NODE: Final = "@node"
"""For `key`: fields that hold where a map stands instead of something that it says."""


class Entries(dict[str, Any]):
    """What a map says, with its node and that of the key under which it stands."""

    __slots__ = ("node", "word")

    def __init__(self, node: Node, word: Node | None) -> None:
        super().__init__()
        self.node = node
        self.word = word

    @property
    def key(self) -> str:
        """Key under which it stands; empty in a list."""
        return self.word.text if self.word is not None else ""


class Sheet:
    """A map with a fixed set of keys.

    Attributes:
        FORBIDDEN: keys that the format refuses for a reason of its own, with the code that says it.
    """

    __slots__ = ()
    __pydantic_config__ = ConfigDict(extra="forbid")
    FORBIDDEN: ClassVar[dict[str, str]] = {}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:  # noqa: ANN401  (pydantic's own protocol)
        """Schema that names every unknown key with those that are known."""
        return core_schema.no_info_wrap_validator_function(cls._read, handler(source))

    @classmethod
    def _read(cls, given: Any, read: Callable[[Any], Any]) -> Any:  # noqa: ANN401  (same)
        if not isinstance(given, Entries):
            return read(given)
        sheet: Any = cls  # mypy takes a class for unhashable
        keys = keys_of(sheet)
        first = given.word or given.node
        place = {KEY: given.key, LINE: first.line, FILE: given.node.file, NODE: given.node}
        values = {name: value for name, value in (given | place).items() if name in keys}
        return read_with(lambda: read(values), [*cls._strangers(given, keys), *cls.contradictions(given)])

    @classmethod
    def contradictions(cls, given: Entries) -> Iterable[Fault]:  # noqa: ARG003  (for formats that have some)
        """What is wrong among several keys, told beside what is wrong with the value of each."""
        return ()

    @classmethod
    def _strangers(cls, given: Entries, keys: frozenset[str]) -> Iterator[Fault]:
        said = sorted(key for key in keys if not key.startswith("@"))
        for name in given:
            if name in cls.FORBIDDEN:
                yield Fault(cls.FORBIDDEN[name], (name,))
            elif name not in said:
                yield stranger(name, (name,), said, given)


@cache
def keys_of(sheet: Any) -> frozenset[str]:  # noqa: ANN401  (a `Sheet`)
    """Words by which the file says the fields of a format."""
    return frozenset(
        next((mark.alias for mark in getattr(kind, "__metadata__", ()) if isinstance(mark, FieldInfo)), None)
        or name
        for name, kind in get_type_hints(sheet, include_extras=True).items()
        if name != "FORBIDDEN"
    )


def key(name: str) -> Any:  # noqa: ANN401  (pydantic's own mark)
    """Mark of a field that the file calls otherwise."""
    return Field(alias=name)


def at_least(least: int) -> BeforeValidator:
    """A list of so many values or more."""

    def check(value: Any) -> Any:  # noqa: ANN401  (whatever stands there)
        if not isinstance(value, tuple) or len(value) < least:
            raise refusal(Fault("wrong_type", expected=f"list_from:{least}"))
        return value

    return BeforeValidator(check)


ONE_OR_MORE: Final = BeforeValidator(lambda value: value if isinstance(value, tuple) else (value,))
"""A single value stands for a list of one."""


def validated(shape: Any, value: Any, context: Any) -> Any:  # noqa: ANN401  (any annotation, any value)
    """A value read by a form that is chosen while reading.

    Raises:
        ValidationError: with its faults.
    """
    return _adapter(shape).validate_python(value, context=context)


def made_of(shape: Any, make: Callable[[Any], Any]) -> Reads:  # noqa: ANN401  (any annotation)
    """A value made of what the file says in another form.

    Args:
        shape: form of the file, any annotation.
        make: what becomes of it; may raise `refusals`.
    """
    return Reads(lambda value, context: make(validated(shape, value, context)), in_context=True)


def one_or_list(one: Any, several: Any) -> Reads:  # noqa: ANN401  (any annotation)
    """A value that the file may also give as a list of values, which stays one.

    Args:
        one: form of a single value.
        several: form of each value of a list.
    """

    def read(value: Any, context: Any) -> Any:  # noqa: ANN401  (whatever stands there)
        shape = tuple[several, ...] if isinstance(value, tuple) else one
        return validated(shape, value, context)

    return Reads(read, in_context=True)


def variant(choose: Callable[[Entries], type[Sheet]]) -> Reads:
    """A map whose format depends on what it says.

    Args:
        choose: the format; where the map leaves it open, one that says so.
    """

    def read(value: Any, context: Any) -> Any:  # noqa: ANN401  (whatever stands there)
        if not isinstance(value, Entries):
            raise refusal(Fault("wrong_type", expected="map"))
        return validated(choose(value), value, context)

    return Reads(read, in_context=True)


def exactly(*names: str) -> WrapValidator:
    """A map that has each of these keys and no other."""

    def check(value: Any, read: Callable[[Any], Any]) -> Any:  # noqa: ANN401  (same)
        return read_with(lambda: read(value), differences(value, names) if isinstance(value, Entries) else ())

    return WrapValidator(check)


def differences(entries: Entries, names: Collection[str], at: tuple[str, ...] = ()) -> Iterator[Fault]:
    """Keys that a map lacks or has too many, as faults of whatever stands `at` keys above."""
    yield from (Fault("missing_key", (*at, name)) for name in names if name not in entries)
    yield from (stranger(name, (*at, name), names, entries) for name in entries if name not in names)


def unique(*names: str) -> WrapValidator:
    """A list in which none of these keys says the same twice."""

    def check(value: Any, read: Callable[[Any], Any]) -> Any:  # noqa: ANN401  (same)
        return read_with(lambda: read(value), _repeated(value, names))

    return WrapValidator(check)


def _repeated(items: Any, names: tuple[str, ...]) -> Iterator[Fault]:  # noqa: ANN401  (same)
    seen: set[tuple[str, str]] = set()
    for index, item in enumerate(items if isinstance(items, tuple) else ()):
        for name in names:
            value = item.get(name) if isinstance(item, Entries) else None
            if isinstance(value, Node):
                if (name, value.text) in seen:
                    yield Fault("duplicate_id", (index, name))
                seen.add((name, value.text))


def read_sheet(sheet: type[T], text: str, *, file: str, context: Context = None) -> T:
    """Reads a file.

    Args:
        sheet: its format.
        text: its content.
        file: its name as the user gave it, for errors.
        context: what the format must know beside the value that it reads (for `known`), or how to find it
            in the tree before anything is read.

    Raises:
        InputError: every problem of the file, in its order, each with line, character, path of keys, what
            was expected and what was found.
    """
    return read_nodes(sheet, read_tree(text, file=file), context=context)


def read_nodes(sheet: type[T], tree: Node, *, context: Context = None) -> T:
    """The same for a text that was read into nodes before.

    Raises:
        InputError: as `read_sheet`.
    """
    problems: list[Problem] = []
    values = _unfolded(tree, None, "", problems)
    known = context(tree) if callable(context) else context
    made: list[T] = []
    try:
        shape: Any = sheet
        made.append(_adapter(shape).validate_python(values, context=known))
    except ValidationError as error:
        lines = error.errors(include_url=False, include_input=False)
        places = Places(tree)
        problems += [problem_at(places, line) for line in lines]
    if problems:
        raise InputError(*sorted(problems, key=order))
    return made[0]


@cache
def _adapter(sheet: Any) -> TypeAdapter[Any]:  # noqa: ANN401  (any annotation)
    return TypeAdapter(sheet)


def _unfolded(node: Node, key: Node | None, path: str, problems: list[Problem]) -> Any:  # noqa: ANN401  (any value)
    """Maps as `Entries`, lists as tuples, texts as their nodes; what no map may have is noted."""
    if node.kind == "text":
        return node
    if node.kind == "list":
        return tuple(
            _unfolded(item, None, f"{path}[{index}]", problems) for index, item in enumerate(node.items)
        )
    entries = Entries(node, key)
    for word, value in node.entries:
        inner = join(path, describe(word))
        if word.kind != "text":
            problems.append(problem_of(word, "unknown_key", inner, expected="text"))
        elif word.text in entries:
            problems.append(problem_of(word, "duplicate_key", inner))
        else:
            entries[word.text] = _unfolded(value, word, inner, problems)
    return entries
