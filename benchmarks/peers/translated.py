"""Any rubric for others, expression by expression, where writing 32 indicators by hand would say nothing more.

``floats`` is the lowered expression in numpy floats, as it stands. ``polars_of`` and ``duckdb_of`` are exact: the plan in
whole numbers, Int64 and BIGINT where they fit, Int128 and HUGEINT where not.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.plan import Plan
from evaldsl.interpreter.scorer import Scorer
from evaldsl.interpreter.whole_numbers import (
    Choice,
    Column,
    Comparison,
    Constant,
    Either,
    Every,
    Operation,
    Opposite,
    Word,
    Yes,
    args_of,
)

_OPERATE = {
    "+": np.add, "-": np.subtract, "×": np.multiply, "÷": np.divide, "min": np.minimum, "max": np.maximum,
    "≥": np.greater_equal, ">": np.greater, "≤": np.less_equal, "<": np.less, "=": np.equal,
}  # fmt: skip


def floats(ready: Scorer, columns: Mapping[str, Any]) -> list[Any]:
    """The points of all indicators, and the total; *columns* by key, numbers as floats, words as places."""
    known = dict(columns)
    with np.errstate(all="ignore"):
        for name, rate in ready.rates.items():
            known[name] = _value(rate.expr, known, ready)
        found = []
        for indicator in ready.rubric.indicators:
            points = _value(indicator_to_expr(indicator), known, ready)
            found.append(np.floor(points * 100 + 0.5) / 100)
    total = found[0]
    for one in found[1:]:
        total = total + one
    return [*found, total]


def _value(node: ex.Node, known: Mapping[str, Any], ready: Scorer) -> Any:
    match node:
        case ex.Number(value):
            return float(value)
        case ex.Ref(key) | ex.Holds(key):
            return known[key]
        case ex.Is(key, word):
            choices = ready.facts[key].choices
            return known[key] == (choices.index(word) if word in choices else -1)
        case ex.Arithmetic(op, left, right) | ex.Compare(op, left, right):
            return _OPERATE[op](_value(left, known, ready), _value(right, known, ready))
        case ex.Floor(of):
            return np.floor(_value(of, known, ready))
        case ex.Ceil(of):
            return np.ceil(_value(of, known, ready))
        case ex.If(condition, then, otherwise):
            return np.where(*(_value(part, known, ready) for part in (condition, then, otherwise)))
        case ex.All(of):
            return np.logical_and.reduce([_value(one, known, ready) for one in of])
        case ex.Some(of):
            return np.logical_or.reduce([_value(one, known, ready) for one in of])
        case ex.Not(of):
            return np.logical_not(_value(of, known, ready))
        case _:
            raise TypeError(node)


def _is_wide(planned: Plan, node: int) -> bool:
    return max(abs(end) for end in planned.ranges[node]) > 2**63 - 1


def polars_of(planned: Plan, words: Mapping[tuple[str, str], int]) -> list[Any]:
    """An expression for each indicator, and the total."""
    import polars as pl

    made: list[Any] = []
    signs: dict[str, Any] = {
        "+": lambda a, b: a + b, "-": lambda a, b: a - b, "×": lambda a, b: a * b, "÷": lambda a, b: a // b,
        "min": lambda a, b: pl.when(a < b).then(a).otherwise(b), "max": lambda a, b: pl.when(a > b).then(a).otherwise(b),
        "≥": lambda a, b: a >= b, ">": lambda a, b: a > b, "≤": lambda a, b: a <= b, "<": lambda a, b: a < b,
        "=": lambda a, b: a == b,
    }  # fmt: skip
    for place, node in enumerate(planned.nodes):
        match node:
            case Constant(value):
                made.append(pl.lit(value, pl.Int128 if _is_wide(planned, place) else pl.Int64))
            case Column(key, _) | Yes(key):
                made.append(pl.col(key))
            case Word(key, word):
                made.append(pl.col(key) == words[key, word])
            case Operation(op, left, right) | Comparison(op, left, right):
                one, other = made[left], made[right]
                if any(_is_wide(planned, at) for at in (place, left, right)):
                    one, other = one.cast(pl.Int128), other.cast(pl.Int128)
                result = signs[op](one, other)
                made.append(result.cast(pl.Int64) if op == "÷" and not _is_wide(planned, place) else result)
            case Choice(condition, then, otherwise):
                made.append(pl.when(made[condition]).then(made[then]).otherwise(made[otherwise]))
            case Every(of):
                made.append(pl.all_horizontal(made[one] for one in of) if of else pl.lit(True))
            case Either(of):
                made.append(pl.any_horizontal(made[one] for one in of) if of else pl.lit(False))
            case Opposite(of_one):
                made.append(~made[of_one])
    found = [made[one.score].alias(f"i{place}") for place, one in enumerate(planned.indicators)]
    return [*found, made[planned.total].alias("total")]


def duckdb_of(planned: Plan, words: Mapping[tuple[str, str], int], table: str) -> str:
    """A query of all indicators and the total: what is used more than once is a column of an inner query."""
    asked = [one.score for one in planned.indicators]
    uses = Counter(asked)
    for place in range(len(planned.nodes) - 1, -1, -1):
        if uses[place]:
            uses.update(args_of(planned.nodes[place]))
    layers: list[list[str]] = []
    depth: dict[int, int] = {}
    made: dict[int, str] = {}
    for place, node in enumerate(planned.nodes):
        if not uses[place]:
            continue
        text = _sql(node, made, words, lambda at: _is_wide(planned, at), place)
        level = max((depth[arg] for arg in args_of(node)), default=0)
        plain = isinstance(node, Constant | Column | Yes)
        if not plain and uses[place] > 1:
            while len(layers) <= level:
                layers.append([])
            layers[level].append(f"{text} AS v{place}")
            text, level = f"v{place}", level + 1
        made[place], depth[place] = text, level
    source = table
    for layer in layers:
        source = f"(SELECT *, {', '.join(layer)} FROM {source})"
    columns = ", ".join(f"({made[place]})::BIGINT AS i{order}" for order, place in enumerate(asked))
    total = " + ".join(f"i{order}" for order in range(len(asked)))
    return f"SELECT *, {total} AS total FROM (SELECT {columns} FROM {source})"


def _sql(node: Any, made: Mapping[int, str], words: Mapping[tuple[str, str], int], is_wide: Any, place: int) -> str:
    match node:
        case Constant(value):
            return f"({value})"
        case Column(key, _) | Yes(key):
            return '"' + key.replace('"', '""') + '"'
        case Word(key, word):
            return f'("{key}" = {words[key, word]})'
        case Operation(op, left, right) | Comparison(op, left, right):
            one, other = made[left], made[right]
            if is_wide(place) or is_wide(left) or is_wide(right):
                one, other = f"({one})::HUGEINT", f"({other})::HUGEINT"
            else:
                one = f"({one})::BIGINT" if isinstance(node, Operation) and op in "+-×" else one
            if op in ("min", "max"):
                return f"{'least' if op == 'min' else 'greatest'}({one}, {other})"
            sign = {"×": "*", "÷": "//", "≥": ">=", "≤": "<="}.get(op, op)
            return f"({one} {sign} {other})"
        case Choice(condition, then, otherwise):
            return f"(CASE WHEN {made[condition]} THEN {made[then]} ELSE {made[otherwise]} END)"
        case Every(of):
            return "(" + (" AND ".join(made[one] for one in of) or "TRUE") + ")"
        case Either(of):
            return "(" + (" OR ".join(made[one] for one in of) or "FALSE") + ")"
        case Opposite(of_one):
            return f"(NOT {made[of_one]})"
        case _:
            raise TypeError(node)


def words_of(ready: Scorer, planned: Plan) -> dict[tuple[str, str], int]:
    """The places of the words that the plan asks for."""
    asked: Sequence[Word] = [node for node in planned.nodes if isinstance(node, Word)]
    return {(node.key, node.word): ready.facts[node.key].choices.index(node.word) for node in asked}
