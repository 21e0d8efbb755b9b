"""numpy in float64, the way anybody writes it first: whole columns, ratios as they are. Fast to write, and wrong."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from benchmarks.peers.rules import GRADES, RULES, Bands, Checks, Each, Rule, Share, Sides, Step

Columns = Mapping[str, Any]


def scores(c: Columns) -> list[Any]:
    """The scores of all indicators in points, the total and the grade."""
    found = [np.floor(points(rule, c) * 100 + 0.5) / 100 for rule in RULES]
    total = found[0]
    for one in found[1:]:
        total = total + one
    grade = np.where(total >= GRADES[0], 0, np.where(total >= GRADES[1], 1, np.where(total >= GRADES[2], 2, 3)))
    return [*found, total, grade]


def points(rule: Rule, c: Columns) -> Any:
    """The points of one indicator."""
    match rule:
        case Step(part, whole, over, limit, size, cents, whole_steps):
            rate = c[part] / c[whole] * 100
            count = (rate - limit if over else limit - rate) / size
            if whole_steps:
                count = np.ceil(count)
            return np.maximum(4 - np.maximum(count, 0) * (cents / 100), 0)
        case Bands(part, whole, bands, below):
            rate = c[part] / c[whole] * 100
            (first, one), (second, two), (third, three) = bands
            low = np.where(rate < third if below else rate >= third, three / 100, 0)
            middle = np.where(rate < second if below else rate >= second, two / 100, low)
            return np.where(rate < first if below else rate >= first, one / 100, middle)
        case Each(count, cents, most):
            return 3 - np.minimum(c[count] * (cents / 100), most / 100)
        case Share(part, whole):
            return np.minimum(c[part] / c[whole] * 3, 3)
        case Sides(index, size, cents):
            return np.maximum(2 - np.abs(c[index] * 100 - 100) / size * (cents / 100), 0)
        case Checks(one, other):
            return c[one] * 1.5 + c[other] * 1.5
