"""The text sheet: one line a table row, its nine cells parted by tabs, a header row at the top of each page.

    基本方針⇥取組⇥事業No.⇥アクションプラン第2章で定めた取組内容⇥担当課⇥令和2年度取組内容⇥取組結果・取組成果⇥根拠（…）⇥評価（◎,○,△,×
    ⇥⇥2 非常時における電算システムの業務継続性の向上⇥総務財政課情報管理室⇥⇥・電算システムBCPの実践と検証⇥…⇥⇥×

Blank lines part the pages and mean nothing. Cells may be empty, shifted or hold HTML; none of that is judged
here. What cannot be such a sheet at all raises SourceError with its place.
"""

from __future__ import annotations

from pathlib import Path

from katou_index.errors import SourceError
from katou_index.reading.sheet import COLUMNS, Cell, Sheet, SheetRow, is_header

_SIGNATURES = {
    b"PK\x03\x04": "Excelなどの圧縮ファイル",
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "古い形式のExcelファイル",
    b"\x89PNG": "画像",
    b"\xff\xd8\xff": "画像",
}
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_text_sheet(path: Path) -> Sheet:
    """The sheet in `path`. Raises SourceError (file, line, what to do) where it is not such a sheet."""
    headers: list[SheetRow] = []
    rows: list[SheetRow] = []
    for number, line in enumerate(_decoded(path).split("\n"), 1):
        line = line.removesuffix("\r")
        if not line.strip():
            continue
        texts = line.split("\t")
        if len(texts) >= len(COLUMNS) - 1 and is_header(texts):
            headers.append(_row(number, len(headers) + 1, texts))
        elif headers:
            _check_width(path, number, texts)
            rows.append(_row(number, len(headers), texts))
        elif len(texts) > 1:
            raise SourceError(str(path), f"{number}行目", f"{_NO_HEADER}（この行より前にあるはずです）")
    if not headers:
        raise SourceError(str(path), "", _NO_HEADER)
    if not rows:
        raise SourceError(str(path), f"{headers[-1].line}行目", "見出しの下に事業の行が1行もありません")
    return Sheet(path.name, tuple(headers), tuple(rows))


_NO_HEADER = (
    "見出し行（基本方針、取組、事業No. …）が見つかりません。タブ区切りで9列の評価表か確かめてください"
)


def _row(line: int, page: int, texts: list[str]) -> SheetRow:
    return SheetRow(line, page, tuple(Cell(line, column, text) for column, text in enumerate(texts)))


def _check_width(path: Path, line: int, texts: list[str]) -> None:
    if len(texts) != len(COLUMNS):
        what = "足りません" if len(texts) < len(COLUMNS) else "多すぎます"
        raise SourceError(
            str(path),
            f"{line}行目",
            f"欄が{what}（{len(COLUMNS)}個のはずが{len(texts)}個）。タブの数を確かめてください",
        )


def _decoded(path: Path) -> str:
    """The file's text. UTF-8 only: a wrong guess would give wrong words without anybody noticing."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SourceError(str(path), "", f"ファイルを開けません（{error.strerror}）") from None
    if not raw.strip():
        raise SourceError(str(path), "", f"ファイルが空です（{len(raw)}バイト）。評価表を置き直してください")
    for signature, name in _SIGNATURES.items():
        if raw.startswith(signature):
            raise SourceError(
                str(path), "", f"テキストではなく{name}です。拡張子を確かめるか、テキストで保存してください"
            )
    if raw.startswith(_UTF16_MARKS):
        raise SourceError(str(path), "", "文字コードがUTF-16です。UTF-8で保存し直してください")
    if b"\x00" in raw:
        raise SourceError(
            str(path), "", "テキストではないファイル（バイナリ）です。タブ区切りのテキストで保存してください"
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SourceError(
            str(path),
            f"{line}行目",
            f"文字コードがUTF-8ではありません{_guess(raw)}。UTF-8で保存し直してください",
        ) from None


def _guess(raw: bytes) -> str:
    for encoding, name in (("cp932", "Shift_JIS"), ("euc_jp", "EUC-JP")):
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return f"（{name}のようです）"
    return ""
