"""A question said otherwise means the same: its end, its particles, its signs and what stands around it."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.bot_fixtures import bot
from tests.expectations import asked

Answer = tuple[list[str], bool | None, str, object]

THINGS = (
    "防災課の×の項目",
    "総務財政課の○の一覧",
    "サイバーパトロールの担当課",
    "農家台帳の評価",
    "④の△の件数",
    "情報管理室の×の理由",
    "根拠の記載がない○の項目",
    "×の割合",
)
WANTED = (
    "は？",
    "を教えて",
    "を教えてください",
    "を教えて下さいませんか",
    "をお示しください",
    "をお願いできますか",
    "をちょうだい",
    "をもらえますか",
    "をもらえる？",
    "をおせて",
    "教えてくれへん？",
    "が知りたいねん",
    "を見して",
    "について教えて",
    "についてご教示いただけますと幸いです。",
    "って分かる？",
    "、わかりますか",
)
SETS = ("情報管理室に×", "⑥に◎", "税務課に△", "農地整備課に○", "No.18に×")
WHETHER = (
    "はありますか",
    "ってある？",
    "はあるん？",
    "はございますか",
    "はあるっすか",
    "はあったっけ",
    "はあるか教えて",
    "はあるかどうか知りたい",
    "はあるかどうか教えてください",
    "はありますでしょうか",
    "はあんの？",
    "は有りますか",
)
GROUPS = ("全部△の課", "×が2つ以上ある課", "◎も△も一つもない方針")
THERE = (
    "ってある？",
    "はありますか",
    "ってあるか知りたい",
    "はあるかどうか教えて",
    "ってあるかな",
    "はあるん？",
)
PLACES = ("サイバーパトロールの担当は", "×が一番多い課は", "RPAをやっている課は")
WHERE = (
    "どこ？",
    "どこですか",
    "どこでしょうか",
    "どこなん？",
    "どこやっけ",
    "どこだっけ？",
    "どこでしたっけ",
    "どこか教えて",
    "どこか教えてください",
    "どこか分かりますか",
    "どこだろう",
)
# The first as it is asked, those behind it the same.
ALIKE = (
    ("No.4はどこに書かれていますか", "No.4は、どこに書かれていますか"),
    ("防災課の△は？", "防災課は、△は？", "防災課の担当分の△は？", "防災課さんの△は？", "防災課、△は？"),
    ("RPAの次年度の評価は？", "RPAの次年度 評価", "RPAの次年度なんだけど、評価は？"),
    ("ドローンの評価は？", "ドロ‐ンの評価は？", "ドロ—ンの評価は？", "ドロ－ンの評価は？"),
    (
        "サイバーパトロールの担当、評価は？",
        "サイバーパトロールの担当，評価は？",
        "サイバ─パトロ─ルの担当,評価は？",
    ),
    ("×がなくて△がある課", "×がなくて△のある課", "×がなくて、△のある課は？"),
    ("○の項目のうち根拠がないのは", "○の項目のうち根拠ないのは", "○の項目のうち根拠の記載ないのは"),
    ("観光の振興の評価は？", "観光の振興ですが、評価は？", "観光の振興なんだけど、評価は？"),
    (
        "リモートワークってどうなってる？",
        "リモートワークってどのようになってる？",
        "リモートワークってどういうふうになってる？",
    ),
    ("No.4は何件", "No.4は何件ｗ", "No.4は何件（笑）"),
    ("避難所のWi-Fiが整備できてないのはなんで", "避難所のWi-Fiが整備できてないのは何で"),
    ("フェリーは全部○？", "フェリーは、全部○？"),
)
AROUND: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: f"お疲れ様です。{text}",
    lambda text: f"すみません、{text}",
    lambda text: f"企画課の中田です。\n{text}",
    lambda text: f"{text.rstrip('？。')}？\nよろしくお願いします。",
    lambda text: f"　{text}　",
    lambda text: text.replace("？", "?"),
)


def said(text: str) -> Answer:
    answer = asked(bot(), [text])[-1].as_json()
    return answer["items"], answer["holds"], answer["kind"], answer["counts"]


def _alike(begins: tuple[str, ...], ends: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(f"{begin}{end}" for end in ends) for begin in begins)


FAMILIES = (
    *_alike(THINGS, WANTED),
    *_alike(SETS, WHETHER),
    *_alike(GROUPS, THERE),
    *_alike(PLACES, WHERE),
    *ALIKE,
)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family[0])
def test_said_otherwise_it_means_the_same(family: tuple[str, ...]) -> None:
    first, *others = family
    wanted = said(first)
    assert {other: said(other) for other in others} == dict.fromkeys(others, wanted)


@pytest.mark.parametrize("seed", [3, 7])
def test_what_stands_around_it_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    for family in rng.sample(FAMILIES, 12):
        text, around = rng.choice(family[:3]), rng.choice(AROUND)
        assert said(around(text)) == said(text), around(text)
