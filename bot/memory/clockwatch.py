"""Whether the clock has jumped since it was last looked at: what is due is then not what it seems to be.

While the machine runs, the clock and the time since its start go on together. After a restart only the clock
is left: before the last look, or months behind it, is a jump; a few days are a machine that was off.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from katou_index.records import Record

if TYPE_CHECKING:
    import sqlite3

    from bot.memory import Memory

DAY = 86400.0
OFF = 60 * DAY  # seconds for which a machine may have been off
_BOOT = "/proc/sys/kernel/random/boot_id"


class Moment(Record):
    """One look: the clock, the seconds since the machine started, and which start that was ("" not known)."""

    wall: float
    running: float
    boot: str

    @classmethod
    def now(cls) -> Moment:
        """This moment."""
        boot = ""
        with contextlib.suppress(OSError), open(_BOOT, encoding="ascii") as file:
            boot = file.read().strip()
        since_start = getattr(time, "CLOCK_BOOTTIME", None)  # Linux; counts while it sleeps, too
        running = time.monotonic() if since_start is None else time.clock_gettime(since_start)
        return cls(time.time(), running, boot)


def jump(before: Moment, now: Moment) -> float:
    """Seconds by which the clock has jumped, 0 for less than a day."""
    if before.boot == now.boot and now.running >= before.running:
        off = now.wall - before.wall - (now.running - before.running)
        return off if abs(off) > DAY else 0.0
    off = now.wall - before.wall
    return off if off < -DAY or off > OFF else 0.0


def watch(memory: Memory, now: Moment, *, right: bool = False) -> float:
    """The jump since the last look; this look is kept where there is none, or where `right` says it is right.

    Raises MemoryUnusableError.
    """
    with memory.transaction() as connection:
        connection.execute("begin immediate")
        before = _last(connection)
        jumped = 0.0 if before is None or right else jump(before, now)
        if not jumped:
            _keep(connection, now)
    return jumped


def goes_on(connection: sqlite3.Connection, now: Moment) -> bool:
    """Whether it has not jumped since the last look, in a transaction of others; then this look is kept."""
    before = _last(connection)
    if before is not None and jump(before, now):
        return False
    _keep(connection, now)
    return True


def seen(memory: Memory, now: Moment) -> float:
    """How far the clock has jumped since the last look, in seconds, 0 for not at all; this look is not kept.

    Raises MemoryUnusableError.
    """
    with memory.transaction() as connection:
        before = _last(connection)
    return 0.0 if before is None else jump(before, now)


def _keep(connection: sqlite3.Connection, now: Moment) -> None:
    connection.execute("delete from looked")
    values = (now.wall, now.running, now.boot)
    connection.execute("insert into looked (wall, running, boot) values (?, ?, ?)", values)


def _last(connection: sqlite3.Connection) -> Moment | None:
    row = connection.execute("select wall, running, boot from looked").fetchone()
    return Moment(*row) if row else None
