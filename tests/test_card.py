"""A card's structure and its text: the same items, marks and counts, of every kind of answer."""

from __future__ import annotations

import re

import pytest

from bot.card import Bars, CardBlock, ItemCard, ItemList, ItemRow, Section, as_text, unfolded
from bot.reply import Reply
from tests.bot_fixtures import bot
from tests.expectations import structure_faults
from tests.years import bot_of

LIST, TABLE, SIDES = "×の事業は？", "方針別の内訳", "防災課と税務課を比べて"


def first(reply: Reply, kind: type[CardBlock]) -> CardBlock:
    return next(block for block in reply.card.blocks if isinstance(block, kind))


def with_block(reply: Reply, old: CardBlock, new: CardBlock) -> Reply:
    blocks = tuple(new if block is old else block for block in reply.card.blocks)
    return reply.but(card=reply.card.but(blocks=blocks))


@pytest.mark.parametrize(
    ("kind", "questions"),
    [
        (ItemList, (LIST, "金額が書いてある事業", "Wi-Fiは？", "which measures were rated ×")),
        (Bars, ("秘書室", TABLE, SIDES, "○以上の割合", "×が多い課", "全体を見せて")),
        (ItemCard, ("No.15", "RPAの進捗は？")),
    ],
)
def test_an_answer_has_its_structure(kind: type[CardBlock], questions: tuple[str, ...]) -> None:
    for reply in map(bot().ask, questions):
        assert isinstance(first(reply, kind), kind)
        assert list(structure_faults(reply)) == []


def rows_of(question: str) -> list[ItemRow]:
    lists = (block for block in bot().ask(question).card.blocks if isinstance(block, ItemList))
    return [row for block in lists for row in block.items]


def test_columns_hold_what_the_line_says() -> None:
    row = rows_of(LIST)[0]
    assert (row.key, row.name, row.rating, row.rank) == ("R2/2-1", "No.2", "× バツ", "3")
    assert row.line == f"{row.name} {row.rating}｜{row.owner}｜{row.about}"
    assert row.title == row.about
    assert f"  {row.line}\n" in as_text(bot().ask(LIST).card)


def test_a_figure_that_was_asked_for_is_a_column_of_its_own() -> None:
    row = next(row for row in rows_of("金額が書いてある事業") if row.key == "R2/20-1")
    assert row.figure == "652,000円"
    assert any(row.figure in part for part in row.beside)


def test_the_bars_of_a_table_count_what_its_rows_say() -> None:
    table = first(bot().ask(TABLE), Bars)
    assert isinstance(table, Bars)
    for bar, row in zip(table.bars, table.rows[1:], strict=True):
        assert (bar.name, *(str(part.number) for part in bar.parts), str(bar.whole)) == row


@pytest.mark.parametrize("question", [LIST, TABLE, SIDES, "No.15"])
def test_a_structure_that_says_something_else_is_found(question: str) -> None:
    reply = bot().ask(question)
    assert list(structure_faults(reply)) == []
    for block in reply.card.blocks:
        changed: CardBlock = block
        match block:
            case ItemList(items=rows):
                changed = block.but(items=(rows[0].but(rating="○ 丸", rank="1"), *rows[1:]))
            case ItemCard(item=row):
                changed = block.but(item=row.but(rating="○ 丸", rank="1"))
            case Bars(bars=(bar, *others)):
                parts = tuple(part.but(number=part.number + 1) for part in bar.parts)
                changed = block.but(bars=(bar.but(parts=parts), *others))
        if changed is not block and not (question == SIDES and isinstance(block, ItemList)):
            assert list(structure_faults(with_block(reply, block, changed))), block


def test_bars_that_are_folded_have_the_measure_of_those_that_are_shown() -> None:
    shown, folded = (block for block in bot().ask("課別の内訳").card.blocks if isinstance(block, Bars))
    assert folded.more
    assert shown.longest == folded.longest == max(bar.whole for bar in (*shown.bars, *folded.bars))


