"""English as people type it: small words in one form, and the language that an answer is wanted in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.plain import in_one_form
from bot.understanding.reading import read
from bot.understanding.speech import wish_in
from bot.understanding.templates import automaton
from bot.understanding.vocabulary import Vocabulary
from katou_index import open_index
from scripts.compile_grammar import in_one_form as template_in_one_form
from tests.bot_fixtures import TODAY, bot, index_path
from tests.expectations import asked

FORMS = {"the": "", "a": "", "please": "", "are": "is", "has": "have", "don't": "do not"}
WORDS = (*FORMS, "crosses", "of", "tax", "division", "?", "×", '"the', 'a"')


def one_year() -> Vocabulary:
    return Vocabulary(open_index(index_path()))


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("the measures of the plan", "measures of plan"),
        ("crosses, please?", "crosses,?"),
        ("are the items that has a cross", "is items that have cross"),
        ('items with the words "the plan" are', 'items with words "the plan" is'),
        ("防災課の×は？", "防災課の×は？"),
        ("please", "please"),
    ],
)
def test_small_words_have_one_form(typed: str, read_as: str) -> None:
    assert in_one_form(typed, FORMS, one_year()) == read_as


@pytest.mark.parametrize(
    ("template", "compiled"),
    [
        ("(which|what)( the | ){S}", "(which|what)( | ){S}"),
        ("[ please| file]", "[| file]"),
        ("(are|is) {B} <the> {R}", "(is|is) {B} <the> {R}"),
        ("(the|the whole) {D}", "(the|whole) {D}"),
    ],
)
def test_templates_are_compiled_in_that_form(template: str, compiled: str) -> None:
    assert template_in_one_form(template, FORMS) == compiled


@given(st.lists(st.sampled_from(WORDS), max_size=8))
def test_one_form_stays_as_it_is(words: list[str]) -> None:
    vocabulary = one_year()
    once = in_one_form(" ".join(words), FORMS, vocabulary)
    assert in_one_form(once, FORMS, vocabulary) == once


@pytest.mark.parametrize(
    ("good", "typed"),
    [
        ("Which measures have a cross?", "which measure have cross"),
        ("How many triangles does the tax division have?", "tax division have how many triangle"),
        ("Are all measures of the tax division circles?", "all measures of tax division is circle?"),
        ("Who owns measure 5?", "measure 5 who do?"),
        ("Items without evidence", "item which no have evidence written"),
        ("Share of circles in policy 5", "in policy 5, how many percent is circle"),
    ],
)
def test_what_is_typed_means_what_is_good_english(good: str, typed: str) -> None:
    vocabulary = one_year()
    meant, found = (read(text, vocabulary, TODAY) for text in (good, typed))
    assert meant is not None
    assert found is not None
    assert found.query == meant.query


@pytest.mark.parametrize(
    ("text", "rest", "lang"),
    [
        ("English please", "", "en"),
        ("can you say it in Japanese?", "", "ja"),
        ("英語で×の事業を教えて", "×の事業を教えて", "en"),
        ("No.12の結果を英語で教えて", "No.12の結果を", "en"),
        ("show the crosses in English", "show the crosses", "en"),
        ("日本語でお願いします", "", "ja"),
        ("Is there tourist information in English?", "Is there tourist information in English?", ""),
        ("英語で読める観光案内は？", "英語で読める観光案内は？", ""),
        ("観光案内を英語で見られる？", "観光案内を英語で見られる？", ""),
    ],
)
def test_a_wish_for_a_language(text: str, rest: str, lang: str) -> None:
    assert wish_in(text) == (rest, lang)


@given(st.text(max_size=40))
def test_a_wish_leaves_a_part_of_the_text(text: str) -> None:
    found = wish_in(text)
    assert found.rest in text
    assert found.lang in ("", "en", "ja")


def test_a_language_holds_for_its_conversation_only() -> None:
    said = asked(bot(), ("×の事業は？", "English please", "防災課は？"))
    assert [reply.card.lang for reply in said] == ["ja", "en", "en"]
    assert said[0].answer.items == said[1].answer.items
    assert asked(bot(), ("防災課は？",))[0].card.lang == "ja"


def test_every_form_is_one_itself() -> None:
    forms = automaton().forms
    assert not [form for form in forms.values() if any(word in forms for word in form.split())]
