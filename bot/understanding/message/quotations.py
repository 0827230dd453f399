"""What is asked below a quotation (> No.30 △ …: これはなぜ？) is asked of the measures that it shows.

A reply in a chat quotes what it answers, a person an answer of the bot. A question that points at it (これ,
この△, このうち: `= this` of grammar/message.txt), or lacks a name, is asked of what stands there.
"""

from __future__ import annotations

from bot.question import Ask, Field
from bot.understanding.flat import PAUSES, STOPS, flattened
from bot.understanding.message.claims import ASKED
from bot.understanding.message.clauses import OF_A_NAME
from bot.understanding.message.reasons import meant_words, subject_words
from bot.understanding.message_slots import ASKED_FOR
from bot.understanding.scan import NAMES
from bot.understanding.scripts import pattern
from bot.understanding.templates import automaton
from katou_index.plan import measure_of
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.understanding.scan import Scan
    from bot.understanding.spans import TextSpan
    from bot.understanding.vocabulary import Vocabulary

    Whole = Callable[[str], frozenset[str] | None]
    Shown = Callable[[str], tuple[str, ...]]
    Telling = Callable[[str], bool]
    Numbers = tuple[str, ...]

COUNTING = ("M", "F")  # what a quotation says of what it names: 〈課〉の△は2件
COUNTED = (Ask.COUNT, Ask.SHARE, Ask.TABLE, Ask.RANK)
CIRCLED = ord("①") - 1
# この方針の×, この担当課は, これ、なんで三角なんですか
POINTING_AT_A_NAME = (
    "(?P<this>この|その)(?P<kind>基本方針|方針|課|部署|室|事業|取組|項目)?"
    "|(?:これ|それ|ここ|そこ)(?P<said>は|って|が|、|も|の)?"
)
SIGN_OF_KIND = {"D": ("課", "部署", "室"), "P": ("基本方針", "方針")}  # what この課 and この方針 point at
THIS_MEASURE = ("この事業", "この施策", "この取組", "この取り組み")
TELLING = ("って", "という", "との", "と書", "と記", "と載", "とあ")  # goes on with a quotation
# この文章はどの番号に書いてあるの: what is quoted, as its words.
THIS_PASSAGE = (
    "(?:この|その|上の)(?:文章|文|一文|記述|記載|文言|部分|箇所|くだり)(?:は|って|が|、)(?=どの|何|どこ|なん)"
)
THUS = ("こう書", "こう記", "そう書", "そう記")  # says how a quotation is written, and goes on with it
EACH_ITEM = (
    r"^(?:各項目|項目(?:ごと|毎|別|それぞれ)|それぞれ)の"  # 項目ごとの評価は: the field of what is quoted
)
# A quotation that is nothing but the name of a department or a policy: 防災課, ⑤の事業について
QUOTED_NAME = r"[\s、。]*[DP](?:の(?:事業|項目|分|評価|件))?(?:について|は|に関して)?[\s、。?？]*$"
THE_WHOLE = "全体"  # is asked about, whatever is quoted
# > No.1 △ / ×: この×のほうは何課; who owns the × one
RATED_PART = (
    rf"^(?:(?P<points>(?:この|その|上の)M(?:の(?:{OF_A_NAME}))?|M(?:の|な)(?:{OF_A_NAME}))|M)"
    r"(?=は|って|が|の|を|も|、)|\b(?:the|this|that) M(?: one| item| part)?\b"
)
ITS_PART = rf"^の(?:{OF_A_NAME})?"  # 〈一項目の語〉の分だけ
SAME_FIGURE = (
    r"(?:同じ|おんなじ|おなじ|この|その|same )(?:数字|数値|数|値|件数|人数|率|金額|額|figure|number).*"
    r"(?:ほか|他|別|よそ|どこ|どれ|どの|載|出て|書|あ[るっり]|else|other|which|where)"
)
FIGURE = r"\d[\d,.]*[^\d\s、,。.()（）「」]"  # with its unit
# ⑥で丸じゃないのはこれだけ？ What is quoted is said by its number.
ONLY_THESE = (
    r"(?:これら?|ここ|この(?:項目|事業|取組|件|\d*(?:つ|項目|事業|件)))(?:ひとつ|一つ|1つ)?(?=だけ|のみ|しか|きり|以外)"
    r"|\b(?:this one|this|it|these)\b(?= the only\b)"
    r"|(?<=\bonly )(?:this one|this|these)\b"
)
LONGER_WORD = "の[一-鿿](?![何全両本誰])[一-鿿]"  # この分母
ASKS_ABOUT = (
    r"(?:何|なに|なん|どう|どんな)(?!項目|事業|課|件|番|方針|の項目|の事業)"  # 何ができなくて×なんですか
)
A_NUMBER = r"\d+"
FEW = 3  # measures of a quotation, of which is asked what is not read otherwise
OTHERS = "以外|ほか|他の|残り|全部|全体|other|else|rest"  # what was shown beside what is quoted
LITTLE = 4  # signs beside a field that are still no subject: の, は?
# A measure or an item as answers print it: No.30, No.30 項目3, 30-3.
PRINTED = r"No\.\d{1,6}(?: ?(?:項目|item )\d{1,2})?|(?<![\d-])\d{1,3}-\d{1,2}(?![\d-])"


