"""What spelling looks words up in: readings, names, words of the plan and of questions; made when needed."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cached_property
from itertools import groupby

from bot.understanding.noise import NOISE_KANA
from bot.understanding.scripts import is_kanji, pattern
from bot.understanding.spoken import spoken
from bot.understanding.templates import automaton
from bot.understanding.vocabulary import Vocabulary
from katou_index.index.naming import COMPOUND, DEPARTMENT_SOUND, MOST_LINES, MOST_NAMES, SOUND, WRITTEN_AS
from katou_index.words import fold, hiragana, reading

LEAST_SLIPPED = 4  # letters of an English word that a slip is looked for in


def shortened(kana: str) -> str:
    """Kana without long vowels, as names stand in passports: ぼうさい → ぼさい."""
    return re.sub("(?<=[おこそとのほもよろごぞどぼぽょうくすつぬふむゆるぐずぶぷゅ])[うおー]", "", bare(kana))


def bare(sound: str) -> str:
    """A reading without what people leave out or write otherwise: blanks, signs, long vowel marks."""
    kept = "".join([c for c in sound if "ぁ" <= c <= "ゖ" or "0" <= c <= "9" or "a" <= c <= "z"])
    return kept.replace("おう", "お").replace("ー", "")


class SpellingTables:
    """The tables of one vocabulary. Readings are hiragana."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def titles_by_begin(self) -> dict[str, list[str]]:
        """The titles by their first two signs."""
        found: dict[str, list[str]] = {}
        for title in filter(None, self.title_forms):
            found.setdefault(title[:2], []).append(title)
        return found

    @cached_property
    def title_forms(self) -> tuple[str, ...]:
        """Every title, folded."""
        return tuple(dict.fromkeys((*self.vocabulary.titles, *self.vocabulary.titles_elsewhere)))

    @cached_property
    def long_names(self) -> tuple[str, ...]:
        """Titles, policies and initiatives, folded."""
        names = (*self.vocabulary.policies.values(), *self.vocabulary.initiatives)
        return tuple(dict.fromkeys((*self.title_forms, *map(fold, names))))

    @cached_property
    def stem_readings(self) -> dict[str, str]:
        """Reading of a department's name, with か or without, long vowels dropped → the name without 課."""
        stems = {shortened(reading(stem)): stem for stem in self.vocabulary.stems if len(reading(stem)) > 3}
        return {**{sound + "か": stem + "課" for sound, stem in stems.items()}, **stems}

    @cached_property
    def title_readings(self) -> dict[str, str]:
        """The reading of every title, without blanks and signs → the title."""
        return {bare(hiragana(self.sound_of(title))): title for title in self.title_forms}

    @cached_property
    def grammar(self) -> dict[str, list[str]]:
        """What questions are made of, in kana, by first sign: never a word of the plan."""
        table: dict[str, list[str]] = {}
        for word in dict.fromkeys((*NOISE_KANA, *automaton().kana.split())):
            table.setdefault(word[0], []).append(word)
        return table

    @cached_property
    def surfaces(self) -> dict[str, str]:
        """Dictionary form → how the plan writes it: ファイアーウォール → ファイアウォール."""
        found = self.vocabulary.index.spelling(self.vocabulary.year, WRITTEN_AS)
        if further := self.further_titles:
            from katou_index.index.spelling import written_as  # here, as below: few plans are so large

            found |= written_as(further)
        return found

    @property
    def plan_text(self) -> Container[str]:
        """All that the plan writes."""
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
    def department_readings(self) -> dict[str, str]:
        """Reading → the folded form of a department's name."""
        return self.vocabulary.index.spelling(self.vocabulary.year, DEPARTMENT_SOUND)

    @cached_property
    def compounds(self) -> dict[str, str]:
        """Reading → nouns that the plan writes in a row: 導入率, 飛行回数."""
        found = self.vocabulary.index.spelling(self.vocabulary.year, COMPOUND)
        if further := self.further_titles:
            from katou_index.index.spelling import compounds

            found = compounds(further) | found
        return found

    @cached_property
    def heard_short(self) -> dict[str, str]:
        """Reading without long vowels → name or compound: 長寿 is heard for 鳥獣. Nothing of a large plan."""
        if self.vocabulary.is_large:
            return {}
        tables = (self.compounds, self.readings)
        return {shortened(sound): word for table in tables for sound, word in table.items() if len(word) > 2}

    def without_long(self, sound: str) -> str:
        """The name or compound that differs from what is heard only in long vowels; "" for none."""
        return self.heard_short.get(shortened(sound), "")

    @cached_property
    def further_titles(self) -> tuple[str, ...]:
        """Titles that only other years have, where titles alone were cut into words for the index."""
        if not self.vocabulary.is_large:
            return ()
        return tuple(self.vocabulary.titles_elsewhere)[
            : max(0, MOST_LINES - len(self.vocabulary.plan.measures))
        ]

    @cached_property
    def name_sounds(self) -> dict[str, str]:
        """Folded name of the year → its reading."""
        return self.vocabulary.index.spelling(self.vocabulary.year, SOUND)

    def sound_of(self, name: str) -> str:
        """The reading of a title, policy or initiative, or of a word of one."""
        return self.name_sounds.get(fold(name)) or reading(name)

    @cached_property
    def readings(self) -> dict[str, str]:
        """Reading → surface: names first, then what the grammar says, then the plan's own words."""
        found: dict[str, str] = dict(self.department_readings)
        for name in (
            *self.vocabulary.policies.values(),
            *self.vocabulary.initiatives,
            *(m.title for m in self.vocabulary.plan.measures[:MOST_NAMES]),
            *self.vocabulary.titles_elsewhere,
        ):
            found.setdefault(self.sound_of(name), fold(name))
        for word in dict.fromkeys(re.findall("[一-鿿々]{3,}", "\n".join(self.title_forms))):
            found.setdefault(self.sound_of(word), word)  # 図書館, 農家台帳
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
    def longest_readings(self) -> dict[str, int]:
        """The first two kana of readings → how long these are at most."""
        found: dict[str, int] = {}
        for sound in (*self.readings, *self.compounds):
            found[sound[:2]] = max(len(sound), found.get(sound[:2], 0))
        return found

    @cached_property
    def known_kana(self) -> frozenset[str]:
        """Runs of katakana and hiragana that are words of the plan as they stand."""
        return frozenset((*self.vocabulary.index.vocabulary, *self.vocabulary.thesaurus.japanese))

    @cached_property
    def english_words(self) -> frozenset[str]:
        """Latin words that mean something to the grammar, the tables or the plan."""
        phrases = [*self.vocabulary.thesaurus.english]
        phrases += self.vocabulary.english_titles.values()
        phrases += [form for d in self.vocabulary.tables.departments for form in d.english]
        phrases += [fold(form) for name in self.vocabulary.tables.names for form in name.english]
        words = {word for phrase in phrases for word in re.findall("[a-z']+", fold(phrase))}
        words.update(automaton().english.split())
        return frozenset(words | {term for term in self.vocabulary.index.vocabulary if term.isascii()})

    @cached_property
    def latin_words(self) -> tuple[str, ...]:
        """Words that a slip in Latin letters may have meant."""
        phrases = (
            *self.vocabulary.thesaurus.english,
            *(t for t in self.vocabulary.index.vocabulary if t.isascii() and t.isalpha() and len(t) > 3),
        )
        forms = (form for form in self.vocabulary.thesaurus.japanese if form.isascii())
        return tuple(dict.fromkeys((*phrases, *forms)))

    @cached_property
    def asking_words(self) -> frozenset[str]:
        """English words that questions are made of: no romaji, though they may sound so (rain)."""
        return frozenset(word for word in automaton().english.split() if len(word) > 2)

    @cached_property
    def asked_by_begin(self) -> dict[str, tuple[str, ...]]:
        """The same by their first letters, those that a slip is looked for in."""
        marks = (form for mark in self.vocabulary.tables.scale.marks for form in mark.words)
        asked = {*self.asking_words, *(word for form in marks for word in fold(form).split())}
        words = sorted(
            word for word in asked if len(word) >= LEAST_SLIPPED and word.isascii() and word.isalpha()
        )
        return {first: tuple(each) for first, each in groupby(words, lambda word: word[0])}

    @cached_property
    def short_department_readings(self) -> dict[str, str]:
        """Readings of departments without long vowels."""
        return {shortened(sound): name for sound, name in self.department_readings.items() if sound}

    @cached_property
    def phrases_known(self) -> frozenset[str]:
        """Names of several English words."""
        return frozenset(phrase for phrase in self.vocabulary.thesaurus.english if " " in phrase)

    @cached_property
    def phrases_of(self) -> dict[int, tuple[str, ...]]:
        """The same by how many words they have."""
        table: dict[int, list[str]] = {}
        for phrase in sorted(self.phrases_known):
            table.setdefault(phrase.count(" ") + 1, []).append(phrase)
        return {length: tuple(phrases) for length, phrases in table.items()}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Everything a slip in a longer word may have meant; what the plan itself writes stands first."""
        words = (term for term in self.vocabulary.index.vocabulary if len(term) >= 3 and not term.isascii())
        runs = dict.fromkeys(re.findall("[ァ-ヺー]{4,}", self.vocabulary.read_through))
        same = (form for form in self.vocabulary.thesaurus.japanese if len(form) >= 3)
        return tuple(
            dict.fromkeys(
                (
                    *self.title_forms,
                    *map(fold, self.vocabulary.departments),
                    *map(fold, self.vocabulary.policies.values()),
                    *map(fold, self.vocabulary.initiatives),
                    *runs,
                    *words,
                    *same,
                )
            )
        )

    @cached_property
    def sounding(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """The signs with which departments' readings begin, with which they end, and all of them."""
        readings = [each for each in self.department_readings if each]
        firsts, lasts = (frozenset(each[end] for each in readings) for end in (0, -1))
        return firsts, lasts, frozenset("".join(readings))

    @cached_property
    def begun_readings(self) -> frozenset[str]:
        """What the readings of departments begin with, and they themselves."""
        readings = self.department_readings
        return frozenset([each[:end] for each in readings for end in range(len(each) + 1)])
