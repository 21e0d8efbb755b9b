"""Which units a plan cannot score, as nodes of the plan itself: where a divisor is 0, where a fact is missing that matters.

A fact that stands in a branch which is not taken does not matter. That a fact is missing is written as a word that it has:
the empty one.
"""

from collections.abc import Sequence
from typing import assert_never

from attrs import define, evolve, field, frozen

from evaldsl.interpreter.plan import Plan
from evaldsl.interpreter.whole_numbers import (
    Choice,
    Column,
    Comparison,
    Constant,
    Either,
    Every,
    Node,
    Operation,
    Opposite,
    Word,
    Yes,
)

MISSING = ""


@frozen
class Marked:
    """*plan*, and the nodes that hold for the units which it leaves: by indicator, None for none, and for the grade."""

    plan: Plan
    indicators: tuple[int | None, ...]
    grade: int | None


@define
class _Marker:
    plan: Plan
    gaps: frozenset[str]
    nodes: list[Node]
    known: dict[Node, int]
    lacks: dict[int, int | None] = field(factory=dict)

    def node(self, node: Node) -> int:
        if node not in self.known:
            self.known[node] = len(self.nodes)
            self.nodes.append(node)
        return self.known[node]

    def any_of(self, truths: Sequence[int | None]) -> int | None:
        some = tuple(dict.fromkeys(one for one in truths if one is not None))
        return None if not some else some[0] if len(some) == 1 else self.node(Either(some))

    def zero(self, node: int) -> int:
        return self.node(Comparison("=", node, self.node(Constant(0))))

    def lack(self, node: int) -> int | None:
        """The node of: a fact is missing on which *node* turns. None: never."""
        if node not in self.lacks:
            self.lacks[node] = self._lack(self.plan.nodes[node]) if self.gaps else None
        return self.lacks[node]

    def _lack(self, node: Node) -> int | None:
        match node:
            case Constant():
                return None
            case Column(key, _) | Yes(key) | Word(key, _):
                return self.node(Word(key, MISSING)) if key in self.gaps else None
            case Operation(_, left, right) | Comparison(_, left, right):
                return self.any_of([self.lack(left), self.lack(right)])
            case Every(of) | Either(of):
                return self.any_of([self.lack(one) for one in of])
            case Opposite(of_one):
                return self.lack(of_one)
            case Choice(condition, then, otherwise):
                one, other = self.lack(then), self.lack(otherwise)
                if one is not None:
                    one = self.node(Every((condition, one)))
                if other is not None:
                    other = self.node(Every((self.node(Opposite(condition)), other)))
                return self.any_of([self.lack(condition), one, other])
            case _:
                assert_never(node)


def plan_to_marked(plan: Plan, gaps: frozenset[str]) -> Marked:
    """*plan* for blocks in which the facts *gaps* may be missing."""
    marker = _Marker(plan, gaps, list(plan.nodes), {node: place for place, node in enumerate(plan.nodes)})
    for place in range(len(plan.nodes)):
        marker.lack(place)  # in turn, so that none has far to go
    indicators = tuple(
        marker.any_of([marker.lack(one.score), *(marker.zero(by) for by in one.divisors)]) for one in plan.indicators
    )
    zeros = [marker.zero(by) for by in plan.grade_divisors]
    grade = marker.any_of([marker.lack(plan.grade), *zeros])
    ranges = [(0, 0) if isinstance(node, Constant) else (0, 1) for node in marker.nodes[len(plan.nodes) :]]
    return Marked(evolve(plan, nodes=tuple(marker.nodes), ranges=(*plan.ranges, *ranges)), indicators, grade)
