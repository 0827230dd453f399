"""What is said of an index that cannot be built or read: Japanese and English, side by side."""

# ruff: noqa: D103 – a function here is its sentence; its name says when it is said.

from __future__ import annotations

from katou_index.language import both


def no_data() -> str:
    return both("データのフォルダがありません", "there is no such folder of data")


def no_years() -> str:
    return both("年度のフォルダ（例: r2）がありません", "it holds no folder of a year (such as r2)")


def cannot_write(path: str, why: str) -> str:
    return both(
        f"{path}: 索引を書けません（{why}）。"
        "空き容量と書き込みの権限を確かめてください。前の索引はそのままです",
        f"{path}: the index cannot be written ({why}): check space and permissions; "
        "the one before is as it was",
    )


def being_built(path: str) -> str:
    return both(
        f"{path}: 別の処理が索引を作成中です。終わってから再度お試しください",
        f"{path}: somebody else is building the index: try again when that is done",
    )


def no_meaning(why: str) -> str:
    return both(
        f"言い換えから近いものを示せません（{why}）。ほかの答えは変わりません",
        f"nothing can be offered by what it means ({why}); all other answers are the same",
    )


def missing(path: str) -> str:
    return both(
        f"{path}: 索引がありません。katou-index build で作成してください",
        f"{path}: there is no index: make it with katou-index build",
    )


def damaged(path: str, why: str) -> str:
    return both(
        f"{path}: 索引が壊れています（{why}）。katou-index build で作り直してください",
        f"{path}: the index is damaged ({why}): make it anew with katou-index build",
    )


def other_version(path: str) -> str:
    return both(
        f"{path}: 索引は別の版のものです。katou-index build で作り直してください",
        f"{path}: the index is of another version: make it anew with katou-index build",
    )


def no_sqlite() -> str:
    return both("SQLite のファイルではありません", "is no file of SQLite")


def wrong_sum() -> str:
    return both("検査の値が合いません", "its checksum does not fit")


def year_not_loaded(name: str) -> str:
    return both(f"{name}は読み込まれていません", f"{name} is not loaded")


def no_driver() -> str:
    return both(
        "postgresql:// を使うには追加の部品が必要です。make postgresql を実行してください",
        "postgresql:// needs a driver: run make postgresql",
    )


def no_address(shown: str) -> str:
    return both(
        f"{shown}: PostgreSQL のアドレスとして読めません。例: postgresql://katou@db1,db2/katou?plan=kato",
        f"{shown}: is no address of PostgreSQL, such as postgresql://katou@db1,db2/katou?plan=kato",
    )


def no_server(shown: str, why: str) -> str:
    return both(
        f"{shown}: PostgreSQL につながりません（{why}）。"
        "サーバーの稼働、アドレス、利用者名、パスワードを確かめてください",
        f"{shown}: PostgreSQL cannot be reached ({why}): "
        "check that it runs, the address, the user, the password",
    )


def old_server(shown: str, version: str) -> str:
    return both(
        f"{shown}: PostgreSQL {version} は古すぎます。15以上が必要です",
        f"{shown}: PostgreSQL {version} is too old: 15 or newer is needed",
    )


def no_utf8(shown: str) -> str:
    return both(
        f"{shown}: データベースの文字コードが UTF8 ではありません。"
        "createdb --encoding=UTF8 --template=template0 で作り直してください",
        f"{shown}: the database is not in UTF8: "
        "make it anew with createdb --encoding=UTF8 --template=template0",
    )


def not_allowed(shown: str, why: str) -> str:
    return both(
        f"{shown}: 権限がありません（{why}）。表を作れる利用者にするか、grant で権限を与えてください",
        f"{shown}: not allowed ({why}): use a user that may create tables, or grant it",
    )


def cannot_store(shown: str, why: str) -> str:
    return both(
        f"{shown}: 索引を書けません（{why}）。前の索引はそのままです",
        f"{shown}: the index cannot be written ({why}); the one before is as it was",
    )


def rows_missing(table: str, found: int, number: int) -> str:
    return both(f"{table} は{number}行のはずが{found}行です", f"{table} has {found} rows instead of {number}")
