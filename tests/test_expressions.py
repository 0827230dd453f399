"""Expressions in a line of signs: what the grammar says of them, and that no wording is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question import Ask, Field, Turn
from bot.understanding.scan import SIGNS, expressions, meaning_of
from bot.understanding.templates import COMPILED, ISLANDS
from scripts.compile_grammar import compiled, read_grammar, unlike_examples

WORDINGS = Path(__file__).parent / "expected" / "expressions.txt"
ANYTHING = "Q"  # a sign that no expression holds


def wordings() -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Meaning → the wordings that were understood so."""
    meaning: tuple[str, ...] = ()
    told: dict[tuple[str, ...], list[str]] = {}
    for line in WORDINGS.read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            meaning = tuple(line[2:].split())
        elif line and not line.startswith("#"):
            told.setdefault(meaning, []).extend(line.split(" | "))
    yield from told.items()


def line_of(wording: str) -> str:
    """A wording amid other signs, unless it begins or ends the line."""
    blank = " " * bool(re.search("[a-z]", wording))
    body = re.sub(" *… *", f"{blank}{ANYTHING}{blank}", wording.strip("^$"))
    before = "" if wording.startswith("^") else ANYTHING + blank
    return before + body + ("" if wording.endswith("$") else blank + ANYTHING)


def meant(line: str, *, several: bool = False) -> list[object]:
    """What the expressions of a line mean."""
    return [found.meaning for found in expressions(line, several=several)]


@pytest.mark.parametrize(
    ("meaning", "told"), [pytest.param(*each, id=" ".join(each[0])) for each in wordings()]
)
def test_no_wording_is_lost(meaning: tuple[str, ...], told: list[str]) -> None:
    several = meaning[0] == "over"
    lost = [each for each in told if meaning_of(meaning) not in meant(line_of(each), several=several)]
    assert lost == []


def test_examples_are_understood_as_they_stand() -> None:
    assert list(unlike_examples(read_grammar(), Path(COMPILED).read_bytes())) == []


def test_every_kind_of_expression_has_its_place() -> None:
    """A meaning that nothing is said for is a slip in its name; what is meant is shown beside it."""
    grammar = read_grammar()
    said = {number for number, _, _ in grammar.templates}
    shown = {number for number, wanted, _, _ in grammar.examples if wanted}
    for number, words in enumerate(grammar.meanings):
        if words[0] in ISLANDS:
            assert number in said
            assert meaning_of(words)
            assert number in shown or words[0] == "hint", f"no example of {' '.join(words)}"


def test_an_example_that_is_not_understood_is_told_with_its_place(tmp_path: Path) -> None:
    text = "= cue ask list\nall\n+ all of it / none\n- all\n"
    (tmp_path / "wrong.txt").write_text(text, encoding="utf-8")
    told = list(unlike_examples(read_grammar(tmp_path), compiled(tmp_path)))
    assert [each.partition(" is ")[0] for each in told] == ["wrong.txt:3: 'none'", "wrong.txt:4: 'all'"]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("why is it M", [Field.WHY, Turn.SAME]),
        ("whyever", []),  # no English word inside another
        ("budgets", ["absent:budget"]),
        ("budgeting", []),
        ("何課の", [Field.OWNER]),
        ("防災課の", []),  # the end of a name
        ("図にして", [Ask.PICTURE]),
        ("地図にして", []),
        ("のほうが", ["only"]),
        ("の方法", []),
        ("ok", [Ask.THANKS]),
        ("okな", []),  # `$`: the end of the line
        ("一番Qで遅れた", [Ask.WORST, Ask.WORST]),  # with anything between
        ("一番" + "Q" * 41 + "遅れ", ["superlative"]),
        ("一番…遅れ", [Ask.WORST, Ask.WORST]),
    ],
)
def test_where_an_expression_stands(line: str, wanted: list[object]) -> None:
    assert meant(line) == wanted


@given(
    st.text(
        alphabet=st.sampled_from([*SIGNS, *"一番の評価が×理由はどこ課図方針whyhow 0?。^$…"]), max_size=60
    ),
    st.booleans(),
)
def test_any_line_is_taken_apart(line: str, several: bool) -> None:
    """Nothing is taken twice, and what is told of a piece is what stands there."""
    taken: set[int] = set()
    for found in expressions(line, several=several):
        assert line[found.start : found.end] == found.text
        own = {place for place in range(found.start, found.end) if line[place] not in SIGNS}
        assert not own & taken
        taken |= own
