"""Words that the grammar left over → the topics of a question: what it is about.

    図書館と学校の自動運転 → 図書館; 学校 with 自動運転, which has the parts 自動 and 運転

A word stands for everything the table of words calls the same. What questions are made of (noise.txt) is cut
off.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from bot.question import Topic, TopicWord
from bot.understanding.entities import LETTERS, words_in
from bot.understanding.noise import GENERAL, NOISE, NOISE_ENGLISH, common_english, common_japanese
from bot.understanding.scan import WORD_BEGIN, WORD_END
from bot.understanding.scripts import is_kanji, is_katakana, pattern
from bot.understanding.vocabulary import Vocabulary
from katou_index.stems import english_stem, english_stems
from katou_index.words import Token, hiragana, tokens

JOINING = {"と", "や", "及び", "および", "、", "・", "and", "&", ",", "とか", "or"}
INSTEAD = {"や", "か", "もしくは", "あるいは", "or"}  # what has either of the two is meant
INSTEAD_LONG = "または"  # the same, of two words for the dictionary
GIVING_EXAMPLES = ("とかの", "とかって", "とかは")  # 体育館とかの予約: one topic, not two
CONTENT = {"名詞", "接頭辞", "接尾辞", "記号", "形状詞"}
WEAK = {"動詞", "形容詞", "副詞", "形状詞"}
USE = "用"  # behind a noun: what something is for
OF_WHAT = ("何", "なん")
HIRAGANA = "".join(map(chr, range(ord("ぁ"), ord("ゖ") + 1)))
DEGREE = "度"  # makes something that is measured of a word
NUMBERS = tuple("数率額費料")  # what names of figures end with
CASES = "件数"  # a figure that many things have: 登録件数, of what?
LONG_COMPOUND = 5  # signs of a compound that may be written with another word for its part


# Between an article and its noun an English word says which is meant: the swimming pool measure
ARTICLE = frozenset(["the", "a", "an", "our", "any", "all", "every", "each", "no", "which", "what"])
NOUN = frozenset(
    ["measure", "measures", "project", "projects", "programme", "programmes", "program", "programs", "scheme"]
)


# What ends a clause that leads up to a question: 議会で聞かれたのですが、
LEADS = (
    "けれども", "けれど", "けど", "ので", "んで", "まして", "ますが", "ですが", "したが", "さかい", "ため",
    *"。!?",
)  # fmt: skip
LEADING = rf"(?:{'|'.join(map(re.escape, LEADS))})[、,。\s]*"


# What kind of thing the named one is: KATTOというアプリ
CLASS = rf"(?<=[a-z0-9ァ-ヺー{WORD_END}])(?:という|っていう|とかいう)(?:[ァ-ヺー]{{2,8}}|[一-鿿]{{2,4}})"


def marked(text: str, vocabulary: Vocabulary) -> str:
    """A text with the words that titles and the table of words have as one marked as such."""
    parts: list[str] = []
    end = 0
    for span in words_in(text, vocabulary):
        parts += (text[end : span.start], WORD_BEGIN, span.text, WORD_END)
        end = span.end
    return "".join((*parts, text[end:]))


def topics_of(
    segments: Sequence[tuple[int, str]], vocabulary: Vocabulary, named: Sequence[int] = ()
) -> tuple[Topic, ...]:
    """The words of what the grammar left over, cut into topics where と, や or "and" joins them.

    `named`: the places of the conditions that are named, in the same line as the segments.
    """
    groups: list[list[TopicWord]] = [[]]
    instead: set[int] = set()  # the groups that another one may stand for
    for segment, aside in _clauses(segments, named):
        if "いう" in segment:
            segment = pattern(CLASS).sub("", segment)
        for word in _words(segment, vocabulary):
            if isinstance(word, str):
                if groups[-1]:
                    groups.append([])
                if word in INSTEAD:
                    instead.add(len(groups) - 1)
            elif not (aside and is_common(word)):
                groups[-1].append(word)
    groups = [_joined(group, vocabulary) for group in groups]
    groups = [_pointed(group) for group in groups]
    if any(sign > "぀" for _, segment in segments for sign in segment):
        groups = [[_as_called(word) for word in group] for group in groups]
    groups = _with_a_figure_alone(groups, vocabulary)
    kept = {place: group for place, group in enumerate(groups) if any(not word.weak for word in group)}
    weak = [word for place, group in enumerate(groups) if place not in kept for word in group]
    if not kept:
        return (Topic(tuple(dict.fromkeys(weak))),) if weak else ()
    first = min(kept)
    kept[first].extend(weak)
    return tuple(
        Topic(tuple(dict.fromkeys(group)), instead=place in instead and place > first)
        for place, group in kept.items()
    )


def _with_a_figure_alone(groups: list[list[TopicWord]], vocabulary: Vocabulary) -> list[list[TopicWord]]:
    """What a figure is called, alone, is looked for whole: 設置台数 and no other 設置.

    Beside another word it names nothing by itself: スマートメーターの設置台数 is not that of something else.
    """
    words = [word for group in groups for word in group]
    strong = [word for word in words if not word.weak] or words
    if len(strong) != 1 or not (strong[0].parts or strong[0].weak):
        return groups
    if strong[0].text.endswith(CASES) or not _calls_a_figure(strong[0].text, vocabulary):
        return groups
    return [
        [word._replace(parts=(), weak=False) if word is strong[0] else word for word in group]
        for group in groups
    ]


def _as_called(word: TopicWord) -> TopicWord:
    """An English word among Japanese that no table has is the name of something: Teams is no team."""
    if not word.english or set(word.forms) - {word.text, english_stem(word.text)}:
        return word
    return word._replace(forms=(word.text,))


def _pointed(words: list[TopicWord]) -> list[TopicWord]:
    """Words that nearly every measure is about say little beside another one: 職員の在宅勤務."""
    if not any(not word.weak and word.text not in GENERAL for word in words):
        return words
    return [word._replace(weak=True) if word.text in GENERAL else word for word in words]


def _joined(words: list[TopicWord], vocabulary: Vocabulary) -> list[TopicWord]:
    """Latin words that the plan writes as one: LEGO WeDo is LEGOWeDo there."""
    found: list[TopicWord] = []
    for word in words:
        whole = found[-1].text + word.text if found else ""
        long = len(word.text) > 2 and whole.isascii() and whole.isalnum()
        if found and long and whole in vocabulary.plan_text:
            found[-1] = TopicWord(whole, (whole,))
        else:
            found.append(word)
    return found


def _may_lead(text: str, *, last: bool) -> bool:
    """Whether a clause that leads up to another one may end in a segment: few have a word for that."""
    within = text.removesuffix("?") if last else text
    return any(map(within.__contains__, LEADS))


def _clauses(segments: Sequence[tuple[int, str]], named: Sequence[int]) -> Iterator[tuple[str, bool]]:
    """The segments, cut where the last clause begins; True for what leads up to it.

    A last sentence that names nothing, after one that does, is the aside: ×の理由は？議会で聞かれそうで。
    """
    ends = [(number, match.end()) for number, (_, text) in enumerate(segments)
            if _may_lead(text, last=number + 1 == len(segments))
            for match in pattern(LEADING).finditer(text)
            if text[match.end() :].strip() or number + 1 < len(segments)]  # fmt: skip
    last, cut = ends[-1] if ends else (-1, 0)
    behind = last >= 0 and bool(named) and max(named) < segments[last][0]
    for number, (_, text) in enumerate(segments):
        if number == last:
            yield text[:cut], not behind
            yield text[cut:], behind
        else:
            yield text, behind if number > last else not behind and number < last


def modifying(text: str) -> set[str]:
    """The English words that say which measure is meant."""
    found: set[str] = set()
    run: list[str] = []
    for word in text.split():
        if word in NOUN and run[:1] and run[0] in ARTICLE:
            found.update(run[1:])
        if word in ARTICLE:
            run = [word]
        elif word in NOISE_ENGLISH or not word.isalpha():
            run = []
        elif run:
            run.append(word)
    return found


def is_common(word: TopicWord) -> bool:
    """Whether a word says nothing of a subject beside what else is named."""
    common = common_japanese()
    parts = tuple(part.text for part in word.parts)
    return word.text in common or (bool(parts) and all(part in common or part in NOISE for part in parts))


# A word of letters, katakana or three kanji is the name of something; 業務, 導入 or 実証 are not.
A_NAME = "[a-z0-9]{2,}|[ァ-ヺー]{3,}|[一-鿿々]{3,}|[ぁ-ゖ]{2,}[一-鿿]|[ぁ-ゖ]{3,}"


def names_something(word: TopicWord) -> bool:
    """Whether a word can name what is asked about by itself."""
    said_of_anything = is_common(word) or word.text in GENERAL or word.text in common_english()
    return not said_of_anything and pattern(A_NAME).search(word.text) is not None


SLIP = 2  # signs of what may be another word by its sound: 町内
# What a name is glued to: ごみ分別 of ごみ分別チャットボット.
GLUED = f"([一-鿿々ァ-ヺーぁ-ゖ]*[一-鿿々ァ-ヺー]){WORD_BEGIN}([^{WORD_END}]*){WORD_END}"

# What is glued to a name: 檻 of 捕獲檻, カメラ of 見守りカメラ.
NAME_OF_MORE = f"{WORD_BEGIN}([^{WORD_END}]*[一-鿿]){WORD_END}([一-鿿]{{1,4}})"
NAME_OF_ANOTHER = f"{WORD_BEGIN}([^{WORD_END}]*[一-鿿ぁ-ゖ]){WORD_END}([ァ-ヺー]{{3,}})(?![一-鿿])"


def _ends_in_a_verb(text: str) -> bool:
    """Whether katakana at the end of a text is no noun as one writes it: ヒラカレタ, in a text of kana."""
    kana = pattern("[ァ-ヺー]+$").search(text)
    return kana is not None and any(token.pos == "動詞" for token in tokens(hiragana(kana[0])))


def _one_thing(segment: str, vocabulary: Vocabulary) -> str:
    """A segment in which a name that an unknown noun is glued to is no name of its own.

    Neither is one that is a part of a longer word of the plan: 捕獲 of 捕獲檻.
    """
    if WORD_BEGIN not in segment:
        return segment

    def longer(match: re.Match[str]) -> str:
        name, behind = match[1], match[2]
        ends = (end for end in range(len(behind), 0, -1) if name + behind[:end] in vocabulary.plan_text)
        end = next(ends, 0)
        if behind[:end] in vocabulary.plan_text:
            return match[0]  # 研修 of 研修受講者: both are words of the plan
        return f"{name}{behind[:end]}{behind[end:]}" if end else match[0]

    def another(match: re.Match[str]) -> str:
        kind = match[2]
        written = kind in vocabulary.plan_text or kind in vocabulary.thesaurus.japanese or kind in NOISE
        return match[0] if written else f"{match[1]}{kind}"  # a camera is no アプリ of the plan

    if any(sign == WORD_END and "一" <= behind <= "鿿" for sign, behind in itertools.pairwise(segment)):
        segment = pattern(NAME_OF_MORE).sub(longer, segment)
    if any(sign == WORD_END and is_katakana(behind) for sign, behind in itertools.pairwise(segment)):
        segment = pattern(NAME_OF_ANOTHER).sub(another, segment)
    if WORD_BEGIN not in segment[1:]:
        return segment

    def whole(match: re.Match[str]) -> str:
        before = [token for token in tokens(match[1]) if token.pos in CONTENT]
        glued = (
            before
            and not _ends_in_a_verb(match[1])
            and all(token.pos in CONTENT for token in tokens(match[1])[-len(before) :])
        )
        strange = [each for each in before if each.surface not in vocabulary.plan_text and not _noise(each)]
        common = any(each.surface in common_japanese() for each in before)
        long = sum(len(each.surface) for each in before) > SLIP
        return f"{match[1]}{match[2]}" if glued and long and strange and not common else match[0]

    return pattern(GLUED).sub(whole, segment)


def _is_of_a_noun(sign: str) -> bool:
    return is_kanji(sign) or is_katakana(sign)


def _words(segment: str, vocabulary: Vocabulary) -> Iterator[TopicWord | str]:
    """Words of one stretch, and as it is typed what joins two topics."""
    said = _one_thing(segment, vocabulary)
    for piece in re.split(f"({WORD_BEGIN}[^{WORD_END}]*{WORD_END})", said) if WORD_BEGIN in said else (said,):
        text = piece.strip(WORD_BEGIN + WORD_END)
        known = (
            *vocabulary.thesaurus.japanese.get(text, ()),
            *vocabulary.thesaurus.english.get(text, ()),
            *vocabulary.glossary.get(text, ()),
        )
        whole = piece.startswith(WORD_BEGIN)
        kana = whole and "ぁ" <= text[:1] <= "ゖ"
        if whole and "・" in text and text in vocabulary.plan_text:
            yield TopicWord(text, (text.replace("・", ""),))  # as texts are compared (ranking.compact)
        elif whole and (
            known or text in LETTERS or (kana and re.fullmatch("[ぁ-ゖ]{2,6}[ァ-ヺー一-鿿]+", text))
        ):
            yield TopicWord(text, _forms(text, vocabulary), english=text.isascii())
        else:
            yield from _tagged_words(text, vocabulary, named=whole)


def _tagged_words(text: str, vocabulary: Vocabulary, *, named: bool) -> Iterator[TopicWord | str]:
    """The words of a text. One that is `named` in a title or the table of words is cut into its own."""
    run: list[Token] = []
    end = 0
    found = _katakana_whole(tokens(text))
    for token, after in itertools.zip_longest(found, found[1:]):
        begin = text.find(token.surface, end)
        glued = begin == end
        end = begin + len(token.surface)
        # The dictionary takes a name in letters that it does not know for an interjection.
        content = token.pos in CONTENT or token.surface in OF_WHAT
        content = content or (token.surface.isascii() and token.surface.isalpha())
        content = content or (not named and after is not None and begins_noun(token, after, text[end:]))
        between = bool(run) and glued
        if run and (not glued or not content):
            yield from _compound(run, vocabulary)
            run = []
        if token.surface in JOINING:
            if not text.startswith(GIVING_EXAMPLES, begin):
                yield token.surface
        elif text.startswith(INSTEAD_LONG, begin):
            yield "か"
        elif token.surface in INSTEAD:
            example = text[begin - 1 : begin] == "と"
            example = example and not text.startswith(GIVING_EXAMPLES, begin - 1)
            if between or example or text.strip() == token.surface:
                yield token.surface
        elif content and any(c.isalnum() for c in token.surface):
            run.append(token)
        elif token.surface in vocabulary.thesaurus.japanese:
            yield _word(token.surface, vocabulary, token.lemma)
        elif token.pos in WEAK and token.lemma not in NOISE:
            same = vocabulary.thesaurus.japanese.get(token.lemma, ())  # 買った is 購入, too
            forms = dict.fromkeys((token.surface, _stem(token), *same))
            yield TopicWord(token.surface, tuple(forms), weak=True)
    if run:
        yield from _compound(run, vocabulary)


def _katakana_whole(found: Sequence[Token]) -> Sequence[Token]:
    """Words in which katakana cut before its last sign is whole: コンビニ, which 「コンビニ 出した」 cuts."""
    whole: list[Token] = []
    for token in found:
        last = len(token.surface) == 1 and is_katakana(token.surface)
        if whole and last and token.pos != "名詞":
            (together, *more) = tokens(whole[-1].surface + token.surface)
            if not more and together.reading and pattern("[ァ-ヺー]+").fullmatch(together.surface):
                whole[-1] = together
                continue
        whole.append(token)
    return whole


def begins_noun(verb: Token, noun: Token, behind: str) -> bool:
    """Whether the stem of a verb makes one noun with the next word: 待ち時間, 読み取りエラー."""
    if verb.pos != "動詞" or noun.pos != "名詞" or verb.lemma in NOISE or not behind.startswith(noun.surface):
        return False
    return (
        not _noise(noun)
        and pattern("[一-鿿][ぁ-ゖ]*[いきしちにみりぎじび]$").search(verb.surface) is not None
    )


def _stem(token: Token) -> str:
    """A verb without its ending, where that is still a word: 優れる → 優れ."""
    stem = token.lemma[:-1]
    return stem if any(map(is_kanji, stem)) else token.lemma


def _compound(run: list[Token], vocabulary: Vocabulary) -> Iterator[TopicWord]:
    """Nouns glued together are one word with parts; what says nothing is cut off at both ends."""
    if len(run) > 1 and run[0].surface in OF_WHAT:
        return  # 何セット, 何教室: the unit that is asked for is no topic
    if (
        len(run) > 1
        and run[-1].surface == USE
        and all(each.surface in common_japanese() for each in run[:-1])
    ):
        return  # 共有用: what an answer is for
    whole = "".join(token.surface for token in run)
    if len(run) > 1 and all(map(_noise, run)) and _calls_a_figure(whole, vocabulary):
        yield TopicWord(whole, _forms(whole, vocabulary), weak=True)  # 回答数
        return
    if len(run) > 1 and whole in vocabulary.plan_text and not all(map(_noise, run)):
        parts = tuple(_word(token.surface, vocabulary, token.lemma) for token in run if not _noise(token))
        yield TopicWord(
            whole, _forms(whole, vocabulary), parts
        )  # 事業費 is one word, though 事業 says nothing
        return
    measured = "".join(token.surface for token in run[:-1]) if run[-1].surface == DEGREE else ""
    if measured and measured not in vocabulary.plan_text:
        yield _word(whole, vocabulary)  # 満足度 is what is asked about, not 満足
        return
    while run and _noise(run[-1]):
        run = run[:-1]
    while run and (_noise(run[0]) or (len(run) > 1 and run[0].pos == "接尾辞")):
        run = run[1:]  # a word was cut off before it: 代 of 水道代
    if not run:
        return
    if len(run) == 1:
        yield _word(run[0].surface, vocabulary, run[0].lemma)
        return
    parts = tuple(_word(token.surface, vocabulary, token.lemma) for token in run if not _noise(token))
    yield TopicWord(
        "".join(token.surface for token in run),
        _forms("".join(token.surface for token in run), vocabulary),
        parts,
    )


def _calls_a_figure(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a compound is what a figure of the plan is called, right before it: 回答数1,541人."""
    text = vocabulary.plan_text
    named = word.endswith(NUMBERS) and word in text
    ends = (f"{behind}{digit}" for behind in ("", ":", " ") for digit in "123456789")
    return named and any(f"{word}{end}" in text for end in ends)


