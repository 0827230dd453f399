"""What leads up to a question and only says why it is asked: 明日の会議で使うので、…

A clause that names a use or an asker is no part of the question; one that brings up the subject is
(RPAの件ですが、). Names in the clause are kept where the question has none of its own: 防災課に
異動したので、課の事業を.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.question import Ask
from bot.understanding.noise import common_japanese
from bot.understanding.scan import Scan
from bot.understanding.scripts import pattern

FIGURES = frozenset(
    {"金額", "人数", "件数", "回数", "数字", "評価", "結果", "理由", "担当"}
)  # asked of a subject
OF_THE_WHOLE = frozenset({  # asked of the whole plan
    Ask.RANK, Ask.TABLE, Ask.BEST, Ask.WORST, Ask.ALL, Ask.NONE, Ask.BOTH, Ask.OVERVIEW, Ask.COMPARE,
    Ask.LEGEND, Ask.SOURCE, Ask.BEFORE, Ask.UNRATED, Ask.RATED, Ask.AMOUNTS, Ask.LARGEST, Ask.MENTION,
    "most_items",
})  # fmt: skip
SHORTEST = 2  # signs of a question that can stand without its lead
# What people do with an answer, or who wants it from them.
_USES = (
    "使|用い|話す|話し|説明|報告|発表|答弁|回答|載せ|掲載|書く|書き|作る|作り|作成|出す|出し|提出|送る|送り|渡す|配|"
    "紹介|共有|確認|整理|まとめ|準備|打合せ|打ち合わせ|会議|研修会が|ヒアリング|監査|予算|異動|来た者|着任|必要|"
    "参考|資料|聞かれ|訊かれ|きかれ|問われ|尋ねられ|質問|言われ|頼まれ|照会|電話(?![しをす番])|問い合わせ|問合せ|考えて|検討して|"
    "計画を立て|入れたい|ほしい|欲しい|したい|知りたがっ|待って|照合"
)
_LEAD = (
    rf"^[^。！!？?]{{0,40}}?(?:{_USES})[^。！!？?、,]{{0,14}}?"
    r"(?:ので|んで|から|ため|けれども|けれど|けども|けど|のですが|んですが|ですが|ましたが|たが|まして|あって|用に|して)"
    r"(?:[、,\s]+|(?=[^\s、,ねすはもの]))"
)
# One of these stands in every lead; looking for them first is a hundred times quicker.
_ENDS = (
    "ので",
    "んで",
    "から",
    "ため",
    "けれど",
    "けど",
    "けども",
    "ですが",
    "ましたが",
    "たが",
    "まして",
    "あって",
    "用に",
    "して",
)
# The clause brings up what the question is about.
_SUBJECT = (
    "の件|について|に関し|のこと|の話で(?!使)|とは|って(?!き|い|お|る|た)|[をは](?:聞|訊|問|調べ|確認)"
    "|電話した|電話番号|メール"
)
_QUOTED = "[「『]"


# 「△が最多の課は」と聞かれたんだけど: what somebody was asked is the question.
_ASKED = ("聞かれ", "訊かれ", "問われ", "言われ", "質問され", "聞いてきた")
_SAID = f"(?:と|って)(?:{'|'.join(_ASKED)})"
_QUOTED_QUESTION = rf"[「『]([^「」『』]{{3,80}})[」』]{_SAID}.{{0,20}}"
_TOLD_QUESTION = rf"^(?:[^、。]{{1,10}}(?:から|に))?(?P<question>.{{3,80}}?){_SAID}[^、。]{{0,14}}[。!！]?$"


def _as_asked(text: str) -> str:
    if match := pattern(_QUOTED_QUESTION).search(text):
        return match[1]
    match = pattern(_TOLD_QUESTION).match(text)
    return match["question"] if match else text


def without_lead(text: str, scanned: Callable[[str], Scan]) -> str:
    """The question without its lead. `scanned` takes a text apart."""
    if any(word in text for word in _ASKED):
        text = _as_asked(text)
    if not any(end in text for end in _ENDS):
        return text
    match = pattern(_LEAD).match(text)
    if match is None or pattern(_SUBJECT).search(match[0]) or pattern(_QUOTED).search(match[0]):
        return text
    rest = text[match.end() :].strip()
    if len(rest) < SHORTEST:
        return text
    found = scanned(rest)
    if any(span.sign in "MDPNTQF" for _, span in found.signs):
        return rest
    lead = scanned(match[0])
    names = [lead.text[span.start : span.end] for _, span in lead.signs if span.sign in "MDPN"]
    if names:
        return f"{'、'.join(names)}の{rest}"
    strong = any(
        word not in common_japanese() and word not in FIGURES
        for _, piece in found.segments
        for word in pattern("[一-鿿ァ-ヺa-z]{2,}").findall(piece)
    )
    whole = any(cue.meaning in OF_THE_WHOLE for cue in found.cues)
    return rest if strong or whole or (found.cues and not _has_subject(lead)) else text


def _has_subject(lead: Scan) -> bool:
    """Whether a lead names something to ask about: 空き家の会議で使うので、件数を."""
    pieces = " ".join(piece for _, piece in lead.segments)
    words = pattern("[一-鿿ァ-ヺa-z]{2,}").findall(pieces)
    return bool(lead.signs) or any(word not in common_japanese() for word in words)
