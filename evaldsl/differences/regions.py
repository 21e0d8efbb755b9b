"""Where an expression is not 0: the facts for which two rubrics give different points, as cells of single facts."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from evaldsl.differences.covering import Allowed, Numbers, widened
from evaldsl.interpreter.curves import Domain, Undecided, signs
from evaldsl.interpreter.expressions import Expr, computed, keys_of
from evaldsl.interpreter.pieces import pieces_of
from evaldsl.interpreter.ranges import Scope, cells_of, independent_terms, range_of, reduced
from evaldsl.interpreter.reaches import Value
from evaldsl.interpreter.values import NOTHING, Bound

MOST_CELLS = 500
MOST_SHOWN = 8


@frozen
class Cell:
    """Facts within these limits; a fact that is not named can be anything.

    *surely*: the points differ for all of them; else for some of them at most.
    """

    limits: tuple[tuple[str, Allowed], ...]
    surely: bool = True


@frozen
class Region:
    """The facts for which the points can differ lie in *cells*; *reads* are all facts that decide it.

    *complete* is false when the cells are only the limits of each fact by itself.
    """

    cells: tuple[Cell, ...]
    reads: tuple[str, ...]
    complete: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether the points are always the same."""
        return not self.cells


def region_of(expr: Expr, scope: Scope, most: int = MOST_CELLS) -> Region:
    """Where *expr* is not 0, as closely as *most* cells can say."""
    own = scope.of(keys_of(expr))
    spent = [MOST_CELLS - most]
    try:
        cells = list(dict.fromkeys(_cells(expr, own, {}, spent)))
    except Undecided:
        return Region((Cell((), surely=False),), tuple(keys_of(expr)), complete=False)
    whole: dict[str, Allowed] = {key: domain.parts for key, domain in own.measures.items()}
    whole |= {
        key: tuple(value for value in values if not isinstance(value, Fraction)) for key, values in own.finite.items()
    }
    cells = _widened(_joined(_joined(cells, whole, own), whole, own), whole)
    reads = tuple(key for key in keys_of(expr) if key in whole)
    if len(cells) <= MOST_SHOWN:
        return Region(tuple(cells), reads)
    return Region((_hull(cells, own),), reads, complete=False)


def _cells(expr: Expr, scope: Scope, limits: Mapping[str, Allowed], spent: list[int]) -> Iterator[Cell]:
    """The cells within *scope* where *expr* is not 0; *limits* is what was narrowed on the way."""
    spent[0] += 1
    if spent[0] > MOST_CELLS:
        raise Undecided("要分的情形太多")
    expr = reduced(expr, scope)
    keys = keys_of(expr)
    if not keys:
        if _constant(expr) != 0:
            yield _cell(limits)
        return
    if len(keys) == 1 and keys[0] in scope.measures:
        for places, surely in _places(expr, scope.measures[keys[0]]):
            yield _cell({**limits, keys[0]: places}, surely=surely)
        return
    apart = [term for term in independent_terms(expr) if keys_of(term)]
    if len(apart) > 1 and len(apart) == len(independent_terms(expr)):
        one_way = _one_way(apart, scope)
        for term in apart:
            for cell in _cells(term, scope, limits, spent):
                yield cell if one_way else evolve(cell, surely=False)
        return
    finite = [key for key in keys if key in scope.finite]
    for key in finite[:1]:
        for value in scope.finite[key]:
            assert not isinstance(value, Fraction)
            yield from _cells(expr, scope.with_finite(key, [value]), {**limits, key: (value,)}, spent)
    if finite:
        return
    cut = {key: cells_of(expr, key, scope.measures[key]) for key in keys}
    widest = max(keys, key=lambda key: len(cut[key]))
    if len(cut[widest]) > 1:
        for inner in cut[widest]:
            yield from _cells(expr, scope.with_measure(widest, inner), {**limits, widest: inner.parts}, spent)
        return
    yield from _entangled(expr, scope, limits)


def _constant(expr: Expr) -> Fraction:
    try:
        return computed(expr)({}, NOTHING)
    except ZeroDivisionError:
        return NOTHING  # no points under either


def _entangled(expr: Expr, scope: Scope, limits: Mapping[str, Allowed]) -> Iterator[Cell]:
    """Several measures decide together: all of the cell, none of it, or some of it."""
    try:
        low, high = range_of(expr, evolve(scope, spent=[0]))
    except Undecided:
        yield _cell(limits, surely=False)
        return
    if low.value == high.value == 0:
        return
    apart = low.value > 0 or high.value < 0
    on_edge = (low.value == 0 and not low.attained) or (high.value == 0 and not high.attained)
    yield _cell(limits, surely=apart or on_edge)


def _cell(limits: Mapping[str, Allowed], *, surely: bool = True) -> Cell:
    return Cell(tuple(sorted(limits.items(), key=lambda pair: pair[0])), surely)


