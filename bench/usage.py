"""What the gateway and its PostgreSQL use while something else is measured."""

import threading
from dataclasses import dataclass, field

import psutil

from harness.gateway import Gateway


def cpu_seconds(processes: list[psutil.Process]) -> float:
    """User and system time so far, that of children which have ended included."""
    total = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def machine_cpu() -> float:
    """Seconds that the processors have worked so far. Not counted is what a host has taken away from a virtual machine."""
    times = psutil.cpu_times()
    return times.user + times.nice + times.system + times.irq + times.softirq


def stolen_cpu() -> float:
    """Seconds for which the processors had work and the host of a virtual machine had them do another one's."""
    return getattr(psutil.cpu_times(), "steal", 0.0)


def proportional_memory(processes: list[psutil.Process]) -> int:
    """Bytes, with memory that several processes share counted once."""
    total = 0
    for process in processes:
        try:
            total += process.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total


@dataclass
class Usage:
    """Measures from `with` to its end, sampling memory and backlog in between."""

    gateway: Gateway
    sample_every: float = 1.0
    gateway_cpu: float = 0
    postgres_cpu: float = 0
    gateway_rss: list[int] = field(default_factory=list)
    postgres_memory: int = 0
    backlog: list[float] = field(default_factory=list)
    read_backlog: object = None

    def __enter__(self) -> "Usage":
        self._before = self._cpu()
        self._stop = threading.Event()
        self._sampler = threading.Thread(target=self._sample, daemon=True)
        self._sampler.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._sampler.join()
        after = self._cpu()
        self.gateway_cpu = after[0] - self._before[0]
        self.postgres_cpu = after[1] - self._before[1]
        self.postgres_memory = max(self.postgres_memory, proportional_memory(self.gateway.postgres.processes()))

    @property
    def peak_rss(self) -> int:
        return max(self.gateway_rss, default=0)

    def _cpu(self) -> tuple[float, float]:
        # The gateway's own children (its PostgreSQL, where it is one of them) are counted apart.
        times = self.gateway.usage.cpu_times()
        return times.user + times.system, cpu_seconds(self.gateway.postgres.processes())

    def _sample(self) -> None:
        process = self.gateway.usage
        while not self._stop.wait(self.sample_every):
            self.gateway_rss.append(process.memory_info().rss)
            if self.read_backlog is not None:
                self.backlog.append(self.read_backlog())
