"""Words of a question → the items it is about (`Matched`), further mentions, and words that occur nowhere.

    図書館のシステム更新 → the item that has these words, others that mention them
    図書館の自動運転     → 自動運転 is unknown: nothing is shown instead of it

How well words fit an item: ranking.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import takewhile
from operator import and_

from bot.answering.context import AnswerContext, Matched
from bot.answering.plan_sets import NONE, Names, PlanItems
from bot.answering.ranking import Ranked, RankedGroups, Resolution, occurs
from bot.question import Topic, TopicWord
from bot.understanding.noise import DONE, GENERAL, common_english
from bot.understanding.scan import hints_in
from bot.understanding.scripts import pattern
from bot.understanding.topics import DEGREE, is_common, marked, names_something, topics_of
from katou_index.plan import Item
from katou_index.stems import english_stems
from katou_index.words import fold, is_no_thing

NEAR = 0.62  # an item this close to the best score is as much meant as the best one
TITLED = 0.99  # share of what an item has of the words, if its title alone was asked for
COVERED = 0.92  # share of the required words, relative to the best item, that a primary item must have
ENOUGH = 0.5  # less of the question than this known, or found in one item: no answer
TELLING = 1.6  # beside unknown words, one known word must weigh this much: システム alone tells nothing
FEW, SOME = 2, 5  # measures in which a word stands that may name one; of one in a title
MANY = 4  # words of a question of which one that is unknown, even the last, does not make another question
ASIDE = 3  # unknown words that are set aside at most
TOGETHER = 0.75  # from here on the topics joined by と are one: an item has them together
SPLIT = 0.6  # where no item has this share of two known words, each is looked for by itself
PAIR = 2  # words of an English name: one that is unknown makes another thing of it
SUFFIXED = tuple("用費度数率比化性分等系別側的量額型式製")  # signs that no thing is called
LONG = 3  # signs of a Japanese word that names something by itself beside one that is unknown
SEARCHED = 200  # items in which words are looked for as parts of others
REMEMBERED = 8  # groups of topics of which is kept what they lead to
STOPPED = "state:stopped"  # the hint that something did not take place
MENTION = 0.8  # an item with this share of the required words mentions the topic


# A word of letters, katakana or three kanji is the name of something; 業務, 導入 or 実証 are not.
A_TOOL = "[a-z]{4,}"
LONG_NAME, LONG_KATAKANA = 3, 4  # letters, and katakana, of a word that names something by itself


def match(
    topics: Sequence[Topic], among: Sequence[Item], desk: AnswerContext, *, of_either: bool = False
) -> Matched:
    """Find what the topics are about. Several topics are one question unless no item has them together.

    `of_either`: what is about one of them is asked for as well as what is about all. Of the whole plan it is
    remembered: templates and expressions both ask for it.
    """
    if among is not desk.plan.items:
        return _matched(topics, among, desk, of_either=of_either)
    known, key = desk.library.matched, (of_either, tuple(topics))
    found = known.get(key)
    if found is None:
        if len(known) >= REMEMBERED:
            known.clear()
        found = known[key] = _matched(topics, among, desk, of_either=of_either)
    return found


def _matched(
    topics: Sequence[Topic], among: Sequence[Item], desk: AnswerContext, *, of_either: bool
) -> Matched:
    some = any(not word.weak and desk.library.knows(word) for topic in topics for word in topic.words)
    topics = [loose for topic in topics if (loose := _loosened(topic, desk, some=some)).words] or topics
    if became := _what_became(topics):
        topics = _without_what_became(topics, became, among, desk)
        return _as_typed_first(_together_or_each(topics, among, desk, of_either=of_either), became, desk)
    return _together_or_each(topics, among, desk, of_either=of_either)


def _together_or_each(
    topics: Sequence[Topic], among: Sequence[Item], desk: AnswerContext, *, of_either: bool
) -> Matched:
    if len(topics) > 1:
        whole = Topic(tuple(word for topic in topics for word in topic.words))
        together = _resolve(whole, among, desk)
        if together.ranked and together.ranked[0].coverage >= TOGETHER and not of_either:
            found = _one(together, whole, among, desk)
            if found.primary:
                return found  # else one of them has a word that stands nowhere: the others by themselves
        english = all(word.english for word in whole.words if not word.weak)
        each_alone = _one_thing if english else _each
        return _merge([each_alone(topic, among, desk) for topic in topics])
    return _one_thing(topics[0], among, desk)


def _what_became(topics: Sequence[Topic]) -> list[TopicWord]:
    """Words for what became of something (見送った), which the table of words has as one with others."""
    words = (word for topic in topics for word in topic.words)
    return [word for word in words if len(word.forms) > 1 and STOPPED in hints_in(word.text)]


def _without_what_became(
    topics: Sequence[Topic], became: Sequence[TopicWord], among: Sequence[Item], desk: AnswerContext
) -> Sequence[Topic]:
    """Without words for what became of something where no item tells that of the rest."""
    words = [word for topic in topics for word in topic.words]
    rest = [word for word in words if word not in became]
    if not any(names_something(word) for word in rest if not word.weak):
        return topics
    if _stand_together(words, among, desk) or not _stand_together(rest, among, desk):
        return topics
    left = (topic._replace(words=tuple(w for w in topic.words if w not in became)) for topic in topics)
    return [topic for topic in left if topic.words]


def _as_typed_first(found: Matched, became: Sequence[TopicWord], desk: AnswerContext) -> Matched:
    """What has one of these words as it was typed before what tells the same in other words."""
    if isinstance(found.primary, PlanItems):
        return found  # of a large plan
    as_typed = desk.texts.anywhere(tuple(word.text for word in became))

    def otherwise(item: Item) -> bool:
        return item.id not in as_typed

    return found.but(
        primary=tuple(sorted(found.primary, key=otherwise)),
        mentions=tuple(sorted(found.mentions, key=otherwise)),
    )


def _stand_together(words: Sequence[TopicWord], among: Sequence[Item], desk: AnswerContext) -> bool:
    ranked = _resolve(Topic(tuple(words)), among, desk).ranked
    return bool(ranked) and ranked[0].coverage >= TOGETHER


def _each(topic: Topic, among: Sequence[Item], desk: AnswerContext) -> Matched:
    """What one of several topics is about."""
    return _one(_resolve(topic, among, desk), topic, among, desk)


def _one_thing(topic: Topic, among: Sequence[Item], desk: AnswerContext) -> Matched:
    """What one topic is about: nothing where its words only stand apart from each other and name nothing."""
    topics = (topic,)
    resolution = _resolve(topics[0], among, desk)
    if _is_of_another(topics[0], resolution, desk) or _is_another_kind(topics[0], resolution):
        return Matched((), (), (), tuple(word.text for word in resolution.unknown))
    pair = len([word for word in topics[0].words if not word.weak]) == 2  # the best has one of them
    least = SPLIT if pair else ENOUGH
    spread = resolution.ranked and resolution.ranked[0].coverage < least and not resolution.unknown
    if spread and _stands_elsewhere(topics[0], among, desk):
        return Matched((), (), (), ())
    return _apart(topics[0], resolution, among, desk) if spread else _one(resolution, topics[0], among, desk)


def _stands_elsewhere(topic: Topic, among: Sequence[Item], desk: AnswerContext) -> bool:
    """Whether several words stand together, but in none of the items that are looked at."""
    if among is desk.plan.items or len([word for word in topic.words if not word.weak]) <= PAIR:
        return False
    whole = _resolve(topic, desk.plan.items, desk)
    return bool(whole.ranked) and whole.ranked[0].coverage >= TOGETHER


def _loosened(topic: Topic, desk: AnswerContext, *, some: bool) -> Topic:
    """With an unknown compound of a name in letters as its parts: LGWAN機器更改 as LGWAN, 機器 and 更改.

    What is done with it in words that the plan does not have (先送り, 払い) is left out beside a word it has.
    """
    words: list[TopicWord] = []
    last = next((word for word in reversed(topic.words) if not word.weak), None)
    for word in topic.words:
        said = word.text in DONE or (is_common(word) and word is not last)  # コンビニ交付の満足度 asks for it
        rest = word.text.removesuffix(word.parts[-1].text) if word.parts else ""
        if len(rest) > 1 and word.parts[-1].text in DONE and not desk.library.knows(word):
            shorter = TopicWord(rest, (rest,))  # 外国語対応: what is done with it is not said so
            word = shorter if desk.library.knows(shorter) else word
        named = word.parts and pattern("[a-z]{3,}").fullmatch(word.parts[0].text)
        if named and not desk.library.knows(word):
            known = [part for part in word.parts if desk.library.knows(part)]
            loose = known[:1] == [word.parts[0]] and len(known) >= len(word.parts) - 1
            words += word.parts if loose else (word,)
        elif not (some and said) or word.weak or desk.library.knows(word):
            words.append(word)
    return topic._replace(words=tuple(words))


def _apart(topic: Topic, resolution: Resolution, among: Sequence[Item], desk: AnswerContext) -> Matched:
    """Words that stand in the plan, but never together: each by itself.

    Together they may stand as parts of longer words: アプリ in シティプロモーションアプリ.
    """
    required = [word for word in topic.words if not word.weak]
    texts, written = desk.texts.whole, desk.vocabulary.plan_text
    both = tuple(
        each.item
        for each in resolution.ranked[:SEARCHED]
        if all(_stands_within(word, texts[each.item.id]) for word in required)
    )
    if both:
        return Matched(both, (), both, ())
    if all(word.english for word in required):  # a bank account is neither 空家バンク nor アカウント
        several = len(required) > PAIR and not any(names_a_measure(word, desk) for word in required)
        required = [word for word in required if _called_in_english(word, desk)]
        if several or not required:  # residents, a record and a network: of many measures, together of none
            return Matched((), (), (), ())
    naming = [word for word in required if names_something(word)]
    if not any(desk.texts.places(word).zones["title"] or word.text in written for word in naming):
        naming = []
    alone = [Topic((word,)) for word in naming or required]  # the spread rate of My Number cards: of these
    found = _merge([_one(_resolve(topic, among, desk), topic, among, desk) for topic in alone])
    if len(naming) == len(required):  # RPAの進捗は？ GISの評価は？
        return found
    return found.but(apart=tuple(word.text for word in required))


def _stands_within(word: TopicWord, text: str) -> bool:
    """Whether a word stands in a text, one in katakana as typed even as the part of a longer one."""
    return (_is_katakana(word) and word.text in text) or any(occurs(form, text) for form in word.forms)


def _resolve(topic: Topic, among: Sequence[Item], desk: AnswerContext) -> Resolution:
    return desk.library.ranker.rank(topic, among)


def _one(resolution: Resolution, topic: Topic, among: Sequence[Item], desk: AnswerContext) -> Matched:
    unknown = tuple(word.text for word in resolution.unknown)
    ranked = resolution.ranked
    english = any(word.english for word in resolution.unknown)
    little = resolution.known_share < ENOUGH or (unknown and resolution.rarest < TELLING)
    told = _set_aside(topic, resolution, desk) if unknown and not english else not little
    required = [word for word in topic.words if not word.weak]
    if (
        english
        and len(required) == PAIR
        and required[0] in resolution.unknown
        and names_something(required[0])
    ):
        told = False  # a jazz festival is no festival of the plan
    known = [word for word in required if word not in resolution.unknown]
    common = sum(word.text in common_english() for word in resolution.unknown) if english else 0
    if len(known) == 1 < common and not _is_of_a_title(known[0], desk):
        told = False  # a bus that goes to the city hall is nothing of that
    if english and not _named_in_english(required, resolution, desk):
        told = False  # a driving licence is no licence of the plan
    if not ranked or not told:
        return Matched((), (), (), unknown)
    named = _of_a_named_part(topic, desk)
    if isinstance(ranked, RankedGroups):
        return _of_groups(ranked, named, unknown)
    primary = _written_whole(_primary(ranked, among, desk), required, desk)
    ids = {item.id for item in primary}
    best = ranked[0].coverage
    mentioned: list[Item] = []
    for item, _, coverage, _ in ranked:
        if coverage >= MENTION * best or item.id in named:
            mentioned.append(item)
    return Matched(
        primary=primary,
        related=tuple([item for item in mentioned if item.id not in ids]),
        mentions=desk.texts.in_order(mentioned),
        unknown=unknown,
    )


def _written_whole(
    items: tuple[Item, ...], required: Sequence[TopicWord], desk: AnswerContext
) -> tuple[Item, ...]:
    """Of what one compound leads to, what writes it as it was typed, not only its parts near each other."""
    if len(required) != 1 or not required[0].parts:
        return items
    place = desk.texts.places(required[0])
    numbers = {item.measure for item in items if item.id in place.ids}
    return tuple(item for item in items if item.measure in numbers) or items


def _of_groups(ranked: RankedGroups, named: Names, unknown: tuple[str, ...]) -> Matched:
    """What the groups of a large plan tell, as `_one` does of items: what is meant, what mentions it."""
    best = ranked[0]
    order = next(ranked.levels())[0][1].order
    primary, mentioned = [order.joined(())], [order.joined(())]  # parts in the order of how well they fit
    for level in ranked.levels():
        good = [(fit, held) for fit, held in level if fit.coverage >= COVERED * best.coverage]
        told = [held for fit, held in level if fit.coverage >= MENTION * best.coverage]
        rest = [held & named for held in (held for _, held in level) if named and held not in told]
        mentioned.append(order.joined((*told, *rest)))
        if level[0][0].score >= NEAR * best.score:
            titled = [held for fit, held in good if fit.title_coverage >= TITLED * fit.coverage]
            of_both = order.joined((order.joined(titled).with_measures(), *(held for _, held in good)))
            primary.append(of_both - order.joined(primary))
    first = order.joined(primary)
    return Matched(
        primary=PlanItems.of_sets(primary, order),
        related=PlanItems.of_sets([part - first for part in mentioned], order),
        mentions=order.joined(mentioned).items(),
        unknown=unknown,
    )


def _is_tool_or_kana(word: str) -> bool:
    """Whether a folded word is in letters and figures, or in katakana, and not too short."""
    if word.isascii():
        return len(word) >= LONG_NAME and word.isalnum()
    return len(word) >= LONG_KATAKANA and all("ァ" <= sign <= "ヺ" or sign == "ー" for sign in word)


def _of_a_named_part(topic: Topic, desk: AnswerContext) -> Names:
    """The few items in which the one word stands that names something: プログラミング beside 教育."""
    words = [part for word in topic.words if not word.weak for part in word.parts or (word,)]
    telling = [word for word in words if _is_tool_or_kana(word.text)]
    if len(telling) != 1 or any(names_something(word) for word in words if word not in telling):
        return NONE
    place = desk.texts.places(telling[0])
    return place.ids if desk.texts.measures_of(place.ids, FEW) <= FEW else NONE


def _named_in_english(required: Sequence[TopicWord], resolution: Resolution, desk: AnswerContext) -> bool:
    """Whether what is known beside unknown words of English names something: no cook, rice or licence.

    A word of a title's English name does, one that the plan itself writes or the table of words has, also as
    one of two that stand together in what they lead to first: a notice board for residents is none.
    """
    known = [word for word in required if word not in resolution.unknown]
    called = any(_called_in_english(word, desk) or names_a_measure(word, desk) for word in known)
    if called and len(known) >= PAIR and resolution.ranked and resolution.ranked[0].coverage >= TOGETHER:
        return True
    if any(" " in word.text or word.text in desk.vocabulary.plan_text for word in known):
        return True
    return len(known) >= len(resolution.unknown) and any(
        _called_in_english(word, desk) if word.english else names_a_measure(word, desk) for word in known
    )


def _is_of_a_title(word: TopicWord, desk: AnswerContext) -> bool:
    """Whether a word stands in a title's English name, or the plan itself writes it so: trick art, RPA."""
    return bool(desk.texts.places(word).zones["english"]) or word.text in desk.vocabulary.plan_text


