"""
What is counted, and how the counts of several processes become one page.

Each server process counts in a registry of its own; the supervisor asks for
snapshots, adds them up and shows the sum.  The counts of a process that died
are kept, so that a counter never runs backwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
Snapshot = list[dict[str, Any]]
"""Families as plain JSON: name, help, type and samples (name, labels, value)."""


class Meters:
    """The counters of one server process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.calls = Counter("dlp_calls", "Calls answered.", ("method", "code"), registry=self.registry)
        self.call_seconds = Histogram(
            "dlp_call_seconds", "Time from request to answer.", ("method",), registry=self.registry, buckets=SECONDS
        )
        self.stage_seconds = Histogram(
            "dlp_stage_seconds", "Time in a stage of the walk.", ("stage",), registry=self.registry, buckets=SECONDS
        )
        self.verdicts = Counter("dlp_verdicts", "Messages judged.", ("mode", "action"), registry=self.registry)
        self.gaps = Counter("dlp_gaps", "Parts that stayed dark.", ("reason",), registry=self.registry)
        self.unfinished = Counter(
            "dlp_stages_unfinished", "Stages cut off by a deadline.", ("stage",), registry=self.registry
        )
        self.in_flight = Gauge("dlp_calls_in_flight", "Calls admitted and not answered.", registry=self.registry)
        self.shed = Counter("dlp_calls_shed", "Calls refused because of load.", registry=self.registry)
        self.loop_lag = Histogram(
            "dlp_loop_lag_seconds", "How late the event loop was.", registry=self.registry, buckets=SECONDS
        )
        self.overdue = Gauge("dlp_walks_overdue", "Threads at work for calls long over.", registry=self.registry)
        self.reloads = Counter("dlp_reloads", "Lists or policy reloaded.", ("result",), registry=self.registry)

    def snapshot(self) -> Snapshot:
        """Return all counts as plain values."""
        return [
            {
                "name": family.name,
                "help": family.documentation,
                "type": family.type,
                "samples": [[sample.name, sample.labels, sample.value] for sample in family.samples],
            }
            for family in self.registry.collect()
        ]


def add(snapshots: Iterable[Snapshot]) -> Snapshot:
    """Return one snapshot with equal samples added up; creation times are dropped, for their sum means nothing."""
    families: dict[str, dict[str, Any]] = {}
    sums: dict[str, dict[tuple[str, tuple[tuple[str, str], ...]], float]] = {}
    for family in (family for snapshot in snapshots for family in snapshot):
        families.setdefault(family["name"], family)
        samples = sums.setdefault(family["name"], {})
        for name, labels, value in family["samples"]:
            if not name.endswith("_created"):
                key = (name, tuple(labels.items()))
                samples[key] = samples.get(key, 0.0) + value
    return [
        {**family, "samples": [[sample, dict(labels), value] for (sample, labels), value in sums[name].items()]}
        for name, family in families.items()
    ]


def without_gauges(snapshot: Snapshot) -> Snapshot:
    """Return what remains true of a process that is gone: its counts, not its momentary values."""
    return [family for family in snapshot if family["type"] != "gauge"]


class _Shown(Collector):
    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def collect(self) -> Iterable[Metric]:
        for family in self._snapshot:
            metric = Metric(family["name"], family["help"], family["type"])
            for name, labels, value in family["samples"]:
                metric.add_sample(name, labels, value)
            yield metric


def render(snapshot: Snapshot) -> bytes:
    """Return a snapshot in the Prometheus text format 0.0.4."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Shown(snapshot))
    return generate_latest(registry)
