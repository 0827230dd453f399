"""A text → the items that fit, best first."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from katou_index import Index, build_index, open_index
from katou_index.index import searching
from katou_index.plan import FiscalYear
from katou_index.words import analyse_question, fold

ROOT = Path(__file__).parent.parent
R2 = FiscalYear.from_code("R2")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    path = tmp_path_factory.mktemp("index") / "katou.db"
    build_index(ROOT / "data", path)
    with open_index(path) as opened:
        yield opened


def found(index: Index, text: str, **scope: object) -> list[str]:
    return [hit.id for hit in index.search(text, 57, **scope)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("RPAの進捗は？", "R2/30-3"),
        ("ＲＰＡ", "R2/30-3"),
        ("特産品", "R2/18-1"),
        ("図書館システムの更新", "R2/6-1"),
        ("コンビニ交付の利用率いくつ？", "R2/12-1"),
        ("空き家バンクの登録って何件になった？", "R2/15-1"),
        ("シンクライアントのパソコンいくつ買った？", "R2/30-4"),
        ("データの遠隔地バックアップって年何回やってる？", "R2/28-1"),
        ("ﾌﾟﾛｸﾞﾗﾐﾝｸﾞ体験講座", "R2/40-1"),
    ],
)
def test_the_item_that_is_meant_comes_first(index: Index, text: str, first: str) -> None:
    assert found(index, text)[0] == first


def test_old_characters_are_found_by_new_ones(index: Index) -> None:
    assert "特產品" in " ".join(item.planned + item.result for item in index.plan(R2).by_number[18].items)
    assert {"R2/18-1", "R2/18-2"} <= set(found(index, "特産品"))


def test_policies_and_departments_are_words_too(index: Index) -> None:
    assert "R2/18-1" in found(index, "農政課")
    assert "R2/2-1" in found(index, "災害に強いまちづくり")


def test_a_part_of_a_word_is_found_where_no_word_is(index: Index) -> None:
    assert not index.has_term("すくす")
    assert found(index, "すくす") == ["R2/9-1"]
    assert found(index, "すくす", ratings=["×"]) == []


def test_scores_fall_and_are_above_nothing(index: Index) -> None:
    scores = [hit.score for hit in index.search("災害の訓練とシステム", 57)]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


def test_no_more_than_the_limit(index: Index) -> None:
    assert [len(index.search("システム", limit)) for limit in (0, 1, 3)] == [0, 1, 3]
    assert index.search("システム", 3) == index.search("システム", 10)[:3]


@pytest.mark.parametrize(
    ("scope", "fits"),
    [
        ({"ratings": ["×"]}, lambda measure, item: item.rating.mark == "×"),
        ({"ratings": ["×", "△"]}, lambda measure, item: item.rating.mark in ("×", "△")),
        ({"departments": ["防災課"]}, lambda measure, item: "防災課" in item.owners),
        ({"policies": [1, 2]}, lambda measure, item: measure.policy_no in (1, 2)),
        ({"years": [R2], "ratings": ["○"]}, lambda measure, item: item.rating.mark == "○"),
        ({"years": [FiscalYear.from_code("R3")]}, lambda measure, item: False),
        ({"ratings": []}, lambda measure, item: False),
        ({"departments": ['\ud83d " OR *']}, lambda measure, item: False),
    ],
)
def test_a_search_keeps_to_its_scope(index: Index, scope: dict[str, object], fits: object) -> None:
    pairs = {item.key: (measure, item) for measure in index.plan(R2).measures for item in measure.items}
    everything = found(index, "システム 災害 市民")
    assert found(index, "システム 災害 市民", **scope) == [k for k in everything if fits(*pairs[k])]  # type: ignore[operator]


@pytest.mark.parametrize(
    "text",
    ["", " ", "の", "\0", "\ud83d", "\u200b", '"', "RPA* AND (", 'NEAR("a" "b")', "title_words: x", "^RPA",
     "-", "'", "*", "OR", "scope : \ue000y", "\ue000r○", "①", "3時間/日×20日",
     "A" * 1_000_000, "漢" * 400_000, "RPA " * 250_000, "9" * 1_000_000],
)  # fmt: skip
def test_hostile_texts_never_raise(index: Index, text: str) -> None:
    assert len(index.search(text)) <= 10


def test_syntax_is_read_as_words(index: Index) -> None:
    assert found(index, 'RPA* AND ( "') == found(index, "RPA")


@given(st.text(st.characters(codec=None)))
@settings(max_examples=200, deadline=None)
def test_no_text_raises(index: Index, text: str) -> None:
    assert index.search(text) == index.search(text)


def test_only_the_beginning_of_a_long_text_is_read(index: Index) -> None:
    assert found(index, "訓" * 4_000 + "RPA") == found(index, "訓" * 4_000)


def test_eight_threads_find_what_one_finds(index: Index) -> None:
    texts = [item.planned[:60] for item in index.plan(R2).items]
    alone = [index.search(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: [index.search(text) for text in texts], range(8)))
    assert all(result == alone for result in results)


def test_a_piece_of_a_text_is_found_however_it_is_cut(index: Index) -> None:
    draw = random.Random(3)
    for _ in range(150):
        item = draw.choice(index.plan(R2).items)
        text = "".join(fold(item.result or item.planned).split())
        start = draw.randrange(max(1, len(text) - 8))
        piece = text[start : start + 8]
        question = analyse_question(piece)
        if question.terms and len(question.terms) <= searching.MOST_IN_A_STRETCH:
            assert item.key in found(index, piece), piece


def test_common_words_are_looked_for_among_what_has_a_rare_one(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = ["図書館システムの更新の状況", "空き家バンクの登録と件数", "コンビニ交付の利用率と件数"]
    exact = [found(index, text)[0] for text in questions]
    monkeypatch.setattr(searching, "MOST_ITEMS", 20)
    assert [found(index, text)[0] for text in questions] == exact
    rare, common = searching._parted({"a": 2, "b": 3, "c": 4, "d": 50})
    assert (rare, common) == (["a", "b", "c"], ["d"])
    assert searching._parted({"a": 9}) == (["a"], [])  # one word is always looked for
