"""The core of a message: what stands around a whole question changes nothing, and no condition is dropped."""

from __future__ import annotations

from functools import cache

import pytest

from bot.clock import now
from bot.reply import Reply
from tests.bot_fixtures import bot

CORES = (
    "×の項目", "○の割合", "△が一番多い課", "担当課ごとの×の数", "方針⑤を除いた○の割合", "×がない方針",
    "秘書室の項目の評価", "No.30の根拠", "防災課の×は何項目か", "項目を一番たくさん受け持っている課",
)  # fmt: skip
BEFORE = (
    "負担の偏りを見たいので、", "来週月曜の幹部会で説明する都合上、",
    "住民の方から電話で苦情をいただきまして、", "上司がどうしても今日中に数字をほしがっているため、",
    "新聞記者さんが取材に来るとのことで、", "隣の席の人と意見が割れてしまったので、",
    "本会議で追及されるとまずいので、", "去年の資料が見つからないもので、",
    "市民の皆さまに分かりやすくお伝えしたく、", "調べてもよう分からへんかったんで、",
    "町内会の総会で役員に聞かれました。", "エクセルで集計しようとして失敗しました。",
    "監査事務局から照会文が届きました。", "紙の束をめくるのに疲れたので", "母の介護で午後から休むので",
    "来月の自治会だよりに書きたいから",
)  # fmt: skip
BEHIND = (
    "。会議まで時間がないので助かります。", "。よその課にも配る予定です。", "、引用したいので。",
    "。間違えると怒られるので。", "。先方を待たせています。",
)  # fmt: skip
ENGLISH = (
    "Since we have little time, {}", "As I am new here, {}", "Before I print the handout, {}",
    "Someone called us this morning and was quite upset. {}", "{} We are preparing slides for Monday.",
)  # fmt: skip
ENGLISH_CORES = ("Which items are ×?", "Which policy has no ×?", "What is the share of ○ in policy 2?")


@cache
def alone(question: str) -> Reply:
    return bot().ask(question)


def facts(reply: Reply) -> tuple[object, ...]:
    answer = reply.as_json()
    return answer["kind"], answer["items"], answer["counts"], answer["holds"], answer["query"]


@pytest.mark.parametrize("core", CORES)
def test_what_stands_around_a_whole_question_changes_nothing(core: str) -> None:
    asked = f"{core}を教えてください"
    whole = facts(alone(asked))
    around = [f"{each}{asked}" for each in BEFORE] + [f"{asked}{each}" for each in BEHIND]
    around.append(f"{BEFORE[0]}{asked}{BEHIND[0]}")
    assert [text for text in around if facts(bot().ask(text)) != whole] == []


@pytest.mark.parametrize("core", ENGLISH_CORES)
def test_nor_does_it_in_english(core: str) -> None:
    whole = facts(alone(core))
    assert [form for form in ENGLISH if facts(bot().ask(form.format(core))) != whole] == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "項目が一番多い課はどこで、いくつなのか、負担の偏りを見たいので教えて",
            "項目が一番多い課はどこで、いくつなのか、教えて",
        ),
        ("×の項目を、課内の振り返りに使いたく、ひととおり挙げて", "×の項目を、ひととおり挙げて"),
        ("⑤は項目が多くて左右されるので、⑤を除いた○の割合は", "⑤を除いた○の割合は"),  # it names what is kept
    ],
)
def test_a_clause_in_the_middle_is_left_out(text: str, kept: str) -> None:
    (question,) = bot()._reader(None, now()).read(text).questions
    assert question.text.replace("、、", "、") == kept


@pytest.mark.parametrize(
    "text",
    [
        "自動運転の話ですが、×の項目を教えて",  # it brings the subject up
        "自動運転を使っている場合、×の項目を教えて",  # it is a condition
        "商店街に関わるもののうち、×の項目を教えて",
        "令和元年度と比べたいので、×の項目を教えて",  # it asks for something
        "理由も知りたいので、×の項目を教えて",
        "何件あるか気になるので、×の項目を教えて",
        "△だけでいいので、防災課の項目を教えて",  # it limits
        "防災課の×は？秘書室も気になります。",  # it names what is not kept
        "×の項目は？背景も知りたいです",  # behind a question it wants more
        "課ごとの×の数は？多い順に並べてください",
        "水族館で、×の項目を教えて",  # no clause of its own
        "19番の担当課、どう直した",
        "スマホで市税払うやつ、丸で合ってる？",
        "If the library is involved, which items are ×?",
        "I want the reasons as well. Which items are ×?",
        "For drones, which items are ×?",
    ],
)
def test_what_may_belong_to_the_question_stays(text: str) -> None:
    (question,) = bot()._reader(None, now()).read(text).questions
    assert question.text == text


def test_a_background_with_a_word_of_its_own_is_told() -> None:
    reply = bot().ask("商店街が困っていると聞きましたが、×の項目を教えて")
    assert "「商店街が困っていると聞きましたが」は条件に含めていません。" in reply.text
    assert len(reply.answer.items) == len(alone("×の項目を教えて").answer.items)
    assert "not taken as a condition" in bot().ask("We look after the library. Which items are △?").text


def test_a_reason_is_not_told() -> None:
    assert "条件に含めて" not in bot().ask("本会議で追及されるとまずいので、×の項目を教えて").text
