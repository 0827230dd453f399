"""What a question is about: words left over by the grammar → items in which they stand, best first.

A word is looked for as it is written and as everything the table of words calls the same. A compound
(自動運転) must stand there as a whole, or all its parts must be known: that 自動 occurs does not make
自動運転 occur. What occurs nowhere is unknown, and said so, instead of showing the least bad measure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.question import Topic, Word
from bot.scanning import WORD_BEGIN, WORD_END
from bot.vocabulary import Vocabulary
from katou_index.plan import Item, Measure, Plan
from katou_index.words import Token, fold, tokens

ZONES = {
    "title": 3.0,
    "english": 2.6,
    "planned": 2.0,
    "result": 1.6,
    "evidence": 1.4,
    "initiative": 0.8,
    "owners": 0.5,
}
SPREAD = 0.7  # fit of a compound whose parts stand in an item, but not together
OTHER_ZONES = 0.35  # what a further zone adds, beside the best one
REMEMBERED = 20_000  # forms whose places are kept
SMALL_PLAN = 500  # items; a larger plan is asked through the index first
JOINING = {"と", "や", "及び", "および", "、", "・", "and", "&", ",", "とか", "or"}
CONTENT = {"名詞", "接頭辞", "接尾辞", "記号", "形状詞"}
WEAK = {"動詞", "形容詞", "副詞", "形状詞"}
NOISE = frozenset(
    "事業 項目 件 話 事 こと 物 もの 者 奴 やつ 分 所 ところ とこ 方 内容 具合 今 最近 現在 詳細 詳しい 関係 関連 関する 等 など 系 施策 市 町 当市 加東市 加東 プラン "
    "アクション 評価表 シート 表 何 誰 私 うち 我々 自分 皆 人 課長 係長 様 さん 君 氏 件数 数 一 全部 全て 一つ ひとつ 結局 実際 本当 例 際 時 為 ため 中 内 欄 的 "
    "先 後 前 上 下 別 各 全 本 当 御 お ご 其れ 此れ 何れ 名前 番 番目 目 つ 個 回答 質問 確認 情報 お願い 願い 様子 感じ 気 場合 点 部分 以上 以下 以外 未満 合計 ほか 他 "
    "台数 人数 回数 名 台 基 年 月 日 度 年度 やり方 ちゃん あと 次 今回 一覧 リスト 全体 総務 担当 部署 課 室 結果 実績 根拠 理由 予定 計画 状況 進捗 評価 報告 わけ 訳 はず つもり "
    "記載 記述 言及 文字 言葉 語 ページ マーク 記号 データ 件名 タイトル もん こちら そちら 皆さん 資料 どれ 楽 駄目 大丈夫 貴課 弊課 加東市 kato city".split()
)
NOISE_ENGLISH = frozenset(
    "a an the of in on at to for by with from and or is are was were be been being do does did done has have had can could will would should may might "
    "what which who whom whose when where why how much many any about tell me show list give please i we you it its this that these those there their our your my "
    "status progress rating rated result results measure measures project projects item items plan department section office city kato thing things stuff "
    "something anything already yet still now just only also so then than if into out up down over again some more most other same ok hi hello hey dear "
    "could kindly want wanted need know see look find get got like use used using made make did go going went new one two three no not yes as "
    "really us them they he she his her him am but because information info detail details report work working works worked say says said done way "
    "happened happening happen let lets question ask asking regarding concerning related tell us explain describe looking thanks thank sir madam "
    "manager director boss chief officer m s t re ll ve d team our results please kindly wa ga wo ni de mo no ka desu kudasai oshiete".split()
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """An item with how well it fits. Coverage is the weighted share of the required words found in it."""

    item: Item
    score: float
    coverage: float
    title_coverage: float


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was found for one topic: ranked items, words that occur nowhere."""

    ranked: tuple[Ranked, ...]
    unknown: tuple[Word, ...]
    known_share: float  # weighted share of the required words that occur anywhere


# ---------------------------------------------------------------- words of a question


def topics_of(segments: Sequence[tuple[int, str]], vocabulary: Vocabulary) -> tuple[Topic, ...]:
    """The words of what the grammar left over, cut into topics where と, や or "and" joins them."""
    groups: list[list[Word]] = [[]]
    for _, segment in segments:
        for word in _words(segment, vocabulary):
            if word is None:
                if groups[-1]:
                    groups.append([])
            else:
                groups[-1].append(word)
    kept = [group for group in groups if any(not word.weak for word in group)]
    weak = [word for group in groups if group not in kept for word in group]
    if not kept:
        return (Topic(tuple(dict.fromkeys(weak))),) if weak else ()
    kept[0].extend(weak)
    return tuple(Topic(tuple(dict.fromkeys(group))) for group in kept)


