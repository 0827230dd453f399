"""Random queries in the vocabulary of a plan: every part with every other."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from bot.query import AGGREGATES, ASPECTS, GROUPS, QUANTIFIERS, Condition, Having, Query

TOPICS = ("研修", "電子入札", "クラウド", "Wi-Fi", "マイナンバー", "ホームページ 操作", "ブロックチェーン")
WRITTEN = ("コロナ", "説明会", "協定", "77人", "86件", "10/21", "39%", "該当のない語句")
STATES = (
    "lost",
    "dash",
    "unfilled",
    "rated",
    "unrated",
    "doubtful",
    "restored",
    "shifted",
    "guessed",
    "verbatim",
    "corrected",
)
CHANGES = ("better", "worse", "same", "always", "new", "dropped", "renamed", "renumbered", "moved")
NAMED_BY = {"department": "owner", "policy": "policy", "initiative": "initiative"}  # groups and their aspect
UNITS = ("", "measure", "円", "人", "件")


class Queries:
    """Makes queries over the records of an export. The same seed makes the same queries."""

    def __init__(self, records: Sequence[dict[str, Any]], seed: int) -> None:
        self.random = random.Random(seed)
        self.years = tuple(sorted({r["year"] for r in records}, key=lambda year: int(year[1:])))
        named = (d for r in records for d in (*r["departments"], *r["item_departments"]))
        self.values: dict[str, tuple[str, ...]] = {
            "item": tuple(dict.fromkeys(r["id"] for r in records)),
            "measure": tuple(dict.fromkeys(str(r["measure"]) for r in records)),
            "topic": TOPICS,
            "text": WRITTEN,
            "policy": tuple(dict.fromkeys(str(r["policy_no"]) for r in records)),
            "initiative": tuple(dict.fromkeys(r["initiative"] for r in records if r["initiative"])),
            "owner": (*dict.fromkeys(named), "都市整備課", "水道局"),
            "empty": ("planned", "result", "evidence"),
            "figure": ("evidence:件", "result:人", "planned:", "evidence:", ":円", ":"),
            "spread": ("2", "2+", "3+", "4"),
            "sized": ("1", "2+", "3", "8"),
            "state": STATES,
            "change": CHANGES,
            "rating": ("◎", "○", "△", "×"),
        }
        self.values["member"] = self.values["owner"]
        divided = any(head in ("部", "部名", "部局名") for r in records for head in r.get("extra", ()))
        self.groups = tuple(each for each in GROUPS if divided or each != "division")

    def __iter__(self) -> Queries:
        return self

    def __next__(self) -> Query:
        """One more query."""
        pick = self.random.choice
        years = self._years()
        query = Query(
            years=years,
            base=self._conditions(ASPECTS, (0, 0, 0, 1, 1, 2)),
            conditions=self._conditions(("rating", "rating", "rating", *ASPECTS), (0, 1, 1, 1, 2)),
            aggregate=pick(("list", "count", "share", "rank", "holds", *AGGREGATES)),
            unit=pick(("", "", *UNITS)),
            order=pick(("", "most", "least")),
            by=pick(("", "", "share")),
            places=pick(((), (), (), (1,), (2,), (-1,), (3, 1))),
            top=pick((0, 0, 0, 2, 3)),
        )
        if self.random.random() < 0.5:
            query = query.but(per=pick(("department", *self.groups)))
        if self.random.random() < 0.4:
            query = query.but(having=tuple(self._having() for _ in range(pick((1, 1, 1, 2)))))
            if self.random.random() < 0.3:  # of whole groups, as people ask
                query = query.but(base=(), per=pick(("department", "policy", "measure")))
        if query.aggregate == "list" and len(query.years) < 2 and self.random.random() < 0.2:
            query = query.but(order=pick(("most", "least")), by="rating")
        if query.aggregate == "holds":
            query = query.but(unless=self.random.random() < 0.3)
        if query.aggregate == "holds" and query.per in NAMED_BY and self.random.random() < 0.4:
            aspect = NAMED_BY[query.per]
            named = Condition(aspect, tuple(self.random.sample(self.values[aspect], pick((1, 1, 2)))))
            query = query.but(named=(named,), sole=self.random.random() < 0.5)
        if query.aggregate in ("compare", "holds") and not query.per and self.random.random() < 0.8:
            sides = tuple(self._conditions(("owner", "policy", "measure"), (0, 1, 1, 1)) for _ in range(2))
            query = query.but(sides=sides)
            if query.aggregate == "holds" and self.random.random() < 0.3:
                query = query.but(order="same", by=pick(("", "share", "rating")))
        return query

    def _years(self) -> tuple[str, ...]:
        size = self.random.choice((0, 0, 0, 1, 2, 3)) if len(self.years) > 1 else 0
        chosen = self.random.sample(self.years, min(size, len(self.years)))
        return tuple(year for year in self.years if year in chosen)

    def _having(self) -> Having:
        pick = self.random.choice
        quantifier = pick(("all", "none", *QUANTIFIERS))
        wanted = self._conditions(("rating", "rating", "rating", *ASPECTS), (0, 1, 1, 1, 1, 2))
        if self.random.random() < 0.4:  # ratings of a whole group are what is asked most
            wanted = (Condition("rating", tuple(self.random.sample(self.values["rating"], pick((1, 2, 3))))),)
        than = (
            self._conditions(("rating", "rating", *ASPECTS), (1,)) if quantifier in ("more", "like") else ()
        )
        return Having(quantifier, wanted, self.random.choice((0, 1, 2, 3, 20, 50)), than)

    def _conditions(self, aspects: Sequence[str], sizes: Sequence[int]) -> tuple[Condition, ...]:
        return tuple(self._condition(self.random.choice(aspects)) for _ in range(self.random.choice(sizes)))

    def _condition(self, aspect: str) -> Condition:
        pool = self.values.get(aspect, ())
        size = min(self.random.choice((1, 1, 1, 2, 3)), len(pool))
        return Condition(
            aspect,
            tuple(self.random.sample(pool, size)),
            negated=self.random.random() < 0.25,
            sections=aspect in ("owner", "member") and self.random.random() < 0.2,
            years=self._elsewhere(aspect),
            every=self.random.random() < 0.7,
            number=self.random.choice((0, 0, 1, 2)) if aspect == "change" else 0,
        )

    def _elsewhere(self, aspect: str) -> tuple[str, ...]:
        if len(self.years) < 2 or aspect == "change" or self.random.random() < 0.85:
            return ()
        return self._years()
