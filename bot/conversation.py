"""What a conversation remembers: the last question as understood, and what was shown.

It stands in the memory of the process that answered, and beside it where every process finds it:

    renew()   before a question: what another process has answered since is taken over
    share()   after it: what has changed here is there for the others
"""

from __future__ import annotations

import time
from collections import OrderedDict
from datetime import datetime, timedelta

from bot.answer import AnyAnswer
from bot.query import Query
from bot.question import Question
from katou_index.locks import Lock
from katou_index.plan import FiscalYear
from katou_index.records import TYPE_CHECKING, NamedTuple, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Protocol, TypeVar

    T = TypeVar("T")

    class SharedConversations(Protocol):
        """What conversations know, where all processes find it."""

        def newer(self, conversation: str, stamp: int) -> tuple[int, Known] | None:
            """The stamp and what is known, nothing of it where the stamp is this one; 0 where there is none.

            None where it cannot be told now.
            """

        def put(
            self, conversation: str, stamp: int, known: Known, *, waits: bool, written: Callable[[], object]
        ) -> None:
            """Keep what is known; `written` is called once it is there for the others."""


TEXTS = 20  # items, the first ones shown, whose texts a follow-up looks into


class Context(Record):
    """The answer that a follow-up hangs on. `items` and `related` are ids in the order shown.

    `owners` are the departments of the items, `departments` those asked for lately, oldest first, `texts`
    the folded texts of the first items, shared with the plan's. `answer` is the whole of it, to be taken away
    as it was shown; it holds as long as `build`, the build of the index, answers.
    """

    question: Question
    kind: str
    items: Sequence[str]
    related: Sequence[str]
    at: datetime
    owners: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    answer: AnyAnswer | None = None
    build: str = ""
    year: FiscalYear | None = None  # that `items` are of
    keys: Sequence[str] = ()  # all items in the order shown, whatever their year: R3/44-1
    query: Query | None = None  # what was answered: a follow-up is an edit of it
    groups: tuple[str, ...] = ()  # values of the groups shown, in their order
    standing: tuple[int, ...] = ()  # their places in a ranking, ties together; 0 of other tables
    before: Query | None = None  # the query that `query` narrowed: what 「やっぱり全部」 goes back to
    listed: Sequence[str] = ()  # ids of the list that what was shown was picked from, in its order
    parts: tuple[Context | None, ...] = ()  # of several questions in one message, that of each
    earlier: tuple[Query, ...] = ()  # asked before it, the oldest first: 「さっきの比較」

    @property
    def text(self) -> str:
        """The texts of what was shown, folded; joined where a follow-up looks into them."""
        return "\n".join(self.texts)

    def year_at(self, places: tuple[int, ...]) -> FiscalYear | None:
        """The year of the item at the first of these places (from 1, -1 the last), None for none there."""
        place = places[0] if places else 0
        if not place or not -len(self.keys) <= place - (place > 0) < len(self.keys):
            return None
        return FiscalYear.from_code(self.keys[place - (place > 0)].partition("/")[0])


class Talk(NamedTuple):
    """What a conversation knows of who speaks: the department, and the question that waits for it.

    `offered`: the questions that the last answer proposed; the next message may take one by its number.
    `elsewhere`: what was just asked about another city, without its name.
    """

    speaker: str = ""
    waiting: str = ""
    offered: tuple[str, ...] = ()
    elsewhere: str = ""


NOBODY = Talk()


class Known(Record):
    """All that is known of a conversation: its context, and each of the rest with its time."""

    context: Context | None = None
    talk: tuple[Talk, datetime] | None = None
    language: tuple[str, datetime] | None = None
    told_age: datetime | None = None

    def __bool__(self) -> bool:
        return any(self.__dict__.values())


WHOLE = 500  # conversations, those asked last, whose answers are kept whole; of the others what they showed


