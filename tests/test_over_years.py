"""Several years: an invented R1 and R3 beside R2; what is followed, what never guessed."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote
from xml.etree.ElementTree import tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Bot
from bot.answer import Compared
from bot.card import Bars
from bot.chat import Front
from bot.memory import Memory
from bot.surfaces.page.app import make_app
from katou_index import build_index, open_index
from katou_index.plan import FiscalYear, Item, Measure, Plan, Rating, Source, State
from katou_index.years.ties import Tie, between, pairs, twins
from tests.expectations import new_conversation
from tests.page_fixtures import ask, get
from tests.years import R3_RATINGS, TITLES, bot_of, write_years

R1, R2, R3 = (FiscalYear.from_code(code) for code in ("R1", "R2", "R3"))
MARKS = ("◎", "○", "△", "×")


def test_every_choice_of_an_older_year_stays_in_it() -> None:
    bot = bot_of("R1", "R3")
    for question in ("R2の×は？", "R2の防災課の事業は？", "R2のRPAの進捗は？", "R2のWi-Fiは？", "R2の△は？"):
        conversation = new_conversation()
        choices = bot.ask(question, conversation=conversation).as_json()["choices"]
        assert choices
        for choice in choices:
            if choice["asks"] == "最初から":
                continue
            there = bot.ask(choice["asks"], conversation=conversation).as_json()
            assert there["read_as"]["years"][-1] == "R2", choice  # R1 and R2 where they are compared
            assert all(item.startswith(("R2/", "R1/")) for item in there["items"]), choice


def test_every_rating_is_the_one_of_its_year() -> None:
    """Every item of every year, asked for by year and number, shows the rating that its year's plan has."""
    bot = bot_of("R1", "R3")
    for year in bot.index.years:
        for item in bot.index.plan(year).items:
            reply = bot.ask(f"{year.code}のNo.{item.measure}の項目{item.number}の評価は？")
            assert [found.key for found in reply.answer.items] == [item.key]
            shown = item.rating.mark if item.rating.rated else ""
            title = next(block.title for block in reply.card.blocks if block.title)
            assert [mark for mark in MARKS if f" {mark} " in f"{title} "] == ([shown] if shown else []), title
            headline = reply.card.headline.replace("（", " ")
            assert [mark for mark in MARKS if f" {mark} " in f" {headline} "] == ([shown] if shown else [])


def test_two_years_have_every_item_once() -> None:
    bot = bot_of("R1", "R3")
    before, after = bot.index.plan(R2), bot.index.plan(R3)
    answer = bot.ask("R2とR3を比べて").answer
    assert isinstance(answer, Compared)
    found = answer.changes
    assert sorted(c.before.key for c in found if c.before) == sorted(item.key for item in before.items)
    assert sorted(c.after.key for c in found if c.after) == sorted(item.key for item in after.items)
    moved = {c.after.id for c in found if c.after and c.kind in ("better", "worse", "unrated")}
    assert moved >= R3_RATINGS.keys() - {"33-1"}


def test_years_loaded_by_hand_are_linked_by_their_titles_only(tmp_path: Path) -> None:
    data = write_years(tmp_path / "data", "R3")
    (data / "links.csv").unlink()
    build_index(data, tmp_path / "katou.db")
    ties = open_index(tmp_path / "katou.db").ties(R2, R3)
    assert ties.measures[30] == 30
    assert ties.measures[33] == 44  # the same title under another number
    assert 6 not in ties.measures  # another title under the same number is nobody's guess
    assert 6 not in ties.gone
    assert ties.departments == {}


# -- ties -----------------------------------------------------------------------------------------------


def test_ties_lead_over_a_year_between_and_back() -> None:
    rows = [
        Tie(R1, R2, "renumbered", 1, 2, "窓口", "窓口"),
        Tie(R2, R3, "renamed", 2, 2, "窓口", "書かない窓口"),
        Tie(R2, R3, "dropped", 3, 0, "予約", ""),
        Tie(R1, R2, "same", 3, 3, "予約", "予約"),
        Tie(R1, R2, "department-renamed", name_before="総務課", name_after="総務財政課"),
        Tie(R2, R3, "department-merged", name_before="管財課", name_after="総務財政課"),
    ]
    there, back = between(rows, (R1, R2, R3), R1, R3), between(rows, (R1, R2, R3), R3, R1)
    assert there.measures == {1: 2}
    assert back.measures == {2: 1}
    assert there.gone == {3}
    assert there.department("総務課") == ("総務課", "総務財政課")
    assert set(back.department("総務財政課")) == {"総務財政課", "総務課", "管財課"}


def test_what_is_tied_directly_needs_no_year_between() -> None:
    rows = [Tie(R1, R3, "renumbered", 1, 5), Tie(R1, R2, "same", 1, 1), Tie(R2, R3, "same", 1, 1)]
    assert between(rows, (R1, R2, R3), R1, R3).measures == {1: 5}


def _measure(year: FiscalYear, works: list[str], owner: str = "税務課") -> Measure:
    items = tuple(
        Item(year, 1, n, (owner,), work, "", "", Rating(State.RATED, "○"), Source("sheet.csv", (n,)))
        for n, work in enumerate(works, 1)
    )
    return Measure(year, 1, "事業", 1, "方針", "", (owner,), items)