@pytest.mark.parametrize(
    ("turns", "read"),
    [
        (("×の事業は？", "そのうち防災課は？"), "前の答えのうち=× バツ、担当課=防災課"),
        (("RPAの進捗は？", "そのうち防災課は？"), "前の答えのうち=「RPA」に関する項目、担当課=防災課"),
        (("基本方針①の事業", "×だけ"), "前の答えのうち=基本方針①、評価=× バツ"),
        (("No.30", "×は？"), "前の答えのうち=No.30、評価=× バツ"),
        (("which measures were rated ×", "of those, 防災課"),
         "within the last answer = items rated × (cross), department = 防災課"),
    ],
)  # fmt: skip
def test_what_was_taken_over_is_told_once(turns: tuple[str, ...], read: str) -> None:
    replies = [bot().ask(turn, conversation=read) for turn in turns]
    assert replies[-1].card.scope[0].endswith(read)


def test_a_topic_is_quoted_once_in_a_label() -> None:
    bot().ask("RPAの進捗は？", conversation="quoted")
    labels = [choice.label for choice in bot().ask("そのうち防災課は？", conversation="quoted").card.choices]
    assert "「RPA」を外す" in labels


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("図書館のブロックチェーン", "「図書館」で探す"),
        ("メタバースの×の事業はある？", "×の事業を探す"),
        ("③のメタバースの×の項目の担当課は", "基本方針③の×の項目を探す"),
        ("what about metaverse in the library", 'Search for "library"'),
    ],
)
def test_what_is_known_of_a_question_is_offered_in_words_of_its_own(question: str, label: str) -> None:
    offered = bot().ask(question, conversation=question).card.choices[0]
    assert offered.label == label
    assert bot().ask(offered.asks, conversation=offered.asks).answer.items


@pytest.mark.parametrize("asked", ["使い方", "help"])
@pytest.mark.parametrize("years", [("R2",), ("R1", "R2", "R3")])
def test_every_way_that_help_shows_is_answered(asked: str, years: tuple[str, ...]) -> None:
    own = bot_of(*years)
    card = own.ask(asked).card
    shown = [
        each
        for fact in first(own.ask(asked), Section).facts
        for each in re.findall('[「"](.+?)[」"]', fact.text)
    ]
    assert len(shown) >= 6
    assert not {choice.asks for choice in card.choices} & set(shown)  # nothing twice
    for number, question in enumerate(shown):
        own.ask(card.choices[1].asks, conversation=f"{asked} {number}")
        assert own.ask(question, conversation=f"{asked} {number}").answer.kind not in ("nothing", "help"), (
            question
        )


@pytest.mark.parametrize("question", ["全体の評価", TABLE, LIST, "課別の内訳", "商工観光課"])
def test_what_is_unfolded_is_whole_again(question: str) -> None:
    card = bot().ask(question).card
    whole = unfolded(card)
    assert not whole.folded
    for kind in (Bars, ItemList):
        found = [each for each in whole.blocks if isinstance(each, kind)]
        assert len({(each.title, each.rows[:1]) for each in found}) == len(found)  # none parted
    assert [row.key for block in whole.blocks if isinstance(block, ItemList) for row in block.items] == [
        row.key for block in card.blocks if isinstance(block, ItemList) for row in block.items
    ]
    assert [bar for block in whole.blocks if isinstance(block, Bars) for bar in block.bars] == [
        bar for block in card.blocks if isinstance(block, Bars) for bar in block.bars
    ]


def test_a_comparison_tells_each_number_with_its_share() -> None:
    said = as_text(bot().ask("防災課と税務課を比べて").card)
    assert "評価のある4項目: ○ 丸 1（25.0%）、△ 三角 2（50.0%）、× バツ 1（25.0%）" in said
    said = as_text(bot().ask("compare 防災課 and 税務課").card)
    assert "4 rated: ○ (circle) 1 (25.0%), △ (triangle) 2 (50.0%), × (cross) 1 (25.0%)" in said


@pytest.mark.parametrize("question", ["方針別の内訳", "研修が多い課"])
def test_a_table_of_a_few_rows_is_never_parted(question: str) -> None:
    (whole,) = (block for block in bot().ask(question).card.blocks if isinstance(block, Bars))
    assert not whole.more
    assert len(whole.bars) == 6


def test_a_headline_of_many_names_tells_as_many_as_a_phone_has_room_for() -> None:
    names = bot().ask("担当課の一覧").card.headline.partition(": ")[2].partition("ほか")[0]
    assert 3 <= names.count("、") + 1 < 6
    assert len(names) <= 40
