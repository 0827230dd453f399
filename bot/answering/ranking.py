"""Where the words of a topic stand in the plan → items, best first.

A compound (自動運転) must stand somewhere as a whole, or all its parts together: that 自動 occurs does not
make 自動運転 occur. What occurs nowhere is unknown, and said so, instead of showing the least bad measure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, reduce
from itertools import islice, repeat, takewhile
from operator import and_

from bot.answering.plan_sets import NONE, Names, PlanSet, union
from bot.question import Topic, TopicWord
from bot.understanding.noise import common_english
from bot.understanding.scripts import is_katakana, stands_before_no
from bot.understanding.vocabulary import Vocabulary
from katou_index.index.schema import BETWEEN
from katou_index.plan import Item, Measure, MeasureNumber, Plan
from katou_index.records import TYPE_CHECKING, NamedTuple, Record
from katou_index.stems import english_stems, stemmed
from katou_index.words import closed_up, fold

if TYPE_CHECKING:
    from typing import Any

ZONES = {
    "title": 3.0,
    "english": 2.6,  # the English names of the title
    "planned": 2.0,
    "result": 1.6,
    "evidence": 1.4,
    "initiative": 0.8,
    "owners": 0.5,
}
WRITTEN = ("title", "planned", "result", "evidence", "initiative", "owners")
SPREAD = 0.7  # fit of a compound whose parts stand in an item, but not together
APART = 24  # signs that may stand between the parts of a compound
AS_PARTS = 0.85  # fit of a compound whose parts stand in one zone, but not glued together
UNKNOWN_WORD = 1.6  # weight of a plain Japanese word that occurs nowhere
UNKNOWN_ENGLISH = 0.8  # weight of a common English word that neither the sheet nor the glossary has
UNKNOWN_NAME = 3.0  # weight of any other: quantum computers are not computers
OTHER_ZONES = 0.35  # what a further zone adds, beside the best one
PARTICLES = "のはがをにでともやかへ"
REMEMBERED = 20_000  # forms whose places are kept
FAR = 0.8  # share of the best coverage below which many items alike are not even mentions
MANY = 200  # items alike
RANKED_KEPT = 8  # topics of which is kept what they lead to
PLACES_KEPT = 256  # words of questions whose places and weights are kept: one question asks for them again


class Ranked(NamedTuple):
    """An item with how well it fits. Coverage is the weighted share of the required words found in it."""

    item: Item
    score: float
    coverage: float
    title_coverage: float


class Fit(NamedTuple):
    """How well the words of a topic fit an item, as `Ranked` has it."""

    score: float
    coverage: float
    title_coverage: float


if TYPE_CHECKING:
    RankedItems = Sequence[Ranked]
else:
    RankedItems = Sequence


class Resolution(Record):
    """What was found for one topic: ranked items, words that occur nowhere."""

    ranked: Sequence[Ranked]
    unknown: tuple[TopicWord, ...]
    known_share: float  # weighted share of the required words that occur anywhere
    rarest: float  # weight of the rarest required word that occurs anywhere


class RankedGroups(RankedItems):
    """Items of a large plan, best first: of thousands that fit alike no more are named than are asked for."""

    def __init__(self, groups: Iterable[tuple[Fit, PlanSet]]) -> None:
        self._by_score: dict[float, list[tuple[Fit, PlanSet]]] = {}
        for fit, held in sorted(groups, key=lambda group: -group[0].score):
            self._by_score.setdefault(fit.score, []).append((fit, held))

    def levels(self, least: float = 0.0) -> Iterator[list[tuple[Fit, PlanSet]]]:
        """Those with the best score, with the next one …, down to a score."""
        return takewhile(lambda level: level[0][0].score >= least, self._by_score.values())

    def __iter__(self) -> Iterator[Ranked]:
        for level in self.levels():
            sheet, fits = level[0][1].order.sheet, [fit for fit, _ in level]
            places = [held.places() for _, held in level]
            if len(level) == 1:
                yield from (Ranked(sheet[place], *fits[0]) for place in places[0])
            else:
                from heapq import merge  # here: of a large plan

                mixed = merge(*(zip(of, repeat(at)) for at, of in enumerate(places)))
                yield from (Ranked(sheet[place], *fits[at]) for place, at in mixed)

    def __len__(self) -> int:
        return sum(len(held) for groups in self._by_score.values() for _, held in groups)

    def __bool__(self) -> bool:
        return bool(self._by_score)

    def __getitem__(self, place: Any) -> Any:
        """Of the first ones no more is made than is asked for; none is counted from behind."""
        if isinstance(place, slice):
            return tuple(islice(self, place.start, place.stop, place.step))
        if place or not self._by_score:
            return next(islice(self, place, None))
        fit, held = min(next(self.levels()), key=lambda group: group[1].first)
        return Ranked(held.order.sheet[held.first], *fit)


class Texts:
    """The folded texts of one plan's items, by zone; made once a plan."""

    zones: Mapping[str, dict[str, str]]
    whole: Mapping[str, str]
    places_kept = PLACES_KEPT
    large = False  # whether items in which words stand alike are ranked alike, without opening them

    def __init__(self, plan: Plan, vocabulary: Vocabulary) -> None:
        self.plan = plan
        self.vocabulary = vocabulary
        self.measures: Mapping[str, Measure] = {
            item.id: measure for measure in plan.measures for item in measure.items
        }
        zones = self._zones()
        self._found: dict[str, dict[str, Names]] = {}
        self._words: dict[TopicWord, Places] = {}
        self.whole = {key: "\n".join(texts.values()) for key, texts in zones.items()}
        self.zones = self._with_former_titles(zones)
        self._searched = (
            self.whole
            if self.zones is zones
            else {key: "\n".join(texts.values()) for key, texts in self.zones.items()}
        )

    def _zones(self) -> dict[str, dict[str, str]]:
        """Item → zone → text, as the index has them."""
        rows, zones = iter(self.vocabulary.written), {}
        for measure in self.plan.measures:
            former = self.vocabulary.former_titles.get(measure.number, ())
            named = self._in_english(fold(measure.title), *former) if former else None
            for item in measure.items:
                *_, closed, english = next(rows)
                written = zip(WRITTEN, closed.split(BETWEEN), strict=True)
                zones[item.id] = {**dict(written), "english": english if named is None else named}
        return zones

    def _in_english(self, *titles: str) -> str:
        """The English names of a measure that had other titles, too."""
        return stemmed(" / ".join(self.vocabulary.english_titles.get(title, "") for title in titles))

    def _with_former_titles(self, found: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        """The zones as they are searched: titles of other years lead to what the measure is called here."""
        former = self.vocabulary.former_titles
        if not former:
            return found
        return {
            key: {**zones, "title": "\n".join((zones["title"], *map(compact, titles)))} if titles else zones
            for key, zones in found.items()
            for titles in (former.get(self.measures[key].number, ()),)
        }

    @cached_property
    def _everything(self) -> str:
        return "\n".join(text for zones in self.zones.values() for text in zones.values())

    def writes(self, form: str) -> bool:
        """Whether a form may stand anywhere: what does not is known without looking further."""
        return form in self._everything

    def having(self, forms: Iterable[str]) -> tuple[Item, ...]:
        """The items in whose texts one of the forms stands, in the order of the sheet."""
        ids = self.anywhere(tuple(forms))
        return tuple(item for item in self.plan.items if item.id in ids)

    def naming(self, name: str) -> tuple[Item, ...]:
        """The items whose texts have a name that is not the end of a longer one."""
        alone = re.compile(f"(?<![一-鿿]){re.escape(name)}")  # few questions ask for members
        texts = ("planned", "result", "evidence")
        return tuple(
            item for item in self.plan.items if any(alone.search(self.zones[item.id][zone]) for zone in texts)
        )

    def anywhere(self, forms: tuple[str, ...]) -> Names:
        """The ids of the items in which one of the forms stands."""
        return union(ids for form in forms for ids in self._where(form).values())

    def only_as_a_word(self, form: str) -> bool:
        """Whether a form stands in the texts, never as a part of another word: not ライン of オンライン."""
        standing = self.anywhere((form,))
        return bool(standing) and standing == {key for key, text in self.whole.items() if form in text}

    def inside(self, forms: tuple[str, ...], zone: str) -> Names:
        """The ids of the items in whose zone one of the forms stands."""
        if len(forms) == 1:  # as most words have
            return self._where(forms[0]).get(zone, NONE)
        return union([self._where(form).get(zone, NONE) for form in forms])

    def zones_with(self, forms: tuple[str, ...]) -> dict[str, Names]:
        """The same of each zone."""
        found = [self._where(form) for form in forms]
        return {zone: union([each[zone] for each in found if zone in each]) for zone in ZONES}

    def holding(self, form: str, zone: str) -> Names:
        """The ids of the items in whose zone a form stands, even as the end of a longer word."""
        texts = ((key, zones[zone]) for key, zones in self.zones.items())
        return frozenset(
            key for key, text in texts if form in text and stands_before_no(form, text, is_katakana)
        )

    def among(self, items: Sequence[Item], likely: Names) -> Iterable[tuple[int, Item]]:
        """The likely ones of some items, each with its place among them, in their order."""
        return ((order, item) for order, item in enumerate(items) if item.id in likely)

    def in_order(self, items: Iterable[Item]) -> tuple[Item, ...]:
        """Some items in the order of the sheet."""
        places = self.plan.places
        return tuple(sorted(items, key=lambda item: places[item.id]))

    def measures_of(self, ids: Names, most: int) -> int:
        """In how many measures these items are; where in more than so many, one more than that."""
        found = set[MeasureNumber]()
        for each in ids:
            found.add(self.measures[each].number)
            if len(found) > most:
                break
        return len(found)

    def wholes(self, items: Sequence[str]) -> tuple[str, ...]:
        """All texts of each of some items as one."""
        return tuple(self.whole[item] for item in items)

    def times(self, item: str, forms: tuple[str, ...]) -> int:
        """How often forms stand in an item."""
        text = self.whole[item]
        return sum(text.count(form) for form in forms)

    def _where(self, form: str) -> dict[str, Names]:
        """Zone → ids of the items in which a form stands there. Remembered: questions repeat words."""
        known = self._found.get(form)
        if known is None:
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            likely = [key for key, text in self._searched.items() if form in text]
            ids: dict[str, Names] = {
                zone: frozenset(key for key in likely if occurs(form, self.zones[key][zone]))
                for zone in (ZONES if likely else ())
            }
            known = self._found[form] = {zone: found for zone, found in ids.items() if found}
        return known

    def places(self, word: TopicWord) -> Places:
        """Where a word stands and what it weighs. Remembered: one question asks for it up to four times."""
        known = self._words.get(word)
        if known is None:
            if len(self._words) >= self.places_kept:
                self._words.clear()
            known = self._words[word] = Places(word, self)
        return known

    def knows(self, word: TopicWord) -> bool:
        """Whether a word occurs anywhere; a compound also where all its parts are in one item."""
        return self.places(word).known


@lru_cache(maxsize=2048)
def compact(text: str) -> str:
    """Folded, without blanks between Japanese signs, so that "C A T V" and line breaks do not matter."""
    return closed_up(fold(text))


_OF_DATES = "年月日"  # behind a figure they end what it says


def occurs(form: str, text: str) -> bool:
    """Whether `form` stands in the folded `text` as a word: Latin and short katakana not inside another."""
    place = text.find(form) if form else -1
    while place >= 0:
        end = place + len(form)
        inside = _continues(text[place - 1 : place], form[0], len(form), before=True)
        if not (inside or _continues(text[end : end + 1], form[-1], len(form), before=False)):
            return True
        place = text.find(form, place + 1)
    return False


def _continues(neighbour: str, edge: str, length: int, before: bool) -> bool:
    """Whether a word goes on beyond its edge: not パソコン in タブレットパソコン, nor 日程 in 20日程度."""
    if not neighbour:
        return False
    if before and edge in _OF_DATES:
        return neighbour.isascii() and neighbour.isdigit()
    if edge.isascii() and edge.isdigit():
        return neighbour.isascii() and neighbour.isdigit()
    if edge.isascii() and edge.isalpha():
        return neighbour.isascii() and neighbour.isalpha()
    if "ァ" <= edge <= "ー":
        return length < (4 if before else 5) and "ァ" <= neighbour <= "ー"
    okurigana = not before and "ぁ" <= neighbour <= "ゖ" and neighbour not in PARTICLES  # 空 is not 空き
    return length == 1 and "一" <= edge <= "鿿" and ("一" <= neighbour <= "鿿" or okurigana)


class Ranker:
    """Ranks the items of one plan for the words of a topic."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self._known: dict[Topic, Resolution] = {}

    def rank(self, topic: Topic, items: Sequence[Item]) -> Resolution:
        """The items in which words of the topic stand, best first; ties in the order of the sheet.

        Of the whole plan it is remembered: one question asks for it several times.
        """
        if items is not self.texts.plan.items:
            return self._ranked(topic, items)
        found = self._known.get(topic)
        if found is None:
            if len(self._known) >= RANKED_KEPT:
                self._known.clear()
            found = self._known[topic] = self._ranked(topic, items)
        return found

    def _ranked(self, topic: Topic, items: Sequence[Item]) -> Resolution:
        required = [word for word in topic.words if not word.weak]
        places = {word: self.texts.places(word) for word in topic.words}
        unknown = tuple(word for word in required if not places[word].known)
        found = [word for word in required if word not in unknown]
        # A word of English that the sheet cannot hold says little; one of Japanese would stand in it.
        lost = sum(_lost(word, places[word].weight) for word in unknown)
        weight = sum(places[word].weight for word in found)
        total = weight or 1.0
        share = weight / (weight + lost or 1.0)
        rarest = max((places[word].weight for word in found), default=0.0)

        def fit(item: str) -> Fit:
            score, coverage, title = self._scores(topic, places, item)
            score *= (coverage / total) ** 2 if required else 1.0  # all the words before the best place
            return Fit(score if coverage or not required else 0.0, coverage / total, title / total)

        of = self._alike_first if self.texts.large else self._each_first
        return Resolution(of(items, places.values(), fit), unknown, share, rarest)

    def _each_first(
        self, items: Sequence[Item], places: Iterable[Places], fit: Callable[[str], Fit]
    ) -> Sequence[Ranked]:
        """Every item in which words stand, best first."""
        likely = union(place.anywhere for place in places)
        found = [(order, item, fit(item.id)) for order, item in self.texts.among(items, likely)]
        found.sort(key=lambda each: (-each[2].score, each[0]))
        return tuple(Ranked(item, *fits) for _, item, fits in found if fits.score)

    def _alike_first(
        self, items: Sequence[Item], places: Iterable[Places], fit: Callable[[str], Fit]
    ) -> Sequence[Ranked]:
        """The same of a large plan: of items in which the words stand alike one is looked at. Very many alike
        that have much less of the question than the best are left out."""
        fits = [(fit(held.order.name(held.first)), held) for held in _alike(places)]
        least = FAR * max((each.coverage for each, _ in fits), default=0.0)
        likely = [
            (each, held)
            for each, held in fits
            if each.score and (each.coverage >= least or len(held) <= MANY)
        ]
        if items is not self.texts.plan.items:
            return self._narrowed(items, likely)
        return RankedGroups(likely)

    @staticmethod
    def _narrowed(items: Sequence[Item], groups: Iterable[tuple[Fit, PlanSet]]) -> tuple[Ranked, ...]:
        """Those of the groups that are among some items, in their order."""
        orders = {item.id: order for order, item in enumerate(items)}
        of = ((-each.score, orders[key], each) for each, held in groups for key in held if key in orders)
        return tuple(Ranked(items[order], *each) for _, order, each in sorted(of, key=lambda each: each[:2]))

    @staticmethod
    def _scores(topic: Topic, places: dict[TopicWord, Places], item: str) -> tuple[float, float, float]:
        """How well the words fit an item; the weight of those found in it, and in its title."""
        score = coverage = title = 0.0
        for word in topic.words:
            place = places[word]
            fit, zone = place.best(item)
            if not fit or word.weak:
                continue
            score += fit * place.weight * (
                ZONES[zone] + OTHER_ZONES * place.elsewhere(item, zone)
            ) + place.repeats(item)
            coverage += fit * place.weight
            if (
                item in place.zones["title"]
                or (place.parts and place.fit(item, "title"))
                or (word.english and zone == "english")
            ):
                title += fit * place.weight
        return score, coverage, title

    def known(self, word: TopicWord) -> bool:
        """Whether the word occurs anywhere; a compound also where all its parts are in one item."""
        return self.texts.knows(word)


def _alike(places: Iterable[Places]) -> list[PlanSet]:
    """Items parted by where each word and part stands: those of one set are ranked alike."""
    standing = [held for place in places for held in place.standings if isinstance(held, PlanSet) and held]
    groups = [standing[0].order.joined(standing)] if standing else []
    for held in sorted(standing, key=len, reverse=True):
        parted = ((group & held, group - held) for group in groups)
        groups = [part for both in parted for part in both if part]
    return groups


def _lost(word: TopicWord, weight: float) -> float:
    """What a word that occurs nowhere weighs: a compound or a name in katakana is what was asked for."""
    if word.english:
        from katou_index.romaji import kana_from_romaji  # here: most words occur

        stems = (word.text, *english_stems(word.text))
        common = any(stem in common_english() for stem in stems) or kana_from_romaji(word.text)
        return UNKNOWN_ENGLISH if common else UNKNOWN_NAME
    named = word.parts or re.fullmatch("[ァ-ヺー]{4,}", word.text)
    return weight if named else UNKNOWN_WORD


class Places:
    """Where one word stands in the plan, and how much it weighs."""

    def __init__(self, word: TopicWord, texts: Texts) -> None:
        self.word = word
        self.texts = texts
        self.zones = texts.zones_with(word.forms)
        nowhere = not word.parts and not any(self.zones.values())
        may_end = not word.text.isascii() and len(word.text) > 1 and word.text[0] not in _OF_DATES
        if nowhere and may_end and texts.writes(word.text):
            self.zones = {
                zone: texts.holding(word.text, zone) for zone in ZONES
            }  # カード in クレジットカード
        self.ids = union(self.zones.values())
        self.parts = tuple(Places(part, texts) for part in word.parts)
        self.anywhere = union((self.ids, *(part.ids for part in self.parts)))
        self.weight = self._weight()

    @cached_property
    def together(self) -> Names:
        """The items in which all parts stand; of two parts, near each other."""
        found = self._candidates()
        if len(self.parts) > 2 or self.texts.large:
            return found
        return found & union((*self.zones.values(), *self._in_parts.values()))

    def _candidates(self) -> Names:
        """The items in which all parts stand, in whatever place."""
        return reduce(and_, (part.ids for part in self.parts)) if self.parts else NONE

    def _weight(self) -> float:
        """Rare words weigh more; one that occurs nowhere weighs most."""
        if self.parts and not self.ids:
            return sum(part.weight for part in self.parts)
        size = len(self.texts.plan.items)
        return math.log((size + 1) / (len(self.ids) + 0.5)) * (0.5 if self.word.weak else 1.0) + 0.2

    @property
    def known(self) -> bool:
        """Whether it stands anywhere, as a whole or with all parts together."""
        return bool(self.ids or self.together)

    def fit(self, item: str, zone: str) -> float:
        """How well the word stands in a zone of an item: whole, as parts, or not."""
        if item in self.zones[zone]:
            return 1.0
        return AS_PARTS if item in self._in_parts[zone] else 0.0

    @cached_property
    def _in_parts(self) -> dict[str, Names]:
        """Zone → the items in which all parts stand there; of a small plan in order and near each other."""
        found = {
            zone: reduce(and_, (part.zones[zone] for part in self.parts)) if self.parts else NONE
            for zone in self.zones
        }
        if self.texts.large:
            return found
        texts = self.texts.zones
        return {
            zone: frozenset(item for item in items if self._in_order(texts[item][zone]))
            for zone, items in found.items()
        }

    def _in_order(self, text: str) -> bool:
        """Whether the parts stand in their order and near each other: 電子契約 is not 契約…電子."""
        between = f".{{0,{APART}}}?"
        parts = ("(?:" + "|".join(map(re.escape, part.word.forms)) + ")" for part in self.parts)
        return re.search(between.join(parts), text) is not None

    @property
    def standings(self) -> Iterator[Names]:
        """The items of each zone in which the word stands, and each of its parts."""
        yield from self.zones.values()
        for part in self.parts:
            yield from part.standings

    def best(self, item: str) -> tuple[float, str]:
        """The best fit and its zone; parts spread over the zones count less."""
        fit, zone, in_parts = 0.0, "", self._in_parts if self.parts else {}
        for place, ids in self.zones.items():  # the first of the best
            here = 1.0 if item in ids else AS_PARTS if in_parts and item in in_parts[place] else 0.0
            if here > fit:
                fit, zone = here, place
                if fit == 1.0:
                    break
        found = [part for part in self.parts if item in part.ids] if fit < SPREAD else []
        if found:
            share = SPREAD * sum(part.weight for part in found) / sum(part.weight for part in self.parts)
            if share > fit:
                return share, next(zone for zone in ZONES for part in found if item in part.zones[zone])
        return (fit, zone) if fit else (0.0, "")

    def elsewhere(self, item: str, best: str) -> float:
        """The weights of the other zones in which the word stands too."""
        zones, in_parts = self.zones, self._in_parts if self.parts else {}
        return sum(
            [
                weight
                for zone, weight in ZONES.items()
                if zone not in (best, "english")
                and (item in zones[zone] or (in_parts and item in in_parts[zone]))
            ]
        )

    def repeats(self, item: str) -> float:
        """A little for every time it is written."""
        if item not in self.ids:
            return 0.0
        return 0.1 * math.log1p(self.texts.times(item, self.word.forms))
