"""The grammar of questions over several years, in force where more than one is loaded (see cues.py)."""

from __future__ import annotations

from bot.understanding.cues import Cue

YEAR_CUES: tuple[Cue, ...] = (
    Cue(
        "better",
        """一番良くなった 一番よくなった 一番良くなって 一番改善 最も良くなった 最も改善
        いちばん良くなった 評価が改善 改善された 改善されて 改善した 改善して 改善しま 改善は 改善が
        改善と 改善? 改善$ 改善項目 改善事業 評価が良くな 評価がよくな 良くなった 良くなって
        良くなり よくなった よくなって よくなり 良うなった ようなった 良うなっ 評価が上が 上がった
        上がって あがった 向上した 向上して 好転""",
        """improvement | improvements | improved | has improved | have improved | got better |
        get better | become better | became better | went up | gone up | moved up | rose |
        raised""",
    ),
    Cue(
        "worse",
        """一番悪くなった 一番わるくなった 一番悪くなって 一番悪化 最も悪くなった 最も悪化
        いちばん悪くなった 評価が悪化 悪化した 悪化して 悪化しま 悪化は 悪化が 悪化? 悪化$ 悪化項目
        悪化事業 評価が悪くな 悪くなった 悪くなって 悪くなり わるくなった わるくなって 悪うなった
        悪うなっ 評価が下が 下がった 下がって さがった 低下した 低下して 評価が落ち 落ちた 後退した""",
        """worsened | has worsened | have worsened | got worse | get worse | become worse |
        became worse | went down | gone down | moved down | deteriorated | declined |
        downgraded | fell""",
    ),
    Cue(
        "same",
        """評価が変わらな 評価が変わってな 評価が変わっていな 評価が同じ 変わらない 変わっていない
        変わってない 変わってへん 変わらなかった 変わらん 変わりない 変わりなし 変わりがない
        変わらず 変化なし 変化がない 変化のない 変化しなかった 据え置き 据置 据え置か 同じまま
        横ばい 現状維持 2年連続 二年連続 2年続け 二年続け 連続して 連続で 続けてM 引き続きM Yでも
        前年も 前年度も 前の年も 昨年も 去年も 両方の年度 どちらの年度も 両年度""",
        """unchanged | stayed the same | the same rating | did not change | didn't change |
        no change | not changed | remained | two years in a row | in a row | in both years |
        both years | also in Y | still""",
    ),
    Cue(
        "always",
        """ずっと 3年連続 三年連続 毎年M 毎年度M どの年度も どの年も 一貫して""",
        """in all years | in every year | always""",
    ),
    Cue(
        "changed",
        """評価が変わった 評価が動い 変わったのは 変わった 変わってる 変わりました 変わっ 変化した
        変化は 変化を 変化が 変化? 変化$ 変動した 変動は 変動 変更点 変わった点 違う点 違いは
        どう変わ どない変わ 何が変わ なにが変わ""",
        """what changed | what has changed | how did … change | changed | changes |
        how has … changed | differ | differences | difference""",
    ),
    Cue(
        "offices",
        """課名が変わ 課の名前が変わ 課の名称が変わ 部署名が変わ 課名の変更 課名変更 組織変更 組織改正
        前は何課 前は何という課 以前は何課""",
        """departments were renamed | departments renamed | renamed departments |
        departments changed names | departments changed their names""",
    ),
    Cue(
        "owners",
        """担当課が変わ 担当が変わ 担当課の変更 担当の変更 担当課変更 所管が変わ 所管課が変わ
        担当部署が変わ""",
        """changed departments | changed hands | changed owners | another department took |
        new owner""",
    ),
    Cue(
        "unrated",
        """比較できない 比較できん 比較できなかった 比べられない 比べられん 比べられなかった""",
        """not comparable | cannot be compared | can't be compared""",
    ),
    Cue(
        "new",
        """新規追加 新しく加わ 新しく増え 新しく始ま 新規事業 新規の事業 新規項目 新しい事業 新たな事業
        増えた事業 追加された事業 新設された 新設 新しくでき 新しいやつ 新顔""",
        """new measures | new items | newly added | what is new | what's new | are new | is new |
        were added | was added | added measures""",
    ),
    Cue(
        "ended",
        """なくなった 無くなった 廃止された 廃止した 廃止の 廃止は 廃止? 廃止$ 廃止 消えた 減った事業
        外れた事業 終わった事業 終わったやつ やめた事業 やめたやつ 打ち切""",
        """dropped measures | were dropped | was dropped | discontinued | no longer there |
        no longer in | ended measures | were removed | abolished | disappeared""",
    ),
    Cue(
        "renumbered",
        """番号が変わ 番号変更 番号の変更 事業番号が変わ 番号がずれ 今何番 今は何番""",
        """renumbered | changed numbers | new numbers | other numbers | another number""",
    ),
    Cue(
        "renamed",
        """名前が変わ 名称が変わ 題名が変わ 事業名が変わ 改称 改名 名称変更 事業名変更""",
        """renamed | changed names | changed their names | new names | changed titles""",
    ),
    Cue(
        "history",
        """推移は 推移を 推移 経年変化 経年比較 経年 年度別 年度ごと 年度毎 各年度 年次 年ごと 年毎
        年度順 毎年 毎年度 これまでの推移 これまでの評価 これまでの経過 今までの評価 過去の評価
        過去の年度 過去の結果 過去からの 過去数年 歴代 全年度 すべての年度 全ての年度 年々 変遷
        年度をまたい 年度間 年度を通 年度でどう 2年間 3年間 4年間 5年間 二年間 三年間 2年分 3年分""",
        """over the years | through the years | across the years | over time | by year | per year |
        for each year | each year | every fiscal year | each fiscal year | by fiscal year |
        per fiscal year | all fiscal years | every year | year by year | year after year |
        history of | history | trend of | the trend | trend | all years | all the years | so far""",
    ),
    Cue(
        "now",
        """今どう 今は 今では 現在は 現在の 今の その後 どうなってい どうなっと 今どない""",
        """now | currently | today | what became of | became of | what happened to | happened to |
        how are … doing""",
    ),
    Cue(
        "counted",
        """数は減った 数は増えた 数が減った 数が増えた 数は減っ 数は増え 数が減っ 数が増え は減った
        は増えた が減った が増えた は減りま は増えま が減りま が増えま は減って は増えて が減って
        が増えて""",
        """fewer | are there more | increase | decrease | increased | decreased""",
    ),
    Cue(
        "that_year_before",
        """前年は 前年度は 前の年は 前の年度は 前年の 前年度の 前の年の 前の年度の その前の年 その前年
        前年? 前年度? 前年$ 前年度$ 前の年$ 前回は その前は その前? その前$ さらに前は もう一つ前は
        もうひとつ前は""",
        """the previous year | previous year | the year before | prior year""",
    ),
    Cue(
        "year_before",
        """前の年度と比べ 前年度と比べ 前年と比べ 前の年と比べ 前年との比較 前年度との比較 前年度比較
        前年比較 前年度と比較 前年と比較 前の年と比較 前年度より 前年より 前の年より 前年度から
        前年から 前の年から 前より 前年比は 前年比を 前年比$ 前年比? 前年度比は 前年度比を 前年度比$
        前は何 前はどう 前はどない 以前は 前の評価""",
        """compared with the previous year | compared to the previous year | vs the previous year |
        than the year before | than the previous year | since the previous year |
        compared with the year before | year on year | year-on-year | before?""",
    ),
    Cue(
        "steps",
        """段階以上 段階""",
        """steps | step | notches | grades""",
    ),
    Cue(
        "newest",  # said of what is meant anyhow
        """最新の 最新は 最新で 一番新しい いちばん新しい""",
        """the latest | latest | the newest | newest | most recent""",
    ),
    Cue(
        "which_years",
        """どの年度のデータ どの年度が どの年度まで 何年度のデータ 何年度が 何年度まで 何年分
        登録済みの年度 登録されている年度""",
        """which years | what years | which fiscal years | years are loaded | years do you have""",
    ),
    Cue(
        "since",
        """以降 以来 からこっち からあと""",
        """since | from … on""",
    ),
)