def _one_way(terms: Sequence[Expr], scope: Scope) -> bool:
    """Whether no term can make up for another."""
    try:
        ranges = [range_of(term, evolve(scope, spent=[0])) for term in terms]
    except Undecided:
        return False
    return all(low.value >= 0 for low, _ in ranges) or all(high.value <= 0 for _, high in ranges)


def _places(expr: Expr, domain: Domain) -> Iterator[tuple[Numbers, bool]]:
    """The numbers of one measure for which *expr* is not 0; and those for which that is not known (False)."""
    sure: list[tuple[Bound, Bound]] = []
    open_: list[tuple[Bound, Bound]] = []
    for piece in pieces_of(expr, domain):
        try:
            sure += [(low, high) for low, high, sign in signs(piece, domain) if sign]
        except Undecided:
            open_.append((piece.low, piece.high))
    for places, surely in ((sure, True), (open_, False)):
        if places:
            yield melted(places), surely


def melted(places: Sequence[tuple[Bound, Bound]]) -> Numbers:
    """Single numbers and open intervals, in order, those that touch as one."""
    found: list[tuple[Bound, Bound]] = []
    for one in sorted(set(places), key=lambda place: (place[0], place[1])):
        found.append(one)
        while len(found) > 2 and _touch(found[-3], found[-2], found[-1]):
            found[-3:] = [(found[-3][0], found[-1][1])]
    return tuple(found)


def _touch(before: tuple[Bound, Bound], point: tuple[Bound, Bound], after: tuple[Bound, Bound]) -> bool:
    apart = before[0] != before[1] and after[0] != after[1]
    return apart and before[1] == point[0] == point[1] == after[0]


# ---- fewer cells that say the same


def _joined(cells: list[Cell], whole: Mapping[str, Allowed], scope: Scope) -> list[Cell]:
    """Cells that differ in one fact as one; a fact that can be anything is not named."""
    for key in [*whole, *whole]:
        groups: dict[tuple[object, ...], list[Cell]] = {}
        for cell in cells:
            rest = tuple(limit for limit in cell.limits if limit[0] != key)
            groups.setdefault((rest, cell.surely), []).append(cell)
        cells = [_one(group, key, whole[key], scope) for group in groups.values()]
    return cells


def _one(group: list[Cell], key: str, everything: Allowed, scope: Scope) -> Cell:
    values = [dict(cell.limits).get(key) for cell in group]
    limits = {name: limit for name, limit in group[0].limits if name != key}
    known = [value for value in values if value is not None]
    if len(known) == len(values):
        union = _union(key, known, scope)
        if union != _union(key, [everything], scope):
            limits[key] = union
    return _cell(limits, surely=group[0].surely)


def _widened(cells: list[Cell], whole: Mapping[str, Allowed]) -> list[Cell]:
    """Cells that say no more than they need; those for some of whose units points differ give way to the others."""
    sure, open_ = ([cell.limits for cell in cells if cell.surely is surely] for surely in (True, False))
    sure = widened(sure, whole, [])
    return [Cell(one) for one in sure] + [Cell(one, surely=False) for one in widened(open_, whole, sure)]


def _union(key: str, several: Sequence[Allowed], scope: Scope) -> Allowed:
    if key in scope.finite:
        given = {value for one in several for value in one}
        return tuple(value for value in scope.finite[key] if value in given)  # type: ignore[return-value]
    places = [place for one in several for place in one if isinstance(place, tuple)]
    return whole_runs(places, scope.measures[key]) if scope.measures[key].whole else melted(places)


def whole_runs(places: Sequence[tuple[Bound, Bound]], domain: Domain) -> Numbers:
    """The whole numbers in *places*, each run of them as the open interval around it: one form for the same numbers."""
    found: list[tuple[Bound, Bound]] = []
    for low, high in sorted(set(places), key=lambda place: (place[0], place[1])):
        first, last = (low, high) if low == high else (domain.first(low), domain.last(high))
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], last + 1)
        else:
            found.append((first - 1, last + 1))
    return tuple(found)


def _hull(cells: list[Cell], scope: Scope) -> Cell:
    """The limits of each fact by itself, over all *cells*: outside them the points are the same."""
    keys = [key for key in {**scope.measures, **scope.finite} if all(key in dict(cell.limits) for cell in cells)]
    return _cell({key: _union(key, [dict(cell.limits)[key] for cell in cells], scope) for key in keys}, surely=False)


def holds(cell: Cell, values: Mapping[str, Value]) -> bool:
    """Whether a unit lies in *cell*; facts that it does not know are taken to."""
    return all(_within(limit, values[key]) for key, limit in cell.limits if key in values)


def _within(limit: Allowed, value: Value) -> bool:
    for one in limit:
        if isinstance(one, tuple):
            assert isinstance(value, Fraction)
            if (one[0] == one[1] == value) or one[0] < value < one[1]:
                return True
        elif one == value:
            return True
    return False
