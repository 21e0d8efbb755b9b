"""Planted faults: which does ``check`` find, which does ``verify`` refute, and is the same rule without the fault let be?

``python -m benchmarks.faults`` prints the tables of docs/explanation/fault-benchmark.md, ``--write`` puts them there,
``--peers PYTHON`` asks the rule engines installed for that interpreter too (see benchmarks/peers/README.md).
"""

import argparse
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from attrs import frozen

from benchmarks.clock import machine
from evaldsl import __version__
from evaldsl.pipeline import check, load
from evaldsl.text.diagnostics import Diagnostic, Severity
from evaldsl.verification import verify
from evaldsl.verification.proof import Verdict

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "benchmarks" / "fault_cases"
PAGE = ROOT / "docs" / "explanation" / "fault-benchmark.md"

FRAME = """规则集 示例
总分 {points}分
约定 不足1个百分点的，按1个百分点计
约定 得分保留2位小数
约定 分母为0的，得满分
指标 {indicator}（{points}分）
评分 {text}
"""
"""What stands around a case that is one scoring sentence: everything else that a rubric has to settle is settled."""


@frozen
class Case:
    """One planted fault: two rubrics that differ in the fault alone. *slugs* are the names it may be found under."""

    name: str
    family: str
    slugs: frozenset[str]
    faulty: str
    clean: str


@frozen
class Checked:
    """What ``check`` says of one case."""

    case: Case
    named: tuple[Diagnostic, ...]
    """Findings under a right name that the clean twin does not have."""
    other: tuple[Diagnostic, ...]
    """Warnings and errors under another name that the clean twin does not have."""
    alarms: tuple[Diagnostic, ...]
    """Warnings and errors about the clean twin."""
    notes: tuple[Diagnostic, ...]
    """Remarks (说明) about the clean twin."""


@frozen
class Verified:
    """What ``verify`` refutes of one case: of the faulty rubric alone, and of the clean twin."""

    case: Case
    refuted: frozenset[str]
    of_twin: frozenset[str]


def cases(folder: Path = CASES) -> list[Case]:
    """Every planted fault, in the order of the files and of the text."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))]
    found = [_case(one) for text in texts for one in tomllib.loads(text)["case"]]
    twice = [name for name, count in Counter(case.name for case in found).items() if count > 1]
    if twice:
        raise ValueError(f"case ids used twice: {twice}")
    return found


def _case(one: dict[str, object]) -> Case:
    text = {side: str(one[side]) for side in ("faulty", "clean")}
    if "indicator" in one:
        text = {side: FRAME.format(indicator=one["indicator"], points=one["points"], text=text[side]) for side in text}
    slugs = one["slugs"]
    assert isinstance(slugs, list)
    return Case(str(one["id"]), str(one["family"]), frozenset(slugs), text["faulty"], text["clean"])


def checked(case: Case) -> Checked:
    """Checks both rubrics of *case*."""
    faulty, clean = (check(load(text, case.name)) for text in (case.faulty, case.clean))
    new = _more(faulty, clean)
    grave = [one for one in clean if one.severity is not Severity.INFO]
    return Checked(
        case,
        tuple(one for one in new if one.slug in case.slugs),
        tuple(one for one in new if one.slug not in case.slugs and one.severity is not Severity.INFO),
        tuple(grave),
        tuple(one for one in clean if one not in grave),
    )


def _more(faulty: Iterable[Diagnostic], clean: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings about the faulty rubric beyond those, name by name, that its twin has too."""
    common = Counter(one.slug for one in clean)
    found = []
    for one in faulty:
        if common[one.slug]:
            common[one.slug] -= 1
        else:
            found.append(one)
    return found


def verified(case: Case) -> Verified:
    """Verifies both rubrics of *case*."""
    faulty, clean = _refuted(case.faulty), _refuted(case.clean)
    return Verified(case, faulty - clean, clean)


def _refuted(text: str) -> frozenset[str]:
    loaded = load(text, "")
    if loaded.rubric is None or any(one.is_error for one in loaded.diagnostics):
        return frozenset()
    return frozenset(one.promise for one in verify(loaded) if one.verdict is Verdict.REFUTED)


# ---- tables


def by_family(results: Sequence[Checked]) -> dict[str, list[Checked]]:
    """The results of each family, and of all."""
    families: dict[str, list[Checked]] = {}
    for one in results:
        families.setdefault(one.case.family, []).append(one)
    return {**families, "**合计**": list(results)}


def check_part(results: Sequence[Checked]) -> str:
    """A row a family, then a line for each fault not found by its name and for each finding about a twin."""
    rows = []
    for family, group in by_family(results).items():
        named = sum(1 for one in group if one.named)
        other = sum(1 for one in group if one.other and not one.named)
        alarms, notes = sum(1 for one in group if one.alarms), sum(1 for one in group if one.notes)
        rows.append([family, len(group), named, other, len(group) - named - other, alarms, notes])
    head = ["毛病", "埋了", "指出", "用了别的名称", "没有指出", "对照误报", "对照的说明"]
    return "\n".join([markdown(head, rows), "", *_left(results)])


