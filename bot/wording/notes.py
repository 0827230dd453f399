"""What the index notes about an item, in English. The notes themselves are Japanese, as in its export."""

from __future__ import annotations

from collections.abc import Mapping

NOTES: Mapping[str, str] = {
    "欄ずれを補正": "its cells are put back into their row",
    "評価は原文で欠落": "its rating is lost in the source",
    "取組内容は原文で欠落": "its planned work is lost in the source",
    "取組結果は原文で欠落": "its result is lost in the source",
    "取組内容はほかの項目と共通": "it shares its planned work with other items",
    "取組内容を項目ごとに切り分け": "its planned work is cut out of a text for several items",
    "取組結果を見出しで切り分け": "its result is cut out at its heading",
    "評価の欄ずれを補正": "its rating is put back into its column",
    "担当課は推定": "its department is an estimate",
    "どの事業の行か要確認": "which measure its row belongs to is to be checked",
    "評価の記号は要確認": "the mark of its rating is to be checked",
    "訂正あり": "corrected",
}