def _words(segment: str, vocabulary: Vocabulary) -> Iterator[Word | None]:
    """Words of one stretch; None where two topics are joined."""
    for piece in re.split(f"({WORD_BEGIN}[^{WORD_END}]*{WORD_END})", segment):
        text = piece.strip(WORD_BEGIN + WORD_END)
        known = (*vocabulary.thesaurus.japanese.get(text, ()), *vocabulary.thesaurus.english.get(text, ()))
        if piece.startswith(WORD_BEGIN) and known:
            yield Word(text, _forms(text, vocabulary), english=text.isascii())
        else:
            yield from _tagged_words(text, vocabulary)


def _tagged_words(text: str, vocabulary: Vocabulary) -> Iterator[Word | None]:
    run: list[Token] = []
    end = 0
    for token in tokens(text):
        begin = text.find(token.surface, end)
        glued = begin == end
        end = begin + len(token.surface)
        if run and (not glued or token.pos not in CONTENT):
            yield from _compound(run, vocabulary)
            run = []
        if token.surface in JOINING:
            yield None
        elif token.pos in CONTENT and any(c.isalnum() for c in token.surface):
            run.append(token)
        elif token.surface in vocabulary.thesaurus.japanese:
            yield _word(token.surface, vocabulary, token.lemma)
        elif token.pos in WEAK and token.lemma not in NOISE:
            yield Word(token.surface, tuple(dict.fromkeys((token.surface, _stem(token)))), weak=True)
    if run:
        yield from _compound(run, vocabulary)


def _stem(token: Token) -> str:
    """A verb without its ending, where that is still a word: 優れる → 優れ."""
    stem = token.lemma[:-1]
    return stem if re.search("[一-鿿]", stem) else token.lemma


def _compound(run: list[Token], vocabulary: Vocabulary) -> Iterator[Word]:
    """Nouns glued together are one word with parts; what says nothing is cut off at both ends."""
    while run and _noise(run[-1]):
        run = run[:-1]
    while run and _noise(run[0]):
        run = run[1:]
    if not run:
        return
    if len(run) == 1:
        yield _word(run[0].surface, vocabulary, run[0].lemma)
        return
    parts = tuple(_word(token.surface, vocabulary, token.lemma) for token in run if not _noise(token))
    yield Word(
        "".join(token.surface for token in run),
        _forms("".join(token.surface for token in run), vocabulary),
        parts,
    )


def _noise(token: Token) -> bool:
    return (
        token.surface.isdecimal()
        or token.surface in NOISE
        or token.lemma in NOISE
        or token.surface in NOISE_ENGLISH
        or not any(c.isalnum() for c in token.surface)
    )


def _word(surface: str, vocabulary: Vocabulary, lemma: str = "") -> Word:
    return Word(
        surface,
        _forms(surface, vocabulary, lemma),
        english=surface.isascii() and surface.isalpha() and len(surface) > 1,
    )


def _forms(surface: str, vocabulary: Vocabulary, lemma: str = "") -> tuple[str, ...]:
    forms = [surface, *vocabulary.thesaurus.japanese.get(surface, ())]
    forms += [
        form.replace(meant, printed)
        for meant, printed in vocabulary.misread
        for form in forms
        if meant in form
    ]
    if surface.isascii():
        stem = _english_stem(surface)
        forms += vocabulary.thesaurus.english.get(surface, vocabulary.thesaurus.english.get(stem, ()))
        forms.append(stem)
    if lemma and len(lemma) > 1:
        forms += [lemma, *vocabulary.thesaurus.japanese.get(lemma, ())]
    return tuple(dict.fromkeys(form for form in forms if form))


def _english_stems(text: str) -> str:
    """An English text with each word also by its stem, so that facility finds facilities."""
    words = re.findall("[a-z0-9'-]+", text)
    return " ".join((text, *dict.fromkeys(_english_stem(word) for word in words)))


def _english_stem(word: str) -> str:
    for ending in ("ies", "ing", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending) + ("y" if ending == "ies" else "")
    return word


# ---------------------------------------------------------------- where they stand


class Texts:
    """The folded texts of one plan's items, by zone; made once a plan."""

    def __init__(self, plan: Plan, vocabulary: Vocabulary) -> None:
        self.plan = plan
        self.vocabulary = vocabulary
        self.measures: dict[str, Measure] = {
            item.id: measure for measure in plan.measures for item in measure.items
        }
        self.zones: dict[str, dict[str, str]] = {item.id: self._zones(item) for item in plan.items}
        self._found: dict[str, dict[str, frozenset[str]]] = {}
        self.whole: dict[str, str] = {key: "\n".join(zones.values()) for key, zones in self.zones.items()}

    def _zones(self, item: Item) -> dict[str, str]:
        measure = self.measures[item.id]
        return {
            "title": compact(measure.title),
            "english": _english_stems(self.vocabulary.english_titles.get(fold(measure.title), "")),
            "planned": compact(item.planned),
            "result": compact(item.result),
            "evidence": compact(item.evidence),
            "initiative": compact(measure.initiative),
            "owners": compact(" ".join(item.owners)),
        }

    def having(self, forms: Iterable[str]) -> tuple[Item, ...]:
        """The items in whose texts one of the forms stands, in the order of the sheet."""
        ids = self.anywhere(tuple(forms))
        return tuple(item for item in self.plan.items if item.id in ids)

    def anywhere(self, forms: tuple[str, ...]) -> frozenset[str]:
        """The ids of the items in which one of the forms stands."""
        return frozenset(each for form in forms for ids in self._where(form).values() for each in ids)

    def inside(self, forms: tuple[str, ...], zone: str) -> frozenset[str]:
        """The ids of the items in whose zone one of the forms stands."""
        return frozenset(each for form in forms for each in self._where(form).get(zone, ()))

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


