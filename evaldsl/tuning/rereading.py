"""The rubric at other values: the text read again with other numbers in the places of its parameters."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from attrs import define, field

from evaldsl import pipeline
from evaldsl.interpreter.grades import scale_of
from evaldsl.interpreter.rubric import GradeBand, Indicator, Rubric
from evaldsl.interpreter.values import shown
from evaldsl.rubric_files.rubric_file import Loaded, RubricReader
from evaldsl.rubric_files.rubric_lines import INSIDE, blocks
from evaldsl.tuning.parameters import Parameter

Setting = tuple[tuple[Parameter, Fraction], ...]


def changed_text(text: str, setting: Setting) -> str:
    """*text* with other numbers in the places of some parameters."""
    places = [(place, one.written(value)) for one, value in setting if value != one.value for place in one.places]
    for (start, end), written in sorted(places, reverse=True):
        text = f"{text[:start]}{written}{text[end:]}"
    return text


@define
class Rereader:
    """Reads one rubric again at other values; for one indicator alone where that gives the same as the whole text."""

    loaded: Loaded
    short: dict[str, str | None] = field(factory=dict)

    def at(self, setting: Setting) -> Loaded:
        """The whole file at *setting*, with its errors when it cannot be read."""
        return pipeline.load(changed_text(self.loaded.text, setting), self.loaded.name)

    def rubric(self, setting: Setting) -> Rubric | str:
        """The rubric at *setting*, or why its sentences can no longer be used."""
        found = self.at(setting)
        if found.rubric is None:
            return next((one.message for one in found.diagnostics if one.is_error), "读不懂")
        return self._usable(found.rubric, setting)

    def _usable(self, rubric: Rubric, setting: Setting) -> Rubric | str:
        """A sentence that asks for other facts than today says something else: 下降1个百分点 counts, 下降2个百分点 judges."""
        assert self.loaded.rubric is not None
        passed = passed_line(self.loaded.rubric.grades, setting)
        if passed:
            return passed
        now, then = named(self.loaded.rubric), named(rubric)
        shared = any(one.line is not None and not one.is_grade_line for one, _ in setting)
        for name in now if shared else dict.fromkeys(one.indicator for one, _ in setting if one.indicator):
            if name not in then:
                return f"指标“{name}”读不出计分规则"
            before, after = ({fact.key: fact.name for fact in one.facts} for one in (now[name], then[name]))
            for key in {**after, **before}:
                if key not in before:
                    return f"这句话读成了别的意思，要问“{after[key]}”"
                if key not in after:
                    return f"这句话读成了别的意思，不再问“{before[key]}”"
        return rubric

    def indicator_rubric(self, setting: Setting) -> Rubric | str:
        """A rubric with the indicators of *setting* as they are there; other indicators may be left out."""
        names = {one.indicator for one, _ in setting}
        text = self._short(min(names)) if len(names) == 1 else None
        if text is None:
            return self.rubric(setting)
        reader = RubricReader(changed_text(text, setting))
        reader.read()
        found = reader.loaded(self.loaded.name).rubric
        return self.rubric(setting) if found is None else self._usable(found, setting)

    def _short(self, name: str) -> str | None:
        if name not in self.short:
            text = _alone(self.loaded.text, name) if name else None
            self.short[name] = text if text is not None and self._same(text, name) else None
        return self.short[name]

    def _same(self, text: str, name: str) -> bool:
        """Whether the indicator read alone is what it is in the whole rubric."""
        reader = RubricReader(text)
        reader.read()
        alone, whole = reader.loaded(self.loaded.name).rubric, self.loaded.rubric
        if alone is None or whole is None:
            return False
        rates = {one.name: one for one in alone.definitions}
        known = {one.name: one for one in whole.definitions}
        return named(alone).get(name) == named(whole)[name] and all(known[key] == one for key, one in rates.items())


def named(rubric: Rubric) -> Mapping[str, Indicator]:
    """Indicators by name."""
    return {one.name: one for one in rubric.indicators}


def passed_line(bands: Sequence[GradeBand], setting: Setting) -> str:
    """Which line of a grade *setting* puts above that of a better one: written so, 良：19分-18分, it would be read as 18-19."""
    known = {band.word: band.low for band in bands}
    moved = {one.address.partition(".")[2]: value for one, value in setting if one.is_grade_line}
    lines = {**known, **moved}
    for better, worse in pairwise(scale_of(bands)):
        low, high = lines[worse], lines[better]
        if moved.keys() & {better, worse} and low is not None and high is not None and low > high:
            return f"“{worse}”的分数线{shown(low, 4)}分越过了“{better}”的{shown(high, 4)}分，“{worse}”一档就没有了"
    return ""


_KEPT = ("解释", "评分", "来源", "指标值")


def _alone(text: str, name: str) -> str:
    """*text* with all indicators but one turned into blanks, so that every place stays."""
    every = blocks(text)
    ends = [one.at for one in every[1:]] + [len(text)]
    own = False
    pieces = []
    for block, end in zip(every, ends, strict=True):
        stretch = text[block.at : end]
        if block.keyword == "指标":
            own = bool(re.match(rf"[ \t\u3000]*{re.escape(name)}[ \t\u3000]*[（(]", block.text))
        drop = (block.keyword == "指标" and not own) or (
            block.keyword in INSIDE and not (own and block.keyword in _KEPT)
        )
        pieces.append(re.sub(r"[^\n]", " ", stretch) if drop else stretch)
    return text[: every[0].at] + "".join(pieces) if every else text
