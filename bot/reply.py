"""One answer in all its forms: card, text and JSON; and what other cities answer beside it."""

from __future__ import annotations

from bot.answer import AnyAnswer, Counts, Shown
from bot.answering.selecting import count
from bot.card import Card, as_text, short
from bot.question import Ask, Question
from bot.understanding.cities import OfOthers
from katou_index.plan import FiscalYear, Item
from katou_index.records import TYPE_CHECKING, NamedTuple, Record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from bot.files.takeaway import Takeaway

CITY_KINDS = ("measure", "list", "counts", "choose")  # of answers whose items are what was asked for


class Reply(Record):
    """One answer in all its forms."""

    question: Question
    answer: AnyAnswer
    card: Card
    conversation: str | None
    year: FiscalYear  # that it was answered from
    newest: FiscalYear
    ms: float
    takeaway: Takeaway | None = None  # where the question asked for a file, a picture or a link
    query: str = ""  # the sentence that means just this answer, "" where no query was answered
    after: bool = False  # whether something was answered before it that it may lean on
    carried: tuple[str, ...] = ()  # conditions taken over from earlier turns, as words
    typed: str = ""  # the whole message
    aside: tuple[str, ...] = ()  # words that were set aside, as they were typed
    parts: tuple[Reply, ...] = ()  # of several questions in one message; the rest is then that of the last
    cities: tuple[CityFound, ...] = ()  # of a comparison with other plans: what each has; the rest is our own

    @property
    def text(self) -> str:
        """What a person reads, as plain text."""
        return as_text(self.card)

    @property
    def short(self) -> str:
        """What a phone shows before "more", as plain text without buttons."""
        return short(self.card)

    def _named(self, item: Item) -> str:
        """`30-3`; `R2/30-3` of a year that is not the newest."""
        return item.id if item.year == self.newest else item.key

    @property
    def explain(self) -> list[str]:
        """How the question was read, line by line."""
        return [
            *self.question.explain,
            f"ask      {self.question.ask.value}, turn {self.question.turn.value}",
            f"filter   {self.question.filter}",
        ]

    @property
    def counts(self) -> Counts | None:
        """The numbers that the answer tells."""
        return _counts(self.answer)

    @property
    def _asks_share(self) -> bool:
        """Whether the answer gives a share because one was asked for: a list tells it beside its number."""
        asked = self.question.ask is Ask.SHARE or self.answer.question.ask is Ask.SHARE
        return asked and self.answer.counts is not None and self.answer.counts.share is not None

    def as_json(self) -> dict[str, Any]:
        """The machine-readable answer (docs/json.md)."""
        if self.parts:
            return self._parts_as_json()
        if self.cities:
            return self._cities_as_json()
        found = self.answer
        return {
            "conversation": self.conversation,
            "question": self.typed,
            "lang": self.question.lang,
            "kind": found.kind,
            "read_as": self._read_as(),
            "items": [self._named(item) for item in found.items],
            "related": [self._named(item) for item in found.related],
            "counts": self._counts_as_json(),
            "reason": found.reason,
            "choices": [{"label": choice.label, "asks": choice.asks} for choice in self.card.choices],
            "sources": [self._source_of(item) for item in found.items],
            "headline": self.card.headline,
            "short": self.short,
            "query": self.query or None,
            "carried": list(self.carried),
            "aside": list(self.aside),
            "holds": found.holds,
            "text": self.text,
            "ms": self.ms,
        }

    def _read_as(self) -> dict[str, Any]:
        """The conditions and words as which the question was read; without a year, the one answered from."""
        question, given = self.question, self.question.filter
        return {
            "years": [year.code for year in given.years] or [self.year.code],
            "ratings": list(given.ratings),
            "departments": list(given.departments),
            "policies": list(given.policies),
            "initiatives": list(given.initiatives),
            "measures": [*given.measures, *given.items],
            "words": [*question.phrases, *question.figures, *(topic.text for topic in question.topics)],
        }

    def _counts_as_json(self) -> dict[str, Any] | None:
        counts = self.counts
        if counts is None:
            return None
        told = {"items": counts.items, "measures": counts.measures, "by_rating": counts.by_rating}
        return {**told, "share": counts.share} if self._asks_share else told

    def _source_of(self, item: Item) -> dict[str, Any]:
        source = item.source
        return {
            "id": self._named(item),
            "file": source.file,
            "lines": list(source.lines),
            "certainty": item.certainty.value,
        }

    def _cities_as_json(self) -> dict[str, Any]:
        """Our own answer, and what each other plan has of it in `cities`."""
        own = self.but(cities=(), query="").as_json()
        whole = {"kind": "compare", "reason": None, "counts": None, "holds": None}
        return {**own, **whole, "cities": [each.as_json() for each in self.cities]}

    def _parts_as_json(self) -> dict[str, Any]:
        """Several answers as one: what they share, everything of each in its order, and each in `parts`."""
        parts = [part.as_json() for part in self.parts]
        same = {key: parts[0][key] if _equal(part[key] for part in parts) else None for key in parts[0]}
        alike = _equal((part["kind"], part["reason"]) for part in parts)
        kind, reason = (parts[0]["kind"], parts[0]["reason"]) if alike else ("list", None)
        read_as = {
            key: list(dict.fromkeys(each for part in parts for each in part["read_as"][key]))
            for key in parts[0]["read_as"]
        }
        items = {each["id"]: each for part in parts for each in part["sources"]}
        related = dict.fromkeys(each for part in parts for each in part["related"])
        return {
            **same,
            "question": self.typed,
            "kind": kind,
            "reason": reason,
            "read_as": read_as,
            "items": list(items),
            "related": [each for each in related if each not in items],
            "counts": None,
            "choices": [{"label": choice.label, "asks": choice.asks} for choice in self.card.choices],
            "sources": list(items.values()),
            "headline": self.card.headline,
            "short": self.short,
            "query": None,
            "carried": list(dict.fromkeys(each for part in parts for each in part["carried"])),
            "aside": list(dict.fromkeys(each for part in parts for each in part["aside"])),
            "holds": None,
            "text": self.text,
            "ms": self.ms,
            "parts": parts,
        }


