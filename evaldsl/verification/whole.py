"""What is promised of the rubric as a whole: its total, its grades."""

from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from time import perf_counter

from attrs import frozen

from evaldsl.checks.grade_gap import grade_gap
from evaldsl.checks.weights_do_not_sum import weights_do_not_sum
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import Expr, keys_of
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.ranges import Scope, range_of
from evaldsl.interpreter.reaches import Values
from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.interpreter.scorer import Scorer
from evaldsl.interpreter.values import Bound, round_half_up, shown
from evaldsl.proofs.prover import FINE, Method, Prover, beyond
from evaldsl.proofs.units import typed_values
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic
from evaldsl.verification.proof import Outcome, Proof, Verdict, proved, refuted

NOTHING, ONE = Fraction(0), Fraction(1)


@frozen
class Whole:
    """A rubric with what is needed to speak about all its units."""

    loaded: Loaded
    ready: Scorer
    prover: Prover

    def greatest(self) -> list[Bound]:
        """The most each indicator can score, rounded as its points are."""
        return self._rounded(1)

    def least(self) -> list[Bound]:
        """The least each indicator can score."""
        return self._rounded(0)

    def _rounded(self, side: int) -> list[Bound]:
        rubric = self.ready.rubric
        ends = [self.prover.ends(indicator_to_expr(one))[side].value for one in rubric.indicators]
        return [round_half_up(end, rubric.conventions.decimals) for end in ends]


def total_within(whole: Whole) -> Iterator[Outcome]:
    """总分在0分与总分值之间"""
    full, low, high = whole.ready.rubric.full, sum(whole.least(), NOTHING), sum(whole.greatest(), NOTHING)
    most = f"最高分合计{shown(high, 4)}分" if isinstance(high, Fraction) else "最高分不封顶"
    above = "、".join(
        f"“{one.name}”{shown(best, 4)}{'分' if isinstance(best, Fraction) else ''}"
        for one, best in zip(whole.ready.rubric.indicators, whole.greatest(), strict=True)
        if best > one.full
    )
    named = f"；超过自己分值的有{above}" if above else ""
    lowest = f"最低分合计{shown(low, 4)}分" if isinstance(low, Fraction) else "最低分没有下限"
    statement = f"各指标{lowest}，{most}，总分值{shown(full, 4)}分{named}"
    yield (proved if low >= 0 and high <= full else refuted)(statement)


def total_reachable(whole: Whole) -> Iterator[Outcome]:
    """总分的满分可以得到"""
    ready, full = whole.ready, whole.ready.rubric.full
    best = sum(whole.greatest(), NOTHING)
    if best < full:
        yield refuted(f"各指标最高分合计只有{shown(best, 4)}分，不到{shown(full, 4)}分")
        return
    anything = {fact.key: whole.prover.scope.some_value(fact.key) for fact in ready.rubric.facts}
    for plain, at_most in product((False, True), (False, True)):
        together = joint_values(ready, whole.prover, at_most=at_most, plain=plain)
        typed = None if together is None else typed_values(ready, together)
        card = None if typed is None else score(ready, {**anything, **typed})
        if card is not None and card.score is not None and card.score >= full:
            how = "各指标都得最高分" if at_most else "每个指标都得满分"
            yield proved(f"有一个单位{how}，合计{shown(card.score, 4)}分")
            return
    raise Undecided("各指标的最高分要用到相同的数据，没有找到同时得到它们的单位")


def joint_values(ready: Scorer, prover: Prover, *, at_most: bool, plain: bool = False) -> Values | None:
    """Facts with which every indicator has its full marks (*at_most*: all it can get) at once; None if they collide.

    *plain*: rates are 100% or 0% where that gives as many points, which facts that several share can give most easily.
    What an indicator settles, the next ones must do with: those with the fewest facts of their own go first.
    """
    found: Values = {}
    exprs = [(indicator, indicator_to_expr(indicator)) for indicator in ready.rubric.indicators]
    read = Counter(key for _, expr in exprs for key in set(keys_of(expr)))
    for indicator, expr in sorted(exprs, key=lambda pair: sum(read[key] == 1 for key in set(keys_of(pair[1])))):
        keys = keys_of(expr)
        shared = [key for key in keys if key in found]
        narrowed = prover.scope.of(keys)
        for key in shared:
            narrowed = narrowed.fixed(key, found[key])
        try:
            ends = range_of(expr, narrowed) if shared else prover.ends(expr)
        except Undecided:
            return None
        more = None if at_most or ends[1].value == indicator.full else beyond(ends, "≥", indicator.full)
        settled = ends[1].near(FINE) if more is None else more
        if plain:
            least = min(ends[1].value, indicator.full)
            settled = _with_plain_rates(
                expr, narrowed, {**settled, **{key: found[key] for key in shared}}, least, ready
            )
        found.update(settled)
    return found


def _with_plain_rates(expr: Expr, scope: Scope, values: Values, least: Bound, ready: Scorer) -> Values:
    """*values* with rates of 100%, else 0%, in the place of others that give no more points than *least* either."""
    known = {key: values[key] for key in keys_of(expr) if key in values}
    for key in [key for key in known if key in ready.rates]:
        for rate in (ONE, NOTHING):
            tried, narrowed = {**known, key: rate}, scope
            for other, value in tried.items():
                narrowed = narrowed.fixed(other, value)
            allowed = scope.measures[key].within(((rate, rate),)).parts
            if allowed and range_of(expr, narrowed)[1].value >= least:
                known = tried
                break
    return {**values, **known}


def weights_fit(whole: Whole) -> Iterator[Outcome]:
    """分值合计相符"""
    yield from _checked(whole.loaded, weights_do_not_sum, "各级分值与总分相符")


def grades_cover(whole: Whole) -> Iterator[Outcome]:
    """等级覆盖全部总分"""
    if whole.ready.rubric.grades:
        yield from _checked(
            whole.loaded, grade_gap, f"0分至{shown(whole.ready.rubric.full, 4)}分，每个总分恰好属于一个等级"
        )


def _checked(loaded: Loaded, check: Callable[[Loaded], Iterator[Diagnostic]], statement: str) -> Iterator[Outcome]:
    found = list(check(loaded))
    for one in found:
        yield refuted(one.message, span=(one.start, one.end))
    if not found:
        yield proved(statement)


WHOLE_PROMISES: dict[str, Callable[[Whole], Iterator[Outcome]]] = {
    "总分不越界": total_within,
    "总分的满分可以得到": total_reachable,
    "分值合计相符": weights_fit,
    "等级覆盖全部总分": grades_cover,
}
"""What is proved of the rubric as a whole, in this order."""


def whole_proofs(whole: Whole) -> Iterator[Proof]:
    """Every promise of the whole rubric."""
    for promise, outcomes in WHOLE_PROMISES.items():
        begun = perf_counter()
        try:
            found = list(outcomes(whole))
        except Undecided as why:
            found = [Outcome(Verdict.OPEN, str(why))]
        seconds = (perf_counter() - begun) / (len(found) or 1)
        for one in found:
            yield Proof("", promise, one.verdict, one.statement, Method.PIECEWISE.value, seconds, one.units)
