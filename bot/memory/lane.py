"""A thread of its own that works on the state file, so that nobody who answers waits for it.

    now()   ─ waits, a moment at most → one transaction for all that wait together
    later() ─ waits for nothing → goes along with the next of these, or has one when there is none for a while

Where the file cannot be used, or is somebody's for long, the lane is `behind`: nobody waits for it any more,
reading gives UNKNOWN at once, what is to be written is kept, as much as MOST, and tried again each second.
A transaction is done or not done as a whole, so what is tried again is done once.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from bot.memory.database import apart, connect, connect_to_read, say, which
from bot.wording.console import state_away, state_back, state_lost
from katou_index.address import masked

BUSY = 2.0  # seconds for which the thread waits for another writer before it says so
PATIENCE = 1.0  # seconds for which somebody waits for a thread that does not move, as on a busy disk
LONGEST = 2.0  # seconds for which somebody waits for a thread that moves: many are before it
LAZY = 0.25  # seconds for which what nobody waits for is gathered
RETRY = 1.0  # seconds between two tries
SAID_EVERY = 60.0  # seconds: a file that comes and goes is told once
MOST = 20_000  # jobs that wait for the file to come back
BATCH = 200  # jobs of each kind in one transaction
OVERDUE = 1.0  # seconds after which what nobody waits for goes along, however many wait or only read

OF_ONE_JOB = (  # what a job did wrong; anything else is the file's trouble
    sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.NotSupportedError,
    sqlite3.InterfaceError,
)  # fmt: skip


class Unknown:
    """What is given where the file could not be asked."""


UNKNOWN: Final = Unknown()
Work = Callable[[sqlite3.Connection], Any]


class _Job:
    __slots__ = ("do", "ended", "found", "writes", "written")

    def __init__(
        self, do: Work, *, writes: bool, waits: bool, written: Callable[[], object] | None = None
    ) -> None:
        self.do, self.writes, self.written = do, writes, written
        self.found: Any = UNKNOWN
        self.ended = threading.Lock() if waits else None
        if self.ended:
            self.ended.acquire()

    def end(self) -> None:
        if self.ended and self.ended.locked():
            self.ended.release()


class Lane:
    """One thread and its connection. `reads`: it changes nothing, and says nothing either."""

    def __init__(self, path: str, *, reads: bool = False) -> None:
        self.path, self.shown, self.reads = path, masked(path), reads
        self.behind = False
        self.trouble = ""  # why the file cannot be used
        self._urgent: deque[_Job] = deque()  # somebody waits, or looks at it at once
        self._jobs: deque[_Job] = deque()
        self._since = 0.0  # when the first of them began to wait
        self._batch: list[_Job] = []  # that is being worked on
        self._ready = threading.Condition(threading.Lock())
        self._flushing = self._ended = self._said = self._working = False
        self._lost = self._done = 0
        self._said_at = float("-inf")
        self._thread = threading.Thread(target=self._run, name="state-file", daemon=True)
        self._thread.start()

    # -- for those who answer ------------------------------------------------------------------------------

    def now(self, do: Work, *, writes: bool = True) -> Any:
        """What `do` gives, or UNKNOWN where that takes too long: then it is still done, if it `writes`."""
        if self.behind:
            if writes or not self._urgent:  # a read that nobody waits for tells whether the file is back
                self._put(_Job(do, writes=writes, waits=False), hurry=True)
            return UNKNOWN
        job = _Job(do, writes=writes, waits=True)
        self._put(job, hurry=True)
        return self._wait(job)

    def soon(self, do: Work, written: Callable[[], object] | None = None) -> None:
        """Have it done as the next thing; nobody waits. `written` is called once it is in the file."""
        self._put(_Job(do, writes=True, waits=False, written=written), hurry=True)

    def later(self, do: Work) -> None:
        """Have it done soon."""
        self._put(_Job(do, writes=True, waits=False), hurry=False)

    def check(self) -> str:
        """Why the file cannot be written, "" where it can. Waits a moment at most."""
        if not self.behind:
            self.now(_probe)
        elif not (self._jobs or self._urgent):
            self._put(_Job(_probe, writes=True, waits=False), hurry=True)
        return (self.trouble or "busy") if self.behind else ""

    def look(self) -> None:
        """Find out, and wait for nothing."""
        self._put(_Job(_nothing, writes=True, waits=False), hurry=True)

    def flush(self, patience: float) -> bool:
        """Wait until all that was given so far is in the file, `patience` seconds at most."""
        job = _Job(_nothing, writes=False, waits=True)
        with self._ready:
            self._jobs.append(job)  # behind all of them
            self._flushing = True
            self._ready.notify()
        assert job.ended
        return job.ended.acquire(timeout=patience) and not self.behind

    def end(self) -> None:
        """Let the thread do what is left, if it can, and end; nobody waits for it."""
        with self._ready:
            self._ended = True
            self._ready.notify()

    def close(self, patience: float) -> None:
        """Do what is left, for so many seconds; what could not be written is told."""
        self.end()
        if threading.current_thread() is self._thread:
            return
        self._thread.join(patience)
        with self._ready:
            waiting = [*self._batch, *self._urgent, *self._jobs]
        if left := self._lost + sum(job.writes and job.do is not _probe for job in waiting):
            say(state_lost(self.shown, left, self.trouble))

    def _put(self, job: _Job, *, hurry: bool) -> None:
        with self._ready:
            self._bound()
            jobs = self._urgent if hurry else self._jobs
            jobs.append(job)
            if len(jobs) == 1:
                self._since = self._since if hurry else time.monotonic()
                self._ready.notify()

    def _bound(self) -> None:
        """Forget what waits longest, where it is too much."""
        while len(self._jobs) + len(self._urgent) >= MOST:
            (self._jobs or self._urgent).popleft().end()
            self._lost += 1

    def _wait(self, job: _Job) -> Any:
        assert job.ended
        began, done = time.monotonic(), self._done
        while not job.ended.acquire(timeout=PATIENCE):
            stands = self._done == done and self._working  # else it has not had its turn: the machine is busy
            if self.behind or stands or time.monotonic() - began > LONGEST:
                with self._ready:  # so that it cannot end in this very moment
                    if job.ended.acquire(blocking=False):
                        break
                    self.behind = True
                    return UNKNOWN
            done = self._done
        return job.found

    # -- the thread ----------------------------------------------------------------------------------------

    def _run(self) -> None:
        connection: sqlite3.Connection | None = None
        file = None
        while batch := self._take():
            self._working = True
            try:
                if connection is None or file is None or file != which(self.path):
                    _close(connection)
                    connection = None
                    connection = (connect_to_read if self.reads else connect)(self.path, BUSY)
                    file = which(self.path)
                self._work(connection, batch)
            except Exception as error:  # of any kind: a damaged file raises more than SQLite's own
                _close(connection)
                connection = None
                if not self._failed(batch, error):
                    return
            else:
                self._went_well(batch)
        _close(connection)

    def _take(self) -> list[_Job]:
        """The next jobs; none at the end."""
        with self._ready:
            self._working = False
            while not (self._jobs or self._urgent or self._ended):
                self._ready.wait()
            if not self._urgent and len(self._jobs) < BATCH:
                self._ready.wait_for(lambda: self._urgent or self._flushing or self._ended, LAZY)
            self._batch = _first(self._urgent)
            overdue = self._jobs and time.monotonic() - self._since > OVERDUE
            reads = bool(self._batch) and not any(job.writes for job in self._batch)
            if overdue or not (self._urgent or reads):
                self._batch += _first(self._jobs)  # they cost no transaction of their own
                self._since = time.monotonic()
            self._flushing = self._flushing and bool(self._jobs)
            return self._batch

    def _work(self, connection: sqlite3.Connection, batch: list[_Job]) -> None:
        with connection:
            if any(job.writes for job in batch):
                connection.execute("begin immediate")
            for job in batch:
                try:
                    with apart(connection):
                        job.found = job.do(connection)
                except OF_ONE_JOB as error:
                    say(f"{self.shown}: {error}")
                except (sqlite3.Error, UnicodeDecodeError):
                    raise
                except Exception as error:
                    say(f"{self.shown}: {type(error).__name__}")  # its text may hold what somebody typed

    def _went_well(self, batch: list[_Job]) -> None:
        with self._ready:
            self._done += 1
            self._batch = []
            said, lost = False, 0
            if self.reads or any(job.writes for job in batch):  # reading tells nothing of writing
                self.behind = self.behind and bool(self._jobs or self._urgent)
                lost, self._lost, self.trouble = self._lost, 0, ""
                said, self._said = self._said, False
            for job in batch:
                job.end()
        for job in batch:
            if job.written and job.found is not UNKNOWN:
                job.written()
        if said or lost:
            say(state_back(self.shown, lost))

    def _failed(self, batch: list[_Job], error: Exception) -> bool:
        """Keep what is to be written, and let nobody wait; False where there is no next try."""
        why = str(error) if isinstance(error, sqlite3.Error | OSError) else type(error).__name__
        with self._ready:
            self.behind, self.trouble = True, why
            for job in batch:
                job.found = UNKNOWN
                job.end()
            kept = [job for job in batch if job.writes and job.do is not _probe]
            self._batch = []
            self._urgent.extendleft(reversed(kept))  # first again: what came after it leans on it
            self._bound()
            tells = not (self.reads or self._said) and time.monotonic() - self._said_at > SAID_EVERY
            if tells:
                self._said, self._said_at = True, time.monotonic()
        if tells:
            say(state_away(self.shown, why))
        with self._ready:
            self._ready.wait_for(lambda: self._ended, RETRY)
            return not self._ended


def _first(jobs: deque[_Job]) -> list[_Job]:
    """As many as go into one transaction, taken from those that wait."""
    return [jobs.popleft() for _ in range(min(len(jobs), BATCH))]


def _nothing(_: sqlite3.Connection) -> None:
    """What is done when all before it is done."""


def _probe(connection: sqlite3.Connection) -> None:
    """Shows whether the file can be written: to begin a transaction succeeds in a read-only one, too."""
    connection.execute("delete from once where 1 = 0")


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        with contextlib.suppress(sqlite3.Error):
            connection.close()
