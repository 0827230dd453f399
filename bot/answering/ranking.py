"""Where the words of a topic stand in the plan → items, best first.

A compound (自動運転) must stand somewhere as a whole, or all its parts together: that 自動 occurs does not
make 自動運転 occur. What occurs nowhere is unknown, and said so, instead of showing the least bad measure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from bot.question import Topic, TopicWord
from bot.understanding.noise import common_english
from bot.understanding.scripts import is_katakana, stands_before_no
from bot.understanding.stems import english_stem, english_stems
from bot.understanding.vocabulary import Vocabulary
from katou_index.plan import Item, Measure, Plan
from katou_index.records import NamedTuple, Record
from katou_index.romaji import kana_from_romaji
from katou_index.words import fold

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
BETWEEN = "\x1e"  # a sign between texts that folding keeps and no pattern takes for a blank or a letter
SPREAD = 0.7  # fit of a compound whose parts stand in an item, but not together
APART = 24  # signs that may stand between the parts of a compound
AS_PARTS = 0.85  # fit of a compound whose parts stand in one zone, but not glued together
UNKNOWN_WORD = 1.6  # weight of a plain Japanese word that occurs nowhere
UNKNOWN_ENGLISH = 0.8  # weight of a common English word that neither the sheet nor the glossary has
UNKNOWN_NAME = 3.0  # weight of any other: quantum computers are not computers
OTHER_ZONES = 0.35  # what a further zone adds, beside the best one
PARTICLES = "のはがをにでともやかへ"
REMEMBERED = 20_000  # forms whose places are kept
PLACES_KEPT = 256  # words of questions whose places and weights are kept: one question asks for them again


class Ranked(NamedTuple):
    """An item with how well it fits. Coverage is the weighted share of the required words found in it."""

    item: Item
    score: float
    coverage: float
    title_coverage: float


class Resolution(Record):
    """What was found for one topic: ranked items, words that occur nowhere."""

    ranked: tuple[Ranked, ...]
    unknown: tuple[TopicWord, ...]
    known_share: float  # weighted share of the required words that occur anywhere
    rarest: float  # weight of the rarest required word that occurs anywhere


class Texts:
    """The folded texts of one plan's items, by zone; made once a plan."""

    def __init__(self, plan: Plan, vocabulary: Vocabulary) -> None:
        self.plan = plan
        self.vocabulary = vocabulary
        self.measures: dict[str, Measure] = {
            item.id: measure for measure in plan.measures for item in measure.items
        }
        self.zones = self._zones()
        self._found: dict[str, dict[str, frozenset[str]]] = {}
        self._words: dict[TopicWord, Places] = {}
        self.whole: dict[str, str] = {key: "\n".join(zones.values()) for key, zones in self.zones.items()}
        self.zones = self._with_former_titles()

    def _zones(self) -> dict[str, dict[str, str]]:
        """Item → zone → text. All are closed up in one go: most of its time would go into the calls."""
        texts = (text for texts in self.vocabulary.written for text in texts)
        folded = BETWEEN.join([text.replace(BETWEEN, " ") for text in texts])
        compacted = _closed_up(folded).split(BETWEEN)
        zones = {}
        for place, item in enumerate(self.plan.items):
            written = compacted[place * len(WRITTEN) :][: len(WRITTEN)]
            measure = self.measures[item.id]
            titles = (fold(measure.title), *self.vocabulary.former_titles.get(measure.number, ()))
            english = " / ".join(self.vocabulary.english_titles.get(title, "") for title in titles)
            zones[item.id] = {**dict(zip(WRITTEN, written, strict=True)), "english": stemmed(english)}
        return zones

    def _with_former_titles(self) -> dict[str, dict[str, str]]:
        """The zones as they are searched: titles of other years lead to what the measure is called here."""
        former = self.vocabulary.former_titles
        if not former:
            return self.zones
        return {
            key: {**zones, "title": "\n".join((zones["title"], *map(compact, titles)))} if titles else zones
            for key, zones in self.zones.items()
            for titles in (former.get(self.measures[key].number, ()),)
        }

    @cached_property
    def everything(self) -> str:
        """All that is searched as one text: what does not stand in it is known without looking further."""
        return "\n".join(text for zones in self.zones.values() for text in zones.values())

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

    def anywhere(self, forms: tuple[str, ...]) -> frozenset[str]:
        """The ids of the items in which one of the forms stands."""
        return frozenset(each for form in forms for ids in self._where(form).values() for each in ids)

    def only_as_a_word(self, form: str) -> bool:
        """Whether a form stands in the texts, never as a part of another word: not ライン of オンライン."""
        standing = self.anywhere((form,))
        return bool(standing) and standing == {key for key, text in self.whole.items() if form in text}

    def inside(self, forms: tuple[str, ...], zone: str) -> frozenset[str]:
        """The ids of the items in whose zone one of the forms stands."""
        return frozenset(each for form in forms for each in self._where(form).get(zone, ()))

    def holding(self, form: str, zone: str) -> frozenset[str]:
        """The ids of the items in whose zone a form stands, even as the end of a longer word."""
        texts = ((key, zones[zone]) for key, zones in self.zones.items())
        return frozenset(
            key for key, text in texts if form in text and stands_before_no(form, text, is_katakana)
        )

    def _where(self, form: str) -> dict[str, frozenset[str]]:
        """Zone → ids of the items in which a form stands there. Remembered: questions repeat words."""
        known = self._found.get(form)
        if known is None:
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            ids = {
                zone: frozenset(key for key, zones in self.zones.items() if occurs(form, zones[zone]))
                for zone in ZONES
            }
            known = self._found[form] = {zone: found for zone, found in ids.items() if found}
        return known

    def places(self, word: TopicWord) -> Places:
        """Where a word stands and what it weighs. Remembered: one question asks for it up to four times."""
        known = self._words.get(word)
        if known is None:
            if len(self._words) >= PLACES_KEPT:
                self._words.clear()
            known = self._words[word] = Places(word, self)
        return known


