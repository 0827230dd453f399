"""Cards as Adaptive Cards: schema, Teams' limits, what people read. Conversations go through it too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.card import Bars, Card, Choice, Fact, ItemList, ItemRow, Section
from bot.files.download import Download
from bot.files.takeaway import Chart
from bot.memory import Chat, Memory
from bot.surfaces.teams.activity import asked
from bot.surfaces.teams.cards import (
    LARGEST,
    CardExtras,
    CardMessage,
    inserted,
    messages,
    one_message,
    picture,
    plain_message,
    size,
)
from bot.surfaces.teams.listeners import _result
from bot.surfaces.teams.posting import Posting
from bot.surfaces.teams.text import APART, clean, escaped, typed
from bot.surfaces.teams.weekly import weekly_extras
from bot.wording import chat as say
from tests.bot_fixtures import ROOT, bot
from tests.schemas import typed_validator
from tests.teams_driver import rated, words
from tests.test_slack_cards import CARDS, lost

SCHEMA = typed_validator(
    json.loads((ROOT / "tests" / "adaptive_card.schema.json").read_text(encoding="utf-8"))
)
ANSWERED = bot().ask("No.21")
_known: set[str] = set()  # shapes that the schema takes


class Sending:
    """Takes what is sent in Teams' place."""

    def __init__(self) -> None:
        self.activities: list[dict[str, Any]] = []

    def send(self, address: object, activity: dict[str, Any], update: str = "") -> str:
        self.activities.append(activity)
        return "1"


def extras(lang: str) -> CardExtras:
    return CardExtras(
        question="RPAの進捗は？", wrong=say.missed(lang), back="×の事業は？", back_label=say.back(lang),
        more=say.more_choices(lang), items=say.items_of_bars(lang), choose=say.choose_one(lang),
        ask=say.ask_chosen(lang), link="https://plan.example/?q=RPA",
        link_label=say.permalink(lang), goes_on=say.goes_on(lang),
    )  # fmt: skip


def shape(part: Any, key: str = "") -> Any:
    """A card without its texts, equal parts once: thousands of cards have some dozens of shapes.

    Actions are all kept, for the schema counts them.
    """
    if isinstance(part, dict):
        return {name: shape(value, name) for name, value in part.items()}
    if isinstance(part, list):
        shapes = [shape(each) for each in part]
        return shapes if key == "actions" else [e for n, e in enumerate(shapes) if e not in shapes[:n]]
    return "x" if key in ("text", "value", "ask", "of", "fallbackText") and str(part).strip() else part


def faults(message: CardMessage) -> list[str]:
    card = message.card
    key = json.dumps(shape(card), sort_keys=True)
    found = []
    if key not in _known:
        found = [f"{list(each.path)}: {each.message[:200]}" for each in SCHEMA.iter_errors(card)]
        if not found:
            _known.add(key)
    if size(message.activity()) > LARGEST:
        found.append(f"{size(message.activity())} bytes")
    if not message.text.strip():
        found.append("no text")
    return found


def teams_faults(card: Card) -> list[str]:
    """What of a card Teams refuses, in whichever way it is sent, and what of it is lost on the way."""
    found = messages(card, extras(card.lang))
    alone = one_message(card, extras(card.lang))
    shown = "".join(words([message.card["body"] for message in found]).split())
    cells = (cell for section in card.blocks for row in section.rows[1:] for cell in row)
    return [
        *(fault for message in found for fault in faults(message)),
        *(faults(alone) if len(found) == 1 else []),
        *([f"{size(alone.activity())} bytes alone"] if size(alone.activity()) > LARGEST else []),
        *faults(CardMessage("x", inserted(card))),
        *lost(card, shown),
        *(f"lost: {text}" for text in cells if "".join(text.replace("\\", "").split()) not in shown),
    ]


