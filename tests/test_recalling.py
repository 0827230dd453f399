"""An earlier answer asked for again, and what was taken back: the order and the words around are free."""

from __future__ import annotations

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.query import Condition, Query
from bot.understanding.edit import Referents
from bot.understanding.mending import instead
from bot.understanding.reading import read
from bot.understanding.vocabulary import Vocabulary
from katou_index import open_index
from tests.bot_fixtures import TODAY, index_path

CROSSES = Query(conditions=(Condition("rating", ("×",)),))
TWO = Query(
    sides=((Condition("owner", ("防災課",)),), (Condition("owner", ("税務課",)),)), aggregate="compare"
)
BY_POLICY = Query(per="policy", aggregate="table")
TRIANGLES = Query(base=(Condition("owner", ("防災課",)),), conditions=(Condition("rating", ("△",)),))
ASKED = (CROSSES, TWO, BY_POLICY, TRIANGLES)

POINTING = st.sampled_from(("さっきの", "先ほど見せてもらった", "前に出してくれた", "さいぜん見た"))
CALLED = st.sampled_from(
    ((CROSSES, "×の一覧"), (CROSSES, "バツのやつ"), (TWO, "二つの課の比較"), (BY_POLICY, "方針別のやつ"))
)
FORMS = st.sampled_from((("csv", "CSV"), ("xlsx", "エクセル"), ("png", "グラフ"), ("link", "リンク")))
WISHES = st.sampled_from(
    ("で開きたい", "にできる？", "で同僚に渡したいんやけど", "にしてもらえへん？", "、上司に送れる？")
)
OTHER = st.sampled_from(("りんご", "来週", "平均", "以外"))


@functools.cache
def one_year() -> Vocabulary:
    return Vocabulary(open_index(index_path()))


def query_of(text: str, *asked: Query) -> Query | None:
    """What a text means behind these queries."""
    *earlier, last = asked
    shown = Referents(last, earlier=tuple(earlier))
    found = read(text, one_year(), TODAY, context=shown)
    return found and found.query


@given(POINTING, CALLED, FORMS, WISHES, st.booleans())
def test_the_one_that_is_described(
    pointing: str, called: tuple[Query, str], form: tuple[str, str], wish: str, first: bool
) -> None:
    wanted, description = called
    text = (
        f"{form[1]}{wish.rstrip('？')}、{pointing}{description}を"
        if first
        else f"{pointing}{description}、{form[1]}{wish}"
    )
    assert query_of(text, *ASKED) == wanted.but(form=form[0])


@given(POINTING, CALLED, FORMS, OTHER)
def test_what_says_something_else_recalls_nothing(
    pointing: str, called: tuple[Query, str], form: tuple[str, str], other: str
) -> None:
    wanted, description = called
    assert query_of(f"{pointing}{description}と{other}を{form[1]}で", *ASKED) != wanted.but(form=form[0])


@pytest.mark.parametrize("text", ["△の一覧をCSVで", "税務課の項目をエクセルで", "○のやつをグラフにして"])
def test_what_was_not_asked_before_is_not_recalled(text: str) -> None:
    assert query_of(text, *ASKED) not in {
        each.but(form=form) for each in ASKED for form in ("csv", "xlsx", "png")
    }


@pytest.mark.parametrize(
    "rejected", ["そっちじゃない、", "それとちゃう、", "ごめん、言い間違い。", "違う違う、"]
)
@pytest.mark.parametrize("behind", ["のほうを言ってるの", "のことや", "の話です", "のほうを聞いてんねん"])
def test_what_was_meant_takes_the_place_of_what_was_understood(rejected: str, behind: str) -> None:
    asked = TRIANGLES.but(aggregate="count")
    wanted = asked.but(base=(Condition("owner", ("税務課",)),))
    assert query_of(f"{rejected}税務課{behind}", asked) == wanted


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("それやのうて、体験講座のほうや。何人来たん？", "体験講座は、何人来たん？"),
        ("ちがうちがう、そっちじゃなくて、鳥獣被害のこと。何基？", "鳥獣被害は、何基？"),
        ("体験講座は何人？", ""),
        ("それじゃない", ""),
    ],
)
def test_what_is_asked_instead(text: str, rest: str) -> None:
    assert instead(text) == rest
