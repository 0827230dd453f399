"""What happens, in numbers for whoever runs the bot: never a text, never a name.

The only importer of prometheus_client. Where several processes answer at one address, each writes its numbers
into a file of a folder (`together`), and whichever is asked adds them up: the library's own way.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from bot.reply import Reply

SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
COSTS = (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0)

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # as the library reads it when it is imported
RENEWED = 1.0  # seconds after which numbers of a process are written for the others

Looks = Mapping[str, tuple[str, str, Callable[[], Mapping[str, float]]]]


class Meter:
    """The numbers of this process, and of those that count with it. Safe for threads."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._common: list[_Looked] = []
        self._folder = os.environ.get(FOLDER, "")
        self._questions = self._counter("questions", "Questions answered.", "place", "kind")
        self._not_found = self._counter("not_found", "Questions whose words occur nowhere.", "place")
        self._asides = self._counter("asides", "Words that were set aside because the plan has none such.")
        self._readings = self._counter("readings", "What read a question: templates, or expressions.", "by")
        self._seconds = Histogram(
            "katou_answer_seconds",
            "Time from question to card.",
            ("place",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._costs = Histogram(
            "katou_reading_cost",
            "How doubtful what templates read is: 0 is as written.",
            buckets=COSTS,
            registry=self._registry,
        )
        self._arrivals = self._counter(
            "arrivals",
            "Messages of platforms: new, again (begun and not finished), taken (a repetition).",
            "claim",
        )
        self._deliveries = self._counter("deliveries", "Answers brought to platforms.", "result")
        self._requests = self._counter("requests", "Requests over HTTP.", "lane", "status")

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(f"katou_{name}", told, labels, registry=self._registry)

    def answered(self, reply: Reply, place: str) -> None:
        """One message was answered."""
        for part in reply.parts or (reply,):
            found = part.answer
            self._questions.labels(place, found.kind).inc()
            if found.reason == "no_match":
                self._not_found.labels(place).inc()
            self._asides.inc(len(found.unknown) if found.items else 0)
            cost = found.question.cost
            self._readings.labels("phrases" if cost is None else "templates").inc()
            if cost is not None:
                self._costs.observe(cost)
        self._seconds.labels(place).observe(reply.ms / 1000)

    def arrived(self, claim: str) -> None:
        """A platform brought a message; what became of the wish to answer it."""
        self._arrivals.labels(claim).inc()

    def delivered(self, *, well: bool) -> None:
        """An answer was brought to a platform, or could not be."""
        self._deliveries.labels("delivered" if well else "failed").inc()

    def requested(self, lane: str, status: str) -> None:
        """A request over HTTP was answered."""
        self._requests.labels(lane, status).inc()

    def looks_at(self, looks: Looks) -> None:
        """Numbers that are looked up when somebody asks: name → what it tells, its label, what gives them.

        Without a label ("") the one number stands under "". What cannot be looked up is left out.
        """
        self._common.append(_Looked(looks))

    def watches(self, looks: Looks, how: Literal["livesum", "livemax"] = "livesum") -> None:
        """Numbers that each process has for itself, given as to `looks_at`: of several processes their sum is
        told, or the highest."""
        if not self._folder:
            self.looks_at(looks)
            return
        gauges = {
            name: Gauge(f"katou_{name}", told, (label,) if label else (), registry=self._registry,
                        multiprocess_mode=how)
            for name, (told, label, _) in looks.items()
        }  # fmt: skip

        def write() -> None:
            while True:
                for name, (_, label, look) in looks.items():
                    for key, value in look().items():
                        (gauges[name].labels(key) if label else gauges[name]).set(value)
                ended.wait(RENEWED)

        ended = threading.Event()
        threading.Thread(target=write, name="meter", daemon=True).start()

    def started(self, at: float) -> None:
        """When this process began to serve, in seconds since 1970."""
        Gauge("katou_started_seconds", "When the process began to serve.", registry=self._registry).set(at)

    def text(self) -> bytes:
        """All numbers in the text format of Prometheus."""
        registry = self._registry
        if self._folder:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry, self._folder)  # type: ignore[no-untyped-call]
        looked = CollectorRegistry()
        for each in self._common:
            looked.register(each)
        return generate_latest(registry) + generate_latest(looked)


class Together:
    """Has the processes of one address count together; made before anything is counted, by their parent."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def has_ended(self, process: int) -> None:
        """What it had just then is no more; what it has counted stays."""
        multiprocess.mark_process_dead(process, self.folder)  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """Nobody counts any more."""
        shutil.rmtree(self.folder, ignore_errors=True)


class _Looked(Collector):
    def __init__(self, looks: Looks) -> None:
        self._looks = looks

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing is looked up before somebody asks."""
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """As the library calls it."""
        for name, (told, label, look) in self._looks.items():
            family = GaugeMetricFamily(f"katou_{name}", told, labels=(label,) if label else ())
            for key, value in look().items():
                family.add_metric((key,) if label else (), value)
            yield family