@settings(max_examples=40, deadline=None)
@given(CARDS)
@example(Card("ja", "x", choices=(Choice("0", "\x1f"),)))
@example(Card("ja", "\x1b"))
def test_any_card_is_within_teams_limits(card: Card) -> None:
    found = messages(card, extras("ja"))
    assert [fault for message in found for fault in faults(message)] == []
    assert faults(one_message(card, extras("ja"))) == []
    assert faults(CardMessage("x", inserted(card))) == []


@given(st.text(max_size=200))
def test_what_is_escaped_holds_no_mark_up(text: str) -> None:
    shown = escaped(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]~<>&]", shown.replace("\\\\", ""))
    assert not re.search(r"^\s*(?:[-+#]|\d{1,9}[.)](?:\s|$))", shown, re.M)
    kept = "".join(clean(text).split())
    assert "".join(re.sub(r"\\(.)", r"\1", shown).split()) == kept


# What Adaptive Cards compute, what Teams reads for mark-up, and the signs of which both are made.
PARTS = (
    "{{DATE(2026-11-28T06:00:00Z, SHORT)}}", "{{TIME(2026-11-28T06:00:00Z)}}", "${$data.title}", "{{#if x}}",
    "{", "$", "}", "\\", "**", "`", "\x00", " ", "\n", "x", "事業", "<at>a</at>", '<a href="https://x.example">',
)  # fmt: skip
HOT = st.lists(st.sampled_from(PARTS), min_size=1, max_size=8).map("".join)
HOT_SECTIONS = st.builds(
    Section,
    title=HOT,
    facts=st.lists(st.builds(Fact, label=HOT, text=HOT), max_size=2).map(tuple),
    lines=st.lists(HOT, max_size=14).map(tuple),
    rows=st.integers(1, 4).flatmap(
        lambda width: st.lists(st.tuples(*[HOT] * width), min_size=2, max_size=3)
    ).map(tuple),
)  # fmt: skip
HOT_ROWS = st.builds(
    ItemRow, key=HOT, name=HOT, rating=HOT, owner=HOT, about=HOT, was=HOT, remark=HOT,
    beside=st.lists(HOT, max_size=2).map(tuple),
)  # fmt: skip
HOT_LISTS = st.builds(ItemList, items=st.lists(HOT_ROWS, max_size=14).map(tuple), title=HOT)
HOT_CARDS = st.builds(
    Card,
    lang=st.just("ja"),
    headline=HOT,
    scope=st.lists(HOT, max_size=1).map(tuple),
    blocks=st.lists(HOT_SECTIONS | HOT_LISTS, max_size=2).map(tuple),
    notes=st.lists(HOT, max_size=1).map(tuple),
    sources=st.lists(HOT, max_size=2).map(tuple),
    choices=st.lists(st.builds(Choice, label=HOT, asks=HOT), max_size=9).map(tuple),
)
HOT_EXTRAS = st.builds(
    CardExtras, question=HOT, wrong=HOT, back=HOT, back_label=HOT, more=HOT, ask=HOT, link=st.just("https://x/"),
    link_label=HOT, file=st.just("https://x/"), file_label=HOT, goes_on=HOT,
)  # fmt: skip


def strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from strings(value)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from strings(each)


@settings(max_examples=150, deadline=None)
@given(HOT_CARDS, HOT_EXTRAS, HOT)
@example(Card("ja", "{{DATE(2026-11-28T06:00:00Z, SHORT)}}"), CardExtras(), "${x}")
def test_no_text_is_computed_by_a_card(card: Card, beside: CardExtras, text: str) -> None:
    """Whatever stands in a cell or a question, wherever it reaches Teams, is shown as it was written."""
    chat = Chat("a:1", "https://smba.example/", "t", "personal", "", "")
    sent = Sending()
    chart = Chart("ja", text, text, "", "", text, (), (), (text,))
    Posting(sent, Memory(":memory:")).post(chat, card.headline, messages(card, weekly_extras("ja")))  # type: ignore[arg-type]
    reached = [
        [message.activity() for message in messages(card, beside)],
        one_message(card, beside).activity(),
        inserted(card),
        plain_message(text).activity(),
        *picture(Download(text, "image/png", b"", text, chart)),
        _result(text, ANSWERED.but(card=card)),
        sent.activities,
    ]
    assert sent.activities
    computed = [each for each in strings(reached) if re.search(r"[{$]\{", each)]
    assert computed == []
    previews = reached[5]["preview"]["content"]  # type: ignore[index, call-overload]
    assert not re.search(r"<[a-z/!]", "".join(strings(previews)))


