"""What is promised of the rubric as a whole: its total, its grades."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from time import perf_counter

from attrs import evolve, frozen

from evaldsl.checks.grade_gap import grade_gap
from evaldsl.checks.weights_do_not_sum import weights_do_not_sum
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import Expr, keys_of
from evaldsl.interpreter.grades import grade_rules, scale_of
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.ranges import Scope, range_of
from evaldsl.interpreter.reaches import Values
from evaldsl.interpreter.rubric import GradeAtMost, GradeIs, Kind
from evaldsl.interpreter.rubric_to_scores import score
from evaldsl.interpreter.scorer import Scorer, base_facts
from evaldsl.interpreter.values import NOTHING, Bound, round_half_up, shown
from evaldsl.proofs.prover import FINE, Method, Prover, beyond
from evaldsl.proofs.units import typed_values
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic
from evaldsl.verification.grade_ways import Fit, fits
from evaldsl.verification.grades import (
    Flip,
    Pair,
    Turn,
    Worse,
    change_of,
    flips_of,
    is_safe,
    most_before,
    pairs_of,
    plain_pairs,
    plain_worse,
    shown_worse,
    turns_of,
    without_change,
    worse_words,
)
from evaldsl.verification.proof import Outcome, Proof, Verdict, proved, refuted

ONE = Fraction(1)


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


def grade_follows(whole: Whole) -> Iterator[Outcome]:
    """得分升，等级不降"""
    rubric, ready = whole.ready.rubric, whole.ready
    if not rubric.grades:
        return
    scale, begun = scale_of(rubric.grades), False
    for turn in turns_of(ready):
        begun = True
        yield from _turned(whole, turn, scale)
    if not begun:
        yield proved("等级只由总分决定：总分升，等级不降")


def _turned(whole: Whole, turn: Turn, scale: tuple[str, ...]) -> Iterator[Outcome]:
    """What comes of one fact on which a rule turns."""
    fact = whole.ready.facts[turn.key]
    told = f"“{fact.address or fact.name}”：怎样改，只要得分升，“{turn.rule.words}”都不会使等级变差"
    prover = evolve(whole.prover, scope=whole.prover.scope.of(turn.reads()))
    flips, pairs, why = list[Flip](), list[tuple[Pair, Values]](), ""
    try:
        if is_safe(turn, prover, scale):
            yield proved(told)
            return
        flips = list(flips_of(turn, prover, scale))
        pairs = list(pairs_of(turn, flips))
        if not pairs or _is_idle(whole, turn, flips, scale):
            yield proved(told)
            return
    except Undecided as trouble:
        why = f"（{trouble}）"
    worse = _worse(whole, turn, pairs)
    if worse is None and flips:
        try:
            ways = list(fits(whole.ready, whole.prover, turn, flips))
            if not ways:
                yield proved(told)
                return
            worse = next((one for way in ways if (one := _tried(whole, turn, way)) is not None), None)
        except Undecided as trouble:
            why = f"（{trouble}）"
    if worse is not None:
        plain = plain_worse(whole.ready, worse)
        yield refuted(worse_words(plain, whole.ready), plain.unit, span=turn.rule.span)
        return
    name = fact.address or fact.name
    told = f"“{name}”变动时，得分升而“{turn.rule.words}”起作用，等级会不会因此变差没有求出{why}"
    yield Outcome(Verdict.OPEN, told, span=turn.rule.span)


def _is_idle(whole: Whole, turn: Turn, flips: Sequence[Flip], scale: tuple[str, ...]) -> bool:
    """Whether no total before one of *flips* earns a better grade than that to which the rule caps it. Raises Undecided."""
    change, rubric = turn.rule.change, whole.ready.rubric
    fixed = [rule.change.word for rule in grade_rules(rubric) if isinstance(rule.change, GradeIs)]
    if not isinstance(change, GradeAtMost) or change.word not in scale or not {*fixed} <= {scale[-1]}:
        return False
    places = range(len(rubric.indicators))
    others = sum((whole.greatest()[at] for at in places if rubric.indicators[at].name not in turn.names), NOTHING)
    most = most_before(flips) + others + Fraction(len(turn.names), 10**rubric.conventions.decimals)
    reached = [scale.index(band.word) for band in rubric.grades if band.low is None or band.low <= most]
    return min(reached, default=0) >= scale.index(change.word) + change.below


def _worse(whole: Whole, turn: Turn, pairs: Sequence[tuple[Pair, Values]]) -> Worse | None:
    """A unit whose grade is worse by one of *pairs*, else by some other change of the fact that is tried."""
    for rest in _others(whole):
        plain: list[tuple[Pair, Values]] = [(change, {}) for change in plain_pairs(whole.ready, turn, rest)]
        for change, facts in (*pairs, *plain):
            worse = shown_worse(whole.ready, turn, change, facts, rest)
            if worse is not None:
                return worse
    return None


def _tried(whole: Whole, turn: Turn, way: Fit) -> Worse | None:
    """A unit whose grade is worse by a change that may fit, among what the other facts may be."""
    change = change_of(turn, way.flip, way.values)
    anything = {fact.key: whole.prover.scope.some_value(fact.key) for fact in whole.ready.rubric.facts}
    for facts in way.rest.facts:
        rest = {**anything, **(typed_values(whole.ready, facts) or {})}
        worse = change and shown_worse(whole.ready, turn, change, without_change(turn, way.values), rest)
        if worse:
            return worse
    return None


MOST_OTHERS = 12


def _others(whole: Whole) -> Iterator[Values]:
    """What the other facts may be: the best, and less and less of it, with no rule about the grade that they make hold."""
    rubric = whole.ready.rubric
    exprs = [indicator_to_expr(one) for one in rubric.indicators]
    read = {base for expr in exprs for key in keys_of(expr) for base in base_facts(whole.ready, key)}
    rules = {key for rule in grade_rules(rubric) for key in keys_of(rule.condition)} - read
    quiet: Values = {key: False for key in rules if whole.ready.facts[key].kind is Kind.JUDGEMENT}
    anything = {fact.key: whole.prover.scope.some_value(fact.key) for fact in rubric.facts}
    for at_most in (False, True):
        best = joint_values(whole.ready, whole.prover, at_most=at_most, plain=True)
        found = {**anything, **(typed_values(whole.ready, best or {}) or {})}
        yield {**found, **quiet}
    yield found
    step = -(-len(exprs) // MOST_OTHERS)
    for place, expr in enumerate(exprs, 1):
        try:
            found = {**found, **(typed_values(whole.ready, whole.prover.ends(expr)[0].near(FINE)) or {})}
        except Undecided:
            continue
        if place % step == 0 or place == len(exprs):
            yield {**found, **quiet}


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
    "得分升，等级不降": grade_follows,
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
            span = one.span or (0, 0)
            yield Proof("", promise, one.verdict, one.statement, Method.PIECEWISE.value, seconds, one.units, span)
