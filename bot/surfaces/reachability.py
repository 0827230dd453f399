"""A platform that may not be there when the bot starts: asked again, with growing pauses, until it is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

PATIENCE = 6.0  # seconds that a start waits for the first answer
FIRST, LONGEST = 2.0, 60.0  # seconds of the first pause, which doubles, and of the longest


class UnreachableError(Exception):
    """It gave no answer, or none that says anything of the tokens. The text is one short reason."""


class RefusedError(Exception):
    """It does not take the tokens: asking again would not help. The text is one short reason."""


class Reaching:
    """Asks a platform in a thread of its own. `start` begins, `close` ends it."""

    def __init__(
        self,
        knock: Callable[[], None],
        sentence: Callable[[str, bool], str],
        tell: Callable[[str], object],
        pauses: tuple[float, float] = (FIRST, LONGEST),
    ) -> None:
        """`knock` asks once and raises UnreachableError or RefusedError.

        `sentence` says in one line why it is not there: the reason, and whether it refused. `tell` is given
        that line once; another one where the first trouble becomes a refusal.
        """
        self._knock = knock
        self._sentence = sentence
        self._tell = tell
        self._pauses = pauses
        self._asked = threading.Event()  # for the first time
        self._settled = threading.Event()  # there, refused or given up
        self._ended = threading.Event()
        self.missing = sentence("…", False)  # the line, "" once it is there
        self.refused = False

    def start(self, patience: float = PATIENCE) -> None:
        """Begin, and return after the first answer, or after `patience` seconds without one."""
        threading.Thread(target=self._run, name="reaching", daemon=True).start()
        self._asked.wait(patience)

    def wait(self) -> bool:
        """Wait until it is there (True), has refused or was given up."""
        self._settled.wait()
        return not self.missing

    def close(self) -> None:
        """Ask no more."""
        for each in (self._ended, self._asked, self._settled):
            each.set()

    def _run(self) -> None:
        pause, longest = self._pauses
        told = False
        while not self._ended.is_set():
            why = self._ask()
            self.missing = self._sentence(why, self.refused) if why else ""
            if why and (self.refused or not told):
                self._tell(self.missing)
                told = True
            self._asked.set()
            if not why or self.refused:
                self._settled.set()
                return
            self._ended.wait(pause)
            pause = min(2 * pause, longest)

    def _ask(self) -> str:
        """Why it is not there, "" if it is."""
        try:
            self._knock()
        except UnreachableError as error:
            return str(error)
        except RefusedError as error:
            self.refused = True
            return str(error)
        except Exception as error:  # of any kind: the others go on, and this one is told
            log.error("not reached: %s", type(error).__name__)  # noqa: TRY400 - its text may hold a token
            return type(error).__name__
        return ""
