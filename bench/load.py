"""wrk and pgbench, run for some seconds, and what they say."""

import json
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from harness.places import PROJECT
from harness.postgres import Cluster, program


@dataclass
class Round:
    """One run of a load generator. Latencies in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p95: float
    p99: float
    max: float
    refused: int = 0
    broken: int = 0

    @property
    def rate(self) -> float:
        return (self.requests - self.refused) / self.seconds


def wrk(script: str, address: str, seconds: int, *arguments: object, connections: int = 64) -> Round:
    """Runs wrk on one thread; fails where requests were refused or connections broke."""
    command = [
        "wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--timeout", "10s",
        "--script", f"bench/{script}.lua", address, "--", *map(str, arguments),
    ]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, cwd=PROJECT)
    found = re.search(r"^RESULT (.*)$", answer.stdout, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"wrk failed:\n{answer.stdout}{answer.stderr}")
    measured = Round(**json.loads(found[1]))
    if measured.refused or measured.broken:
        raise RuntimeError(f"{measured.refused} requests were refused and {measured.broken} broke:\n{answer.stdout}")
    return measured


def pgbench(cluster: Cluster, database: str, sql: str, seconds: int, clients: int = 64) -> Round:
    """Runs one SQL statement per transaction, each durable by itself, from so many clients."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "insert.sql"
        script.write_text(sql, encoding="utf-8")
        command = [
            program("pgbench"), "--no-vacuum", "--protocol=prepared", f"--client={clients}", "--jobs=2",
            f"--time={seconds}", f"--file={script}", "--log", f"--log-prefix={folder}/log",
            "--host", cluster.socket_folder, "--port", cluster.port, "--username", "postgres", database,
        ]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        if answer.returncode != 0:
            raise RuntimeError(f"pgbench failed:\n{answer.stdout}{answer.stderr}")
        # Each line of the log: client, transaction, latency in microseconds, ...
        latencies = sorted(
            int(line.split(" ", 3)[2]) for path in Path(folder).glob("log*") for line in path.open()
        )
    rate = float(re.search(r"tps = ([0-9.]+)", answer.stdout)[1])

    def percentile(share: float) -> float:
        return latencies[min(len(latencies) - 1, int(len(latencies) * share))] / 1000

    return Round(
        requests=len(latencies), seconds=len(latencies) / rate, p50=percentile(0.5), p95=percentile(0.95),
        p99=percentile(0.99), max=latencies[-1] / 1000,
    )
