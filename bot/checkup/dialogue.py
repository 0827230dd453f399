"""「調子はどう」: the office asks in a chat how the installation is."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from bot.card import Card, Section
from bot.checkup.symptom import Health, Symptom
from bot.orders import Handled
from bot.wording import checkup as say

ORDER = {Health.WRONG: 0, Health.DOUBTFUL: 1, Health.WELL: 2}


class CheckupDialogue:
    """Answers the office; from anybody else it is no order but a question as any other."""

    def __init__(self, examine: Callable[[str], Iterable[Symptom]]) -> None:
        self.examine = examine

    def is_order(self, text: str) -> bool:
        """Whether a message is nothing but this question."""
        return say.ASKED.fullmatch(_plain(text)) is not None

    def take(self, text: str, is_office: Callable[[], bool]) -> Handled | None:
        """How it is; None for what is no such question, and for who may not know."""
        if not self.is_order(text) or not is_office():
            return None
        lang = "en" if _plain(text).isascii() else "ja"
        return Handled(card_of(lang, list(self.examine(lang))))


def card_of(lang: str, findings: list[Symptom]) -> Card:
    """What is wrong first; what is well is folded."""
    worst = sorted(findings, key=lambda each: ORDER[each.health])
    shown = [each for each in worst if each.health is not Health.WELL]
    well = tuple(_line(lang, each) for each in worst if each.health is Health.WELL)
    blocks = (Section(say.health(lang, Health.WELL.value), lines=well, more=True),) if well else ()
    return Card(
        lang, headline_of(lang, findings), scope=tuple(_line(lang, each) for each in shown), blocks=blocks
    )


def headline_of(lang: str, findings: Iterable[Symptom]) -> str:
    """How it is on the whole."""
    all_of_them = [each.health for each in findings]
    return say.summary(lang, all_of_them.count(Health.WRONG), all_of_them.count(Health.DOUBTFUL))


def _line(lang: str, each: Symptom) -> str:
    return say.line(lang, each.area, each.health.value, each.told, each.todo)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip().rstrip("?!。.、 ")
