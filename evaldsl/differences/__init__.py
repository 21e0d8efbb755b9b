"""Two rubrics: what was changed, in which sentence, and what that does to the points of a unit.

rubrics ─ matching ─► pairs ─ edits ─► what was changed ┐
                        └──── extents ─► where and how far points are apart ─ totals ─► grades ─► Difference

``wording`` compares two sentences; ``regions`` and ``covering`` say where points differ, ``zeros`` what denominators of 0 do, ``replays`` scores
a unit under both; ``grade_moves`` and ``grade_search`` follow the grades. ``promises`` proves that points are the same, or never more;
``against_base`` asks that of an overlay, ``causes`` through which of its words.
"""

from collections.abc import Callable, Sequence

from attrs import frozen

from evaldsl.differences.edits import AnyEdit, head_edits, indicator_edits
from evaldsl.differences.extents import Apart, apart
from evaldsl.differences.matching import Match, matched_indicators, one_key_each, with_keys
from evaldsl.differences.totals import Totals, totals
from evaldsl.interpreter.rubric import Fact, Rubric
from evaldsl.proofs.prover import Method
from evaldsl.verification.comparison import Both, Pair, both_of


@frozen
class IndicatorDifference:
    """One indicator in two rubrics: what was changed in it, and how its points differ."""

    match: Match
    edits: tuple[AnyEdit, ...]
    apart: Apart

    @property
    def name(self) -> str:
        """Its name in the first rubric, else in the second."""
        one = self.match.before or self.match.after
        return str(one.name)

    @property
    def counts(self) -> bool:
        """Whether more than words is different."""
        return not self.apart.never or any(edit.counts for edit in self.edits)


@frozen
class Difference:
    """All that is different between two rubrics; *both* and *renamed* (keys of the second) tell how they were compared.

    *totals* are None when only some indicators were asked for.
    """

    head: tuple[AnyEdit, ...]
    indicators: tuple[IndicatorDifference, ...]
    totals: Totals | None
    both: Both
    renamed: tuple[tuple[str, str], ...]
    facts: dict[str, Fact]

    @property
    def counts(self) -> bool:
        """Whether more than words is different."""
        return any(edit.counts for edit in self.head) or any(one.counts for one in self.indicators)


def difference(
    first: Rubric,
    second: Rubric,
    method: Method = Method.AUTOMATIC,
    only: Sequence[str] = (),
    tell: Callable[[str], None] = lambda _: None,
) -> Difference:
    """What is different; *only*: the names of the indicators to look at, all when empty. *tell* hears how far it is."""
    before = with_keys(first, {})
    after, renamed = one_key_each(before, second, matched_indicators(first, second))
    matches = matched_indicators(before, after)
    both = both_of(before, after, method)
    pairs = [_pair(match) for match in matches]
    chosen = [not only or bool({*only} & {one.name for one in (m.before, m.after) if one}) for m in matches]
    matches = [match for match, wanted in zip(matches, chosen, strict=True) if wanted]
    pairs = [pair for pair, wanted in zip(pairs, chosen, strict=True) if wanted]
    found = []
    for place, pair in enumerate(pairs):
        tell(f"已经比了{place}个指标，共{len(pairs)}个")
        found.append(apart(both, pair))
    tell("正在比较总分与等级")
    return Difference(
        () if only else tuple(head_edits(before, after)),
        tuple(
            IndicatorDifference(match, tuple(indicator_edits(match)), one)
            for match, one in zip(matches, found, strict=True)
        ),
        None if only else totals(both, pairs, found),
        both,
        tuple(renamed.items()),
        {**both.second.facts, **both.first.facts},
    )


def _pair(match: Match) -> Pair:
    return Pair((match.before or match.after).name, match.before, match.after)


__all__ = ["Apart", "Difference", "IndicatorDifference", "difference"]
