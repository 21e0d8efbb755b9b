"""Terms: what a formula computes with, as written."""

from collections.abc import Callable, Iterator, Mapping
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


def nodes_of(term: Term) -> Iterator[Term]:
    """*term* and all that is below it, from left to right."""
    yield term
    match term:
        case Binary(_, left, right):
            yield from nodes_of(left)
            yield from nodes_of(right)
        case Absolute(of):
            yield from nodes_of(of)
        case Extreme(_, several):
            for one in several:
                yield from nodes_of(one)


def leaves_of(term: Term) -> Iterator[Name | Quantity]:
    """The names and numbers of a formula, from left to right."""
    return (one for one in nodes_of(term) if isinstance(one, Name | Quantity))


def names_of(term: Term) -> Iterator[str]:
    """The names of a formula, from left to right."""
    return (one.text for one in nodes_of(term) if isinstance(one, Name))


def replaced(term: Term, made: Callable[[Term], Term | None]) -> Term:
    """*term* with what is *made* of it, or else of its parts; of what nothing is made stays as it is."""
    if (own := made(term)) is not None:
        return own
    match term:
        case Binary(op, left, right):
            return Binary(op, replaced(left, made), replaced(right, made))
        case Absolute(of):
            return Absolute(replaced(of, made))
        case Extreme(op, several):
            return Extreme(op, tuple(replaced(one, made) for one in several))
    return term


def with_names(term: Term, known: Mapping[str, Term]) -> Term:
    """*term* with what is *known* in the place of its names."""
    return replaced(term, lambda one: known.get(one.text) if isinstance(one, Name) else None)
