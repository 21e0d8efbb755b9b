"""Two rubrics over all units: do they give the same points, does the second ever give more. Proved, or shown by a unit."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from time import perf_counter

from evaldsl.differences.extents import Apart, Extent, apart, replayed, rounded_difference
from evaldsl.differences.grade_moves import whole_unit
from evaldsl.differences.replays import Replay
from evaldsl.differences.totals import total_extent
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import Expr
from evaldsl.interpreter.rubric import Rubric
from evaldsl.interpreter.values import NOTHING, shown
from evaldsl.proofs.prover import Method
from evaldsl.verification.comparison import Both, Pair, both_of, pairs_of
from evaldsl.verification.proof import Outcome, Proof, Verdict, proved, refuted

EQUIVALENT, NEVER_BETTER = "得分处处相同", "后者从不高于前者"


def compare(first: Rubric, second: Rubric, promise: str, method: Method = Method.AUTOMATIC) -> Iterator[Proof]:
    """Proves *promise* (``EQUIVALENT`` or ``NEVER_BETTER``) of every indicator and of the total, or shows a unit."""
    both = both_of(first, second, method)
    pairs = pairs_of(first, second)
    proofs: list[Proof] = []
    found: list[Apart] = []
    for pair in pairs:
        begun = perf_counter()
        both.prover.used.clear()
        found.append(apart(both, pair, where=False))
        try:
            outcome = _of_pair(both, pair, found[-1], promise)
        except Undecided as why:
            outcome = Outcome(Verdict.OPEN, str(why))
        used = "、".join(both.prover.used) or Method.PIECEWISE.value
        span = pair.first.span if pair.first is not None else (0, 0)
        seconds = perf_counter() - begun
        proofs.append(Proof(pair.name, promise, outcome.verdict, outcome.statement, used, seconds, outcome.units, span))
        yield proofs[-1]
    yield _total(both, list(zip(pairs, found, strict=True)), proofs, promise)


def _of_pair(both: Both, pair: Pair, found: Apart, promise: str) -> Outcome:
    """What becomes of *promise* for one indicator. Raises Undecided."""
    ways = (">", "<") if promise == EQUIVALENT else (">",)
    for way in ways:
        unit = _unit(both, pair, found, way)
        if unit is not None:
            return refuted(f"{_lacking(pair)}{_scores(unit)}{_furthest(found)}", *unit.units)
    for zero in found.on_zero:
        if zero.unit is None:
            return Outcome(Verdict.REFUTED if promise == EQUIVALENT else Verdict.OPEN, zero.words)
    return proved(_lacking(pair) + ("对任何数据得分都相同" if promise == EQUIVALENT else "对任何数据都不高于前者"))


def _unit(both: Both, pair: Pair, found: Apart, way: str) -> Replay | None:
    """A unit to which the second gives more (``>``) or less (``<``); None when there is none. Raises Undecided."""
    if found.why:
        return unit_beyond(both, pair, found, way)
    extent = found.more if way == ">" else found.less
    if extent is not None and extent.unit is None:
        raise Undecided("两者可能有差别，没有找到显出差别的单位")
    return extent.unit if extent is not None else None


def unit_beyond(both: Both, pair: Pair, found: Apart, way: str) -> Replay | None:
    """The same where it is not decided how far the points can be apart: any such unit."""
    up = way == ">"
    for zero in found.on_zero:
        if zero.unit is not None and (zero.unit.difference > 0) == up:
            return zero.unit
    decimals = [own.rubric.conventions.decimals for own in (both.first, both.second)]
    step = Fraction(1, 10 ** min(decimals))
    whole = both.difference(pair) if decimals[0] == decimals[1] else rounded_difference(both, pair)
    tried: Sequence[Expr] = (both.inner(pair), whole) if decimals[0] == decimals[1] else (whole,)
    for expr in dict.fromkeys(tried):
        for least in (step, NOTHING):
            values = both.prover.facts_where(expr, way, least if up else -least)
            unit = None if values is None else replayed(both, pair, values, (lambda gap: (gap > 0) == up and gap != 0))
            if unit is not None:
                return unit
            if values is None and expr == whole and not least:
                return None
    raise Undecided("两者只在四舍五入以内有差别")


def _lacking(pair: Pair) -> str:
    """Said where only one of the two has the indicator."""
    return "前者没有这个指标，" if pair.first is None else "后者没有这个指标，" if pair.second is None else ""


def _scores(unit: Replay) -> str:
    before, after = (NOTHING if one is None or one.score is None else one.score for one in (unit.before, unit.after))
    return f"前者得{shown(before, 4)}分，后者得{shown(after, 4)}分，相差{shown(abs(after - before), 4)}分"


def _furthest(found: Apart) -> str:
    """How far the two can be apart at most."""
    said = [_most(word, one) for word, one in (("高", found.more), ("低", found.less)) if one is not None]
    only = "，差别只来自保留的位数" if found.only_rounding else ""
    return f"（后者{'、'.join(said)}{only}）" if said else ""


def _most(word: str, extent: Extent) -> str:
    if isinstance(extent.value, float):
        return "高出不封顶" if word == "高" else "低下不封底"
    return f"{'最多' if extent.reached else '不会超过'}{word}{shown(abs(extent.value), 4)}分"


def _total(both: Both, found: Sequence[tuple[Pair, Apart]], proofs: Sequence[Proof], promise: str) -> Proof:
    """What follows for the total from the indicators."""
    if {proof.verdict for proof in proofs} <= {Verdict.PROVED}:
        same = "各指标得分都相同，总分也相同" if promise == EQUIVALENT else "每个指标都不高于前者，总分也不高于前者"
        return Proof("", promise, Verdict.PROVED, same)
    named = "、".join(f"“{proof.subject}”" for proof in proofs if proof.verdict is Verdict.REFUTED)
    if promise == EQUIVALENT and named:
        return Proof("", promise, Verdict.REFUTED, f"{named}得分不同")
    if not named:
        return Proof("", promise, Verdict.OPEN, "有指标未能判定")
    settled = is_settled(found)
    most = total_extent(both, [(pair, one) for pair, one in found if not one.never], upper=True) if settled else None
    if settled and (most is None or most.value <= 0):
        return Proof("", promise, Verdict.PROVED, f"{named}可以高于前者，但总分从不高于前者")
    units = [dict(proof.units[0].values) for proof in proofs if proof.units]
    gaps = [most.unit.difference] if most is not None and most.unit is not None else []
    if any(gap is not None and gap > 0 for gap in (*gaps, *(whole_unit(both, one).difference for one in units))):
        end = f"（后者{_most('高', Extent(most.value, most.reached, None))}）" if most is not None else ""
        return Proof("", promise, Verdict.REFUTED, f"{named}高于前者，总分也可以高于前者{end}")
    return Proof("", promise, Verdict.OPEN, f"{named}可以高于前者，其他指标能否抵消没有判定")


def is_settled(found: Sequence[tuple[Pair, Apart]]) -> bool:
    """Whether it is known of every indicator how far its points can be apart, so that totals follow from them."""
    return not any(one.why or any(zero.unit is None for zero in one.on_zero) for _, one in found)