class _Packed(NamedTuple):
    """A context without its answer in a quarter of the memory: what only few conversations come back to.

    The texts stay as they are, as they are the plan's own; of several questions each is packed.
    """

    at: datetime
    texts: tuple[str, ...]
    parts: tuple[_Packed | None, ...]
    rest: bytes

    def context(self) -> Context:
        """The context again."""
        from pickle import loads  # here, as below: a plain question has no conversation

        rest: Context = loads(self.rest)  # this process wrote it
        return rest.but(
            at=self.at, texts=self.texts, parts=tuple([each and each.context() for each in self.parts])
        )


def _packed(context: Context) -> _Packed:
    from pickle import HIGHEST_PROTOCOL, dumps

    bare = context.but(at=datetime.min, answer=None, texts=(), parts=())  # a zone takes long
    rest = dumps(bare, HIGHEST_PROTOCOL)
    parts = tuple([None if each is None else _packed(each) for each in context.parts])
    return _Packed(context.at, context.texts, parts, rest)


def _whole(kept: Context | _Packed | None) -> Context | None:
    return kept.context() if isinstance(kept, _Packed) else kept


class Conversations:
    """Contexts by conversation, in memory: bounded, expiring, safe for threads.

    With `shared` other processes know them as well. Where that cannot be used, each goes on with its own.
    """

    def __init__(
        self,
        keep: timedelta = timedelta(minutes=30),
        most: int = 10_000,
        shared: SharedConversations | None = None,
    ) -> None:
        self.keep = keep
        self.most = most
        self.shared = shared
        self._stamps: OrderedDict[str, int] = OrderedDict()  # of what is shared, as it is known here
        self._changed: set[str] = set()  # what the others do not know yet
        self._contexts: OrderedDict[str, Context | _Packed] = OrderedDict()
        self._whole: OrderedDict[str, None] = OrderedDict()  # whose answers are kept, the oldest first
        self._spoken: OrderedDict[str, tuple[str, datetime]] = OrderedDict()  # languages that were asked for
        self._talks: OrderedDict[str, tuple[Talk, datetime]] = OrderedDict()
        self._aged: OrderedDict[str, datetime] = OrderedDict()  # those told that the data are old, and when
        self._lock = Lock()

    def get(self, conversation: str | None, now: datetime) -> Context | None:
        """The context of a conversation, None where it has none or has expired."""
        if conversation is None:
            return None
        with self._lock:
            context = self._contexts.get(conversation)
            if context is not None and now - context.at > self.keep:
                del self._contexts[conversation]
                return None
            return _whole(context)

    def renew(self, conversation: str | None) -> None:
        """Take over what another process has answered in a conversation since."""
        if self.shared is None or conversation is None:
            return
        with self._lock:
            own, changed = self._stamps.get(conversation, 0), conversation in self._changed
            known = own if conversation in self._contexts else 0
        found = self.shared.newer(conversation, known)
        if found is None or (known and found[0] == known) or (changed and found[0] <= own):
            return
        stamp, there = found
        with self._lock:
            self._replace(conversation, there)
            self._stamps.pop(conversation, None)
            if stamp:
                self._stamp(conversation, stamp)
            self._changed.discard(conversation)

    def share(self, conversation: str | None, *, waits: bool = True) -> None:
        """Let other processes know what has changed in a conversation, before the next step if it `waits`."""
        if self.shared is None or conversation is None:
            return
        with self._lock:
            if conversation not in self._changed:
                return
            known = self._known(conversation)
            stamp = max(time.time_ns(), self._stamps.get(conversation, 0) + 1)
            self._stamp(conversation, stamp)

        def written() -> None:
            with self._lock:
                if self._stamps.get(conversation) == stamp:
                    self._changed.discard(conversation)
                    if not known:
                        self._stamps.pop(conversation)

        self.shared.put(conversation, stamp, known, waits=waits, written=written)

    def _change(self, conversation: str) -> None:
        if self.shared is not None:
            self._changed.add(conversation)

    def _stamp(self, conversation: str, stamp: int) -> None:
        self._stamps[conversation] = stamp
        self._stamps.move_to_end(conversation)
        while len(self._stamps) > 2 * self.most:
            self._changed.discard(self._stamps.popitem(last=False)[0])

    def _known(self, conversation: str) -> Known:
        return Known(
            _whole(self._contexts.get(conversation)), self._talks.get(conversation),
            self._spoken.get(conversation), self._aged.get(conversation),
        )  # fmt: skip

    def _replace(self, conversation: str, known: Known) -> None:
        """Forget what was known here; what is known now is the newest of all."""
        parts: tuple[tuple[OrderedDict[str, Any], Any], ...] = (
            (self._talks, known.talk), (self._spoken, known.language), (self._aged, known.told_age),
        )  # fmt: skip
        for kept, value in parts:
            kept.pop(conversation, None)
            if value is not None:
                self._keep(kept, conversation, value)
        self._contexts.pop(conversation, None)
        if known.context is not None:
            self._put(conversation, known.context)

    def _keep(self, kept: OrderedDict[str, T], conversation: str, value: T) -> None:
        kept[conversation] = value
        kept.move_to_end(conversation)
        while len(kept) > self.most:
            kept.popitem(last=False)

    def put(self, conversation: str | None, context: Context | None) -> None:
        """Remember, or with None forget, what a conversation is about."""
        if conversation is None:
            return
        with self._lock:
            self._change(conversation)
            self._contexts.pop(conversation, None)
            if context is None:
                self._talks.pop(conversation, None)
            else:
                self._put(conversation, context)

    def _put(self, conversation: str, context: Context) -> None:
        self._contexts[conversation] = context
        self._whole.pop(conversation, None)
        self._whole[conversation] = None
        self._forget_answers()
        oldest = next(iter(self._contexts.values()))
        while len(self._contexts) > self.most or context.at - oldest.at > self.keep:
            self._contexts.popitem(last=False)
            oldest = next(iter(self._contexts.values()))

    def talk(self, conversation: str | None, now: datetime) -> Talk:
        """What a conversation knows of who speaks."""
        with self._lock:
            talk, at = self._talks.get(conversation or "", (NOBODY, now))
            return talk if now - at <= self.keep else NOBODY

    def spoke(self, conversation: str | None, talk: Talk, now: datetime) -> None:
        """Remember who speaks in a conversation, and what waits for it."""
        if conversation is None or (talk == NOBODY and conversation not in self._talks):
            return
        with self._lock:
            self._change(conversation)
            self._keep(self._talks, conversation, (talk, now))

    def offer(self, conversation: str | None, questions: tuple[str, ...], now: datetime) -> None:
        """Remember the questions that the last answer proposed: the next message may take one."""
        if questions:
            self.spoke(conversation, self.talk(conversation, now)._replace(offered=questions), now)

    def asked_elsewhere(self, conversation: str | None, question: str, now: datetime) -> None:
        """Remember what was asked about another city: the next message may ask the same of ours."""
        self.spoke(conversation, self.talk(conversation, now)._replace(elsewhere=question), now)

    def knows_age(self, conversation: str | None, now: datetime) -> bool:
        """Whether a conversation has been told that the data are old."""
        with self._lock:
            told = self._aged.get(conversation or "")
            return told is not None and now - told <= self.keep

    def told_age(self, conversation: str | None, now: datetime) -> None:
        """A conversation has been told that the data are old: once is enough."""
        if conversation is None:
            return
        with self._lock:
            self._change(conversation)
            self._keep(self._aged, conversation, now)

    def language(self, conversation: str | None, now: datetime) -> str:
        """The language that was asked for in a conversation, "" where none was or it has expired."""
        with self._lock:
            lang, said = self._spoken.get(conversation or "", ("", now))
        if lang and now - said <= self.keep:
            self.speak(conversation, lang, now)
            return lang
        return ""

    def speak(self, conversation: str | None, lang: str, now: datetime) -> None:
        """A conversation goes on in this language, as long as it goes on."""
        if conversation is None:
            return
        with self._lock:
            self._change(conversation)
            self._keep(self._spoken, conversation, (lang, now))

    def _forget_answers(self) -> None:
        while len(self._whole) > WHOLE:
            name, _ = self._whole.popitem(last=False)
            context = self._contexts.get(name)
            if isinstance(context, Context):
                self._contexts[name] = _packed(context)  # keeps its place
