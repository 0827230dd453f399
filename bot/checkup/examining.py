"""What is looked at on this machine: settings, data and index, state file, disk, clock, posts, files.

An examination says what it finds and never raises what it can say; nothing is changed by looking.
"""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import katou_index
from bot.checkup.symptom import Health, Symptom
from bot.memory import Memory, MemoryUnusableError
from bot.memory.clockwatch import Moment, seen
from bot.memory.condition import condition
from bot.memory.private_files import BESIDE
from bot.settings import SETTINGS, SettingError, all_settings
from bot.subscription import Post, Progress, Standing, Subscription
from bot.understanding.similarity import nearest
from bot.wording import checkup as say
from bot.wording.weekly import clock_jumped, set_platform
from katou_index import loading
from katou_index.address import is_address, masked
from katou_index.errors import KatouError
from katou_index.importing import history
from katou_index.index.reading import check_index

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.weekly.service import WeeklyService

LITTLE, TIGHT = 100_000_000, 500_000_000  # bytes that are left on a disk
BORN = 1_760_000_000.0  # seconds since 1970: this program was not written before; an earlier clock is wrong
AHEAD = 120.0  # seconds that a file may be newer than the clock
OVERDUE = 900.0  # seconds after which a post that is due says that nothing sends
FAR = 60.0  # seconds between our clock and a platform's; Slack refuses what is five minutes off
LOOKED_BACK = 14 * 86400.0  # seconds for which posts that did not go out are told
OTHERS, WRITE_OTHERS = 0o077, 0o022
ZONE = "Asia/Tokyo"
HALVES = (  # settings of which one needs the others
    ("slack_signing_secret", ("slack_bot_token",)),
    ("slack_app_token", ("slack_bot_token",)),
    ("slack_client_id", ("slack_client_secret", "slack_teams")),
    ("slack_client_secret", ("slack_client_id",)),
    ("teams_client_id", ("teams_client_secret", "teams_tenant_id")),
    ("teams_client_secret", ("teams_client_id", "teams_tenant_id")),
    ("page_user_header", ("page_trusted_proxy",)),
    ("page_trusted_proxy", ("page_user_header",)),
    ("page_office", ("page_user_header", "page_trusted_proxy")),
    ("smtp_host", ("smtp_from",)),
    ("smtp_from", ("smtp_host",)),
    ("smtp_user", ("smtp_password", "smtp_host")),
    ("smtp_password", ("smtp_user",)),
)
PACKAGES = {  # module → the extra that brings it; without it something is missing, and the rest works
    "openpyxl": "excel", "xlrd": "excel", "pdfplumber": "pdf", "PIL": "charts",
}  # fmt: skip
SECRETS = ("page_password", "page_office_password", "api_key", "metrics_token", "smtp_password")
NAMES = ("KATOU_", "SLACK_")  # how settings begin


def wrong_settings(environ: Mapping[str, str], lang: str) -> Iterator[Symptom]:
    """Values that cannot be, names that are none. Nothing else can be looked at before these are right."""
    known = {each.name for each in all_settings()}
    for setting in all_settings():
        try:
            setting.value(environ)
        except SettingError as error:
            yield Symptom("settings", Health.WRONG, str(error), say.change_setting(lang, setting.name))
    for name in sorted(environ):
        if name.startswith(NAMES) and name not in known and not _of_a_plan(name, known, environ):
            near = nearest(name, sorted(known), 1)
            yield Symptom(
                "settings", Health.DOUBTFUL, say.no_such_setting(lang, name), say.meant(lang, *near)
            )


def _of_a_plan(name: str, known: set[str], environ: Mapping[str, str]) -> bool:
    """Whether it is a setting of one of several plans: KATOU_PAGE_PASSWORD__KATO."""
    whole, _, plan = name.partition("__")
    home = environ.get("KATOU_PLANS", "")
    folder = plan.lower().replace("_", "-")
    return bool(home and plan) and whole in known and os.path.isdir(os.path.join(home, folder))


def settings_of(settings: Settings, lang: str) -> Iterator[Symptom]:
    """Settings that need others."""
    bound = {"slack_teams"} if settings.plans else set()  # their workspaces stand in a table
    halves = [
        (
            SETTINGS[field].name,
            [SETTINGS[each].name for each in needed if each not in bound and not getattr(settings, each)],
        )
        for field, needed in HALVES
        if getattr(settings, field)
    ]
    missing = [(name, names) for name, names in halves if names]
    for name, names in missing:
        yield Symptom("settings", Health.WRONG, say.half_set(lang, name, names), say.set_too(lang, names))
    if not missing:
        yield Symptom("settings", Health.WELL, say.settings_well(lang, len(all_settings())))


