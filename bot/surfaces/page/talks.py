"""What a browser has asked so far, so that a conversation stays visible without JavaScript too.

In memory, and where other processes find it: bounded, expiring, known by an unguessable name in a cookie that
was given to this person.
"""

from __future__ import annotations

import hmac
import json
import secrets
import sys
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cachetools import LRUCache

from bot.memory.passing import Passes, Passing, Row
from katou_index.records import Record

MOST_TALKS, MOST_EXCHANGES = 2000, 20
MOST_BYTES, MOST_BYTES_OF_ONE = 100_000_000, 2_000_000  # in memory, of all conversations and of one
LASTS = 8 * 3600.0  # seconds after the last question
SEED, SIGNATURE = 20, 23  # characters of a conversation's name


class Exchange(Record):
    """One question and its answer. `html` is the rendered card, `told` what was said of it, if anything."""

    number: int
    lang: str
    asked: str  # as typed
    question: str  # the same, so that it stands alone
    html: str
    told: str = ""  # helped, missed
    real: bool = True  # whether it answers something: only then it is asked whether it helped


class ConversationNames:
    """Names of conversations, each signed for the person it was given to: made up or passed on, it is none.

    `user` is whom the trusted proxy names, "" where it names nobody. The key is that of all processes; where
    it cannot be had, one of this process, as long as it lives.
    """

    def __init__(self, passing: Passing | None = None) -> None:
        self._passing = passing
        self._own = secrets.token_bytes(32)
        self._shared: bytes | None = None

    def new(self, user: str) -> str:
        """A name that nobody can guess: 120 random bits, and their signature of 138."""
        seed = secrets.token_urlsafe(SEED * 3 // 4)
        return seed + _signature(self._keys()[0], seed, user)

    def known(self, name: str | None, user: str) -> str | None:
        """The name of a cookie, None for none and for what was not given to this person."""
        seed, signature = (name or "")[:SEED], (name or "")[SEED:]
        given = signature.encode("utf-8", "replace")
        right = [_signature(key, seed, user).encode() for key in self._keys()]
        return name if any(hmac.compare_digest(given, each) for each in right) else None

    def _keys(self) -> tuple[bytes, ...]:
        if self._shared is None and self._passing is not None:
            self._shared = self._passing.secret("page")
        return (self._own,) if self._shared is None else (self._shared, self._own)


def _signature(key: bytes, seed: str, user: str) -> str:
    signed = f"{seed} of {user}".encode("utf-8", "replace")
    return urlsafe_b64encode(hmac.digest(key, signed, "sha256")).decode()[:SIGNATURE]


class PageTalk(NamedTuple):
    """A conversation as it is known here: its exchanges, oldest first, each with the stamp of its change."""

    at: float
    exchanges: tuple[Exchange, ...]
    stamps: tuple[int, ...]  # 0 of what no other process knows

    @property
    def mark(self) -> tuple[int, int]:
        """That of `Passing`: another one is another content."""
        return sum(map(bool, self.stamps)), max(self.stamps, default=0)


NO_TALK = PageTalk(0.0, (), ())


class Talks:
    """Exchanges by conversation. Safe for threads, and with `passing` for processes."""

    def __init__(self, passing: Passing | None = None) -> None:
        self._passing = passing
        self._talks: LRUCache[str, PageTalk] = LRUCache(
            MOST_BYTES, lambda talk: min(MOST_BYTES, max(MOST_BYTES // MOST_TALKS, _size(talk.exchanges)))
        )
        self._numbers: LRUCache[str, int] = LRUCache(MOST_TALKS)
        self._lock = threading.Lock()

    def of(self, name: str | None, now: float | None = None) -> tuple[Exchange, ...]:
        """What was asked in a conversation, oldest first, whichever process has answered."""
        talk = self._renewed(name or "")
        return talk.exchanges if (time.time() if now is None else now) - talk.at < LASTS else ()

    def _renewed(self, name: str) -> PageTalk:
        with self._lock:
            talk = self._talks.get(name, NO_TALK)
        mark = self._passing.mark(Passes.EXCHANGE, name) if self._passing and name else None
        if self._passing is None or mark is None or mark == talk.mark:
            return talk
        rows = self._passing.rows(Passes.EXCHANGE, name)
        if rows is None:
            return talk
        found = {row.part: (Exchange(**json.loads(row.body)), row.stamp) for row in rows}
        own = ((each, 0) for each, stamp in zip(talk.exchanges, talk.stamps, strict=True) if not stamp)
        found |= {each.number: (each, stamp) for each, stamp in own if each.number not in found}
        newest = max((row.stamp for row in rows), default=0) / 1e9
        with self._lock:
            return self._keep(name, max(talk.at, newest), sorted(found.values(), key=lambda of: of[0].number))

    def _keep(self, name: str, at: float, kept: Sequence[tuple[Exchange, int]]) -> PageTalk:
        kept = kept[-MOST_EXCHANGES:]
        while len(kept) > 1 and _size([each for each, _ in kept]) > MOST_BYTES_OF_ONE:
            kept = kept[1:]
        talk = PageTalk(at, tuple(each for each, _ in kept), tuple(stamp for _, stamp in kept))
        self._talks[name] = talk
        return talk

    def next_number(self, name: str) -> int:
        """The number of the next exchange; of two that are asked at once here each gets its own."""
        said = self._renewed(name).exchanges
        with self._lock:
            highest = max((self._numbers.get(name, 0), *(each.number for each in said)))
            self._numbers[name] = highest + 1
            return highest + 1

    def add(self, name: str, exchange: Exchange, now: float | None = None) -> bool:
        """Keep an exchange of a conversation; False where another process has given its number away."""
        now, stamp = time.time() if now is None else now, time.time_ns()
        if self._passing is not None:
            text = json.dumps(exchange.as_dict(), ensure_ascii=False)
            added = self._passing.add(Passes.EXCHANGE, name, text, LASTS, part=exchange.number, stamp=stamp)
            if added is False:
                return False
            stamp = stamp if added else 0
            if added and exchange.number > MOST_EXCHANGES:
                self._passing.cut(Passes.EXCHANGE, name, exchange.number - MOST_EXCHANGES + 1)
        else:
            stamp = 0
        with self._lock:
            talk = self._talks.get(name, NO_TALK)
            before = zip(talk.exchanges, talk.stamps, strict=True) if now - talk.at < LASTS else ()
            self._keep(name, now, [*before, (exchange, stamp)])
        return True

    def tell(self, name: str, number: int, told: str) -> Exchange | None:
        """Note what was said of an answer; the exchange as it was, None where there is none."""
        talk = self._renewed(name)
        both = zip(talk.exchanges, talk.stamps, strict=True)
        found, was = next(((each, stamp) for each, stamp in both if each.number == number), (None, 0))
        if found is None or found.told:
            return found
        changed, stamp = found.but(told=told), time.time_ns()
        if self._passing is not None and was:
            text = json.dumps(changed.as_dict(), ensure_ascii=False)
            if self._passing.change(Passes.EXCHANGE, name, Row(number, was, ""), text, stamp) is False:
                return changed  # somebody was quicker
        with self._lock:
            talk = self._talks.get(name, NO_TALK)
            now = next((each for each in talk.exchanges if each.number == number), None)
            if now is None or now.told:
                return now
            kept = [
                (changed, was and stamp) if each is now else (each, its)
                for each, its in zip(talk.exchanges, talk.stamps, strict=True)
            ]
            self._keep(name, talk.at, kept)
        return found

    def clear(self, name: str) -> None:
        """Begin anew."""
        if self._passing is not None:
            self._passing.drop(Passes.EXCHANGE, name)
        with self._lock:
            self._talks.pop(name, None)
            self._numbers.pop(name, None)


def _size(exchanges: Iterable[Exchange]) -> int:
    """The bytes of what conversations consist of."""
    return sum(sys.getsizeof(text) for each in exchanges for text in (each.asked, each.question, each.html))
