"""Whether a number decides anything, and which stand for one: the sentence read again with others in their places.

12月 in 截至12月31日 is no number of the rule, nor is the 3 of 三项均达标. Two that must be the same, as in 完成造林5万亩得10分，
未完成的按实际完成面积÷5万亩×10分, cannot be set but together.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import define, evolve, field

from evaldsl.clauses.measure_names import choices_among
from evaldsl.elaboration.cell_to_indicator import Reading, Setting, read_cell
from evaldsl.interpreter.expressions import Expr
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.rubric import Fact, GradeRule, Indicator, Span
from evaldsl.interpreter.values import decimal_text
from evaldsl.rubric_files.rubric_file import Loaded, RubricReader
from evaldsl.rubric_files.rubric_lines import blocks, without_comment
from evaldsl.tuning.figures import AWARDED, BASE, CLIPPED, DECLARED, FACTOR, LIMITS, LINE, Figure

Group = tuple[Figure, list[Span]]
"""A number with all the places where it stands."""

Meaning = tuple[Expr, tuple[GradeRule, ...], Fraction, tuple[tuple[object, ...], ...]]
_DECLARING = ("约定", "数据", "计算")
_TIED = frozenset({LINE, BASE, CLIPPED, FACTOR})
_STEPS = (Fraction(1), Fraction(-1), Fraction(1, 10), Fraction(1, 2))


@define
class Trials:
    """Reads the sentences of one rubric again. *around* is what the file declares, read when it is first asked for."""

    loaded: Loaded
    around: RubricReader | None = field(default=None)

    def sifted(self, reading: Reading, groups: list[Group], compared: Sequence[bool]) -> list[Group]:
        """*groups* without those that decide nothing, those that can but be set together as one; *compared*: with a fact."""
        doubtful = [
            not known and (one.role in LIMITS or _in_brackets(self.loaded.text, one) or one.sign != "")
            for (one, _), known in zip(groups, compared, strict=True)
        ]
        twins = [_twins(groups, place) for place in range(len(groups))]
        if not any(doubtful) and not any(twins):
            return groups
        trial = self._trial(reading)
        if trial is None:
            return groups
        asked = {place for place, doubt in enumerate(doubtful) if doubt}
        asked |= {one for place, others in enumerate(twins) if others for one in (place, *others)}
        tried = {place: trial.outcome([groups[place]]) for place in sorted(asked)}
        gone: set[int] = set()
        joined = dict(enumerate(groups))
        for place, others in enumerate(twins):
            stuck = [one for one in (place, *others) if one not in gone and not tried[one]] if others else []
            if place in stuck and len(stuck) > 1 and trial.outcome([groups[one] for one in stuck]):
                joined[place] = _together([groups[one] for one in stuck])
                tried[place] = True
                gone |= {*stuck} - {place}
        for place, outcome in tried.items():
            drop = outcome is False or (outcome is None and (groups[place][0].role == LINE or groups[place][0].sign))
            if doubtful[place] and drop:
                gone.add(place)
        return [group for place, group in joined.items() if place not in gone]

    def _trial(self, reading: Reading) -> "_Trial | None":
        indicator = reading.indicator
        assert indicator is not None
        if self.around is None:
            self.around = RubricReader(_declarations(self.loaded.text))
            self.around.read()
        near = self.around
        setting = Setting(
            indicator.name, indicator.path, reading.weight, near.conventions, near.rates, near.declared,
            indicator.explanation, indicator.source, indicator.span, choices=choices_among(near.declared),
        )  # fmt: skip
        start, end = reading.span(0, len(reading.plain.text))
        text = "\n".join(without_comment(line) for line in self.loaded.text[start:end].split("\n"))
        again = read_cell(text, setting, start)
        if again.indicator is None or _meaning(again.indicator) != _meaning(indicator):
            return None
        return _Trial(setting, text, start, _meaning(indicator))


@define
class _Trial:
    setting: Setting
    text: str
    start: int
    meaning: Meaning

    def outcome(self, groups: Sequence[Group]) -> bool | None:
        """Whether another number in all places of *groups* means something else; None where none can be read."""
        found: bool | None = None
        for value in _others(groups[0][0]):
            written = f"{decimal_text(value)}{groups[0][0].sign}"
            text = self.text
            for start, end in sorted((place for _, places in groups for place in places), reverse=True):
                text = f"{text[: start - self.start]}{written}{text[end - self.start :]}"
            again = read_cell(text, self.setting, self.start)
            if again.indicator is None or any(one.is_error for one in again.found):
                continue
            meaning = _meaning(again.indicator)
            if {one[0] for one in meaning[3]} != {one[0] for one in self.meaning[3]}:
                continue
            if meaning != self.meaning:
                return True
            found = False
        return found


def _others(figure: Figure) -> Iterator[Fraction]:
    value = round(figure.value) if figure.sign else figure.value
    return (value + step for step in _STEPS if value + step > 0)


def _meaning(indicator: Indicator) -> Meaning:
    facts = tuple(_asked(fact) for fact in indicator.facts)
    return indicator_to_expr(indicator), indicator.grade_rules, indicator.full, facts


def _asked(fact: Fact) -> tuple[object, ...]:
    return fact.key, fact.kind, fact.unit, fact.low, fact.high, fact.choices


def _declarations(text: str) -> str:
    """*text* with all but what declares turned into blanks, so that every place stays."""
    every = blocks(text)
    ends = [one.at for one in every[1:]] + [len(text)]
    kept = [
        text[one.at : end] if one.keyword in _DECLARING else re.sub(r"[^\n]", " ", text[one.at : end])
        for one, end in zip(every, ends, strict=True)
    ]
    return "".join(kept)


def _in_brackets(text: str, figure: Figure) -> bool:
    """（2分）制度健全得3分: what an item is worth, which its award may say otherwise."""
    before = text[: figure.span[0]].rstrip()[-1:]
    return figure.role == DECLARED or (figure.role == AWARDED and before in "（(")


def _twins(groups: Sequence[Group], place: int) -> list[int]:
    """Later numbers that may be the same one: as large, and as little of points that are given."""
    one = groups[place][0]
    if one.role not in _TIED:
        return []
    return [
        at for at, (other, _) in enumerate(groups)
        if at > place and other.role in _TIED and (other.value, other.unit) == (one.value, one.unit)
    ]  # fmt: skip


def _together(groups: Sequence[Group]) -> Group:
    first = next((one for one, _ in groups if one.role == CLIPPED), groups[0][0])
    return evolve(first, label=groups[0][0].label), sorted(place for _, places in groups for place in places)
