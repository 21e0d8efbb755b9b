"""Made-up units of a rubric: values with few decimals, often exactly on a threshold or beside it, good units and bad ones.

Numbers that cost points are drawn by what they cost, so that every indicator gets points all over its scale. Always the same for the same rubric and seed, however many are asked for. Nothing in them is about any real unit.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor

import numpy as np
import pyarrow as pa
from attrs import define, evolve, field, frozen

from evaldsl.batch.aims import Aim, by_rate
from evaldsl.batch.blocks import Int64s, Truths
from evaldsl.batch.columns import header_of
from evaldsl.facts.contradictions import Contradictions
from evaldsl.facts.decision_ranges import DecisionRanges
from evaldsl.facts.fact_values import is_implausible
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.bounds import domain, known, truth_of
from evaldsl.interpreter.decided_ranges import OpenEnd
from evaldsl.interpreter.grades import grade_rules
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.missing_facts import indicator_interval, open_facts_of
from evaldsl.interpreter.rubric import Fact, Kind, Rubric, Scale
from evaldsl.interpreter.rubric_to_scores import base_facts
from evaldsl.interpreter.scorer import ReadyIndicator, Scorer, scorer

BLOCK = 65_536
NUMBER, NAME = "编号", "单位"
_NEAR = tuple(Fraction(one, 1000) for one in (0, 0, 0, 1, -1, 5, -5, 10, -10, 20, -35, 50, -50, 100, -200))
_WHOLE_UNITS = frozenset("人个名家户辆台座处次件项")
_SPREAD_OUT = tuple(Fraction(one, 10) for one in range(14))
"""Where else than near it: parts of the highest threshold."""
_ROUND = 20
"""Half of the whole numbers that a rate is of are multiples of this, so that 95% falls on a whole number."""
_DIGITS = 4
_AROUND = np.array([100, 100, 100, 95, 105, 90, 110, 80, 120, 97])
"""What the amounts of a unit are to each other, in tenths of its size."""
QUALITY, _SPREAD, _WIDER = 0.93, 0.05, 0.7
"""How good units are on average, how far they are apart, and by how much more the worse they are: not all of them are bad."""
_VETO = 0.004
Value = Fraction | bool | str
Dice = np.random.Generator
Shares = np.ndarray[tuple[int], np.dtype[np.float64]]


@frozen
class _Menu:
    """What a fact or a rate can be: the *best* values and *others*, as places in *values*, these by their *shares*.

    Numbers are not the best as often as judgements are.
    """

    values: tuple[Value, ...]
    best: Int64s
    others: Int64s
    shares: Shares
    vetoes: bool = False

    def pick(self, quality: np.ndarray[tuple[int], np.dtype[np.float64]], dice: Dice) -> Int64s:
        """A value for each unit."""
        usual = quality**2 if isinstance(self.values[0], Fraction) else quality
        good = dice.random(len(quality)) < (1 - _VETO if self.vetoes else usual)
        others = dice.choice(self.others, len(quality), p=self.shares)
        return np.where(good, dice.choice(self.best, len(quality)), others)


@define
class Sample:
    """Makes units of one rubric. *missing* is the share of cells that are left empty, *quality* about that of judgements and words that are the best."""

    rubric: Rubric
    seed: int = 1
    missing: float = 0.0
    quality: float = QUALITY
    ready: Scorer = field(init=False)
    marks: dict[str, list[Fraction]] = field(init=False, factory=dict)
    menus: dict[str, _Menu] = field(init=False, factory=dict)
    aims: dict[str, Aim] = field(init=False)
    schema: pa.Schema = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.ready = scorer(self.rubric)
        self.aims = by_rate({rate.name: rate.expr for rate in self.rubric.definitions})
        for indicator in self.rubric.indicators:
            self._note(indicator_to_expr(indicator))
        grading = {
            base for rule in grade_rules(self.rubric) for key in ex.keys_of(rule.condition) for base in self._of(key)
        }
        readers: dict[str, list[ReadyIndicator]] = {}
        for prepared in self.ready.prepared:
            for key in prepared.reads:
                readers.setdefault(key, []).append(prepared)
        bases = {base for rate in self.ready.rates for base in self._of(rate)}
        for key, fact in self.ready.facts.items():
            if key in self.marks or fact.kind not in (Kind.NUMBER, Kind.RATIO, *[Kind.COUNT] * (key in bases)):
                self.menus[key] = self._menu(fact, readers.get(key, []), key in grading)
        fields = [pa.field(NUMBER, pa.int64()), pa.field(NAME, pa.string())]
        self.schema = pa.schema([*fields, *(pa.field(_header(fact), _type(fact)) for fact in self.rubric.facts)])

    def _of(self, key: str) -> list[str]:
        return base_facts(self.ready, key)

    def _note(self, expr: ex.Node) -> None:
        """Takes down every constant that a fact or a rate is compared with or measured from."""
        for node in ex.walked(expr):
            if isinstance(node, ex.Compare | ex.Arithmetic):
                for one, other in ((node.left, node.right), (node.right, node.left)):
                    key, scale = _scaled(one)
                    if key and isinstance(other, ex.Number) and not isinstance(other, Scale):
                        share = isinstance(node, ex.Arithmetic) and node.op == "×" and self._is_rate(key)
                        self.marks.setdefault(key, []).append(Fraction(1) if share else other.value / scale)

    def _is_rate(self, key: str) -> bool:
        return key in self.ready.rates or self.ready.facts[key].kind is Kind.RATIO

    @property
    def text_schema(self) -> pa.Schema:
        """The columns as text, for CSV."""
        return pa.schema([pa.field(name, pa.string()) for name in self.schema.names])

    # ---- menus

    def _menu(self, fact: Fact, readers: Sequence[ReadyIndicator], vetoes: bool) -> _Menu:
        values = list(dict.fromkeys(self._values(fact)))
        worth = [
            sum(self._worth(one, fact.key, value) for one in readers) - 100 * self._vetoes(fact.key, value)
            for value in values
        ]
        most = max(worth)
        best = np.array([place for place, one in enumerate(worth) if one == most])
        others = [place for place, one in enumerate(worth) if one != most] or best.tolist()
        alike = Counter(worth[place] for place in others)
        shares = np.array([1 / alike[worth[place]] / len(alike) for place in others])
        return _Menu(tuple(values), best, np.array(others), shares / shares.sum(), vetoes)

    def _worth(self, prepared: ReadyIndicator, key: str, value: Value) -> float:
        """The most points that the indicator can still have, up to its full ones."""
        lacking = sorted(one for one in prepared.reads if one != key)
        given = {key: value}
        _, high = indicator_interval(prepared, given, open_facts_of(self.ready, given, lacking))
        return float(min(high, prepared.indicator.full))

    def _vetoes(self, key: str, value: Value) -> int:
        """By how many rules the value may fix the grade."""
        conditions = [rule.condition for rule in grade_rules(self.rubric) if key in ex.keys_of(rule.condition)]
        return sum(truth_of(condition, {key: known(value)}) is not False for condition in conditions)

    def _values(self, fact: Fact) -> Iterator[Value]:
        match fact.kind:
            case Kind.JUDGEMENT:
                yield from (True, False)
            case Kind.CHOICE:
                yield from fact.choices
            case Kind.COUNT:
                marks = [round(one) for one in self._around(fact.key)]
                yield from self._allowed(fact, [Fraction(n) for n in (0, 1, 2, 3, 4, 6, 12, *marks)])
            case Kind.DISCRETION:
                low, high = (
                    fact.low or Fraction(0),
                    fact.high if fact.high is not None else (fact.low or Fraction(0)) + 2,
                )
                yield from (low + (high - low) * Fraction(n, 10) for n in range(11))
            case _:
                yield from self._allowed(fact, self._around(fact.key))

    def _around(self, key: str) -> list[Fraction]:
        """At the thresholds, beside them, and all over the scale up to them."""
        marks = sorted(set(self.marks.get(key, ())))
        scale = 1 if self._is_rate(key) else 0
        near = [mark + part * (scale or abs(mark) or 100) for mark in marks for part in _NEAR]
        return [*near, *(part * max(map(abs, marks)) for part in _SPREAD_OUT if marks)]

    def _allowed(self, fact: Fact, values: Sequence[Fraction]) -> list[Fraction]:
        rate = self.ready.rates.get(fact.key)
        if rate is not None:
            aim = self.aims.get(fact.key)
            least = -1 if aim is not None and aim.may_be_negative() else 0
            return [max(value, Fraction(least)) for value in values]
        pieces = [piece for piece in domain(fact) if isinstance(piece, tuple)]
        values = [value for value in values if not is_implausible(value, fact)]
        inside = [value for value in values if any(low <= value <= high for low, high in pieces)]
        return inside or [next(end for end in pieces[-1] if isinstance(end, Fraction))]

    # ---- units

    def batches(self, count: int) -> Iterator[pa.RecordBatch]:
        """*count* units, block by block."""
        for number, start in enumerate(range(0, count, BLOCK)):
            rows = min(BLOCK, count - start)
            yield self._block(np.random.default_rng([self.seed, number]), start).slice(0, rows)

    def _block(self, dice: Dice, start: int) -> pa.RecordBatch:
        spread = _SPREAD + _WIDER * max(QUALITY - self.quality, 0)
        quality = np.clip(dice.normal(self.quality, spread, BLOCK), 0, 1)
        picked = {key: menu.pick(quality, dice) for key, menu in self.menus.items()}
        size = np.minimum(np.rint(np.exp(dice.normal(3.5, 1.2, BLOCK))).astype(np.int64) + 1, 100_000)
        numeric = [fact for fact in self.rubric.facts if fact.kind not in (Kind.JUDGEMENT, Kind.CHOICE)]
        wholes = {fact.key: self._wholes(fact, picked, size, dice) for fact in numeric}
        self._aim(picked, wholes)
        self._decide(picked, wholes)
        self._fail(picked, wholes, np.random.default_rng([self.seed, start, 1]))
        numbers = np.arange(start + 1, start + 1 + BLOCK)
        arrays = [pa.array(numbers), pa.array([f"示例单位{number:07}" for number in numbers.tolist()])]
        for fact in self.rubric.facts:
            gone = dice.random(BLOCK) < self.missing
            if fact.key in wholes:
                arrays.append(_decimals(wholes[fact.key], _digits(fact), gone))
            else:
                arrays.append(pa.array(self.menus[fact.key].values).take(pa.array(picked[fact.key], mask=gone)))
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _wholes(self, fact: Fact, picked: dict[str, Int64s], size: Int64s, dice: Dice) -> Int64s:
        """A number in the unit of the header, as a whole number with the digits of the fact."""
        scale = 10 ** _digits(fact) * (100 if fact.kind is Kind.RATIO else 1)
        if fact.key in picked:
            menu = self.menus[fact.key].values
            return np.array([round(Fraction(value) * scale) for value in menu], np.int64)[picked[fact.key]]
        ends = next(piece for piece in reversed(domain(fact)) if isinstance(piece, tuple))
        plain = size * dice.choice(_AROUND, BLOCK) * 10 ** _digits(fact) // 10
        if not _digits(fact):
            plain = np.where(dice.random(BLOCK) < 0.5, -(-plain // _ROUND) * _ROUND, plain)
        low, high = (end if isinstance(end, float) else int(end * scale) for end in ends)
        clipped: Int64s = np.clip(plain, low, high).astype(np.int64)
        return clipped

    def _aim(self, picked: dict[str, Int64s], wholes: dict[str, Int64s]) -> None:
        """Brings rates to the values picked for them. A fact is turned once, and none that another rate has been aimed by."""
        settled: set[str] = set()
        digits = {key: _digits(self.ready.facts[key]) for key in wholes}
        for name, aim in self.aims.items():
            turned = aim.turned(settled)
            if turned is None or name not in picked or not aim.reads <= wholes.keys():
                continue
            goals = np.array([round(Fraction(value) * 10**_DIGITS) for value in self.menus[name].values], np.float64)
            wholes |= aim.bring(goals[picked[name]], turned, wholes, digits, wholes.keys() - settled)
            settled |= aim.reads

    def _decide(self, picked: dict[str, Int64s], wholes: dict[str, Int64s]) -> None:
        """An evaluator stays within the band that the grade allows: 达成的得4-5分."""
        for band in DecisionRanges.of(self.rubric).bands:
            keys = ex.keys_of(band.condition)
            if len(keys) != 1 or keys[0] not in picked or band.key not in wholes:
                continue
            menu = self.menus[keys[0]].values
            holds = np.array([bool(truth_of(band.condition, {keys[0]: known(value)})) for value in menu])
            scale = 10 ** _digits(self.ready.facts[band.key])
            low, high = ceil(band.low.value * scale), floor(band.high.value * scale)
            least, most = low + isinstance(band.low, OpenEnd), high - isinstance(band.high, OpenEnd)
            inside = np.clip(wholes[band.key], least, most)
            wholes[band.key] = np.where(holds[picked[keys[0]]], inside, wholes[band.key])

    def _fail(self, picked: dict[str, Int64s], wholes: dict[str, Int64s], dice: Dice) -> None:
        """Who denies that 制度健全 has some failing named, who affirms it has none."""
        contradictions = Contradictions.of(self.rubric)
        for denial in contradictions.denials:
            right = [~self._holds(denial.judged, picked), *(~self._holds(key, picked) for key in denial.marks)]
            none = np.logical_and.reduce([*right, *(wholes[key] == 0 for key in denial.counts)])
            chosen = dice.integers(len(denial.failings), size=BLOCK)
            for place, key in enumerate(denial.failings):
                one = none & (chosen == place)
                if key in denial.marks:
                    picked[key] = np.where(one, self.menus[key].values.index(True), picked[key])
                    continue
                scale = 10 ** _digits(self.ready.facts[key])
                values = self.menus[key].values if key in self.menus else [1]
                some = [round(Fraction(value) * scale) for value in values if value]
                wholes[key] = np.where(one, dice.choice(some, BLOCK), wholes[key])
        for affirmed in contradictions.affirmations:
            holds = self._holds(affirmed.judged, picked)
            wholes[affirmed.counts[0]] = np.where(holds, 0, wholes[affirmed.counts[0]])

        for dated in sorted(contradictions.dated, key=lambda one: one.apart):  # what both hold is apart from the same
            wrong = self._holds(dated.judged, picked) & (self._holds(dated.other, picked) == dated.apart)
            answer = self.menus[dated.other].values.index(not dated.apart)
            picked[dated.other] = np.where(wrong, answer, picked[dated.other])

    def _holds(self, key: str, picked: dict[str, Int64s]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Where the judgement *key* is true."""
        return np.array(self.menus[key].values, np.bool_)[picked[key]]


