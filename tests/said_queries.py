"""Random queries that make sense, for “what is said is read back”. Seeded: a failure can be had again.

    .venv/bin/python -m tests.said_queries 50000

Not made, since nobody would ask them or the words would not be clear:

- a negated rated, unrated, unfilled or change; several states, changes or empty fields at once;
- a rating among the base other than that of a share; two ratings at once other than in different years;
- a list of measures by number with other conditions as "show" (it is a list then);
- several places; places or top of a ranking, or a table of shares, by anything but one rating;
- sides of a comparison other than one department, policy, initiative or measure each;
- two statements about groups other than both any, both none, or any and then none, of one rating each;
- the owner of a department's items;
- yes-or-no over groups, other than whether some that are named are the only ones, or lead.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from random import Random

from bot.query import EVERY_ITEM, Condition, Having, Query
from bot.understanding.meaning import settled
from bot.understanding.reading import read
from bot.understanding.say import say
from bot.understanding.vocabulary import Vocabulary
from katou_index import open_index
from tests.bot_fixtures import TODAY, index_path
from tests.years import bot_of

MARKS = ("◎", "○", "△", "×")
RATINGS = (("×",), ("△",), ("○",), ("◎",), ("△", "×"), ("◎", "○"), ("○", "×"), ("◎", "○", "△"))
FIELDS = ("rating", "owner", "planned", "result", "evidence", "why", "when", "where", "figure")
TEXTS = ("コロナ", "令和3年度", "77人", "wi-fi", "オンライン", "10/21", "内訳", "×の項目", "2番目")
QUANTIFIERS = ("any", "none", "all", "only", "not_all", "at_least", "at_most", "most")
PROPERTIES = (
    Condition("shared"),
    Condition("shared", negated=True),
    Condition("shared", ("2",)),
    Condition("shared", ("3",)),
    Condition("shared", ("4+",)),
    Condition("shared", ("3+",), negated=True),
    Condition("spread", ("3+",)),
    Condition("spread", ("4",)),
    Condition("spread", ("2",), negated=True),
    Condition("sized", ("1",)),
    Condition("sized", ("2+",)),
    Condition("sized", ("3",), negated=True),
    Condition("mixed"),
    Condition("mixed", negated=True),
    *(Condition("empty", (field,), negated) for field in FIELDS[2:5] for negated in (False, True)),
    Condition("figure", ("evidence:件",)),
    Condition("figure", ("evidence:人", "result:%")),
    Condition("figure", ("result:円",), negated=True),
    Condition("figure", ("planned:",)),
    Condition("figure", (":",), negated=True),
    Condition("figure", (":人", ":回"), negated=True),
    *(
        Condition("state", (s,))
        for s in (
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
    ),
    *(Condition("state", (s,), negated=True) for s in ("lost", "dash", "doubtful", "verbatim", "corrected")),
)


class Maker:
    """Makes queries over the names of a plan and the years loaded (codes, oldest first)."""

    def __init__(
        self,
        seed: int,
        years: Sequence[str],
        names: dict[str, Sequence[str]],
    ) -> None:
        self.random = Random(seed)
        self.years = tuple(years)
        self.names = names  # aspect → values: owner, policy, initiative, measure, item
        self.marks = MARKS
        self.newest_year = ""

    def pick(self, values: Sequence[object]) -> object:
        """One of them."""
        return self.random.choice(values)

    def maybe(self, share: float) -> bool:
        """True so often."""
        return self.random.random() < share

    def query(self) -> Query:
        """A query in normal form."""
        years = self._years()
        kind = self.random.choice(_KINDS)
        return settled(getattr(self, f"_{kind}")(years), self._every if len(years) > 1 else None)

    def _years(self) -> tuple[str, ...]:
        self._every = self.maybe(0.5)
        if len(self.years) > 1 and self.maybe(0.3):
            count = self.random.randint(2, len(self.years))
            return tuple(sorted(self.random.sample(self.years, count), key=self.years.index))
        return (self.random.choice(self.years),)

    def rating(self) -> Condition:
        """A rating, now and then turned round."""
        return Condition("rating", self.random.choice(RATINGS), negated=self.maybe(0.1))

    def where(self) -> Condition:
        """A condition that says where to look."""
        if self.maybe(0.25):
            return self.random.choice(PROPERTIES)
        if self.maybe(0.15):
            texts = tuple(self.random.sample(TEXTS, self.random.choice((1, 1, 2, 3))))
            return Condition(self.random.choice(("text", "topic")), texts, negated=self.maybe(0.15))
        aspect = self.random.choice(("owner", "owner", "policy", "initiative", "measure", "item", "member"))
        pool = self.names["owner" if aspect == "member" else aspect]
        values = tuple(self.random.sample(list(pool), self.random.choice((1, 1, 1, 2))))
        sections = aspect == "owner" and self.maybe(0.1)
        if aspect == "owner" and not sections and self.maybe(0.05):
            return Condition("owner", ("全課",))
        return Condition(aspect, values, negated=self.maybe(0.15), sections=sections)

    def base(self, most: int = 2) -> tuple[Condition, ...]:
        """Up to so many, one an aspect; a measure or an item."""
        found: dict[str, Condition] = {}
        for _ in range(self.random.randint(0, most)):
            each = self.where()
            found.setdefault("measure" if each.aspect == "item" else each.aspect, each)
        return tuple(found.values())

    def counts(self, years: tuple[str, ...]) -> tuple[Condition, ...]:
        """What counts: mostly a rating, over years a change or ratings of single years."""
        if len(years) > 1 and self.maybe(0.4):
            if self.maybe(0.5):
                kind = self.random.choice(("better", "worse", "same", "new", "dropped", "renamed", "moved"))
                steps = self.random.choice((0, 2)) if kind in ("better", "worse") else 0
                return (Condition("change", (kind,), number=steps),)
            return tuple(self.rating().but(years=(code,)) for code in years[:2])
        if self.maybe(0.15):
            return (self.random.choice(PROPERTIES), self.rating())
        return (self.rating(),)

    # -- kinds

    def _list(self, years: tuple[str, ...]) -> Query:
        base = self.base()
        conditions = self.counts(years) if self.maybe(0.7) or not base else ()
        return Query(years, base, conditions, unit=self.random.choice(("", "", "measure")))

    def _count(self, years: tuple[str, ...]) -> Query:
        return self._list(years).but(aggregate="count")

    def _show(self, years: tuple[str, ...]) -> Query:
        aspect = self.random.choice(("measure", "item"))
        base = (Condition(aspect, (self.random.choice(list(self.names[aspect])),)),)
        return Query(years, base, aggregate="show", wants=self._wants() if self.maybe(0.6) else ())

    def _wants(self) -> tuple[str, ...]:
        return tuple(self.random.sample(FIELDS, self.random.choice((1, 1, 2, 3))))

    def _fields(self, years: tuple[str, ...]) -> Query:
        query = self._list(years)
        owned = any(each.aspect == "owner" and not each.negated for each in query.base)
        wants = tuple(each for each in self._wants() if each != "owner" or not owned)
        query = query.but(wants=wants or ("result",))
        only = all(each.aspect in ("measure", "item") and not each.negated for each in query.base)
        return query.but(unit="", aggregate="show") if only and query.base and not query.conditions else query

    def _share(self, years: tuple[str, ...]) -> Query:
        base = self.base()
        if self.maybe(0.1):
            base = (*base, self.rating())
            return Query(years, base, (self.random.choice(PROPERTIES),), aggregate="share")
        return Query(years, base, self.counts(years), aggregate="share")

    def _rank(self, years: tuple[str, ...]) -> Query:
        query = Query(
            years,
            self.base(1),
            self.counts(years) if self.maybe(0.8) else (),
            per=self.random.choice(("department", "policy", "initiative", "measure")),
            aggregate="rank",
            order=self.random.choice(("most", "least")),
        )
        if query.conditions and self.maybe(0.3):
            query = query.but(by="share")
        if len(years) == 1 and self.maybe(0.2):
            return self._of_chosen(query)
        if len(years) == 1 and self.maybe(0.3):
            query = query.but(conditions=(self.rating(),))
            number = self.random.randint(2, 5)
            return query.but(places=(number,)) if self.maybe(0.5) else query.but(top=number)
        return query

    def _of_chosen(self, query: Query) -> Query:
        """The same of groups that are chosen before."""
        kind = self.random.choice(("any", "any", "none", "all", "at_least"))
        conditions = () if kind == "at_least" and self.maybe(0.5) else (self.rating(),)
        number = self.random.randint(2, 9) if kind == "at_least" else 0
        having = (Having(kind, conditions or (EVERY_ITEM,), number),)
        if self.maybe(0.2):
            one, other = (Condition("rating", (mark,)) for mark in self.random.sample(MARKS, 2))
            having = (Having("any", (one,)), Having(self.random.choice(("any", "none")), (other,)))
        query = query.but(base=(), having=having, conditions=query.conditions and (self.rating(),))
        return query.but(places=(self.random.randint(2, 4),)) if self.maybe(0.2) else query

    def _groups(self, years: tuple[str, ...]) -> Query:
        per = self.random.choice(("department", "department", "policy", "initiative", "measure"))
        base = self.base(1)
        if self.maybe(0.15) and len(years) == 1:
            one, other = (Condition("rating", (mark,)) for mark in self.random.sample(MARKS, 2))
            kinds = self.random.choice((("any", "any"), ("none", "none"), ("any", "none")))
            having = tuple(Having(kind, (each,)) for kind, each in zip(kinds, (one, other), strict=True))
            return Query(years, base, per=per, having=having)
        if self.maybe(0.1) and len(years) == 1:
            aspect = {"department": "owner", "measure": "measure"}.get(per, per)
            than = Condition(aspect, (self.random.choice(list(self.names[aspect])),))
            return Query(years, base, per=per, having=(Having("like", than=(than,)),))
        if self.maybe(0.1) and len(years) == 1:
            having = (Having(self.random.choice(("any", "none", "only", "all")), (self.rating(),)),)
            return Query(years, base, per=per, having=having, aggregate="count")
        if self.maybe(0.1):
            kind = self.random.choice(("at_least", "at_most", "exactly"))
            return Query(years, base, per=per, having=(Having(kind, (), self.random.randint(2, 9)),))
        if self.maybe(0.1) and len(years) == 1 and per != "measure":
            return self._supposed(Query(years, base, per=per))
        return Query(years, base, per=per, having=(self._having(years),))

    def _supposed(self, query: Query) -> Query:
        """Whether one group, or two, are those that are so or that lead."""
        aspect = {"department": "owner"}.get(query.per, query.per)
        base = tuple(each for each in query.base if each.aspect != aspect)
        values = tuple(self.random.sample(list(self.names[aspect]), 1))
        named = (Condition(aspect, values),)
        sole = self.maybe(0.6)
        if sole and self.maybe(0.6):
            having = (Having(self.random.choice(("any", "none", "only")), (self.rating(),)),)
            asked = query.but(base=base, having=having)
        else:
            order = self.random.choice(("most", "least"))
            asked = query.but(base=base, conditions=(self.rating(),), order=order)
        return asked.but(aggregate="holds", named=named, sole=sole, unless=sole and self.maybe(0.2))

    def _having(self, years: tuple[str, ...]) -> Having:
        if self.maybe(0.1):
            one, other = (Condition("rating", (mark,)) for mark in self.random.sample(MARKS, 2))
            return Having("more", (one,), 0, (other,))
        quantifier = self.random.choice(QUANTIFIERS)
        number = self.random.randint(2, 9) if quantifier in ("at_least", "at_most") else 0
        return Having(quantifier, self.counts(years), number)

    def _holds(self, years: tuple[str, ...]) -> Query:
        having = self._having(years)
        base = self.base()
        if having.quantifier == "more":
            return Query(years, base, having=(having,), aggregate="holds")
        if self.maybe(0.1) and len(years) == 1:
            aspect = self.random.choice(("owner", "policy", "measure"))
            values = self.random.sample(list(self.names[aspect]), self.random.choice((2, 2, 3)))
            sides = tuple((Condition(aspect, (value,)),) for value in values)
            by = self.random.choice(("", "share", "rating"))
            what = (self.rating(),) if by == "share" or (not by and self.maybe(0.7)) else ()
            return Query(years, (), what, aggregate="holds", sides=sides, order="same", by=by)
        return Query(years, base, having.conditions, having=(having.but(conditions=()),), aggregate="holds")

    def _table(self, years: tuple[str, ...]) -> Query:
        per = self.random.choice(("department", "policy", "initiative", "measure", "year"))
        conditions = self.counts(years) if self.maybe(0.5) else ()
        if self.maybe(0.2) and len(years) == 1:
            return Query(years, self.base(1), (self.rating(),), per=per, aggregate="table", by="share")
        if self.maybe(0.2) and per != "year" and not any(each.aspect == "change" for each in conditions):
            return Query(years, self.base(1), conditions, per=per, aggregate="table", by="average")
        return Query(years, self.base(1), conditions, per=per, aggregate="table")

    def _compare(self, years: tuple[str, ...]) -> Query:
        conditions = self.counts(years) if self.maybe(0.5) else ()
        if len(years) > 1 and self.maybe(0.6):
            return Query(years, self.base(1), conditions, aggregate="compare")
        aspect = self.random.choice(("owner", "policy", "initiative", "measure"))
        values = self.random.sample(list(self.names[aspect]), self.random.choice((1, 2, 2, 3)))
        sides = tuple((Condition(aspect, (value,)),) for value in values)
        if self.maybe(0.2) and len(years) == 1:
            marks = tuple((Condition("rating", (mark,)),) for mark in self.random.sample(MARKS, 2))
            return Query(years, self.base(1), aggregate="compare", sides=marks, by="difference")
        base = tuple(each for each in self.base(1) if each.aspect not in (aspect, "item", "measure"))
        whole: tuple[tuple[Condition, ...], ...] = ((),) if len(values) == 1 else ()
        return Query(years, base, conditions, aggregate="compare", sides=(*sides, *whole))

    def _overview(self, years: tuple[str, ...]) -> Query:
        return Query(years, aggregate="overview")

    def _texts(self, years: tuple[str, ...]) -> Query:
        aggregate = self.random.choice(("largest", "amounts", "sum", "delta", "written"))
        units = ("円", "人", "件", "回", "%", "") if aggregate in ("largest", "amounts", "sum") else ("",)
        order = self.random.choice(("most", "least")) if aggregate == "largest" else ""
        conditions = self.counts(years) if self.maybe(0.3) else ()
        unit = self.random.choice(units)
        return Query(years, self.base(1), conditions, aggregate=aggregate, unit=unit, order=order)

    def _places(self, years: tuple[str, ...]) -> Query:
        query = self._list(years)
        return query.but(places=(self.random.choice((1, 2, 3, 7, 12, -1)),))

    def _forms(self, years: tuple[str, ...]) -> Query:
        made = getattr(self, f"_{self.random.choice(_KINDS[:-1])}")(years)
        return made.but(form=self.random.choice(("xlsx", "csv", "png", "link")))


_KINDS = (
    "list", "list", "count", "show", "fields", "share", "rank", "groups", "groups", "holds", "holds", "table",
    "compare", "overview", "texts", "places", "forms",
)  # fmt: skip


def names_of(vocabulary: Vocabulary) -> dict[str, Sequence[str]]:
    """The names that queries are made of, by aspect."""
    measures = vocabulary.plan.measures
    return {
        "owner": [name for name in vocabulary.departments if name in vocabulary.offices],
        "policy": [str(number) for number in vocabulary.policies],
        "initiative": vocabulary.initiatives,
        "measure": [str(measure.number) for measure in measures],
        "item": [f"{m.number}-{place}" for m in measures for place in range(1, len(m.items) + 1)],
    }


def maker_of(vocabulary: Vocabulary, seed: int) -> Maker:
    """A maker of queries over everything that an index holds."""
    years = [year.code for year in vocabulary.years]
    made = Maker(seed, years, names_of(vocabulary))
    made.marks = tuple(mark.mark for mark in vocabulary.tables.scale.marks)
    made.newest_year = vocabulary.newest.code
    return made


def main(arguments: list[str]) -> int:
    """How many of so many queries are read back as they were said, by index; 1 where one is not."""
    count = int(arguments[0]) if arguments else 50_000
    wrong = 0
    vocabularies = (Vocabulary(open_index(index_path())), Vocabulary(bot_of("R1", "R3").index))
    for vocabulary in vocabularies:
        made = maker_of(vocabulary, 7)
        for _ in range(count // 4):
            query = made.query()
            for lang in ("ja", "en"):
                sentence = say(query, lang, made)
                reading = read(sentence, vocabulary, TODAY)
                if reading is None or reading.query != query:
                    wrong += 1
                    sys.stdout.write(f"{sentence}\n  {query}\n  {reading and reading.query}\n")
    sys.stdout.write(f"{count - wrong} of {count} read back\n")
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
