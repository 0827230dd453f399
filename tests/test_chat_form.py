"""The form of a message is no content: around any known question it changes nothing; it never raises."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import now
from bot.question import Ask
from bot.reply import Reply
from bot.understanding.message.form import ChatReader
from bot.understanding.message.lines import lines_of, numbered_in, sentences
from katou_index.words import QUESTION_LIMIT
from tests.bot_fixtures import TODAY, bot
from tests.expectations import cases, is_drawn

KNOWN = yaml.safe_load((Path(__file__).parent / "expected" / "form_known.yml").read_text(encoding="utf-8"))
BEFORE = (
    "お疲れ様です。", "お疲れ様です、", "お世話になっております。", "いつもありがとうございます。",
    "おはようございます！", "窓口の山田です。", "企画の西村です。", "管財課の岡本です。",
    "税務課の者ですが、", "お世話になっております。農政課の佐々木と申します。",
    "お忙しいところすみません。", "急ぎではないのですが、",
    "お時間のあるときに、", "ボットさん、", "各位\n", "監査で聞かれたので、", "答弁用に、", "@bot ",
    "> No.7 × バツ\n", ":bow::skin-tone-2: ", "件名: お尋ね\nFrom: a@example.jp\n\n", "初歩的な質問ですが、",
    "お手数ですが、", "なるほど、", "了解です。", "```\nログ\n```\n", "https://example.jp/a?b=1 ",
)  # fmt: skip
BEHIND = (
    "", " よろしくお願いします。", "\nよろしくお願いいたします。", "\nお手数おかけします。", " :pray:", " 🙏",
    "\nありがとうございます！", "\n--\n山田太郎\nTEL 0795-00-0000", "\n税務課の清水です。", "\nhttps://example.jp/?b=1",
    "\n議会で聞かれそうなので",
)  # fmt: skip
SCRAPS = (
    "1. ", "\n2. ", "① ", "② ", "うちの", "×は？", "「", "```", "> ", "\n", "。", "、", "田中さん、", "@a ",
    "と聞かれたので", "No.", "うちは", "です", "\n--\n", "件名:",
)  # fmt: skip
OF_ITS_OWN = ("うち", "自分", "当課", "自課", "わが", "we ", "our ", "\n")  # of which the form is a part
TALK = (Ask.HELP, Ask.THANKS, Ask.HELLO, Ask.RESET, Ask.SETTINGS, Ask.WRITE, Ask.CORRECT, Ask.OUTSIDE)


@cache
def reader() -> ChatReader:
    return ChatReader(bot().library.vocabulary, TODAY, lambda _text: None)


@cache
def alone(question: str) -> Reply:
    return bot().ask(question)


@cache
def questions() -> list[str]:
    """The one-line Japanese questions of the conversations."""
    first = (case.values[0]["turns"] for case in cases())
    turns = dict.fromkeys(str(each[0]) for each in first if len(each) == 1)
    plain = (each for each in turns if len(each) < 60 and not each.isascii() and not each.startswith(">"))
    return [each for each in plain if each not in KNOWN and not any(word in each for word in OF_ITS_OWN)]


def is_plain(question: str) -> bool:
    """Whether a question finds something and has no form: asked only of those that are drawn."""
    return (
        not reader().read(question).changed
        and bool(alone(question).answer.items)
        and not alone(question).parts
        and alone(question).question.ask not in TALK
    )


def facts(reply: Reply) -> tuple[object, ...]:
    answer = reply.answer
    return answer.kind, sorted(item.key for item in answer.items), answer.reason


ONE_OF = 14  # questions; all of them, in another form each time, by --hypothesis-profile many


def drawn() -> Iterator[tuple[str, str, str]]:
    """Questions with what stands before and behind them: by what they say, so a new one changes no other."""
    many = settings.get_current_profile_name() == "many"
    for question in questions():
        chance = random.Random(None if many else question)
        if (many or is_drawn([question], ONE_OF)) and is_plain(question):
            yield question, chance.choice(BEFORE), chance.choice(BEHIND)


def test_there_are_questions_enough() -> None:
    assert len([*islice(drawn(), 101)]) > 100


def test_form_around_a_question_changes_nothing() -> None:
    changed = []
    for question, before, behind in drawn():
        found = facts(bot().ask(before + question + behind))
        if found == facts(alone(question)):
            continue
        if before.startswith(">"):  # × 理由: asked of what is quoted, as of an answer
            bot().ask("No.7は？", conversation="quoted")
            if found == facts(bot().ask(question, conversation="quoted")):
                continue
        changed.append(before + question + behind)
    assert changed == []


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from((*BEFORE, *BEHIND, *SCRAPS)), max_size=14))
def test_any_pieces_of_form_are_answered(pieces: list[str]) -> None:
    reply = bot().ask("".join(pieces), conversation="pieces")
    assert reply.card.headline
    assert reply.as_json()["question"] == "".join(pieces)


# Clauses that no template and no list has, around questions that templates read or do not read.
TALKED = (
    "今朝のニュースで気になったので、", "去年の担当者がもういないので、", "先輩が休みで誰にも聞けないので、",
    "スマホで見てて字が小さいんだけど、", "住民の方がいらしていて、", "勉強不足でお恥ずかしいのですが、",
    "引継書に何も書かれていなくて、", "部下に説明できるように、", "外は大雨ですね。", "朝から雨だね☔ てか",
)  # fmt: skip
TALKED_BEHIND = ("。知り合いに聞かれちゃって", "。前の席の人が騒いでいます", "、気になって眠れない")
ANY = (
    "×の事業は？", "防災課の△はどれ？", "⑤の○の割合は", "空家バンクの登録は何件", "税務課は全部○ですか",
    "No.7の理由", "◎の根拠", "電子決裁の電子化率はどのくらい？",
)  # fmt: skip


@pytest.mark.parametrize("question", ANY)
def test_a_clause_that_says_nothing_of_the_plan_changes_nothing(question: str) -> None:
    whole = facts(alone(question))
    around = [f"{each}{question}" for each in TALKED]
    around += [f"{question.rstrip('？')}{each}" for each in TALKED_BEHIND]
    assert [text for text in around if facts(bot().ask(text)) != whole] == []


@pytest.mark.parametrize(
    "text",
    [
        "プールの件で電話したのですが、担当課はどこですか",  # it brings the subject up
        "カフェを開きたいのですが、担当課はどこですか",  # nothing is asked about without it
        "RPAを使っているので、担当課を教えて",  # it names something of the plan
        "○だけでいいので、防災課の事業を",  # it limits
        "理由が知りたいので、防災課の×を",  # it wants something
        "×の事業は？Excelでほしい",
        "空家の評価、なんで空欄なんですか",  # what stands behind asks
        "防災課の事業は？△だけで",
        "災害時に、職員が使うものは",  # no clause of its own
    ],
)
def test_a_clause_that_may_be_meant_stays(text: str) -> None:
    form = bot()._reader(None, now()).read(text)
    assert [each.text.rstrip("？") for each in form.questions] == [text.rstrip("？")]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_taken_apart(text: str) -> None:
    assert reader().read(text).questions
    whole = lines_of(text).text
    _, numbered = numbered_in(whole)
    assert all(each in whole for each in (*numbered, *sentences(whole)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1. ×は？\n2. ○は？", ("×は？", "○は？")),
        ("１．×は？\n２．○は？", ("×は？", "○は？")),
        ("①×は？②○は？③△は？", ("×は？", "○は？", "△は？")),
        ("(1) RPAは (2) GISは", ("RPAは", "GISは")),
        ("問1 ×は？ 問2 ○は？", ("×は？", "○は？")),
        ("1つ目は×の数、2つ目は○の数", ("×の数、", "○の数")),
        ("1. ×は？\n3. ○は？", ()),  # not in sequence
        ("2. ×は？\n3. ○は？", ()),  # not from 1
        ("1. ×は？", ()),  # one
        ("1.\n2. ○は？", ()),  # without a text
        ("①の×は？②の×は？", ()),
        ("①と②と③", ()),
        ("1、2番は？", ()),
        ("1.5倍は2.0倍？", ()),
        ("1-1の評価と2-1の評価", ()),
        ("R1. R2. の評価", ()),
    ],
)
def test_what_is_numbered(text: str, found: tuple[str, ...]) -> None:
    assert numbered_in(text)[1] == found


def test_a_long_message_is_read_to_its_limit_and_that_is_told() -> None:
    within = "RPAの進捗は？\n" + "。" * (QUESTION_LIMIT - 10)
    assert "文字だけを読みました" not in bot().ask(within).text
    over = bot().ask("RPAの進捗は？\n" + "長い文面です。" * QUESTION_LIMIT)
    assert [item.id for item in over.answer.items] == ["30-3"]
    assert f"はじめの{QUESTION_LIMIT:,}文字だけを読みました" in over.text


def test_a_letter_is_read_for_what_it_asks() -> None:
    letter = "お世話になっております。税務課の清水です。" + "来月の会議に向けて準備を進めております。" * 60
    reply = bot().ask(f"{letter}つきましては、うちの課の○を教えてください。よろしくお願いします。")
    assert [item.id for item in reply.answer.items] == ["30-6", "30-7", "30-8"]
    assert "質問として読んだ文" in reply.text


def test_more_questions_than_are_answered_are_told() -> None:
    reply = bot().ask("\n".join(f"{n}. No.{n}の評価は？" for n in range(1, 13)))
    assert len(reply.parts) == 10
    assert "残り2問" in reply.text


def test_the_parts_of_an_answer() -> None:
    answer = bot().ask("1. RPAの進捗は？\n2. ×はいくつ？").as_json()
    first, second = answer["parts"]
    assert (first["question"], second["question"]) == ("RPAの進捗は？", "×はいくつ？")
    assert answer["items"] == [*first["items"], *second["items"]]
    assert [source["id"] for source in answer["sources"]] == answer["items"]
    assert (answer["kind"], answer["reason"]) == ("list", None)
    assert (answer["counts"], answer["query"], answer["holds"]) == (None, None, None)
    assert second["counts"]["items"] == 7
    assert answer["text"].startswith(answer["headline"])
    same = bot().ask("1. No.1の評価は？\n2. No.2の評価は？").as_json()
    assert same["kind"] == same["parts"][0]["kind"]
    assert "parts" not in bot().ask("RPAの進捗は？").as_json()


def test_the_parts_are_those_of_asking_one_after_another() -> None:
    several = ["×の事業は？", "そのうち商工観光課は？", "RPAの担当は？"]
    parts = bot().ask("\n".join(f"{n}. {each}" for n, each in enumerate(several, 1))).parts
    one_by_one = [bot().ask(each, conversation="one by one") for each in several]
    assert list(map(facts, parts)) == list(map(facts, one_by_one))


def test_the_speaker_is_forgotten_with_the_conversation() -> None:
    asking = bot()
    asking.ask("税務課の清水です。うちの○は？", conversation="forgets")
    asking.conversations.put("forgets", None)
    assert asking.ask("うちの×は？", conversation="forgets").answer.kind == "choose"


def test_a_speaker_is_none_of_another_conversation() -> None:
    bot().ask("税務課の清水です。", conversation="one")
    assert bot().ask("うちの×は？", conversation="another").answer.kind == "choose"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("そのうち防災課は？", True),
        ("×の事業は？", True),
        ("RPAの進捗はどうなっていますか", True),
        ("了解です", False),
        ("👍", False),
        (":+1::skin-tone-2:", False),
        ("https://example.jp/a?b=1", False),
        ("田中さん、明日の会議は何時からですか？", False),
        ("田中さん、これ見てもらえますか", False),
        ("ありがとうございます！助かりました", False),
        ("明日の打ち合わせで持っていきます", False),
        ("これ確認お願いします", False),
        ("お昼どこ行く？", False),
        ("承知しました。修正しておきます。", False),
    ],
)
def test_what_is_said_among_people_is_left_to_them(said: str, meant: bool) -> None:
    bot().ask("×の事業は？", conversation="thread")
    assert bot().is_asked(said, "thread") is meant
