"""The bench's figures: printed as a table beside their targets, and kept as JSON."""

import json
import platform
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from statistics import median
from pathlib import Path

import psutil

from harness.places import PROJECT

from .load import Round
from .usage import machine_cpu, stolen_cpu


@dataclass
class Figure:
    """One line of the table."""

    name: str
    value: float
    unit: str
    # How the target reads, and whether it is met; empty and None where there is no target.
    target: str = ""
    met: bool | None = None


@dataclass
class Report:
    """Everything a run has measured."""

    rounds: int
    quick: bool
    figures: list[Figure] = field(default_factory=list)
    details: dict[str, object] = field(default_factory=dict)
    # Processor seconds of the machine, worked and stolen, when the present part began.
    _part_began: tuple[float, float] | None = None

    def add(
        self, name: str, value: float, unit: str, target: str = "", met: Callable[[float], bool] | None = None
    ) -> float:
        figure = Figure(name, value, unit, target, met(value) if met else None)
        self.figures.append(figure)
        print(_line(figure), flush=True)
        return value

    def latencies(self, name: str, rounds: list[Round], p99_limit: float | None = None) -> None:
        """Adds the medians of p50, p95 and p99."""
        for percentile in ("p50", "p95", "p99"):
            value = median(getattr(each, percentile) for each in rounds)
            limited = percentile == "p99" and p99_limit is not None
            target = f"<= {p99_limit:g} ms" if limited else ""
            self.add(f"{name}, {percentile}", value, "ms", target, (lambda ms: ms <= p99_limit) if limited else None)

    def headline(self, text: str) -> None:
        """Begins a part; the one before it ends with what the host of a virtual machine took away meanwhile."""
        self.end_part()
        print(f"\n{text}", flush=True)
        self.figures.append(Figure(text, 0, "headline"))
        self._part_began = (machine_cpu(), stolen_cpu())

    def end_part(self) -> None:
        if self._part_began is None:
            return
        worked, stolen = machine_cpu() - self._part_began[0], stolen_cpu() - self._part_began[1]
        self._part_began = None
        self.add("taken away by the machine's host", 100 * stolen / max(1e-9, worked + stolen), "%")

    def print_table(self) -> None:
        self.end_part()
        print("\n" + "=" * 96)
        for figure in self.figures:
            print(_line(figure))
        if self.quick:
            print("\nA quick run: short rounds, a small fill, no five minutes. Its figures are not for the record.")

    def save(self) -> Path:
        folder = PROJECT / "bench" / "results"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / time.strftime("%Y-%m-%dT%H-%M-%S.json")
        machine = {
            "cores": psutil.cpu_count(), "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
            "kernel": platform.release(), "revision": _revision(),
        }
        content = {
            "rounds": self.rounds, "quick": self.quick, "machine": machine,
            "figures": [asdict(figure) for figure in self.figures if figure.unit != "headline"],
            "details": self.details,
        }
        path.write_text(json.dumps(content, indent=2, default=lambda value: asdict(value)), encoding="utf-8")
        return path

    @property
    def missed(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.met is False]


def _line(figure: Figure) -> str:
    if figure.unit == "headline":
        return f"\n{figure.name}"
    value = f"{figure.value:,.0f}" if abs(figure.value) >= 1000 else f"{figure.value:,.2f}"
    verdict = {True: "ok", False: "MISSED", None: ""}[figure.met]
    return f"  {figure.name:<56} {value:>12} {figure.unit:<7} {figure.target:>12} {verdict}"


def _revision() -> str:
    answer = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    return answer.stdout.strip() or "unknown"
