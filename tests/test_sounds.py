"""Words as input methods give them: half-width kana, homophones, decomposed signs, radicals, slips."""

from __future__ import annotations

import marshal
import re
import unicodedata
from itertools import product
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.understanding.sounds import PARTICLES
from bot.understanding.spans import Respelled
from bot.understanding.spoken import SPOKEN
from katou_index import words
from katou_index.restoring.forms import departments_in
from katou_index.words import hiragana, reading, tokens
from scripts.compile_grammar import spoken as spoken_words
from tests.bot_fixtures import bot
from tests.half_width import half_width, spoken

PLAN = bot().library.vocabulary.plan
DEPARTMENTS = {
    name: department.readings[0] if department.readings else reading(name)
    for name, department in bot().library.vocabulary.departments.items()
    if name in bot().library.vocabulary.offices
}
QUESTIONS = (  # with a department, as it is typed and as it is meant
    ("{} ﾉ ﾋｮｳｶ ﾊ?", "{}の評価は？"),
    ("{} ﾉ ｼﾞｷﾞｮｳ ｲﾁﾗﾝ", "{}の事業一覧"),
    ("{}ﾉﾊﾞﾂﾊｲｸﾂｱﾘﾏｽｶ", "{}の×はいくつありますか"),
    ("{} ﾆ ｻﾝｶｸ ﾊ ｱﾘﾏｽｶ", "{}に△はありますか"),
    ("{} ﾊ ｾﾞﾝﾌﾞ ﾏﾙ ﾃﾞｽｶ", "{}は全部○ですか"),
    ("{} ﾉ ﾏﾙ ﾉ ﾜﾘｱｲ", "{}の○の割合"),
    ("{}ﾉﾃﾞﾝﾜﾊﾞﾝｺﾞｳｦｵｼｴﾃ", "{}の電話番号を教えて"),
)
KATAKANA = [chr(code) for code in range(ord("ア"), ord("ヴ")) if hiragana(chr(code)) not in PARTICLES]


def asked(text: str) -> tuple[object, ...]:
    """What an answer says, without how it was read."""
    answer = bot().ask(text).as_json()
    return answer["kind"], answer["reason"], answer["items"], answer["counts"], answer["holds"]


@pytest.mark.parametrize("title", [measure.title for measure in PLAN.measures])
def test_a_title_in_half_width_kana_is_its_measure(title: str) -> None:
    number = next(measure.number for measure in PLAN.measures if measure.title == title)
    for question in (f"{spoken(title)} ﾉ ﾋｮｳｶ ﾊ?", f"{spoken(title)}ﾉｹｯｶｦｵｼｴﾃｸﾀﾞｻｲ"):
        answer = bot().ask(question).answer
        assert {item.measure for item in answer.items} == {number}, question


@pytest.mark.parametrize(("name", "question"), list(product(DEPARTMENTS, QUESTIONS)))
def test_a_department_in_half_width_kana_is_answered_as_itself(name: str, question: tuple[str, str]) -> None:
    typed, meant = question
    assert asked(typed.format(half_width(DEPARTMENTS[name]))) == asked(meant.format(name))


@given(st.text(KATAKANA, min_size=3, max_size=9))
@example("カモシカ")
@example("ドローンレース")
@example("スマートグラス")
def test_no_piece_of_an_unknown_word_is_read(word: str) -> None:
    """What is read of a word in katakana is all of it, or nothing."""
    library = bot().library
    known = library.speller.sounds.written
    for text in (f"{word} ノ ヒョウカ ハ?", f"{word}の評価は?"):
        heard = library.heard(text).text
        left = heard.partition("の評価")[0]
        same = hiragana(left) == hiragana(word)
        assert same or all(run in known for run in re.findall("[ァ-ヺー]+", left)), heard


def parts(text: str) -> str:
    """A text with radicals for the characters that they stand for, where there are any."""
    radicals = {words.fold(chr(code)): chr(code) for code in range(0x2E80, 0x2FD6)}
    return "".join(radicals.get(sign, sign) for sign in text)


OLD = {new: old for old, new in words._OLD_CHARACTERS.items() if old > "\u2fff"}
NAMES = [*DEPARTMENTS, *(measure.title for measure in PLAN.measures)]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_itself_in_other_signs(name: str) -> None:
    """Decomposed, with radicals, in old characters: the answer is the same."""
    meant = asked(f"{name}の評価は？")
    assert asked(unicodedata.normalize("NFD", f"{name}の評価は？")) == meant
    assert asked(f"{parts(name)}の評価は？") == meant
    assert asked("".join(OLD.get(sign, sign) for sign in name) + "の評価は？") == meant


@pytest.mark.parametrize(
    "word", ["ズーム", "skin-tone", "alone", "カモシカ", "見送り", "海鮮", "公園", "罰金", "処罰", "歯科"]
)
def test_a_word_of_its_own_is_repaired_to_nothing(word: str) -> None:
    assert bot().ask(f"{word}の評価は？").question.respelled == ()


def test_no_word_is_made_of_a_piece_of_another() -> None:
    assert ("eメール", "るメール") not in bot().ask("Eメールの評価は？").question.respelled


def test_what_may_be_another_word_is_offered() -> None:
    """One word that sounds like one of the plan is no fact, but what can be asked next."""
    answer = bot().ask("海鮮の評価は？").as_json()
    assert (answer["kind"], answer["items"]) == ("nothing", [])
    assert any("回線" in choice["asks"] for choice in answer["choices"])


SIGNS = "歯科検診公園観測農林罰金処海鮮参道路橋警察星空画角丸標価評事業務課電子情報防災税"


@given(st.text(SIGNS, min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
@example("信橋")
@example("罰金")
@example("処罰")
@example("情報課")
def test_a_made_up_word_is_read_as_what_sounds_alike_and_told(word: str) -> None:
    library = bot().library
    text = f"{word}の評価は？"
    assume(word not in library.vocabulary.plan_text)
    meant = library.meant(Respelled(text))
    for changed in (meant.surely, *meant.spelt):
        for typed, read in changed.changes:
            assert sound_of(typed, text) == hiragana(library.vocabulary.index.readings([read])[0])
    answer = bot().ask(text)
    changes = dict(answer.question.respelled)
    for typed, read in changes.items():
        assert f"「{typed}」は「{read}」" in answer.text


def sound_of(typed: str, text: str) -> str:
    """How a stretch of a text is read in it."""
    place, sound, start = 0, "", text.find(typed)
    for token in tokens(text):
        if start <= place < start + len(typed):
            sound += token.reading
        place += len(token.surface)
    return sound


def test_the_words_of_questions_are_current() -> None:
    assert marshal.loads(Path(SPOKEN).read_bytes()) == marshal.loads(spoken_words())


def test_a_department_printed_with_radicals_is_the_one_of_the_table() -> None:
    assert departments_in("市⺠課、⼯務課（※関係課：⼟木課）") == ("市民課", "工務課")
