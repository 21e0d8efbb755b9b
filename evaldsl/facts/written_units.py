"""Numbers of one formula whose rules name no unit: 900 beside 1000万元 cannot be divided by one another.

Where a rule names the unit of a fact, every number is put into it. Where none does, what is written counts, and must go
together.
"""

from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from evaldsl.clauses.units import Powers, is_measured, powers_of_unit, scale_between
from evaldsl.facts.fact_values import is_bare, number_and_unit, without_multiple
from evaldsl.interpreter.expressions import (
    Arithmetic,
    Compare,
    Condition,
    Expr,
    Node,
    Number,
    Ref,
    Rest,
    keys_of,
    parts_of,
)
from evaldsl.interpreter.rubric import Definition, Effect, Fact, Kind, Ladder, Rubric, Share, Steps

_Formula = tuple[Expr | Compare, bool]
"""What is computed, and whether it must come out as a plain number: a rate, points."""


class _Open(Exception):
    """A formula of which the units cannot be told."""


class _Unlike(Exception):
    """Numbers that are added or compared and are not in one unit."""


@frozen
class Unlike:
    """What is written for the fact *key* does not go with what is written for *other*; *bare*: it has no unit."""

    key: str
    other: str
    bare: bool


@frozen
class WrittenUnits:
    """The *formulas* over facts of which the rules name no unit (*unitless*), with the *rates* that they read."""

    unitless: Mapping[str, Fact] = field(factory=dict)
    formulas: tuple[_Formula, ...] = ()
    rates: Mapping[str, Definition] = field(factory=dict)
    beside: Mapping[str, str] = field(factory=dict)
    """The unitless facts that are divided by, or compared with, a fact of which the rules name the unit; with that unit."""

    @classmethod
    def of(cls, rubric: Rubric) -> "WrittenUnits":
        """Those of *rubric*."""
        facts = {fact.key: fact for one in rubric.indicators for fact in one.facts} | {f.key: f for f in rubric.facts}
        unitless = {key: fact for key, fact in facts.items() if fact.kind is Kind.NUMBER and not fact.unit}
        rates = {rate.name: rate for rate in rubric.definitions}
        found: list[_Formula] = [(rate.expr, rate.ratio) for rate in rates.values()]
        for indicator in rubric.indicators if len(unitless) > 1 else ():
            for effect in (*indicator.effects, *(one for item in indicator.items for one in item.effects)):
                found += _formulas(effect)
        several = [one for one in found if len(unitless.keys() & keys_of(one[0])) > 1]
        units = {key: fact.unit for key, fact in facts.items() if fact.kind is Kind.NUMBER and is_measured(fact.unit)}
        beside: dict[str, str] = {}
        for node, plain in found if units else ():
            keys = keys_of(node)
            unit = next((units[key] for key in keys if key in units), "")
            if unit and (plain or isinstance(node, Compare)) and len({*keys}) == 2:
                beside |= {key: unit for key in keys if key in unitless}
        return cls(unitless, tuple(dict.fromkeys(several)), rates, beside)

    def in_unit(self, texts: Mapping[str, str], unit: str) -> dict[str, str]:
        """Those of *texts* without a unit that can only be in the *unit* of their table, with it: beside what is in such a unit."""
        known = dict(texts)
        beside = [key for key in self.beside.keys() & texts if scale_between(unit, self.beside[key]) is not None]
        waiting = [key for key in beside if is_bare(texts[key])] or self._bare(known)
        while waiting and is_measured(unit):
            known |= {key: known[key] + unit for key in waiting}
            waiting = self._bare(known)
        return {key: text for key, text in known.items() if text != texts[key]}

    def unlike(self, texts: Mapping[str, str]) -> Iterator[Unlike]:
        """What of the *texts*, by key what is written for the unitless facts that are known, does not go together."""
        told: set[str] = set()
        for node, plain in self.formulas:
            keys = [key for key in dict.fromkeys(keys_of(node)) if key in self.unitless]
            if all(key in texts for key in keys):
                for one in self._unlike(node, plain, {key: texts[key] for key in keys}):
                    if one.key not in told:
                        told.add(one.key)
                        yield one

    def _bare(self, texts: Mapping[str, str]) -> list[str]:
        return [one.key for one in self.unlike(texts) if one.bare]

    def words(self, found: Unlike, texts: Mapping[str, str]) -> tuple[str, str]:
        """What is said of numbers that do not go together, and a hint."""
        name, other = self.unitless[found.key].name, self.unitless[found.other].name
        text, beside = texts[found.key][:30], texts[found.other][:30]
        if not found.bare:
            return f"“{name}”填的是{text}，同一个算式里的“{other}”填的是{beside}，单位不同", "写成同一种单位"
        unit = (number_and_unit(beside) or (0, ""))[1]
        message = f"“{name}”填的是{text}，没有单位，同一个算式里的“{other}”填的是{beside}"
        base = without_multiple(unit)
        return message, f"写明是{base}还是{unit}" if base != unit else f"写明单位，如{text}{unit}"

    def _unlike(self, node: Expr | Compare, plain: bool, texts: Mapping[str, str]) -> Iterator[Unlike]:
        read = {key: number_and_unit(text) for key, text in texts.items()}
        units = {key: one[1] for key, one in read.items() if one is not None}
        measured = [key for key, unit in units.items() if is_measured(unit)]
        if not measured or len(units) < len(read):
            return
        bare = [key for key, one in read.items() if one is not None and not one[1] and one[0]]
        powers = {key: powers_of_unit(unit) for key, unit in units.items()}
        for key, one in read.items():
            if one is not None and (not one[0] or not powers[key]):  # 0 is 0 in any unit, and 90万 may be of anything
                powers[key] = {} if key in bare else powers[measured[0]]
        try:
            fits = not (self._powers(node, powers) and plain)
        except _Unlike:
            fits = False
        except _Open:
            return
        if fits:
            return
        yield from (Unlike(key, measured[0], True) for key in bare)
        if not bare:
            yield from _two_sizes(powers, units)

    def _powers(self, node: Node, powers: Mapping[str, Powers]) -> Powers:
        match node:
            case Number() | Rest():
                return {}
            case Ref(key) if key in powers:
                return powers[key]
            case Ref(key) if key in self.rates:
                rate = self.rates[key]
                return {} if rate.ratio else self._powers(rate.expr, powers)
            case Arithmetic(("×" | "÷") as op, left, right):
                one, two = self._powers(left, powers), self._powers(right, powers)
                sign = 1 if op == "×" else -1
                found = {kind: one.get(kind, 0) + sign * two.get(kind, 0) for kind in (*one, *two)}
                return {kind: power for kind, power in found.items() if power}
            case Arithmetic(_, left, right) | Compare(_, left, right):
                one, two = self._powers(left, powers), self._powers(right, powers)
                if one != two and keys_of(left) and keys_of(right):
                    raise _Unlike
                return one if keys_of(left) else two
        raise _Open


def _two_sizes(powers: Mapping[str, Powers], units: Mapping[str, str]) -> Iterator[Unlike]:
    """10公顷 beside 100亩: two units of one kind, of which neither is turned into the other."""
    seen: dict[str, tuple[str, str]] = {}
    for key in units:
        for unit in powers[key]:
            kind = unit.partition(" ")[0]
            first = seen.setdefault(kind, (unit, key))
            if first[0] != unit:
                yield Unlike(key, first[1], False)
                return


def _formulas(effect: Effect | None) -> Iterator[_Formula]:
    match effect:
        case Ladder(cases, otherwise):
            for case in cases:
                yield from ((one, False) for one in _compared(case.condition))
                yield case.points, True
            yield from _formulas(otherwise)
        case Share(points):
            yield points, True
        case Steps(measure):
            yield measure, False


def _compared(condition: Condition) -> Sequence[Compare]:
    if isinstance(condition, Compare):
        return [condition]
    return [one for part in parts_of(condition) if not isinstance(part, Expr) for one in _compared(part)]
