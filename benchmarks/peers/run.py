"""Asks every installed engine about the faults that it can express and prints a Markdown table."""

import logging
import sys
import warnings
from collections import Counter
from importlib.metadata import PackageNotFoundError

from benchmarks.peers.engines import ENGINES, Engine, noticed, tried
from benchmarks.peers.questions import Model, Question, Table, questions


def main() -> None:
    """``python -m benchmarks.peers.run``; ``--list`` names the faults on stderr."""
    warnings.simplefilter("ignore")
    logging.disable()
    asked = list(questions())
    count = {kind: sum(isinstance(one.faulty, kind) for one in asked) for kind in (Table, Model)}
    head = [
        f"决策表{count[Table]}处：载入",
        "运行",
        "看不出",
        f"公式{count[Model]}处：载入",
        "运行",
        "看不出",
        "对照误报",
    ]
    print(f"| 引擎 | {' | '.join(head)} | 设置 |")
    print("| --- |" + " ---: |" * len(head) + " --- |")
    for kind in ENGINES:
        try:
            name = kind.version()
        except PackageNotFoundError:
            print(f"没有安装{kind.package}，略去", file=sys.stderr)
            continue
        cells, wrong = [], 0
        for form in (Table, Model):
            told = {one.case: answer(kind, one) for one in asked if isinstance(one.faulty, form) and form in kind.takes}
            found = Counter(told.values())
            cells += [str(found[said]) if told else "—" for said in ("载入", "运行", "")]
            wrong += found["误报"]
            if "--list" in sys.argv:
                print(
                    "".join(f"{kind.package} {case} {said or '看不出'}\n" for case, said in told.items()),
                    file=sys.stderr,
                )
        print(f"| {name} | {' | '.join(cells)} | {wrong} | {kind.note} |")


def answer(kind: type[Engine], question: Question) -> str:
    """载入, 运行, 误报 (the clean twin is complained of as well) or nothing."""
    clean = signs(kind, question.clean)
    if clean:
        return "误报"
    return signs(kind, question.faulty)


def signs(kind: type[Engine], asked: Table | Model) -> str:
    """When the engine, or somebody who sees its results, first notices something."""
    engine = kind()
    try:
        engine.load(asked)
    except Exception:
        return "载入"
    for value in tried(asked):
        try:
            found = engine.run(asked, value)
        except Exception:
            return "运行"
        if noticed(found):
            return "运行"
    return ""


if __name__ == "__main__":
    main()
