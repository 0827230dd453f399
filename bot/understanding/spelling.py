"""Spelling: what was typed in kana, romaji or with a slip → what the plan calls it. Every change is told.

Five steps over the normal text, before it is scanned:

    look-alikes   テレワ一ク with a kanji 一 → テレワーク
    asking        wich polcy → which policy
    romaji        bousaika no batsu → ぼうさいか の ばつ
    kana          ぼうさいか → 防災課, by the readings of names and of the plan's own words
    sound         学校教育化 → 学校教育課: same reading, another conversion

and one after it, for words that occur nowhere: the nearest word or stretch of a title (マイナンバカード).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import cached_property
from itertools import groupby, pairwise

from bot.understanding.noise import NOISE_ENGLISH, NOISE_KANA, NOISE_ROMAJI, common_english
from bot.understanding.scripts import is_kanji, is_katakana, pattern, script
from bot.understanding.similarity import (
    best_window,
    nearest_asked,
    nearest_department,
    nearest_title,
    nearest_word,
)
from bot.understanding.spans import Respelled
from bot.understanding.spoken import spoken
from bot.understanding.templates import automaton
from bot.understanding.vocabulary import SUFFIXES, Vocabulary
from katou_index.index.naming import COMPOUND, DEPARTMENT_SOUND, MOST_LINES, MOST_NAMES, SOUND, WRITTEN_AS
from katou_index.records import TYPE_CHECKING
from katou_index.romaji import kana_from_romaji
from katou_index.words import fold, hiragana, is_common_word, reading, tokens

if TYPE_CHECKING:
    from bot.understanding.homophones import Homophones
    from bot.understanding.sounds import Sounds

LOOK_ALIKES = {
    "一": "ー",
    "口": "ロ",
    "力": "カ",
    "二": "ニ",
    "工": "エ",
    "八": "ハ",
    "夕": "タ",
    "卜": "ト",
    "才": "オ",
    "千": "チ",
    "‐": "ー",
    "―": "ー",
    "-": "ー",
}
# Katakana that is typed for a kanji of the same shape: エ務課, ニ重丸.
KANJI_ALIKES = {kana: kanji for kanji, kana in LOOK_ALIKES.items() if "一" <= kanji <= "鿿"}
_ALIKE = frozenset((*LOOK_ALIKES, *KANJI_ALIKES))
# 課 in another conversion, behind what points at a department.
OFFICE, LIKE_OFFICE = "課", "化科可佳価"
POINTED_OFFICE = (
    f"((?:その|この|あの|どこの|どの|同じ|何|ほかの|他の|別の))[{LIKE_OFFICE}]"
    "(?=[のはがをにでもとって、。?？さじ]|$)"
)
ROMAJI = frozenset("abcdefghijklmnopqrstuvwxyz'’āīūēōâîûêô-")
PARTICLES = {"wa": "は", "o": "を", "e": "へ"}  # romaji that is not written as it sounds
LONGEST_TEXT = 300  # signs of a question that is respelled; longer ones are no slips of a thumb
REMEMBERED = 2_000  # runs of kana, and words that occur nowhere, of which is kept what they become
LONGEST = 120  # kana of a run that is read at all
LONG_PHRASE = 10  # letters of an English name of several words in which a slip is looked for
SHORTEST = 3  # kana of a reading that is looked for inside a run
LEAST_SLIPPED = 4  # letters of an English word that a slip is looked for in
PUNCTUATION = "?!.,:;"
LONGEST_NAME = 5  # words that a department's reading is written in


def _particle(word: str) -> str | None:
    """The kana of a word that romaji questions are made of: no → の, wa → は."""
    return PARTICLES.get(word) or kana_from_romaji(word) if word in NOISE_ROMAJI else None


def _short(kana: str) -> str:
    """Kana without long vowels, as names stand in passports: ぼうさい → ぼさい."""
    return re.sub(
        "(?<=[おこそとのほもよろごぞどぼぽょうくすつぬふむゆるぐずぶぷゅ])[うおー]", "", _bare(kana)
    )


def _bare(sound: str) -> str:
    """A reading without what people leave out or write otherwise: blanks, signs, long vowel marks."""
    kept = "".join(c for c in sound if "ぁ" <= c <= "ゖ" or "0" <= c <= "9" or "a" <= c <= "z")
    return kept.replace("おう", "お").replace("ー", "")


def _bare_name(word: str) -> str:
    """A word without what stands behind it: jinji-ka's, jinji-ka?"""
    return word.rstrip(PUNCTUATION).removesuffix("'s")


def _are_kana(sign: str, other: str) -> bool:
    return all("ぁ" <= each <= "ゖ" or "ァ" <= each <= "ヺ" or each == "ー" for each in (sign, other))


