"""What a conversation knows as text, for other processes: versioned JSON, and back.

Items and measures are written by their keys, and found again in the index; so are those of the answer, which
holds as long as the same build of the index answers. What cannot be read back as a whole is no context: a
condition that is left out would make another question of the next one.
"""

from __future__ import annotations

import json
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from bot import answer, clock, query, question
from bot.answering.context import Libraries
from bot.conversation import TEXTS, Context, Known, Talk
from katou_index.errors import KatouError
from katou_index.language import Told, told
from katou_index.plan import Finding, FiscalYear, Item, Measure, Status
from katou_index.records import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    class Texts(Protocol):
        """Where texts of conversations lie, with the stamp of its last change (bot/memory/passing.py)."""

        def newer(self, conversation: str, stamp: int) -> tuple[int, str] | None:
            """Stamp and text, the text "" where the stamp is this one; 0 and "" for none; None: not known."""

        def put(self, conversation: str, stamp: int, text: str, *, waits: bool) -> bool:
            """Keep a text, "" for none; whether it is there."""


VERSION = 1
LARGEST_ANSWER = 64_000  # signs; of a larger answer only what it showed is written
MOST_ITEMS = 1_000  # … so that it need not be written to be measured

_ENUMS = (question.Ask, question.Field, question.Turn, Status)
_RECORDS = (
    Context, Known, Talk, Finding, question.Filter, question.TopicWord, question.Topic, question.Question,
    query.Condition, query.Having, query.Query, answer.Counts, answer.Group, answer.Change, answer.Step,
    answer.Option, answer.Shown, answer.Listed, answer.Counted, answer.Tabled, answer.Compared,
    answer.Changed, answer.ChangedCount, answer.Followed, answer.Overview, answer.Corrected,
    answer.Columned, answer.Asked, answer.Nothing, answer.Helped,
)  # fmt: skip
_KINDS: dict[str, Any] = {each.__name__: each for each in (*_ENUMS, *_RECORDS)}
_PLAIN = (str, int, float, bool, type(None))
_MADE_ANEW = ("texts", "answer")  # of a context: the one from the plan, the other stands beside it


def to_text(known: Known) -> str:
    """What is known of a conversation, the answer too where it is not too large."""
    written = {"v": VERSION, "known": _plain(known)}
    found = known.context.answer if known.context else None
    if found is not None and len(found.items) + len(found.base) <= MOST_ITEMS:
        text = _dumped(_plain(found))
        if len(text) <= LARGEST_ANSWER:
            written["answer"] = text
    return _dumped(written)


def from_text(text: str, libraries: Libraries) -> Known | None:
    """The same back, None for what this version or this index cannot read."""
    try:
        written = json.loads(text)
        if written["v"] != VERSION:
            return None
        reader = _Reader(libraries)
        known: Known = reader.read(written["known"])
        context = known.context and reader.whole(known.context)
        if context and "answer" in written and context.build == libraries.build:
            context = context.but(answer=reader.read(json.loads(written["answer"])))
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

    def put(self, conversation: str, stamp: int, known: Known, *, waits: bool) -> bool:
        """Let the others know it."""
        return self._texts.put(conversation, stamp, to_text(known) if known else "", waits=waits)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """Text and numbers as they are, a tuple as a list, anything else under the name of its kind."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        return [_plain(each) for each in value]
    if kind is Item:
        return {"item": value.key}
    if kind is Measure:
        return {"measure": [value.year.code, value.number]}
    if kind is FiscalYear:
        return {"year": value.code}
    if kind is datetime:
        return {"at": value.timestamp()}
    if kind is Told:
        return {"told": [str(value), value.english]}
    if kind in (dict, MappingProxyType):
        return {"map": [[key, _plain(each)] for key, each in value.items()]}
    if kind.__name__ not in _KINDS:
        raise TypeError(kind.__name__)
    if isinstance(value, Enum):
        return {kind.__name__: value.value}
    return {kind.__name__: {name: _plain(each) for name, each in _fields(kind, value)}}


def _fields(kind: Any, value: Any) -> list[tuple[str, Any]]:
    """The fields of a record that are not what they are by default."""
    if isinstance(value, Record):
        given = [(name, getattr(value, name), getattr(kind, name, ...)) for name in kind.fields]
    else:
        defaults = kind._field_defaults
        given = [(name, getattr(value, name), defaults.get(name, ...)) for name in kind._fields]
    left_out = _MADE_ANEW if kind is Context else ()
    return [(name, each) for name, each, default in given if each is not default and name not in left_out]


class _Reader:
    """Reads what was written, and finds items and measures in the index."""

    def __init__(self, libraries: Libraries) -> None:
        self._libraries = libraries

    def read(self, value: Any) -> Any:
        """What a plain value stands for. Raises KeyError and its like for what is not there."""
        if isinstance(value, list):
            return tuple(self.read(each) for each in value)
        if not isinstance(value, dict):
            return value
        ((kind, inner),) = value.items()
        match kind:
            case "item":
                code, _, number = inner.partition("/")
                plan = self._libraries.of(FiscalYear.from_code(code)).vocabulary.plan
                return plan.items[plan.places[number]]
            case "measure":
                code, number = inner
                return self._libraries.of(FiscalYear.from_code(code)).vocabulary.plan.by_number[number]
            case "year":
                return FiscalYear.from_code(inner)
            case "at":
                return clock.at(inner)
            case "told":
                return told(*inner)
            case "map":
                return {key: self.read(each) for key, each in inner}
        made = _KINDS[kind]
        if made in _ENUMS:
            return made(inner)
        return made(**{name: self.read(each) for name, each in inner.items()})

    def whole(self, context: Context) -> Context:
        """A context with the folded texts of what was shown, as they are now."""
        parts = tuple(each and self.whole(each) for each in context.parts)
        if context.year is None:
            return context.but(parts=parts)
        library = self._libraries.of(context.year)
        known, whole = library.vocabulary.plan.places, library.texts.whole
        texts = tuple(whole[each] for each in context.items[:TEXTS] if each in known)
        return context.but(parts=parts, texts=texts)
