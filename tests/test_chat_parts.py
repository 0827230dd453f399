"""What stands around a question in other sentences: talk, labels, what it is about, what somebody claims."""

from __future__ import annotations

from functools import cache

import pytest

from bot.clock import now
from bot.reply import Reply
from tests.bot_fixtures import bot
from tests.half_width import half_width

FORM = (
    ("議会長引いた〜 てか空家バンクの登録って何件だっけ", "空家バンクの登録って何件だっけ"),
    ("残業確定😭😭 税務課の○の数は？", "税務課の○の数は？"),
    ("やばい寝坊した💦いま電車🚃 No.21の評価だけ急ぎ！", "No.21の評価"),
    ("備忘：◎の項目と担当課。", "◎の項目と担当課"),
    ("部長レク用　×の件数だけ", "×の件数だけ"),
    ("◆照会事項◆ 農政課の項目の結果", "農政課の項目の結果"),
    ("宿題。評価のない項目はどれか、ひとつも落とさずに。", "評価のない項目はどれか"),
    ("会見メモ、◎の項目", "◎の項目"),
    ("×は何%（小数第1位まで）", "×は何%"),
    ("評価の入っている項目を100とすると×は何パーセント？", "×は何％？"),
    ("ふるさと納税の寄附金額は？記念誌に載せる予定", "ふるさと納税の寄附金額は？"),
    ("コンビニ交付の評価を至急確認しております。お教えください。", "コンビニ交付の評価は？"),
    ("予算の根拠として財政課へ回すので、情報管理室の×の項目を挙げて", "情報管理室の×の項目を挙げて"),
    ("社会福祉課の係長をしております大西です。うちの項目を全部お願いできますか。", "社会福祉課の項目を全部"),
    ("議会事務局から来ました高木です。はじめて使います。うちの評価を見せて。", "議会事務局の評価を見せて"),
)  # fmt: skip
CONTEXT = (
    ("委員からRPAを突っ込まれそう。根拠は？", "RPAの根拠は？"),
    ("鳥獣被害について市民から電話があった。今どうなっている？", "鳥獣被害は今どうなっている？"),
    ("議長が図書館システムの更新を見たいと言っている。結果だけ。", "図書館システムの更新の結果だけ"),
    ("会派の勉強会でGISを取り上げたいとの相談。どこの課？", "GISはどこの課？"),
    ("クラウド化の予算を要求する。結果は？", "クラウド化の結果は？"),
    ("副市長が見守りネットワークに関心を持っている。根拠は？", "見守りネットワークの根拠は？"),
)
CLAIMS = (  # said by somebody, then asked about
    (
        "議員から「防災課は何ひとつ丸がない」と言われている。本当に○は一つもないのか？",
        "防災課に○は一つもない？",
    ),
    ("新聞に「×は10件」とあった。本当は何件？", "×は何件？"),
    ("「防災課に○はない」という指摘を受けた。事実か。", "防災課に○はないですか"),
    ("「農政課は×だらけ」と苦情が来た。農政課に×はあるの？", "農政課に×はあるの？"),
    ("住民が「方針⑥は全部丸じゃない」と主張。実際は全部○？", "方針⑥は全部○？"),
    ("先方は「空家バンクは○」と信じている。評価は？", "空家バンクの評価は？"),
    ("課長は税務課は△があると思っている。△はありますか？", "税務課に△はありますか？"),
    ("先輩が「人事課は○だけ」と言うけど、本当に？", "人事課は○だけですか"),
)
FOLLOWING = (
    ("×の項目", "どうも。明日印刷しますので確認させてください。これで全部？", "これで全部？"),
    ("◎の項目", "続けて恐れ入ります。担当課もお願いいたします。", "担当課もお願いいたします。"),
    ("商工観光課の項目", "へえ意外。じゃ×はどれ？", "×はどれ？"),
    ("△の項目", "> △ 三角は11項目（11事業）\nこのうち防災課のは？", "このうち防災課のは？"),
    ("税務課の項目", "> 税務課は3項目、すべて○ 丸です\nこれExcelでちょうだい", "Excelでちょうだい"),
    ("×の項目", "今の7項目をCSVで落としたい", "CSVで"),
    ("△の項目", "目の前の11個をエクセルに", "Excelで"),
    ("⑥の項目", "表示されてるの、エクセルで持ち帰りたい", "Excelで"),
    ("税務課の項目", "画面に出ている3項目をCSVファイルでください", "CSVで"),
)  # fmt: skip


@cache
def alone(question: str) -> Reply:
    return bot().ask(question)


def facts(reply: Reply) -> tuple[object, ...]:
    answer = reply.as_json()
    return answer["kind"], answer["items"], answer["holds"]


@pytest.mark.parametrize(("message", "question"), [*FORM, *CONTEXT, *CLAIMS])
def test_what_stands_around_a_question_is_none(message: str, question: str) -> None:
    assert alone(question).answer.items or alone(question).as_json()["holds"] is not None
    assert facts(bot().ask(message)) == facts(alone(question))


@pytest.mark.parametrize(("first", "message", "question"), FOLLOWING)
def test_nor_around_what_asks_on(first: str, message: str, question: str) -> None:
    got = [bot().ask(text, conversation="around") for text in (first, message)][-1]
    wanted = [bot().ask(text, conversation="plain") for text in (first, question)][-1]
    assert facts(got) == facts(wanted)
    assert (got.takeaway is None) == (wanted.takeaway is None)


@pytest.mark.parametrize(
    "text",
    [
        "ブロックチェーン。×の項目は？",  # what nobody knows may be what is asked about
        "水族館を作りたい。担当課は？",
        "水族館の件です。担当課は？",
        "スマホ 税金 払える 評価",  # words with blanks between
        "商工観光課　学校教育課　ひかく",
        "訂正です。No.15は○でした",  # an order
        "評価はもういい。何を入れたのかを聞いてるんだけど",
        "○だけでいい。防災課の項目は？",  # it limits
        "防災課の話。GISの評価は？",  # it may be asked of that department
    ],
)
def test_what_may_be_meant_stays(text: str) -> None:
    (question,) = bot()._reader(None, now()).read(text).questions
    assert question.text.rstrip("？") == text.rstrip("？")


def test_what_a_sentence_speaks_of_is_told_where_it_is_no_condition() -> None:
    reply = bot().ask("窓口でRPAの話になりました。コンビニ交付の評価は？")
    assert facts(reply) == facts(alone("コンビニ交付の評価は？"))
    assert "「窓口でRPAの話になりました」は条件に含めていません。" in reply.text


def test_kana_of_half_width_is_read_below_a_quotation() -> None:
    typed = half_width("ばつ の じぎょう は いくつ")
    assert facts(bot().ask(f"> No.7 × バツ\n{typed}")) == facts(alone(typed))
    assert alone(typed).answer.items


@pytest.mark.parametrize(("about", "items"), [("Wi-Fi", ["4-1"]), ("水道", []), ("防災課", ["4-1"])])
def test_what_was_shown_is_looked_through_for_a_thing(about: str, items: list[str]) -> None:
    bot().ask("×の項目", conversation="there")
    assert bot().ask(f"このなかに{about}のやつある？", conversation="there").as_json()["items"] == items
