"""`make bench`: the gateway's figures beside those of PostgreSQL alone, in one run on one machine."""

import argparse
import sys

from harness.places import own_folder

from . import parts, traffic
from .hosting import hosting
from .report import Report
from .rig import TEMPLATE_MESSAGES, Rig
from .town import Town

SPINE = ("idle", "accept", "steady", "deliver", "history", "full", "flat")
TRAFFIC = ("webhooks", "job", "callbacks", "latency")
SECTIONS = SPINE + TRAFFIC + ("hosting",)


def main() -> int:
    options = parse()
    report = Report(options.rounds, options.quick)
    if set(SPINE) & set(options.only):
        spine(report, options)
    if set(TRAFFIC) & set(options.only):
        main_job(report, options)
    if "hosting" in options.only:
        with own_folder("chat4all-bench") as folder:
            hosting(report, folder, options.seconds)
    report.print_table()
    print(f"\nWritten to {report.save()}")
    for figure in report.missed:
        print(f"missed: {figure.name}")
    return 1 if report.missed and options.strict else 0


def spine(report: Report, options: argparse.Namespace) -> None:
    seconds = options.seconds
    conversations = 200 if options.quick else options.stored // TEMPLATE_MESSAGES
    with own_folder("chat4all-bench") as folder:
        rig = Rig(folder / "gateway", conversations)
        try:
            rig.gateway.start()
            if "idle" in options.only:
                parts.idle(report, rig)
            rig.prepare()
            if "accept" in options.only:
                parts.accept(report, rig, seconds)
            if "steady" in options.only:
                parts.steady(report, rig, seconds)
            if "deliver" in options.only:
                parts.deliver(report, rig, 2 * seconds, options.deliver_rate)
            if "full" in options.only:
                parts.full(report, rig, conversations)
            if "history" in options.only:
                parts.history(report, rig, seconds)
            if "flat" in options.only:
                parts.flat(report, rig, 30 if options.quick else 300)
        finally:
            rig.gateway.clean_up()


def main_job(report: Report, options: argparse.Namespace) -> None:
    with own_folder("chat4all-bench") as folder:
        town = Town(folder)
        try:
            town.start()
            rig = Rig(folder, 200, gateway=town.gateway, api=town.api)
            rig.prepare()
            if "latency" in options.only:
                traffic.latency(report, town, rig, options.seconds)
            if "job" in options.only:
                traffic.job(report, town, options.seconds, options.job_rate)
            if "callbacks" in options.only:
                traffic.callbacks(report, town, options.seconds)
            if "webhooks" in options.only:
                traffic.webhooks(report, town, rig, options.seconds)
        finally:
            town.clean_up()


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="rounds whose medians count (default 3)")
    parser.add_argument("--seconds", type=int, help="length of a round (default 15; quick: 4)")
    parser.add_argument("--quick", action="store_true", help="short rounds and a small fill: for trying things out")
    parser.add_argument("--stored", type=int, default=2_000_000, help="messages of the full database")
    parser.add_argument("--deliver-rate", type=float, default=4_200, help="messages a second offered for delivery")
    parser.add_argument("--job-rate", type=float, default=1_100, help="messages a second offered to the main job")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=SECTIONS, help="the parts to measure")
    parser.add_argument("--strict", action="store_true", help="fail where a target is missed")
    options = parser.parse_args()
    options.seconds = options.seconds or (4 if options.quick else 15)
    return options


if __name__ == "__main__":
    sys.exit(main())
