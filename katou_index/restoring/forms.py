"""What a cell looks like: tags, department lists, heads, bullets, endings. Form only, no context.

strip_tags("<p>【市民課】</p> <ul> ・更新した。")   "【市民課】 ・更新した。"
departments_in("防災課、教育総務課")               ("防災課", "教育総務課")
chunks("【人事課】 …した。 【秘書室】 …した。")     one chunk a head
Form.of("・検証した。").as_result                   what it costs to call this text a result
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from katou_index import words

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<(?:ul|ol|li|p|br|div|span|table|td|tr)\b[^<>]*$", re.IGNORECASE)
_ENTITIES = {"&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&"}
_NUMBER = re.compile(r"(?:No\.?\s*|№\s*)?(\d{1,4})\.?")
_NUMBERED = re.compile(r"(?:[NＮ][oｏ][.．]?\s*|№\s*)?([0-9０-９]{1,4})(?:[.．:：、]\s*|\s+)(\S.*)")
_OFFICE = re.compile(
    r"[^\s、，,/／>＞【】「」。をはへ]{1,24}?(?:課|室|館|局|署|所|係|センター|委員会|全課|園|校)"
)
_OTHER_OFFICE = re.compile("(?:部|院|会|庁|団|社|組合|区|班|[Gg]|グループ|[、，,;；/／>＞])$")
_BEGINNINGS, ENDINGS = ("学校", "公園"), ("課", "室", "館", "局", "署", "所", "係")  # 学校 教育課, 保育園 課
_PARENTHESES = re.compile(r"[（(][^（）()]*[）)]?")
_OTHERS = re.compile(
    r"[、，,・\s]*(?:他|ほか|外)\s*[0-9０-９]{0,2}\s*(?:関係)?(?:課室?|部署|所属)?$"
)  # 防災課 他2課
_SHARE = re.compile(
    r"(?:主管|主担当|主務|担当|所管|共管|副担当|関係|協力|連携)(?:部署|部課|課)?\s*[:：]\s*"
)  # 主管：防災課 関係：企画課
_SEPARATORS = re.compile(r"[、，,;；/／>＞\s]+|及び|並びに")
_HEAD = re.compile(r"【([^【】]{1,60})】|(?:^|(?<=\s))■\s*([^\s■【】。]{1,30})(?=\s|$)")
_BULLET = re.compile(r"(?:^|(?<=\s))[・●◇○◆■□▪•‣]")
_HEADING = re.compile(r"(?:^|(?<=\s))[●◆■◎]")
_FINISHED = re.compile(
    r"(?:た|て(?:い|お)る|て(?:い|お)ます|ない|いる|とする|となる|する|ある|ました|です|できる|れる|せる|える|める)"
    r"(?:[。）)]|$|(?= [・●◇【]))"
)
_FUTURE = re.compile(r"(?:行う|する|図る|進める|努める|目指す)(?:。|$)")
_LAST_WORDS = re.compile(r"(?:た|て(?:い|お)る|ない|こととする|こととした)。?[）)]?$")
_COUNT = re.compile(r"[\d,.]+\s*(?:件|人|名|回|台|基|円|％|%|箇所|か所|カ所|度|時間|日|団体|部|校|社|冊|年)")


def strip_tags(text: str) -> str:
    """Without HTML pieces and signs nobody sees, white space folded to one blank: what is quoted for ever."""
    bare = _TAG.sub(" ", words.clean(text))
    for entity, sign in _ENTITIES.items():
        bare = bare.replace(entity, sign)
    return " ".join(bare.split())


def has_tags(text: str) -> bool:
    """Whether a cell holds pieces of HTML."""
    return _TAG.search(text) is not None or any(entity in text for entity in _ENTITIES)


def number_in(text: str) -> int | None:
    """A cell that is a measure number and nothing else: `14`, `１４`, `No.14`."""
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text))
    return int(match[1]) if match and int(match[1]) else None


def numbered_title(text: str) -> tuple[int, str] | None:
    """`2 非常時における…` → (2, "非常時における…")."""
    match = _NUMBERED.fullmatch(text)
    return (int(match[1]), match[2]) if match and int(match[1]) else None


def remark_in(text: str) -> str:
    """What stands beside the departments of a cell and is none of them: （協力：企画課）, 他2課."""
    spelt = words.spelt(text)
    others = _OTHERS.search(spelt)
    return "".join((*_PARENTHESES.findall(spelt), others[0] if others and others.start() else ""))


def names_in(text: str) -> tuple[str, ...]:
    """The parts of a list, whatever they are: at commas, blanks, 及び, 並びに."""
    return tuple(part for part in _SEPARATORS.split(_PARENTHESES.sub("", words.spelt(text))) if part)


@lru_cache(maxsize=8192)
def departments_in(text: str) -> tuple[str, ...]:
    """The departments that a cell lists, none where it is no such list. What stands in （…） is a remark."""
    bare = words.spelt(_PARENTHESES.sub("", text).strip())
    if not bare or _BULLET.match(bare) or len(bare) > 200:
        return ()
    parts = names_in(bare)
    if not all(_OFFICE.fullmatch(part) and "【" not in part for part in parts):
        return ()
    return tuple(dict.fromkeys(parts))


@lru_cache(maxsize=8192)
def offices_in_cell(text: str) -> tuple[str, ...]:
    """The departments of a cell under 担当課: parted at ・ where each part is one (危機管理課・総務課, not
    契約・検査課), and made whole where a line break or blanks for looks cut them (施設 管理課, 総 務 課)."""
    text = _OTHERS.sub("", _SHARE.sub("、", text)) or text
    whole = _whole(_PARENTHESES.sub("", words.spelt(text))) if " " in text.strip() else text
    for each in (whole.replace("・", "、"), whole, text):
        if found := departments_in(each):
            return found
    return names_in(text)


def _whole(text: str) -> str:
    """`施設 管理課 道路保全 課` → `施設管理課 道路保全課`; `総務部 防災課` stays, as both are names."""
    parts: list[str] = []
    for part in text.split():
        before = parts[-1] if parts else ","
        ends = _OFFICE.fullmatch(before) or _OTHER_OFFICE.search(before)
        goes_on = not ends or before in _BEGINNINGS or part in ENDINGS
        parts[-1:] = [f"{before}{part}"] if goes_on else [*parts[-1:], part]
    return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a result: the departments its heads name, and its text with those heads."""

    heads: tuple[str, ...]
    text: str


