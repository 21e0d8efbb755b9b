"""Peak memory and time of ``evaldsl batch`` on made-up provinces, Parquet to Parquet, each in its own process."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.clock import Row, load, machine, table

ROOT = Path(__file__).resolve().parent.parent
SIZES = (500_000, 5_000_000)
REACH = 1.3


def child(rows: int, folder: str) -> None:
    """Scores a table that is there; prints the peak in MB and the processor time in seconds."""
    import time

    from benchmarks.memory import peak
    from evaldsl.cli import main

    main(["batch", "anning-2023", f"{folder}/{rows}.parquet", "-o", f"{folder}/结果.parquet"])
    print(json.dumps([peak(), time.process_time()]))


def run(rows: int, folder: str) -> tuple[float, float]:
    """One measurement in a fresh process."""
    command = [sys.executable, "-c", f"from benchmarks.tables import child; child({rows}, {folder!r})"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    peak, seconds = json.loads(done.stdout)
    return peak, seconds


def measure(rounds: int = 3) -> list[Row]:
    """One row a size; the mark: ten times the units do not take much more memory."""
    from evaldsl.cli import main

    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            main(["template", "anning-2023", "--sample", str(size), "-o", f"{folder}/{size}.parquet"])
        found = {size: [run(size, folder) for _ in range(rounds)] for size in SIZES}
    least = min(peak for peak, _ in found[SIZES[0]])
    rows: list[Row] = []
    for size, runs in found.items():
        peaks = sorted(peak for peak, _ in runs)
        last = size == SIZES[-1]
        reach, met = (f"≤ {REACH}倍", peaks[0] <= REACH * least) if last else ("", None)
        shown = [f"{peak:.0f} MB" for peak in (peaks[0], peaks[len(peaks) // 2])]
        processor = f"{min(seconds for _, seconds in runs):.1f} s"
        rows.append(
            Row(
                "表", f"给{size:,}个单位评分，峰值", shown[0], shown[1], processor, reach, met, "安宁，Parquet到Parquet"
            )
        )
    return rows


if __name__ == "__main__":
    print(machine(), f"负载 {load()}", sep="\n", file=sys.stderr)
    print(table(measure()))
