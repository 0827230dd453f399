"""The texts of a large plan: its words are looked up in the index, and only what they lead to is opened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from bot.answering.plan_sets import Names, PlanOrder, PlanSet
from bot.answering.ranking import WRITTEN, ZONES, Texts, compact, occurs
from bot.question import TopicWord
from bot.understanding.scripts import is_katakana, stands_before_no
from bot.understanding.vocabulary import Kind, Vocabulary
from katou_index.index.schema import FIELDS
from katou_index.index.store import EVERY
from katou_index.plan import Item, Measure, Plan, measure_number
from katou_index.records import TYPE_CHECKING
from katou_index.stems import stemmed
from katou_index.words import closed_up, terms

if TYPE_CHECKING:
    from typing import Any

MOST_OPENED = 24  # items that are opened for one form: a commoner one stands where the index says
SIGN_BY_SIGN = ("title", "text")  # fields of the index that are kept as they are written, too
KEPT = 500  # items whose texts are kept
FORMS_KEPT, FEWEST_KEPT = 500, 64  # forms of which is kept where they stand; a question has some 20
SETS_KEPT = 10_000_000  # places of all sets together that are kept; a bit each


class _Opened(dict[str, dict[str, str]]):
    """Item → zone → text, opened when asked for; of those asked for long ago it is forgotten."""

    def __init__(self, texts: StoredTexts) -> None:
        super().__init__()
        self._texts = texts

    def __missing__(self, item: str) -> dict[str, str]:
        place = self._texts.plan.places[item]
        return self.keep(item, self._texts.opened([place])[0])

    def keep(self, item: str, texts: tuple[str, ...]) -> dict[str, str]:
        """The zones of an item, made of its texts."""
        if len(self) >= KEPT:
            self.clear()
        zones = dict(zip(WRITTEN, map(closed_up, texts), strict=True))
        zones["title"] = "\n".join((zones["title"], *map(compact, self._texts.former(item))))
        zones["english"] = self._texts.english.get(item, "")
        self[item] = zones
        return zones


class _Whole(Mapping[str, str]):
    """Item → all its texts as one."""

    def __init__(self, texts: StoredTexts) -> None:
        self._texts = texts

    def __getitem__(self, item: str) -> str:
        return "\n".join(self._texts.zones[item].values())

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts.measures)

    def __len__(self) -> int:
        return len(self._texts.measures)


class _Measures(Mapping[str, Measure]):
    """Item → its measure."""

    def __init__(self, order: PlanOrder, plan: Plan) -> None:
        self._order, self._numbers = order, plan.by_number

    def __getitem__(self, item: str) -> Measure:
        return self._numbers[self._order.sheet[self._order[item]].measure]

    def __iter__(self) -> Iterator[str]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)


class StoredTexts(Texts):
    """Texts that stay in the index."""

    large = True

    def __init__(self, plan: Plan, vocabulary: Vocabulary) -> None:
        self.plan = plan
        self.vocabulary = vocabulary
        self.order = PlanOrder(plan)
        self._forms_kept = min(FORMS_KEPT, max(FEWEST_KEPT, SETS_KEPT // len(plan.items)))
        self.places_kept = self._forms_kept // 4  # a word has some four sets for each form
        self.measures = _Measures(self.order, plan)
        self._found = {}
        self._compounds: dict[str, PlanSet] = {}
        self._words = {}
        self._opened = _Opened(self)
        self._last: tuple[str, dict[str, dict[str, str]] | None] = "", {}
        self.zones = self._opened
        self.whole = _Whole(self)

    def former(self, item: str) -> tuple[str, ...]:
        """What the measure of an item was called in other years."""
        former = self.vocabulary.former_titles
        return former.get(self.measures[item].number, ()) if former else ()

    @cached_property
    def english(self) -> dict[str, str]:
        """Item → the English names of its title, of the few that have any."""
        names = self.vocabulary.index.names(self.vocabulary.year)
        found = {}
        for title, english in self.vocabulary.english_titles.items():
            for form, kind, value in names.at(title[:2]):
                if form == title and kind == Kind.MEASURE.value:
                    measure = self.plan.by_number[measure_number(value)]
                    found.update(dict.fromkeys((item.id for item in measure.items), stemmed(english)))
        return found

    def _standing(self, form: str) -> dict[str, dict[str, str]] | None:
        """Item → its zones, of the items in which a form may stand; None where these are too many to open."""
        if self._last[0] != form:  # it is asked for several times in a row
            self._last = form, self._looked_up(form)
        return self._last[1]

    def opened(self, places: Sequence[int]) -> list[tuple[str, ...]]:
        """The texts of the items at some places of the sheet."""
        return self.vocabulary.index.texts_at(self.vocabulary.year, places)

    def _found_at(self, form: str, most: int = EVERY) -> list[int]:
        return self.vocabulary.index.places_with(self.vocabulary.year, form, FIELDS, most=most)

    def _looked_up(self, form: str) -> dict[str, dict[str, str]] | None:
        places = self._found_at(form, most=MOST_OPENED + 1)
        if len(places) > MOST_OPENED:
            return None
        found: dict[str, Any] = {
            item: self._opened.get(item) for item in (self.plan.items[place].id for place in places)
        }
        closed = [place for place, zones in zip(places, found.values(), strict=True) if zones is None]
        for place, texts in zip(closed, self.opened(closed) if closed else (), strict=True):
            item = self.plan.items[place].id
            found[item] = self._opened.keep(item, texts)
        return found | {item: self.zones[item] for item in self._called(form) if item not in found}

    def _called(self, form: str) -> list[str]:
        """The items of the measures that are called so in English, or were in other years."""
        former = self.vocabulary.former_titles.items()
        numbers = (number for number, titles in former if any(form in title for title in titles))
        return [
            *(item for item, english in self.english.items() if form in english),
            *(item.id for number in numbers for item in self.plan.by_number[number].items),
        ]

    def _by_words(self, form: str) -> dict[str, PlanSet]:
        """Zone → the items in which a common form stands, as the index has its words."""
        english = (item for item, english in self.english.items() if occurs(form, english))
        found = {
            "title": self._having(form, "title"), "initiative": self._having(form, "context"),
            "english": self.order.named(english),
        }  # fmt: skip
        if len(terms(form)) < 2:
            return found | {"result": self._having(form, "text")}
        written = self._written(form)  # of several words the index does not tell what stands between them
        in_titles = found["title"] & written
        return found | {
            "title": in_titles, "result": self._having(form, "text") & written if in_titles else written
        }  # fmt: skip

    def _written(self, form: str) -> PlanSet:
        """The items in whose titles or texts a form of several words stands as it is written. Kept longer
        than where a word stands: each item with these words had to be looked at."""
        found = self._compounds.get(form)
        if found is None:
            if len(self._compounds) >= self._forms_kept:
                self._compounds.clear()
            places = self.vocabulary.index.places_with(self.vocabulary.year, form, SIGN_BY_SIGN, written=True)
            found = self._compounds[form] = self.order.at(places)
        return found

    def _having(self, form: str, field: str) -> PlanSet:
        """The items that have the words of a form in a field of the index."""
        return PlanSet(self.order, self.vocabulary.index.bits_with(self.vocabulary.year, form, field))

    def having(self, forms: Iterable[str]) -> tuple[Item, ...]:
        """The items in whose texts one of the forms stands, in the order of the sheet."""
        return tuple(self.order.named(self.anywhere(tuple(forms))).items())

    def in_order(self, items: Iterable[Item]) -> tuple[Item, ...]:
        """Some items in the order of the sheet."""
        return self.order.of(items).items()

    def writes(self, form: str) -> bool:  # noqa: ARG002 - whoever asks looks further
        """Whether a form may stand anywhere: of a large plan looking further tells as soon."""
        return True

    def naming(self, name: str) -> tuple[Item, ...]:
        """The items whose texts have a name that is not the end of a longer one."""
        alone = re.compile(f"(?<![一-鿿]){re.escape(name)}")
        places = self.vocabulary.index.places_with(self.vocabulary.year, name, written=True)
        texts = zip(places, self.opened(places), strict=True)
        named = (place for place, each in texts if any(alone.search(text) for text in each[1:4]))
        return tuple(self.plan.items[place] for place in named)

    def only_as_a_word(self, form: str) -> bool:
        """Whether a form stands in the texts, never as a part of another word."""
        standing, opened = self.anywhere((form,)), self._standing(form)
        if opened is None:
            return bool(standing)
        written = {key for key, zones in opened.items() if any(form in text for text in zones.values())}
        return bool(standing) and standing == written

    def knows(self, word: TopicWord) -> bool:
        """See Texts. That a common form stands somewhere is known long before where it stands everywhere."""
        return any(map(self._is_common, word.forms)) or super().knows(word)

    def _is_common(self, form: str) -> bool:
        """Whether a form that may stand in many items does stand in one."""
        if self._standing(form) is not None:
            return False
        index, year = self.vocabulary.index, self.vocabulary.year
        if len(terms(form)) < 2 or index.writes(year, form, SIGN_BY_SIGN):
            return True
        return bool(index.places_with(year, form, ("context",), most=1))  # of several words it may be none

    def wholes(self, items: Sequence[str]) -> tuple[str, ...]:
        """All texts of each of some items as one."""
        places = sorted(self.order[item] for item in items if item not in self._opened)
        for place, texts in zip(places, self.opened(places) if places else (), strict=True):
            self._opened.keep(self.plan.items[place].id, texts)
        return super().wholes(items)

    def holding(self, form: str, zone: str) -> Names:
        """The ids of the items in whose zone a form stands, even as the end of a longer word."""
        return self.order.named(
            item
            for item, zones in (self._standing(form) or {}).items()
            if form in zones[zone] and stands_before_no(form, zones[zone], is_katakana)
        )

    def times(self, item: str, forms: tuple[str, ...]) -> int:  # noqa: ARG002
        """How often forms stand in an item: not counted, for that its texts would have to be opened."""
        return 1

    def _where(self, form: str) -> dict[str, Names]:
        known = self._found.get(form)
        if known is None:
            if len(self._found) >= self._forms_kept:
                self._found.clear()
            found = self._by_words(form) if (common := self._standing(form)) is None else {}
            for zone in ZONES:
                if ids := [item for item, zones in (common or {}).items() if occurs(form, zones[zone])]:
                    found[zone] = self.order.named(ids)
            known = self._found[form] = {zone: found[zone] for zone in ZONES if found.get(zone)}
        return known