@lru_cache(maxsize=8192)
def heads_in(text: str) -> tuple[str, ...]:
    """All departments that the 【…】 and ■… heads of a text name, in order, each once."""
    return tuple(dict.fromkeys(name for chunk in chunks(text) for name in chunk.heads))


@lru_cache(maxsize=8192)
def chunks(text: str) -> tuple[Chunk, ...]:
    """A text cut before each department head; heads that follow each other directly stay together."""
    cuts: list[int] = []
    heads: list[list[str]] = []
    end_of_head = -1
    for match in _HEAD.finditer(text):
        names = _head_names(match[1] or match[2])
        if not names:
            continue
        if heads and not text[end_of_head : match.start()].strip():
            heads[-1].extend(names)
        else:
            cuts.append(match.start())
            heads.append(list(names))
        end_of_head = match.end()
    pieces = [Chunk((), text[: cuts[0]].strip())] if cuts and text[: cuts[0]].strip() else []
    for names_, start, end in zip(heads, cuts, [*cuts[1:], len(text)], strict=False):
        pieces.append(Chunk(tuple(dict.fromkeys(names_)), text[start:end].strip()))
    return tuple(pieces) or (Chunk((), text),)


def _head_names(head: str) -> tuple[str, ...]:
    """Departments of a head: `総務財政課・管財課` → two; `ホームページ操作研修` → none."""
    whole = departments_in(head)
    parted = departments_in(head.replace("・", "、"))
    return parted if len(parted) > 1 else whole


def only_heads(text: str) -> bool:
    """Whether a text is department heads and nothing else (`【福祉総務課】`): its result stands elsewhere."""
    return bool(heads_in(text)) and not _HEAD.sub("", text).strip()


def bullets(text: str) -> tuple[str, ...]:
    """A planned cell cut at its bullets; at its blanks where the bullets are lost."""
    starts = [match.start() for match in _BULLET.finditer(text)]
    if len(starts) > 1 or (len(starts) == 1 and starts[0] > 0):
        starts = starts if starts[0] == 0 else [0, *starts]
        return tuple(text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True))
    return tuple(parted_at_blanks(text)) if not starts else (text,)


def under_headings(text: str) -> tuple[str, ...]:
    """A planned cell cut at its ● headings (●農業 ・… ・… ●商工 ・…); empty where it begins with none."""
    starts = [match.start() for match in _HEADING.finditer(text) if match[0] == text[0]]
    if not starts or starts[0]:
        return ()
    return tuple(text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True))


def parted_at_blanks(text: str) -> list[str]:
    """Cut at blanks outside brackets that do not part Latin words."""
    parts: list[str] = []
    depth = 0
    for word in text.split(" "):
        latin = bool(parts) and parts[-1][-1:].isascii() and word[:1].isascii()
        if parts and (depth > 0 or latin or word[:1] in "（("):
            parts[-1] += f" {word}"
        else:
            parts.append(word)
        depth += len(re.findall(r"[（(「]", word)) - len(re.findall(r"[）)」]", word))
    return parts


def starts_with_bullet(text: str) -> bool:
    """Whether a text begins with ・, ● or another bullet."""
    return _BULLET.match(text) is not None


@dataclass(frozen=True, slots=True)
class Form:
    """What it costs to read a text as planned work, as a result, as evidence. 0 fits; 3 hardly."""

    as_planned: float
    as_result: float
    as_evidence: float

    @staticmethod
    @lru_cache(maxsize=8192)
    def of(text: str) -> Form:
        """Judged by endings (した。/ている。 a result), heads, counts and bullets."""
        finished = len(_FINISHED.findall(text)) - len(_FUTURE.findall(text))
        counts = len(_COUNT.findall(text))
        headed = bool(heads_in(text))
        dense = counts >= 2 and counts * 16 > len(text) * max(finished, 0.6)
        ends_finished = not dense and _LAST_WORDS.search(text) is not None
        return Form(
            as_planned=2.0 * min(max(finished, 0), 2)
            + 3.0 * headed
            + 0.8 * min(counts, 5)
            + 2.0 * ends_finished,
            as_result=2.4 if dense else 0.0 if finished > 0 else 0.6 if headed else 1.6,
            as_evidence=1.2 * min(max(finished, 0), 2) * (0.2 if dense else 1.0) + 0.8 * headed,
        )