def _called_in_english(word: TopicWord, desk: AnswerContext) -> bool:
    """Whether a word stands in a title's English name, in the plan itself or in the table of words."""
    tables = (desk.vocabulary.thesaurus.japanese, desk.vocabulary.thesaurus.english)
    return (
        " " in word.text  # two words that are one thing: trick art
        or bool(desk.texts.places(word).zones["english"])
        or word.text in desk.vocabulary.plan_text
        or any(stem in table for stem in (word.text, *english_stems(word.text)) for table in tables)
    )


def _set_aside(topic: Topic, resolution: Resolution, desk: AnswerContext) -> bool:
    """Whether the unknown words may be set aside, and told: beside a word that names something.

    住民票のコンビニ交付の利用率 is about コンビニ交付; 図書館のブロックチェーン is not about 図書館: the last
    word is what is asked about.
    """
    required = [word for word in topic.words if not word.weak]
    unknown = resolution.unknown
    thing = _is_a_thing if len(required) == PAIR else names_something
    last = required[-1] in unknown and (thing(required[-1]) or required[-1].text.endswith(DEGREE))
    if len(unknown) > ASIDE or (last and len(required) <= MANY):
        return False
    known = [word for word in required if word not in unknown]
    if len(known) == 1 < sum(names_something(word) or _is_katakana(word) for word in unknown):
        return False  # an app that sorts garbage is another one
    naming = any(names_a_measure(word, desk) and not _is_an_act(word, desk) for word in known)
    return naming or _name_one_together(known, desk)


