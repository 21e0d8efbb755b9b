"""What is being built while a cell is read: an item with its bands, before edges and directions are settled."""

import itertools
from fractions import Fraction

from attrs import define, field

from evaldsl.clauses.grouping import Among
from evaldsl.clauses.limits import Limit, as_one, disjoin, settle_edges
from evaldsl.interpreter.expressions import All as AllOf
from evaldsl.interpreter.expressions import Condition, Expr, Ref, Some
from evaldsl.interpreter.records import evolve, frozen
from evaldsl.interpreter.rubric import Change, Effect, Fact, Kind, Span, Steps, Together, Veto
from evaldsl.interpreter.values import NOTHING
from evaldsl.syntax.tree import Quantity


@define
class CaseDraft:
    """One award before it is settled: comparisons of the ladder's measure and what else must hold."""

    limits: list[Limit]
    others: list[Condition]
    points: Expr
    value: Fraction | None
    words: str
    span: Span
    text: str = ""
    among: Among | None = None
    kind: Condition | None = None
    """For which kind of unit it is: 非产区得3分."""
    spared: bool = False
    """不扣分: nothing is taken where it holds, and nothing is said of where it does not."""
    settled: list[Limit] = field(init=False, factory=list)
    """Limits that *others* hold now."""

    def settle(self, conditions: list[Condition]) -> None:
        """Its *conditions* hold its limits too from here on."""
        self.settled, self.others, self.limits = self.limits, conditions, []

    def condition(self) -> Condition:
        """Everything that must hold."""
        of = [*self.others]
        for limit in self.limits:
            one = limit.needed()
            if one is not None:
                of.append(one)
        if self.kind is not None:
            of.append(self.kind)
        return of[0] if len(of) == 1 else AllOf(tuple(of))

    def bounds(self) -> list[tuple[str, str, Fraction, Fraction | None]]:
        """What its limits say, wherever they stand."""
        return [(one.fact.key, one.op, one.low, one.high) for one in self.limits]

    def loosen(self, *when: Condition) -> None:
        """It holds as well where *when* does: the words of a weaker failure say what is left of the award."""
        whole = self.others[0] if len(self.others) == 1 else AllOf(tuple(self.others))
        known = whole.of if isinstance(whole, Some) else (whole,)
        self.others = [Some((*known, *(one for one in when if one not in known)))]


@frozen(eq=False)
class Interpolation:
    """中间按插值法计算: which numbers it is for (*within*; None: all between *cases*), or the band whose range of points it
    settles (*ranged*). *points*: what the words say it comes to."""

    cases: tuple[CaseDraft, ...]
    within: tuple[Fraction, Fraction] | None
    ranged: CaseDraft | None
    words: str
    span: Span
    points: tuple[Fraction, Fraction] | None = None


