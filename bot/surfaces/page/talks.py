"""What a browser has asked so far, so that a conversation stays visible without JavaScript too.

In memory only: bounded, expiring, known by an unguessable name in a cookie that this process gave to this
person.
"""

from __future__ import annotations

import hmac
import secrets
import sys
import threading
import time
from base64 import urlsafe_b64encode

from cachetools import LRUCache

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

    `user` is whom the trusted proxy names, "" where it names nobody. The key lives as long as this process,
    as the conversations do.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def new(self, user: str) -> str:
        """A name that nobody can guess: 120 random bits, and their signature of 138."""
        seed = secrets.token_urlsafe(SEED * 3 // 4)
        return seed + self._signature(seed, user)

    def known(self, name: str | None, user: str) -> str | None:
        """The name of a cookie, None for none and for what was not given to this person."""
        seed, signature = (name or "")[:SEED], (name or "")[SEED:]
        right = self._signature(seed, user).encode()
        return name if hmac.compare_digest(signature.encode("utf-8", "replace"), right) else None

    def _signature(self, seed: str, user: str) -> str:
        signed = f"{seed} of {user}".encode("utf-8", "replace")
        return urlsafe_b64encode(hmac.digest(self._key, signed, "sha256")).decode()[:SIGNATURE]


class Talks:
    """Exchanges by conversation. Safe for threads."""

    def __init__(self) -> None:
        self._talks: LRUCache[str, tuple[float, tuple[Exchange, ...]]] = LRUCache(
            MOST_BYTES, lambda talk: min(MOST_BYTES, max(MOST_BYTES // MOST_TALKS, _size(talk[1])))
        )
        self._numbers: LRUCache[str, int] = LRUCache(MOST_TALKS)
        self._lock = threading.Lock()

    def of(self, name: str | None, now: float | None = None) -> tuple[Exchange, ...]:
        """What was asked in a conversation, oldest first."""
        with self._lock:
            at, exchanges = self._talks.get(name or "", (0.0, ()))
        return exchanges if (time.time() if now is None else now) - at < LASTS else ()

    def next_number(self, name: str) -> int:
        """The number of the next exchange; no two get the same one, asked at once as they may be."""
        with self._lock:
            said = self._talks.get(name, (0.0, ()))[1]
            highest = max((self._numbers.get(name, 0), *(each.number for each in said)))
            self._numbers[name] = highest + 1
            return highest + 1

    def add(self, name: str, exchange: Exchange, now: float | None = None) -> Exchange:
        """Keep an exchange of a conversation."""
        now = time.time() if now is None else now
        before = self.of(name, now)
        with self._lock:
            kept = (*before, exchange)[-MOST_EXCHANGES:]
            while len(kept) > 1 and _size(kept) > MOST_BYTES_OF_ONE:
                kept = kept[1:]
            self._talks[name] = now, kept
        return exchange

    def tell(self, name: str, number: int, told: str) -> Exchange | None:
        """Note what was said of an answer; the exchange as it was, None where there is none."""
        with self._lock:
            at, exchanges = self._talks.get(name, (0.0, ()))
            found = next((each for each in exchanges if each.number == number), None)
            if found is not None and not found.told:
                changed = tuple(each.but(told=told) if each is found else each for each in exchanges)
                self._talks[name] = at, changed
        return found

    def clear(self, name: str) -> None:
        """Begin anew."""
        with self._lock:
            self._talks.pop(name, None)
            self._numbers.pop(name, None)


def _size(exchanges: tuple[Exchange, ...]) -> int:
    """The bytes of what conversations consist of."""
    return sum(sys.getsizeof(text) for each in exchanges for text in (each.asked, each.question, each.html))
