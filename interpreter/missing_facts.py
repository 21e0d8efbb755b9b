"""What missing facts leave open: the interval of an indicator, and which facts are worth asking for."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import islice, product

from .bounds import Effort, domain, interval, known, live_keys, occurrences, value_of
from .curves import Undecided
from .expressions import keys_of
from .grades import grade_rules
from .lowering import indicator_to_expr
from .ranges import FINITE, interval_of
from .rubric import Fact, Kind
from .scorer import ReadyIndicator, ReadyItem, Scorer, base_facts
from .scores import Deduction, IndicatorScore, Missing
from .values import EVERYTHING, NOTHING, Interval, add, round_half_up

FOR_AN_INTERVAL, FOR_ALL_SWINGS = 10_000, 5_000
"""Cases that are told apart for the interval of an indicator, and for all that is said of what its facts are worth."""
PLAIN = Fraction(1), Fraction(1, 10**9), Fraction(10**15)
MOST_TRIALS = 64
"""So many combinations of plain values are tried before an interval is worked out piece by piece."""


def open_facts_of(scorer: Scorer, values: Mapping[str, Fraction | bool | str], lacking: Sequence[str]) -> list[Fact]:
    """The facts behind *lacking*; a rate stands for its base facts, with the range that these leave it."""
    facts: list[Fact] = []
    for key in lacking:
        fact = scorer.facts[key]
        if key in scorer.rates:
            low, high = _rate_interval(scorer, values, key)
            fact = Fact(
                key,
                fact.name,
                Kind.RATIO,
                low=None if isinstance(low, float) else low,
                high=None if isinstance(high, float) else high,
            )
        facts.append(fact)
    return facts


def _rate_interval(scorer: Scorer, values: Mapping[str, Fraction | bool | str], name: str) -> Interval:
    pieces = {key: known(value) for key, value in values.items()}
    for key in scorer.rate_functions[name][1]:
        if key in pieces:
            continue
        if key in scorer.rates:
            pieces[key] = _rate_interval(scorer, values, key)
        else:
            ranges = domain(scorer.facts[key])
            first = ranges[0]
            pieces[key] = first if isinstance(first, tuple) else EVERYTHING
    return value_of(scorer.rates[name].expr, pieces)


Seen = dict[ReadyIndicator, tuple[list[Interval], Interval]]
"""The intervals of one unit's indicators and of their items that were taken so far."""


def missing_facts(
    scorer: Scorer,
    values: Mapping[str, Fraction | bool | str],
    undefined: set[str],
    seen: Seen,
    results: Sequence[IndicatorScore],
    *,
    graded: bool,
) -> tuple[Missing, ...]:
    """What to ask for, most valuable first; nothing for the grade alone where that is certain (*graded*)."""
    swings: dict[str, Fraction | float] = {}
    for prepared, result in zip(scorer.prepared, results, strict=True):
        if result.score is not None:
            continue
        lacking = [key for key in prepared.reads if key not in values]
        alive = [key for key in live_facts(prepared, values, lacking) if key not in undefined]
        bases = {base for key in alive for base in base_facts(scorer, key)}
        for key in result.missing:
            if key not in bases:  # a divisor that may be 0: all is settled then
                swings[key] = swings.get(key, NOTHING) + (result.interval[1] - result.interval[0])
        if not alive:
            continue
        open_facts = open_facts_of(scorer, values, lacking)
        parts, (low, high) = intervals_of(prepared, values, open_facts, seen)
        if low == high:
            continue
        share, effort = _share(prepared, open_facts), Effort(FOR_ALL_SWINGS)
        for fact in (one for one in open_facts if one.key in alive):
            swing = _swing(prepared, parts, values, open_facts, fact, high - low, effort, share=share)
            for base in base_facts(scorer, fact.key):
                if base not in values:
                    swings[base] = swings.get(base, NOTHING) + swing
    grading = {
        key
        for rule in (() if graded else grade_rules(scorer.rubric))
        for read in keys_of(rule.condition)
        for key in base_facts(scorer, read)
    }
    for key in grading - values.keys():
        swings.setdefault(key, NOTHING)
    order = {key: place for place, key in enumerate(scorer.facts)}
    found = [
        Missing(key, fact.name, fact.address, fact.kind.value, fact.asked_unit, swing, key in grading)
        for key, swing in swings.items()
        if (fact := scorer.facts[key])
    ]
    return tuple(sorted(found, key=lambda m: (-m.swing, not m.grades, order[m.key])))