@define(eq=False)
class ItemDraft:
    """An item while its clauses are read. *stake* None: what its indicator has left."""

    label: str
    span: Span
    words: str = ""
    stake: Fraction | None = None
    whole: Fraction | None = None
    """What the shares that it awards are shares of, where its first award is one: 制度健全得分值的1/3."""
    cases: list[CaseDraft] = field(factory=list)
    otherwise: Effect | None = None
    ladder_span: Span = (0, 0)
    effects: list[Effect] = field(init=False, factory=list)
    vetoes: list[Effect] = field(init=False, factory=list)
    subject: Fact | None = None
    formula: str = ""
    """The words that say how its subject is computed: 在编人数÷编制数."""
    distance: Fact | None = None
    """By how much something is exceeded, where no base is stated: what 超10% speaks of."""
    base: Fraction | None = None
    passed: Quantity | None = None
    """How far beyond the award's limit a band reached: the 5% of 超出5%以内."""
    lowest: Fraction | None = NOTHING
    """The least that it may come to, None for no end, and whether words say so (*sinks*): 可倒扣, 最多倒扣5分."""
    sinks: bool = False
    opening_zero: bool = False
    plain_full: bool = False
    shared: bool = False
    sentence: int = 0
    award_sentence: int = -1
    texts: list[str] = field(init=False, factory=list)
    computed: bool = False
    bonus_only: bool = False
    titled: Fraction | None = None
    takings: list[tuple[CaseDraft, Change | Veto]] = field(init=False, factory=list)
    """Deductions under nothing but comparisons: bands that take."""
    outranking: list[Span] = field(init=False, factory=list)
    """The bands that stand inside one written before them."""
    ranges: list[Limit] = field(init=False, factory=list)
    """Within which numbers steps run: 80%（含）-100%，每低2个百分点."""
    shortfall: Effect | None = None
    """What is taken right behind the award, each time that something is not as it should be."""
    behind: tuple[Span, ...] = ()
    """Where something is taken right behind its only award: what it is taken for is a failing of that award."""
    grades: "ItemDraft | None" = None
    """到岗履职得4分，到岗率95%以上不扣分: the only award before it, whose failing it measures and takes for."""
    assumed: tuple[tuple[CaseDraft, Effect], ...] = ()
    """What is taken for failings of an award because of where it stands, though no word says so."""
    unasked: tuple[str, ...] = ()
    """The measures that need not be known, because what misses their limits is counted."""
    denied: str = ""
    """The words of a 不得分 that so far only deny the award."""
    interpolations: list[Interpolation] = field(init=False, factory=list)
    exempt: CaseDraft | None = None
    """没有此类项目的得满分: all points whatever else the words say, for there is nothing to measure."""
    one_way: Limit | None = None
    """＝0得4分，每增加1%扣: the limit of an award that the words put at one number, while its steps run to one side only."""
    left: tuple[CaseDraft, ...] = ()
    """发现5处以上得1分 behind 每处扣0.5分: what many failings leave of the award, asked for before it."""

    @property
    def has_award(self) -> bool:
        """Whether points have been awarded in it."""
        return bool(self.cases) or self.opening_zero or self.computed or self.plain_full or self.bonus_only

    @property
    def stake_is_award(self) -> bool:
        """Whether the only award is the whole stake, so that an unconditional award says nothing."""
        return len(self.cases) == 1 and self.cases[0].value in (self.stake, None)

    @property
    def measure(self) -> Fact | None:
        """The measure of its bands."""
        for case in self.cases:
            if case.limits:
                return case.limits[0].fact
        return None

    def settle(self) -> None:
        """Settles bare limits, edges not stated, and where steps carry on from the award they follow."""
        if not self.takings and self.measure is None:
            return
        self._settle_bare()
        self._settle_nested()
        self._settle_one_sided()
        self._settle_edges()
        if self.takings:
            self._settle_takings()

    def _settle_takings(self) -> None:
        bands = self.taking_bands
        for case in bands.cases:
            case.limits = as_one(case.limits)
        bands.settle()
        awarded = [one for case in self.cases if not case.spared and len(of := as_one(case.limits)) == 1 for one in of]
        disjoin([case.limits[0] for case in bands.cases if len(case.limits) == 1], awarded)
        for case, taking in self.takings:
            settled = evolve(taking, condition=case.condition())
            self.effects = [settled if effect is taking else effect for effect in self.effects]
            self.vetoes = [settled if effect is taking else effect for effect in self.vetoes]

    @property
    def taking_bands(self) -> "ItemDraft":
        """80%-90%扣1分，低于80%扣2分: the bands that take points, after the one that is 不扣分."""
        cases = [case for case in self.cases if case.spared] + [case for case, _ in self.takings]
        return ItemDraft(self.label, self.span, cases=cases)

    def steps(self) -> list[Steps]:
        """The steps along the measures of its bands, also those that are capped together with others."""
        if not (self.effects or self.otherwise):
            return []
        every = [*self.effects, self.otherwise] if self.otherwise else self.effects
        steps = [one for one in every if isinstance(one, Steps)]
        for one in every:
            if isinstance(one, Together):
                steps += [inner for inner in one.effects if isinstance(inner, Steps)]
        measures = [Ref(limit.fact.key) for case in self.cases for limit in case.limits] if steps else []
        return [one for one in steps if one.measure in measures]

    def _settle_bare(self) -> None:
        bare = [(case, limit) for case in self.cases for limit in case.limits if not limit.op and limit.high is None]
        if not bare:
            return
        steps = [s for s in self.steps() if s.points < 0] or self.steps()
        given = bool(steps) and steps[0].points > 0
        stated = any(limit.op for case in self.cases for limit in case.limits)
        best = max(bare, key=lambda one: one[0].value or NOTHING)[1]
        for _, limit in bare:
            limit.signed = True  # 80%-100%得3分，100%得4分: what a number alone names is its own
            if (steps and any(s.up and s.down for s in steps)) or (steps and len({s.up for s in steps}) == 2):
                limit.op = "="
            elif steps:
                limit.op = "≤" if steps[0].up != given else "≥"
            elif limit.fact.kind is Kind.COUNT and stated and limit is best and self._tops(limit):
                limit.op = "≥"  # 建成200户得5分，完成90%以上得3分
            elif limit.fact.kind is Kind.COUNT and (stated or limit is not best):
                limit.op = "="  # 3次得3分，2次得2分: more than 3 are as good as 3, 2 are 2
            else:
                limit.op = self._ladder_op([one for one in bare if one[1].fact.key == limit.fact.key])

    def _tops(self, limit: Limit) -> bool:
        """Whether the number of *limit* lies above all others it is compared with, "at least" so much among them."""
        others = [x for case in self.cases for x in case.limits if x is not limit and x.fact.key == limit.fact.key]
        below = all(one < limit.low for other in others for one in other.thresholds())
        return below and any(other.op in ("≥", ">") for other in others)

    def _settle_nested(self) -> None:
        """达到60%得1分，达到80%得2分; ≥98%得2分，低于98%得1分，低于90%不得分: a band inside the one before it stands for itself."""
        for ops, sign in (("≥>", 1), ("≤<", -1)) if len(self.cases) > 1 else ():
            places = [place for place, case in enumerate(self.cases) if _open(case, ops)]
            if len(places) < 2:
                continue
            cases = [self.cases[place] for place in places]
            nested = [sign * case.limits[0].low for case in cases]
            inside = all(one < other for one, other in itertools.pairwise(nested))
            if len({case.limits[0].fact.key for case in cases}) != 1 or not inside or not self._graded(cases):
                continue
            for place, case in zip(places, reversed(cases), strict=True):
                self.cases[place] = case
            self.outranking += [case.span for case in cases[1:]]

    def _graded(self, cases: list[CaseDraft]) -> bool:
        """Whether the farther in, the more points; or the fewer, down to nothing or from a better band on the other side."""
        points = [case.value or NOTHING for case in cases]
        if all(one < other for one, other in itertools.pairwise(points)):
            return True
        better = points[-1] > 0 and any((case.value or NOTHING) > points[0] for case in self.cases if case not in cases)
        return (better or points[-1] == 0) and all(one > other for one, other in itertools.pairwise(points))

    def _settle_one_sided(self) -> None:
        """为100%得5分，每降低1%扣0.5分: nothing is taken on the side to which no step runs."""
        limits = [limit for case in self.cases for limit in case.limits]
        if len(self.cases) != 1 or len(limits) != 1 or limits[0].op != "=":
            return
        ways = {(s.up, s.down) for s in self.steps() if s.points < 0 and s.base == limits[0].low}
        if ways == {(False, True)}:
            limits[0].op = "≥"
        elif ways == {(True, False)}:
            limits[0].op, self.one_way = "≤", limits[0]

    @staticmethod
    def _ladder_op(bare: list[tuple[CaseDraft, Limit]]) -> str:
        numbers = [limit.low for _, limit in bare]
        points = [case.value for case, _ in bare]
        if len(numbers) > 1 and None not in points:
            rising = numbers[0] < numbers[-1]
            falling = (points[0] or NOTHING) > (points[-1] or NOTHING)
            return "≤" if rising and falling else "≥"
        return "≥"

    def _settle_edges(self) -> None:
        of_measure: dict[str, list[Limit]] = {}
        for case in self.cases:
            for limit in case.limits:
                of_measure.setdefault(limit.fact.key, []).append(limit)
        for limits in of_measure.values():
            if len(limits) > 1 or limits[0].high is not None:
                settle_edges(limits)


def _open(case: CaseDraft, ops: str) -> bool:
    """Whether nothing but one limit without another end is its condition, with one of *ops*."""
    plain = len(case.limits) == 1 and not (case.others or case.kind) and case.value is not None
    one = case.limits[0] if plain else None
    return one is not None and one.high is None and bool(one.op) and one.op in ops


def wants_none(item: ItemDraft) -> bool:
    """Whether its only award is for none of what is measured: 事故起数为0."""
    limits = item.cases[0].limits if len(item.cases) == 1 else []
    return len(limits) == 1 and limits[0].high is None and not limits[0].low


def gives_each(items: list[ItemDraft]) -> bool:
    """Whether all that *items* award is one award each, of several things, or so much for each that is counted."""
    if len(items) == 1 and not items[0].cases and len(items[0].effects) == 1:
        (each,) = items[0].effects
        return isinstance(each, Steps) and each.counted and each.points > 0
    awarded = [one for one in items if one.has_award or one.effects]
    single = all(len(one.cases) == 1 and one.cases[0].value is not None and not one.effects for one in awarded)
    return len(awarded) > 1 and single
