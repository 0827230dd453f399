"""What a question is about in words of the plan: which stretches may be it, what is never part of one."""

from __future__ import annotations

import functools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import Bot
from bot.answering.context import PlanLibrary
from bot.understanding.lattice import lattice_about, lattice_of
from bot.understanding.subjects import subjects
from bot.understanding.templates import SLOTS
from katou_index import open_index
from tests.bot_fixtures import TODAY, index_path

ABOUT = (
    "トリックアート",
    "登記課税連携",
    "オンライン会議の研修",
    "水道料金のクレジット納付",
    "情報セキュリティの研修",
)
ASKING = (
    "は何回やったの",
    "はどこの課？",
    "の評価どうだった",
    "っていつから",
    "、結局どうなったん",
    "は何人ですか",
    "の日付",
)
# What limits, denies, wishes, compares or asks for what no sheet has.
NEVER = (
    "以外",
    "だけ",
    "のみ",
    "を除く",
    "ではない",
    "より多い",
    "が一番多い",
    "の予算",
    "の課長の名前",
    "は増やすべき",
)


@functools.cache
def bot() -> Bot:
    return Bot(open_index(index_path()), today=TODAY)


def library() -> PlanLibrary:
    return bot().library


def stretches(text: str) -> set[str]:
    plan = library()
    lattice = lattice_about(text, plan.vocabulary, plan.has, TODAY, plan.holds)
    return {text[at : edge.end] for at, edges in lattice.items() for edge in edges if edge.slot == SLOTS["Z"]}


def by_templates(text: str) -> bool:
    return bot().ask(text).answer.question.cost is not None


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("空家バンクの登録は何件", "空家バンクの登録"),
        ("オンライン会議の研修はいつ", "オンライン会議の研修"),
        ("電子決裁評価", "電子決裁"),  # a field is glued to it
        ("wi-fiの設置はどこの課", "wi-fiの設置"),
        ("ドローンを飛ばしたのはいつ", "ドローンを飛ばしたの"),
        ("見守り隊はどこの課", "見守り隊"),
    ],
)
def test_words_of_the_plan_are_what_a_question_is_about(text: str, about: str) -> None:
    assert about in stretches(text)


@pytest.mark.parametrize(
    "text",
    [
        "内覧ツアーは何回",  # the plan has no such word
        "環境整備課の評価",  # a department that is not there
        "図書館システムの予算はいくら",  # a field that no sheet has
        "ドローンを飛ばすべきですか",  # an opinion
        "何回やった",
    ],
)
def test_what_the_plan_does_not_hold_is_never_one(text: str) -> None:
    assert not any(text.startswith(each) and len(each) > 2 for each in stretches(text))


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(ABOUT), st.sampled_from(NEVER), st.sampled_from(ASKING))
def test_no_stretch_holds_a_word_that_limits(about: str, limit: str, asking: str) -> None:
    assert not any(limit.strip("をがはのでい") in each for each in stretches(f"{about}{limit}{asking}"))


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(ABOUT), st.sampled_from(ASKING))
def test_the_same_is_found_as_by_its_words_alone(about: str, asking: str) -> None:
    reply, alone = bot().ask(f"{about}{asking}"), bot().ask(about)
    assert reply.answer.question.cost is not None
    assert {item.measure for item in reply.answer.items} <= {
        item.measure for item in (*alone.answer.items, *alone.answer.related)
    }


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("サイバーパトロールはどこの課なん？", "学校教育課です"),
        ("遠隔相談をやっているのはどこ？", "社会福祉課です"),
        ("オンライン会議の研修の日付もお願いします", "「研修：8/25、9/30」"),
        ("鳥獣被害の受信機は何基", "1基です"),
        ("契約管理 担当", "管財課です"),
        ("トリックアートの作品数をご教示ください", "25作品です"),
        ("ふるさと納税 金額", "802,964,000円です"),
    ],
)
def test_what_is_asked_of_it_stands_first(text: str, first: str) -> None:
    assert by_templates(text)
    assert bot().ask(text).card.headline.startswith(first)


@pytest.mark.parametrize(
    "text",
    [
        "空家バンクの内覧ツアーは何回やった",
        "タブレットを壊したのは誰",
        "Wi-Fiの設置にいくらかかった",
        "ドローンは飛ばしてない？",
        "電子決裁が使えないのはなぜ",
        "トリックアート以外は何作品",
    ],
)
def test_what_templates_do_not_explain_whole_is_not_read_by_them(text: str) -> None:
    assert not by_templates(text)


def test_every_name_that_begins_at_a_place_is_found_the_longest_first() -> None:
    names = library().vocabulary.names
    forms = {name.form for name in names}
    for text in (*forms, "防災課と健康課の×", "wi-fiはどこ", "課", ""):
        for place in range(len(text)):
            found = [name.form for name in names.at(text, place)]
            assert set(found) == {form for form in forms if text.startswith(form, place)}
            assert found == sorted(found, key=len, reverse=True)


def test_a_long_noun_is_not_looked_for_in_all_of_its_stretches() -> None:
    class Written:
        def __init__(self) -> None:
            self.asked = 0

        def __contains__(self, form: object) -> bool:
            self.asked += 1
            return isinstance(form, str) and form in plan.vocabulary.plan_text

    def asked(many: int) -> int:
        text, written = f"{'防災課以外' * many}の研修", Written()
        lattice = lattice_of(text, plan.vocabulary, plan.has, TODAY)
        list(subjects(text, lattice, plan.holds, written))
        return written.asked

    plan = library()
    assert 0 < asked(14) < 3 * asked(7)
