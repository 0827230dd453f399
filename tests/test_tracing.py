"""Spans: what they tell of an answer, that no text is in them, and that who wants none pays nothing."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot import Bot, tracing
from tests.bot_fixtures import ROOT, index_path
from tests.bot_fixtures import bot as one_bot
from tests.slack_emulator import SlackEmulator
from tests.test_operation import TYPED, serving
from tests.test_slack_commands import asked, get, running
from tests.test_weekly_posting import subscribed
from tests.weekly_fixtures import City

PATIENCE = 20.0


@pytest.fixture
def seen() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    tracing.send_to(SimpleSpanProcessor(exporter))
    yield exporter
    tracing.end(5)


def documented() -> dict[str, set[str]]:
    """Span → its facts, by docs/operation.md."""
    text = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8").partition("| span |")[2]
    rows = re.findall(r"^\| `([a-z ]+)` \| [^|]+ \|([^|]*)\|$", text, re.M)
    return {
        name: {fact if "." in fact else f"katou.{fact}" for fact in re.findall(r"`([\w.]+)`", facts)}
        for name, facts in rows
    }


def above(span: ReadableSpan, spans: Sequence[ReadableSpan]) -> list[str]:
    """The names of the spans that it is part of, the nearest first."""
    by_id = {each.context.span_id: each for each in spans}
    found = []
    while span.parent and span.parent.span_id in by_id:
        span = by_id[span.parent.span_id]
        found.append(span.name)
    return found


def holds_nothing_typed(spans: Sequence[ReadableSpan], *typed: str) -> None:
    known = documented()
    for span in spans:
        assert set(span.attributes or {}) <= known[span.name] | {"error.type"}, span.name
        assert not span.events
    written = "".join(each.to_json() for each in spans)
    assert not [text for text in typed if text in written or text[:4] in written]


def test_an_answer_from_reading_to_card(seen: InMemorySpanExporter) -> None:
    for text in TYPED:
        one_bot().ask(text, place="page")
    spans = seen.get_finished_spans()
    first = [each for each in spans if each.context.trace_id == spans[0].context.trace_id]
    parts = {each.name: above(each, first) for each in first}
    assert parts == {
        "form": ["question"], "evaluation": ["reading", "question"], "reading": ["question"],
        "card": ["question"], "question": [],
    }  # fmt: skip
    facts = {each.name: dict(each.attributes or {}) for each in first}
    assert facts["question"] == {"katou.place": "page", "katou.kind": "list", "katou.questions": 1}
    cost = one_bot().ask(TYPED[0]).answer.question.cost
    assert facts["reading"] == {"katou.by": "templates", "katou.cost": cost}
    assert facts["evaluation"]["katou.items"] == len(one_bot().ask(TYPED[0]).answer.items)
    holds_nothing_typed(spans, *TYPED)


def test_an_error_is_told_by_its_class_alone(
    seen: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ValueError(TYPED[0])

    monkeypatch.setattr(Bot, "_answered", fails)
    with pytest.raises(ValueError, match=TYPED[0]):
        one_bot().ask(TYPED[0], place="page")
    spans = seen.get_finished_spans()
    failed = [each for each in spans if not each.status.is_ok]
    assert [each.name for each in failed] == ["reading", "question"]
    assert {(each.attributes or {})["error.type"] for each in failed} == {"ValueError"}
    holds_nothing_typed(spans, TYPED[0])


def test_a_weekly_post_to_its_end(seen: InMemorySpanExporter, tmp_path: Path) -> None:
    city = City(tmp_path, "2026-11-22 12:00")
    subscribed(city)
    city.clock.set("2026-11-24 09:00")
    assert city.poster.tick().sent == 1
    spans = seen.get_finished_spans()
    whole = next(each for each in spans if each.name == "weekly post")
    assert whole.attributes == {"katou.tries": 1, "katou.outcome": "sent"}
    post = next(each for each in spans if each.name == "post")
    assert above(post, spans) == ["weekly post"]
    assert (post.attributes or {})["katou.platform"] == "board"
    holds_nothing_typed(spans)


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """A collector of OpenTelemetry over HTTP: its address, and what came."""
    came: list[bytes] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            came.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", came
        server.shutdown()
        thread.join()


def arrived(came: Sequence[bytes]) -> dict[str, list[tuple[str, str]]]:
    """Name of a span → the name of the one that each is part of, "" for none, and its trace."""
    spans = [
        span
        for body in came
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    names = {span.span_id: span.name for span in spans}
    found: dict[str, list[tuple[str, str]]] = {}
    for span in spans:
        found.setdefault(span.name, []).append((names.get(span.parent_span_id, ""), span.trace_id.hex()))
    return found


def test_a_server_sends_them_to_a_collector(tmp_path: Path) -> None:
    """From the page and from Slack, through all threads that work on a message; the last before it ends."""
    with SlackEmulator() as emulator, collector() as (there, came):
        settings = {"SLACK_BOT_TOKEN": emulator.bot_token, "SLACK_SIGNING_SECRET": emulator.signing_secret,
                    "SLACK_API_URL": emulator.base_url, "KATOU_PAGE_PASSWORD": "an open door",
                    "KATOU_TRACES": there}  # fmt: skip
        with serving(tmp_path, **settings) as (_, address):
            assert "No.21" in asked(emulator, address, emulator.bot_user_id, "No.21")
            assert get(f"{address}/healthz")[0] == 200
            assert get(f"{address}/{quote(TYPED[0])}?q={quote(TYPED[1])}")[0] == 401
        spans = arrived(came)
    assert [parent for parent, _ in spans["question"]] == ["message"]
    assert [parent for parent, _ in spans["post"]] == ["message"]
    ((_, trace),) = spans["message"]
    parts = ("question", "reading", "evaluation", "card", "post")
    assert {each for name in parts for _, each in spans[name]} == {trace}
    assert trace in {each for _, each in spans["request"]}  # threads go on with the request's
    assert len(spans["request"]) == 2  # none of /healthz
    body = b"".join(came)
    assert not [text for text in (*TYPED, "No.21") if text.encode() in body or quote(text).encode() in body]


def test_a_collector_that_is_not_there_keeps_nobody_waiting(tmp_path: Path) -> None:
    with serving(tmp_path, KATOU_TRACES="http://127.0.0.1:9") as (process, address):
        assert get(f"{address}/?q={quote(TYPED[0])}")[0] == 200
        began = time.monotonic()
        process.terminate()
        assert process.wait(PATIENCE) == 0
        assert time.monotonic() - began < 10
        assert process.stderr is not None
        assert TYPED[0] not in process.stderr.read()


def test_it_is_not_loaded_where_nobody_wants_it(tmp_path: Path) -> None:
    """By a whole `katou tick`, which does what servers do; of `katou ask` test_katou_command.py tells."""
    code = "import sys; from bot.__main__ import main; main(['tick']); print('opentelemetry' in sys.modules)"
    environ = {"KATOU_DATA": str(ROOT / "data"), "KATOU_INDEX": str(index_path()), "KATOU_MEANING": "off",
               "KATOU_STATE": str(tmp_path / "state.db"), "LANG": "C.UTF-8"}  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], env=environ, cwd=tmp_path, capture_output=True,
                          text=True, check=True)  # fmt: skip
    assert done.stdout.splitlines()[-1] == "False", done
    with collector() as (there, _):
        environ["KATOU_TRACES"] = there
        done = subprocess.run([sys.executable, "-c", code], env=environ, cwd=tmp_path, capture_output=True,
                              text=True, check=True)  # fmt: skip
    assert done.stdout.splitlines()[-1] == "True", done


def test_without_its_library_one_line_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "opentelemetry").mkdir()
    (tmp_path / "opentelemetry" / "__init__.py").write_text(
        "raise ModuleNotFoundError('opentelemetry', name='opentelemetry')", encoding="utf-8"
    )
    with running(tmp_path, "serve", KATOU_TRACES="http://127.0.0.1:9", PYTHONPATH=str(tmp_path)) as process:
        assert process.wait(PATIENCE) == 1
        assert process.stderr is not None
        (said,) = process.stderr.read().splitlines()
    assert "make traces" in said
