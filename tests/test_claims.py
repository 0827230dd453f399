"""What is said to be so of an answer, asked in any words: how many, which part, whose, more than, better.

Each question is put together of its parts at random, what is right is counted by hand over the plan: a lost
rating counts either way.

    .venv/bin/python -m tests.test_claims 400 7      asks 400 of seed 7, and prints what is wrong
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest

from katou_index import open_index
from katou_index.plan import FiscalYear, Item
from tests.bot_fixtures import bot, index_path
from tests.expectations import asked

Drawn = tuple[list[str], bool | None]
ITEMS: Sequence[Item] = open_index(index_path()).plan(FiscalYear.from_code("R2")).items
MEASURES = {item.measure: [each for each in ITEMS if each.measure == item.measure] for item in ITEMS}
SAID = {"丸": "○", "○": "○", "バツ": "×", "×": "×", "三角": "△", "△": "△", "◎": "◎", "二重丸": "◎"}
LEADS = ("", "", "", "確認ですが、", "ちなみに", "では、", "念のため、", "たしか")
ENDS = (
    "ですか",
    "でいい？",
    "で合ってますか",
    "ということでよろしいでしょうか",
    "だよね？",
    "でしたっけ",
    "で間違いない？",
    "という認識でよいですか",
    "で相違ないか",
    "、で合ってる？",
    "と書いてよいですか",
    "ってことで合うてる？",
    "なの？",
    "という理解で差し支えありませんか",
    "、この理解で相違ない？",
)
OWNERS = (
    "防災課",
    "税務課",
    "秘書室",
    "総務財政課情報管理室",
    "商工観光課",
    "管財課",
    "生涯学習課",
    "学校教育課",
)
POLICIES = ("①", "②", "③", "④", "⑤", "⑥")


def of_owner(name: str) -> list[Item]:
    return [item for item in ITEMS if name in item.owners]


def of_policy(sign: str) -> list[Item]:
    number = POLICIES.index(sign) + 1
    bounds = ((1, 5), (6, 12), (13, 17), (18, 25), (26, 36), (37, 41))[number - 1]
    return [item for item in ITEMS if bounds[0] <= int(item.measure) <= bounds[1]]


def span(items: Sequence[Item], marks: Sequence[str]) -> tuple[int, int, int]:
    """The fewest and the most that are rated so, and how many have a rating or lost it."""
    yes = sum(item.rating.mark in marks and item.rating.rated for item in items)
    lost = sum(item.rating.unknown for item in items)
    return yes, yes + lost, sum(item.rating.rated for item in items) + lost


def held(low: Fraction, high: Fraction, how: str, number: Fraction) -> bool | None:
    """Whether what lies between the two is so."""
    if how in ("未満", "を下回って"):
        return opposite(held(low, high, "以上", number))
    if how == "以下":
        return opposite(held(low, high, "を超えて", number))
    if how == "以上":
        return True if low >= number else None if high >= number else False
    if how == "を超えて":
        return True if low > number else None if high > number else False
    return (True if low == high else None) if low <= number <= high else False


def opposite(value: bool | None) -> bool | None:
    return None if value is None else not value


def ended(pick: random.Random, verb: bool = False) -> str:
    return pick.choice(("いますか", "いるよね？", "いますよね", "いる？")) if verb else pick.choice(ENDS)


def part_of_them(pick: random.Random) -> Drawn:
    """①の×は3分の1以上ですか."""
    name = pick.choice((*OWNERS, *POLICIES))
    items = of_policy(name) if name in POLICIES else of_owner(name)
    said = pick.choice(list(SAID))
    low, high, whole = span(items, [SAID[said]])
    shown, number = pick.choice(
        [(f"{n}割", Fraction(n, 10)) for n in range(1, 10)]
        + [(f"{n}%", Fraction(n, 100)) for n in (15, 20, 25, 40, 50, 60, 75, 80)]
        + [("半分", Fraction(1, 2)), ("3分の1", Fraction(1, 3)), ("3分の2", Fraction(2, 3))]
        + [("4分の1", Fraction(1, 4)), ("5分の2", Fraction(2, 5))]
    )
    how = pick.choice(("以上", "以下", "未満", "を超えて", "を下回って", "ちょうど"))
    joint = pick.choice(("は", "が", "の割合は", "の割合が", "の比率は", "は全体の"))
    asks = f"{said}{joint}{shown}{how}{ended(pick, how.endswith('て'))}"
    want = held(Fraction(low, whole), Fraction(high, whole), how, number)
    if pick.random() < 0.4:
        return [f"{name}の項目", asks], want
    return [f"{pick.choice(LEADS)}{name}の{asks}"], want


def groups(mark: str, how_many: int) -> tuple[set[str], set[str]]:
    """The departments that have so many items rated so, and those that may have."""
    sure, maybe = set[str](), set[str]()
    for owner in {owner for item in ITEMS for owner in item.owners if not owner.startswith("全課")}:
        low, high, _ = span(of_owner(owner), [mark])
        (sure if low >= how_many else maybe if high >= how_many else set[str]()).add(owner)
    return sure, maybe


def number_of_groups(pick: random.Random) -> Drawn:
    """×が2つ以上ある課は3つだけですか."""
    said, least = pick.choice(list(SAID)), pick.choice((1, 1, 2, 3))
    sure, maybe = groups(SAID[said], least)
    low, high = Fraction(len(sure)), Fraction(len(sure) + len(maybe))
    number = max(1, int(low) + pick.choice((-1, 0, 0, 1, 2)))
    what = (
        f"{said}が{least}つ以上ある課" if least > 1 else pick.choice((f"{said}がある課", f"{said}の付いた課"))
    )
    if pick.random() < 0.25:
        none = held(low, high, "以下", Fraction(0))
        return [f"{pick.choice(LEADS)}{what}はない{pick.choice(('ですよね', 'よね？', 'んですよね'))}"], none
    shown, how = pick.choice(((f"{number}つ", ""), (f"{number}課", ""), (f"{number}つ以上", "以上")))
    return [f"{pick.choice(LEADS)}{what}は{shown}{ended(pick)}"], held(low, high, how, Fraction(number))


def whose(pick: random.Random) -> Drawn:
    """No.37の担当は〈課〉だけですか."""
    # Of 4, 31 and 34 the measure's departments are others than those of its items: nobody can tell.
    open_ones = {4, 31, 34}
    for_all = {
        n for n, items in MEASURES.items() if any(o.startswith("全課") for i in items for o in i.owners)
    }
    numbers = [n for n in MEASURES if n not in open_ones | for_all]
    number = pick.choice(numbers)
    owners = {owner for item in MEASURES[number] for owner in item.owners}
    one = pick.choice([*owners, *owners, pick.choice(OWNERS)])
    asks, want = pick.choice(
        (
            (f"の担当は{one}だけ", owners == {one}),
            (f"は{one}の単独担当", owners == {one}),
            (f"の所管は{one}のみ", owners == {one}),
            (f"の担当課は{one}", one in owners),
            (f"の担当課は{len(owners)}つ", True),
            ("の担当課は1つだけ", len(owners) == 1),
            (f"の担当課は{len(owners) + 1}つ", False),
        )
    )
    if pick.random() < 0.4:
        return [f"No.{number}は？", f"{asks.removeprefix('の').removeprefix('は')}{ended(pick)}"], want
    return [f"{pick.choice(LEADS)}No.{number}{asks}{ended(pick)}"], want


def more_of_one(pick: random.Random) -> Drawn:
    """⑤の項目 → △は×より多い？"""
    one, other = pick.sample(("丸", "バツ", "三角"), 2)
    name = pick.choice(POLICIES)
    items = of_policy(name)
    (low, high, _), (lowest, highest, _) = (span(items, [SAID[each]]) for each in (one, other))
    more = True if low > highest else None if high > lowest else False
    less = True if high < lowest else None if low < highest else False
    asks, want = pick.choice(
        (
            (f"{one}は{other}より多い", more),
            (f"{one}のほうが{other}より多い", more),
            (f"{other}より{one}のほうが多い", more),
            (f"{one}は{other}より少ない", less),
            (f"{other}に比べて{one}は少ない", less),
        )
    )
    return [
        f"{name}の項目",
        f"{pick.choice(LEADS)}{asks}{pick.choice(('ですか', 'よね？', 'んですよね', '？'))}",
    ], want


def better(pick: random.Random) -> Drawn:
    """No.6はNo.7より評価が高いですか."""
    marks = "◎○△×"
    alone = [n for n, items in MEASURES.items() if len(items) == 1 and items[0].rating.rated]
    one, other = pick.sample(alone, 2)
    a, b = (marks.index(MEASURES[each][0].rating.mark) for each in (one, other))
    asks, want = pick.choice(
        (
            (f"No.{one}はNo.{other}より評価が高い", a < b),
            (f"No.{other}よりNo.{one}のほうが評価は良い", a < b),
            (f"No.{one}の方がNo.{other}より評価が低い", a > b),
            (f"No.{one}はNo.{other}より悪い", a > b),
            (f"No.{one}とNo.{other}は同じ評価", a == b),
        )
    )
    ends = (
        ("でいい？", "だよね？", "ですか")
        if asks.endswith("評価")
        else ("ですか", "？", "よね？", "んですよね")
    )
    return [f"{pick.choice(LEADS)}{asks}{pick.choice(ends)}"], want


def several(pick: random.Random) -> Drawn:
    """④の項目 → ◎が2つ、×が1つで間違いない？"""
    name = pick.choice([each for each in POLICIES if each != "③"])
    items = of_policy(name)
    one, other = pick.sample(("丸", "バツ", "三角", "二重丸"), 2)
    found = Counter(item.rating.mark for item in items)
    numbers = [found[SAID[each]] for each in (one, other)]
    told = [max(1, number + pick.choice((0, 0, 0, 1))) for number in numbers]
    want = told == numbers
    if not numbers[0]:
        asks, want = f"{one}はなくて{other}が{told[1]}つ", told[1] == numbers[1]
    else:
        asks = pick.choice((f"{one}が{told[0]}つ、{other}が{told[1]}つ", f"{one}{told[0]}、{other}{told[1]}"))
    end = pick.choice(("で合ってますか", "で間違いない？", "、でいい？", "ですか", "という認識でよいですか"))
    return [f"{name}の項目", f"{asks}{end}"], want


FAMILIES: dict[str, Callable[[random.Random], Drawn]] = {
    "part": part_of_them,
    "groups": number_of_groups,
    "owner": whose,
    "more": more_of_one,
    "better": better,
    "several": several,
}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", range(12))
def test_what_is_said_is_so_or_not(family: str, seed: int) -> None:
    turns, want = FAMILIES[family](random.Random(f"{family} {seed}"))
    answer = asked(bot(), turns)[-1].as_json()
    assert answer["holds"] is want, (turns, answer["headline"])


def main(number: int, seed: int) -> None:
    pick, right, all_of = random.Random(seed), Counter[str](), Counter[str]()
    for _ in range(number):
        family = pick.choice(list(FAMILIES))
        turns, want = FAMILIES[family](pick)
        answer = asked(bot(), turns)[-1].as_json()
        all_of[family] += 1
        right[family] += answer["holds"] is want
        if answer["holds"] is not want:
            print(f"{family}: {' → '.join(turns)} | {want}, got {answer['holds']} | {answer['headline']}")
    for family, whole in all_of.items():
        print(f"{family}: {right[family]} of {whole}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
