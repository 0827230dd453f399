"""What can go wrong, each with the sentence a person reads.

    KatouError
    ├── SourceError          a document under data/ cannot be read: file, place, what to do
    ├── TableError           a table kept by people has a bad entry: file, entry, what is wrong
    ├── IndexUnusableError   the index is missing, broken or of another version
    ├── YearNotLoadedError   a year was asked for that data/ does not hold
    └── EncoderMissingError  the sentence encoder is missing or broken; everything else goes on without it

Every one of them ends a command with exit code 1 and exactly its text on standard error.
"""

from __future__ import annotations

from katou_index.language import ENGLISH, in_english, spoken


class KatouError(Exception):
    """A known trouble: its text says what is wrong, where, and what to do."""


def package_lacking(error: ImportError) -> str:
    """The package, as pip calls it, whose absence an import stopped at; "" where a module of our own is not
    there, which is a fault of the program."""
    name = (error.name or "").partition(".")[0]
    return "" if name in ("", "bot", "katou_index") else name.replace("_", "-")


class SourceError(KatouError):
    """A document cannot be read. `file` as given, `place` like "行 12" or "", `what` one sentence."""

    def __init__(self, file: str, place: str, what: str) -> None:
        self.file, self.place, self.what = file, place, what
        shown = in_english(place) if spoken() == ENGLISH else place
        super().__init__(f"{file}{' ' + shown if shown else ''}: {what}")


class TableError(KatouError):
    """An entry of a table under data/ does not fit. `entry` names it as a person would find it."""

    def __init__(self, file: str, entry: str, what: str) -> None:
        self.file, self.entry, self.what = file, entry, what
        super().__init__(f"{file}{' ' + entry if entry else ''}: {what}")


class IndexUnusableError(KatouError):
    """The index file is missing, damaged or made by another version."""


class YearNotLoadedError(KatouError):
    """A fiscal year that the index does not hold."""


class EncoderMissingError(KatouError):
    """There is no sentence encoder, or it does not work."""
