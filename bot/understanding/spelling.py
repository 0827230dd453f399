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
from collections.abc import Sequence
from functools import cached_property
from itertools import groupby, pairwise

from bot.understanding.kana_runs import KanaRuns
from bot.understanding.noise import NOISE_ENGLISH, NOISE_ROMAJI, common_english
from bot.understanding.scripts import is_kanji, is_katakana, pattern, script
from bot.understanding.similarity import (
    best_window,
    nearest_asked,
    nearest_department,
    nearest_title,
    nearest_word,
)
from bot.understanding.spans import Respelled
from bot.understanding.spelling_tables import SpellingTables, bare, shortened
from bot.understanding.vocabulary import SUFFIXES, Vocabulary
from katou_index.index.naming import MOST_NAMES
from katou_index.records import TYPE_CHECKING
from katou_index.romaji import kana_from_romaji
from katou_index.words import fold, hiragana, is_common_word, tokens

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
REMEMBERED = 2_000  # words that occur nowhere, of which is kept what was probably meant
LONG_PHRASE = 10  # letters of an English name of several words in which a slip is looked for
PUNCTUATION = "?!.,:;"
LONGEST_NAME = 5  # words that a department's reading is written in


def _particle(word: str) -> str | None:
    """The kana of a word that romaji questions are made of: no → の, wa → は."""
    return PARTICLES.get(word) or kana_from_romaji(word) if word in NOISE_ROMAJI else None


def _bare_name(word: str) -> str:
    """A word without what stands behind it: jinji-ka's, jinji-ka?"""
    return word.rstrip(PUNCTUATION).removesuffix("'s")


def _kana_left(text: str) -> int:
    """How many signs of a text are still hiragana."""
    return sum("ぁ" <= sign <= "ゖ" for sign in text)


