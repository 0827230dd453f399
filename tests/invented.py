"""R1 and R3 made of R2, for tests and demonstrations: invented, said so in every result, never in data/."""

from __future__ import annotations

from tests.sheets import Record, truth

SAID = "（{year}は創作）"  # behind each result and evidence
BETTER = {"×": "△", "△": "○", "○": "○", "◎": "◎"}
WORSE = {"◎": "○", "○": "△", "△": "×", "×": "×"}
DECIDED = ("6=6", "9=9", "33=44", "防災課=危機管理課", "農地整備課=農政課")  # of R3 against R2


def invented() -> list[Record]:
    """R3: three renames (one by a new number too), two new, one dropped, two departments changed."""
    records = [dict(record) for record in truth() if record["事業No."] != "7"]
    for record in records:
        number = record["事業No."]
        if number == "6":
            record["事業名"] = "図書館電子サービスの拡充"
        if number == "9":
            record["事業名"] += "及び子育てアプリの運用"
        if number == "33":
            record.update({"事業No.": "44", "事業名": "他自治体とのクラウド共同利用"})
        for name in ("担当課", "項目担当課", "取組結果"):
            record[name] = record[name].replace("防災課", "危機管理課").replace("農地整備課", "農政課")
    last = {**records[-1], "項目": "1"}
    new = (("42", "生成AIの庁内利用（創作）"), ("43", "書かない窓口の設置（創作）"))
    return [*records, *({**last, "事業No.": number, "事業名": title} for number, title in new)]


def r3() -> list[Record]:
    """The same with other ratings – every third item better, every seventh worse –, marked as invented."""
    return _rated(invented(), 3, BETTER, 7, WORSE, "R3")


def r1() -> list[Record]:
    """The year before R2: without its last two measures, ratings mostly as bad or worse."""
    records = [dict(record) for record in truth() if int(record["事業No."]) < 40]
    return _rated(records, 4, WORSE, 9, BETTER, "R1")


def _rated(
    records: list[Record], one: int, change: dict[str, str], other: int, back: dict[str, str], year: str
) -> list[Record]:
    for number, record in enumerate(records, 1):
        if number % one == 0:
            record["評価"] = change.get(record["評価"], record["評価"])
        elif number % other == 0:
            record["評価"] = back.get(record["評価"], record["評価"])
        for name in ("取組結果", "根拠"):
            if record[name] not in ("", "—"):
                record[name] += SAID.format(year=year)
    return records
