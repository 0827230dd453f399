"""Questions for groups, made at random of their parts, held against a plain program over the plan.

Whether a group is the only one, or leads; which groups have, have not or have both, how many, whether there
are any; rankings, tables and comparisons of groups, and what is asked after them.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.bot_fixtures import bot
from tests.expectations import asked
from tests.worlds import one_year

Records = list[dict[str, Any]]
Case = tuple[list[str], dict[str, Any]]

RATINGS = {"○": ("丸", "○", "マル"), "×": ("バツ", "×"), "△": ("三角", "△"), "◎": ("二重丸", "◎")}
IN_ENGLISH = {"○": "circle", "×": "cross", "△": "triangle", "◎": "double circle"}
NOUNS = {"department": ("課", "部署", "担当課"), "policy": ("方針", "基本方針")}
ENGLISH_NOUNS = {"department": ("departments", "sections"), "policy": ("policies", "basic policies")}
LEADS = ("", "", "確認ですが、", "念のため、", "ちなみに", "たしか", "えっと、")
HAVE = {
    "any": ("{r}がある", "{r}を持ってる", "{r}がついた", "{r}を抱えている", "{r}をもらった", "{r}が出てる"),
    "none": ("{r}がない", "{r}が一つもない", "{r}がゼロの", "{r}がついてない", "{r}を持たない", "{r}なしの"),
    "only": ("{r}だけの", "{r}しかない", "全部{r}の", "{r}ばかりの", "全項目が{r}の", "{r}のみの"),
    "both": ("{r}も{s}もある", "{r}と{s}の両方がある", "{r}と{s}を両方持つ", "{r}と{s}どちらもある"),
    "several": ("{r}が2つ以上ある", "{r}が2件以上の", "{r}を2つ以上持つ", "{r}2個以上の"),
}
IS_IT_ALONE = (
    "？", "ですか", "なの？", "でしょうか", "ですよね", "でいいですか", "ということでよいですか", "やんな？",
    "だよね？", "で合ってます？", "という認識で合っていますか", "でしたっけ？", "で間違いない？", "っすか",
    "か教えて", "と考えてよいですか",
)  # fmt: skip
WHICH = ("は？", "はどこ？", "はどれですか", "を教えて", "を挙げて", "を知りたい", "をリストアップして")
HOW_MANY = ("はいくつ？", "はいくつありますか", "の数は？", "って何個ある？", "の数を教えて")
WHETHER = ("はある？", "はありますか", "って存在します？", "はあるでしょうか", "なんてある？")


@functools.cache
def groups(kind: str) -> dict[str, Records]:
    """The items of each group; what stands for every department is none."""
    found: dict[str, Records] = {}
    for record in one_year().records:
        names = record["item_departments"] if kind == "department" else [str(record["policy_no"])]
        for name in names:
            if name != "全課":
                found.setdefault(name, []).append(record)
    return found


def number(items: Records, mark: str) -> int:
    return sum(each["rating"] == mark for each in items)


def ids(items: Records) -> set[str]:
    return {each["id"] for each in items}


def is_so(items: Records, having: str, mark: str, other: str) -> bool | None:
    """Whether a group is so; None where a lost rating decides, or where "—" sets it apart."""
    has, lost = number(items, mark), number(items, "")
    rated = sum(each["rating"] in RATINGS for each in items)
    match having:
        case "any" | "none":
            some = True if has else None if lost else False
            return some if having == "any" or some is None else not some
        case "only":
            whole = has == rated and not any(each["rating"] == "—" for each in items)
            return (None if lost else True) if whole else False
        case "both":
            has_other = number(items, other)
            return True if has and has_other else None if lost and (has or has_other) else False
    return True if has >= 2 else None if has + lost >= 2 else False


def called(kind: str, group: str) -> str:
    return group if kind == "department" else "①②③④⑤⑥"[int(group) - 1]


class Drawn:
    """A question for groups: kind, what they have, which are so, of which it is not known."""

    def __init__(self, choose: Callable[[Any], Any]) -> None:
        self.kind, self.having = choose(("department", "department", "policy")), choose(tuple(HAVE))
        self.mark = choose("×△○" if self.having == "only" else "×△○◎")
        self.other = choose([each for each in "×△○" if each != self.mark])
        found = {
            name: is_so(items, self.having, self.mark, self.other)
            for name, items in groups(self.kind).items()
        }
        self.so = [name for name in found if found[name] is True]
        self.unknown = [name for name in found if found[name] is None]
        said = choose(HAVE[self.having]).format(r=choose(RATINGS[self.mark]), s=choose(RATINGS[self.other]))
        self.words = said + choose(NOUNS[self.kind])

    @property
    def items(self) -> set[str]:
        """What the answer is about."""
        marks = {self.mark, *((self.other,) if self.having == "both" else ())}
        whole = self.having in ("none", "only")
        return {
            each["id"]
            for name in self.so
            for each in groups(self.kind)[name]
            if whole or each["rating"] in marks
        }


def alone(drawn: Drawn, name: str) -> tuple[bool | None, ...]:
    """What may be told of whether a group is the only one that is so."""
    if name not in drawn.so:
        return (None,) if name in drawn.unknown and not drawn.so else (False,)
    if len(drawn.so) > 1:
        return (False,)
    return (None,) if drawn.unknown else (True,)


@pytest.mark.parametrize("seed", range(60))
def test_whether_a_group_is_the_only_one(seed: int) -> None:
    choose = random.Random(seed).choice
    drawn = Drawn(choose)
    name = choose(drawn.so or list(groups(drawn.kind)))
    joint, only = choose(("は", "って", "といえば", "に当たるのは")), choose(("だけ", "のみ"))
    asks = choose(LEADS) + drawn.words + joint + called(drawn.kind, name) + only + choose(IS_IT_ALONE)
    assert asked(bot(), [asks])[-1].as_json()["holds"] in alone(drawn, name), asks


@pytest.mark.parametrize("seed", range(40))
def test_whether_what_was_shown_is_the_only_one(seed: int) -> None:
    choose = random.Random(seed).choice
    drawn = Drawn(choose)
    while not drawn.so:
        drawn = Drawn(choose)
    name = choose(drawn.so)
    pointed = ("そこ", "それ") if len(drawn.so) == 1 and drawn.kind == "department" else ()
    turns = [
        f"{drawn.words}は？",
        choose(("", "じゃあ、", "それって"))
        + choose((called(drawn.kind, name), *pointed))
        + "だけ"
        + choose(IS_IT_ALONE),
    ]
    assert asked(bot(), turns)[-1].as_json()["holds"] in alone(drawn, name), turns


@pytest.mark.parametrize("seed", range(60))
def test_groups_that_have_something(seed: int) -> None:
    choose = random.Random(seed).choice
    drawn, asking = Drawn(choose), choose((WHICH, HOW_MANY, WHETHER))
    asks = choose(LEADS) + drawn.words + choose(asking)
    answer = asked(bot(), [asks])[-1].as_json()
    whether = (True if drawn.so else None if drawn.unknown else False) if asking is WHETHER else None
    assert (set(answer["items"]), answer["holds"]) == (drawn.items, whether), asks
    if drawn.so and asking is HOW_MANY:
        assert f"{len(drawn.so)}課" in answer["headline"] or f"{len(drawn.so)}方針" in answer["headline"], (
            asks
        )


ENGLISH = {
    "any": ("with a {r}", "that have a {r}", "that have at least one {r}"),
    "none": ("without a {r}", "that have no {p}", "with no {p}"),
    "only": ("with only {p}", "that have nothing but {p}"),
    "both": ("with both {p} and {o}", "that have {p} and {o}"),
    "several": ("with at least 2 {p}", "that have 2 or more {p}"),
}


@pytest.mark.parametrize("seed", range(40))
def test_the_same_in_english(seed: int) -> None:
    choose = random.Random(seed).choice
    drawn = Drawn(choose)
    one, other = IN_ENGLISH[drawn.mark], IN_ENGLISH[drawn.other]
    plural = [f"{word}es" if word == "cross" else f"{word}s" for word in (one, other)]
    said = choose(ENGLISH[drawn.having]).format(r=one, p=plural[0], o=plural[1])
    lead = choose(
        ("list the {}", "which are the {}", "how many {} are there", "are there any {}", "number of {}")
    )
    noun = choose(ENGLISH_NOUNS[drawn.kind])
    answer = asked(bot(), [f"{lead.format(noun)} {said}?"])[-1].as_json()
    whether = (True if drawn.so else None if drawn.unknown else False) if lead.startswith("are") else None
    assert (set(answer["items"]), answer["holds"]) == (drawn.items, whether), f"{lead} {noun} {said}"


# -- rankings and tables, and what follows them --------------------------------------------------------------

LEADING = ("{r}が一番多い{g}", "最も{r}の多い{g}", "{r}最多の{g}", "{r}の数が最大の{g}", "{r}の数トップの{g}")
TABLES = (
    "{g}別の{r}の数は？", "{g}ごとに{r}の数を比べて", "{r}の件数を{g}別に比較して", "各{g}の{r}の数を比べて",
    "{g}間で{r}を比べて",
)  # fmt: skip
AFTER = {
    "first": ("1位は{x}？", "トップは{x}ですか", "最多は{x}で合ってる？", "{x}が1位？"),
    "most": ("一番多いのは？", "最多は？", "1位はどこ？"),
    "second": ("2位は？", "次に多いのは？", "次点は？"),
    "least": ("一番少ないのは？", "最も少ないのはどこ", "少ないほうは？"),
    "count": ("{x}は何件？", "{x}の数は？", "{x}はいくつ？"),
    "place": ("{x}は何位？", "{x}の順位は？", "{x}は何番目ですか"),
    "tied": ("同じ数の{g}は他にある？", "同数の{g}はほかにありますか", "並んでる{g}は他にある？"),
}


@pytest.mark.parametrize("seed", range(80))
def test_what_is_asked_after_a_ranking_or_a_table(seed: int) -> None:
    choose = random.Random(seed).choice
    kind, mark, what = choose(("department", "policy")), choose("×△○"), choose(tuple(AFTER))
    counts = {name: number(items, mark) for name, items in groups(kind).items()}
    levels = [[n for n in counts if counts[n] == each] for each in sorted(set(counts.values()), reverse=True)]
    ranked = what in ("first", "tied") or choose((True, False))
    noun, rating, name = choose(NOUNS[kind]), choose(RATINGS[mark]), choose((*levels[0], *counts))
    before = choose(LEADING) + "は？" if ranked else choose(TABLES)
    turns = [each.format(g=noun, r=rating, x=called(kind, name)) for each in (before, choose(AFTER[what]))]
    answer = asked(bot(), turns)[-1].as_json()
    if what in ("first", "tied"):
        wanted = name in levels[0] if what == "first" else len(levels[0]) > 1
        assert answer["holds"] is wanted, turns
    elif what == "place":
        assert called(kind, name) in answer["text"], turns
        place = next(place for place, level in enumerate(levels, 1) if name in level)
        assert any(
            each in answer["headline"] for each in (f"{place}番目", "最も多い"[: 4 * (place == 1)] or "0項目")
        )
    else:
        level = levels[{"most": 0, "second": 1, "least": -1}[what]] if what != "count" else [name]
        wanted_items = {each["id"] for n in level for each in groups(kind)[n] if each["rating"] == mark}
        assert set(answer["items"]) == wanted_items, turns


@pytest.mark.parametrize("seed", range(40))
def test_two_groups_side_by_side(seed: int) -> None:
    choose = random.Random(seed).choice
    kind, mark = choose(("department", "policy")), choose("×△○")
    known = [name for name, items in groups(kind).items() if len(items) > 1 and not number(items, "")]
    one = choose(known)
    other = choose([each for each in known if each != one])
    here, there = (number(groups(kind)[each], mark) for each in (one, other))
    form, wanted = choose((
        ("{x}は{y}より{r}が多いですか", here > there),
        ("{r}は{x}のほうが{y}より多いですか", here > there),
        ("{x}って{y}より{r}多いの？", here > there),
        ("{x}と{y}は{r}の数が同じですか", here == there),
        ("{x}と{y}では{r}が何件違う？", None),
        ("{x}と{y}を比べて → {r}は何件差？", None),
        ("{x}と{y}で{r}の数が多いほうは？ → どれくらい差がある？", None),
    ))  # fmt: skip
    names = [
        each if kind == "department" else f"基本方針{each}" for each in (one, other)
    ]  # ① … ② begin questions
    said = form.format(x=names[0], y=names[1], r=choose(RATINGS[mark]))
    answer = asked(bot(), said.split(" → "))[-1].as_json()
    assert answer["holds"] is wanted, said
    if wanted is None:
        assert f"{abs(here - there)}項目" in answer["headline"], said
        assert set(answer["items"]) == ids([*groups(kind)[one], *groups(kind)[other]]), said


@pytest.mark.parametrize(
    ("turns", "holds", "told"),
    [
        (["防災課の×は？", "その1件だけということでよいですか"], True, "× バツ 1"),
        (["⑤の○は何件？", "半分以上？"], True, "65.0%"),
        (["×は何件？", "過半数ですか"], False, "12.7%"),
        (["×の項目は？", "⑤の中での率は？"], None, "10.0%"),
        (["×の項目は？", "防災課の分は全体の何割？"], None, "14.3%"),
        (["×は何件？", "1方針あたり平均は？"], None, "平均1.2項目"),
        (["×の項目は？", "防災課だけ"], None, "防災課の× バツは1項目"),
        (["×が一つもないのは⑥だけ？"], True, "⑥"),
        (["△が最多なのは⑤だけ？"], True, "5項目"),
        (["×がある課って6つだけ？"], None, "6課"),
        (["×は何件？", "7件のうち情報管理室は？"], None, "2項目"),
        (["①と②で×の割合はどれだけ違う？"], None, "19.0ポイント"),
        (["Which policy has no cross?", "Is that the only one?"], True, "⑥"),
        (["どの方針が一番うまくいってる？"], None, "◎ 二重丸が最も多いのは④"),
        (["うまくいってない事業は？"], None, "× バツは7項目"),
    ],
)
def test_what_is_asked_of_a_count_or_a_list(turns: list[str], holds: bool | None, told: str) -> None:
    answer = asked(bot(), turns)[-1].as_json()
    assert answer["holds"] is holds
    assert told in answer["headline"]
