"""Points that an evaluator chooses within a band: 效果好得8-10分, 较好得8（不含）-6分."""

from .expressions import Arithmetic, Expr, Number, Ref
from .records import frozen


@frozen
class OpenEnd(Number):
    """An end of what may be chosen that is itself no choice: the 8 of 8（不含）-6分."""


def chosen_points(points: Expr) -> tuple[str, Number, Number] | None:
    """The decision that *points* are, and the ends between which it lies; None where nobody chooses them."""
    match points:
        case Arithmetic("min", Arithmetic("max", Ref(key), Number() as low), Number() as high):
            return key, low, high
    return None