def live_facts(
    prepared: ReadyIndicator, values: Mapping[str, Fraction | bool | str], lacking: Sequence[str]
) -> list[str]:
    """Those of *lacking* that can still change the indicator: a decision that stands behind 否则 matters only then."""
    pieces = {key: known(values[key]) for key in prepared.reads if key in values}
    alive: set[str] = set()
    for part in prepared.parts:
        alive |= live_keys(part.expr, pieces)
    for step in prepared.whole:
        alive |= live_keys(step.expr, pieces)
    return [key for key in lacking if key in alive]


def intervals_of(
    prepared: ReadyIndicator,
    values: Mapping[str, Fraction | bool | str],
    open_facts: Sequence[Fact],
    seen: Seen,
) -> tuple[list[Interval], Interval]:
    """The intervals of the items, unless they share a missing fact, and of the indicator; taken once a unit."""
    found = seen.get(prepared)
    if found is None:
        effort = Effort(FOR_AN_INTERVAL)
        if _share(prepared, open_facts):
            found = [], indicator_interval(prepared, values, open_facts, effort)
        else:
            parts = [_part_interval(part, values, open_facts, effort) for part in prepared.parts]
            found = parts, _over_whole(prepared, parts, values, open_facts, effort)
        seen[prepared] = found
    return found


def indicator_interval(
    prepared: ReadyIndicator,
    values: Mapping[str, Fraction | bool | str],
    open_facts: Sequence[Fact],
    effort: Effort | None = None,
) -> Interval:
    """The interval of an indicator: the sum of its items, after what acts on the sum.

    Items that read different missing facts are independent; where they share one, the sum is taken as a whole.
    """
    effort = effort or Effort(FOR_AN_INTERVAL)
    if _share(prepared, open_facts):
        try:
            return interval_of(indicator_to_expr(prepared.indicator), values, open_facts, effort)
        except Undecided:
            pass  # the sum of the items' intervals holds it too, though it may be wider
    parts = [_part_interval(part, values, open_facts, effort) for part in prepared.parts]
    return _over_whole(prepared, parts, values, open_facts, effort)


def _share(prepared: ReadyIndicator, open_facts: Sequence[Fact]) -> bool:
    """Whether two items, or an item and what acts on the sum, read one of the missing facts."""
    reads = [part.reads for part in prepared.parts] + [step.reads for step in prepared.whole]
    return any(sum(fact.key in one for one in reads) > 1 for fact in open_facts)


def _part_interval(
    part: ReadyItem, values: Mapping[str, Fraction | bool | str], open_facts: Sequence[Fact], effort: Effort
) -> Interval:
    """The interval of an item; its points where all is known."""
    if all(key in values for key in part.reads):
        try:
            points = part.points(values)
            return points, points
        except ZeroDivisionError:
            pass
    return _interval(part, values, open_facts, effort)


def _interval(
    part: ReadyItem, values: Mapping[str, Fraction | bool | str], open_facts: Sequence[Fact], effort: Effort
) -> Interval:
    """The interval of one item, exact where that can be told: a measure read twice needs more than interval arithmetic."""
    found = interval(part.expr, values, open_facts, EVERYTHING, effort)
    measures = [fact.key for fact in open_facts if fact.kind not in FINITE]
    read = occurrences(part.expr) if measures else {}
    if any(read[key] > 1 for key in measures) and not _reaches(part, values, open_facts, found):
        try:
            return interval_of(part.expr, values, open_facts, effort)
        except Undecided:
            pass
    return found


def _over_whole(
    prepared: ReadyIndicator,
    parts: Sequence[Interval],
    values: Mapping[str, Fraction | bool | str],
    open_facts: Sequence[Fact],
    effort: Effort,
) -> Interval:
    """The sum of the items' intervals, after the effects that act on the sum."""
    total: Interval = (NOTHING, NOTHING)
    for one in parts:
        total = add(total, one)
    for step in prepared.whole:
        total = interval(step.expr, values, open_facts, total, effort)
    return total


