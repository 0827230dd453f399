"""Where templates are tried, and where a word ends."""

from __future__ import annotations

import pytest

from bot.understanding import templates
from bot.understanding.lattice import lattice_of
from bot.understanding.scripts import is_katakana, stands_before_no
from bot.understanding.templates import LAYERS, automaton
from bot.understanding.vocabulary import Vocabulary
from katou_index import open_index
from tests.bot_fixtures import TODAY, index_path

TEXTS = (
    "防災課の×は何件",
    "根拠の記載がない項目",
    "ずっと×の事業",
    "items of 防災課 that are rated △",
    "すみません、○以上の取組を教えて",
    "×",
)


@pytest.mark.parametrize("text", TEXTS)
def test_no_template_begins_where_none_is_tried(text: str) -> None:
    grammar = automaton()
    lattice = lattice_of(text, Vocabulary(open_index(index_path())), lambda _: True, TODAY)
    for layer in LAYERS:
        begun = {
            place
            for place in range(len(text))
            for match in grammar.matches(layer, text, lattice, place)
            if match.end > place
        }
        assert begun <= set(grammar.places(layer, text, lattice))


@pytest.mark.parametrize("text", [*TEXTS, "", "の", "ののの", "○×○×の事業の事業"])
@pytest.mark.parametrize("most", [0, 2, templates.MOST_STRANGE])
def test_what_is_remembered_of_signs_changes_no_place(
    text: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many pairs of signs a layer remembers to begin nothing, asked once or again."""
    grammar = automaton()
    monkeypatch.setattr(templates, "MOST_STRANGE", most)
    for name in LAYERS:
        layer, known = grammar.layer(name), grammar.layer(name)
        known.begun("".join(TEXTS))
        two = {text[at : at + 2] for at in range(len(text))}
        begins = {each for each in two if layer.begun(each)[:1] == [0]}
        places = [at for at in range(len(text)) if text[at : at + 2] in begins]
        assert layer.begun(text) == layer.begun(text) == known.begun(text) == places


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("クレジットカード", True),
        ("カードで払う", True),
        ("カードリーダー", False),
        ("カードー", False),
        ("カードリーダーとカード", True),
        ("", False),
    ],
)
def test_a_word_stands_where_nothing_goes_on_with_it(text: str, stands: bool) -> None:
    assert stands_before_no("カード", text, is_katakana) is stands
