"""Whether a follow-up asks the same of each of several questions that were just answered.

    1. ×は何項目？ 2. △は何項目？ → 管財課は？    each of both numbers, of 管財課

`one_question.py` then asks it of each part.
"""

from __future__ import annotations

from bot.answering.queries import query_answer
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.answering.context import PlanLibrary
    from bot.conversation import Context

ALIKE = ("count", "share", "list")  # what several questions may all ask for


def asked_of_each(text: str, library: PlanLibrary, parts: Sequence[Context], today: date) -> bool:
    """Whether a text says only where to look: what was asked by each question stays, as were they one.

    They ask for the same of the same, and differ in what counts: ×は何項目？ △は何項目？
    """
    queries = [each.query for each in parts if each.query is not None]
    first = queries[0]
    same = all(each.aggregate == first.aggregate and each.base == first.base for each in queries)
    differ = len({each.conditions for each in queries}) == len(queries)
    if not (same and differ and first.aggregate in ALIKE and not first.per) or first.having:
        return False
    for part, query in zip(parts, queries, strict=True):
        found = query_answer(text, library, part, today, None)
        new = found[1].query if found else None
        if new is None or new.aggregate != query.aggregate or new.conditions != query.conditions:
            return False
        if new.base == query.base or new.having or new.per:
            return False
    return True
