"""How far an evaluation has come, by the words of a heading: which of several ratings it is."""

from __future__ import annotations

FIRST, UNSAID, LAST, REVISED = 0, 1, 4, 5  # UNSAID: none of these words, so perhaps the first one
CHANGED = ("修正", "見直し", "改定", "改訂", "訂正")  # and 変更: with 前 behind it, it is the one before
AT_LAST = ("最終", "確定", "年度末", "期末", "年間", "通年", "通期")  # of any field, not of ratings alone
STAGES: tuple[tuple[int | None, tuple[str, ...]], ...] = (
    (LAST, (*AT_LAST, "総合", "決定")),
    (
        REVISED,
        (*CHANGED, "変更後", "再評価", "再判定", "再査定", "評価再", "評価(再"),
    ),
    (3, ("三次", "3次")),
    (2, ("二次", "2次")),
    (
        FIRST,
        ("一次", "1次", "自己", "担当課", "担当者", "担当部", "所管課", "所属", "主管課", "実施課", "原課"),
    ),
    (FIRST, ("当初", "課内", "部内", "中間", "暫定", "仮", "見込")),
    (None, ("外部", "内部", "第三者", "市民", "住民", "町民", "村民", "議会", "委員", "有識者", "性評価")),
    (None, ("上半期", "下半期", "上期", "下期", "四半期", "前期", "後期", "事前", "事後")),
)
"""How far an evaluation has come where a heading holds one of these words; None: neither before nor after."""

OTHER_RATINGS = tuple(
    word for step, words in STAGES for word in words
    if step not in (LAST, REVISED) and (step is None or word[-1] not in "課部者属") and word != "性評価"
)  # fmt: skip
"""What names one of several ratings: a question about 一次評価 is not answered with another one."""
