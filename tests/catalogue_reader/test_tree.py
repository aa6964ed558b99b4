"""A file as a tree: every hostile or broken text is refused at its place."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pusaq_core.catalogue_reader.tree import MAX_BREAKS, MAX_CHARACTERS, MAX_DEPTH, MAX_NODES, Node, read_tree
from pusaq_core.errors import InputError, Problem


def refusal(text: str) -> Problem:
    with pytest.raises(InputError) as caught:
        read_tree(text, file="x.yaml")
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


@pytest.mark.parametrize(
    ("text", "code", "row", "position"),
    [
        ("a: [1", "yaml_syntax", 2, 1),
        ("a: 1\n\tb: 2", "yaml_syntax", 2, 1),
        ("a: 'abierto\n", "yaml_syntax", 2, 1),
        ("a: &uno 1\nb: *uno", "alias_not_allowed", 1, 4),
        ("a: 1\nb: *uno", "alias_not_allowed", 2, 4),
        ("a: !!python/object/apply:os.system ['true']", "tag_not_allowed", 1, 4),
        ("a: 1\n---\nb: 2", "several_documents", 2, 1),
        ("", "empty_file", 1, 1),
        ("# solo un comentario\n", "empty_file", 1, 1),
        ("a: 1\nb: \x00", "not_text", 2, 4),
        ("a: 1\nb: x\ud800", "not_text", 2, 5),
        ("# a\n\nb: x\u0085c: [1", "hidden_break", 3, 5),
        ("# a\r\nb: 'x\u2028y'\nc: [1", "hidden_break", 2, 6),
        ("# a\rb: x # \u2029", "hidden_break", 2, 8),
        ("[" * 100_000, "too_deep", 1, MAX_DEPTH + 2),
        ("a: [" + "1," * MAX_NODES + "]", "too_many_nodes", 1, 5 + 2 * (MAX_NODES - 3)),
    ],
)
def test_broken_or_hostile_text_is_refused_at_its_place(
    text: str, code: str, row: int, position: int
) -> None:
    problem = refusal(text)
    assert (problem.code, problem.file, problem.row, problem.position) == (code, "x.yaml", row, position)


def test_every_line_break_that_no_editor_counts_is_named_with_the_line_of_an_editor() -> None:
    with pytest.raises(InputError) as caught:
        read_tree("a: x\u2028\nb: [\u0085\nc: \u2029" + "\u2028" * MAX_BREAKS, file="x.yaml")
    told = [(problem.row, problem.position, problem.found) for problem in caught.value.problems]
    assert told[:3] == [(1, 5, "@line_separator"), (2, 5, "@next_line"), (3, 4, "@paragraph_separator")]
    assert len(told) == MAX_BREAKS


def test_a_line_break_written_as_an_escape_is_text() -> None:
    value = read_tree('a: "x\\u2028y"', file="x.yaml").get("a")
    assert value is not None
    assert value.text == "x\u2028y"


def test_aliases_that_unfold_into_gigabytes_are_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    assert refusal("\n".join(lines)).code == "alias_not_allowed"


def test_a_huge_text_is_refused_before_it_is_parsed() -> None:
    problem = refusal("a" * (MAX_CHARACTERS + 1))
    assert (problem.code, problem.found) == ("file_too_big", str(MAX_CHARACTERS + 1))


def test_keys_values_and_places() -> None:
    tree = read_tree("uno: 1\ndos:\n  - {tres: 'x'}\n  - y\n", file="x.yaml")
    assert tree.kind == "map"
    listed = tree.get("dos")
    assert listed is not None
    inner = listed.items[0].get("tres")
    assert inner is not None
    assert (inner.text, inner.style, inner.line, inner.column) == ("x", "'", 3, 12)
    assert (listed.items[1].text, listed.items[1].line, listed.items[1].column) == ("y", 4, 5)
    assert tree.get("cuatro") is None
    assert listed.get("uno") is None


def test_a_mark_of_byte_order_and_windows_line_ends_change_nothing() -> None:
    plain = read_tree("uno: 1\ndos: 2\n", file="x.yaml")
    assert read_tree("\ufeffuno: 1\r\ndos: 2\r\n", file="x.yaml") == plain


def test_accents_apart_from_their_letters_are_joined_and_places_stay_those_of_the_file() -> None:
    text = unicodedata.normalize("NFD", "{número: 'Eje temático', b: c}")
    tree = read_tree(text, file="x.yaml")
    value = tree.get("número")
    assert value is not None
    assert value.text == "Eje temático"
    after = tree.get("b")
    assert after is not None
    assert (value.column, after.column) == (text.index("'") + 1, text.index("c}") + 1)


@pytest.mark.parametrize(
    ("text", "empty"), [("a:", True), ("a: ~", True), ("a: null", True), ("a: ''", False), ("a: 0", False)]
)
def test_a_key_without_value_is_empty(text: str, empty: object) -> None:
    value = read_tree(text, file="x.yaml").get("a")
    assert value is not None
    assert value.empty is empty


def located(text: str, word: str) -> tuple[int, int]:
    value = read_tree(text, file="x.yaml").get("a")
    assert value is not None
    return value.locate(value.text.index(word))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: uno AND mal", (1, 12)),
        ('a: "uno AND mal"', (1, 13)),
        ("a: 'es ''x'' AND mal'", (1, 18)),
        ('a: "es \\"x\\" AND mal"', (1, 18)),
        ("a: >-\n  uno\n  AND mal\n", (3, 7)),
        ("a: |\n    uno\n    AND mal\n", (3, 9)),
        ("a: uno\n  AND\n  mal\n", (3, 3)),
        ("x: 1\na:     mal", (2, 8)),
        ("a: 'an\u0303o AND mal'", (1, 14)),
        ("a: >-\n  an\u0303o\n  AND n\u0303 mal\n", (3, 10)),
    ],
)
def test_a_character_of_a_text_is_found_in_the_file(text: str, place: tuple[int, int]) -> None:
    assert located(text, "mal") == place


def test_the_end_of_a_text_has_a_place_too() -> None:
    value = read_tree('a: "uno"', file="x.yaml").get("a")
    assert value is not None
    assert value.locate(3) == (1, 8)


words = st.text(alphabet=st.sampled_from("abcñ'\"\\ ="), min_size=1).map(str.strip).filter(bool)


@given(words, st.data())
def test_locating_agrees_with_the_file_for_every_quoted_text(word: str, data: st.DataObject) -> None:
    quoted = "'" + word.replace("'", "''") + "'"
    text = f"clave:\n  a: {quoted}\n"
    inner = read_tree(text, file="x.yaml").get("clave")
    assert inner is not None
    value = inner.get("a")
    assert isinstance(value, Node)
    assert value.text == word
    offset = data.draw(st.integers(0, len(word) - 1).filter(lambda i: word[i] not in " '"))
    line, column = value.locate(offset)
    assert text.split("\n")[line - 1][column - 1] == word[offset]


@given(st.text())
def test_no_text_does_anything_but_load_or_be_refused(text: str) -> None:
    try:
        place = read_tree(text, file="x.yaml").file
    except InputError as error:
        place = error.problems[0].file
    assert place == "x.yaml"


def test_as_many_nodes_as_are_let_through_are_read() -> None:
    value = read_tree("a: [" + "1," * (MAX_NODES - 3) + "]", file="x.yaml").get("a")
    assert value is not None
    assert len(value.items) == MAX_NODES - 3