def _is_an_act(word: TopicWord, desk: AnswerContext) -> bool:
    """Whether a short word says only what is done, or by what: another thing's 予約 is none of the plan."""
    if word.text.isascii():
        return False
    if len(word.text) < LONG:
        return is_no_thing(word.text)
    place = desk.texts.places(word)
    means = len(word.text) < LONG_KATAKANA and _is_katakana(word)  # by ネット, スマホ
    return means and desk.texts.measures_of(place.ids or place.together, FEW) > FEW


def _is_katakana(word: TopicWord) -> bool:
    """Whether a word is in katakana, which names things however short: ゴミ."""
    return pattern("[ァ-ヺー]{2,}").fullmatch(word.text) is not None


def _name_one_together(words: Sequence[TopicWord], desk: AnswerContext) -> bool:
    """Whether words that name nothing alone stand together in one measure only: 支援, 名簿 and 地図."""
    telling = [word for word in words if not is_common(word) and word.text not in (*GENERAL, *DONE)]
    if len(telling) <= PAIR:
        return False
    both = reduce(and_, (place.ids | place.together for place in map(desk.texts.places, telling)))
    return desk.texts.measures_of(both, 1) == 1


def _is_a_thing(word: TopicWord) -> bool:
    """Whether a word may be what is asked about, behind の: 食堂, 桜; no 率 or 状況, which anything has."""
    if word.english or is_common(word) or word.text in (*GENERAL, *DONE, *SUFFIXED) or is_no_thing(word.text):
        return names_something(word)
    return pattern("[一-鿿々ァ-ヺ]").search(word.text) is not None or names_something(word)


