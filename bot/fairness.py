"""Who is served next where more is asked than can be answered at once: whoever has used least so far.

What somebody asks waits behind what he has asked himself, not before what others ask. A sender is an origin
(an address, a workspace, an organisation) and a person there: origins take turns, and so do the people of
each, so that who goes by a thousand names of his own takes nothing from people elsewhere. What counts is the
time of a processor, not the number of questions: a long one costs what it costs. One turn of four is of who
waits for longest, so that a crowd that shares an address is slow at worst, never left out.

    Line        what waits for a thread, by sender
    Threads     an executor whose work waits in a Line, and belongs to the request that wanted it
    FewAtOnce   Python works on one question at a time anyway, and who is next should not wait for a slice of
                time behind each of those who came before; one place more is for who has used little, so that
                he waits for no long question to end
"""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar, copy_context
from typing import Any

from cachetools import LRUCache

from katou_index.records import NamedTuple

MOST_KNOWN = 20_000  # senders of whom is kept what they have used
HEAD_START = 1.0  # seconds of a processor by which who has asked little is ahead of who asks without a pause
AHEAD = 0.1  # seconds of a processor that an origin has used less than whom it need not wait for
AT_ONCE = 2  # questions that are worked on, beside one of somebody who is ahead
OF_LONGEST = 4  # one turn of so many is of who waits for longest


class Sender(NamedTuple):
    """Who asks: both are only compared. Nobody in particular is a sender, too."""

    origin: str = ""
    person: str = ""


NOBODY = Sender()
_sender: ContextVar[Sender] = ContextVar("sender", default=NOBODY)


def sender() -> Sender:
    """Whose work this thread does."""
    return _sender.get()


@contextmanager
def on_behalf_of(who: Sender) -> Iterator[None]:
    """What is done, and what is handed on to other threads, is done for this sender."""
    before = _sender.set(who)
    try:
        yield
    finally:
        _sender.reset(before)


class _Account:
    """What each of some has used, in seconds of a processor."""

    def __init__(self) -> None:
        self._used: LRUCache[object, float] = LRUCache(MOST_KNOWN)
        self._served = 0.0  # what the one had used who was served last

    def used(self, who: object) -> float:
        """Who comes after a while has saved up nothing but the head start."""
        return max(self._used.get(who, 0.0), self._served - HEAD_START)

    def is_ahead(self, who: object) -> bool:
        """Whether this one has used clearly less than who was served."""
        return self.used(who) <= self._served - AHEAD

    def serves(self, who: object) -> None:
        """Note that the turn is this one's."""
        self._served = max(self._served, self.used(who))

    def charge(self, who: object, seconds: float) -> None:
        """This one has used so much more."""
        self._used[who] = self.used(who) + seconds


class Accounts:
    """What senders have used. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._origins, self._people = _Account(), _Account()

    def next_of(self, waiting: Iterable[Sender]) -> Sender:
        """Whose turn it is, of those who wait; between equals who stands first."""
        with self._lock:
            found = min(waiting, key=lambda who: (self._origins.used(who.origin), self._people.used(who)))
            self._origins.serves(found.origin)
            self._people.serves(found)
        return found

    def is_ahead(self, who: Sender) -> bool:
        """Whether his origin has used clearly less than others: ever new names at one address do not help."""
        with self._lock:
            return self._origins.is_ahead(who.origin)

    @contextmanager
    def charged(self, who: Sender) -> Iterator[None]:
        """What this thread works meanwhile is done for this sender."""
        began = time.thread_time()
        try:
            with on_behalf_of(who):
                yield
        finally:
            seconds = time.thread_time() - began
            with self._lock:
                self._origins.charge(who.origin, seconds)
                self._people.charge(who, seconds)


ACCOUNTS = Accounts()  # of this process: who has asked much in one chat has done so in all


def charged(who: Sender) -> AbstractContextManager[None]:
    """What this thread works meanwhile is done for this sender, and counts."""
    return ACCOUNTS.charged(who)


class Line:
    """Work that waits, as a deque has it: `append`, `popleft`, `len`. Whoever uses it holds a lock.

    `None` is no work but the word that none will come: it stays last.
    """

    def __init__(self, sender_of: Callable[[Any], Sender] = lambda _: sender()) -> None:
        self._sender_of = sender_of
        self._work: dict[Sender, deque[tuple[int, Any]]] = {}
        self._came = self._turns = 0
        self._ends: deque[None] = deque()
        self._length = 0

    def append(self, work: Any) -> None:
        """Put work at the end, as the work of this thread's sender."""
        self._length += 1
        if work is None:
            self._ends.append(None)
            return
        self._came += 1
        self._work.setdefault(self._sender_of(work), deque()).append((self._came, work))

    def popleft(self) -> Any:
        """The next; of one sender what came first."""
        self._length -= 1
        if not self._work:
            return self._ends.popleft()
        self._turns += 1
        if self._turns % OF_LONGEST:
            who = ACCOUNTS.next_of(self._work)
        else:
            who = min(self._work, key=lambda each: self._work[each][0])
        return self._taken(who)

    def pop_ahead(self) -> Any:
        """The next of those who are ahead; None where nobody is."""
        ahead = [who for who in self._work if ACCOUNTS.is_ahead(who)]
        if not ahead:
            return None
        self._length -= 1
        return self._taken(ACCOUNTS.next_of(ahead))

    def _taken(self, who: Sender) -> Any:
        found: Any = self._work[who].popleft()[1]
        if not self._work[who]:
            del self._work[who]
        return found

    def __len__(self) -> int:
        return self._length


class _LineForThreads(queue.Queue[Any]):
    """A queue of the standard library over a Line, as its PriorityQueue is one over a heap."""

    def _init(self, maxsize: int) -> None:
        del maxsize
        self.queue = Line()  # what a queue needs of a deque, it has


class Threads(ThreadPoolExecutor):
    """Threads for which more may wait than there are; their work is done for whoever wanted it."""

    def __init__(self, most: int, thread_name_prefix: str) -> None:
        super().__init__(most, thread_name_prefix)
        self._work_queue = _LineForThreads()  # type: ignore[assignment]

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have `fn` called by one of the threads, for the sender of this one; else as any executor."""
        return super().submit(copy_context().run, _done_for, sender(), fn, *args, **kwargs)


def _done_for(who: Sender, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    with charged(who):
        return fn(*args, **kwargs)


class FewAtOnce:
    """So many at once, and one of somebody who is ahead. Safe for threads.

    Who has his turn already, in this thread, needs no other.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._at_work = 0
        self._lock = threading.Lock()
        self._waiting = Line(lambda each: each[0])
        self._mine = threading.local()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until it is the turn of this thread's sender."""
        if getattr(self._mine, "has", False):
            yield
            return
        self._begin()
        self._mine.has = True
        try:
            yield
        finally:
            self._mine.has = False
            self._end()

    def _begin(self) -> None:
        with self._lock:
            if self._at_work < self._at_once + ACCOUNTS.is_ahead(sender()):
                self._at_work += 1
                return
            called = threading.Lock()
            called.acquire()
            self._waiting.append((sender(), called))
        called.acquire()

    def _end(self) -> None:
        with self._lock:
            self._at_work -= 1
            if not len(self._waiting):
                return
            following = self._waiting.popleft if self._at_work < self._at_once else self._waiting.pop_ahead
            if found := following():
                self._at_work += 1
                found[1].release()