@given(HOT)
def test_what_is_parted_is_shown_as_it_was(text: str) -> None:
    assert clean(text).replace(APART, "") == text.replace("\x00", " ")
    assert clean(clean(text)) == clean(text)
    kept = text.replace("\x00", " ").strip()
    assert asked({"ask": clean(text), "of": clean(text)}) == (kept, kept)  # a button asks what it did
    assert typed(clean(text)) == typed(text.replace("\x00", " "))  # so does what is copied and pasted


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<at>プランBot</at> RPAの進捗は？", "RPAの進捗は？"),
        ('<at id="0">Plan bot</at>&nbsp;No.21', "No.21"),
        ("<at>プランBot</at>", ""),
        ("<div><div>×の<b>事業</b>は？</div></div>", "×の 事業 は？"),
        ("R&amp;D &lt;b&gt;", "R&D <b>"),
        ("a < b と c > d", "a < b と c > d"),
        ("<p>1. RPAの進捗は？<br>2. GISの評価は？</p>", "1. RPAの進捗は？\n2. GISの評価は？"),
        ("<blockquote>No.7 × バツ</blockquote><p>これはなぜ？</p>", "> No.7 × バツ\nこれはなぜ？"),
        ("<at>Bob</at> と <at>プランBot</at> △は？", "と △は？"),
    ],
)
def test_what_people_typed(sent: str, read: str) -> None:
    assert typed(sent) == read


def test_a_notification_tells_the_answer() -> None:
    """The summary is what a phone shows, the fallback text what a client shows that draws no card."""
    card = bot().ask("RPAの進捗は？").card
    activity = messages(card)[0].activity()
    assert activity["summary"] == card.headline
    assert "○ 丸" in activity["summary"]
    assert "\n" not in activity["summary"]
    content = activity["attachments"][0]["content"]
    assert "出典" in content["fallbackText"]
    assert content["fallbackText"].startswith(card.headline)


def test_what_stands_under_more_is_behind_a_button() -> None:
    """Shown and hidden in its place, without asking anybody; the buttons below keep their number."""
    card = bot().ask("○の一覧").card
    (message,) = messages(card, extras("ja"))
    assert rated(message.card["body"], "○ 丸") == 35
    toggle = next(each for each in message.card["body"] if each["type"] == "ActionSet")
    (unfold,) = toggle["actions"]
    (hidden,) = [each for each in message.card["body"] if each.get("id") in unfold["targetElements"]]
    assert (unfold["type"], unfold["title"]) == ("Action.ToggleVisibility", card.left)
    assert hidden["isVisible"] is False
    shown = [each for each in message.card["body"] if each is not hidden]
    assert rated(shown, "○ 丸") + int(card.left[2:-2]) == 35
    assert "出典" in words(shown)


def test_what_does_not_fit_goes_on_in_further_messages_or_says_so() -> None:
    lines = tuple(f"No.{number} ○ 丸｜{'長い題名' * 40}" for number in range(120))
    card = Card("ja", "○ 丸は120項目です", blocks=(Section(lines=lines, more=True),), more="ほか120項目")
    found = messages(card, extras("ja"))
    assert len(found) > 1
    assert words([message.card for message in found]).count("○ 丸｜") == 120
    assert found[0].card.get("actions")
    alone = one_message(card, extras("ja"))
    assert words(alone.card["body"][-1]).strip() == say.goes_on("ja")


