"""What the first questions to a large plan would wait for, made while nobody waits: where a process goes on.

Of 100,000 items it takes some tenths of a second; a small plan makes as little when it is first asked.
"""

from __future__ import annotations

from operator import attrgetter

from bot.answering.context import Libraries, PlanLibrary
from bot.answering.plan_sets import Marked
from bot.answering.queries import store_of

# Words by their sound, names near what was typed; what is counted of items, and who has a part in them.
OF_SPELLING = attrgetter(
    "tables.readings", "tables.longest_readings", "tables.titles_by_begin", "tables.long_names",
    "tables.names", "sounds.written",
)  # fmt: skip
OF_ITEMS = attrgetter("by_line", "keys", "measures", "owners", "listed", "divisions", "doubtful", "marks")
ASPECTS = ("owner", "department", "policy", "rating")


def make_ahead(libraries: Libraries) -> None:
    """Make it for the newest year, where its plan is large."""
    library: PlanLibrary = libraries.of()
    if not library.vocabulary.is_large:
        return
    OF_SPELLING(library.speller)
    OF_ITEMS(Marked.of(library.vocabulary.plan))
    store, year = store_of(libraries), library.vocabulary.year.code
    for aspect in ASPECTS:
        store.values(year, aspect)