def _is_of_another(topic: Topic, resolution: Resolution, desk: AnswerContext) -> bool:
    """Whether the best item has the last words, but not the first one, which names a measure.

    電子入札のサーバー障害 is no サーバー of another measure.
    """
    required = [word for word in topic.words if not word.weak]
    if len(required) <= PAIR or required[0].english or not resolution.ranked or resolution.unknown:
        return False
    best = resolution.ranked[0]
    lacks = not desk.texts.places(required[0]).best(best.item.id)[0]
    return lacks and best.coverage < TOGETHER and names_a_measure(required[0], desk)


def _is_another_kind(topic: Topic, resolution: Resolution) -> bool:
    """Whether a short word of the plan stands behind an unknown one: 粗大ごみの予約 is no 予約 of it."""
    required = [word for word in topic.words if not word.weak]
    if len(required) != PAIR or required[0] not in resolution.unknown or required[0].english:
        return False
    return len(required[1].text) < LONG and not required[1].parts


def asks_of_a_thing(topics: Sequence[Topic], desk: AnswerContext) -> bool:
    """Whether the last word is a thing that the plan does not have."""
    words = [word for topic in topics for word in topic.words if not word.weak]
    return bool(words) and _is_a_thing(words[-1]) and not desk.library.knows(words[-1])


