"""Cards as Slack's blocks: its own types, its limits, what people read. Conversations go through it too."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from slackblocks import _limits as limits

from bot.card import Bars, Card, CardBlock, Choice, Fact, ItemList, ItemRow, Section, as_text
from bot.surfaces.slack.app import SCOPES
from bot.surfaces.slack.blocks import BlockExtras, BlockMessage, messages, plain_message
from bot.surfaces.slack.text import escaped, typed
from bot.wording import chat as say
from tests.bot_fixtures import ROOT, bot
from tests.slack_emulator import MODULES, block_faults
from tests.worlds import bot_of_three_years

MANIFEST = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
# What Slack refuses, though its types allow it. A message of some 13,000 characters of blocks is one of them.
MOST_CHARACTERS = 12_000
MOST_TEXT = 40_000
SCHEMA_THERE = MODULES.exists()


def texts(part: Any) -> Iterator[str]:
    """Every text inside a block, as it is read: a blank at which no line ends is a blank."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "text" and isinstance(value, str):
                yield value.replace("\u00a0", " ")
            else:
                yield from texts(value)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from texts(each)


def beyond(message: BlockMessage) -> Iterator[str]:
    """What of a message is beyond Slack's numeric limits."""
    if not message.text or len(message.text) > MOST_TEXT:
        yield f"text of {len(message.text)}"
    if len(message.blocks) > limits.MESSAGE_BLOCKS_MAX_ITEMS:
        yield f"{len(message.blocks)} blocks"
    if sum(map(len, texts(list(message.blocks)))) > MOST_CHARACTERS:
        yield "too many characters"
    if sum(block["type"] == "table" for block in message.blocks) > 1:
        yield "two tables"
    for block in message.blocks:
        elements = block.get("elements", [])
        if block["type"] == "actions":
            if not 0 < len(elements) <= limits.ACTIONS_ELEMENTS_MAX_ITEMS:
                yield f"{len(elements)} buttons"
            names = [element["action_id"] for element in elements]
            if len(names) != len(set(names)):
                yield "two buttons of one name"
            for element in elements:
                label = (element.get("text") or element["placeholder"])["text"]
                if not 0 < len(label) <= limits.BUTTON_TEXT_MAX_LENGTH:
                    yield f"label {label!r}"
                if len(element.get("options", [])) > 100:
                    yield f"{len(element['options'])} options"
                for option in element.get("options", []):
                    if len(option["value"]) > 150 or not 0 < len(option["text"]["text"]) <= 75:
                        yield f"option {option!r}"
                if len(element.get("value", "")) > limits.BUTTON_VALUE_MAX_LENGTH:
                    yield "value too long"
        if block["type"] == "table":
            rows = block["rows"]
            if len(rows) > 100 or max(map(len, rows)) > 20 or len({len(row) for row in rows}) > 1:
                yield "shape of a table"
            if any(not "".join(texts(cell)).strip() for row in rows for cell in row):
                yield "empty cell"
        if any(not text for text in texts(block)):
            yield "empty text"


def shape(part: Any) -> Any:
    """A block with its texts left out, equal elements in a row once: thousands of cards have some dozens."""
    if isinstance(part, dict):
        return {
            key: "x" if key in ("text", "value") and isinstance(value, str) and value else shape(value)
            for key, value in part.items()
        }
    if isinstance(part, list | tuple):
        shapes = map(shape, part)
        return [each for each, _ in itertools.groupby(shapes)]
    return part


_faults: dict[str, list[str]] = {}


def shape_faults(block: dict[str, Any]) -> list[str]:
    """What Slack's own types refuse of a block's shape."""
    short = shape(block)
    key = repr(short)
    if key not in _faults:
        _faults[key] = block_faults([short])
    return _faults[key]


def faults(card: Card, *, types: bool = True) -> list[str]:
    """What of a card is beyond Slack's limits or, with `types`, none of its types, which needs Node."""
    extras = BlockExtras(
        share=say.share(card.lang), question="RPA",
        helped=say.helped(card.lang), missed=say.missed(card.lang),
        link="https://plan.example/?q=RPA", link_label=say.permalink(card.lang),
        more=say.more_choices(card.lang), items=say.items_of_bars(card.lang),
    )  # fmt: skip
    found = messages(card, extras)
    blocks = [block for message in found for block in message.blocks] if types else []
    return [
        *(fault for message in found for fault in beyond(message)),
        *(fault for block in blocks for fault in shape_faults(block)),
    ]


