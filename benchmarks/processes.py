"""Whole processes: how long a command takes from start to end, beside bare Python and the imports it cannot do without."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from attrs import define, frozen

from benchmarks.clock import Row, Times, load, machine, table

ROOT = Path(__file__).resolve().parent.parent
SENTENCE = "预算执行率≥95%得2分，每低1个百分点扣0.2分，扣完为止。"
REACH = 2
"""A score may take so many times what importing lark and attrs takes."""


@frozen
class Process:
    """A command line after ``python``; *cold* with nothing kept, *changed* as after an edit: the lexers and the parser table kept."""

    name: str
    arguments: tuple[str, ...]
    cold: bool = False
    changed: bool = False
    reach: bool = False


_SCORE, _CHECK = ("-m", "evaldsl", "score", "longhui-2021"), ("-m", "evaldsl", "check", "longhui-2021")
_RULE = ("-m", "evaldsl", "rule", "--weight", "2", SENTENCE)
IMPORTS = '参照：python -c "import lark, attrs"'
PROCESSES = (
    Process("下限：python -c pass", ("-c", "pass")),
    Process(IMPORTS, ("-c", "import lark, attrs")),
    Process('参照：python -c "import lark, attrs, tabulate"', ("-c", "import lark, attrs, tabulate")),
    Process("evaldsl rule 一句", _RULE),
    Process("evaldsl score longhui-2021", _SCORE, reach=True),
    Process("evaldsl check longhui-2021", _CHECK),
    Process("evaldsl score longhui-2021，规则和数据改过", _SCORE, changed=True),
    Process("evaldsl rule 一句，无缓存", _RULE, cold=True),
    Process("evaldsl score longhui-2021，无缓存", _SCORE, cold=True),
    Process("evaldsl check longhui-2021，无缓存", _CHECK, cold=True),
)


@define
class Runner:
    """Runs processes with byte code and a parser table kept in *folder*, as an installed program has them.

    Neither the user's cache nor the checkout is touched, and a PYTHONDONTWRITEBYTECODE of the caller does not count.
    """

    folder: str

    def run(self, process: Process, times: Times) -> int:
        """Runs *process* once and notes its times; gives its exit status."""
        environment = os.environ | {
            "EVALDSL_CACHE_DIR": "off" if process.cold else f"{self.folder}/evaldsl",
            "PYTHONPYCACHEPREFIX": f"{self.folder}/pycache",
            "PYTHONUTF8": "1",
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        if process.changed:
            for kind in ("facts", "rubric", process.arguments[2]):  # what the command itself kept too
                for file in Path(self.folder, "evaldsl").glob(f"{kind}-*.json"):
                    file.unlink()
        before, start = _children(), time.perf_counter()
        done = subprocess.run(
            [sys.executable, *process.arguments], cwd=ROOT, env=environment, capture_output=True, check=False
        )
        times.wall.append(time.perf_counter() - start)
        times.cpu.append(_children() - before)
        return done.returncode


def _children() -> float:
    """Processor seconds of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(rounds: int = 15) -> list[Row]:
    """The rows, cold and warm."""
    found = {process.name: Times() for process in PROCESSES}
    status: dict[str, set[int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(folder)
        for process in PROCESSES:  # byte code compiled, table kept, files in memory
            status[process.name] = {runner.run(process, Times())}
        for number in range(2 * rounds):
            if number >= rounds and all(times.quiet >= rounds for times in found.values()):
                break
            for process in PROCESSES:
                status[process.name].add(runner.run(process, found[process.name]))
    base = found[IMPORTS].best
    return [_row(process, found[process.name], base, status[process.name]) for process in PROCESSES]


def _row(process: Process, times: Times, base: float, status: set[int]) -> Row:
    ratio = times.best / base
    reach = f"≤ {REACH * base * 1e3:.0f} ms（{REACH}倍）" if process.reach else ""
    failed = not status <= {0, 1}
    note = f"为import lark, attrs的{ratio:.2f}倍" + ("，**有没做完的（退出状态2）**" if failed else "")
    met = ratio <= REACH and not failed if process.reach else None
    shown = [f"{seconds * 1e3:.0f} ms" for seconds in (times.best, times.middle, times.processor)]
    return Row("整个进程", process.name, shown[0], shown[1], shown[2], reach, met, note)


if __name__ == "__main__":
    print(machine(), f"负载 {load()}", sep="\n", file=sys.stderr)
    print(table(measure()))
    print(f"负载 {load()}", file=sys.stderr)
