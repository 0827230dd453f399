"""The grammar of questions over several years, in force where more than one is loaded (see bot/cues.py)."""

from __future__ import annotations

from bot.cues import Cue

YEAR_CUES: tuple[Cue, ...] = (
    Cue(
        "better",
        """評価が改善 改善された 改善されて 改善した 改善して 改善しま 改善は 改善が 改善と 改善? 改善$
        改善項目 改善事業 評価が良くな 評価がよくな 良くなった 良くなって よくなった よくなって
        評価が上が 上がった 上がって あがった 向上した 向上して 好転""",
        """improvement | improvements | improved | has improved | have improved | got better |
        become better | became better | went up | gone up | moved up | rose | raised""",
    ),
    Cue(
        "worse",
        """評価が悪化 悪化した 悪化して 悪化しま 悪化は 悪化が 悪化? 悪化$ 悪化項目 悪化事業
        評価が悪くな 悪くなった 悪くなって わるくなった わるくなって 評価が下が 下がった 下がって
        さがった 低下した 低下して 評価が落ち 落ちた 後退した""",
        """worsened | has worsened | have worsened | got worse | become worse | became worse |
        went down | gone down | moved down | deteriorated | declined | downgraded | fell""",
    ),
    Cue(
        "same",
        """評価が変わらな 評価が変わってな 評価が変わっていな 評価が同じ 変わらない 変わっていない
        変わってない 変わってへん 変わらなかった 変わらん 変わりない 変わりなし 変わりがない
        変わらず 変化なし 変化がない 変化のない 変化しなかった 据え置き 据置 据え置か 同じまま
        横ばい 現状維持""",
        """unchanged | stayed the same | the same rating | did not change | didn't change |
        no change | not changed | remained""",
    ),
    Cue(
        "changed",
        """評価が変わった 評価が動い 変わったのは 変わった 変わってる 変わりました 変わっ 変化した
        変化は 変化を 変化が 変化? 変化$ 変動した 変動は 変動 変更点 変わった点 違う点 違いは
        どう変わ どない変わ 何が変わ なにが変わ その後""",
        """what changed | what has changed | how did … change | changed | changes |
        how has … changed | what became of | became of | differ | differences | difference""",
    ),
    Cue(
        "new",
        """新規追加 新しく加わ 新しく増え 新しく始ま 新規事業 新規の事業 新規項目 新しい事業 新たな事業
        増えた事業 追加された事業 新設された 新設 新しくでき""",
        """new measures | new items | newly added | what is new | what's new | were added""",
    ),
    Cue(
        "ended",
        """なくなった 無くなった 廃止された 廃止した 廃止の 廃止は 廃止? 廃止$ 廃止 消えた 減った事業
        外れた事業""",
        """dropped measures | were dropped | was dropped | discontinued | no longer there |
        no longer in | ended measures | were removed | abolished | disappeared""",
    ),
    Cue(
        "renamed",
        """名前が変わった 名称が変わった 題名が変わった 事業名が変わった 番号が変わった 改称 改名
        名称変更 番号変更 事業名変更""",
        """renamed | changed names | changed their names | renumbered | new names | changed titles""",
    ),
    Cue(
        "history",
        """推移は 推移を 推移 経年変化 経年比較 経年 年度別 年度ごと 年度毎 各年度 年次 年ごと 年毎
        年度順 これまでの推移 これまでの評価 これまでの経過 今までの評価 過去の評価 過去の年度
        過去の結果 過去からの 過去数年 歴代 全年度 すべての年度 全ての年度 年々 変遷 年度をまたい
        年度間 年度を通""",
        """over the years | through the years | across the years | over time | by year | per year |
        for each year | each year | every year | year by year | year after year | history of |
        history | trend of | the trend | trend | all years | all the years | so far""",
    ),
    Cue(
        "year_before",
        """前の年度と比べ 前年度と比べ 前年と比べ 昨年度と比べ 昨年と比べ 去年と比べ 前の年と比べ
        前年との比較 前年度との比較 前年度比較 前年比較 前年度と比較 前年と比較 前の年と比較
        前年度より 前年より 昨年より 昨年度より 去年より 前の年より 前年度から 前年から 昨年度から
        昨年から 去年から 前の年から 前より""",
        """compared with the previous year | compared to the previous year |
        compared with last year | compared to last year | vs last year | versus last year |
        vs the previous year | than last year | than the year before | than the previous year |
        since last year | since the previous year | compared with the year before |
        from last year | year on year | year-on-year""",
    ),
)