def tells(text: str, desk: AnswerContext) -> bool:
    """Whether the words of a text name something of the plan by themselves."""
    topics = topics_of([(0, marked(fold(text), desk.vocabulary))], desk.vocabulary)
    words = (word for topic in topics for word in topic.words if not word.weak)
    return any(desk.library.knows(word) and names_a_measure(word, desk) for word in words)


def names_a_measure(word: TopicWord, desk: AnswerContext) -> bool:
    """Whether a word names something of its own: コンビニ交付, LGWAN or 空き家, but not アプリ or 登録.

    It stands in a title, in two measures at most, or is the name of a tool in letters.
    """
    place = desk.texts.places(word)
    measures = desk.texts.measures_of(place.ids or place.together, SOME)
    titled = bool(place.zones["title"]) and measures <= SOME
    if titled and word.text in desk.vocabulary.thesaurus.japanese:
        return True
    return names_something(word) and (measures <= FEW or titled or bool(pattern(A_TOOL).search(word.text)))


def _primary(ranked: Sequence[Ranked], among: Sequence[Item], desk: AnswerContext) -> tuple[Item, ...]:
    """The best item and those as good; where a title alone was asked for, all of the measure among them."""
    here = None if among is desk.plan.items else {item.id for item in among}
    best, numbers = ranked[0], desk.plan.by_number
    found: dict[str, Item] = {}  # by id: asking a list whether it holds an item would compare it with each
    for item, _, coverage, title_coverage in takewhile(lambda each: each.score >= NEAR * best.score, ranked):
        if coverage < COVERED * best.coverage:
            continue
        items = numbers[item.measure].items if title_coverage >= TITLED * coverage else (item,)
        found |= {each.id: each for each in items if here is None or each.id in here}
    return tuple(found.values())


def _merge(parts: Sequence[Matched]) -> Matched:
    """Several topics, each answered: the best of each first."""
    primary, related, mentions = (
        {item.key: item for part in parts for item in getattr(part, name)}
        for name in ("primary", "related", "mentions")
    )
    return Matched(
        primary=tuple(primary.values()),
        related=tuple(item for key, item in related.items() if key not in primary),
        mentions=tuple(mentions.values()),
        unknown=tuple(word for part in parts for word in part.unknown),
    )
