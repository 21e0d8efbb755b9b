"""Checking and proving: ``check`` beside ``score`` as processes, ``verify`` of the shipped rubrics, growth of both."""

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.clock import Row, Times, interleaved, load, machine, table
from benchmarks.memory import rubric_text
from benchmarks.processes import Process, Runner
from evaldsl import pipeline
from evaldsl.rubric_files.overlay_lines import is_overlay
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.verification import Verdict, verify

ROOT = Path(__file__).resolve().parent.parent
SIZES = (100, 500, 1_000, 2_000)
BESIDE = 1.5
"""A check may take so many times what a score takes, both as processes."""
GROWTH = 1.25
"""From the second size to the largest, the time of one indicator may grow to so many times."""
ONCE = 1_000
"""From so many indicators on one round is long enough: half a minute of proofs at the largest size."""

_COMMANDS = {name: ("-m", "evaldsl", name, "longhui-2021") for name in ("score", "check")}


def measure(rounds: int = 9) -> list[Row]:
    """The rows; two rounds are a quick look at the smaller sizes."""
    sizes = SIZES if rounds > 2 else SIZES[:3]
    return [*_processes(rounds), *_shipped(min(rounds, 3)), *_growing(sizes, min(rounds, 3))]


# ---- processes


def _processes(rounds: int) -> Iterator[Row]:
    kinds = {"": False, "，规则和数据改过": True}
    with tempfile.TemporaryDirectory() as folder:
        runner, found = Runner(folder), dict[tuple[str, str], Times]()
        for kind, changed in kinds.items():
            for number in range(rounds + 1):  # the first round only fills the cache
                for name, arguments in _COMMANDS.items():
                    times = found.setdefault((name, kind), Times()) if number else Times()
                    runner.run(Process(name, arguments, changed=changed), times)
    for kind in kinds:
        times, against = found["check", kind], found["score", kind]
        ratio = times.best / against.best
        shown = [f"{seconds * 1e3:.0f} ms" for seconds in (times.best, times.middle, times.processor)]
        note = f"为score（{against.best * 1e3:.0f} ms）的{ratio:.2f}倍"
        reach = f"≤ score的{BESIDE}倍"
        yield Row("检查", f"evaldsl check longhui-2021{kind}", *shown, reach, ratio <= BESIDE, note)


# ---- the shipped rubrics


def _shipped(rounds: int) -> Iterator[Row]:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "rubrics").glob("*/*.rubric"))}
    rules = {name: pipeline.load(text, name) for name, text in texts.items() if not is_overlay(text)}
    tasks: dict[str, Callable[[], object]] = {
        name: lambda loaded=loaded: list(verify(loaded))  # type: ignore[misc]
        for name, loaded in rules.items()
    }
    for name, times in interleaved(tasks, rounds, rounds).items():
        proofs = list(verify(rules[name]))
        said = "，".join(
            f"{verdict.value}{count}项"
            for verdict in Verdict
            if (count := sum(1 for one in proofs if one.verdict is verdict))
        )
        shown = [f"{seconds:.2f} 秒" for seconds in (times.best, times.middle, times.processor)]
        yield Row("证明", f"verify {name}", *shown, note=f"{len(rules[name].readings)}个有规则的指标；{said}")


# ---- growth


def generated(indicators: int) -> Loaded:
    """A rubric of *indicators* indicators, one in five on a rate of its own, and all these rates on one shared fact."""
    rates = indicators // 5
    head, opening, indicators_text = rubric_text(indicators - rates).partition("一级")
    lines = [head.replace(f"总分 {(indicators - rates) * 4}分", f"总分 {indicators * 4}分")]
    lines += ["数据 服务总人口（人）：取值：0人以上\n", opening + indicators_text, "一级 受益面\n"]
    for number in range(rates):
        lines.append(
            f"数据 第{number}类受益人数（人）：取值：0人以上\n"
            f"计算 第{number}类受益率＝第{number}类受益人数÷服务总人口×100%\n"
            f"指标 受益面之{number}（4分）\n"
            f"评分 第{number}类受益率≥{60 + number % 30}%得4分，每低1个百分点扣0.{1 + number % 5}分，扣完为止。\n"
        )
    return pipeline.load("".join(lines), "生成")


def _growing(sizes: tuple[int, ...], rounds: int) -> Iterator[Row]:
    tasks: dict[str, Callable[[Loaded], object]] = {
        "check": pipeline.check,
        "verify": lambda loaded: list(verify(loaded)),
    }
    rules = {size: generated(size) for size in sizes}
    for name, task in tasks.items():
        each: dict[int, float] = {}
        for size, loaded in rules.items():
            assert loaded.rubric is not None and len(loaded.rubric.indicators) == size
            times = Times()
            for _ in range(rounds if size < ONCE else 1):
                gc.collect()
                wall, cpu = time.perf_counter(), time.process_time()
                task(loaded)
                times.cpu.append(time.process_time() - cpu)
                times.wall.append(time.perf_counter() - wall)
            each[size] = times.processor / size
            shown = [f"{seconds:.2f} 秒" for seconds in (times.best, times.middle, times.processor)]
            note, reach, met = f"每个指标{each[size] * 1e3:.2f} ms（CPU）", "", None
            if size == sizes[-1]:
                ratio = each[size] / each[sizes[1]]
                note += f"，为{sizes[1]}个时的{ratio:.2f}倍"
                reach, met = f"≤ {GROWTH}倍", ratio <= GROWTH
            yield Row("增长", f"{name} {size:,}个指标", *shown, reach, met, note)


if __name__ == "__main__":
    print(machine(), f"负载 {load()}", sep="\n", file=sys.stderr)
    print(table(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 9)))
    print(f"负载 {load()}", file=sys.stderr)