def _equal(values: Iterable[object]) -> bool:
    first, *others = values
    return all(other == first for other in others)


class CityAsked(NamedTuple):
    """A question about other plans: `rest` without them, "" for what was shown or asked before."""

    others: OfOthers | None  # where none is named; a text of the plan that has such words is meant instead
    rest: str
    plans: tuple[str, ...]


class CityFound(NamedTuple):
    """What a plan answers, `plan` "" for ours; None for one that could not be asked."""

    plan: str
    name: str
    reply: Reply | None

    @property
    def has(self) -> bool:
        """Whether it has items of just what was asked for: of every word of it, as it was typed."""
        return (
            self.reply is not None
            and self.reply.answer.kind in CITY_KINDS
            and bool(self.card and self.reply.answer.items)
        )

    @property
    def card(self) -> Card | None:
        """Its card; None where nothing was found, or words were set aside or taken for others."""
        if self.reply is None or self.reply.answer.reason == "no_match":
            return None
        aside = self.reply.answer.items and (self.reply.answer.unknown or self.reply.question.respelled)
        return None if aside else self.reply.card

    def as_json(self) -> dict[str, Any]:
        """What programs read of it."""
        told: dict[str, Any] = {"years": [], "items": [], "counts": None, "sources": [], "headline": ""}
        if self.reply and self.has:
            found = self.reply.as_json()
            told = {**{key: found[key] for key in told if key != "years"}, "years": found["read_as"]["years"]}
        return {"plan": self.plan, "city": self.name, "asked": self.reply is not None, **told}


def _counts(found: AnyAnswer) -> Counts | None:
    """The numbers of an answer; of a measure that is shown, of the items shown, as a list of them has."""
    if found.counts is None and isinstance(found, Shown):
        return count(found.items, tuple(dict.fromkeys(i.rating.mark for i in found.items if i.rating.rated)))
    return found.counts
