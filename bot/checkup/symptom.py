"""What was looked at, and how it is."""

from __future__ import annotations

from enum import StrEnum

from katou_index.records import Record


class Health(StrEnum):
    """How something is."""

    WELL = "well"
    DOUBTFUL = "doubtful"  # it works; somebody should look
    WRONG = "wrong"


class Symptom(Record):
    """One thing that was looked at: a key of `bot.wording.checkup.AREAS`, how it is, what to do."""

    area: str
    health: Health
    told: str
    todo: str = ""