def parts(section: CardBlock) -> tuple[str, ...]:
    """What has to be read of a block: of items each text, for they may stand in a table's cells."""
    if not isinstance(section, ItemList):
        return (*section.lines, *(fact.text for fact in section.facts))
    rows = section.items
    return tuple(each for row in rows for each in (row.name, row.marked, row.owner, row.about, *row.beside))


def lost(card: Card, shown: str) -> list[str]:
    """What of a card's blocks, all but its tables, stands nowhere in a text without blanks."""

    def missing(told: Iterable[str]) -> list[str]:
        return [f"lost: {text}" for text in told if "".join(text.replace("\\", "").split()) not in shown]

    found = []
    for section in card.blocks:
        told = missing((section.title, *parts(section)))
        if told and isinstance(section, Bars) and section.sides:  # or as a table, where there is room for one
            told = missing(
                (section.title, *section.said_beside, *(cell for row in section.sides for cell in row))
            )
        found += told
    return found


def slack_faults(card: Card) -> list[str]:
    """The same, and what of the card is lost on the way. Without Node, tests below fail."""
    shown = "".join("".join(texts([list(message.blocks) for message in messages(card)])).split())
    return [*faults(card, types=SCHEMA_THERE), *lost(card, shown.replace("\\", ""))]


WORDS = st.text(min_size=1, max_size=400).filter(str.strip)
ROWS = st.builds(
    ItemRow, key=st.just("R2/1-1"), name=WORDS, rating=WORDS, owner=st.text(max_size=60),
    about=st.text(max_size=900), was=st.text(max_size=9), remark=st.text(max_size=9),
    beside=st.lists(st.text(max_size=300), max_size=3).map(tuple),
)  # fmt: skip
LISTS = st.builds(
    ItemList, items=st.lists(ROWS, max_size=60).map(tuple), title=st.text(max_size=90), more=st.booleans()
)
CARDS = st.builds(
    Card,
    lang=st.sampled_from(["ja", "en"]),
    headline=WORDS,
    scope=st.lists(WORDS, max_size=3).map(tuple),
    blocks=st.lists(
        LISTS
        | st.builds(
            Section,
            title=st.text(max_size=300),
            facts=st.lists(st.builds(Fact, label=WORDS, text=st.text(max_size=9000)), max_size=4).map(tuple),
            lines=st.lists(st.text(max_size=2000), max_size=40).map(tuple),
            rows=st.integers(1, 25).flatmap(
                lambda width: st.lists(st.tuples(*[st.text(max_size=60)] * width), max_size=120)
            ).map(tuple),
            more=st.booleans(),
        ),
        max_size=6,
    ).map(tuple),
    notes=st.lists(WORDS, max_size=3).map(tuple),
    left=st.text(max_size=20),
    more=WORDS,
    sources=st.lists(WORDS, max_size=5).map(tuple),
    choices=st.lists(
        st.builds(Choice, label=st.text(max_size=120), asks=st.text(max_size=3000)), max_size=30
    ).map(tuple),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(CARDS)
def test_any_card_is_within_slacks_limits(card: Card) -> None:
    assert faults(card) == []


@given(st.text(max_size=200))
def test_what_is_escaped_comes_back_and_holds_no_mark_up(text: str) -> None:
    assert not {"<", ">"} & set(escaped(text))
    if not {"<", ">", "&"} & set(text):
        lines = (" ".join(line.split()) for line in text.splitlines())
        assert typed(escaped(text)) == "\n".join(filter(None, lines))


# What Slack reads in the texts it reads for mark-up: it rings people, shows dates, makes links.
PINGS = (
    "<!channel>", "<!here|here>", "<!subteam^S1>", "<@U1>", "<#C1|plan>", "<https://x.example|x>",
    "<!date^1764309600^{date_num}|x>", "&lt;!channel&gt;", "<", ">", "&", "!channel", "@U1", "|", "^", " ",
    "\n", "事業", "*", "`",
)  # fmt: skip
HOT = st.lists(st.sampled_from(PINGS), min_size=1, max_size=8).map("".join).filter(str.strip)
HOT_CARDS = st.builds(
    Card,
    lang=st.just("ja"),
    headline=HOT,
    scope=st.lists(HOT, max_size=1).map(tuple),
    blocks=st.lists(
        st.builds(
            Section,
            title=HOT,
            facts=st.lists(st.builds(Fact, label=HOT, text=HOT), max_size=2).map(tuple),
            lines=st.lists(HOT, max_size=14).map(tuple),
            rows=st.lists(st.tuples(HOT, HOT), max_size=3).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    notes=st.lists(HOT, max_size=1).map(tuple),
    sources=st.lists(HOT, max_size=2).map(tuple),
    choices=st.lists(st.builds(Choice, label=HOT, asks=HOT), max_size=9).map(tuple),
)  # fmt: skip
UNREAD = {"plain_text", "text", "raw_text", "link"}  # kinds of texts that Slack reads for no mark-up


def kinds(part: Any) -> Iterator[str]:
    """The kinds of all texts in blocks."""
    if isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield str(part["type"])
        for value in part.values():
            yield from kinds(value)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from kinds(each)


@settings(max_examples=150, deadline=None)
@given(HOT_CARDS, HOT)
def test_no_text_rings_anybody(card: Card, text: str) -> None:
    """Whatever stands in a cell or a question: the text is escaped, and blocks are read for no mark-up."""
    extras = BlockExtras(
        share=text, question=text, helped=text, missed=text, more=text, link="https://x/", link_label=text
    )
    for message in (*messages(card, extras), plain_message(text)):
        assert not {"<", ">"} & set(message.text)
        assert not re.search(r"&(?!amp;|lt;|gt;)", message.text)
        assert set(kinds(message.blocks)) <= UNREAD


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<@UBOT> RPAの進捗は？", "RPAの進捗は？"),
        ("<@UBOT>", ""),
        ("<#C123|plan> の <https://example.jp|資料>", "plan の 資料"),
        ("<!channel> R&amp;D &lt;b&gt;", "R&D <b>"),
        ("<@U999> ＲＰＡ", "ＲＰＡ"),
        ("<@UBOT> 1. RPAの進捗は？\n\n 2. GISの  評価は？", "1. RPAの進捗は？\n2. GISの 評価は？"),
        ("&gt; No.7 × バツ\nこれはなぜ？", "> No.7 × バツ\nこれはなぜ？"),
    ],
)
def test_what_people_typed(sent: str, read: str) -> None:
    assert typed(sent, "UBOT") == read


def test_a_notification_is_the_headline_and_the_text_alone_tells_the_answer() -> None:
    """What a phone shows in a notification, and what there is where blocks are refused."""
    card = bot().ask("RPAの進捗は？").card
    first = messages(card)[0]
    assert first.text == card.headline
    assert "○ 丸" in first.text
    assert "出典" in first.whole
    assert as_text(card)[:300] in first.whole


def test_the_first_message_is_short_and_the_rest_follows() -> None:
    """What stands under "more" is a message of its own; the source stands with the first."""
    card = bot().ask("RPAの進捗は？").card
    first, rest = messages(card)
    shown, below = " ".join(texts(list(first.blocks))), " ".join(texts(list(rest.blocks)))
    assert "出典" in shown
    assert "研修会10/21" not in shown
    assert "研修会10/21" in below
    assert [len(list(messages(bot().ask(each).card))) for each in ("△はいくつ？", "○の一覧")] == [2, 2]


def tables(question: str) -> list[list[list[str]]]:
    """The tables of the messages of an answer, as texts."""
    blocks = [block for message in messages(bot().ask(question).card) for block in message.blocks]
    return [
        [["".join(texts(cell)) for cell in row] for row in block["rows"]]
        for block in blocks
        if block["type"] == "table"
    ]


def test_a_list_is_a_table_with_a_head() -> None:
    shown, rest = tables("△の事業は？")
    assert shown[0] == rest[0] == ["事業No.", "担当課｜事業・項目（すべて△ 三角）"]  # said once, for a phone
    assert len(shown) + len(rest) - 2 == 11
    assert all(row[0].startswith("No.") for row in shown[1:])
    (mixed,) = tables("防災課の事業は？")[:1]
    assert mixed[0] == ["事業No.\n評価", "防災課｜事業・項目"]  # what a phone has room for
    assert {row[0].partition("\n")[2] for row in mixed[1:]} > {"△ 三角"}


def test_sides_are_compared_in_a_table() -> None:
    """What a page draws as bars: one column a side, one row a rating."""
    (shown,) = tables("防災課と税務課を比べて")
    assert shown == [
        ["評価", "防災課", "税務課"],
        ["○ 丸", "1（25.0%）", "3（100.0%）"],
        ["△ 三角", "2（50.0%）", "0"],
        ["× バツ", "1（25.0%）", "0"],
        ["評価のある項目", "4", "3"],
    ]
    beside = tables("商工観光課")[-1]
    assert beside[0] == ["評価", "商工観光課", "市全体"]
    assert [row[2] for row in beside[1:]] == [
        "2（3.6%）",
        "35（63.6%）",
        "11（20.0%）",
        "7（12.7%）",
        "55",
        "57",
    ]


def test_many_sides_are_compared_in_a_row_each() -> None:
    """A phone has room for three columns."""
    (shown,) = tables("防災課と税務課と秘書室と管財課を比べて")
    assert shown == [
        ["比べるもの", "○ 丸", "△ 三角", "× バツ", "評価のある項目"],
        ["防災課", "1（25.0%）", "2（50.0%）", "1（25.0%）", "4"],
        ["税務課", "3（100.0%）", "0", "0", "3"],
        ["秘書室", "0", "2（100.0%）", "0", "2"],
        ["管財課", "3（100.0%）", "0", "0", "3"],
    ]


@pytest.mark.parametrize(
    "question",
    [
        *(
            "×の事業は？",
            "RPAの進捗は？",
            "商工観光課",
            "方針別の内訳",
            "×が多い課",
            "防災課と税務課を比べて",
        ),
        *("全体を見せて", "○以上の割合", "ブロックチェーンは？", "使い方", "which measures were rated ×"),
        "1. 防災課の×は？ 2. 商工観光課は？",
    ],
)
def test_an_answer_has_five_blocks_at_most_before_its_buttons(question: str) -> None:
    first, *_ = messages(bot().ask(question).card)
    assert len([block for block in first.blocks if block["type"] != "actions"]) <= 5


def test_a_single_sentence_has_no_point() -> None:
    first, *_ = messages(bot().ask("○以上の割合").card)
    assert "rich_text_list" not in json.dumps(first.blocks)
    several, *_ = messages(bot().ask("全体を見せて").card)
    assert "rich_text_list" in json.dumps(several.blocks)


@pytest.mark.parametrize("question", ["方針別の内訳", "×が多い課", "breakdown by policy"])
def test_numbers_of_a_table_stand_below_one_another(question: str) -> None:
    blocks = [block for each in messages(bot().ask(question).card) for block in each.blocks]
    found = [block for block in blocks if block["type"] == "table"]
    assert found
    for table in found:
        first, *others = [each["align"] for each in table["column_settings"]]
        assert first == "left"
        assert others == ["right"] * (len(table["rows"][0]) - 1)


def test_no_line_ends_between_a_mark_and_its_word() -> None:
    first, *_ = messages(bot().ask("方針別の内訳").card)
    shown = json.dumps(first.blocks, ensure_ascii=False)
    assert "◎\u00a0二重丸 2、○\u00a0丸 35、△\u00a0三角 11、×\u00a0バツ 7" in shown
    assert "○ 丸" in first.text  # that of notifications is plain


def test_lists_beside_one_another_look_alike() -> None:
    assert [each[0][0] for each in tables("防災課と税務課を比べて")] == ["評価"]  # that of the sides alone


def test_the_department_of_a_whole_list_stands_in_its_head() -> None:
    for question in ("防災課の事業は？", "×の事業は？", "商工観光課", "which measures are 防災課's?"):
        blocks = [each for each in bot().ask(question).card.blocks if isinstance(each, ItemList)]
        heads = [(rows[0][-1], rows[1:]) for rows in tables(question) if rows[0][0] not in ("評価", "rating")]
        assert heads, question
        for (head, rows), block in zip(heads, blocks, strict=False):
            common = set.intersection(*(set(row.owners) for row in block.items))
            assert (head.partition("｜")[0] in common) == bool(common)
            for row, item in zip(rows, block.items, strict=True):
                assert item.about in row[-1]
                assert item.owner in (head.partition("｜")[0] if set(item.owners) == common else row[-1])


@pytest.mark.parametrize("question", ["秘書室の事業は？", "防災課と税務課を比べて"])
def test_a_department_that_stands_above_lines_is_not_said_in_each(question: str) -> None:
    found = messages(bot().ask(question).card)
    lines = [
        line
        for message in found
        for block in message.blocks
        for part in block.get("elements", ())
        if part.get("type") == "rich_text_list"
        for line in texts(part)
    ]
    items = [line for line in lines if line.startswith(("No.22", "No.32", "No.30"))]
    assert items
    assert not any("｜秘書室" in line or "｜税務課" in line for line in items)


def test_a_department_is_said_where_another_one_stands_above_whose_name_begins_so() -> None:
    rows = tuple(
        ItemRow(f"R2/{number}-1", f"No.{number}", "○ 丸", owner="財政課", owners=("財政課",), about="庁舎")
        for number in (1, 2)
    )
    card = Card("ja", "財政課管理室は2項目です", blocks=(ItemList(rows),))
    (message,) = messages(card)
    assert "".join(texts(list(message.blocks))).count("｜財政課｜") == 2
    (message,) = messages(card.but(headline="財政課は2項目です"))
    assert "｜財政課｜" not in "".join(texts(list(message.blocks)))


def test_two_items_are_read_as_lines() -> None:
    assert tables("防災課の×は？") == []


def test_what_comes_before_more_is_five_blocks() -> None:
    """Headline, how it was read, what it is about: below them only where it comes from, and the buttons."""
    small = {"context", "actions", "context_actions"}
    for question in (
        "×の事業は？",
        "RPAの進捗は？",
        "課別の評価",
        "防災課と税務課を比べて",
        "全体の評価",
        "No.30",
        "×は何件？",
    ):
        first = messages(bot().ask(question).card)[0]
        assert len([each for each in first.blocks if each["type"] not in small]) <= 5


def test_the_manifest_asks_for_what_is_used_and_no_more() -> None:
    assert sorted(MANIFEST["oauth_config"]["scopes"]["bot"]) == sorted(SCOPES)
    heard = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
    assert {"app_mention", "app_home_opened", "function_executed", "message.im", "message.channels"} <= heard
    assert {"app_uninstalled", "tokens_revoked"} <= heard
    assert {each["callback_id"] for each in MANIFEST["features"]["shortcuts"]} == {
        "about_message",
        "search_plan",
    }
    assert all(len(each["name"]) <= 24 for each in MANIFEST["features"]["shortcuts"])
    assert len(MANIFEST["features"]["agent_view"]["suggested_prompts"]) <= 4
    assert 175 <= len(MANIFEST["display_information"]["long_description"]) <= 4000


def test_the_manifest_fits_every_city() -> None:
    """It is written once for all of them: it names nothing of one sheet, and what it proposes is answered."""
    written = json.dumps(MANIFEST, ensure_ascii=False)
    plan = bot().library.vocabulary.plan
    names = {name for measure in plan.measures for name in measure.departments} | {"RPA", "ICT", "×", "◎"}
    assert not {name for name in names if name in written}
    for each in MANIFEST["features"]["agent_view"]["suggested_prompts"]:
        assert bot().ask(each["message"]).answer.kind in ("counts", "list", "help"), each


def test_the_sample_of_settings_names_no_other() -> None:
    from bot.settings import all_settings

    known = {setting.name for setting in all_settings()}
    lines = (ROOT / ".env.sample").read_text(encoding="utf-8").splitlines()
    named = {
        line.lstrip("# ").partition("=")[0]
        for line in lines
        if "=" in line and " " not in line.lstrip("# ").partition("=")[0]
    }
    assert named <= known, named - known
    assert Path(ROOT / ".slack" / "hooks.json").exists()
    assert yaml.safe_load((ROOT / ".slack" / "config.json").read_text())["manifest"]["source"] == "local"


def test_points_of_a_text_stand_in_lines_of_their_own() -> None:
    found = "".join("".join(texts(list(message.blocks))) for message in messages(bot().ask("No.30-3").card))
    assert "根拠  \n・研修会10/21" in found
    assert "\n・研修会3/12" in found


def test_changed_items_are_lines_for_two_ratings_leave_a_table_no_room() -> None:
    card = bot_of_three_years().ask("R2より良くなった項目").card
    first, *_ = messages(card)
    kinds = [block["type"] for block in first.blocks]
    assert "table" not in kinds
    shown = "".join(texts(first.blocks))
    for line in next(block for block in card.shown if isinstance(block, ItemList)).lines:
        assert line in shown