@given(
    st.permutations(["調査を行う", "機器の更新", "研修の実施", "予約の開始", "窓口の開設"]), st.integers(2, 5)
)
def test_items_in_another_order_are_paired_by_their_work(works: list[str], kept: int) -> None:
    before = _measure(R2, ["調査を行う", "機器の更新", "研修の実施", "予約の開始", "窓口の開設"])
    after = _measure(R3, list(works)[:kept])
    for was, now, _ in twins(before.items, after.items, between([], (R2, R3), R2, R3)):
        if now is not None:
            assert was is not None
            assert was.planned == now.planned


def test_other_work_under_the_same_number_is_not_the_same_item() -> None:
    before, after = _measure(R2, ["調査を行う", "機器の更新"]), _measure(R3, ["窓口の開設", "機器の更新"])
    found = twins(before.items, after.items, between([], (R2, R3), R2, R3))
    assert [(was and was.number, now and now.number) for was, now, _ in found] == [
        (None, 1),
        (2, 2),
        (1, None),
    ]


def test_one_plan_against_itself_changes_nothing() -> None:
    plan = Plan(R2, (_measure(R2, ["調査を行う", "調査を行う"]),))
    later = Plan(R3, (_measure(R3, ["調査を行う", "調査を行う"]),))
    ties = [Tie(R2, R3, "same", 1, 1, "事業", "事業")]
    there, back = between(ties, (R2, R3), R2, R3), between(ties, (R2, R3), R3, R2)
    found = [(was and was.number, now and now.number) for was, now, _ in pairs(plan, later, there, back)]
    assert found == [(1, 1), (2, 2)]


# -- the page ----------------------------------------------------------------------------------------------


def test_the_pages_of_a_year_lead_over_the_years(tmp_path: Path) -> None:
    browser = make_app(
        Front(bot_of("R1", "R3"), Memory(tmp_path / "state.db"), ""), "127.0.0.1"
    ).test_client()
    old = get(browser, "/measure/R2/33").get_data(as_text=True)
    assert 'value="R2のNo.33の推移"' in old
    assert 'value="R2のNo.33"' in old
    department = get(browser, "/department/R3/危機管理課").get_data(as_text=True)
    assert "令和2年度（2020年度）" in department
    assert 'value="危機管理課をR2とR3で比べて"' in department
    compared = tostring(ask(browser, "R2とR3を比べて"), encoding="unicode")
    assert "/measure/R3/44" in compared
    assert "/measure/R2/7" in compared
    answer = tostring(ask(browser, "R2のふるさと納税"), encoding="unicode")
    assert "/measure/R2/21" in answer  # not the one that R3 has under this number
    assert "/measure/R3/" not in answer
    overview = get(browser, "/overview?year=R2").get_data(as_text=True)
    assert f"q={quote('R2の×の事業の一覧')}" in overview


# -- what is taken away ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "turns",
    [("RPAは？", "R2では？"), ("秘書室", "前年と比べて"), ("RPAの推移",), ("R2の×は？", "そのうち防災課"),
     ("改善した事業は？",), ("防災課の推移",)],
)  # fmt: skip
def test_what_a_link_asks_gives_the_same_items(turns: tuple[str, ...]) -> None:
    bot = bot_of("R1", "R3")
    conversation = new_conversation()
    for turn in (*turns, "リンク"):
        reply = bot.ask(turn, conversation=conversation)
    assert reply.takeaway is not None
    assert {item.key for item in bot.ask(reply.takeaway.asks).answer.items} == set(reply.takeaway.keys)


@pytest.mark.parametrize(
    ("question", "name", "bars"),
    [
        ("R2とR3を比べて図にして", "全体_R2_R3.png", ("令和2年度（2020年度）", "令和3年度（2021年度）")),
        ("防災課の推移を図にして", "危機管理課_年度別_R1_R2_R3.png",
         ("令和元年度（2019年度）", "令和2年度（2020年度）", "令和3年度（2021年度）")),
        ("改善した事業をExcelで", "改善_R2_R3.xlsx", ()),
    ],
)  # fmt: skip
def test_a_file_of_several_years_names_them(question: str, name: str, bars: tuple[str, ...]) -> None:
    taken = bot_of("R1", "R3").ask(question).takeaway
    assert taken is not None
    assert taken.name == name
    assert tuple(bar.name for bar in (taken.chart.bars if taken.chart else ())) == bars
    if taken.chart:
        assert not taken.chart.total  # items of several years are never added up
        assert len(taken.chart.foot) == len(bars)


def test_a_measure_is_followed_oldest_first_and_named_again_only_where_it_was_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TITLES, "30", "事務の電子化")
    build_index(write_years(tmp_path / "data", "R1", "R2", "R3"), tmp_path / "katou.db")
    asked = Bot(open_index(tmp_path / "katou.db"))
    for question, called in (("No.4の推移", [False] * 3), ("No.30の推移", [True, True, False])):
        (bars,) = (block for block in asked.ask(question).card.blocks if isinstance(block, Bars))
        years = ["令和元年度（2019年度）", "令和2年度（2020年度）", "令和3年度（2021年度）"]
        assert [bar.name for bar in bars.bars] == [fact.label for fact in bars.facts] == years
        assert ["｜No." in fact.text for fact in bars.facts] == called
