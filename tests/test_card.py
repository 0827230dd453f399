"""A card's structure and its text: the same items, marks and counts, of every kind of answer."""

from __future__ import annotations

import pytest

from bot.bot import Reply
from bot.card import Bars, CardBlock, ItemCard, ItemList, ItemRow, as_text
from tests.bot_fixtures import bot
from tests.expectations import structure_faults

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
    shown, folded = (block for block in bot().ask(TABLE).card.blocks if isinstance(block, Bars))
    assert folded.more
    assert shown.longest == folded.longest == max(bar.whole for bar in (*shown.bars, *folded.bars))
