"""polars, exact: whole numbers in Int64 columns, divided by //; or held in Float64, with the floor of one division."""

from typing import Any

import polars as pl

from benchmarks.peers.rules import GRADES, RULES, Bands, Checks, Each, Rule, Share, Sides, Step


def expressions(*, floats: bool) -> list[pl.Expr]:
    """The scores of all indicators in hundredths, the total and the grade."""
    found = [points(rule, floats).alias(f"i{place}") for place, rule in enumerate(RULES)]
    total = found[0]
    for one in found[1:]:
        total = total + one
    grade = (total < GRADES[0] * 100).cast(pl.Int8)
    for limit in GRADES[1:]:
        grade = grade + (total < limit * 100).cast(pl.Int8)
    return [*found, total.alias("total"), grade.alias("grade")]


def points(rule: Rule, floats: bool) -> pl.Expr:
    """The points of one indicator in hundredths."""

    def column(name: str) -> pl.Expr:
        return pl.col(name).cast(pl.Float64) if floats else pl.col(name)

    def floor(over: pl.Expr, under: pl.Expr | int) -> pl.Expr:
        if isinstance(under, int):  # polars turns a division by a constant float into a product, which is not exact
            return over.cast(pl.Int64) // under if floats else over // under
        return (over / under).floor() if floats else over // under

    def not_below(value: pl.Expr, least: int) -> pl.Expr:
        return pl.when(value < least).then(least).otherwise(value)

    match rule:
        case Step(part, whole, over, limit, size, cents, whole_steps):
            n, d = column(part), column(whole)
            beyond = n * 100 - d * limit if over else d * limit - n * 100
            if whole_steps:
                count = floor(beyond + d * size - 1, d * size)
                return not_below(400 - not_below(count, 0) * cents, 0).cast(pl.Int64)
            lost = not_below(beyond, 0) * cents
            rest = not_below(d * (400 * size) - lost, 0)
            return floor(rest * 2 + d * size, d * (2 * size)).cast(pl.Int64)
        case Bands(part, whole, bands, below):
            n, d = column(part) * 100, column(whole)
            found: Any = pl.lit(0, pl.Int64)
            for percent, cents in reversed(bands):
                reached = n < d * percent if below else n >= d * percent
                found = pl.when(reached).then(pl.lit(cents, pl.Int64)).otherwise(found)
            return found  # type: ignore[no-any-return]
        case Each(count, cents, most):
            lost = pl.col(count) * cents
            return 300 - pl.when(lost > most).then(most).otherwise(lost)
        case Share(part, whole):
            n, d = column(part), column(whole)
            found = floor(n * 600 + d, d * 2)
            return pl.when(n >= d).then(300).otherwise(found).cast(pl.Int64)
        case Sides(index, size, cents):
            lost = (pl.col(index) - 10_000).abs() * cents
            rest = not_below(20_000 * size - lost, 0)
            return (rest * 2 + 100 * size) // (200 * size)
        case Checks(one, other):
            return pl.col(one).cast(pl.Int64) * 150 + pl.col(other).cast(pl.Int64) * 150
