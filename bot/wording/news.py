"""The sentences of the feed of what changed, in Japanese and English."""

from __future__ import annotations

from bot.wording import city
from bot.wording.console import in_language as _in


def title(lang: str) -> str:
    """The feed's own name."""
    return _in(lang, f"{city.plan(lang)}の変更", f"{city.plan(lang)}: what changed")


def imported(lang: str, year: str) -> str:
    """A year's sheet came in, or came in anew."""
    return _in(lang, f"{year}の評価表を取り込みました", f"The sheet of {year} was imported")


def holds(lang: str, counted: str, tally: str) -> str:
    """What it holds."""
    return _in(lang, f"{counted}: {tally}", f"{counted}: {tally}")


def corrected(lang: str, place: str) -> str:
    """One text was put right."""
    return _in(lang, f"訂正: {place}", f"Corrected: {place}")


def was_and_is(lang: str, was: str, now: str, reason: str) -> str:
    """Before, after, and why."""
    before, after = was or _in(lang, "（空）", "(empty)"), now or _in(lang, "（空）", "(empty)")
    told = _in(lang, f"「{before}」→「{after}」", f"「{before}」 → 「{after}」")
    return f"{told}\n{_in(lang, f'理由: {reason}', f'Why: {reason}')}" if reason else told


def compared(lang: str, label: str, before: str, after: str) -> str:
    """What became better or worse from a year to the next."""
    return _in(lang, f"{before}から{after}: {label}", f"From {before} to {after}: {label.lower()}")
