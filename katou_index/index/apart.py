"""Texts cut into words by a process beside this one.

    python -m katou_index.index.apart      lists of SearchedTexts in, of ItemColumns out, pickled as tuples

Both ends are this program, on pipes that nobody else holds. It ends when its input does: also where whoever
started it was killed.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
from collections.abc import Sequence
from typing import BinaryIO

from katou_index.index.columns import ItemColumns, SearchedTexts, columns_of
from katou_index.index.rows import uncollected
from katou_index.own_process import command


class WordProcess:
    """One such process. Raises OSError where it cannot be started."""

    def __init__(self) -> None:
        run, environ = command("katou_index.index.apart")
        self._process = subprocess.Popen(
            run,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environ,
            start_new_session=True,  # a terminal's Ctrl-C is for whoever waits for it
        )

    def columns_of(self, items: Sequence[SearchedTexts]) -> list[ItemColumns] | None:
        """What those items are searched by; None where the process is gone."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            pickle.dump([(*texts,) for texts in items], self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
            found = pickle.load(self._process.stdout)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            return None
        return [ItemColumns(*columns) for columns in found]

    def kill(self) -> None:
        """End it, whatever it does; who waits for it is told."""
        self._process.kill()

    def close(self) -> None:
        """Let go of it, once nobody waits for it."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with contextlib.suppress(OSError):  # half of a question is left in it
                pipe.close()
        self._process.wait()


def main(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer until nothing more is asked."""
    with uncollected():
        while True:
            try:
                items = [SearchedTexts(*texts) for texts in pickle.load(asked)]
            except EOFError:
                return
            pickle.dump([(*each,) for each in columns_of(items)], answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
