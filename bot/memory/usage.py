"""How often what happened, by day. Numbers only: nobody's name, no question."""

from __future__ import annotations

from datetime import date

from bot.memory import Memory, What
from katou_index.records import Record

MISSED_BY = 2  # conversations that must have missed a word before it is shown to everybody


QUESTIONS = (What.ANSWERED, What.CHOSE, What.MISSED, What.DECLINED)


class UsageCounts:
    """Reads the counters. Every method raises MemoryUnusableError where the file cannot be used."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def totals(self, since: date, until: date) -> dict[str, int]:
        """What → how often, from `since` to before `until`."""
        statement = "select what, sum(times) from counted where day >= ? and day < ? group by what"
        with self.memory.transaction() as connection:
            rows = connection.execute(statement, (since.isoformat(), until.isoformat())).fetchall()
        return {str(what): int(times) for what, times in rows}

    def most_shown(self, since: date, until: date, most: int) -> list[tuple[str, int]]:
        """Keys of measures (R2/30) that were shown, most often first."""
        statement = """
            select about, sum(times) from counted where what = ? and day >= ? and day < ?
            group by about order by sum(times) desc, about limit ?
        """
        values = (What.SHOWN.value, since.isoformat(), until.isoformat(), most)
        with self.memory.transaction() as connection:
            return [(str(about), int(times)) for about, times in connection.execute(statement, values)]

    def missed_words(self, since: date, until: date, by: int = MISSED_BY) -> list[tuple[str, int]]:
        """Words that at least `by` conversations or hours missed, most often first; the words only."""
        statement = """
            select words, count(distinct day || talk) from missed
            where kind = 'nothing' and words <> '' and day >= ? and day < ?
            group by words having count(distinct day || talk) >= ?
            order by count(distinct day || talk) desc, words
        """
        values = (since.isoformat(), until.isoformat(), by)
        with self.memory.transaction() as connection:
            return [(str(words), int(times)) for words, times in connection.execute(statement, values)]

    def posts(self) -> dict[str, float]:
        """How many weekly posts are kept, by what became of them; nothing where that cannot be read now."""
        statement = "select state, count(*) from post group by state"
        found = self.memory.read(lambda connection: connection.execute(statement).fetchall())
        return {str(state): float(count) for state, count in found or ()}

    def retries(self) -> dict[str, float]:
        """How many further tries they took, under ""; nothing where that cannot be read now."""
        statement = "select coalesce(sum(case when tries > 1 then tries - 1 else 0 end), 0) from post"
        found = self.memory.read(lambda connection: connection.execute(statement).fetchone())
        return {"": float(found[0])} if found else {}


class Usage(Record):
    """A week in numbers. `shown` are keys of measures with how often each was shown."""

    since: date
    until: date  # the day after the last one
    totals: dict[str, int]
    shown: tuple[tuple[str, int], ...]

    @property
    def questions(self) -> int:
        """Everything asked that was a question."""
        return sum(self.totals.get(what.value, 0) for what in QUESTIONS)

    def times(self, what: What) -> int:
        """How often one thing happened."""
        return self.totals.get(what.value, 0)
