"""Numbers too large for 64 bits, exactly, by two columns: nearly, in float64, and what is left of them by 2**64, in int64.

A sum of three rates over different denominators has a denominator of three factors, easily 2**80. What is asked of such
numbers is only whether one is above another, and the whole part of their quotient. Let F be the float64 of a quotient
V = N ÷ D, |F - V| ≤ e·F for a relative error e known from the operations that led to it, and b the whole number nearest to F.

- Where |F - b| > 2e·F, V lies on the same side of b as F does, and F says what its whole part is.
- Else N - b·D, a whole number, is at most 4e·N in size. As that is below 2**63 its rest by 2**64, which int64 arithmetic
  gives because it wraps, is the number itself, and its sign says on which side of b V lies: also when V is b exactly.

A comparison of N and M is decided in the same way: by F where |N - M| is larger than the errors, else by the rest of N - M.
All numbers must be above 0, so that sums lose nothing; with errors of a few 2**-53 N may go up to about 2**108.
"""

from attrs import define, field

from evaldsl.interpreter.plan import Plan
from evaldsl.interpreter.whole_numbers import Choice, Operation

QUOTIENT = 2**40
"""The most that a quotient of wide numbers may be: its error is far below a half."""
UNIT = 2.0**-53
SLACK = 1.01
"""For the products of errors, which are not counted."""


@define
class Errors:
    """The relative errors of the numbers of a plan in float64, in units of 2**-53; None where none is known."""

    plan: Plan
    known: dict[int, float | None] = field(factory=dict)

    def is_wide(self, node: int) -> bool:
        """Whether a number may need more than 64 bits."""
        return max(abs(end) for end in self.plan.ranges[node]) > 2**63 - 1

    def of(self, node: int) -> float | None:
        """The error of a number."""
        if node not in self.known:
            self.known[node] = self._of(node)
        return self.known[node]

    def _of(self, node: int) -> float | None:
        low, high = self.plan.ranges[node]
        if not self.is_wide(node):
            return 0.0 if max(abs(low), abs(high)) <= 2**53 else 1.0
        if low < 0 or high > 2**1000:
            return None
        match self.plan.nodes[node]:
            case Operation("×" | "+" as op, left, right) if (
                min(self.plan.ranges[left][0], self.plan.ranges[right][0]) >= 0
            ):
                one, other = self.of(left), self.of(right)
                if one is None or other is None:
                    return None
                return (one + other if op == "×" else max(one, other)) + 1
            case Choice(_, then, otherwise):
                one, other = self.of(then), self.of(otherwise)
                return None if one is None or other is None else max(one, other)
        return None

    def margin(self, left: int, right: int) -> float | None:
        """2e for the quotient of two numbers, or for what they differ by; None where nothing is proved."""
        one, other = self.of(left), self.of(right)
        if one is None or other is None or min(self.plan.ranges[left][0], self.plan.ranges[right][0]) < 0:
            return None
        error = (one + other + 2) * UNIT * SLACK
        most = max(self.plan.ranges[left][1], self.plan.ranges[right][1])
        return 2 * error if 4 * error * most < 2**62 else None
