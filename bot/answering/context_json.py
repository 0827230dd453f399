"""What a conversation knows as text, for other processes: versioned JSON, and back.

Items and measures are written by their keys, and found again in the index; so are those of the answer, which
holds as long as the same build of the index answers. What cannot be read back as a whole is no context: a
condition that is left out would make another question of the next one.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime

from bot import answer, clock, query, question
from bot.answering.context import Libraries
from bot.answering.plan_sets import NamesInOrder, PlanItems
from bot.conversation import TEXTS, Context, Known, Talk
from bot.record_json import RecordJson
from katou_index.errors import KatouError
from katou_index.index.stored import StoredItem, StoredMeasure
from katou_index.language import Told, told
from katou_index.plan import Finding, FiscalYear, Item, Items, Measure, Plan, Status
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    class Texts(Protocol):
        """Where texts of conversations lie, with the stamp of its last change (bot/memory/passing.py)."""

        def newer(self, conversation: str, stamp: int) -> tuple[int, str] | None:
            """Stamp and text, the text "" where the stamp is this one; 0 and "" for none; None: not known."""

        def put(
            self, conversation: str, stamp: int, text: str, *, waits: bool, written: Callable[[], object]
        ) -> None:
            """Keep a text, "" for none; `written` is called once it is there."""


log = logging.getLogger(__name__)

VERSION = 1
LARGEST_ANSWER = 64_000  # signs; of a larger answer only what it showed is written
MOST_ITEMS = 1_000  # of a larger one it need not even be measured

_dumped = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # json.dumps makes one a call

RECORDS = RecordJson(
    (
        question.Ask, question.Field, question.Turn, Status, Context, Known, Talk, Finding, question.Filter,
        question.TopicWord, question.Topic, question.Question, query.Condition, query.Having, query.Query,
        answer.Counts, answer.Group, answer.Change, answer.Step, answer.Option, answer.Delta, answer.Shown,
        answer.Listed, answer.Counted, answer.Tabled, answer.Compared, answer.Changed, answer.ChangedCount,
        answer.Followed, answer.Overview, answer.Corrected, answer.Saying, answer.Columned,
        answer.ColumnSides, answer.Asked,
        answer.Nothing, answer.Helped,
    ),
    {
        **dict.fromkeys((Item, StoredItem), ("item", lambda item: item.key)),
        **dict.fromkeys((Items, PlanItems), ("items", lambda items: list(items.keys))),
        **dict.fromkeys(
            (Measure, StoredMeasure), ("measure", lambda measure: [measure.year.code, measure.number])
        ),
        NamesInOrder: ("names", list),
        FiscalYear: ("year", lambda year: year.code),
        datetime: ("at", datetime.timestamp),
        Told: ("told", lambda sentence: [str(sentence), sentence.english]),
    },
    {Context: ("texts", "answer")},  # the ones are made anew of the plan, the other stands beside it
)  # fmt: skip


def to_text(known: Known) -> str:
    """What is known of a conversation, the answer too where it is not too large."""
    written = {"v": VERSION, "known": RECORDS.plain(known)}
    found = known.context.answer if known.context else None
    if found is not None and len(found.items) + len(found.base) <= MOST_ITEMS:
        text = _dumped(RECORDS.plain(found))
        if len(text) <= LARGEST_ANSWER:
            written["answer"] = text
    return _dumped(written)


def from_text(text: str, libraries: Libraries) -> Known | None:
    """The same back, None for what this version or this index cannot read."""
    try:
        written = json.loads(text)
        if written["v"] != VERSION:
            return None
        by_name = _known(libraries)
        known: Known = RECORDS.read(written["known"], by_name)
        context = known.context and _whole(known.context, libraries)
        if context and "answer" in written and context.build == libraries.build:
            context = context.but(answer=RECORDS.read(json.loads(written["answer"]), by_name))
        return known.but(context=context)
    except (KatouError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None  # of another version, or of a year that is not there any more


class SharedContexts:
    """What `bot.conversation` shares conversations by."""

    def __init__(self, texts: Texts, libraries: Callable[[], Libraries]) -> None:
        self._texts, self._libraries = texts, libraries

    def newer(self, conversation: str, stamp: int) -> tuple[int, Known] | None:
        """What another process knows of a conversation."""
        found = self._texts.newer(conversation, stamp)
        if found is None:
            return None
        there, text = found
        return there, (text and from_text(text, self._libraries())) or Known()

    def put(
        self, conversation: str, stamp: int, known: Known, *, waits: bool, written: Callable[[], object]
    ) -> None:
        """Let the others know it."""
        try:
            text = to_text(known) if known else ""
        except TypeError as error:  # a class that is not listed above: the answer is given all the same
            log.error("a conversation is not shared: %s", error)  # noqa: TRY400 - the text is a class's name
            return
        self._texts.put(conversation, stamp, text, waits=waits, written=written)


def _known(libraries: Libraries) -> dict[str, Callable[[Any], Any]]:
    """What finds the items and measures of a text in the index."""

    def plan(code: str) -> Plan:
        return libraries.of(FiscalYear.from_code(code)).vocabulary.plan

    def item(key: str) -> Item:
        code, _, number = key.partition("/")
        return plan(code).items[plan(code).places[number]]

    return {
        "item": item,
        "items": lambda keys: Items(map(item, keys)),
        "names": tuple,
        "measure": lambda named: plan(named[0]).by_number[named[1]],
        "year": FiscalYear.from_code,
        "at": clock.at,
        "told": lambda both: told(*both),
    }


def _whole(context: Context, libraries: Libraries) -> Context:
    """A context with the folded texts of what was shown, as they are now."""
    parts = tuple(each and _whole(each, libraries) for each in context.parts)
    if context.year is None:
        return context.but(parts=parts)
    library = libraries.of(context.year)
    places = library.vocabulary.plan.places
    shown = [each for each in context.items[:TEXTS] if each in places]
    return context.but(parts=parts, texts=library.texts.wholes(shown))