class Speller:
    """Respells questions for one vocabulary. Its tables are made when first needed."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.tables = SpellingTables(vocabulary)
        self._near: dict[str, str | None] = {}  # words that occur nowhere, with what was probably meant
        self._last = Respelled(""), Respelled("")  # as typed, respelled: one question asks for it twice

    def respell(self, text: str) -> Respelled:
        """`text` as normal_form.normal gives it; unchanged where nothing has to be."""
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
            self.kana_runs.read,
            self._sound,
            self._office,
            self._departments,
        ):
            text = step(text, changes)
        return Respelled(text, tuple(dict.fromkeys(changes)))

    @cached_property
    def kana_runs(self) -> KanaRuns:
        """Reads runs of kana."""
        return KanaRuns(self)

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
            return nearest_word(word, self.tables.latin_words) if whole and not common else None
        if len(word) < 3:
            return None
        names = sorted(self.tables.department_names)
        if word.endswith(SUFFIXES) and (name := nearest_department(word, names)):
            return name
        if surface := self.tables.surfaces.get(word):
            return surface
        itself = pattern("[ぁ-ゖァ-ヺー]+").fullmatch(word) and is_common_word(word)  # ズーム is no ホーム
        return None if itself else best_window(word, self.tables.names)

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
            if whole in self.tables.plan_text:  # コンビ二交付, with the kanji 二
                changes.append((match[0], whole))
                text = text.replace(match[0], whole)
        return text

    def _romaji(self, text: str, changes: list[tuple[str, str]]) -> str:
        pieces = [("".join(signs), is_latin) for is_latin, signs in groupby(text, ROMAJI.__contains__)]
        words, latin = [piece for piece, _ in pieces], [piece for piece, is_latin in pieces if is_latin]
        kana = {word: self._from_romaji(word) for word in latin}
        if not any(kana.values()):
            return text
        # no 7 is a number in an English question
        english = any(word in self.tables.asking_words for word in latin)
        small = {} if english else {word: _particle(word) or self._short_romaji(word) for word in latin}
        heard = [kana.get(word) or small.get(word) or word for word in words]
        joined = re.sub("(?<=[ぁ-ゖー]) +(?=[ぁ-ゖー])", "", "".join(heard))
        if title := self._title_by_sound(joined):
            changes.append((text.strip(), title))
            return title
        spaced, glued = self.kana_runs.read("".join(heard), []), self.kana_runs.read(joined, [])
        converted = min(glued, spaced, key=_kana_left)
        if converted == joined and not any(self._means_something(sound) for sound in kana.values() if sound):
            return text
        typed = text.strip()
        changes.append((typed, converted))
        return converted

    def _means_something(self, kana: str) -> bool:
        """Whether a word heard is a department's, a rating's or an expression of questions."""
        known = len(kana) > 4 and kana in self.tables.known_kana
        if known or kana.removesuffix("課") in self.vocabulary.stems:
            return True
        words = (word for mark in self.vocabulary.tables.scale.marks for word in mark.words)
        return kana in words or kana in self.tables.grammar.get(kana[0], ())

    def _short_romaji(self, word: str) -> str | None:
        """Two letters (ji, ka) are romaji only beside longer ones."""
        plain = len(word) == 2 and word.isascii() and word.isalpha() and word not in self.tables.english_words
        return kana_from_romaji(word) if plain else None

    def _from_romaji(self, word: str) -> str | None:
        """The kana of one romaji word; None for English, for names of the plan, for what is no romaji."""
        if len(word) < 3 or word in NOISE_ROMAJI or word in NOISE_ENGLISH:
            return None
        kana, tables = kana_from_romaji(word), self.tables
        if not kana or word in tables.plan_text or word in tables.latin_words or word in tables.asking_words:
            return None
        if kana not in tables.readings and shortened(kana) in tables.stem_readings:
            return tables.stem_readings[shortened(kana)]  # bosai, bosaika for bousaika
        if word in tables.english_words and kana not in tables.readings and kana not in tables.plan_text:
            return None
        return kana

    def _asking(self, text: str, changes: list[tuple[str, str]]) -> str:
        """A slip in an English word that questions are made of: wich polcy, how meny."""
        if " " not in text:
            return text
        tables = self.tables
        for word in dict.fromkeys(re.findall("(?<![!-~])[a-z]{4,}(?![^ ?!.,:;])", text)):
            known = word in tables.english_words or word in common_english() or word in NOISE_ROMAJI
            if (
                known
                or word in self.tables.plan_text
                or word in self.tables.latin_words
                or kana_from_romaji(word)
            ):
                continue
            if near := nearest_asked(word, self.tables.asked_by_begin.get(word[0], ()), common_english()):
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
        if len(changes) > told and self.tables.asking_words.isdisjoint(
            map(_bare_name, words)
        ):  # bousaika no batsu wa is Japanese
            words = [_particle(word) or word for word in words]
        return " ".join(words)

    def _department_sounding(self, sound: str) -> str | None:
        """The department that is read so, or so but for long vowels: bosaika."""
        return self.tables.department_readings.get(sound) or self.tables.short_department_readings.get(
            shortened(sound)
        )

    def _syllables(self, word: str) -> str | None:
        """The kana of a romaji word, hyphens between its parts aside: kanri-shitsu."""
        if len(word) < 2 or word in self.tables.asking_words:
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
                if len(typed) < LONG_PHRASE or typed not in text or typed in self.tables.phrases_known:
                    continue
                if common_english().issuperset(words[start : start + length]):
                    continue  # its system is no slip of it system
                near = nearest_word(typed, self.tables.phrases_of.get(length, ()))
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
        if len(self.tables.long_names) <= MOST_NAMES:
            return self.tables.long_names
        names = self.vocabulary.index.names(self.vocabulary.year)
        begun = [pair for pair in (text[at : at + 2] for at in range(len(text))) if pair in names.beginnings]
        named = (name for pair in dict.fromkeys(begun) for name in names.at(pair)[:MOST_NAMES])
        return [form for form, kind, _ in named if kind in "PIN"]

    def _title_by_sound(self, text: str) -> str | None:
        """The title that a text in kana is the reading of, as a whole."""
        sound = bare(hiragana(text))
        if (
            len(self.tables.title_forms) > MOST_NAMES
            or len(sound) < 6
            or sum(["ぁ" <= sign <= "ゖ" or sign == "ー" for sign in sound]) < 0.6 * len(sound)
        ):
            return None
        found = nearest_title(sound, list(self.tables.title_readings))
        whole = found is not None and len(found[0]) > 0.8 * len(sound)
        return self.tables.title_readings[found[1]] if found and whole else None

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
                if sound not in self.tables.begun_readings:
                    break
                name = self.tables.department_readings.get(sound)
                if (
                    name
                    and surface != name
                    and surface in text
                    and len(surface) > 2
                    and surface not in self.tables.department_names
                ):
                    changes.append((surface, name))
                    return text.replace(surface, name)
        return text

    def _may_sound(self, text: str) -> bool:
        """Whether any stretch of the text could sound like a department, whatever its kanji are read like:
        the dictionary is opened for no other."""
        firsts, lasts, inside = self.tables.sounding
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
            if typed not in self.tables.department_names and not self.vocabulary.partly_named(typed):
                name = nearest_department(typed, sorted(self.tables.department_names))
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
                word not in self.tables.latin_words
                and word not in self.tables.plan_text
                and (near := nearest_word(word, self.tables.latin_words))
            ):
                changes.append((word, near))
                text = text.replace(word, near)
        return text

    def _title_in(self, text: str) -> str | None:
        """The first title of the sheet that stands in a text, looked up by its first signs."""
        begins = self.tables.titles_by_begin
        found = [
            title
            for start in range(len(text))
            for begin in (text[start], text[start : start + 2])
            for title in begins.get(begin, ())
            if text.startswith(title, start)
        ]
        return (
            found[0] if len(set(found)) == 1 else min(found, key=self.tables.title_forms.index, default=None)
        )
