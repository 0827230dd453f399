"""Letters and figures that are ratings of a scale: A評価, 評価が5, rated A; not B会場, RPA, a plan, No.5."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from bot.understanding.scripts import pattern, script
from bot.understanding.spans import TextSpan

# Around a letter or a figure that is a rating: A評価, 評価がA, Aの, AとB, rated A; not B会場, RPA, a plan.
_GRADE = "評価|判定|ランク|評定|rating|grade|rank"
_JAPANESE_AROUND = (
    rf"(?<![a-z0-9.,:_'/+-])(?:(?P<named>(?:{_GRADE})(?:が|は|の|:|=)?\s*))?(?P<mark>{{form}})(?![a-z0-9.:_'/+-])"
    rf"(?=(?P<after>{_GRADE}|以上|以下|以外|未満|より|率)|$|[\s、。?!,）)」・]|[のはがをともやだかに](?!場|さん)|って|じゃ|で(?!の)"
    "|項目|事業|な[のんらも]|しか|ばかり|いくつ|どれ|何[件個課事項]|つ[いけ]|付[いけ]|取[っるり]|もら)"
)
_ENGLISH_AROUND = (
    r"(?:(?:rated|graded|rating|grade|marked|gets?|got|was|were|are|is|with|many|of|and|or|than)\s+(?:an? )?"
    r"(?P<mark>{form})(?=\s*(?:$|[?!.,]|and|or|rating|rated|grade|items|measures|in|for))"
    r"|(?<![a-z0-9.-])(?P<head>{form})(?:-rated|\s+(?:rating|rated|grade)))"
)
_LETTER_ALONE = 4  # signs: B?
_COMMON_GRADES = "sabcde"  # as schools give them: asked for where a scale of letters has none of them


def lettered(text: str, letters: dict[str, str], apart: Container[str]) -> Iterator[TextSpan]:
    """Letters and figures that are ratings, where they stand alone. A letter that is none of this scale of
    letters is one that it does not have; a figure needs the word rating beside it, for 5 is a measure too,
    but for figures that stand `apart` from all numbers of measures."""
    japanese = len(text) < _LETTER_ALONE or any(script(sign) not in ("ascii", "") for sign in text)
    shape = _JAPANESE_AROUND if japanese else _ENGLISH_AROUND
    others = _COMMON_GRADES if any(form.isalpha() for form in letters) else ""
    for form in (*letters, *(each for each in others if each not in letters)):
        if form not in text:
            continue
        for match in pattern(shape.format(form=re.escape(form))).finditer(text):
            found = match.groupdict()
            if (
                form.isdecimal()
                and form not in apart
                and not (found.get("named") or found.get("after") or not japanese)
            ):
                continue
            group = "mark" if found["mark"] else "head"
            yield TextSpan(
                match.start(group), match.end(group), "M", letters.get(form, form.upper()), match[group]
            )
