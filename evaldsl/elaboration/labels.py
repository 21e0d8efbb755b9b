"""Labels of items: ①, ②, … under which facts and points are told apart."""

from evaldsl.text.numerals import CIRCLED


def label_of(number: int) -> str:
    """The label of the item with this number: ①."""
    return CIRCLED[number - 1] if 1 <= number <= len(CIRCLED) else f"({number})"