def _header(fact: Fact) -> str:
    """The header of a column of made-up numbers, which are in the unit of *fact* even where the rules speak of 万亩."""
    return header_of(evolve(fact, multiple=""))


def _scaled(expr: ex.Node) -> tuple[str, Fraction]:
    """The fact that *expr* is, and by what it is put into another unit; no key where it is none."""
    match expr:
        case ex.Ref(key):
            return key, Fraction(1)
        case ex.Arithmetic("×", ex.Ref(key), Scale(value)):
            return key, value
        case _:
            return "", Fraction(1)


def _digits(fact: Fact) -> int:
    """How many decimals the cells of a column have."""
    if fact.kind is Kind.COUNT or fact.unit in _WHOLE_UNITS or fact.unit == "日期":
        return 0
    return 2 if fact.kind in (Kind.RATIO, Kind.DISCRETION) else 3


def _type(fact: Fact) -> pa.DataType:
    if fact.kind is Kind.JUDGEMENT:
        return pa.bool_()
    if fact.kind is Kind.CHOICE:
        return pa.string()
    return pa.decimal128(18, _digits(fact)) if _digits(fact) else pa.int64()


def _decimals(whole: Int64s, digits: int, gone: Truths) -> pa.Array:
    if not digits:
        return pa.array(whole, mask=gone)
    words = np.stack([whole, whole >> 63], axis=1)
    absent = pa.py_buffer(np.packbits(~gone, bitorder="little"))
    return pa.Array.from_buffers(pa.decimal128(18, digits), len(whole), [absent, pa.py_buffer(words)])


def as_text(batch: pa.RecordBatch) -> pa.RecordBatch:
    """*batch* as people write it in CSV: 是 and 否, no zeros at the end."""
    import pyarrow.compute as pc

    columns = []
    for column in batch.columns:
        if pa.types.is_boolean(column.type):
            columns.append(pc.if_else(column, "是", "否"))
        elif pa.types.is_decimal(column.type):
            columns.append(pc.replace_substring_regex(column.cast(pa.string()), r"\.?0+$", ""))
        else:
            columns.append(column.cast(pa.string()))
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