def menu_of(message: CardMessage) -> dict[str, Any]:
    """The menu of a card: it stands idle above no button, but behind one."""
    *_, shows, box = message.card["body"]
    assert box["isVisible"] is False
    assert shows["actions"][0]["targetElements"] == [box["id"]]
    menu, asks = box["items"]
    assert (menu["type"], asks["type"]) == ("Input.ChoiceSet", "ActionSet")
    found: dict[str, Any] = menu
    return found


def test_choices_beyond_six_buttons_stand_in_a_menu() -> None:
    choices = tuple(Choice(f"課{number}", f"課{number}の事業は？") for number in range(20))
    card = Card("ja", "どの課ですか", choices=choices)
    (message,) = messages(card, extras("ja"))
    assert len(message.card["actions"]) == 6
    menu = menu_of(message)
    asked = [each["data"]["ask"] for each in message.card["actions"] if "ask" in each.get("data", {})]
    assert {*asked[1:], *(each["value"] for each in menu["choices"])} == {each.asks for each in choices}


@pytest.mark.parametrize("question", ["方針別の内訳", "防災課と税務課を比べて", "×が多い課", "課別の内訳"])
def test_a_menu_leads_to_the_items_of_each_row(question: str) -> None:
    card = bot().ask(question).card
    (message, *_) = messages(card, extras("ja"))
    menu = menu_of(message)
    ways = {each["title"]: each["value"] for each in menu["choices"]}
    for bar in (bar for block in card.blocks if isinstance(block, Bars) for bar in block.bars):
        (way, *_) = [asks for title, asks in ways.items() if title.startswith(bar.name)]
        assert {item.key for item in bot().ask(way).answer.items}
    assert not messages(card, CardExtras())[0].card["body"][-1]["type"].startswith("Input")


HEAD = ("方針", "◎ 二重丸", "○ 丸")


def drawn(*rows: tuple[str, ...]) -> list[dict[str, Any]]:
    """What a table below HEAD becomes."""
    (message,) = messages(Card("ja", "内訳", blocks=(Section(rows=(HEAD, *rows)),)))
    body: list[dict[str, Any]] = message.card["body"][1:]
    return body


def test_a_table_of_numbers_is_a_table() -> None:
    (table,) = drawn(("①", "0", "2"), ("②", "0", "6"))
    assert table["type"] == "Table"
    cells = [
        [" ".join(item["text"] for item in cell["items"]) for cell in row["cells"]] for row in table["rows"]
    ]
    assert [len(cell["items"]) for cell in table["rows"][0]["cells"]] == [1, 2, 2]  # ◎ over 二重丸
    assert cells == [list(HEAD), ["①", "0", "2"], ["②", "0", "6"]]
    assert len(table["columns"]) == len(HEAD)


def test_a_long_table_of_numbers_is_a_line_a_row() -> None:
    lines = drawn(*((f"課{number}", "0", "2") for number in range(30)))
    assert [each["text"] for each in lines] == [f"**課{n}** ◎ 二重丸 0 ・ ○ 丸 2" for n in range(30)]


def test_a_table_of_texts_is_facts_of_two_columns() -> None:
    body = drawn(("①", "長い文が続く記載です", "2"), ("②", "0", "6"))
    assert [each["type"] for each in body] == ["TextBlock", "FactSet"] * 2
    assert body[3]["facts"] == [{"title": "◎ 二重丸", "value": "0"}, {"title": "○ 丸", "value": "6"}]


def test_items_are_two_columns_a_phone_has_room_for() -> None:
    card = bot().ask("×の事業は？").card
    sets = [each for each in messages(card)[0].card["body"] if each["type"] == "ColumnSet"]
    (shown,) = [block for block in card.shown if isinstance(block, ItemList)]
    assert len(sets) == len(shown.items)
    for row, drawn_row in zip(shown.items, sets, strict=True):
        said = words(drawn_row)
        assert len(drawn_row["columns"]) == 2
        assert all(text in said for text in (row.name, row.marked, row.owner, row.about))


def test_points_of_a_text_stand_in_lines_of_their_own() -> None:
    found = "".join(words(message.card) for message in messages(bot().ask("No.30-3").card))
    assert "\n\n・研修会3/12" in found