def _kana_left(text: str) -> int:
    """How many signs of a text are still hiragana."""
    return sum("ぁ" <= sign <= "ゖ" for sign in text)


def _covered(kana: str, grammar: dict[str, list[str]]) -> bool:
    """Whether a run is nothing but what questions are made of, so that no reading need be looked up."""
    place = 0
    while place < len(kana):
        longest = max(
            (len(word) for word in grammar.get(kana[place], ()) if kana.startswith(word, place)), default=0
        )
        if not longest:
            return False
        place += longest
    return True


def _is_pronoun(run: str) -> bool:
    """Whether a run of kana is what everybody points with: ここ3年 holds no 個々."""
    found = tokens(run) if len(run) <= SHORTEST else ()
    return len(found) == 1 and found[0].pos == "代名詞"


def _ends_verb(text: str, place: int, end: int) -> bool:
    """Whether kana from `place` to `end` is nothing but the end of a verb or an adjective: 合わせたい."""
    at, verb = 0, False
    for token in tokens(text[:end]):
        begin, at = at, at + len(token.surface)
        if begin < place < at:
            verb = token.pos in ("動詞", "形容詞")
        elif at > place and token.pos not in ("助動詞", "助詞", "動詞"):
            return False
    return verb


class Speller:
    """Respells questions for one vocabulary. Its tables are made when first needed."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._converted: dict[tuple[str, tuple[bool, bool]], str] = {}  # runs of kana: questions end alike
        self._near: dict[str, str | None] = {}  # words that occur nowhere, with what was probably meant
        self._last = Respelled(""), Respelled("")  # as typed, respelled: one question asks for it twice

    def respell(self, text: str) -> Respelled:
        """`text` as entities.normal gives it; unchanged where nothing has to be."""
        typed, known = self._last
        if typed.text == text:
            return known
        known = self._respelled(text)
        self._last = Respelled(text), known
        return known

    def _respelled(self, text: str) -> Respelled:
        changes: list[tuple[str, str]] = []
        if len(text) > LONGEST_TEXT:
            return Respelled(text)
        for step in (
            self._look_alikes,
            self._hyphened,
            self._asking,
            self._english_phrases,
            self._titles,
            self._departments_in_romaji,
            self._romaji,
            self._kana,
            self._sound,
            self._office,
            self._departments,
        ):
            text = step(text, changes)
        return Respelled(text, tuple(dict.fromkeys(changes)))

    @cached_property
    def sounds(self) -> Sounds:
        """Hears words in katakana."""
        from bot.understanding.sounds import Sounds  # here: few questions are written so

        return Sounds(self)

    @cached_property
    def homophones(self) -> Homophones:
        """Looks for words by their sound."""
        from bot.understanding.homophones import Homophones  # here: what is read as typed needs none

        return Homophones(self)

    def near(self, word: str) -> str | None:
        """For a word that occurs nowhere: the word or stretch of a name that was probably meant."""
        if (known := self._near.get(word, "")) != "":
            return known  # an answer that finds nothing asks for a word six times
        if len(self._near) >= REMEMBERED:
            self._near.clear()
        found = self._near[word] = self._nearest(word)
        return found

    def _nearest(self, word: str) -> str | None:
        if word.isascii():
            whole = (len(word) > 4 and word.isalnum()) or "-" in word
            common = word in common_english()  # a board is no boar
            return nearest_word(word, self._latin_words) if whole and not common else None
        if len(word) < 3:
            return None
        if word.endswith(SUFFIXES) and (name := nearest_department(word, sorted(self.department_names))):
            return name
        if surface := self._surfaces.get(word):
            return surface
        itself = pattern("[ぁ-ゖァ-ヺー]+").fullmatch(word) and is_common_word(word)  # ズーム is no ホーム
        return None if itself else best_window(word, self._names)

    # ---- steps

    def _look_alikes(self, text: str, changes: list[tuple[str, str]]) -> str:
        def mend(match: re.Match[str]) -> str:
            changes.append((match[0], match[1] + LOOK_ALIKES[match[2]] + match[3]))
            return match[1] + LOOK_ALIKES[match[2]] + match[3]

        if _ALIKE.isdisjoint(text):
            return text
        before_kanji = any(one in KANJI_ALIKES and is_kanji(next_) for one, next_ in pairwise(text))
        shape = f"(?<![ァ-ヺー])[{''.join(KANJI_ALIKES)}](?=[一-鿿])"
        for match in re.finditer(shape, text) if before_kanji else ():
            mended = text[: match.start()] + KANJI_ALIKES[match[0]] + text[match.end() :]
            if self._begins_name(mended, match.start()):
                changes.append(
                    (text[match.start() : match.end() + 2], mended[match.start() : match.end() + 2])
                )
                text = mended
        if not any(is_katakana(one) and next_ in LOOK_ALIKES for one, next_ in pairwise(text)):
            return text
        signs = re.escape("".join(LOOK_ALIKES))
        text = re.sub(rf"([ァ-ヺー]+)([{signs}])([ァ-ヺー]+)", mend, text)
        for match in re.finditer(rf"([ァ-ヺー]{{2,}})([{signs}])(?![ァ-ヺー])", text):
            whole = match[1] + LOOK_ALIKES[match[2]]
            if whole in self._plan_text:  # コンビ二交付, with the kanji 二
                changes.append((match[0], whole))
                text = text.replace(match[0], whole)
        return text

    def _romaji(self, text: str, changes: list[tuple[str, str]]) -> str:
        pieces = [("".join(signs), is_latin) for is_latin, signs in groupby(text, ROMAJI.__contains__)]
        words, latin = [piece for piece, _ in pieces], [piece for piece, is_latin in pieces if is_latin]
        kana = {word: self._from_romaji(word) for word in latin}
        if not any(kana.values()):
            return text
        english = any(word in self._asking_words for word in latin)  # no 7 is a number in an English question
        small = {} if english else {word: _particle(word) or self._short_romaji(word) for word in latin}
        heard = [kana.get(word) or small.get(word) or word for word in words]
        joined = re.sub("(?<=[ぁ-ゖー]) +(?=[ぁ-ゖー])", "", "".join(heard))
        if title := self._title_by_sound(joined):
            changes.append((text.strip(), title))
            return title
        spaced, glued = self._kana("".join(heard), []), self._kana(joined, [])
        converted = min(glued, spaced, key=_kana_left)
        if converted == joined and not any(self._means_something(sound) for sound in kana.values() if sound):
            return text
        typed = text.strip()
        changes.append((typed, converted))
        return converted

    def _means_something(self, kana: str) -> bool:
        """Whether a word heard is a department's, a rating's or an expression of questions."""
        if kana.removesuffix("課") in self.vocabulary.stems or (len(kana) > 4 and kana in self._known_kana):
            return True
        words = (word for mark in self.vocabulary.tables.scale.marks for word in mark.words)
        return kana in words or kana in self._grammar.get(kana[0], ())

    def _short_romaji(self, word: str) -> str | None:
        """Two letters (ji, ka) are romaji only beside longer ones."""
        plain = len(word) == 2 and word.isascii() and word.isalpha() and word not in self._english_words
        return kana_from_romaji(word) if plain else None

    def _from_romaji(self, word: str) -> str | None:
        """The kana of one romaji word; None for English, for names of the plan, for what is no romaji."""
        if len(word) < 3 or word in NOISE_ROMAJI or word in NOISE_ENGLISH:
            return None
        kana = kana_from_romaji(word)
        if not kana or word in self._plan_text or word in self._latin_words or word in self._asking_words:
            return None
        if kana not in self.readings and _short(kana) in self._stem_readings:
            return self._stem_readings[_short(kana)]  # bosai, bosaika for bousaika
        if word in self._english_words and kana not in self.readings and kana not in self._plan_text:
            return None
        return kana

    def _asking(self, text: str, changes: list[tuple[str, str]]) -> str:
        """A slip in an English word that questions are made of: wich polcy, how meny."""
        if " " not in text:
            return text
        for word in dict.fromkeys(re.findall("(?<![!-~])[a-z]{4,}(?![^ ?!.,:;])", text)):
            known = word in self._english_words or word in common_english() or word in NOISE_ROMAJI
            if known or word in self._plan_text or word in self._latin_words or kana_from_romaji(word):
                continue
            if near := nearest_asked(word, self._asked_by_begin.get(word[0], ()), common_english()):
                changes.append((word, near))
                text = re.sub(rf"\b{word}\b", near, text)
        return text

    def _departments_in_romaji(self, text: str, changes: list[tuple[str, str]]) -> str:
        """Departments by their readings in Latin letters, wherever they stand: ○ of gakkou kyouiku-ka."""
        words = text.split(" ")
        kana = [self._syllables(_bare_name(word)) for word in words]
        place, told = 0, len(changes)
        while place < len(words):
            for end in range(min(place + LONGEST_NAME, len(words)), place, -1):
                sounds = kana[place:end]
                if all(sounds) and (name := self._department_sounding("".join(map(str, sounds)))):
                    last = words[end - 1]
                    bare = _bare_name(last)
                    changes.append((" ".join((*words[place : end - 1], bare)), name))
                    words[place:end], kana[place:end] = [name + last[len(bare) :]], [None]
                    break
            place += 1
        if len(changes) > told and self._asking_words.isdisjoint(
            map(_bare_name, words)
        ):  # bousaika no batsu wa is Japanese
            words = [_particle(word) or word for word in words]
        return " ".join(words)

    def _department_sounding(self, sound: str) -> str | None:
        """The department that is read so, or so but for long vowels: bosaika."""
        return self._department_readings.get(sound) or self._short_department_readings.get(_short(sound))

    def _syllables(self, word: str) -> str | None:
        """The kana of a romaji word, hyphens between its parts aside: kanri-shitsu."""
        if len(word) < 2 or word in self._asking_words:
            return None
        return kana_from_romaji(word.replace("-", ""))

    def _english_phrases(self, text: str, changes: list[tuple[str, str]]) -> str:
        """A slip in a name of several English words: my numbr card."""
        if " " not in text:
            return text
        words = re.findall("[a-z]+", text)
        for length in range(min(4, len(words)), 1, -1):
            for start in range(len(words) - length + 1):
                typed = " ".join(words[start : start + length])
                if len(typed) < LONG_PHRASE or typed not in text or typed in self._phrases_known:
                    continue
                if common_english().issuperset(words[start : start + length]):
                    continue  # its system is no slip of it system
                near = nearest_word(typed, self._phrases_of.get(length, ()))
                if near and near.count(" ") == length - 1:
                    changes.append((typed, near))
                    return text.replace(typed, near)
        return text

    def _titles(self, text: str, changes: list[tuple[str, str]]) -> str:
        """A whole title with a slip in it, or typed in kana."""
        if len(text) < 6:
            return text
        if exact := self._title_in(text):
            doubled = re.search(f"{re.escape(exact[0])}?{re.escape(exact)}{re.escape(exact[-1])}?", text)
            return text.replace(doubled[0], exact) if doubled else text
        if title := self._title_by_sound(text):
            changes.append((text, title))
            return title
        found = nearest_title(text, self._names_near(text))
        if found is None:
            return text
        changes.append(found)
        return text.replace(*found)

    def _names_near(self, text: str) -> Sequence[str]:
        """The titles, policies and initiatives that a text may name with a slip; in a large plan it has its
        slips behind the first two signs."""
        if len(self._long_names) <= MOST_NAMES:
            return self._long_names
        names = self.vocabulary.index.names(self.vocabulary.year)
        begun = [pair for pair in (text[at : at + 2] for at in range(len(text))) if pair in names.beginnings]
        named = (name for pair in dict.fromkeys(begun) for name in names.at(pair)[:MOST_NAMES])
        return [form for form, kind, _ in named if kind in "PIN"]

    def _title_by_sound(self, text: str) -> str | None:
        """The title that a text in kana is the reading of, as a whole."""
        sound = _bare(hiragana(text))
        if (
            len(self._title_forms) > MOST_NAMES
            or len(sound) < 6
            or sum(["ぁ" <= sign <= "ゖ" or sign == "ー" for sign in sound]) < 0.6 * len(sound)
        ):
            return None
        found = nearest_title(sound, list(self._title_readings))
        whole = found is not None and len(found[0]) > 0.8 * len(sound)
        return self._title_readings[found[1]] if found and whole else None

    def _kana(self, text: str, changes: list[tuple[str, str]]) -> str:
        def convert(match: re.Match[str]) -> str:
            run = match[0]
            if (
                not 2 <= len(run) <= LONGEST
                or run in self._known_kana
                or (len(run) >= SHORTEST and run in self._plan_text)
            ):
                return run
            before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
            glued = ("一" <= before <= "鿿", "一" <= after <= "鿿")
            if "readings" in self.__dict__ and self._conversion(run, glued) == run:
                return run  # once its tables are made that is told sooner than by the dictionary
            if glued[0] and _ends_verb(text, match.start(), match.end()):
                return run  # 問い合わせたい holds no 世帯
            converted = self._conversion(run, glued)
            if converted != run and self._cuts_a_word(text, match.start(), run, glued):
                return run  # そういえば holds no 相違, しときたい no 期待
            last = converted[-1]
            half = is_kanji(converted[-2:-1] or last) and "ぁ" <= last <= "ゖ"
            if glued[1] and half and last not in "のはがをにでともやへか":
                return run  # せいかつ学習課: half a word before another one is no reading
            if converted != run:
                changes.append((run, converted))
            return converted

        if not any(map(_are_kana, text, text[1:])):
            return text  # no run of two
        return re.sub("[ぁ-ゖァ-ヺー]+", convert, text)

    def _conversion(self, run: str, glued: tuple[bool, bool]) -> str:
        """One run of kana as it is meant. Remembered: questions end alike."""
        converted = self._converted.get((run, glued))
        if converted is None:
            if len(self._converted) >= REMEMBERED:
                self._converted.clear()
            converted = self._converted[run, glued] = self._convert(run, glued)
        return converted

    def _cuts_a_word(self, text: str, place: int, run: str, glued: tuple[bool, bool]) -> bool:
        """Whether a word that a run of kana in a text is read as begins or ends inside a verb or the like.

        Only of a run that is a sentence for the dictionary (one of its words is a verb, and none is unknown),
        by somebody who writes kanji, and of what is read as kanji: ころなって言葉 is about コロナ.
        """
        if not any(map(is_kanji, text)):
            return False
        at, ends, inside = 0, {place}, []
        for token in tokens(text):
            begin = text.find(token.surface, at)
            at = begin + len(token.surface)
            if place <= begin and at <= place + len(run):
                ends.add(at)
                inside.append(token)
        verbs = any(token.pos in ("動詞", "助動詞") for token in inside)
        if not verbs or sum(len(token.surface) for token in inside) < len(run):
            return False
        read = (span for *span, surface in self._pieces(run, glued) if any(map(is_kanji, surface)))
        return any(place + start not in ends or place + end not in ends for start, end in read)

    def _convert(self, run: str, glued: tuple[bool, bool]) -> str:
        """One run of kana, cut by least cost. `glued`: whether kanji stands before it, after it."""
        kana = hiragana(run)
        if _covered(kana, self._grammar) or _is_pronoun(run):
            return run
        pieces = self._pieces(run, glued)
        left = "".join(kana[start:end] for start, end, surface in pieces if not surface)
        if re.fullmatch("[ァ-ヺー]+", run) and len(left) < len(kana) and self._is_grammar(left):
            run = kana  # バツノジギョウ: what is left is said, not named
        spelt = "".join(surface or run[start:end] for start, end, surface in pieces)
        if not any(f"か{particle}" in spelt for particle in "のはがをにで"):
            return spelt
        return pattern("(?<=[一-鿿])か(?=[のはがをにで])").sub("課", spelt)  # すいどうかの

    def _pieces(self, run: str, glued: tuple[bool, bool]) -> list[tuple[int, int, str]]:
        """A run of kana cut by least cost: from, to, and what is read there; "" for what stays as typed."""
        kana = hiragana(run)
        best: list[tuple[float, int, str]] = [(0.0, 0, "")] + [(float("inf"), 0, "")] * len(kana)
        for start in range(len(kana)):
            cost = best[start][0]
            if cost == float("inf"):
                continue
            for end, price, surface in self._steps(kana, run, start, glued):
                if cost + price < best[end][0]:
                    best[end] = (cost + price, start, surface)
        pieces, end = [], len(kana)
        while end:
            _, start, surface = best[end]
            pieces.append((start, end, surface))
            end = start
        return pieces[::-1]

    def _is_grammar(self, kana: str) -> bool:
        """Whether nothing stands in `kana` but words for ratings and what questions are made of."""
        for mark in self.vocabulary.tables.scale.marks:
            for word in mark.words:
                kana = kana.replace(word, "")
        return _covered(kana, self._grammar)

    def _steps(
        self, kana: str, run: str, start: int, glued: tuple[bool, bool]
    ) -> Iterator[tuple[int, float, str]]:
        yield start + 1, 1.0, ""
        for word in self._grammar.get(kana[start], ()):
            if kana.startswith(word, start):
                yield start + len(word), 0.45, ""
        for end in range(start + 3, min(len(kana), start + 9) + 1):
            typed = run[start:end]
            cut = typed[0] >= "ァ" and typed not in self.sounds.written  # クラウ is no word out of クラウド
            if (typed in self._plan_text and not cut) or typed in self._known_kana:
                yield end, 0.6, typed  # it is written so itself
        begins = start == 0 and not glued[0]
        longest = self._longest_readings.get(kana[start : start + 2], 0)
        for end in range(start + 2, min(len(kana), start + longest, start + 40) + 1):
            surface = self.readings.get(kana[start:end]) or self.compounds.get(kana[start:end])
            ends = end == len(kana) and not glued[1]
            long = end - start > SHORTEST or (end - start == SHORTEST and (begins or ends))
            if surface and surface != run[start:end] and (long or (begins and ends)):
                yield end, 1.3, surface

    def _sound(self, text: str, changes: list[tuple[str, str]]) -> str:
        """A department that was converted to other signs of the same reading."""
        if not self._may_sound(text):
            return text
        words = [token for token in tokens(text) if token.surface.strip()]
        for start in range(len(words)):
            sound = surface = ""
            for token in words[start : start + 8]:
                sound += token.reading or hiragana(token.surface)
                surface += token.surface
                if sound not in self._begun_readings:
                    break
                name = self._department_readings.get(sound)
                if (
                    name
                    and surface != name
                    and surface in text
                    and len(surface) > 2
                    and surface not in self.department_names
                ):
                    changes.append((surface, name))
                    return text.replace(surface, name)
        return text

    def _may_sound(self, text: str) -> bool:
        """Whether any stretch of the text could sound like a department, whatever its kanji are read like:
        the dictionary is opened for no other."""
        firsts, lasts, inside = self._sounding
        begun = ended = -1
        for place, sign in enumerate(hiragana(text)):
            kanji = script(sign) == "kanji"
            if not kanji and sign not in inside:
                begun = -1
                continue
            particle = sign in "のは" and script(text[place + 1 : place + 2] or " ") == "kanji"
            if begun < 0 and (kanji or (sign in firsts and not particle)):
                begun = place
            ended = place if kanji or sign in lasts else ended
            if 0 <= begun <= ended - 2:
                return True
        return False

    @cached_property
    def _sounding(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """The signs with which departments' readings begin, with which they end, and all of them."""
        readings = [each for each in self._department_readings if each]
        firsts, lasts = (frozenset(each[end] for each in readings) for end in (0, -1))
        return firsts, lasts, frozenset("".join(readings))

    @cached_property
    def _begun_readings(self) -> frozenset[str]:
        """What the readings of departments begin with, and they themselves."""
        readings = self._department_readings
        return frozenset([each[:end] for each in readings for end in range(len(each) + 1)])

    def _office(self, text: str, changes: list[tuple[str, str]]) -> str:
        """The word for a department that is pointed at, in another conversion: その化の丸, どこの科ですか."""
        if not any(sign in text for sign in LIKE_OFFICE):
            return text

        def mend(match: re.Match[str]) -> str:
            changes.append((match[0], f"{match[1]}{OFFICE}"))
            return f"{match[1]}{OFFICE}"

        return pattern(POINTED_OFFICE).sub(mend, text)

    def _departments(self, text: str, changes: list[tuple[str, str]]) -> str:
        """A department's name with one other sign in it: 情報菅理室."""
        if not any(unit in text for unit in "課室局館"):
            return text
        for typed in re.findall("[一-鿿]{2,12}(?:課|室|局|館)(?![一-鿿])", text):
            if typed not in self.department_names and not self.vocabulary.partly_named(typed):
                name = nearest_department(typed, sorted(self.department_names))
                if name:
                    changes.append((typed, name))
                    text = text.replace(typed, name)
        return text

    def _begins_name(self, text: str, place: int) -> bool:
        """Whether a name of the plan, or a word for a rating, begins here."""
        words = (fold(word) for mark in self.vocabulary.tables.scale.marks for word in mark.words)
        return any(self.vocabulary.names.at(text, place)) or any(text.startswith(w, place) for w in words)

    def _hyphened(self, text: str, changes: list[tuple[str, str]]) -> str:
        """A slip in a name with a hyphen, which the tagger would cut apart: wi-fii."""
        if "-" not in text:
            return text
        for word in set(re.findall(r"(?<![a-z0-9])[a-z]+(?:-[a-z]+)+(?![a-z0-9])", text)):
            if (
                word not in self._latin_words
                and word not in self._plan_text
                and (near := nearest_word(word, self._latin_words))
            ):
                changes.append((word, near))
                text = text.replace(word, near)
        return text

    # ---- tables

    def _title_in(self, text: str) -> str | None:
        """The first title of the sheet that stands in a text, looked up by its first signs."""
        begins = self._titles_by_begin
        found = [
            title
            for start in range(len(text))
            for begin in (text[start], text[start : start + 2])
            for title in begins.get(begin, ())
            if text.startswith(title, start)
        ]
        return found[0] if len(set(found)) == 1 else min(found, key=self._title_forms.index, default=None)

    @cached_property
    def _titles_by_begin(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for title in filter(None, self._title_forms):
            found.setdefault(title[:2], []).append(title)
        return found

    @cached_property
    def _title_forms(self) -> tuple[str, ...]:
        """Every title, folded."""
        return tuple(dict.fromkeys((*self.vocabulary.titles, *self.vocabulary.titles_elsewhere)))

    @cached_property
    def _long_names(self) -> tuple[str, ...]:
        """Titles, policies and initiatives, folded."""
        names = (*self.vocabulary.policies.values(), *self.vocabulary.initiatives)
        return tuple(dict.fromkeys((*self._title_forms, *map(fold, names))))

    @cached_property
    def _stem_readings(self) -> dict[str, str]:
        """Reading of a department's name, with か or without, long vowels dropped → the name without 課."""
        stems = {_short(reading(stem)): stem for stem in self.vocabulary.stems if len(reading(stem)) > 3}
        return {**{sound + "か": stem + "課" for sound, stem in stems.items()}, **stems}

    @cached_property
    def _title_readings(self) -> dict[str, str]:
        """The reading of every title, without blanks and signs → the title."""
        return {_bare(hiragana(self._sound_of(title))): title for title in self._title_forms}

    @cached_property
    def _grammar(self) -> dict[str, list[str]]:
        """What questions are made of, in kana, by first sign: never a word of the plan."""
        table: dict[str, list[str]] = {}
        for word in dict.fromkeys((*NOISE_KANA, *automaton().kana.split())):
            table.setdefault(word[0], []).append(word)
        return table

    @cached_property
    def _surfaces(self) -> dict[str, str]:
        """Dictionary form → how the plan writes it: ファイアーウォール → ファイアウォール."""
        found = self.vocabulary.index.spelling(self.vocabulary.year, WRITTEN_AS)
        if further := self._further_titles:
            from katou_index.index.spelling import written_as  # here, as below: few plans are so large

            found |= written_as(further)
        return found

    @property
    def _plan_text(self) -> Container[str]:
        return self.vocabulary.plan_text

    @cached_property
    def department_names(self) -> frozenset[str]:
        """Every folded form of every department's name."""
        return frozenset(form for _, forms in self.vocabulary.department_forms for form in forms)

    @cached_property
    def rating_sounds(self) -> dict[str, str]:
        """How ratings sound → the word that stands beside their sign."""
        marks = self.vocabulary.tables.scale.marks
        return {hiragana(fold(word)): fold(mark.word) for mark in marks for word in mark.words}

    @cached_property
    def _department_readings(self) -> dict[str, str]:
        """Reading → the folded form of a department's name."""
        return self.vocabulary.index.spelling(self.vocabulary.year, DEPARTMENT_SOUND)

    @cached_property
    def compounds(self) -> dict[str, str]:
        """Reading → nouns that the plan writes in a row: 導入率, 飛行回数."""
        found = self.vocabulary.index.spelling(self.vocabulary.year, COMPOUND)
        if further := self._further_titles:
            from katou_index.index.spelling import compounds

            found = compounds(further) | found
        return found

    @cached_property
    def heard_short(self) -> dict[str, str]:
        """Reading without long vowels → name or compound: 長寿 is heard for 鳥獣. Nothing of a large plan."""
        if self.vocabulary.is_large:
            return {}
        tables = (self.compounds, self.readings)
        return {_short(sound): word for table in tables for sound, word in table.items() if len(word) > 2}

    def without_long(self, sound: str) -> str:
        """The name or compound that differs from what is heard only in long vowels; "" for none."""
        return self.heard_short.get(_short(sound), "")

    @cached_property
    def _further_titles(self) -> tuple[str, ...]:
        """Titles that only other years have, where titles alone were cut into words for the index."""
        if not self.vocabulary.is_large:
            return ()
        return tuple(self.vocabulary.titles_elsewhere)[
            : max(0, MOST_LINES - len(self.vocabulary.plan.measures))
        ]

    @cached_property
    def _name_sounds(self) -> dict[str, str]:
        """Folded name of the year → its reading."""
        return self.vocabulary.index.spelling(self.vocabulary.year, SOUND)

    def _sound_of(self, name: str) -> str:
        """The reading of a title, policy or initiative, or of a word of one."""
        return self._name_sounds.get(fold(name)) or reading(name)

    @cached_property
    def readings(self) -> dict[str, str]:
        """Reading → surface: names first, then what the grammar says, then the plan's own words."""
        found: dict[str, str] = dict(self._department_readings)
        for name in (
            *self.vocabulary.policies.values(),
            *self.vocabulary.initiatives,
            *(m.title for m in self.vocabulary.plan.measures[:MOST_NAMES]),
            *self.vocabulary.titles_elsewhere,
        ):
            found.setdefault(self._sound_of(name), fold(name))
        for word in dict.fromkeys(re.findall("[一-鿿々]{3,}", "\n".join(self._title_forms))):
            found.setdefault(self._sound_of(word), word)  # 図書館, 農家台帳
        same = [
            word
            for entry in self.vocabulary.tables.same
            for word in entry.words
            if any(is_kanji(sign) or "ァ" <= sign <= "ヺ" for sign in word) and not "ぁ" <= word[-1] <= "ゖ"
        ]
        for sound, word in zip(self.vocabulary.index.readings(same), same, strict=True):
            found.setdefault(sound, fold(word))
        for term, known in self.vocabulary.index.vocabulary.items():
            if (
                len(known.reading) >= 2
                and len(term) > 1
                and re.fullmatch("[一-鿿々ァ-ヺーa-z]+", term)
                and not term.isascii()
            ):
                found.setdefault(hiragana(known.reading), term)
        for acronym in ("rpa", "gis", "sns", "line", "ict", "pc"):
            if self.vocabulary.index.has_term(acronym):
                found.setdefault(self.vocabulary.index.vocabulary[acronym].reading, acronym)
        written = pattern("[一-鿿ァ-ヺー]+")
        for sound, word in spoken().sounds.items():
            if len(word) > 1 and written.fullmatch(word):
                found.setdefault(sound, word)
        return {sound: surface for sound, surface in found.items() if len(sound) > 1}

    @cached_property
    def _longest_readings(self) -> dict[str, int]:
        """The first two kana of readings → how long these are at most."""
        found: dict[str, int] = {}
        for sound in (*self.readings, *self.compounds):
            found[sound[:2]] = max(len(sound), found.get(sound[:2], 0))
        return found

    @cached_property
    def _known_kana(self) -> frozenset[str]:
        """Runs of katakana and hiragana that are words of the plan as they stand."""
        return frozenset((*self.vocabulary.index.vocabulary, *self.vocabulary.thesaurus.japanese))

    @cached_property
    def _english_words(self) -> frozenset[str]:
        """Latin words that mean something to the grammar, the tables or the plan."""
        phrases = [*self.vocabulary.thesaurus.english]
        phrases += self.vocabulary.english_titles.values()
        phrases += [form for d in self.vocabulary.tables.departments for form in d.english]
        phrases += [fold(form) for name in self.vocabulary.tables.names for form in name.english]
        words = {word for phrase in phrases for word in re.findall("[a-z']+", fold(phrase))}
        words.update(automaton().english.split())
        return frozenset(words | {term for term in self.vocabulary.index.vocabulary if term.isascii()})

    @cached_property
    def _latin_words(self) -> tuple[str, ...]:
        """Words that a slip in Latin letters may have meant."""
        phrases = (
            *self.vocabulary.thesaurus.english,
            *(t for t in self.vocabulary.index.vocabulary if t.isascii() and t.isalpha() and len(t) > 3),
        )
        forms = (form for form in self.vocabulary.thesaurus.japanese if form.isascii())
        return tuple(dict.fromkeys((*phrases, *forms)))

    @cached_property
    def _asking_words(self) -> frozenset[str]:
        """English words that questions are made of: no romaji, though they may sound so (rain)."""
        return frozenset(word for word in automaton().english.split() if len(word) > 2)

    @cached_property
    def _asked_by_begin(self) -> dict[str, tuple[str, ...]]:
        """The same by their first letters, those that a slip is looked for in."""
        marks = (form for mark in self.vocabulary.tables.scale.marks for form in mark.words)
        asked = {*self._asking_words, *(word for form in marks for word in fold(form).split())}
        words = sorted(
            word for word in asked if len(word) >= LEAST_SLIPPED and word.isascii() and word.isalpha()
        )
        return {first: tuple(each) for first, each in groupby(words, lambda word: word[0])}

    @cached_property
    def _short_department_readings(self) -> dict[str, str]:
        """Readings of departments without long vowels."""
        return {_short(sound): name for sound, name in self._department_readings.items() if sound}

    @cached_property
    def _phrases_known(self) -> frozenset[str]:
        """Names of several English words."""
        return frozenset(phrase for phrase in self.vocabulary.thesaurus.english if " " in phrase)

    @cached_property
    def _phrases_of(self) -> dict[int, tuple[str, ...]]:
        """The same by how many words they have."""
        table: dict[int, list[str]] = {}
        for phrase in sorted(self._phrases_known):
            table.setdefault(phrase.count(" ") + 1, []).append(phrase)
        return {length: tuple(phrases) for length, phrases in table.items()}

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """Everything a slip in a longer word may have meant; what the plan itself writes stands first."""
        words = (term for term in self.vocabulary.index.vocabulary if len(term) >= 3 and not term.isascii())
        runs = dict.fromkeys(re.findall("[ァ-ヺー]{4,}", self.vocabulary.read_through))
        same = (form for form in self.vocabulary.thesaurus.japanese if len(form) >= 3)
        return tuple(
            dict.fromkeys(
                (
                    *self._title_forms,
                    *map(fold, self.vocabulary.departments),
                    *map(fold, self.vocabulary.policies.values()),
                    *map(fold, self.vocabulary.initiatives),
                    *runs,
                    *words,
                    *same,
                )
            )
        )