def packages_of(settings: Settings, lang: str) -> Iterator[Symptom]:
    """Libraries that are not there, beside those of Teams."""
    missing = sorted(extra for module, extra in PACKAGES.items() if not find_spec(module))
    if missing:
        yield Symptom(
            "packages", Health.DOUBTFUL, say.no_packages(lang, missing), say.install_extras(lang, missing)
        )
    if settings.traces and not (find_spec("opentelemetry") and find_spec("opentelemetry.sdk")):
        yield Symptom(
            "packages", Health.WRONG, say.no_packages(lang, ["traces"]), say.install_extras(lang, ["traces"])
        )
    elif not missing:
        yield Symptom("packages", Health.WELL, say.packages_well(lang))


def secrets_of(settings: Settings, lang: str) -> Iterator[Symptom]:
    """One secret for two doors: whoever has the one has the other."""
    known: dict[str, str] = {}
    for field in SECRETS:
        value, name = getattr(settings, field), SETTINGS[field].name
        if value and value in known:
            yield Symptom(
                "doors", Health.WRONG, say.same_secret(lang, known[value], name), say.change(lang, name)
            )
        known.setdefault(value, name)


def index_of(settings: Settings, lang: str) -> Iterator[Symptom]:
    """Whether the data can be read, and the index is whole and made of them."""
    if not os.path.isdir(settings.data):
        yield Symptom("index", Health.WRONG, say.no_data(lang, settings.data), say.set_data(lang))
        return
    try:
        for entry in history.unfinished(Path(settings.data)):
            yield Symptom("index", Health.WRONG, say.import_cut(lang, entry.file), say.undo_import(lang))
        loading.check(Path(settings.data))
    except (KatouError, OSError) as error:
        yield Symptom("index", Health.WRONG, str(error), say.mend_data(lang))
        return
    if not is_address(settings.index) and not os.path.exists(settings.index):
        yield Symptom("index", Health.WRONG, say.no_index(lang, settings.index), say.build(lang))
        return
    try:
        differing = check_index(settings.data, settings.index)
        with katou_index.open_index(settings.index) as index:
            years = "、".join(year.code for year in index.years)
    except (KatouError, OSError) as error:
        yield Symptom("index", Health.WRONG, str(error), say.build(lang))
        return
    if differing:
        yield Symptom(
            "index", Health.WRONG, say.stale(lang, masked(settings.index), differing), say.build(lang)
        )
    else:
        yield Symptom("index", Health.WELL, say.index_well(lang, masked(settings.index), years))


def state_of(settings: Settings, lang: str) -> Iterator[Symptom]:
    """Whether the state file is whole and can be written."""
    shown = masked(settings.state)
    if not is_address(settings.state) and not os.path.exists(settings.state):
        folder = os.path.dirname(settings.state) or "."
        if os.path.isdir(folder) and os.access(folder, os.W_OK):
            yield Symptom("state", Health.DOUBTFUL, say.no_state(lang, settings.state), say.restore(lang))
        else:
            yield Symptom("state", Health.WRONG, say.no_folder(lang, folder), say.make_folder(lang))
        return
    why, todo = condition(settings.state)
    if why:
        yield Symptom(
            "state",
            Health.WRONG,
            say.state_wrong(lang, shown, todo, why),
            say.mend_state(lang, todo),
        )
    else:
        yield Symptom("state", Health.WELL, say.state_well(lang, shown))


def disk_of(settings: Settings, lang: str) -> Iterator[Symptom]:
    """How much room is left where something is written."""
    seen = set()
    for path in (settings.state, settings.index, settings.data):
        if is_address(path):
            continue  # the server's own
        folder = os.path.dirname(os.path.abspath(path)) if path != settings.data else os.path.abspath(path)
        try:
            device, free = os.stat(folder).st_dev, shutil.disk_usage(folder).free
        except OSError:
            continue  # told where the file itself is looked at
        if device in seen:
            continue
        seen.add(device)
        health = Health.WRONG if free < LITTLE else Health.DOUBTFUL if free < TIGHT else Health.WELL
        yield Symptom(
            "disk", health, say.room(lang, folder, free), "" if health is Health.WELL else say.make_room(lang)
        )


