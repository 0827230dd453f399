"""Made-up subjects and departments in everyday frames: nothing that the plan does not have is given facts."""

from __future__ import annotations

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.answer import Nothing
from tests.bot_fixtures import bot

SUBJECTS = [
    "フェリー",
    "いちご",
    "きのこ",
    "たけのこ",
    "さくらんぼ",
    "すもう",
    "おにぎり",
    "うどん",
    "そば",
    "はなび",
    "みかん",
    "しいたけ",
    "ねずみ",
    "どんぐり",
    "カフェ",
    "プール",
    "スケート",
    "ボウリング",
    "サウナ",
    "キャンプ場",
    "フェリーターミナル",
    "ゴルフ場",
    "ラジオ体操",
    "モノレール",
    "ヨット",
    "ケーブルカー",
    "ロープウェイ",
    "レンタサイクル",
    "カラオケ",
    "ピアノ",
    "市民プール",
    "美術館",
    "博物館",
    "最低賃金",
    "最高気温",
    "最低気温",
    "三角州",
    "丸太",
    "円高",
    "二重奏",
    "三角関数",
    "花見",
    "お見合い",
    "盆栽",
    "忍者",
    "海水浴場",
    "潮干狩り",
    "餅つき",
    "落語会",
    "人形劇",
    "民泊",
    "移住フェア",
    "ドッグラン",
    "屋台",
    "メロン",
    "ホームレス",
    "カーテン",
    "コンビナート",
    "ワイン",
    "ドローンレース",
    "スクーター",
    "トロッコ",
    "パンダ",
]
OF_SUBJECTS = [
    "{}の評価は？",
    "{}はどうなってる？",
    "{}の担当課はどこですか",
    "{}の事業",
    "{}って何か書いてある？",
    "{}は終わった？",
    "{}の件数は？",
    "{}の評価が×の理由は？",
    "{}での情報発信は？",
    "{}の進捗",
    "{}の△は？",
    "{}は○ですか",
    "{}の一覧をください",
    "{}の整備率",
    "{}の評価の内訳",
    "{}、評価の内訳は",
    "{}の割合",
    "{}における評価の内訳ってどないなっとん",
]
DEPARTMENTS = [
    "情報課",
    "水産課",
    "恋愛課",
    "宇宙開発室",
    "企画課",
    "広報課",
    "市長室",
    "交通局",
    "花火課",
    "建設課",
    "税課",
    "総合政策課",
]
OF_DEPARTMENTS = [
    "{}の評価は？",
    "{}の×は？",
    "{}の事業は？",
    "{}は何をしている？",
    "{}の実績を教えて",
    "{}の評価の内訳",
    "{}で評価が一番いいのは",
    "{}の担当する事業はいくつ",
    "{}ってどう？",
    "{}は全部○？",
    "{}と防災課を比べて",
    "{}の割合",
]
ENGLISH = ("ferry", "swimming pool", "minimum wage", "monorail", "sumo", "karaoke", "strawberry farm")
IN_ENGLISH = (
    "How is {} rated?",
    "What is the status of {}?",
    "Which measures about {} got a ×?",
    "{}",
    "breakdown of ratings of {}",
)
# Names that are made of these: 丸太戦略課, 忍者の推進. Whatever of them the plan has, none is the whole plan.
ENDS = (
    "課",
    "係",
    "戦略課",
    "推進室",
    "センター",
    "の推進",
    "の支援",
    "の活性化",
    "戦略",
    "政策",
    "方針",
    "事業",
    "分野",
)
BREAKDOWNS = (
    "{}の評価の内訳",
    "{}の割合",
    "{}、評価の内訳は",
    "{}について評価の分布をお願いします",
    "{}における評価ごとの件数",
    "{}の評価の内訳ってどないなっとん",
    "{}に関する評価の内訳を表で",
    "breakdown of ratings of {}",
)
ASKED = (
    *(frame.format(each) for each in SUBJECTS for frame in OF_SUBJECTS),
    *(frame.format(each) for each in DEPARTMENTS for frame in OF_DEPARTMENTS),
    *(frame.format(each) for each in ENGLISH for frame in IN_ENGLISH),
)


def gets_facts(text: str) -> bool:
    """Whether items, ratings or numbers are shown, or that something is written somewhere."""
    found = bot().ask(text, place="").answer
    if isinstance(found, Nothing):
        return bool(found.items)
    return found.kind not in ("choose", "help") and bool(found.items or found.related or found.counts)


def test_what_is_made_up_gets_no_facts() -> None:
    assert [text for text in ASKED if gets_facts(text)] == []


def test_no_name_that_is_made_up_gets_the_figures_of_the_whole_plan() -> None:
    whole = bot().ask("全体の評価の内訳", place="").answer.counts
    names = [subject + end for subject in SUBJECTS for end in ENDS if not re.fullmatch("[ぁ-ゖ]+", subject)]
    asked = [BREAKDOWNS[place % len(BREAKDOWNS)].format(name) for place, name in enumerate(names)]
    assert len(asked) > 600
    assert whole
    assert [text for text in asked if bot().ask(text, place="").answer.counts == whole] == []


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SUBJECTS), st.sampled_from(SUBJECTS), st.sampled_from(OF_SUBJECTS))
@example("いちご", "フェリー", "{}の評価は？")
def test_two_made_up_subjects_joined_get_no_facts(one: str, other: str, frame: str) -> None:
    assert not gets_facts(frame.format(f"{one}と{other}"))


def test_the_lowest_rating_is_still_asked_for() -> None:
    for text in ("最低評価の事業", "最も低い評価の事業は？", "最高評価の項目を教えて"):
        assert bot().ask(text, place="").answer.items, text