def _noise(token: Token) -> bool:
    return (
        token.surface.isdecimal()
        or token.surface in NOISE
        or token.lemma in NOISE
        or token.surface in NOISE_ENGLISH
        or (len(token.surface) == 1 and "ぁ" <= token.surface <= "ゖ")
        or not any(c.isalnum() for c in token.surface)
    )


def _word(surface: str, vocabulary: Vocabulary, lemma: str = "") -> TopicWord:
    return TopicWord(
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
    stem = surface.rstrip(HIRAGANA)
    if surface.isascii():
        stems = (surface, *english_stems(surface))
        for table in (vocabulary.thesaurus.english, vocabulary.glossary):
            forms += next((table[stem] for stem in stems if stem in table), ())
        forms.append(english_stem(surface))
    elif len(stem) > 1 and stem != surface and len(surface) <= len(stem) + 2 and all(map(is_kanji, stem)):
        forms.append(stem)  # 見送り is written 見送った, too
    elif surface.endswith(("化", "性")) and len(surface) > 2 and all(map(_is_of_a_noun, surface[:-1])):
        forms.append(surface[:-1])  # 強靭化 is written 強靭性, too
    if len(surface) >= LONG_COMPOUND and not surface.isascii() and surface not in vocabulary.plan_text:
        forms += _written_otherwise(surface, vocabulary)
    if lemma and len(lemma) > 1:
        forms += [lemma, *vocabulary.thesaurus.japanese.get(lemma, ())]
    return tuple(dict.fromkeys(form for form in forms if form))


def _written_otherwise(compound: str, vocabulary: Vocabulary) -> Iterator[str]:
    """A compound as the plan writes it, with another word for its first or last part: スマホアプリ."""
    same = vocabulary.thesaurus.japanese
    for cut in range(2, len(compound) - 1):
        first, last = compound[:cut], compound[cut:]
        found = (
            *(f"{other}{last}" for other in same.get(first, ())),
            *(f"{first}{o}" for o in same.get(last, ())),
        )
        yield from (form for form in found if form in vocabulary.plan_text)