def _left(results: Sequence[Checked]) -> list[str]:
    lines = []
    for one in results:
        if not one.named:
            said = "；".join(f"{each.slug}：{each.message}" for each in one.other) or "没有指出"
            lines.append(f"- `{one.case.name}`（{one.case.family}）：{said}")
        lines += [f"- `{one.case.name}` 的对照误报{each.slug}：{each.message}" for each in one.alarms]
        lines += [f"- `{one.case.name}` 的对照有说明{each.slug}：{each.message}" for each in one.notes]
    return lines


def verify_part(results: Sequence[Verified]) -> str:
    """A row for each family of which ``verify`` refutes something."""
    rows: list[list[object]] = []
    for family in dict.fromkeys(one.case.family for one in results):
        group = [one for one in results if one.case.family == family]
        promises = Counter(promise for one in group for promise in one.refuted)
        if promises:
            said = "、".join(f"{promise}（{count}）" for promise, count in sorted(promises.items(), key=_most))
            rows.append([family, len(group), sum(1 for one in group if one.refuted), said])
    total = [sum(1 for one in results if one.refuted), sum(1 for one in results if one.of_twin)]
    rows.append(["**合计**", len(results), total[0], f"对照有反例的{total[1]}份"])
    return markdown(["毛病", "埋了", "有反例", "哪一项不成立（几份）"], rows)


def _most(one: tuple[str, int]) -> tuple[int, str]:
    """The most frequent first."""
    return -one[1], one[0]


def peers_part(python: str, results: Sequence[Checked]) -> str:
    """What other engines make of the faults that they can express, below what ``check`` says of the same ones."""
    command = [python, "-m", "benchmarks.peers.run"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip().splitlines()
    own: list[object] = []
    for file in ("tables", "formulas"):
        asked = tomllib.loads((CASES.parent / "peers" / f"{file}.toml").read_text(encoding="utf-8"))
        group = [one for one in results if one.case.name in asked]
        assert len(group) == len(asked), "peers are asked about a fault that is not there"
        seen = sum(1 for one in group if one.named or one.other)
        own += [seen, "—", len(group) - seen]
    alarms = sum(1 for one in results if one.alarms)
    row = "| " + " | ".join(map(str, [f"**evaldsl {__version__}**", *own, alarms, "`check`，不运行"])) + " |"
    return "\n".join([*told[:2], row, *told[2:]])


def markdown(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table whose cells are numbers but for the first and for those that say something."""
    body = [list(map(str, row)) for row in rows]
    right = [all(row[place].isdigit() for row in body) for place in range(len(head))]
    rule = ["---:" if one else "---" for one in right]
    return "\n".join("| " + " | ".join(row) + " |" for row in [list(head), rule, *body])


def written(page: str, part: str, text: str) -> str:
    """*page* with *text* between the markers of *part*."""
    before, opening, rest = page.partition(f"<!-- {part} -->\n")
    _, closing, after = rest.partition(f"<!-- /{part} -->\n")
    assert opening and closing, f"the page has no part {part}"
    return f"{before}{opening}\n{text}\n\n{closing}{after}"


def check_table() -> str:
    """The part of the page that a test holds against the program."""
    return check_part([checked(case) for case in cases()])


def main() -> int:
    """Prints the tables; the exit status is 1 when a fault is missed or a twin is reported."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description="埋好的毛病，指出了多少")
    parser.add_argument("--write", action="store_true", help=f"把表写进{PAGE.relative_to(ROOT)}")
    parser.add_argument("--peers", metavar="PYTHON", help="装有同类规则引擎的Python，也用它们读一遍")
    args = parser.parse_args()
    every = cases()
    begun = time.perf_counter()
    found = [checked(case) for case in every]
    checking = time.perf_counter() - begun
    proofs = [verified(case) for case in every]
    proving = time.perf_counter() - begun - checking
    each = 2 * len(every)
    used = f"读并检查平均每份{checking / each * 1e3:.1f}毫秒，证明平均每份{proving / each * 1e3:.1f}毫秒"
    parts = {
        "检查": check_part(found),
        "证明": verify_part(proofs),
        "用时": f"{time.strftime('%Y-%m-%d')}，evaldsl {__version__}，{machine()}：{used}。",
    }
    if args.peers:
        parts["同类"] = peers_part(args.peers, found)
    print("\n\n".join(parts.values()))
    if args.write:
        page = PAGE.read_text(encoding="utf-8")
        for part, text in parts.items():
            page = written(page, part, text)
        PAGE.write_text(page, encoding="utf-8")
    return 1 if any(not one.named or one.alarms for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
