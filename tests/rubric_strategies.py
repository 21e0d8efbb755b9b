"""A hypothesis strategy: whole rubrics as descriptions for ``naive_scorer``, and facts at and around their thresholds.

What a description says is put into official wording by ``rubric_wordings``. Hypothesis draws the seed of a ``Chance`` and
no more: the hundreds of choices that a rubric takes would cost it a second each.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.described_rules import (
    Averaged,
    Award,
    Bands,
    Cell,
    Compare,
    Conventions,
    Decided,
    DecidedEach,
    DecidedLoss,
    Fact,
    FormulaBelow,
    Graded,
    Item,
    Least,
    LessEach,
    Lines,
    LossBands,
    Measure,
    Otherwise,
    Product,
    Quotient,
    Rate,
    Regrade,
    Says,
    Step,
    Table,
    Target,
    Tiers,
    Value,
    Veto,
    Within,
    facts_of,
    parts_of,
)
from tests.item_strategies import CLOSED, decided
from tests.naive_scorer import stake
from tests.rubric_draws import BASES, TITLES, Draw, F, UsedUp
from tests.taking_strategies import open_item

# ---- cells and tables


def drawn_table(chance: Random, most: int = 3, *, zero: bool = True) -> Table:
    """A whole rubric of up to *most* indicators. Without *zero* there is no rate that can lack its denominator."""
    d = Draw(chance)
    if zero and d.maybe():
        d.rates = tuple(
            Rate(
                name,
                Fact(top, "次数" if unit in "人件" else "数值", unit),
                Fact(bottom, "次数" if unit in "人件" else "数值", unit),
            )
            for name, top, bottom, unit in (d.name(BASES) for _ in range(d.number(1, 2)))
        )
    said = Conventions(
        d.one_of("", "进一", "整步", "按比例"), d.one_of("", "得满分", "不得分", "1", "0"), d.one_of(2, 2, 1, 3)
    )
    d.settled = bool(said.part)
    indicators: list[Cell | Target] = [_indicator(d) for _ in range(d.number(1, most))]
    full = sum((one.full for one in indicators), F(0))
    cuts = [F(round(full * share * 2), 2) for share in (F(9, 10), F(8, 10), F(6, 10))] if d.maybe() else []
    if len(set(cuts)) < 3:
        cuts = []
    grades = tuple(zip(("优", "良", "中"), cuts, strict=False)) + ((("差", F(0)),) if cuts else ())
    vetoes = tuple(Veto(Says(d.failed()), "等级", _regrade(d)) for _ in range(d.one_of(0, 0, 1, 2) if cuts else 0))
    shares = (
        ("达成", F(4, 5), F(1)),
        ("部分达成并具有一定效果", F(3, 5), F(4, 5)),
        ("未达成且效果较差", F(0), F(3, 5)),
    )
    indicators = [_saying(d, one, indicators) for one in indicators]
    read = list(dict.fromkeys(one for one in parts_of(tuple(indicators)) if isinstance(one, Rate)))
    used = tuple(sorted(read, key=lambda rate: [one.name for one in d.rates].index(rate.name)))
    return Table(tuple(indicators), said, used, grades, vetoes, shares)


def _saying(d: Draw, indicator: Cell | Target, indicators: list[Cell | Target]) -> Cell | Target:
    """*indicator* with some of the rates that no other one speaks of defined in its own sentence."""
    others = {one for other in indicators if other is not indicator for one in parts_of(other) if isinstance(one, Rate)}
    own = dict.fromkeys(one for one in parts_of(indicator) if isinstance(one, Rate) and one not in others)
    told = {rate: replace(rate, said=True) for rate in own if d.maybe()}
    return with_rates(indicator, told) if told else indicator


def with_rates(whole: Cell | Target, told: dict[Rate, Rate]) -> Cell | Target:
    """*whole* with other rates in it. Facts, and what stands in two places, stay one and the same."""
    made: dict[int, object] = {id(rate): other for rate, other in told.items()}

    def made_of(part: Any) -> Any:
        if isinstance(part, tuple):
            return tuple(map(made_of, part))
        if id(part) not in made and (not is_dataclass(part) or isinstance(part, Fact | Rate | type)):
            return part
        if id(part) not in made:
            made[id(part)] = replace(part, **{one.name: made_of(getattr(part, one.name)) for one in fields(part)})
        return made[id(part)]

    found: Cell | Target = made_of(whole)
    return found


def _indicator(d: Draw) -> Cell | Target:
    if d.number(0, 9) == 0:
        return _target(d)
    return _cell(d)


def _target(d: Draw) -> Target:
    title, full = d.name(TITLES), d.points() + 2
    if d.maybe():
        words = ("达成", "部分达成并具有一定效果", "未达成且效果较差")
        return Target(title, full, grade=Fact(title, "等次", choices=words), decision=d.decision("评定得分"))
    unit = d.one_of(("件", "次数"), ("万元", "数值"), ("%", "比率"))
    fact = Fact(title, unit[1], unit[0])
    return Target(title, full, fact, d.one_of("≥", "≤"), d.limit(fact))


def _cell(d: Draw) -> Cell:
    title = d.name(TITLES)
    if d.number(0, 15) == 0:
        pair = tuple(Item(Award(Says(d.judged()), d.points())) for _ in range(2))
        return Cell(title, sum(map(stake, pair), F(0)), pair, together=True)
    if d.number(0, 15) == 0:
        listed = Averaged(tuple(d.judged() for _ in range(d.one_of(2, 4, 5))), d.points(), alone=True)
        return Cell(title, stake(Item(listed)), (Item(listed),))
    d.parts, d.read_here = d.one_of("", "进一", "整步", "按比例"), []
    opened = d.number(0, 3) == 0
    items = [_closed(d, not opened) for _ in range(d.number(0 if opened else 1, 3))]
    worth = sum((stake(item) for item in items), F(0))
    rest = F(0)
    if opened:
        for _ in range(d.number(1, 2)):
            try:
                items.append(open_item(d))
            except UsedUp:
                items.append(_closed(d, False))
                worth += stake(items[-1])
        rest = d.points() if worth == 0 or d.maybe() else F(0)
    return Cell(title, worth + rest, tuple(_with_veto(d, item) for item in items))


def _closed(d: Draw, alone: bool) -> Item:
    for _ in range(6):
        try:
            item = d.one_of(*CLOSED)(d)
        except UsedUp:
            continue
        # what a formula without 最高得 is worth is not said: nothing may take from what it leaves
        if item.below and not alone:
            continue
        if alone or item.most is not None or not isinstance(item.opening, Product | LessEach | Least):
            return item
    return decided(d)


def _regrade(d: Draw) -> Regrade:
    how = d.one_of("定为", "不高于", "不评为", "下调")
    return Regrade(how, d.one_of("优", "良", "中") if how != "定为" else "差", d.one_of(1, 1, 2))


def _with_veto(d: Draw, item: Item) -> Item:
    if d.number(0, 7) or any(isinstance(one, LossBands) for one in item.changes):
        return item
    try:
        fact = d.failed()
    except UsedUp:
        return item
    return Item(
        item.opening,
        item.changes,
        (*item.vetoes, Veto(Says(fact), d.one_of("项", "指标", "等级", "指标等级"), _regrade(d))),
        item.most,
    )


# ---- facts


def limits_of(table: Table) -> dict[Measure, list[Fraction]]:
    """The numbers at which something changes, by measure."""
    found: dict[Measure, list[Fraction]] = {}
    for part in parts_of(table):
        match part:
            case Compare(measure=measure, limit=limit) | FormulaBelow(measure=measure, limit=limit):
                found.setdefault(measure, []).append(limit)
            case Target(measure=Fact() as measure, limit=limit):
                found.setdefault(measure, []).append(limit)
            case Within(measure=measure, low=low, high=high):
                found.setdefault(measure, []).extend((low, high))
            case Step(measure=measure, base=base, size=size):
                found.setdefault(measure, []).extend((base, base - size, base + size, base - 3 * size, base + 5 * size))
            case Tiers(measure=measure, base=base, width=width):
                found.setdefault(measure, []).extend(
                    (base, base + width, base - width, base + 2 * width, base - 2 * width)
                )
            case Lines(measure=measure, ends=ends):
                found.setdefault(measure, []).extend(number for number, _ in ends)
            case Least(measure=measure, per=per):
                found.setdefault(measure, []).append(per)
            case Bands(measure=measure, bands=bands) | LossBands(measure=measure, bands=bands):
                edges = [edge for band in bands for edge in (band.low, band.high) if edge is not None]
                found.setdefault(measure, []).extend(edges)
    return found


def drawn_unit(chance: Random, table: Table) -> dict[Fact, Value]:
    """Facts for *table*: at a threshold, just beside it, zero, huge, or anything."""
    limits = limits_of(table)
    values: dict[Fact, Value] = {}
    for rate in table.rates:
        bottom = F(chance.choice((100, 200, 40, 37, 1, 0) if rate.bottom.kind == "次数" else (100, 250, 33, 0)))
        goal = chance.choice([*limits.get(rate, []), F(0), F(3, 2)]) * bottom
        near = goal + chance.choice((F(0), F(-1), F(1), F(1, 100) if rate.top.kind == "数值" else F(2)))
        values[rate.bottom] = bottom
        values[rate.top] = max(F(0), F(int(near)) if rate.top.kind == "次数" else F(int(near * 100), 100))
    for part in parts_of(table):  # what a formula in a sentence is when 比率按100%计 is not settled: see the reference
        if isinstance(part, Quotient) and table.conventions.zero in ("0", "1"):
            values[part.bottom] = F(chance.choice((1, 40, 250)))
    for fact in facts_of(table):
        if fact not in values and fact.kind != "酌情":
            values[fact] = chance.choice(_values(fact, limits.get(fact, [])))
    for part in parts_of(table):
        values.update(_decisions(part, values, chance))
    for cell in table.indicators:  # nobody decides on more than there is to take
        rest = (
            cell.full - sum((stake(one) for one in cell.items if one.opening), F(0)) if isinstance(cell, Cell) else F(0)
        )
        for part in parts_of(cell):
            if isinstance(part, DecidedEach):
                decided = values[part.decision]
                assert isinstance(decided, Fraction)
                values[part.decision] = min(decided, rest or cell.full)
    return values


def _values(fact: Fact, limits: list[Fraction]) -> Sequence[Value]:
    match fact.kind:
        case "判断":
            return (True, False)
        case "等次":
            return fact.choices
        case "次数":
            near = [max(F(0), F(int(limit) + by)) for limit in limits for by in (0, -1, 1, 2)]
            return [F(0), F(1), F(2), F(3), F(5), *near, F(100_000)]
        case _:
            fine, top = (F(1, 10_000), F(50)) if fact.kind == "比率" else (F(1, 100), F(10**9))
            near = [
                max(fact.low or F(0), limit + by) for limit in limits for by in (0, fine, -fine, 37 * fine, -53 * fine)
            ]
            scale = fact.high or (F(1) if fact.kind == "比率" else F(150))
            plain = [F(0), scale, scale * F(37, 100), scale * F(9, 10), scale * F(1234, 10_000)]
            return plain + near + ([top, scale * 2] if fact.high is None else [])


def _decisions(part: object, values: dict[Fact, Value], chance: Random) -> Iterator[tuple[Fact, Fraction]]:
    def between(low: Fraction, high: Fraction) -> Fraction:
        return low + (high - low) * chance.choice((F(0), F(1), F(1, 2), F(3, 10)))

    match part:
        case Graded(fact=fact, points=points, decision=Fact() as decision):
            low, high = next((low, high) for word, low, high in points if word == values[fact])
            if low < high:
                yield decision, between(low, high)
        case Target(grade=Fact() as fact, decision=Fact() as decision, full=full):
            share = {"达成": (F(4, 5), F(1)), "部分达成并具有一定效果": (F(3, 5), F(4, 5))}.get(
                str(values[fact]), (F(0), F(3, 5))
            )
            yield decision, between(share[0] * full, share[1] * full)
        case Award(points=points_, otherwise=Otherwise(decision=Fact() as decision)):
            yield decision, between(F(0), points_)
        case Decided(decision=decision, low=low, high=high):
            yield decision, between(low, high)
        case DecidedEach(fact=count, decision=decision, low=low, high=high):
            times = values[count]
            assert isinstance(times, Fraction)
            yield decision, between(low * times, high * times) + chance.choice((F(0), F(0), F(1)))
        case DecidedLoss(decision=decision, low=low, high=high_):
            yield decision, F(0) if chance.random() < 0.5 else between(low, low if high_ is None else high_)


class Chance(Random):
    """Chooses rubrics, words and units; the same seed always the same."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.said = seed

    def __repr__(self) -> str:
        return f"Chance({self.said})"

    def table(self, most: int = 3, *, zero: bool = True) -> Table:
        """A whole rubric of up to *most* indicators; without *zero* there is no rate that can lack its denominator."""
        return drawn_table(self, most, zero=zero)

    def unit(self, table: Table) -> dict[Fact, Value]:
        """Facts for *table*: at a threshold, just beside it, zero, huge, or anything."""
        return drawn_unit(self, table)


chances = st.integers(0, 2**32 - 1).map(Chance)
