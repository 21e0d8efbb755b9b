"""Mutants: the same rubric with one number, direction or sign changed; an example that notices none of them proves little."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import assert_never

from attrs import evolve, frozen

from evaldsl.examples.coverage import prover_of
from evaldsl.examples.example_runs import run_example
from evaldsl.facts.facts_file import FactNames
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import (
    ONE,
    ZERO,
    All,
    Arithmetic,
    Compare,
    Condition,
    Expr,
    If,
    Not,
    Number,
    Ref,
    Some,
    minus,
)
from evaldsl.interpreter.lowering import indicator_to_expr, item_to_expr
from evaldsl.interpreter.reaches import Values
from evaldsl.interpreter.rubric import (
    Cap,
    Case,
    Change,
    Decision,
    Effect,
    Example,
    Fact,
    Indicator,
    Item,
    Kind,
    Ladder,
    Rubric,
    Scale,
    Share,
    Span,
    Steps,
    Together,
    Veto,
)
from evaldsl.interpreter.scorer import Scorer, scorer
from evaldsl.interpreter.values import NOTHING, round_half_up, shown
from evaldsl.proofs.clauses import unit_of, value_at
from evaldsl.proofs.prover import Prover, best_values
from evaldsl.proofs.units import plainest

OTHER_OP = {"≥": ">", ">": "≥", "≤": "<", "<": "≤"}
MODES = ("进一", "整步", "按比例")

Facts = dict[str, Fact]
Changed = tuple[str, Effect]


@frozen
class Mutant:
    """One change: of which indicator and clause, in words, and the indicator so changed; *item* is its place, -1 the sum."""

    indicator: str
    clause: str
    change: str
    changed: Indicator
    item: int
    span: Span


@frozen
class Survivor:
    """A mutant that no example notices although it changes a score: *values* are facts that show it, *more* how."""

    mutant: Mutant
    values: Values
    more: bool

    def shows(self, indicator: Indicator) -> tuple[str, Expr]:
        """The item to look at ('' the whole), and an expression above 0 exactly where the change is seen."""
        place = self.mutant.item
        labels = [item.label for item in indicator.items]
        apart = place >= 0 and not indicator.effects and len(labels) > 1 and labels.count(labels[place]) == 1
        if apart:
            before, after = item_to_expr(indicator.items[place]), item_to_expr(self.mutant.changed.items[place])
        else:
            before, after = indicator_to_expr(indicator), indicator_to_expr(self.mutant.changed)
        differs = Some((Compare(">", after, before), Compare("<", after, before)))
        return labels[place] if apart else "", If(differs, ONE, ZERO)


@frozen
class Mutation:
    """How many mutants there were, how many change no score at all, and those that stay unnoticed."""

    total: int
    alike: int
    survivors: tuple[Survivor, ...]
    undecided: tuple[Mutant, ...]


def mutation(ready: Scorer) -> Mutation:
    """Changes a rubric one number at a time and looks whether its examples notice."""
    rubric, prover = ready.rubric, prover_of(ready)
    names = FactNames.of(rubric)
    total = alike = 0
    survivors: list[Survivor] = []
    undecided: list[Mutant] = []
    for indicator in rubric.indicators:
        examples = [one for one in rubric.examples if one.indicator == indicator.name and one.expected is not None]
        for mutant in mutants_of(indicator, ready.facts):
            total += 1
            if is_noticed(rubric, names, mutant, examples):
                continue
            try:
                found = _difference(prover, indicator, mutant)
            except Undecided:
                undecided.append(mutant)
                continue
            if found is None:
                alike += 1
            else:
                survivors.append(_told_plainly(ready, indicator, Survivor(mutant, *found)))
    return Mutation(total, alike, tuple(survivors), tuple(undecided))


def _told_plainly(ready: Scorer, indicator: Indicator, survivor: Survivor) -> Survivor:
    """*survivor* with facts as plain as they can be, so that it still shows after rounding."""
    place, changed = survivor.mutant.item, survivor.mutant.changed
    before = indicator_to_expr(indicator) if place < 0 else item_to_expr(indicator.items[place])
    after = indicator_to_expr(changed) if place < 0 else item_to_expr(changed.items[place])
    decimals = ready.rubric.conventions.decimals

    def shows(tried: Values) -> bool:
        old, new = value_at(before, tried), value_at(after, tried)
        if old is None or new is None:
            return False
        old, new = Fraction(round_half_up(old, decimals)), Fraction(round_half_up(new, decimals))
        return new > old if survivor.more else new < old

    return evolve(survivor, values=plainest(ready, survivor.values, shows)) if shows(survivor.values) else survivor


def is_noticed(rubric: Rubric, names: FactNames, mutant: Mutant, examples: Sequence[Example]) -> bool:
    """Whether some example gives other points under the mutant than it states."""
    if not examples:
        return False
    ready = scorer(evolve(rubric, indicators=(mutant.changed,), examples=(), grade_rules=()))
    return any(not run_example(ready, names, evolve(one, grade="")).passed for one in examples)


def _difference(prover: Prover, indicator: Indicator, mutant: Mutant) -> tuple[Values, bool] | None:
    """Facts for which the mutant gives more (True) or less, or None when it never does."""
    place = mutant.item
    if place < 0:
        return _apart(prover, indicator_to_expr(indicator), indicator_to_expr(mutant.changed))
    found = _apart(prover, item_to_expr(indicator.items[place]), item_to_expr(mutant.changed.items[place]))
    if found is None or not indicator.effects:
        return found
    whole, other = indicator_to_expr(indicator), indicator_to_expr(mutant.changed)
    values = best_values(prover.scope, whole, found[0])  # nothing that acts on the sum hides the item
    old, new = value_at(whole, values), value_at(other, values)
    return (values, new > old) if old is not None and new is not None and old != new else _apart(prover, whole, other)


def _apart(prover: Prover, before: Expr, after: Expr) -> tuple[Values, bool] | None:
    if before == after:
        return None
    for op, more in ((">", True), ("<", False)):
        values = prover.facts_where(minus(after, before), op, NOTHING)
        if values is not None:
            return values, more
    return None


# ---- changes


def mutants_of(indicator: Indicator, facts: Facts) -> Iterator[Mutant]:
    """Every change of one number, direction or sign of *indicator*, and every clause left out."""
    for place, item in enumerate(indicator.items):
        for effects, clause, change, span in _changed_effects(item.effects, facts):
            items = list(indicator.items)
            items[place] = evolve(item, effects=effects)
            yield Mutant(indicator.name, clause, change, evolve(indicator, items=tuple(items)), place, span)
        for stake in _stakes(item):
            items = list(indicator.items)
            items[place] = stake
            change = f"起评{shown(item.opening, 4)}分改成{shown(stake.opening, 4)}分"
            yield Mutant(indicator.name, item.words, change, evolve(indicator, items=tuple(items)), place, item.span)
    for effects, clause, change, span in _changed_effects(indicator.effects, facts):
        yield Mutant(indicator.name, clause, change, evolve(indicator, effects=effects), -1, span)


def _stakes(item: Item) -> Iterator[Item]:
    """Another opening, where points are given before anything is taken."""
    if item.opening > 0 and item.effects and not isinstance(item.effects[0], Ladder | Share):
        yield evolve(item, opening=item.opening * Fraction(3, 4))


def _changed_effects(effects: tuple[Effect, ...], facts: Facts) -> Iterator[tuple[tuple[Effect, ...], str, str, Span]]:
    for place, effect in enumerate(effects):
        for change, other in mutated(effect, facts):
            part = _changed_part(effect, other)
            yield (*effects[:place], other, *effects[place + 1 :]), part.words or effect.words, change, part.span
        yield (*effects[:place], *effects[place + 1 :]), effect.words, "整句删去", effect.span


def _changed_part(effect: Effect, other: Effect) -> Effect | Case:
    """The band or the step of *effect* in which *other* differs, or the effect itself."""
    if isinstance(effect, Ladder) and isinstance(other, Ladder):
        return next((one for one, new in zip(effect.cases, other.cases, strict=True) if one != new), effect)
    if isinstance(effect, Together) and isinstance(other, Together):
        return next((one for one, new in zip(effect.effects, other.effects, strict=True) if one != new), effect)
    return effect


def mutated(effect: Effect, facts: Facts) -> Iterator[Changed]:
    """*effect* with one thing changed, and the change in words."""
    match effect:
        case Ladder(cases, otherwise):
            for place, case in enumerate(cases):
                for said, condition in conditions(case.condition, facts):
                    yield said, evolve(effect, cases=_put(cases, place, evolve(case, condition=condition)))
                for said, points in expressions(case.points, facts):
                    yield said, evolve(effect, cases=_put(cases, place, evolve(case, points=points)))
            if otherwise is not None:
                for said, other in mutated(otherwise, facts):
                    yield said, evolve(effect, otherwise=other)
        case Share(points):
            for said, other_points in expressions(points, facts):
                yield said, evolve(effect, points=other_points)
        case Steps():
            yield from _steps(effect, facts)
        case Change(condition=condition, points=points, most=most):
            for said, other_condition in conditions(condition, facts):
                yield said, evolve(effect, condition=other_condition)
            yield _points(effect.points), evolve(effect, points=_other_points(points))
            if most is not None:
                yield _most(most), evolve(effect, most=_other_points(most))
        case Decision(takes=takes):
            yield ("扣分改成加分" if takes else "给分改成扣分"), evolve(effect, takes=not takes)
        case Together(effects, most):
            for place, one in enumerate(effects):
                for said, other in mutated(one, facts):
                    assert isinstance(other, Steps | Change)
                    yield said, evolve(effect, effects=_put(effects, place, other))
            yield _most(most), evolve(effect, most=_other_points(most))
        case Cap(points):
            yield f"最多{shown(points, 4)}分改成{shown(_other_points(points), 4)}分", Cap(_other_points(points))
        case Veto(condition):
            for said, other_condition in conditions(condition, facts):
                yield said, evolve(effect, condition=other_condition)
        case _:
            assert_never(effect)


def _steps(steps: Steps, facts: Facts) -> Iterator[Changed]:
    fact = facts.get(steps.measure.key) if isinstance(steps.measure, Ref) else None
    yield _points(steps.points), evolve(steps, points=_other_points(steps.points))
    yield f"每{_said(steps.size, fact)}改成每{_said(steps.size * 2, fact)}", evolve(steps, size=steps.size * 2)
    unit = Fraction(1) if fact is None else unit_of(fact, steps.base)
    if not steps.counted:
        other = steps.base + unit
        yield f"基准{_said(steps.base, fact)}改成{_said(other, fact)}", evolve(steps, base=other)
        for up, down, said in ((True, False, "只算超过的"), (False, True, "只算低于的"), (True, True, "超过低于都算")):
            if (up, down) != (steps.up, steps.down):
                yield said, evolve(steps, up=up, down=down)
    if not (fact is not None and fact.kind is Kind.COUNT and steps.size.denominator == 1 and steps.size == 1):
        for mode in MODES:
            if mode != steps.mode:
                yield f"不足一步的由{steps.mode}改成{mode}", evolve(steps, mode=mode)
    if steps.most is not None:
        yield _most(steps.most), evolve(steps, most=_other_points(steps.most))
        yield "不设限度", evolve(steps, most=None)
    if steps.where is not None:
        for said, where in conditions(steps.where, facts):
            yield said, evolve(steps, where=where)


def conditions(condition: Condition, facts: Facts) -> Iterator[tuple[str, Condition]]:
    """*condition* with one threshold moved, one sign sharpened or blunted, one part turned round or left out."""
    match condition:
        case Compare(op, left, right):
            fact = facts.get(left.key) if isinstance(left, Ref) else None
            if isinstance(right, Number):
                shift = Fraction(1) if fact is None else unit_of(fact, right.value)
                for value in (right.value + shift, right.value - shift):
                    said = f"{_said(right.value, fact)}改成{_said(value, fact)}"
                    yield said, Compare(op, left, Number(value))
            if op in OTHER_OP:
                yield (
                    f"{op}{_end(right, fact)}改成{OTHER_OP[op]}{_end(right, fact)}",
                    Compare(OTHER_OP[op], left, right),
                )
        case All(of) | Some(of):
            rebuilt: Callable[[tuple[Condition, ...]], Condition] = All if isinstance(condition, All) else Some
            for place, part in enumerate(of):
                for said, other in conditions(part, facts):
                    yield said, rebuilt(_put(of, place, other))
        case Not(of_one):
            for said, other in conditions(of_one, facts):
                yield said, Not(other)
        case _:
            yield "成立与不成立对调", Not(condition)


def expressions(expr: Expr, facts: Facts) -> Iterator[tuple[str, Expr]]:
    """*expr* with one of its constants changed."""
    match expr:
        case Scale():
            return
        case Number(value):
            other = _other_points(value)
            yield f"{shown(value, 4)}改成{shown(other, 4)}", Number(other)
        case Arithmetic(op, left, right):
            for said, one in expressions(left, facts):
                yield said, Arithmetic(op, one, right)
            for said, one in expressions(right, facts):
                yield said, Arithmetic(op, left, one)
        case If(condition, then, otherwise):
            for said, one in expressions(then, facts):
                yield said, If(condition, one, otherwise)
            for said, one in expressions(otherwise, facts):
                yield said, If(condition, then, one)
        case _:
            return


def _put(of: tuple, place: int, one: object) -> tuple:  # type: ignore[type-arg]
    return (*of[:place], one, *of[place + 1 :])


def _other_points(points: Fraction) -> Fraction:
    """Half as much again; something where there was nothing."""
    return points * Fraction(3, 2) if points else Fraction(1, 2)


def _points(points: Fraction) -> str:
    word = "扣" if points < 0 else "加"
    return f"{word}{shown(abs(points), 4)}分改成{word}{shown(abs(_other_points(points)), 4)}分"


def _most(most: Fraction) -> str:
    return f"限度{shown(most, 4)}分改成{shown(_other_points(most), 4)}分"


def _said(value: Fraction, fact: Fact | None) -> str:
    if fact is not None and fact.kind is Kind.RATIO:
        return f"{shown(value * 100, 6)}%"
    return f"{shown(value, 6)}{fact.unit if fact is not None else ''}"


def _end(expr: Expr, fact: Fact | None) -> str:
    return _said(expr.value, fact) if isinstance(expr, Number) else "所比的数"
