"""The commands `import` and `undo`: show, ask what is in doubt, apply after a yes."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from katou_index.errors import KatouError
from katou_index.importing import history
from katou_index.importing import preview_sentences as asked
from katou_index.importing import sentences as say
from katou_index.importing.deciding import Wish
from katou_index.importing.proposing import Correcting, Loading, NoChange, proposed

_YES, _NO = ("y", "yes", "はい", "ｙ"), ("n", "no", "いいえ", "ｎ")


class Person:
    """Who sits there: told lines, asked questions. `there` is false where nobody can answer."""

    def __init__(self, *, there: bool) -> None:
        self.there = there

    def tell(self, line: str) -> None:
        """One line on standard output."""
        sys.stdout.write(f"{line}\n")

    def ask(self, question: str) -> str | None:
        """The answer without white space around it, None at the end of the input."""
        sys.stdout.write(question)
        sys.stdout.flush()
        line = sys.stdin.readline()
        return line.strip() if line else None

    def yes(self, question: str) -> bool | None:
        """Until it is a yes or a no; None at the end of the input."""
        while (answer := self.ask(say.yes_no(question))) is not None:
            word = unicodedata.normalize("NFKC", answer).lower()
            if word in _YES or word in _NO:
                return word in _YES
        return None


def run_import(wish: Wish, person: Person) -> int:
    """0 when done, given up, or nothing to do. Raises KatouError for everything that stops it."""
    with proposed(wish) as found:
        match found:
            case NoChange():
                person.tell(found.told)
            case Correcting():
                _correct(wish, person, found)
            case Loading():
                _load(wish, person, found)
    return 0


def run_undo(data: Path, lang: str, person: Person, *, anyway: bool) -> int:
    """Take the last import back. Raises KatouError where that cannot be."""
    if not (data / history.FOLDER).is_dir():
        raise KatouError(say.nothing_to_undo())
    with history.only_one(data):
        entry = history.undo(data, anyway=anyway)
    person.tell(say.undone(lang, entry.year, entry.file, entry.at))
    return 0


# -- a year --------------------------------------------------------------------------------------------------


def _load(wish: Wish, person: Person, found: Loading) -> None:
    for line in found.about_file():
        person.tell(line)
    _tell_change(wish, person, found)
    if found.doubts and not wish.dry_run:
        _decide(wish, person, found)
        _tell_change(wish, person, found)
    if _confirmed(wish, person):
        entry = found.apply()
        person.tell(say.applied(wish.lang, wish.year, f"{wish.data}/{history.FOLDER}/{entry.name}"))


def _tell_change(wish: Wish, person: Person, found: Loading) -> None:
    """The difference, and what somebody has to look at: it goes no further unless that is meant."""
    for line in found.about_change():
        person.tell(line)
    if found.doubts:
        person.tell("  " + asked.not_decided(wish.lang, len(found.doubts)))
        for doubt in found.doubts:
            person.tell(f"    {found.question(doubt)}")
            person.tell(f"      {asked.how_to_decide(wish.lang, doubt.before, doubt.after)}")
    _stop(wish, person, found.stops())


def _stop(wish: Wish, person: Person, reasons: Sequence[str]) -> None:
    for reason in reasons:
        person.tell(say.stop_line(wish.lang, reason))
    if reasons and not (wish.anyway or wish.dry_run):
        raise KatouError(say.stopped(reasons))


def _decide(wish: Wish, person: Person, found: Loading) -> None:
    """Ask until nothing is in doubt; with nobody there, stop."""
    while found.doubts:
        there = person.there and not wish.yes
        answer = person.yes(found.question(found.doubts[0])) if there else None
        if answer is None:
            raise KatouError(say.undecided(len(found.doubts)))
        found.decide(found.doubts[0], answer)


def _confirmed(wish: Wish, person: Person) -> bool:
    """Whether it is to be applied; says so where it is not."""
    if wish.dry_run:
        person.tell(say.dry_run(wish.lang))
        return False
    if wish.yes:
        return True
    answer = person.ask(say.apply_question(wish.lang))
    if answer is None:
        raise KatouError(say.not_confirmed())
    meant = unicodedata.normalize("NFKC", answer).lower() in _YES
    if not meant:
        person.tell(say.given_up(wish.lang))
    return meant


# -- corrections ---------------------------------------------------------------------------------------------


def _correct(wish: Wish, person: Person, found: Correcting) -> None:
    if found.stale and not wish.anyway:
        raise KatouError(say.stale_export())
    for line in found.about_file():
        person.tell(line)
    reason, who = wish.reason, wish.by
    if not wish.dry_run:
        reason = reason or (person.ask(say.ask_reason(wish.lang)) if person.there else "") or ""
        who = who or (person.ask(say.ask_name(wish.lang)) if person.there else "") or ""
        if not reason.strip() or not who.strip():
            raise KatouError(say.needs_reason())
    if _confirmed(wish, person):
        found.apply(reason, who)
        person.tell(say.corrected(wish.lang, wish.year, len(found.found)))
