"""Units under several rubrics: scores, grades and ranks, and who moves when the rubric is another.

A unit with missing facts has an interval of scores, so a rank may be open too: it lies between two places. Nothing is
ranked by a guess.
"""

from bisect import bisect_right
from collections.abc import Sequence
from enum import Enum

from attrs import frozen

from evaldsl.interpreter.scores import Scorecard


class Ties(Enum):
    """How units of the same score are ranked; the value is its name for users."""

    COMPETITION = "顺延"
    DENSE = "连续"


TIES = {
    Ties.COMPETITION: "得分相同的并列，下一名按单位数顺延（并列第2名两个，下一名第4名）",
    Ties.DENSE: "得分相同的并列，下一名接着排（并列第2名两个，下一名第3名）",
}

Rank = tuple[int, int] | None
"""The best and the worst place a unit can have, the same when it is settled; None when nothing is known."""


@frozen
class Ranked:
    """One unit: its *name*, where it comes *from*, its scorecard and rank under each rubric."""

    name: str
    source: str
    cards: tuple[Scorecard, ...]
    ranks: tuple[Rank, ...]

    def rank(self, place: int) -> int | None:
        """The rank under a rubric, when it is settled."""
        rank = self.ranks[place]
        return rank[0] if rank is not None and rank[0] == rank[1] else None


@frozen
class Move:
    """A unit whose rank or grade under the rubric number *place* is another than under the first."""

    unit: Ranked
    place: int
    ranks: tuple[int, int] | None
    grades: tuple[str, str] | None


def ranked(units: Sequence[tuple[str, str, Sequence[Scorecard]]], ties: Ties = Ties.COMPETITION) -> list[Ranked]:
    """Units (name, source, scorecards) with their ranks under each rubric, in the order given."""
    count = len(units[0][2]) if units else 0
    columns = [ranks_of([cards[place] for _, _, cards in units], ties) for place in range(count)]
    return [
        Ranked(name, source, tuple(cards), tuple(column[row] for column in columns))
        for row, (name, source, cards) in enumerate(units)
    ]


def ranks_of(cards: Sequence[Scorecard], ties: Ties) -> list[Rank]:
    """The rank of each of several units under one rubric."""
    lows = sorted(card.interval[0] for card in cards)
    highs = sorted(card.interval[1] for card in cards)
    if ties is Ties.DENSE:
        return _dense(cards)
    found: list[Rank] = []
    for card in cards:
        low, high = card.interval
        surely = len(lows) - bisect_right(lows, high)  # others that are above whatever the facts turn out to be
        possibly = len(highs) - bisect_right(highs, low) - (1 if high > low else 0)
        found.append((surely + 1, possibly + 1))
    return found


def _dense(cards: Sequence[Scorecard]) -> list[Rank]:
    """Ranks without gaps: settled only where no open score may lie above."""
    scores = sorted({card.score for card in cards if card.score is not None}, reverse=True)
    place = {score: number for number, score in enumerate(scores, 1)}
    open_above = max((card.interval[1] for card in cards if card.score is None), default=None)
    found: list[Rank] = []
    for card in cards:
        if card.score is None or (open_above is not None and open_above > card.score):
            found.append(None)
        else:
            found.append((place[card.score], place[card.score]))
    return found


def moves(units: Sequence[Ranked]) -> list[Move]:
    """Who is placed or graded otherwise than under the first rubric, rubric by rubric."""
    found: list[Move] = []
    for place in range(1, len(units[0].cards) if units else 0):
        for unit in units:
            before, after = unit.rank(0), unit.rank(place)
            grades = unit.cards[0].grade, unit.cards[place].grade
            rank = (before, after) if before is not None and after is not None and before != after else None
            grade = (grades[0], grades[1]) if grades[0] and grades[1] and grades[0] != grades[1] else None
            if rank or grade:
                found.append(Move(unit, place, rank, grade))
    return found


def by_rank(units: Sequence[Ranked]) -> list[Ranked]:
    """In the order of the ranks under the first rubric, those that are open by where they may be."""
    last = len(units) + 1
    return sorted(units, key=lambda unit: (unit.ranks[0] or (last, last), unit.name))
