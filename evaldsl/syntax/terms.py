"""Terms: what a formula computes with, as written."""

from fractions import Fraction

from attrs import field

from evaldsl.interpreter.records import frozen


@frozen
class Quantity:
    """A number with its unit as written: 95%, 3个, 85分; *slip* marks a mistyped number such as 2.分."""

    number: Fraction
    unit: str = ""
    slip: bool = field(default=False, eq=False)
    part: Fraction = field(init=False, eq=False, repr=False)
    """The number; of a percentage, what part of a whole it is."""

    @part.default
    def _part(self) -> Fraction:
        size = {"%": 100, "‰": 1000}.get(self.unit)
        return self.number if size is None else self.number / size


@frozen
class Name:
    """A name inside a formula."""

    text: str


@frozen
class Binary:
    """*left* *op* *right* with op one of + - × /."""

    op: str
    left: "Term"
    right: "Term"


@frozen
class Absolute:
    """|实际数-计划数|: how far apart, whichever is more."""

    of: "Term"


@frozen
class Extreme:
    """min(完成率, 100%): the least of several, or the greatest (*op* max)."""

    op: str
    of: tuple["Term", ...]


Term = Quantity | Name | Binary | Absolute | Extreme
