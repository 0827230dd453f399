"""Answer → what is counted of it, and what the office sees of a question that found nothing."""

from __future__ import annotations

from datetime import date

from bot.answer import AnyAnswer, Asked, Helped, Nothing, Shown
from bot.memory import Memory, Missed, What, fingerprint
from bot.question import Ask


def count(memory: Memory, found: AnyAnswer, place: str, today: date) -> None:
    """Count an answer by its kind and by where it was asked for, and the one measure that it shows."""
    shown = found.measures if isinstance(found, Shown) and len(found.measures) == 1 else ()
    measures = ((What.SHOWN, f"{each.year.code}/{each.number}") for each in shown)
    memory.count(today, (_outcome(found), place), *measures)


def keep(memory: Memory, found: AnyAnswer, typed: str, near: str, place: str, today: date, talk: str) -> None:
    """Keep a question for the office; `near` the title that comes nearest, `talk` who asked in which hour."""
    kind = "correction" if found.question.ask is Ask.CORRECT else "nothing"
    words = "、".join(found.unknown)
    memory.note(Missed(today, place, kind, typed, words, near, fingerprint(talk)[:16]))


def _outcome(found: AnyAnswer) -> What:
    """What an answer is counted as."""
    match found:
        case Helped():
            return What.MISSED if found.about in ("unclear", "long") else What.HELPED
        case Nothing():
            return What.MISSED if found.reason == "no_match" else What.DECLINED
        case Asked():
            return What.CHOSE
    return What.ANSWERED
