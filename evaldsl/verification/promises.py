"""What is promised of every indicator: one promise, one function, over all facts in their ranges."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from attrs import define, evolve

from evaldsl.checks.bands_gap import gaps
from evaldsl.checks.bands_overlap import overlaps
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.denials import denials_of
from evaldsl.interpreter.expressions import (
    ONE,
    TRUE,
    ZERO,
    All,
    Compare,
    Expr,
    If,
    Ref,
    inlined,
    keys_of,
    number,
)
from evaldsl.interpreter.lowering import (
    amount_to_expr,
    item_to_expr,
)
from evaldsl.interpreter.missing_facts import indicator_interval, open_facts_of
from evaldsl.interpreter.reaches import Values
from evaldsl.interpreter.rubric import (
    Change,
    Decision,
    Indicator,
    Kind,
    Steps,
    Together,
)
from evaldsl.interpreter.scorer import ReadyIndicator, Scorer
from evaldsl.interpreter.scores import IndicatorScore
from evaldsl.interpreter.values import NOTHING, Bound, round_half_up, shown
from evaldsl.proofs.clauses import Clause, clauses_of
from evaldsl.proofs.prover import Prover, best_values
from evaldsl.proofs.shapes import Shape, Way
from evaldsl.proofs.units import Unit, shown_by
from evaldsl.verification.proof import Outcome, Verdict, proved, refuted


@define
class Subject:
    """An indicator with what is needed to speak about all its units."""

    ready: Scorer
    prepared: ReadyIndicator
    reading: Reading | None
    prover: Prover
    expr: Expr

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.prepared.indicator

    def shown_by(self, values: Values, shows: Callable[[IndicatorScore], bool]) -> Unit | None:
        """A plain unit near *values* of which *shows* holds when it is scored."""
        return shown_by(self.ready, self.indicator.name, values, shows)

    def where(self, op: str, level: Fraction, shows: Callable[[IndicatorScore], bool]) -> tuple[bool, Unit | None]:
        """Whether the points can be *op* *level*, and a plain unit that shows it, if facts are found that give its rates.

        Where amounts give none of the rates found, -101% of a change, rates from -100% and from 0 are tried.
        """
        rates = [key for key in keys_of(self.expr) if key in self.ready.rates]
        for least in (None, -1, 0) if rates else (None,):
            within = {} if least is None else {rate: Compare("≥", Ref(rate), number(least)) for rate in rates}
            both = {key: All((one, self.prover.allowed.get(key, TRUE))) for key, one in within.items()}
            prover = evolve(self.prover, allowed={**self.prover.allowed, **both}) if within else self.prover
            values = prover.facts_where(self.expr, op, level)
            if values is None and least is None:
                return False, None
            unit = None if values is None else self.shown_by(values, shows)
            if unit is not None:
                return True, unit
        return True, None


# ---- bounds


def not_below_zero(subject: Subject) -> Iterator[Outcome]:
    """得分不低于0分"""
    possible, unit = subject.where("<", NOTHING, lambda one: one.score is not None and one.score < 0)
    if not possible:
        yield proved("得分总不低于0分")
        return
    yield _refuted_by(unit, lambda score: f"可以得{shown(score, 4)}分，低于0分")


def not_above_full(subject: Subject) -> Iterator[Outcome]:
    """得分不超过分值"""
    full = subject.indicator.full
    possible, unit = subject.where(">", full, lambda one: one.score is not None and one.score > full)
    if not possible:
        yield proved(f"得分总不超过{shown(full, 4)}分")
        return
    if subject.ready.rubric.conventions.bonus_over_full and unit is not None:
        yield proved(f"加分可以超过{shown(full, 4)}分，这是约定允许的", unit)
        return
    open_ended = "没有上限：" if _is_open_ended(subject) else ""
    yield _refuted_by(
        unit,
        lambda score: f"{open_ended}可以得{shown(score, 4)}分，比分值{shown(full, 4)}分多{shown(score - full, 4)}分",
    )


def _is_open_ended(subject: Subject) -> bool:
    """Whether there is no most that the indicator can score."""
    try:
        return isinstance(subject.prover.ends(subject.expr)[1].value, float)
    except Undecided:
        return False


def full_reachable(subject: Subject) -> Iterator[Outcome]:
    """满分可以得到"""
    full = subject.indicator.full
    room = Fraction(1, 2 * 10**subject.ready.rubric.conventions.decimals)
    possible, unit = subject.where("≥", full - room, lambda one: one.score is not None and one.score >= full)
    if possible:
        if unit is None:
            raise Undecided("找不到算得满分的数据")
        yield proved(f"满分{shown(full, 4)}分可以得到", unit)
        return
    _, high = subject.prover.ends(subject.expr)
    best = _decimals(subject, high.value)
    unit = subject.shown_by(high.near(room), lambda one: one.score == best)
    yield refuted(f"最多得{shown(best, 4)}分，得不到{shown(full, 4)}分", *([unit] if unit else []))


def least_points(subject: Subject) -> Iterator[Outcome]:
    """最低分"""
    low, _ = subject.prover.ends(subject.expr)
    if isinstance(low.value, float):
        yield refuted("得分没有下限")
        return
    worst = _decimals(subject, low.value)
    room = Fraction(1, 4 * 10**subject.ready.rubric.conventions.decimals)
    unit = subject.shown_by(low.near(room), lambda one: one.score == worst)
    if unit is None:
        raise Undecided(f"找不到算得最低分{shown(worst, 4)}分的数据")
    yield proved(f"最低{shown(worst, 4)}分，可以得到", unit)


def rounding_inside(subject: Subject) -> Iterator[Outcome]:
    """四舍五入不越界"""
    decimals, full = subject.ready.rubric.conventions.decimals, subject.indicator.full
    if (full * 10**decimals).denominator == 1:
        yield proved(f"保留{decimals}位小数，分值{shown(full, 6)}分本身只到这一位，四舍五入不会超过它")
        return
    above = Fraction(round_half_up(full, decimals)) > full
    values = subject.prover.facts_where(subject.expr, "≥", full)
    if not above or values is None:
        yield proved(f"保留{decimals}位小数，四舍五入不会超过{shown(full, 6)}分")
        return
    unit = subject.shown_by(values, lambda one: one.score is not None and one.score > full)
    yield _refuted_by(
        unit, lambda score: f"四舍五入后得{shown(score, 6)}分，比分值{shown(full, 6)}分多{shown(score - full, 6)}分"
    )


def interval_exact(subject: Subject) -> Iterator[Outcome]:
    """缺数据时的区间恰当"""
    keys = sorted(subject.prepared.reads)
    found = indicator_interval(subject.prepared, {}, open_facts_of(subject.ready, {}, keys))
    low, high = subject.prover.ends(subject.expr)
    if found == (low.value, high.value):
        yield proved(f"数据全缺时的区间{_interval(found)}，两端都能由补齐的数据达到或接近")
        return
    exact = _interval((low.value, high.value))
    raise Undecided(f"数据全缺时给出的区间是{_interval(found)}，补齐后只能在{exact}")


def _interval(ends: tuple[Bound, Bound]) -> str:
    low, high = (shown(end, 4) + ("分" if isinstance(end, Fraction) else "") for end in ends)
    return f"{low}至{high}"


def _decimals(subject: Subject, value: Bound) -> Fraction:
    return Fraction(round_half_up(value, subject.ready.rubric.conventions.decimals))


def _refuted_by(unit: Unit | None, says: Callable[[Fraction], str]) -> Outcome:
    if unit is None or unit.score.score is None:
        raise Undecided("按率推出的反例没有相应的原始数据")
    return refuted(says(unit.score.score), unit)


# ---- directions


def directions(subject: Subject) -> Iterator[Outcome]:
    """各项数据的方向"""
    for key in keys_of(subject.expr):
        fact = subject.ready.facts[key]
        if fact.kind is Kind.CHOICE:
            continue
        denials = [(condition, one) for condition, one in denials_of(subject.expr) if key in one.failings]
        expr = inlined(subject.expr, {}, [condition for condition, _ in denials])
        judged = "、".join(dict.fromkeys(f"“{subject.ready.facts[one.judged].name}”" for _, one in denials))
        besides = f"（{judged}填“否”而哪一样也没有的，自相矛盾，不在其内）" if judged else ""
        try:
            shape = subject.prover.shape(expr, key)
        except Undecided as why:
            yield Outcome(Verdict.OPEN, f"{fact.name}：{why}{besides}")
            continue
        one = _direction(subject, key, shape)
        yield evolve(one, statement=one.statement + besides)


def _direction(subject: Subject, key: str, shape: Shape) -> Outcome:
    fact = subject.ready.facts[key]
    if fact.kind is Kind.JUDGEMENT:
        yes = {Way.UP: "“是”不比“否”得分低", Way.DOWN: "“是”不比“否”得分高", Way.FLAT: "是、否得分相同"}
        said = yes.get(shape.way, "“是”与“否”哪个得分高，随其他数据而变")
        return proved(f"{fact.name}：{said}")
    if shape.way is Way.PEAK:
        low, high = (_in_unit(subject, key, end) for end in (shape.low, shape.high))
        place = low if low == high else f"{low}至{high}"
        return proved(f"{fact.name}：{place}时得分最高，再小、再大都不再升")
    ways = {Way.UP: "越大，得分不降", Way.DOWN: "越大，得分不升", Way.FLAT: "不影响得分"}
    if shape.way in ways:
        return proved(f"{fact.name}：{ways[shape.way]}")
    units = tuple(
        unit
        for pair in (shape.rising, shape.falling)
        for values in pair or ()
        if (unit := _replayed(subject, values)) is not None
    )
    turn = "先降后升" if shape.way is Way.VALLEY else "有升有降"
    return proved(f"{fact.name}：变大时得分{turn}", *units)


def _replayed(subject: Subject, values: Values) -> Unit | None:
    return subject.shown_by(values, lambda one: one.score is not None)


def _in_unit(subject: Subject, key: str, value: Bound) -> str:
    fact = subject.ready.facts[key]
    if isinstance(value, float):
        return "无穷大"
    return shown(value * 100, 6) + "%" if fact.kind is Kind.RATIO else shown(value, 6) + fact.unit


# ---- bands and clauses


def bands_meet(subject: Subject) -> Iterator[Outcome]:
    """档位既不断档也不重叠"""
    if subject.reading is None:
        return
    found = [*gaps(subject.reading), *overlaps(subject.reading)]
    for where, told in found:
        best = best_values(subject.prover.scope, subject.expr, dict(where))
        unit = shown_by(subject.ready, subject.indicator.name, best, _scored, kept=frozenset(where))
        yield refuted(told.message, *([unit] if unit else []), span=(told.start, told.end))
    ladders = [draft for draft in subject.reading.drafts if len(draft.cases) > 1]
    if ladders and not found:
        yield proved("各档首尾相接，互不重叠")


def _scored(score: IndicatorScore) -> bool:
    return score.score is not None


def clauses_act(subject: Subject) -> Iterator[Outcome]:
    """每一句都能起作用"""
    every = clauses_of(subject.indicator)
    every += [
        Clause("", rule.words, "", rule.span, If(rule.condition, ONE, ZERO)) for rule in subject.indicator.grade_rules
    ]
    asleep = [one for one in every if subject.prover.facts_where(one.acts, ">", NOTHING) is None]
    for one in asleep:
        yield refuted(f"“{one.words}”对任何数据都不起作用", span=one.span)
    if every and not asleep:
        yield proved("每一句、每一档都有数据使它起作用")


def deductions_stop(subject: Subject) -> Iterator[Outcome]:
    """扣分扣完为止"""
    taking = 0
    for item in subject.indicator.items:
        for effect in item.effects:
            most = getattr(effect, "most", None)
            if not isinstance(effect, Steps | Change | Decision | Together) or not amount_to_expr(effect)[1]:
                continue
            taking += 1
            amount = amount_to_expr(effect)[0]
            if most is not None and subject.prover.facts_where(amount, ">", most) is not None:
                yield refuted(f"“{effect.words}”可以扣到{shown(most, 4)}分以上", span=effect.span)
        if item.floor == 0 and subject.prover.facts_where(item_to_expr(item), "<", NOTHING) is not None:
            yield refuted(f"{item.label or '本项'}可以扣到0分以下", span=item.span)
    if taking:
        yield proved("扣分到规定的限度或扣完为止")


PROMISES: dict[str, Callable[[Subject], Iterator[Outcome]]] = {
    "得分不低于0分": not_below_zero,
    "得分不超过分值": not_above_full,
    "满分可以得到": full_reachable,
    "最低分": least_points,
    "各项数据的方向": directions,
    "档位既不断档也不重叠": bands_meet,
    "每一句都能起作用": clauses_act,
    "扣分扣完为止": deductions_stop,
    "四舍五入不越界": rounding_inside,
    "缺数据时的区间恰当": interval_exact,
}
"""What is proved of each indicator, in this order."""
