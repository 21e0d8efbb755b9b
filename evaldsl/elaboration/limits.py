"""Limits that are no plain comparison: places of a ranking, changes against the year before."""

import itertools

from evaldsl import tree
from evaldsl.drafts import Limit
from evaldsl.interpreter.rubric import Fact, Span
from evaldsl.measures import Measures, is_rank_name, rank_name, same_measure


def rank_limit(measures: Measures, subject: Fact | None, words: str, value: tree.Rank, span: Span) -> Limit:
    """前5名, 第6-10名, 10名以后: places of the ranking that *words* name, or that was spoken of before."""
    fact = subject if subject is not None and is_rank_name(subject.name) else None
    name = rank_name(words or measures.indicator)
    if fact is None or (words and not same_measure(fact.name, name)):
        fact = measures.measure(name, value.unit)
    of = 100 if value.unit == "%" else 1
    if value.low is None:
        assert value.high is not None
        return Limit(fact, "≤", value.high / of, span=span)
    if value.high is None:
        return Limit(fact, "≥" if value.closed else ">", value.low / of, after=True, span=span)
    if value.low == value.high:
        return Limit(fact, "=", value.low / of, span=span)
    return Limit(fact, "", value.low / of, value.high / of, span=span)


def changed_limit(measures: Measures, value: tree.Changed, span: Span) -> Limit:
    """较上年增加10%以内 as a range of the change."""
    fact = measures.change(value.subject or measures.indicator, value.words, value.unit)
    of = 100 if value.unit == "%" else 1
    low, high = (None if end is None else end / of for end in (value.low, value.high))
    if low is not None and high is not None and low != high:
        return Limit(fact, "", low, high, value.low_in, value.high_in, one_sided=value.one_sided, span=span)
    if low is not None:
        return Limit(fact, "=" if low == high else "≥" if value.low_in is not False else ">", low, span=span)
    assert high is not None
    return Limit(fact, "≤" if value.high_in is not False else "<", high, span=span)


def step_unit(cell: tree.Cell) -> str:
    """The unit in which the cell's steps count: % or 起."""
    sizes = [
        after.value.limit.unit
        for before, after in itertools.pairwise(cell.parts)
        if isinstance(before.value, tree.Step) and isinstance(after.value, tree.Comparison)
    ]
    return sizes[0] if sizes else "%"


def is_rated(cell: tree.Cell) -> bool:
    """Whether the cell compares with percentages, so that a bare number may be one."""
    return any(isinstance(part.value, tree.Comparison) and part.value.limit.unit == "%" for part in cell.parts)
