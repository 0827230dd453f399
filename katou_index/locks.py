"""Locks, and what each thread has for itself, without the module `threading`: it has the same ones from where
they are taken here, and importing it takes a fortieth of `katou ask`, which begins no thread.
"""

from __future__ import annotations

from _thread import RLock as RLock
from _thread import _local as Local  # noqa: N812 - a class under the name that a class has
from _thread import allocate_lock as Lock  # noqa: N812

__all__ = ["Local", "Lock", "RLock"]
