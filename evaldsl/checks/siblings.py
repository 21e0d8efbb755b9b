"""Indicators beside each other: which are parts of one, what the words of each are."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.rubric import Indicator
from evaldsl.text.typography import same_name

T = TypeVar("T")


def are_parts_of_one(first: Indicator, second: Indicator) -> bool:
    """完成及时率/普扫 and 完成及时率/清理: the same words speak of different things."""
    one, slash, _ = first.name.rpartition("/")
    other, _, _ = second.name.rpartition("/")
    return bool(slash) and one == other


def scoring_text(reading: Reading) -> str:
    """The scoring text without punctuation; of a default rule, which no indicator has to itself, nothing."""
    return "" if reading.of_default_rule else bare(reading.cell.plain)


def bare(text: str) -> str:
    """*text* without punctuation and blanks."""
    return re.sub(r"[\s,;。.、，；]+", "", same_name(text))


def pairs_alike(things: Iterable[T], words: Callable[[T], str]) -> Iterator[tuple[T, T]]:
    """Every two of *things* with the same *words*, the earlier first; those without words are like none."""
    alike: dict[str, list[T]] = {}
    for thing in things:
        if text := words(thing):
            alike.setdefault(text, []).append(thing)
    for several in alike.values():
        yield from itertools.combinations(several, 2)
