"""All benchmarks, one Markdown table: ``python -m benchmarks.run``; ``--quick`` for a look."""

import argparse
import sys
import time

from benchmarks import memory, parsing, processes, proving, scoring
from benchmarks.clock import Row, load, machine, table


def batch(rounds: int = 5) -> list[Row]:
    """The batch engines; what they are measured against is imported only then."""
    from benchmarks.batch import measure

    return measure(rounds)


ALL = {
    "parsing": parsing.measure,
    "scoring": scoring.measure,
    "processes": processes.measure,
    "memory": memory.measure,
    "proving": proving.measure,
    "batch": batch,
}


DEFAULT = [name for name in ALL if name != "batch"]
"""What is measured when nothing is chosen; batch needs the dependency group bench and half an hour."""


def main() -> int:
    """Runs the chosen benchmarks; the exit status is 1 when a mark is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.run", description="量evaldsl的速度和内存，写成一张Markdown表"
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"只量这几项：{'、'.join(ALL)}")
    parser.add_argument("--quick", action="store_true", help="每项只量2轮，看个大概")
    args = parser.parse_args()
    unknown = [name for name in args.names if name not in ALL]
    if unknown:
        parser.error(f"没有{'、'.join(unknown)}，可写{'、'.join(ALL)}")
    before, start, rows = load(), time.perf_counter(), list[Row]()
    for name in args.names or DEFAULT:
        print(f"正在量{name}……", file=sys.stderr, flush=True)
        rows += ALL[name](2) if args.quick else ALL[name]()
    print(f"{time.strftime('%Y-%m-%d %H:%M')}；{machine()}\n")
    print(f"负载：开始时{before}，结束时{load()}；用时{time.perf_counter() - start:.0f}秒\n")
    print(table(rows))
    return 1 if any(row.met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
