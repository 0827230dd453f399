"""Japanese text → normal form, terms, readings."""

from __future__ import annotations

import re
import sys
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from katou_index import words
from katou_index.words import (
    analyse,
    analyse_all,
    analyse_question,
    clean,
    fold,
    reading,
    stop_words,
    term_reading,
    terms,
    tokens,
)

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)  # lone surrogates too


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_cleaning_looks_closely_wherever_junk_may_stand() -> None:
    """`clean` asks its pattern only where something cheaper is suspicious: that must not miss any sign."""
    junk = [sign for sign in map(chr, range(sys.maxunicode + 1)) if re.match(words._JUNK, sign)]
    assert "\ufeff" in junk
    assert [sign for sign in junk if clean(f"評{sign}価\n") != "評価\n"] == []


@pytest.mark.parametrize("length", [1, 20_000])
def test_old_characters_are_new_ones_in_short_and_long_texts(length: int) -> None:
    assert fold("特產品" * length) == "特産品" * length


@given(ANY_TEXT)
def test_no_text_breaks_the_tagger(text: str) -> None:
    assert analyse(text).words == "".join(f" {term} " for term in terms(text))
    question = analyse_question(text)
    assert set(question.terms) <= set(terms(text))
    assert all(run in analyse(text).folded for run in question.runs)
    tokens(text)
    clean(text).encode()


@given(st.lists(ANY_TEXT))
def test_many_texts_are_analysed_as_each_by_itself(texts: list[str]) -> None:
    long = "災害に備えて123の訓練を行った。" * 200  # in several pieces
    every = [*texts, "", long, *texts]
    assert analyse_all(every) == {text: analyse(text) for text in every}


@pytest.mark.parametrize("sign", ["A", "9", "漢", "の", "\u200b", "RPA ", "。", " "])
def test_a_million_signs_do_not_kill_the_tagger(sign: str) -> None:
    text = sign * (1_000_000 // len(sign))
    analyse(text[:200_000])
    assert len("".join(analyse_question(text).terms)) <= words.QUESTION_LIMIT


def test_what_comes_after_nul_is_read() -> None:
    assert terms("防災\0訓練") == ["防災", "訓練"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("特產品", "特産品"),
        ("學校", "学校"),
        ("取組", "取り組み"),
        ("手続き", "手続"),
        ("サーバー", "サーバ"),
        ("ＲＰＡ", "rpa"),
        ("ﾀﾌﾞﾚｯﾄ", "タブレット"),
        ("導入した", "導入"),
    ],
)
def test_one_word_written_in_two_ways_has_one_term(one: str, other: str) -> None:
    assert terms(one)[: len(terms(other))] == terms(other)


def test_particles_and_marks_are_no_terms() -> None:
    assert terms("防災の、訓練を！○×") == ["防災", "訓練"]


def test_a_run_ends_where_a_word_says_nothing() -> None:
    assert analyse_question("災害対応訓練の実施").runs == ("災害対応訓練", "実施")


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("RPAの進捗はどうなっていますか？", ["rpa"]),
        ("空き家バンクの登録って何件？", ["空き家", "バンク", "登録"]),
        ("What is the status of RPA?", ["status", "rpa"]),
        ("担当課はどこですか", []),
    ],
)
def test_words_of_asking_are_left_out(question: str, left: list[str]) -> None:
    assert list(analyse_question(question).terms) == left


def test_stop_words_are_folded_and_many() -> None:
    assert len(stop_words()) > 100
    assert {fold(word) for word in stop_words()} == stop_words()


def test_old_characters_become_new_ones_in_one_step() -> None:
    pairs = words._OLD_CHARACTERS
    assert len(pairs) > 300
    assert fold("產澤龍圖") == "産沢竜図"
    assert not set(pairs.values()) & pairs.keys()
    assert all(unicodedata.normalize("NFKC", old) == old for old in pairs)


@pytest.mark.parametrize(
    ("term", "kana"),
    [("取り組み", "とりくみ"), ("特産", "とくさん"), ("rpa", "あーるぴーえー"), ("gis", "じーあいえす"),
     ("サーバー", "さーばー"), ("すくすく", "すくすく"), ("2020", ""), ("legowedo", ""), ("", "")],
)  # fmt: skip
def test_terms_have_readings(term: str, kana: str) -> None:
    assert term_reading(term) == kana


def test_a_whole_text_has_a_reading() -> None:
    assert reading("防災課") == "ぼうさいか"


def test_threads_get_the_words_that_one_gets() -> None:
    texts = [
        f"{word}の{number}番目の取組を行い、{word}を検証した。"
        for number in range(40)
        for word in ("防災", "RPA")
    ]
    alone = [analyse(text) for text in texts]
    start = threading.Barrier(8)

    def work(_: int) -> list[words.Analysis]:
        start.wait()
        return [analyse(text) for text in texts]

    with ThreadPoolExecutor(8) as pool:
        assert all(result == alone for result in pool.map(work, range(8)))


def test_there_are_as_many_taggers_as_are_used_at_once() -> None:
    """Each keeps the room that its longest text took, so a server's threads have none of their own."""
    before = sum(map(len, words._free.values()))
    for number in range(20):
        thread = threading.Thread(target=analyse, args=(f"{number}番目の糸が読む文",))
        thread.start()
        thread.join()
    assert sum(map(len, words._free.values())) <= before + 2


def test_forgotten_words_are_learnt_again(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = analyse("災害に備えて123の訓練を行った")
    monkeypatch.setattr(words, "_MOST_LINES", 3)
    assert [analyse("災害に備えて123の訓練を行った") for _ in range(3)] == [alone] * 3
    assert terms("まったく別の文章を読む") == terms("まったく別の文章を読む")


@given(st.one_of(st.sampled_from([*words._LEFT, "", " "]), st.text("abcxyzRPA", min_size=1, max_size=9)))
def test_what_is_told_without_the_dictionary_is_what_it_tells(text: str) -> None:
    with words._Lent() as tagger:
        entries = [(node.surface, words._entry(node)) for node in tagger(words.fold(text))]
    told = tuple(words.Token(form, each.lemma or form, each.pos, each.reading) for form, each in entries)
    assert words._plain(text) == told
    assert words._plain("防災課の") is None
