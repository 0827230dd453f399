"""What a question can be: the nouns of understanding. Frozen, without input or output.

Question
├── ask       the kind of answer wanted (one of Ask)
├── wants     the fields asked for (rating, owner, why …)
├── filter    what an item must be: years, ratings, departments, policies, numbers …
├── topics    what the text must be about, each a group of words
└── turn      how it hangs on the conversation so far (narrow, switch, add …)
"""

from __future__ import annotations

from katou_index.plan import FiscalYear, MeasureNumber
from katou_index.records import Enum, NamedTuple, Record, replace

ASKED_ON = "asked_on"  # said of a question that asks on about what was shown


class Ask(Enum):
    """The kinds of question. `SHOW` is the plain one: tell me about it."""

    SHOW = "show"
    LIST = "list"
    COUNT = "count"
    SHARE = "share"
    RANK = "rank"
    TABLE = "table"
    COMPARE = "compare"
    OVERVIEW = "overview"
    ALL = "all"  # whatever has only this rating
    NONE = "none"  # whatever has no such rating
    BOTH = "both"  # measures that have each of these ratings
    LARGEST = "largest"  # the largest amount written in the sheet
    AMOUNTS = "amounts"  # items in which an amount of money is written
    MENTION = "mention"  # where a word is written
    FIGURE = "figure"  # which item a number comes from
    SUM = "sum"
    DELTA = "delta"  # the year before, from a written difference
    UNRATED = "unrated"
    RATED = "rated"
    BEST = "best"
    WORST = "worst"
    LEGEND = "legend"
    SOURCE = "source"
    BEFORE = "before"  # what the sheet said before people corrected it
    HELP = "help"
    THANKS = "thanks"
    HELLO = "hello"
    RESET = "reset"
    EXPORT = "export"
    PICTURE = "picture"
    LINK = "link"
    SETTINGS = "settings"
    WRITE = "write"
    CORRECT = "correct"
    ABSENT = "absent"  # a field that the sheet does not hold
    OUTSIDE = "outside"  # not about this plan
    OPINION = "opinion"
    TREND = "trend"  # better or worse than the year before


class Field(Enum):
    """The fields of an item that a question can ask for."""

    RATING = "rating"
    OWNER = "owner"
    PLANNED = "planned"
    RESULT = "result"
    EVIDENCE = "evidence"
    WHY = "why"
    WHEN = "when"
    FIGURE = "figure"


class Turn(Enum):
    """How a question hangs on the answer before it."""

    FRESH = "fresh"
    NARROW = "narrow"  # そのうち防災課は
    SWITCH = "switch"  # じゃあ税務課は
    ADD = "add"  # △も足して
    REMOVE = "remove"  # 防災課は除いて
    SAME = "same"  # それの担当は: the items shown last
    NTH = "nth"  # 2番目を詳しく
    WIDEN = "widen"  # やっぱり全部: without what the last turn narrowed


class Filter(Record):
    """What an item must be. Values of one field are alternatives, fields add up, `not_` ones exclude."""

    years: tuple[FiscalYear, ...] = ()
    ratings: tuple[str, ...] = ()
    not_ratings: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    not_departments: tuple[str, ...] = ()
    policies: tuple[int, ...] = ()
    not_policies: tuple[int, ...] = ()
    initiatives: tuple[str, ...] = ()
    not_initiatives: tuple[str, ...] = ()
    measures: tuple[MeasureNumber, ...] = ()
    not_measures: tuple[MeasureNumber, ...] = ()
    items: tuple[str, ...] = ()  # ids like 30-3

    def __bool__(self) -> bool:
        return any(self.__dict__.values())

    def over(self, before: Filter) -> Filter:
        """This filter laid over an earlier one: what it says wins, the rest stays."""
        said = {name: values for name, values in self.as_dict().items() if values}
        return replace(before, **said)

    def added_to(self, before: Filter) -> Filter:
        """Each field's values put together."""
        return Filter(
            **{
                name: tuple(dict.fromkeys((*getattr(before, name), *values)))
                for name, values in self.as_dict().items()
            }
        )


class TopicWord(NamedTuple):
    """One word of a topic. A compound (自動運転) has parts; `forms` are all folded, best first."""

    text: str
    forms: tuple[str, ...]
    parts: tuple[TopicWord, ...] = ()
    weak: bool = False  # helps the order, is not required: verbs, adjectives, general English words
    english: bool = False


class Topic(NamedTuple):
    """A group of words that belong together."""

    words: tuple[TopicWord, ...]
    instead: bool = False  # what has it is asked for as well as what has the one before: 研修や講座

    @property
    def text(self) -> str:
        """The words as they were typed."""
        return " ".join(word.text for word in self.words if not word.weak) or " ".join(
            w.text for w in self.words
        )


class Question(Record):
    """A question as it was understood."""

    text: str
    lang: str
    ask: Ask = Ask.SHOW
    wants: tuple[Field, ...] = ()
    filter: Filter = Filter()
    topics: tuple[Topic, ...] = ()
    turn: Turn = Turn.FRESH
    places: tuple[int, ...] = ()  # 1-based, -1 = the last one; only with Turn.NTH
    group_by: str = ""  # "department", "policy", "initiative" or "measure"; for RANK, TABLE, ALL, NONE
    count_by: str = ""  # "measure" where measures, not items, were asked for
    planned_nothing: bool = False  # for UNRATED: only those where nothing was planned (—)
    unit: str = "円"  # of the figure asked for
    as_share: bool = False  # whether a ranking or a table is to be of shares
    least: bool = False  # for RANK: fewest instead of most
    city: bool = False  # for COMPARE: against the whole city
    months: tuple[str, ...] = ()  # literal dates in the text, as the sheet writes them
    dated: tuple[FiscalYear, ...] = ()  # years of dates that are not loaded
    figures: tuple[str, ...] = ()  # literal numbers like 498件
    phrases: tuple[str, ...] = ()  # quoted text
    unknown_departments: tuple[str, ...] = ()
    weak_departments: tuple[str, ...] = ()  # a department's name without 課: maybe a topic
    absent: str = ""  # which field that the sheet does not hold
    absent_words: tuple[str, ...] = ()  # how it was said
    respelled: tuple[tuple[str, str], ...] = ()  # typed → read as
    unmentioned: bool = False  # the items in which the words do not stand
    excluded: tuple[str, ...] = ()  # ratings that a "not" belongs to, as said; `filter` has what is left
    jointly: bool = False  # items that all of the departments own
    doubted: bool = False  # a yes-or-no question: is it really ×?
    own: Filter | None = None  # its own conditions, before the conversation's were added
    year: FiscalYear | None = None  # that it is answered from; set when it was understood
    over: tuple[FiscalYear, ...] = ()  # loaded years to hold side by side, oldest first
    change: str = ""  # only what changed so over these years: a key of years.CHANGES
    steps: int = 1  # of the scale that a rating changed at least
    rated_in: tuple[tuple[FiscalYear, str], ...] = ()  # the ratings that an item must have in these years
    said: tuple[str, ...] = ()  # readings worth telling: "below", "failed", "calendar_year"
    form: str = ""  # in which form the answer is taken away: "xlsx", "csv", "png", "svg", "link"
    cost: float | None = None  # how doubtful what templates read is; None where expressions did
    explain: tuple[str, ...] = ()