class _Pointing(NamedTuple):
    """A question below a quotation."""

    question: str
    line: str  # flattened, as it was typed
    ends: dict[str, int]  # how it points at the quotation ("of", "among" …; "" for just so) → where that ends
    quoted: str
    printed: tuple[str, ...]  # the measures and items that the quotation prints

    @property
    def rest(self) -> str:
        """What is asked behind what points: これ、なんで → はなんで."""
        behind = self.ends.get("", 0)
        rest = self.question[behind:]
        return f"は{rest[1:]}" if behind and rest[:1] == "、" else rest


def _pointing(question: str, quoted: str) -> _Pointing:
    line = flattened(question)
    found = (each for each in automaton().matches("this", line, {}, 0) if not _goes_on(line, each.end))
    ends = {" ".join(each.meaning[1:]): each.end for each in found}
    return _Pointing(question, line, ends, quoted, printed_in(quoted))


def _goes_on(line: str, end: int) -> bool:
    """Whether a word goes on there: この分母 does not point as この分."""
    return bool(pattern(LONGER_WORD).match(line[end - 2 : end + 1])) if end > 1 else False


def printed_in(quoted: str) -> tuple[str, ...]:
    """The measures and items that a quotation prints, as it prints them: No.30, No.30 項目3."""
    return tuple(dict.fromkeys(each[0] for each in pattern(PRINTED).finditer(quoted)))