@lru_cache(maxsize=2048)
def compact(text: str) -> str:
    """Folded, without blanks between Japanese signs, so that "C A T V" and line breaks do not matter."""
    folded = fold(text)
    folded = re.sub(r"(?<=[a-z]) (?=[a-z]\b)", "", folded)
    return re.sub(r"(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])", "", folded)


def occurs(form: str, text: str) -> bool:
    """Whether `form` stands in the folded `text` as a word: Latin and short katakana not inside another."""
    place = text.find(form)
    while place >= 0:
        end = place + len(form)
        if not (
            _continues(text[place - 1 : place], form[0], len(form))
            or _continues(text[end : end + 1], form[-1], len(form))
        ):
            return True
        place = text.find(form, place + 1)
    return False


def _continues(neighbour: str, edge: str, length: int) -> bool:
    if not neighbour:
        return False
    if edge.isascii() and edge.isdigit():
        return neighbour.isascii() and neighbour.isdigit()
    if edge.isascii() and edge.isalpha():
        return neighbour.isascii() and neighbour.isalpha()
    if "ァ" <= edge <= "ー":
        return length < 4 and "ァ" <= neighbour <= "ー"
    return length == 1 and "一" <= edge <= "鿿" and "一" <= neighbour <= "鿿"


class Ranker:
    """Ranks the items of one plan for the words of a topic."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def rank(self, topic: Topic, items: Sequence[Item]) -> Resolution:
        """The items in which words of the topic stand, best first; ties in the order of the sheet."""
        required = [word for word in topic.words if not word.weak]
        places = {word: _Places(word, self.texts) for word in topic.words}
        unknown = tuple(word for word in required if not places[word].known)
        total = sum(places[word].weight for word in required) or 1.0
        known = sum(places[word].weight for word in required if word not in unknown) / total
        ranked = []
        for order, item in enumerate(items):
            score = coverage = title = 0.0
            for word in topic.words:
                place = places[word]
                fit, zone = place.best(item.id)
                if not fit:
                    continue
                if word.weak:
                    score += 0.35 * fit * place.weight
                    continue
                score += fit * place.weight * (
                    ZONES[zone] + OTHER_ZONES * place.elsewhere(item.id, zone)
                ) + place.repeats(item.id)
                coverage += fit * place.weight
                if place.fit(item.id, "title") or (word.english and zone == "english"):
                    title += fit * place.weight
            if score and (coverage or not required):
                ranked.append((-score, order, Ranked(item, score, coverage / total, title / total)))
        return Resolution(tuple(entry for _, _, entry in sorted(ranked, key=lambda e: e[:2])), unknown, known)

    def known(self, word: Word) -> bool:
        """Whether the word occurs anywhere; a compound also where all its parts stand together in one item."""
        return _Places(word, self.texts).known


class _Places:
    """Where one word stands in the plan, and how much it weighs."""

    def __init__(self, word: Word, texts: Texts) -> None:
        self.word = word
        self.texts = texts
        self.zones = {zone: texts.inside(word.forms, zone) for zone in ZONES}
        self.ids = frozenset(each for ids in self.zones.values() for each in ids)
        self.parts = tuple(_Places(part, texts) for part in word.parts)
        self.together = (
            frozenset.intersection(*(part.ids for part in self.parts)) if self.parts else frozenset()
        )
        self.weight = self._weight()

    def _weight(self) -> float:
        """Rare words weigh more; one that occurs nowhere weighs most."""
        if self.parts and not self.ids:
            return sum(part.weight for part in self.parts)
        size = len(self.texts.plan.items)
        return math.log((size + 1) / (len(self.ids) + 0.5)) * (0.5 if self.word.weak else 1.0) + 0.2

    @property
    def known(self) -> bool:
        return bool(self.ids or self.together)

    def fit(self, item: str, zone: str) -> float:
        """How well the word stands in a zone of an item: whole, as parts, or not."""
        if item in self.zones[zone]:
            return 1.0
        if self.parts and all(item in part.zones[zone] for part in self.parts):
            return 0.85
        return 0.0

    def best(self, item: str) -> tuple[float, str]:
        """The best fit and its zone; parts spread over the zones count less."""
        fit, zone = max(((self.fit(item, zone), zone) for zone in ZONES), key=lambda each: each[0])
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