def _swing(
    prepared: ReadyIndicator,
    parts: Sequence[Interval],
    values: Mapping[str, Fraction | bool | str],
    open_facts: Sequence[Fact],
    fact: Fact,
    width: Fraction | float,
    effort: Effort,
    *,
    share: bool,
) -> Fraction | float:
    """How much of *width* goes, at best, once *fact* is known."""
    others = [other for other in open_facts if other.key != fact.key]
    narrowest = width
    for value in _samples(fact):
        given = {**values, fact.key: value}
        if share:
            low, high = indicator_interval(prepared, given, others, effort)
            narrowest = min(narrowest, NOTHING if low == high else high - low)
            continue
        changed = [
            interval(part.expr, given, others, EVERYTHING, effort) if fact.key in part.reads else before
            for part, before in zip(prepared.parts, parts, strict=True)
        ]
        low, high = _over_whole(prepared, changed, given, others, effort)
        narrowest = min(narrowest, NOTHING if low == high else high - low)
    return NOTHING if isinstance(narrowest, float) else width - narrowest


def _samples(fact: Fact) -> list[Fraction | bool | str]:
    match fact.kind:
        case Kind.JUDGEMENT:
            return [True, False]
        case Kind.CHOICE:
            return list(fact.choices)
        case _:
            ends = [end for piece in domain(fact) if isinstance(piece, tuple) for end in piece]
            return [end for end in ends if isinstance(end, Fraction)] or [NOTHING]


def bounds_of(scorer: Scorer, name: str) -> Interval:
    """The interval of an indicator's points over all facts, rounded as its points are."""
    prepared = scorer.named[name]
    low, high = indicator_interval(prepared, {}, open_facts_of(scorer, {}, sorted(prepared.reads)))
    decimals = scorer.rubric.conventions.decimals
    return round_half_up(low, decimals), round_half_up(high, decimals)


# ---- plain values


def _reaches(
    part: ReadyItem, values: Mapping[str, Fraction | bool | str], open_facts: Sequence[Fact], span: Interval
) -> bool:
    """Whether plain values of the missing facts lead to both ends of *span*, so that no narrower interval holds them all."""
    asked = [fact for fact in open_facts if fact.key in part.reads]
    left = set(span)
    for chosen in islice(product(*map(_plain_values, asked)), MOST_TRIALS):
        try:
            left.discard(part.points({**values, **{fact.key: one for fact, one in zip(asked, chosen, strict=True)}}))
        except ZeroDivisionError:
            continue
        if not left:
            return True
    return False


def _plain_values(fact: Fact) -> list[Fraction | bool | str]:
    """Some values of a fact: all there are, or the ends of its range, one, very little and very much."""
    found: list[Fraction | bool | str] = []
    for piece in domain(fact):
        if not isinstance(piece, tuple):
            found.append(piece)
            continue
        low, high = piece
        tried = (low, high, *PLAIN)
        found += [one for one in tried if isinstance(one, Fraction) and low <= one <= high]
    return [one for one in found if fact.kind is not Kind.COUNT or one == int(one)]


# ---- facts that do not matter


_FAR = Fraction(10**6)
_COMPUTED = ("按公式", "按比例", "计算值")
_NAMELESS = ("比较的条件", "评价人")


def tells(taken: Deduction, fact: Fact) -> bool:
    """Whether a reason says something of *fact*, or computes with it, which is only done with numbers."""
    computed = () if fact.kind in (Kind.JUDGEMENT, Kind.CHOICE) else _COMPUTED
    return fact.key in taken.reads and any(words in taken.reason for words in (fact.name, *_NAMELESS, *computed))


def some_value(fact: Fact, other: bool) -> Fraction | bool | str:
    """A value that *fact* can take, for facts that turn out not to matter; the *other* one lies far from it."""
    piece = domain(fact)[-1 if other else 0]
    if not isinstance(piece, tuple):
        return piece
    low, high = (end if isinstance(end, Fraction) else None for end in piece)
    first = next((end for end in (low, high) if end is not None), NOTHING)
    return (first + _FAR if high is None else high) if other else first
