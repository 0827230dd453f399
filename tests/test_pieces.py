"""Questions put together of pieces: the order and the particles are free, what is said is not."""

from __future__ import annotations

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.query import Query
from bot.understanding.pieces import asks_whether
from bot.understanding.reading import read
from bot.understanding.templates import automaton
from bot.understanding.vocabulary import Vocabulary
from katou_index import open_index
from tests.bot_fixtures import TODAY, bot, index_path
from tests.expectations import asked

MARKS = st.sampled_from("◎○△×")
NUMBERS = st.integers(2, 9)
GROUPS = st.sampled_from(("課", "基本方針", "事業"))
DEPARTMENTS = st.sampled_from(("防災課", "税務課", "商工観光課"))
GOT = st.sampled_from(("もらってしまった", "抱えてる", "付いちゃった", "残っている", "取った"))
AT_LEAST = st.sampled_from(("{}つ以上", "{}件以上", "{}項目以上"))
BY = st.sampled_from(("が", "を", "って", "、", ""))
ASKS = st.sampled_from(("？", "っけ", "でしょうか", "やんな", "よね？"))
OTHER = st.sampled_from(("りんご", "なんで", "ので", "来週", "なぜ", "より", "平均", "以外"))


@functools.cache
def one_year() -> Vocabulary:
    return Vocabulary(open_index(index_path()))


def query_of(text: str) -> Query | None:
    found = read(text, one_year(), TODAY)
    return found and found.query


@given(MARKS, NUMBERS, GROUPS, GOT, AT_LEAST, BY, st.booleans())
def test_groups_that_have_so_many(
    mark: str, number: int, group: str, got: str, so_many: str, by: str, first: bool
) -> None:
    has = f"{mark}{by or 'が'}{so_many.format(number)}"
    if not first:
        has = f"{so_many.format(number)}、{mark}を"
    wanted = query_of(f"{mark}が{number}つ以上ある{group}は？")
    assert wanted is not None
    assert query_of(f"{has}{got}{group}ってどこ") == wanted


@given(MARKS, DEPARTMENTS, GOT, ASKS)
def test_whether_it_has_one(mark: str, department: str, got: str, asks: str) -> None:
    wanted = query_of(f"{department}に{mark}はありますか")
    assert wanted is not None
    assert query_of(f"{department}には{mark}って、{got}{asks}") == wanted


SAID_SO = st.sampled_from(("？", "でしょうか", "よね？", "よな", "かな"))
VERBS = st.sampled_from(
    (("食ら", "っ"), ("くら", "っ"), ("喫", "し"), ("含まれ", ""), ("見つか", "っ"), ("潜", "ん"))
)


@given(MARKS, DEPARTMENTS, VERBS, st.booleans(), SAID_SO)
def test_a_verb_of_getting_is_known_by_its_dictionary_form(
    mark: str, department: str, verb: tuple[str, str], denied: bool, asks: str
) -> None:
    stem, sound = verb
    carries = "で" if sound == "ん" else "て"
    wanted = query_of(f"{department}に{mark}は{'ないですか' if denied else 'ありますか'}")
    assert wanted is not None
    said = f"{stem}{sound}{carries}{'ない' if denied else 'る'}"
    assert query_of(f"{department}には{mark}が{said}{asks}") == wanted


@given(MARKS, DEPARTMENTS, NUMBERS, OTHER, st.integers(0, 3))
def test_what_says_something_else_is_not_left_out(
    mark: str, department: str, number: int, other: str, place: int
) -> None:
    pieces = [f"{department}には", f"{mark}が", f"{number}つ以上", "ある？"]
    pieces.insert(place, other)
    found = query_of("".join(pieces))
    usual = query_of(f"{department}には{mark}が{number}つ以上ある？")
    assert usual is not None
    assert found is None or found != usual


@given(MARKS, DEPARTMENTS, ASKS)
def test_what_it_has_not_is_not_what_it_has(mark: str, department: str, asks: str) -> None:
    has, has_not = (
        query_of(f"{department}には{mark}が{got}{asks}") for got in ("残っている", "残っていない")
    )
    assert has is not None
    assert has_not is not None
    assert has.having[0].quantifier == "any"
    assert has_not.having[0].quantifier == "none"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("やったよな", True),
        ("ですか?", True),
        ("だったでしょうか", True),
        ("", False),
        ("の項目", False),
        ("なのはなぜ?", False),
        ("じゃないですか", False),
    ],
)
def test_whether_something_is_said_to_be_so(text: str, asks: bool) -> None:
    assert asks_whether(text) is asks


def test_two_ratings_that_stand_together_are_not_either_of_them() -> None:
    """丸とバツがまじってる事業: those that have both, never those that have one of them."""
    both = query_of("○も×もある事業は？")
    assert both is not None
    assert query_of("○と×がまじってる事業ってどれ") in (both, None)
    assert query_of("△と×を足して2つ以上抱えてる課ってどこ") == query_of("△か×が2つ以上ある課は？")


def test_every_recipe_is_made_of_pieces_that_there_are() -> None:
    known = {meaning[1] for meaning in automaton().meanings if meaning[0] == "piece"} | {"both"}
    assert {kind for kinds in automaton().recipes for kind in kinds} <= known


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("×をもらったのに○もある課", "×も○もある課は？"),
        ("丸しかない課は防災課？", "防災課は丸だけ？"),
        ("税務課にはバツがないと聞いたけど本当？", "税務課にバツはありませんか？"),
        ("いちばんようけバツをもろてる課ってどこなん", "×が最も多い課は？"),
        ("△って10項目以上あったっけ❓", "△は10個以上ありますか？"),
        ("4番は丸もバツもあるやんな", "No.4は丸とバツが両方ある？"),
        ("No.22は丸と三角があるってこと？", "No.22は丸と三角が両方ある？"),
        ("丸もバツもない課はどこやねん", "丸もバツもない課は？"),
        ("秘書室は全部丸ってわけじゃないよね？", "秘書室は全部丸ではないですよね？"),
    ],
)
def test_the_same_in_another_order(text: str, same: str) -> None:
    wanted = query_of(same)
    assert wanted is not None
    assert query_of(text) == wanted


def test_a_number_of_groups_is_no_number_of_what_they_have() -> None:
    assert query_of("3つの課で×がありますか") is None


@pytest.mark.parametrize(
    ("before", "text", "same"),
    [
        ("項目によって評価が割れている事業は？", "○が一つもないのは？", "○が一つもない事業は？"),
        ("×の事業は？", "そのうち、全項目が×なのはどれか", "全項目が×の事業は？"),
    ],
)
def test_of_the_measures_that_were_shown(before: str, text: str, same: str) -> None:
    chat = bot()
    shown = [asked(chat, (*turns, last))[-1] for *turns, last in ((before, text), (before,), (same,))]
    of_these, among, all_of_them = ({item.measure for item in answer.answer.items} for answer in shown)
    assert of_these == among & all_of_them != set()


def test_both_of_what_was_shown() -> None:
    answers = [
        asked(bot(), (before, "丸もバツもあるの？"))[-1].as_json()["holds"] for before in ("No.4", "No.5")
    ]
    assert answers == [True, False]


def test_a_denial_is_not_judged_as_what_it_denies() -> None:
    """そこ、バツ一個もあらへんよな？ after one item that is ○: yes, it has none."""
    answer = asked(bot(), ("No.39", "そこ、バツ一個もあらへんよな？"))[-1].as_json()
    assert answer["holds"] is True
