"""Several processes that cut texts into words, each lent to one thread of this one that waits for it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue

from katou_index.index.apart import WordProcess
from katou_index.index.columns import ItemColumns, SearchedTexts


class WordProcesses:
    """So many processes. One that cannot be started, or ends, is done without."""

    def __init__(self, count: int) -> None:
        self._processes: list[WordProcess] = []
        with contextlib.suppress(OSError):
            for _ in range(count):
                self._processes.append(WordProcess())
        self._free = SimpleQueue[WordProcess]()
        for each in self._processes:
            self._free.put(each)
        self._threads = ThreadPoolExecutor(max(1, len(self._processes)), "words")

    def begin(self, items: Sequence[SearchedTexts]) -> Future[list[ItemColumns] | None]:
        """What those items are searched by, once a process has found it; None where none did."""
        return self._threads.submit(self._columns_of, items)

    def _columns_of(self, items: Sequence[SearchedTexts]) -> list[ItemColumns] | None:
        if not self._processes:
            return None
        process = self._free.get()
        try:
            return process.columns_of(items)
        finally:
            self._free.put(process)

    def end(self) -> None:
        """End them all, whatever they do."""
        for each in self._processes:
            each.kill()
        self._threads.shutdown(cancel_futures=True)
        for each in self._processes:
            each.close()
