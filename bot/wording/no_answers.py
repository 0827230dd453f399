"""What is said where there is no answer: asking back, refusing, helping.

    no_match(("自動運転",)) → "「自動運転」に当たる記載は評価表にありません（0件）。"

Whose words they are (the office, the plan) is asked of city.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.wording import city
from bot.wording.parts import SentenceParts
from katou_index.plan import FiscalYear, MeasureNumber


class NoAnswers(SentenceParts):
    """Sentences that stand instead of an answer."""

    def asking(self, key: str) -> str:
        """Why it asks back."""
        ja, en = {
            "department_or_topic": ("担当課のことですか、それとも話題ですか。", "Do you mean the department or the topic?"),
            "letter_or_sign": ("「X」という記載は見つかりません。評価の×（バツ）のことですか。", "“X” does not occur in the sheet. Do you mean the rating × (cross)?"),
            "nothing_shown": ("どの事業についてでしょうか。事業名や番号を添えてお尋ねください。", "Which measure do you mean? Please name it or give its number."),
            "of_what": ("どの項目のうちでしょうか。前の答えに項目はありません。条件を添えてお尋ねください。", "Of which items? The answer before this shows none. Please say of what."),
            "whose": ("「うち」はどの課のことでしょうか。", "Which department is yours?"),
            "shown": ("前の答えのどれについてか読み取れませんでした。課名・方針・事業番号を添えてお尋ねください。", "I could not tell what of the last answer you mean. Please name the department, policy or number."),
            "which_department": ("どの課でしょうか。", "Which department do you mean?"),
            "which_policy": ("どの基本方針でしょうか。", "Which basic policy do you mean?"),
            "which": ("どの事業についてでしょうか。", "Which measure do you mean?"),
            "no_such_place": ("その順番の項目はありません。直前の一覧は次のとおりです。", "There is no such place. The last list was:"),
            "which_word": ("どの言葉が書かれていないものでしょうか。", "Which word is it that they do not have?"),
            "two_rankings": ("条件が2つ重なっていて読み取れませんでした。1つずつお尋ねください。", "I could not tell the two conditions apart. Please ask one at a time."),
            "which_rating": ("どの評価についてでしょうか。", "Of which rating?"),
            "compare_what": self._compare_what(),
        }[key]  # fmt: skip
        return self._say(ja, en)

    @staticmethod
    def _compare_what() -> tuple[str, str]:
        ja, en = "何と何を比べますか。", "Compare what with what?"
        if not (sides := city.two_departments()):
            return ja, en
        return f"{ja}例:「{'と'.join(sides)}を比べて」", f'{en} For example "compare {" and ".join(sides)}".'

    @property
    def office(self) -> str:
        """The office that keeps the bot."""
        return city.office(self.lang)

    @property
    def plan(self) -> str:
        """The plan's name."""
        return city.plan(self.lang)

    @property
    def sheet(self) -> str:
        """What the plan is read from, as it is called in Japanese."""
        return city.sheet()

    @property
    def kind(self) -> str:
        """市, town …"""
        return city.filled(self.lang, "{kind}")

    def no_match(self, words: Sequence[str]) -> str:
        """Words that occur nowhere."""
        occur = "does not occur" if len(words) == 1 else "do not occur"
        return self._say(
            f"「{self.join(words)}」に当たる記載は評価表にありません（0件）。",
            f"{self.in_quotes(words)} {occur} in the sheet (0 hits).",
        )

    def not_in_shown(self, subject: str, numbers: str) -> str:
        """A word that what was shown does not have; elsewhere in the plan it stands."""
        return self._say(
            f"表示中の {numbers} には「{subject}」の記載はありません。計画全体から探すこともできます。",
            f'"{subject}" is not mentioned in {numbers} as shown. You can search the whole plan for it.',
        )

    def instead(self, question: str) -> str:
        """Label: a question that was meant perhaps."""
        shown = question if len(question) <= 24 else f"{question[:23]}…"
        return self._say(f"「{shown}」で探す", f'Search for "{shown}"')

    def search_for(self, sought: str) -> str:
        """Label: what of a question is known, 「電子申請」 or 防災課の×の項目, looked for without the rest."""
        by = "で" if sought.endswith("」") else "を"
        return self._say(f"{sought}{by}探す", f"Search for {sought}")

    def office_sees(self) -> str:
        """That what was not found is kept for the office."""
        return self._say(
            f"見つからなかった質問として、{self.office}に伝わります（お名前は残りません）。",
            f"The {self.office} sees that this was not found (without your name).",
        )

    def how_to_ask(self) -> tuple[str, str]:
        """Label and question: help."""
        return self._say("使い方", "How to ask"), self._say("使い方", "help")

    def near_names(self) -> str:
        """Before near names."""
        return self._say("近いもの:", "Perhaps:")

    def perhaps_meant(self) -> str:
        """Before questions that one which was not understood may have meant."""
        return self._say(
            "次のどれかをお尋ねでしょうか（番号でも答えられます）:",
            "Did you mean one of these? (A number will do.)",
        )

    def within(self, item: str, title: str) -> str:
        """An item with the measure that it is part of."""
        return self._say(f"{item}（{title}）", f"{item} ({title})")

    def no_such_measure(
        self, subject: str, lowest: MeasureNumber, highest: MeasureNumber, *, gap: bool = False
    ) -> str:
        """A number that no measure has; `gap`: others before and after it do."""
        if gap:
            return self._say(
                f"{subject} はありません。事業は No.{lowest}～No.{highest} ですが、欠番があります。",
                f"There is no {subject}. Measures run from No.{lowest} to No.{highest}, with gaps.",
            )
        return self._say(
            f"{subject} はありません。事業は No.{lowest}～No.{highest} です。",
            f"There is no {subject}. Measures run from No.{lowest} to No.{highest}.",
        )

    def year_not_loaded(self, year: FiscalYear, loaded: Sequence[FiscalYear]) -> str:
        """A year without data."""
        names = self.join(self.year(each) for each in loaded)
        return self._say(
            f"{self.year(year)}のデータは未登録です（登録済み: {names}）。",
            f"{self.year(year)} is not loaded (loaded: {names}).",
        )

    def not_in_sheet(self, subject: str) -> str:
        """A field that the sheet does not hold."""
        ja, en = {
            "person": ("評価表に担当者の氏名の欄はありません。分かるのは担当課までです。", "The sheet holds no names of people, only departments."),
            "contact": ("評価表に電話番号などの連絡先の欄はありません。分かるのは担当課までです。", "The sheet holds no phone numbers or addresses, only departments."),
            "budget": ("評価表に予算・費用の欄はありません。", "The sheet has no field for budget or cost."),
            "figure": ("そこにその数値の記載はありません。", "No such figure is written there."),
            "age": (
                "評価表に、いつ始めた事業かの欄はないので、古い順・新しい順には並べられません。",
                "The sheet does not say when a measure began, so none is the oldest or the newest.",
            ),
            "length": (
                "文章や名前の長さでは並べられません。並べられるのは、評価と項目の数です。",
                "Texts and names are not ranked by their length; ratings and numbers of items are.",
            ),
            "dated": (
                "日付の記載があるかどうかでは選べません。月（10月）や日付を添えれば、その記載がある項目を挙げられます。",
                "Items are not chosen by whether a date is written. Name a month or a day, and I list what mentions it.",
            ),
            "owners": (
                "担当課の数では並べられません。「3課以上が担当する事業」のように数を添えれば選べます。",
                "Measures are not ranked by their number of departments. Name a number, and I list those that have so many.",
            ),
            "across": (
                "複数の基本方針にまたがる事業は評価表にありません。どの事業も、1つの基本方針の中に置かれています。",
                "No measure belongs to several policies: the sheet puts each one under one policy.",
            ),
            "threshold": (
                "本文の中の数字の大小では選べません（「以上」「超える」など）。数字の記載がある項目なら挙げられます。",
                "Figures inside the texts are not compared (at least, more than …); items that have figures can be listed.",
            ),
            "target": ("評価表に目標値の欄はありません。", "The sheet has no field for targets."),
            "scales": ("年度によって評価の区分が違うため、良くなったか悪くなったかは比べられません。", "The years are rated on different scales, so better or worse cannot be told."),
            "contractor": ("評価表に委託先・業者の欄はありません。", "The sheet has no field for contractors."),
            "staff": ("評価表に職員の人数の欄はありません。", "The sheet has no field for the number of staff."),
            "deadline": ("評価表に締切・期限の欄はありません。", "The sheet has no field for deadlines."),
            "legend": (
                f"評価の区分（{self.marks_named()}）の意味や基準は評価表に書かれていません。"
                "担当の部署が凡例を登録すると、ここに表示します。",
                f"The sheet does not define its ratings ({self.marks_named()}). Once the office sets a legend, it is shown here.",
            ),
            "opinion": ("評価の当否や今後の見込みは判断できません。評価表の記載だけをお答えします。", "I cannot judge or forecast; I only report what the sheet says."),
        }.get(subject, ("評価表にその欄はありません。", "The sheet has no such field."))  # fmt: skip
        return self._say(ja, en)

    def no_column(self, field: str, year: FiscalYear) -> str:
        """A field for which the sheet of a year has no column."""
        name = self.label(field)
        return self._say(
            f"{self.year(year)}の評価表に「{name}」の欄はありません。",
            f'The sheet of {self.year(year)} has no column for "{name.lower()}".',
        )

    def another_rating(self, asked: str, read: str, year: FiscalYear, *, there: bool) -> str:
        """A rating that was not read, such as an earlier one; `read`: what the sheet calls the one that was.
        `there`: the sheet has a column of that name."""
        read = read or "評価"
        if not there:
            return self._say(
                f"「{asked}」の欄は{self.year(year)}の評価表にありません。評価の欄は「{read}」です。",
                f'The sheet of {self.year(year)} has no column "{asked}"; its rating is "{read}".',
            )
        return self._say(
            f"「{asked}」は取り込んでいません。{self.year(year)}の評価として読んでいるのは「{read}」です。",
            f'"{asked}" is not loaded; the rating that was read for {self.year(year)} is "{read}".',
        )

    def not_ordered(self, name: str) -> str:
        """A column of texts has no largest one."""
        return self._say(
            f"「{name}」は文章の欄なので、大きさの順には並べられません。事業番号を添えれば、その{name}をお見せします。",
            f'"{name}" is a column of texts, so none is the largest. Add a measure number to see its {name}.',
        )

    def marks_named(self) -> str:
        """The marks of the scale, best first: 「◎ 二重丸・○ 丸・△ 三角・× バツ」."""
        return ("・" if self.lang == "ja" else ", ").join(self.mark(mark.mark) for mark in self.scale.marks)

    def no_grade(self, mark: str, year: FiscalYear) -> str:
        """A rating that the year's scale does not have; `mark` "" where it was not understood as one sign."""
        asked = self._say(f"「{mark}」" if mark else "お尋ねの区分", f'"{mark}"' if mark else "such a rating")
        return self._say(
            f"{self.year(year)}の評価の区分は {self.marks_named()} です。{asked}という区分はありません。"
            if mark
            else f"{self.year(year)}の評価の区分は {self.marks_named()} です。{asked}はありません。",
            f"The ratings of {self.year(year)} are {self.marks_named()}; there is no {asked}.",
        )

    def what_there_is(self, words: Sequence[str] = ()) -> str:
        """Before the items that were asked about, or of the words that the sheet has."""
        if words:
            known = "、".join(words)
            return self._say(
                f"「{known}」について評価表にあるのは次の内容です。",
                f"What the sheet has of {self.in_quotes(words)}:",
            )
        return self._say("評価表にあるのは次の内容です。", "What the sheet has:")

    def out_of_scope(self, subject: str) -> str:
        """Not about this plan."""
        if subject:
            return self._say(
                f"「{subject}」は対象外です。このボットは{self.kind}の{self.sheet}だけにお答えします。",
                f'"{subject}" is out of scope: this bot answers from the {self.kind}\'s {self.plan} only.',
            )
        return self._say(
            f"対象外の質問です。このボットは{self.kind}の{self.sheet}だけにお答えします。",
            f"Out of scope: this bot answers from the {self.kind}'s {self.plan} only.",
        )

    def read_only(self, subject: str) -> str:
        """Asked to change something."""
        if subject == "correction":
            return self._say(
                f"ご指摘ありがとうございます。データはこの場では変わりません。{self.office}が原文を確かめ、訂正表（corrections.csv）で訂正します。",
                f"Thank you. Nothing is changed here: the {self.office} checks the source and corrects it in its table (corrections.csv).",
            )
        return self._say(
            f"このボットからデータを書き換えることはできません。訂正は{self.office}が訂正表（corrections.csv）で行います。",
            f"This bot cannot change data. Corrections are made by the {self.office} in its table (corrections.csv).",
        )

    # ---- help

    def helping(self, about: str) -> str:
        """Help, greeting, thanks and the like."""
        ja, en = {
            "help": (f"{self.sheet}についてお答えします。話題・事業番号・担当課・評価で尋ねてください。", f"I answer from the evaluation of the {self.plan}. Ask by topic, number, department or rating."),
            "unclear": ("質問を読み取れませんでした。話題・事業番号・担当課・評価で尋ねてください。", "I could not read the question. Ask by topic, number, department or rating."),
            "long": ("長くて読み取れませんでした。お尋ねになりたいことだけを、短い文でお書きください。", "This is too long for me to read. Please write just what you want to know, in short sentences."),
            "hello": (f"こんにちは。{self.sheet}についてお答えします。", f"Hello. I answer from the evaluation of the {self.plan}."),
            "thanks": ("どういたしまして。ほかにもあればお尋ねください。", "You are welcome. Ask again any time."),
            "reset": ("条件をすべて外しました。最初からお尋ねください。", "All conditions are cleared. Please start over."),
            "settings": (f"週報の設定は{self.office}が行います。停止や変更のご希望は{self.office}へお知らせください。この会話からは変更していません。", f"The weekly post is set by the {self.office}. Nothing was changed from here."),
            "source": (f"出典は、{self.kind}が公表した{self.sheet}（受け取ったままの文書）です。答えごとに行番号を示します。", f"Answers come from the {self.kind}'s evaluation sheet as received; each answer names its lines."),
            "language": ("ここからは日本語でお答えします。", "I answer in English from here on."),
            "excel": ("先に一覧や事業を表示してから、もう一度お尋ねください。", "Show a list or a measure first, then ask again."),
            "legend": (f"評価の記号の意味（{self.office}の登録）", f"Meaning of the marks (set by the {self.office})"),
        }.get(about, ("先に一覧や事業を表示してから、もう一度お尋ねください。", "Show a list or a measure first, then ask again."))  # fmt: skip
        return self._say(ja, en)

    def ways_to_ask(self, years: Sequence[str]) -> Iterator[tuple[str, str]]:
        """What else can be asked, each with its questions; `years` are the codes of the newest ones."""
        name, mark, two = city.department(), city.words().find().mark, city.two_departments()
        yield (
            self._say("数える", "Count"),
            self._say(
                f"「{mark}は何件？」「課別の内訳」" if mark else "「課別の内訳」",
                f'"how many {mark}", "table by department"' if mark else '"table by department"',
            ),
        )
        if two:
            yield (
                self._say("比べる", "Compare"),
                self._say(f"「{two[0]}と{two[1]}を比べて」", f'"compare {two[0]} and {two[1]}"'),
            )
        if len(years) > 1:
            yield (
                self._say("年度を比べる", "Over years"),
                self._say(f"「{years[0]}と{years[1]}を比べて」", f'"compare {years[0]} and {years[1]}"'),
            )
        yield (
            self._say("答えを絞る", "Narrow an answer"),
            self._say(f"「そのうち{name}は？」", f'"of those, {name}"'),
        )
        yield (
            self._say("答えを保存", "Save an answer"),
            self._say("「Excelで」「図にして」", '"as an Excel file", "as a chart"'),
        )

    def examples(self) -> tuple[str, ...]:
        """Up to three real questions."""
        return city.examples_to_read(self.lang)
