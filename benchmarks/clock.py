"""Interleaved measuring: wall and processor time, repeated while somebody else has the machine."""

import gc
import os
import platform
import sysconfig
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from statistics import median
from typing import TypeVar

from attrs import define, field, frozen

from evaldsl.cli import BETWEEN_COLLECTIONS

T = TypeVar("T")
DISTURBED = 1.15
"""A round whose wall time exceeds its processor time by more than this has waited for others."""

PACKAGES = ("lark", "attrs", "tabulate", "wcwidth", "ruamel.yaml")


@define
class Times:
    """Seconds of every round, by the wall clock and of the processor."""

    wall: list[float] = field(factory=list)
    cpu: list[float] = field(factory=list)

    @property
    def best(self) -> float:
        """The least wall time."""
        return min(self.wall)

    @property
    def middle(self) -> float:
        """The median wall time."""
        return median(self.wall)

    @property
    def processor(self) -> float:
        """The least processor time."""
        return min(self.cpu)

    @property
    def quiet(self) -> int:
        """How many rounds had the machine to themselves."""
        return sum(wall <= DISTURBED * cpu for wall, cpu in zip(self.wall, self.cpu, strict=True))


def interleaved(tasks: Mapping[str, Callable[[], object]], rounds: int, most: int | None = None) -> dict[str, Times]:
    """Runs every task once a round, so that all meet the same machine; disturbed rounds are repeated up to *most*.

    Python looks for circles as seldom as it does in a command.
    """
    found = {name: Times() for name in tasks}
    before = gc.get_threshold()
    gc.set_threshold(BETWEEN_COLLECTIONS)
    try:
        for number in range(most or 3 * rounds):
            if number >= rounds and all(times.quiet >= rounds for times in found.values()):
                break
            for name, task in tasks.items():
                _measure(task, found[name])
    finally:
        gc.set_threshold(*before)
    return found


def _measure(task: Callable[[], object], times: Times) -> None:
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    task()
    times.cpu.append(time.process_time() - cpu)
    times.wall.append(time.perf_counter() - wall)


def each(task: Callable[[T], object], things: Sequence[T]) -> Callable[[], None]:
    """A task that does *task* to each of *things* and keeps nothing."""

    def run() -> None:
        for thing in things:
            task(thing)

    return run


@frozen
class Row:
    """One line of the result: *best*, *middle* and *processor* as shown, *reach* the mark, *met* None without one."""

    group: str
    what: str
    best: str
    middle: str
    processor: str = ""
    reach: str = ""
    met: bool | None = None
    note: str = ""


def rate(group: str, what: str, count: int, times: Times, unit: str, reach: int | None = None, note: str = "") -> Row:
    """A row of *count* things a round, in things a second; the mark is held against the best round."""
    shown = [f"{count / seconds:,.0f} {unit}/秒" for seconds in (times.best, times.middle, times.processor)]
    met = None if reach is None else count / times.best >= reach
    return Row(group, what, shown[0], shown[1], shown[2], "" if reach is None else f"≥ {reach:,} {unit}/秒", met, note)


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| 组 | 量什么 | 最好 | 中位 | 按CPU时间 | 目标 | 达到 | 说明 |", "|---|---|---:|---:|---:|---:|:-:|---|"]
    for row in rows:
        met = "" if row.met is None else "是" if row.met else "**否**"
        cells = (row.group, row.what, row.best, row.middle, row.processor, row.reach, met, row.note)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def load() -> str:
    """How busy the machine is."""
    return "、".join(f"{one:.2f}" for one in os.getloadavg()) if hasattr(os, "getloadavg") else "不详"


def build() -> str:
    """How the running Python was built, as far as it says: one that was optimised with profiles is an eighth faster."""
    options = sysconfig.get_config_var("CONFIG_ARGS")
    if options is None:
        return "怎样构建的不详"
    profiled = "--enable-optimizations" in options
    return "构建时按剖析结果优化过" if profiled else "构建参数没有--enable-optimizations"


def machine() -> str:
    """Where this was measured."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            model = next((line.partition(":")[2].strip() for line in file if line.startswith("model name")), model)
    except OSError:
        pass
    packages = "，".join(f"{name} {version(name)}" for name in PACKAGES)
    python = f"{platform.python_implementation()} {platform.python_version()}（{build()}）"
    return f"{model}，{os.cpu_count()}核；{platform.system()} {platform.release()}；{python}；{packages}"
