"""Peak memory and time of loading generated rubrics of 1,000, 3,000 and 10,000 indicators, each in its own process."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from benchmarks.clock import Row, load, machine, table

ROOT = Path(__file__).resolve().parent.parent
REACH = 200
SIZES = (1_000, 3_000, 10_000)

_SUBJECTS = "预算执行 资金到位 设备完好 培训参与 群众满意 绿化养护 垃圾清运 案件办结 河道保洁 档案归集 巡查覆盖 路灯亮灯 疫苗接种 贷款回收 验收合格 信息更新".split()  # noqa: SIM905
_PLACES = "城区 镇区 园区 库区 景区 社区 校区 港区 东片 西片 南片 北片".split()  # noqa: SIM905
_FAULTS = "记录不全 未按时上报 现场脏乱 手续缺失 标识破损 数据错漏 超期未办 人员脱岗".split()  # noqa: SIM905
_TEMPLATES = (
    "{rate}达到{high}%以上的得{points}分，否则不得分。",
    "{rate}≥{high}%，得{points}分；{low}%（含）-{high}%，得{half}分；低于{low}%不得分。",
    "{rate}不低于{high}%计{points}分，每低1个百分点扣{small}分，扣完为止。",
    "{rate}≤{high}%计{points}分，每超出{step}%扣{small}分，不足{step}%的不计，扣完为止。",
    "每发现一处{fault}扣{small}分，最多扣{half}分。",
    "①{place}{subject}制度健全，得{half}分，否则不得分；②{subject}台账完整，得{half}分，每有1处{fault}扣{small}分。",
    "得分＝{rate}×{points}分。",
    "{subject}成效显著得{points}分，较好得{half}分，一般得{small}分，较差不得分。",
    "按时完成{place}{subject}任务得{points}分，未完成的视情况扣1-{points}分；出现{fault}的，本项不得分。",
    "{rate}{high}%以上得{points}分，{low}%-{high}%得{half}分，{low}%以下不得分；{fault}的每次扣{small}分，扣完为止。",
)


def rubric_text(indicators: int, seed: int = 7) -> str:
    """A rule file of *indicators* indicators with varied sentences."""
    lines = [
        "语法 1",
        "规则集 生成的大评分表",
        f"总分 {indicators * 4}分",
        "约定 不足1个百分点按1个百分点计",
        "约定 得分保留2位小数",
    ]
    return "\n".join([*lines, *_indicators(indicators, random.Random(seed))]) + "\n"


def _indicators(count: int, dice: random.Random) -> Iterator[str]:
    for number in range(count):
        if number % 100 == 0:
            yield f"一级 第{number // 100 + 1}部分（{min(100, count - number) * 4}分）"
        place, subject, low = dice.choice(_PLACES), dice.choice(_SUBJECTS), dice.randrange(50, 80)
        text = _TEMPLATES[number % len(_TEMPLATES)].format(
            rate=f"{place}{subject}率", place=place, subject=subject, fault=dice.choice(_FAULTS), points=4, half=2,
            low=low, high=low + dice.randrange(5, 20), step=dice.choice((1, 2, 5)), small=f"0.{dice.randrange(1, 6)}",
        )  # fmt: skip
        yield f"指标 {place}{subject}之{number + 1}（4分）\n评分 {text}"


@frozen
class Load:
    """What one process reports: seconds and megabytes."""

    indicators: int
    errors: int
    started: float
    loaded: float
    ready: float
    seconds: float
    prepared: float


def peak() -> float:
    """The most memory this process has held, in MB.

    Linux says so in VmHWM; its ru_maxrss would begin with what the parent held when it forked.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration):
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def child(indicators: int) -> None:
    """In a process of its own: loads, prepares and prints what that took."""
    import time

    from evaldsl import pipeline
    from evaldsl.syntax.text_to_tree import parser

    text = rubric_text(indicators)
    parser()
    started, begin = peak(), time.perf_counter()
    loaded = pipeline.load(text, "生成")
    seconds, at_load, begin = time.perf_counter() - begin, peak(), time.perf_counter()
    if loaded.rubric is not None:
        pipeline.prepare(loaded)
    prepared = time.perf_counter() - begin
    errors = sum(one.is_error for one in loaded.diagnostics)
    count = len(loaded.rubric.indicators) if loaded.rubric is not None else 0
    print(json.dumps([count, errors, started, at_load, peak(), seconds, prepared]))


def run(indicators: int) -> Load:
    """One measurement in a fresh process."""
    command = [sys.executable, "-c", f"from benchmarks.memory import child; child({indicators})"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return Load(*json.loads(done.stdout))


def measure(rounds: int = 3) -> list[Row]:
    """One row a size: the peak in the second column, the times in the note."""
    found = [[run(size) for size in SIZES] for _ in range(rounds)]
    rows: list[Row] = []
    for place, size in enumerate(SIZES):
        runs = sorted((each[place] for each in found), key=lambda one: one.seconds)
        least, middle = runs[0], runs[len(runs) // 2]
        most = max(one.loaded for one in runs)
        each = (most - least.started) * 1024 / size
        note = (
            f"读{least.seconds:.2f}秒（每个指标{least.seconds / size * 1e6:.0f}µs），备好评分再{least.prepared:.2f}秒、"
            f"至{least.ready:.0f} MB；每个指标{each:.1f} KB；读入{least.indicators}个，错误{least.errors}处"
        )
        last = size == SIZES[-1]
        reach, met = (f"≤ {REACH} MB", most <= REACH and not least.errors) if last else ("", None)
        shown = [f"{one:.0f} MB" for one in (min(one.loaded for one in runs), middle.loaded)]
        rows.append(Row("内存", f"读{size:,}个指标，峰值", shown[0], shown[1], "", reach, met, note))
    return rows


if __name__ == "__main__":
    print(machine(), f"负载 {load()}", sep="\n", file=sys.stderr)
    print(table(measure()))
    print(f"负载 {load()}", file=sys.stderr)