def clock_of(settings: Settings, lang: str, now: float | None = None) -> Iterator[Symptom]:
    """Whether the clock can be right, and the time zones are there."""
    now = time.time() if now is None else now
    files = (path for path in (settings.index, settings.state) if os.path.exists(path))
    newest, path = max(((os.stat(path).st_mtime, path) for path in files), default=(0.0, ""))
    if now < BORN:
        yield Symptom("clock", Health.WRONG, say.clock_before(lang, now), say.set_clock(lang))
    elif newest > now + AHEAD:
        told, todo = say.clock_wrong(lang, now, newest, path), say.set_clock_or_touch(lang, path)
        yield Symptom("clock", Health.WRONG, told, todo)
    else:
        yield Symptom("clock", Health.WELL, say.clock_well(lang, now))
    try:
        ZoneInfo(ZONE)
    except (ZoneInfoNotFoundError, OSError):
        yield Symptom("clock", Health.WRONG, say.no_zone(lang, ZONE), say.install_zone(lang))


def jump_of(memory: Memory, lang: str) -> Iterator[Symptom]:
    """Whether the clock has jumped since the last tick."""
    try:
        off = seen(memory, Moment.now())
    except MemoryUnusableError:
        return  # told where the state file is looked at
    if off:
        yield Symptom("clock", Health.WRONG, clock_jumped(lang, off), say.set_clock(lang))


def posts_of(kit: WeeklyService, platforms: Iterable[str], lang: str, now: float) -> Iterator[Symptom]:
    """Who gets the weekly post next, and what did not go out."""
    if not is_address(kit.memory.path) and not os.path.exists(kit.memory.path):
        yield Symptom("posts", Health.WELL, say.no_posts(lang))
        return
    ledger, ready = kit.ledger, set(platforms)
    try:
        wanted, posts = ledger.subscriptions(), ledger.posts(now - LOOKED_BACK)
    except MemoryUnusableError:
        return  # told where the state file is looked at
    except KatouError as error:
        yield Symptom("posts", Health.WRONG, str(error), say.mend_data(lang))
        return
    if not wanted:
        yield Symptom("posts", Health.WELL, say.no_posts(lang))
    for each in wanted:
        last = next((post for post in reversed(posts) if post.subscription == each.id), None)
        if trouble := _trouble_of_post(each, last, ready, lang, now):
            yield Symptom("posts", Health.WRONG, *trouble)
            continue
        try:
            following = kit.next_post(each, now, lang)
        except KatouError as error:
            yield Symptom("posts", Health.WRONG, str(error), say.mend_data(lang))
            return
        yield Symptom("posts", Health.WELL, say.next_post(lang, _place(each), following))


def _place(subscription: Subscription) -> str:
    return f"{subscription.platform} {subscription.channel}"


def _trouble_of_post(
    subscription: Subscription, last: Post | None, ready: Collection[str], lang: str, now: float
) -> tuple[str, str] | None:
    """What is wrong with the post of a subscription and what to do about it; None where it is well.

    `last` is its newest post, `ready` are the platforms that can be posted to, `now` is seconds since 1970.
    """
    where = _place(subscription)
    if subscription.state == Standing.GONE.value:
        return say.post_gone(lang, where, subscription.why), say.subscribe_again(lang, subscription.id)
    if subscription.platform not in ready and subscription.state == Standing.ACTIVE.value:
        return say.no_platform(lang, where), set_platform(lang, subscription.platform)
    if last is None:
        return None
    if last.state == Progress.UNCLEAR.value:
        return say.post_unclear(lang, where, last.week), say.settle(lang, subscription.id, last.week)
    waits = last.state in (Progress.PENDING.value, Progress.SENDING.value)
    if waits and last.due < now - OVERDUE:
        return say.post_waits(lang, where, last.due, last.trouble), say.run_clock(lang)
    return None


def files_of(settings: Settings, lang: str) -> Iterator[Symptom]:
    """Files that others may read or change."""
    databases = (settings.state, settings.slack_installations)
    opened = [
        [f"{path}{ending}" for ending in BESIDE if _mode(f"{path}{ending}") & OTHERS] for path in databases
    ]
    read = [*(paths[0] for paths in opened if paths), *([".env"] if _mode(".env") & OTHERS else [])]
    program = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    tables = (
        [str(path) for path in sorted(Path(settings.data).glob("*"))] if os.path.isdir(settings.data) else []
    )
    changed = [
        path for path in (program, settings.data, settings.index, *tables) if _mode(path) & WRITE_OTHERS
    ]
    for path in read:
        yield Symptom(
            "files", Health.WRONG, say.open_file(lang, path, _mode(path)), say.chmod(lang, "go-rwx", path)
        )
    for path in changed:
        yield Symptom(
            "files", Health.WRONG, say.open_file(lang, path, _mode(path)), say.chmod(lang, "go-w", path)
        )
    if not (read or changed):
        yield Symptom("files", Health.WELL, say.files_well(lang))


def _mode(path: str) -> int:
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except OSError:
        return 0