class Quotations:
    """Says of what a question below a quotation is asked. `shown`, `repeats`, `whole`, `telling`, `asks`: as
    `ChatReader` is given them."""

    def __init__(
        self, vocabulary: Vocabulary, scanned: Callable[[str], Scan], whole: Whole, shown: Shown,
        telling: Telling, repeats: Telling, asks: Callable[[str], bool],
    ) -> None:  # fmt: skip
        self.vocabulary = vocabulary
        self.whole, self.shown, self.telling = whole, shown, telling
        self.repeats, self.asks = repeats, asks
        self._scanned = scanned

    def pointed(self, question: str, quoted: str) -> str:
        """The question with the measures of the quotation in the place of what points at it: これはなぜ？

        Each rule below gives the question that is meant, None where it does not fit. The question as it is
        where none fits.
        """
        if named := self._of_a_name(question, quoted):
            return named
        each = _pointing(question, quoted)
        if joined := self._of_this_measure(each):
            return joined
        if each.printed and (behind := each.ends.get("said", 0)):  # とありましたが、担当は？
            each = _pointing(question[behind:], quoted)
        for first in (
            self._only_these, self._same_figure, self._of_its_parts, self._of_all, self._of_what_was_shown,
            self._of_this_rating, self._of_a_share,
        ):  # fmt: skip
            if (found := first(each)) is not None:
                return found
        if each.question.startswith(THUS):
            each = each._replace(question=f"と{each.question[2:]}")
        if passage := pattern(THIS_PASSAGE).match(each.question):
            each = each._replace(question=f"って{each.question[passage.end() :]}")
        if self._asks_where_written(each) and self._is_passage(quoted):
            return f"「{quoted}」{each.question}"
        if so := self._whether_so(each):
            return so
        numbers = self._of_its_rating(each.printed, quoted) or self.shown(quoted)
        if not numbers:
            return self._of_no_item(each)
        for rule in (
            self._below_a_name, self._where_written, self._in_english, self._among, self._field_of_it,
            self._which_it_is, self._said_of_it, self._of_it, self._departments_of_it,
            self._parts_of_a_set,
            self._of_the_plan,
            self._where_it_stands, self._of_one, self._rated_so,
        ):  # fmt: skip
            if (found := rule(each, numbers)) is not None:
                return found
        return each.question

    def measures_of(self, quoted: str) -> Numbers:
        """The few measures or items that a quotation shows, as questions name them; () for many or none."""
        found = printed_in(quoted) or tuple(f"No.{each}" for each in self.shown(quoted))
        return found if len(found) <= FEW else ()

    def followed(self, question: str, quoted: str) -> Numbers:
        """The measures or items that a question goes on with as if they had just been shown; () for none.

        It points at what is quoted (これはいつから×なの), or asks about the rating there (何ができなくて×).
        """
        printed = printed_in(quoted)
        if not printed and self.repeats(quoted):
            return ()  # all that was shown last: it is asked on about that anyway
        numbers = self._of_its_rating(printed, quoted) if printed else self.measures_of(quoted)
        return numbers if len(numbers) <= FEW and self._follows(question, quoted) else ()

    @staticmethod
    def doubts(question: str) -> bool:
        """Whether a question asks only if what is quoted is so: これ合ってる？"""
        line = flattened(question).strip(f"{STOPS} ")
        return any(each.meaning == ("doubted",) and each.end == len(line)
                   for each in automaton().matches("doubted", line, {}, 0))  # fmt: skip

    def _follows(self, question: str, quoted: str) -> bool:
        each = _pointing(question, quoted)
        if {"among", "said", "all", "share"} & each.ends.keys() or pattern(OTHERS).search(each.line):
            return False
        found = self._scanned(question)
        named = {span.sign for _, span in found.signs if span.sign in NAMES}
        if "" in each.ends:
            return named <= {"M"}
        if "of" in each.ends:
            return named <= {"M"} and not subject_words(found)
        rated = named == {"M"} and found.values("M") == self._scanned(quoted).values("M")
        counts = any(cue.meaning in COUNTED for cue in found.cues)
        return rated and not counts and bool(pattern(ASKS_ABOUT).match(each.line))

    # -- by how the question points ------------------------------------------------------------------------

    def _of_this_measure(self, each: _Pointing) -> str:
        """この事業、全部×？ below one measure; "" where it is not read."""
        behind = each.ends.get("", 0)
        if len(each.printed) != 1 or not behind or not each.question.startswith(THIS_MEASURE):
            return ""
        joined = f"{each.printed[0]}は{each.question[behind:].lstrip(PAUSES)}"
        return joined if self.whole(joined) is not None else ""

    def _of_all(self, each: _Pointing) -> str | None:
        """両方ともですか: of all that is quoted."""
        behind = each.ends.get("all", 0)
        if not behind or self._names(each.question):
            return None
        return self._all_so(each.question, behind, each.printed, self._scanned(each.quoted))

    def _of_what_was_shown(self, each: _Pointing) -> str | None:
        """A quotation of all that was shown last changes nothing."""
        if not self.repeats(each.quoted) or each.question.startswith((*TELLING, *THUS)):
            return None
        numbers = {
            int(number) for printed in each.printed for number in pattern(A_NUMBER).findall(printed)[:1]
        }
        if numbers and numbers != {measure_of(item) for item in self.shown(each.quoted)}:
            return None  # > No.33 … ×, below a list of ×
        return each.question

    def _only_these(self, each: _Pointing) -> str | None:
        """⑥で丸じゃないのはこれだけ？ Whether the items that are quoted are all that there are."""
        numbers = self._of_its_rating(each.printed, each.quoted) or self.shown(each.quoted)
        points = pattern(ONLY_THESE).search(each.question)
        if points is None or not numbers or not self._names(each.question):
            return None
        among = (" and " if each.line.isascii() else "と").join(numbers)
        joined = f"{each.question[: points.start()]}{among}{each.question[points.end() :]}"
        return joined if self.whole(joined) is not None else None

    @staticmethod
    def _same_figure(each: _Pointing) -> str | None:
        """> 〈会議〉の回数：86件: 同じ数字がほかにも載っていませんか, of the one figure that is quoted."""
        figures = dict.fromkeys(found[0] for found in pattern(FIGURE).finditer(each.quoted))
        if len(figures) != 1 or not pattern(SAME_FIGURE).search(each.line):
            return None
        figure = f"「{next(iter(figures))}」"
        return (
            f"which measures mention {figure}" if each.line.isascii() else f"{figure}が載っている事業はどれ"
        )

    def _of_its_parts(self, each: _Pointing) -> str | None:
        """Of one measure whose items differ: the item that is meant by its rating, or by a word of its own.

        この×のほうは何課の分: No.18-2は何課の分; ×なのは〈語〉のだけ？: No.17の×は17-3だけ？
        """
        number = each.printed[0].removeprefix("No.") if len(each.printed) == 1 else ""
        measure = self.vocabulary.plan.by_number.get(int(number)) if number.isdecimal() else None
        found = self._scanned(each.question)
        marks = dict.fromkeys(found.values("M"))
        if measure is None or len(measure.items) < 2 or len(marks) != 1:
            return None
        rated = [item for item in measure.items if item.rating.mark in marks]
        if len(rated) == len(found.signs) == 1 and (of_it := self._of_rated_part(found, rated[0].id)):
            return of_it
        words = [found.text[span.start : span.end] for _, span in found.signs if span.sign == "T"]
        for word in [*words, *subject_words(found)]:
            own = [item for item in measure.items if word in flattened(f"{item.planned}{item.result}")]
            if len(own) == 1:
                before, _, behind = found.text.partition(word)
                behind = pattern(ITS_PART).sub("", behind, count=1)
                joined = f"No.{number}の{before}No.{own[0].id}{behind}"
                return joined if self.whole(joined) is not None else None
        return None

    def _of_rated_part(self, found: Scan, item: str) -> str:
        """What is asked of an item by its rating, with its number: この×のほうは何課; "" where nothing is."""
        part = pattern(RATED_PART).search(found.line)
        if part is None:
            return ""
        before, rest = found.line[: part.start()], found.line[part.end() :]
        line, asked = f"{before}No.{item}{rest}", self._scanned(f"{before}{rest}")
        several = any(cue.meaning in (*COUNTED, Ask.LIST) for cue in found.cues)
        if several or (meant_words(asked) and not line.isascii()):
            return line if part["points"] and self.whole(line) is not None else ""
        field = any(isinstance(cue.meaning, Field) for cue in found.cues)
        points = part["points"] and (self.asks(rest) or self.whole(line) is not None)
        return line if field or points else ""

    def _of_this_rating(self, each: _Pointing) -> str | None:
        """この△は: of the department, the policy or the item that is quoted."""
        rest = each.question[each.ends.get("of", 0) :]
        if rest == each.question or self._scanned(rest).line[:1] != "M":
            return None
        found = self._scanned(each.quoted)
        circled = (chr(CIRCLED + number) for number in found.values("P") if isinstance(number, int))
        names = [*map(str, found.values("D")), *circled]
        if each.printed and (asked := self._of_departments(rest, each.printed)):
            return asked
        one = self._of_its_rating(each.printed, each.quoted)
        if len(one) == 1 and "-" in one[0]:  # > 17-3 …: この×の理由は
            return f"No.{one[0].removeprefix('No.')}の{rest}"
        if each.printed or len(names) > 1:
            return each.question
        return f"{names[0]}の{rest}" if names else rest

    def _of_a_share(self, each: _Pointing) -> str | None:
        """これは全体の何％ below a rating: of that."""
        if "share" not in each.ends or each.printed:
            return None
        found, rest = self._scanned(each.quoted), each.question[each.ends.get("", 0) :]
        ratings = found.values("M")
        named = {span.sign for _, span in found.signs if not span.text.isdecimal()}  # > ○ 丸 35
        if len(ratings) != 1 or named != {"M"}:
            return None
        return f"{ratings[0]}{'' if rest[:1] in 'はがって、' else 'は'}{rest}"

    def _of_no_item(self, each: _Pointing) -> str:
        """What is asked below a quotation that shows no item: a set that it counts, a name."""
        if "among" in each.ends and (named := self._set_quoted(each.quoted)):
            return f"{named}の項目{each.question[1:]}"  # > ○ 丸は35項目: このうち⑤のは
        parts = self._parts_of_a_set(each, ())
        return parts or self._of_what_is_quoted(each.question, each.quoted) or each.question

    # -- of the items that are quoted ----------------------------------------------------------------------

    def _whether_so(self, each: _Pointing) -> str | None:
        """> 〈課〉の△は2件: これ合ってる？ What is quoted, asked whether it is so."""
        if each.printed or "\n" in each.quoted:
            return None
        if not self.doubts(each.question):
            return None
        said = each.quoted.strip(f"{PAUSES}{STOPS} ")
        joined = (f"{said}{behind}" for behind in ASKED if behind)
        return next((one for one in joined if self.whole(one) is not None), None)

    def _below_a_name(self, each: _Pointing, numbers: Numbers) -> str | None:
        """> 防災課 ×は？ where the department has several items."""
        if len(numbers) < 2 or each.printed:
            return None
        return self._of_what_is_quoted(each.question, each.quoted) or None

    def _where_written(self, each: _Pointing, numbers: Numbers) -> str | None:
        """> 防災課 △ 三角: って書いてあるのは何番？"""
        return "と".join(numbers) if self._asks_where_written(each) else None

    def _in_english(self, each: _Pointing, numbers: Numbers) -> str | None:
        """why is this?"""
        if not each.line.isascii():
            return None
        signs = {span.sign for _, span in self._scanned(each.question).signs}
        rated = signs == {"M"} and each.printed and len(numbers) == 1  # so it was a cross?
        if self._names(each.question) and not rated:
            return each.question
        return self._english_pointed(each.question, each.line, numbers)

    def _among(self, each: _Pointing, numbers: Numbers) -> str | None:
        """このうち防災課のは"""
        if "among" not in each.ends:
            return None
        if len(numbers) < 2 or each.printed:
            return each.question
        found = self._scanned(each.quoted)
        rating = found.values("M") if {span.sign for _, span in found.signs} == {"M"} else ()
        said = f"{rating[0]}の項目" if len(rating) == 1 else "と".join(numbers)
        return f"{said}{each.question[1:]}"

    def _field_of_it(self, each: _Pointing, numbers: Numbers) -> str | None:
        """この担当課は？"""
        of = each.ends.get("of", 0)
        if not of or "" in each.ends:
            return None
        rest = each.question[of:]
        fields = (isinstance(cue.meaning, Field) and not cue.start for cue in self._scanned(rest).cues)
        return f"{'と'.join(numbers)}の{rest}" if any(fields) else None

    def _which_it_is(self, each: _Pointing, numbers: Numbers) -> str | None:
        """これはどれ？"""
        whole = each.ends.get("which") == len(each.line.rstrip(STOPS))
        return "と".join(numbers) if whole else None

    def _said_of_it(self, each: _Pointing, numbers: Numbers) -> str | None:
        """これ、なんで△なんですか; これ本当に丸？; 担当は？"""
        behind, rest = each.ends.get("", 0), each.rest
        if not behind and not self._asks_field(each.question):
            return None
        between = "は" if self._judges(self._scanned(rest)) else "の"
        joined = f"{'と'.join(numbers)}{'' if rest[:1] in 'はがをのもっって、' else between}{rest}"
        read = not self._names(rest) or (behind and self.whole(joined) is not None)
        return joined if read else None

    def _of_it(self, each: _Pointing, numbers: Numbers) -> str | None:
        """担当はどこですか, which is no question by itself."""
        of_it = f"{'と'.join(numbers)}の{each.question}"
        needs = each.printed and not self._names(each.question) and self.whole(each.question) is None
        return of_it if needs and self.whole(of_it) is not None else None

    def _departments_of_it(self, each: _Pointing, _numbers: Numbers) -> str | None:
        """これって防災課だっけ、どこの課？"""
        points = each.ends.get("", 0) and each.printed
        return (self._of_departments(each.rest, each.printed) or None) if points else None

    def _parts_of_a_set(self, each: _Pointing, _numbers: Numbers) -> str | None:
        """> △ 三角は11項目: 方針ごとだと何項目ずつ, of the set that the quotation counts."""
        named = self._set_quoted(each.quoted, rated=False)
        if each.printed or self._names(each.question) or not named:
            return None
        asks = any(cue.meaning is Ask.TABLE for cue in self._scanned(each.question).cues)
        return f"{named}の項目は{each.question}" if asks and THE_WHOLE not in each.question else None

    def _of_the_plan(self, each: _Pointing, _numbers: Numbers) -> str | None:
        """What is counted is asked of the whole plan."""
        counts = any(cue.meaning in COUNTED for cue in self._scanned(each.question).cues)
        return each.question if counts else None

    def _where_it_stands(self, each: _Pointing, numbers: Numbers) -> str | None:
        """元の紙だと何行目"""
        joined = f"{'と'.join(numbers)}は{each.question}"
        return joined if self._asks_source(each.question) and self.whole(joined) is not None else None

    def _of_one(self, each: _Pointing, numbers: Numbers) -> str | None:
        """What is asked of the one item that is quoted, though nothing points at it."""
        if len(numbers) != 1:
            return None
        question, joined = each.question, f"{numbers[0]}は{each.question}"
        if self._asks_when(question):
            return joined
        found = self._scanned(question)
        if not found.signs and self._is_of(found, each.quoted):
            return f"{numbers[0]}の{question}"  # 設置しない理由は, of a quotation that says 設置しない
        if self._asks_of_it(found):
            return joined  # どのシステムを移したんですか, of what is quoted
        nothing = not found.signs and not subject_words(found) and self.whole(question) is None
        return joined if each.printed and nothing and self.asks(question) else None  # この後どうするの

    def _rated_so(self, each: _Pointing, numbers: Numbers) -> str | None:
        """作らないのに丸？; どうして三角止まり, of a quotation that says △"""
        found, joined = self._scanned(each.question), f"{'と'.join(numbers)}は{each.question}"
        if not self._judges(found) or found.line.strip(f"{STOPS} ") == "M":
            return None
        same = len(numbers) == 1 and found.values("M") == self._scanned(each.quoted).values("M")
        return joined if same or self.whole(joined) is not None else None

    # -- what a quotation and a question say ---------------------------------------------------------------

    def _asks_where_written(self, each: _Pointing) -> bool:
        """Whether a question goes on with a quotation, and asks where that is written."""
        return each.question.startswith(TELLING) and self._asks_mention(each.question)

    def _names(self, text: str) -> bool:
        """Whether a text names a rating, a department, a measure …"""
        return any(span.sign in NAMES for _, span in self._scanned(text).signs)

    def _of_a_name(self, question: str, quoted: str) -> str:
        """What is asked of a name that is quoted: ⑤ この方針の×. "" where it is not read.

        It is all that is quoted, or what stands there of the kind that is pointed at: No.2 ◎ 〈課〉 この課は.
        """
        match = pattern(POINTING_AT_A_NAME).match(question)
        name = self._only_name(quoted, match["kind"] or "") if match is not None else ""
        if match is None or not name:
            return ""
        said, rest = match["said"] or "", question[match.end() :].lstrip("、")
        between = "" if match["kind"] else "の" if match["this"] else "は" if said in ("", "、") else said
        joined = f"{name}{between}{rest}"
        return joined if rest and self.whole(joined) is not None else ""

    def _only_name(self, quoted: str, kind: str) -> str:
        """The name that a quotation is, or those of a kind that stand in it; "" where there is none."""
        whole = quoted.strip(f"{PAUSES}{STOPS} ")
        if self._scanned(whole).line.strip() in ("P", "D", "N"):
            return whole
        sign = next((sign for sign, kinds in SIGN_OF_KIND.items() if kind in kinds), "")
        spans = [span for span in self._named_in(quoted) if span.sign == sign]
        once = {span.value: quoted[span.start : span.end] for span in spans}
        return "と".join(once.values())

    def _named_in(self, quoted: str) -> list[TextSpan]:
        """What a quotation names; a number alone counts something there: ○ 丸 4."""
        signs = (span for _, span in self._scanned(quoted).signs)
        return [span for span in signs if not getattr(span.value, "bare", False)]

    def _set_quoted(self, quoted: str, *, rated: bool = True) -> str:
        """The items that a quotation counts, by what it names of them: ⑤ … ○ 丸は13項目; "" for nothing.

        `rated`: only where a rating is one of that.
        """
        found = self._scanned(quoted)
        named = {sign: tuple(map(str, dict.fromkeys(found.values(sign)))) for sign in "DPM"}
        others = {span.sign for span in self._named_in(quoted)} - set(named)
        if not rated and len(named["M"]) > 1:  # 〈課〉は4項目: ○ 丸 1、△ 三角 3
            named["M"] = ()
        if others or (rated and not named["M"]) or any(len(values) > 1 for values in named.values()):
            return ""
        policies = [chr(CIRCLED + int(number)) for number in named["P"] if number.isdecimal()]
        return "の".join((*policies, *named["D"], *named["M"]))

    def _of_what_is_quoted(self, question: str, quoted: str) -> str:
        """What is asked below the name of a department or policy, of that: > 防災課 ×は？; "" if not."""
        names = [span for span in self._named_in(quoted) if span.sign not in COUNTING]
        if len(names) != 1 or names[0].sign not in "PD":
            return ""
        alone = pattern(QUOTED_NAME).match(self._scanned(quoted).line)
        if not alone and {span.sign for _, span in self._scanned(question).signs} != {"M"}:
            return ""  # > 〈課〉は8項目: ○ 丸 4、△ 三角 2: ×はどれ？
        name = quoted[names[0].start : names[0].end]
        listed = self._asks_field(question) or (self.whole(question) or {""}) <= {"rating"}
        judged = self._judges(self._scanned(question))
        said = (
            f"{name}の{question}" if listed else "",
            f"{name}は{question}" if judged else "",
            "" if listed or judged else f"{name}に{question}",  # > 〈課〉の△は2件: ×もある？
        )
        return next((joined for joined in said if joined and self.whole(joined) is not None), "")

    def _of_its_rating(self, printed: tuple[str, ...], quoted: str) -> tuple[str, ...]:
        """The measures that a quotation prints; of one whose items differ the one with the rating quoted."""
        marks = self._scanned(quoted).values("M")
        number = printed[0].removeprefix("No.") if len(printed) == 1 else ""
        if len(set(marks)) != 1 or not number.isdecimal():
            return printed
        measure = self.vocabulary.plan.by_number.get(int(number))
        items = [item for item in measure.items if item.rating.mark == marks[0]] if measure else []
        return (f"No.{items[0].id}",) if len(items) == 1 else printed

    @staticmethod
    def _judges(found: Scan) -> bool:
        """Whether a rating is said, or asked, of what is not named: 丸ですか."""
        said = all(isinstance(cue.meaning, Field) or cue.meaning in ("doubt", Ask.ALL) for cue in found.cues)
        return said and {span.sign for _, span in found.signs} == {"M"}

    def _of_departments(self, rest: str, printed: Sequence[str]) -> str:
        """What is asked of the departments of a quoted measure, where only they and ratings are named.

        Its departments where these are asked for (これって防災課だっけ、どこの課？), else how it is rated:
        この×は防災課の分だけ、秘書室の分は違う？
        """
        found = self._scanned(rest)
        signs = {span.sign for _, span in found.signs}
        measures = dict.fromkeys(each.partition(" ")[0].partition("項目")[0] for each in printed)
        if "D" not in signs or not signs <= {"D", "M"} or subject_words(found) or len(measures) != 1:
            return ""
        asks_owner = any(cue.meaning is Field.OWNER for cue in found.cues) and "M" not in signs
        if "M" not in signs and found.has("only"):  # これは〈課〉だけの担当？
            return f"{next(iter(measures))}{'' if rest[:1] in 'はがって、' else 'は'}{rest}"
        return f"{next(iter(measures))}の{'担当課' if asks_owner else '評価'}は"

    def _asks_of_it(self, found: Scan) -> bool:
        """Whether a question names nothing of its own and begins with what it asks."""
        asks = found.text.startswith(ASKED_FOR)
        kinds = all(isinstance(cue.meaning, Field) or cue.meaning == "doubt" for cue in found.cues)
        named = any(span.sign != "T" for _, span in found.signs)
        return asks and kinds and not named and not self.telling(found.text)

    @staticmethod
    def _is_of(found: Scan, quoted: str) -> bool:
        """Whether a question for a field is about the words of a quotation."""
        words = subject_words(found)
        asks = any(isinstance(cue.meaning, Field) for cue in found.cues)
        return asks and bool(words) and all(word in flattened(quoted) for word in words)

    def _all_so(self, question: str, behind: int, printed: Sequence[str], quoted: Scan) -> str:
        """Whether all that was shown is rated as what is quoted of it: of the number or department in it."""
        ratings, departments = quoted.values("M"), list(map(str, quoted.values("D")))
        if len(ratings) != 1 or len(departments) > 1:
            return question
        subject = "と".join(printed or departments)
        return f"{subject}{'は' if subject else ''}{question[:behind]}{ratings[0]}{question[behind:]}"

    def _english_pointed(self, question: str, line: str, numbers: tuple[str, ...]) -> str:
        words = [match.start() for match in pattern(r"\b[a-z]").finditer(line)]
        found = [(at, m.end) for at in words for m in automaton().matches("this", line, {}, at)]
        whole = [(at, end) for at, end in found if not line[end : end + 1].isalpha()]
        if not whole:
            return f"{' and '.join(numbers)}, {question}" if self._asks_field(question) else question
        at, end = max(whole, key=lambda each: each[1] - each[0])
        return f"{question[:at]}{' and '.join(numbers)}{question[end:]}"

    def _asks_mention(self, text: str) -> bool:
        """Whether what goes on with a quotation asks where it is written: とあるのは何番の事業."""
        asks = (Ask.MENTION, Field.OWNER, "measures", "items", "which")
        return any(cue.meaning in asks for cue in self._scanned(text).cues)

    def _is_passage(self, quoted: str) -> bool:
        """Whether a quotation is one passage of the plan, and no line of an answer: 防災課 △ 三角."""
        return "\n" not in quoted and not self._scanned(quoted).values("M")

    def _asks_field(self, text: str) -> bool:
        """Whether a text asks for a field of what it does not name: 担当は？"""
        found = self._scanned(pattern(EACH_ITEM).sub("", text))
        fields = [isinstance(cue.meaning, Field) for cue in found.cues]
        rest = sum(len(text.strip()) for _, text in found.segments)  # a name in kana is no field
        return bool(fields) and all(fields) and not subject_words(found) and rest <= LITTLE

    def _asks_source(self, text: str) -> bool:
        """Whether a text that names nothing asks where something stands."""
        found = self._scanned(text)
        return not found.signs and any(cue.meaning is Ask.SOURCE for cue in found.cues)

    def _asks_when(self, text: str) -> bool:
        """Whether a text that names nothing asks for a date, a reason or a place of what it is about."""
        found = self._scanned(text)
        fields = [isinstance(cue.meaning, Field) for cue in found.cues]
        asks = bool(fields) and all(fields) and not subject_words(found)
        return asks and not found.signs and self.whole(text) is None
