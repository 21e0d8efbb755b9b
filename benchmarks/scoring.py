"""Units a second scored with their ledger under the 32 indicators of 隆回 2021, beside a bare walk over the expressions."""

import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from benchmarks.clock import Row, each, interleaved, load, machine, rate, table
from benchmarks.units import NOTHING, Units, Value
from evaldsl import pipeline
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter import lowering, rubric_to_scores, scores
from evaldsl.interpreter import rubric as ru
from evaldsl.rule import read_rule

REACH = 1_000
RUBRIC = Path(__file__).resolve().parent.parent / "rubrics" / "longhui-2021" / "longhui-2021.rubric"
_COMPARE = {
    "≥": Fraction.__ge__,
    ">": Fraction.__gt__,
    "≤": Fraction.__le__,
    "<": Fraction.__lt__,
    "=": Fraction.__eq__,
}


# ---- the reference: nothing but arithmetic


def walk(expr: ex.Expr, facts: Mapping[str, Value]) -> Fraction:
    """The value of *expr*, by recursion over its nodes."""
    match expr:
        case ex.Number(value):
            return value
        case ex.Ref(key):
            found = facts[key]
            assert isinstance(found, Fraction)
            return found
        case ex.Arithmetic(op, left, right):
            return _arithmetic(op, walk(left, facts), walk(right, facts))
        case ex.If(condition, then, otherwise):
            return walk(then if holds(condition, facts) else otherwise, facts)
        case ex.Floor(of):
            return Fraction(walk(of, facts) // 1)
        case ex.Ceil(of):
            return Fraction(-(-walk(of, facts) // 1))
        case _:
            raise TypeError(expr)


def _arithmetic(op: str, left: Fraction, right: Fraction) -> Fraction:
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "×":
            return left * right
        case "÷":
            return left / right
        case "min":
            return min(left, right)
        case _:
            return max(left, right)


def holds(condition: ex.Condition, facts: Mapping[str, Value]) -> bool:
    """Whether *condition* holds."""
    match condition:
        case ex.Compare(op, left, right):
            return bool(_COMPARE[op](walk(left, facts), walk(right, facts)))
        case ex.Holds(key):
            return bool(facts[key])
        case ex.Is(key, word):
            return facts[key] == word
        case ex.All(of):
            return all(holds(part, facts) for part in of)
        case ex.Some(of):
            return any(holds(part, facts) for part in of)
        case ex.Not(part):
            return not holds(part, facts)


def total(rubric: ru.Rubric, expressions: list[ex.Expr], facts: Mapping[str, Value]) -> Fraction:
    """The points of a unit, each indicator's rounded half up as the rubric says, without any reason."""
    values = dict(facts)
    for rate_ in rubric.definitions:
        values[rate_.name] = walk(rate_.expr, values)
    scale = 10**rubric.conventions.decimals
    return sum((Fraction((walk(one, values) * scale * 2 + 1) // 2, scale) for one in expressions), NOTHING)


# ---- the measured


def wrong(rubric: ru.Rubric, units: list[dict[str, Value]], cards: list[scores.Scorecard]) -> str:
    """Checks every card: its ledger explains every point, and the reference gives the same total."""
    expressions = [lowering.indicator_to_expr(indicator) for indicator in rubric.indicators]
    ledger = sum(
        one.score is None or sum((d.points for d in one.deductions), NOTHING) != one.full - one.score
        for card in cards
        for one in card.indicators
    )
    totals = sum(card.score != total(rubric, expressions, unit) for unit, card in zip(units, cards, strict=True))
    return f"{len(cards) * len(rubric.indicators):,}份明细中合计不等于满分减得分的{ledger}份；{len(cards):,}个总分中与参照不同的{totals}个"


def measure(rounds: int = 5, count: int = 2_000) -> list[Row]:
    """The rows: with all facts, the reference, with five facts missing."""
    rubric = pipeline.load(RUBRIC.read_text(encoding="utf-8"), RUBRIC.name).rubric
    assert rubric is not None
    ready = rubric_to_scores.scorer(rubric)
    source = Units(rubric)
    units = source.many(count)
    lacking = source.without(units, 5)[: max(count // 10, 1)]
    expressions = [lowering.indicator_to_expr(indicator) for indicator in rubric.indicators]
    times = interleaved(
        {
            "ledger": each(lambda unit: rubric_to_scores.score(ready, unit), units),
            "walk": each(lambda unit: total(rubric, expressions, unit), units),
            "missing": each(lambda unit: rubric_to_scores.score(ready, unit), lacking),
        },
        rounds,
    )
    cards = [rubric_to_scores.score(ready, unit) for unit in units]
    reasons = sum(len(one.deductions) for card in cards for one in card.indicators)
    about = f"{len(rubric.indicators)}个指标、{len(rubric.facts)}项数据，平均每个单位{reasons / count:.1f}条扣分"
    checked = wrong(rubric, units, cards)
    group = "评分"
    against = f"为参照的{times['ledger'].best / times['walk'].best:.2f}倍时间；{checked}"
    rows = [
        rate(group, "参照：Fraction逐节点计算，无明细", count, times["walk"], "个单位", note=about),
        rate(group, "评分并列明细，数据齐全", count, times["ledger"], "个单位", REACH, against),
        rate(group, "评分并给区间，缺5项数据", len(lacking), times["missing"], "个单位", note="含最值得补的数据"),
    ]
    return rows + measure_wide()


WORDS = "甲乙丙丁戊己庚辛壬癸"
GROWTH = 4
"""Ten judgements in one cell may take so many times what six take; twice a judgement would be 16 times."""


def wide(count: int) -> str:
    """A sentence of *count* judgements, each of which takes points from one item."""
    return "完成得4分，否则不得分；" + "；".join(f"存在{word}类问题的扣0.2分" for word in WORDS[:count]) + "。"


def measure_wide(rounds: int = 3) -> list[Row]:
    """How long a cell of many judgements takes while nothing is known of the unit."""
    counts = (6, 8, len(WORDS))
    times = interleaved(
        {str(count): each(lambda text: read_rule(text, "任务", Fraction(4)), [wide(count)]) for count in counts},
        rounds,
        rounds,
    )
    rows: list[Row] = []
    for count in counts:
        one, ratio = times[str(count)], times[str(count)].best / times[str(counts[0])].best
        shown = [f"{seconds * 1e3:.1f} ms" for seconds in (one.best, one.middle, one.processor)]
        last = count == counts[-1]
        reach, met = (f"≤ {counts[0]}处的{GROWTH}倍", ratio <= GROWTH) if last else ("", None)
        what = f"读一句含{count}处判断的评分语句（read_rule）"
        rows.append(
            Row("评分·数据全缺", what, shown[0], shown[1], shown[2], reach, met, f"为{counts[0]}处的{ratio:.1f}倍")
        )
    return rows


if __name__ == "__main__":
    print(machine(), f"负载 {load()}", sep="\n", file=sys.stderr)
    print(table(measure()))
    print(f"负载 {load()}", file=sys.stderr)