@lru_cache(maxsize=2048)
def compact(text: str) -> str:
    """Folded, without blanks between Japanese signs, so that "C A T V" and line breaks do not matter."""
    return _closed_up(fold(text))


def _closed_up(folded: str) -> str:
    """Each pattern begins with the sign it drops: looking behind it first takes five times as long."""
    folded = re.sub(r" (?<=[a-z] )(?=[a-z]\b)|・(?<=[ァ-ヺー]・)(?=[ァ-ヺー])", "", folded)
    return re.sub(r" (?:(?<=[^\x00-\x7f] ) *| *(?=[^\x00-\x7f]))", "", folded)


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
    """Whether a word goes on beyond its edge: not パソコン in タブレットパソコン."""
    if not neighbour:
        return False
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

    def rank(self, topic: Topic, items: Sequence[Item]) -> Resolution:
        """The items in which words of the topic stand, best first; ties in the order of the sheet."""
        required = [word for word in topic.words if not word.weak]
        places = {word: self.texts.places(word) for word in topic.words}
        unknown = tuple(word for word in required if not places[word].known)
        found = [word for word in required if word not in unknown]
        # A word of English that the sheet cannot hold says little; one of Japanese would stand in it.
        lost = sum(_lost(word, places[word].weight) for word in unknown)
        weight = sum(places[word].weight for word in found)
        total = weight or 1.0
        known = weight / (weight + lost or 1.0)
        rarest = max((places[word].weight for word in found), default=0.0)
        likely = frozenset[str]().union(*(place.anywhere for place in places.values()))
        ranked = []
        for order, item in enumerate(items):
            if item.id not in likely:
                continue
            score = coverage = title = 0.0
            for word in topic.words:
                place = places[word]
                fit, zone = place.best(item.id)
                if not fit:
                    continue
                if word.weak:
                    continue
                score += fit * place.weight * (
                    ZONES[zone] + OTHER_ZONES * place.elsewhere(item.id, zone)
                ) + place.repeats(item.id)
                coverage += fit * place.weight
                if place.fit(item.id, "title") or (word.english and zone == "english"):
                    title += fit * place.weight
            if score and (coverage or not required):
                score *= (coverage / total) ** 2 if required else 1.0  # all the words before the best place
                ranked.append((-score, order, Ranked(item, score, coverage / total, title / total)))
        ranked.sort(key=lambda each: each[:2])
        return Resolution(tuple(entry for _, _, entry in ranked), unknown, known, rarest)

    def known(self, word: TopicWord) -> bool:
        """Whether the word occurs anywhere; a compound also where all its parts are in one item."""
        return self.texts.places(word).known


def _lost(word: TopicWord, weight: float) -> float:
    """What a word that occurs nowhere weighs: a compound or a name in katakana is what was asked for."""
    if word.english:
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
        self.zones = {zone: texts.inside(word.forms, zone) for zone in ZONES}
        if not any(self.zones.values()) and not word.parts and not word.text.isascii() and len(word.text) > 1:
            self.zones = {
                zone: texts.holding(word.text, zone) for zone in ZONES
            }  # カード in クレジットカード
        self.ids = frozenset(each for ids in self.zones.values() for each in ids)
        self.parts = tuple(Places(part, texts) for part in word.parts)
        near = (item for item in self._candidates() if any(self.fit(item, zone) for zone in ZONES))
        self.anywhere = self.ids.union(*(part.ids for part in self.parts))
        self.together = self._candidates() if len(self.parts) > 2 else frozenset(near)
        self.weight = self._weight()

    def _candidates(self) -> frozenset[str]:
        """The items in which all parts stand, in whatever place."""
        return frozenset.intersection(*(part.ids for part in self.parts)) if self.parts else frozenset()

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
        if self.parts and all(item in part.zones[zone] for part in self.parts):
            return AS_PARTS if self._in_order(self.texts.zones[item][zone]) else 0.0
        return 0.0

    def _in_order(self, text: str) -> bool:
        """Whether the parts stand in their order and near each other: 電子契約 is not 契約…電子."""
        between = f".{{0,{APART}}}?"
        parts = ("(?:" + "|".join(map(re.escape, part.word.forms)) + ")" for part in self.parts)
        return re.search(between.join(parts), text) is not None

    def best(self, item: str) -> tuple[float, str]:
        """The best fit and its zone; parts spread over the zones count less."""
        fit, zone = 0.0, ""
        for place, ids in self.zones.items():  # the first of the best
            here = 1.0 if item in ids else self.fit(item, place) if self.parts else 0.0
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
        return sum(
            weight for zone, weight in ZONES.items() if zone not in (best, "english") and self.fit(item, zone)
        )

    def repeats(self, item: str) -> float:
        """A little for every time it is written."""
        if item not in self.ids:
            return 0.0
        return 0.1 * math.log1p(sum(self.texts.whole[item].count(form) for form in self.word.forms))


def stemmed(text: str) -> str:
    """An English text with each word also by its stem, so that facility finds facilities."""
    words = re.findall("[a-z0-9'-]+", text)
    return " ".join((text, *dict.fromkeys(english_stem(word) for word in words)))
